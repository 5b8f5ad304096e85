/**
 * Layers: the models that networks are made of.
 */
export {
  activation,
  dense,
  dropout,
  maxout,
  type Activated,
  type Dense,
  type DenseOptions,
  type DenseParams,
  type Maxout,
  type Unbiased,
} from './nn/Layer.js'
