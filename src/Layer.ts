/**
 * Layers: the models that networks are made of.
 *
 * @since 0.1.0
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
