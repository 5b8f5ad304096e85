/**
 * Checkpoints: the state of a run between two steps as the bytes of a safetensors file. A loaded run continues to the same bits.
 *
 * The tensors of the parameters and of the optimizer are stored under their paths (`params.hidden.weight`, `optimizer.count`), as float64; the other values as JSON in the metadata under
 * `nabla-ts`. A checksum under `sha256` detects truncated and changed files.
 *
 * Law (`test/checkpoint/Checkpoint.test.ts`): `decode(encode(checkpoint)) = right(checkpoint)`, to the bit.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Task } from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { flow, pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { closed } from '../codec/Closed.js'
import { anyNumber, integer } from '../codec/Number.js'
import type { Messages } from '../codec/Messages.js'
import { problems, Show as ShowProblem, showProblems, type Problem } from '../codec/Problem.js'
import { byPath, tensorOf } from '../codec/Tensors.js'
import type { Content } from '../format/Safetensors.js'
import { Show as ShowFile } from '../format/safetensors/Errors.js'
import { fromNumber } from '../random/Seed.js'
import { fail } from '../tensor/Errors.js'
import { scalar, toNumber, type Scalar } from '../tensor/Value.js'
import { SUM, whole, withChecksum, type CorruptFile } from '../format/Checksum.js'
import type { State, Trainer, Types, LearnedOfTrainer } from '../train/Step.js'
import { record as expectRecord } from '../tensor/Expect.js'

// -------------------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------------------

/**
 * How the epochs of a run are divided into batches: a position within an epoch is valid only for the same batching.
 *
 * @category model
 */
export interface Batching {
  /** The number of rows of the data set. */
  readonly rows: number
  /** The number of rows of a batch. */
  readonly size: number
  readonly dropLast: boolean
}

/**
 * The content of a checkpoint: the state of a run, the batching of its epochs, and notes of the caller, such as the options of the run.
 *
 * @category model
 */
export interface Checkpoint<P, S> {
  readonly state: State<P, S>
  readonly cut: Batching
  readonly notes: Readonly<Record<string, string>>
}

/**
 * Why bytes are not a checkpoint of a trainer.
 *
 * @category model
 */
export type NoCheckpoint =
  | CorruptFile
  /** An intact checkpoint of another model or optimizer, or of another version. */
  | { readonly _tag: 'Unlike'; readonly problems: readonly Problem[] }

/** The messages of why bytes are not a checkpoint. */
export const checkpointMessages: Messages<NoCheckpoint> = {
  NotSafetensors: ({ error }) => `It is not a whole safetensors file: ${ShowFile.show(error)}`,
  NoChecksum: () =>
    'It has no checksum, so it was not written as a checkpoint. Load the tensors of other programs with nabla-ts/Safetensors.',
  WrongChecksum: () => 'Its checksum does not match its bytes: it was changed, or written in part.',
  NoSha256: () =>
    'Its checksum cannot be computed here: browsers have SHA-256 where a page is loaded by https or from localhost.',
  Unlike: (error) => [
    'It was written by another model, another optimizer or another version:',
    ...error.problems.map(ShowProblem.show),
  ],
}

// -------------------------------------------------------------------------------------------------
// codec
// -------------------------------------------------------------------------------------------------

const half = integer(0, 2 ** 32 - 1)

/** A loss as a number. */
const loss: t.Type<Scalar, unknown, unknown> = anyNumber.pipe(
  new t.Type<Scalar, number, number>(
    'a loss',
    (u): u is Scalar => tensorOf([]).is(u),
    (n) => t.success(scalar(n)),
    toNumber,
  ),
  'a loss',
)

const progress = closed({
  version: t.literal(1),
  seed: closed({ high: half, low: half }),
  epoch: integer(0),
  iteration: integer(0),
  position: integer(0),
  history: closed({ losses: t.readonlyArray(loss), total: loss, rows: integer(0) }),
  cut: closed({ rows: integer(0), size: integer(1), dropLast: t.boolean }),
})

/** The metadata key of values that are not tensors. */
const RUN = 'nabla-ts'

const fromJson = (text: unknown): unknown =>
  pipe(
    E.tryCatch(
      () => JSON.parse(String(text)) as unknown,
      () => text,
    ),
    E.toUnion,
  )

const isContent = (u: unknown): u is Content => typeof u === 'object' && u !== null && 'tensors' in u && 'metadata' in u

/** Checks a trainer of a caller without types. */
export const expectTrainer = <X>(operation: string, x: X): X =>
  expectRecord(
    operation,
    'a trainer, as Train.trainer makes it',
    { model: 'object', objective: 'object', start: 'function', advance: 'function' },
    x,
  )

