/** Models from files, as functions from named tensors to named tensors. */
import type * as T from 'fp-ts/lib/Task.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { AnyTensor } from '../tensor/Value.js'
import type { EngineError } from './Errors.js'

/**
 * An input or an output of a model in a file. A named size is determined by each run, and is the same wherever the name occurs.
 *
 * @category model
 */
export interface Port {
  readonly name: string
  readonly element: string
  /** Absent if the file declares none: any shape is then accepted. */
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
  /** Releases the resources of the engine. Running a released model is an error. */
  readonly release: T.Task<void>
}
