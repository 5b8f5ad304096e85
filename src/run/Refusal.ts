/**
 * All errors of the library, and one `Show` for them.
 */
import type { Show as ShowOf } from 'fp-ts/lib/Show.js'
import type * as t from 'io-ts/lib/index.js'
import { problems, Show as ShowProblem, type Problem } from '../codec/Problem.js'
import { linesOf, type Messages } from '../codec/Messages.js'
import type { DataError } from '../format/Errors.js'
import { messages as safetensorsMessages, type SafetensorsError } from '../format/safetensors/Errors.js'
import { Show as ShowEngine, type EngineError } from '../engine/Errors.js'
import { checkpointMessages, type NoCheckpoint } from '../checkpoint/Checkpoint.js'
import { Show as ShowStop, type Stop } from '../train/Run.js'
import { predictorMessages, type PredictorError } from '../predictor/PredictorError.js'
import { storeMessages, type StoreError } from '../checkpoint/StoreError.js'
import { record as expectRecord } from '../tensor/Expect.js'

/** The errors with tags. */
type Tagged =
  DataError | EngineError | NoCheckpoint | PredictorError | SafetensorsError | Stop<unknown, unknown> | StoreError

/**
 * An error: of a reader, an engine, a codec, a store of checkpoints, a diverged run; one or several; or a text or an `Error` of other code.
 *
 * @category model
 */
export type Refusal = Tagged | Problem | t.ValidationError | Error | string | readonly Refusal[]

const engine = ShowEngine.show
const stop = (error: Stop<unknown, unknown>): readonly string[] => ShowStop.show(error).split('\n')

/** The message of each tag. A new error does not compile before it has an entry. */
const messages: Messages<Tagged> = {
  ...storeMessages,
  ...checkpointMessages,
  ...predictorMessages,
  ...safetensorsMessages,
  BadModel: engine,
  Failed: engine,
  Missing: engine,
  Released: engine,
  Unsupported: engine,
  WrongArgument: engine,
  WrongRuntime: engine,
  WrongTargets: engine,
  EngineStopped: stop,
  NonFinite: stop,
  RunRefused: stop,
}

const isTagged = (refusal: object): refusal is Tagged =>
  '_tag' in refusal && typeof refusal._tag === 'string' && Object.hasOwn(messages, refusal._tag)

/** A codec reports one problem as many errors, which are read together. */
const isValidation = (refusal: Refusal): refusal is t.ValidationError =>
  typeof refusal === 'object' && 'context' in refusal && 'value' in refusal

const lines = (refusal: Refusal): readonly string[] => {
  if (typeof refusal === 'string') return [refusal]
  if (Array.isArray(refusal)) {
    const all = refusal as readonly Refusal[]
    return [
      ...problems(all.filter(isValidation)).map(ShowProblem.show),
      ...all.filter((x) => !isValidation(x)).flatMap(lines),
    ]
  }
  if (isValidation(refusal)) return problems([refusal]).map(ShowProblem.show)
  if (refusal instanceof Error) return [refusal.message]
  return isTagged(refusal) ? linesOf(messages, refusal) : [ShowProblem.show(refusal as Problem)]
}

/**
 * The message of an error; several are on a line each.
 *
 * @example
 * Run.Show.show({ _tag: 'Released', engine: 'the reference engine' }) // => 'This program of the reference engine was released: compile it again to run it.'
 * Run.Show.show([{ path: 'rate', expected: 'a positive number', found: '-1' }, 'The rest was not read.'])
 * // => 'at rate: expected a positive number, found -1\nThe rest was not read.'
 *
 * @category instances
 */
export const Show: ShowOf<Refusal> = {
  show: (refusal) =>
    lines(typeof refusal === 'string' ? refusal : expectRecord('Run.Show', 'what was refused', {}, refusal)).join('\n'),
}
