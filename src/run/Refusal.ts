/**
 * All errors of the library, and one `Show` for them.
 */
import type { Show as ShowOf } from 'fp-ts/lib/Show.js'
import type * as t from 'io-ts/lib/index.js'
import { problems, Show as ShowProblem, type Problem } from '../codec/Problem.js'
import { Show as ShowData, type DataError } from '../format/Errors.js'
import { Show as ShowSafetensors, type SafetensorsError } from '../format/safetensors/Errors.js'
import { Show as ShowEngine, type EngineError } from '../engine/Errors.js'
import { showNoCheckpoint, type NoCheckpoint } from '../checkpoint/Checkpoint.js'
import { Show as ShowStop, type Stop } from '../train/Run.js'
import { ShowPredictor, type PredictorError } from '../predictor/PredictorError.js'
import { ShowStore, type StoreError } from '../checkpoint/StoreError.js'
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

const [data, engine, safetensors, checkpoint, predictor, stop, store] = [
  ShowData.show,
  ShowEngine.show,
  ShowSafetensors.show,
  showNoCheckpoint,
  ShowPredictor.show,
  ShowStop.show,
  ShowStore.show,
]

/** The `Show` of each tag. A new error does not compile before it has an entry. */
const sentences: { readonly [Tag in Tagged['_tag']]: (error: Extract<Tagged, { readonly _tag: Tag }>) => string } = {
  BadBatches: data,
  BadCsv: data,
  BadMagic: data,
  BadSafetensors: data,
  CorruptGzip: data,
  CountsDisagree: data,
  EmptyAxis: data,
  FileMissing: data,
  FolderMissing: data,
  HeaderTruncated: data,
  LabelOutOfRange: data,
  MoreBadCsv: data,
  NotAFile: data,
  NotAFolder: data,
  NoFileSystem: data,
  NotWritten: data,
  OtherFormat: data,
  SizesDisagree: data,
  TooLarge: data,
  Unreadable: data,
  UnsupportedType: data,
  WrongImageSize: data,
  WrongLength: data,
  WrongRank: data,

  BadModel: engine,
  Failed: engine,
  Missing: engine,
  Released: engine,
  Unsupported: engine,
  WrongArgument: engine,
  WrongRuntime: engine,
  WrongTargets: engine,

  BadElement: safetensors,
  BadHeader: safetensors,
  ForeignFormat: safetensors,
  HeaderTooLong: safetensors,
  Hole: safetensors,
  MissingTensor: safetensors,
  NotUtf8: safetensors,
  OutOfRange: safetensors,
  Overlap: safetensors,
  ShapeOverflows: safetensors,
  StrayBias: safetensors,
  TooShort: safetensors,
  UnknownDtype: safetensors,
  WrongShape: safetensors,
  WrongSize: safetensors,

  NoChecksum: checkpoint,
  NoSha256: checkpoint,
  NotSafetensors: checkpoint,
  Unlike: checkpoint,
  WrongChecksum: checkpoint,

  NoSpec: predictor,
  NoTable: predictor,
  NotAPredictor: predictor,
  OtherPredictor: predictor,

  EngineStopped: stop,
  NonFinite: stop,
  RunRefused: stop,

  FolderUnreadable: store,
  Foreign: store,
  LaterState: store,
  NoRoom: store,
  NoneIntact: store,
  NotEncoded: store,
  NotThere: store,
  OtherBatching: store,
}

const isTagged = (refusal: object): refusal is Tagged =>
  '_tag' in refusal && typeof refusal._tag === 'string' && Object.hasOwn(sentences, refusal._tag)

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
  return isTagged(refusal)
    ? [(sentences[refusal._tag] as (error: Tagged) => string)(refusal)]
    : [ShowProblem.show(refusal as Problem)]
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
