/** Models from files, as functions from named tensors to named tensors. */
import type * as T from 'fp-ts/lib/Task.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { AnyTensor } from '../tensor/Value.js'
import type { EngineError } from './Errors.js'

/**
 * An input or an output of a model in a file. A size that is a name is known when the model is run, and the same wherever it stands.
 *
 * @category model
 */
export interface Port {
  readonly name: string
  readonly element: string
  /** Absent where the file declares none: then any shape is taken. */
  readonly shape?: readonly (number | string)[]
}

/** Tensors by the names of inputs or outputs. */
export type Named = Readonly<Record<string, AnyTensor>>

/**
 * A model from a file.
 *
 * @category model
 */
export interface Loaded {
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  readonly run: (inputs: Named) => TE.TaskEither<EngineError, Named>
  /** Frees what the engine holds. A model that was released refuses to run. */
  readonly release: T.Task<void>
}
