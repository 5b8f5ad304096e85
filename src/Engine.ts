/**
 * What runs staged functions, and the engine that is always there.
 */
export { referenceEngine, type Engine, type Program } from './engine/Engine.js'
export { jit, type Jitted } from './engine/Jit.js'
export {
  Show,
  type BadModel,
  type EngineError,
  type Failed,
  type Missing,
  type Released,
  type Unsupported,
  type WrongArgument,
  type WrongRuntime,
} from './engine/Errors.js'