/**
 * The codec of the checkpoints of a trainer, to and from named tensors and metadata, which `nabla-ts/Safetensors` writes. Decoded values have the structure and shapes of the trainer's state.
 *
 * @example
 * const trainer = Train.trainer({ model: L.dense(1, 1), objective: Objective.regression(1), optimizer: O.momentum() })
 * const state = trainer.start(Seed.fromNumber(1))
 * const codec = Train.checkpoint(trainer)
 * const content = codec.encode({ state, cut: { rows: 10, size: 5, dropLast: false }, notes: {} })
 * Object.keys(content.tensors) // => ['optimizer.1.velocity.bias', 'optimizer.1.velocity.weight', 'params.bias', 'params.weight']
 * pipe(codec.decode(content), E.map(({ state }) => state.iteration)) // => E.right(0)
 *
 * @category checkpoints
 */
export const checkpoint = <K extends Types>(
  trainer: Trainer<K>,
): t.Type<Checkpoint<K['params'], K['optimizer']>, Content, unknown> => {
  expectTrainer('Train.checkpoint', trainer)

  const { params, optimizer } = trainer.start(fromNumber(0))
  const tensors = byPath<LearnedOfTrainer<K>>({ params, optimizer })
  return new t.Type<Checkpoint<K['params'], K['optimizer']>, Content, unknown>(
    'a checkpoint',
    (u): u is Checkpoint<K['params'], K['optimizer']> =>
      typeof u === 'object' && u !== null && 'state' in u && 'cut' in u,
    (u, context) => {
      if (!isContent(u)) return t.failure(u, context)
      const { [RUN]: run, [SUM]: _, ...notes } = u.metadata
      const learned = tensors.validate(u.tensors, t.appendContext(context, 'tensors', tensors, u.tensors))
      const json = fromJson(run)
      const rest = progress.validate(json, t.appendContext(context, RUN, progress, json))
      if (E.isLeft(learned) || E.isLeft(rest))
        return E.left([...(E.isLeft(learned) ? learned.left : []), ...(E.isLeft(rest) ? rest.left : [])])
      const { cut, version: _version, ...place } = rest.right
      return t.success({ state: { ...learned.right, ...place }, cut, notes })
    },
    ({ state, cut, notes }) => {
      const reserved = [RUN, SUM].find((key) => Object.hasOwn(notes, key))
      if (reserved !== undefined)
        return fail('Train.checkpoint', `notes without the key “${reserved}”`, 'it among them')
      const { seed, epoch, iteration, position, history } = state
      const { high, low } = seed
      const json = progress.encode({ version: 1, seed: { high, low }, epoch, iteration, position, history, cut })
      const read = progress.decode(json)
      if (E.isLeft(read)) return fail('Train.checkpoint', 'a state of a run', showProblems(problems(read.left)))
      return {
        tensors: tensors.encode({ params: state.params, optimizer: state.optimizer }),
        metadata: { ...notes, [RUN]: JSON.stringify(json) },
      }
    },
  )
}

// -------------------------------------------------------------------------------------------------
// bytes
// -------------------------------------------------------------------------------------------------

/**
 * The bytes of a checkpoint, with its checksum.
 *
 * - **Errors** a `NablaError`, in a promise that is rejected, for counts that are none, and for notes that are no text or have the keys `nabla-ts` or `sha256`.
 *
 * @category checkpoints
 */
export const encodeCheckpoint = <P, S>(codec: t.Type<Checkpoint<P, S>, Content, unknown>) => {
  expectRecord('Train.encodeCheckpoint', 'a codec', { decode: 'function' }, codec)
  return (value: Checkpoint<P, S>): Task<Uint8Array> =>
    async () =>
      withChecksum(codec.encode(value))()
}

/** Decodes the content of a file as a checkpoint of this trainer. */
export const ofTrainer =
  <P, S>(codec: t.Type<Checkpoint<P, S>, Content, unknown>) =>
  (content: Content): E.Either<NoCheckpoint, Checkpoint<P, S>> =>
    pipe(
      codec.decode(content),
      E.mapLeft((errors): NoCheckpoint => ({ _tag: 'Unlike', problems: problems(errors) })),
    )

/**
 * Decodes bytes as a checkpoint of this trainer, after verifying the checksum.
 *
 * @category checkpoints
 */
export const decodeCheckpoint = <P, S>(
  codec: t.Type<Checkpoint<P, S>, Content, unknown>,
): ((file: Uint8Array) => TE.TaskEither<NoCheckpoint, Checkpoint<P, S>>) => {
  expectRecord('Train.decodeCheckpoint', 'a codec', { decode: 'function' }, codec)
  return flow(whole, TE.chainEitherK(ofTrainer(codec)))
}
