/**
 * Layers: the models that networks are made of.
 *
 * @since 0.1.0
 */
export {
  activation,
  dense,
  type Activated,
  type Dense,
  type DenseOptions,
  type DenseParams,
  type Unbiased,
} from './nn/Layer.js'
