/**
 * How a run goes on from a state: step by step by the library itself, or many steps at once by an engine.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Dataset, Place } from '../data/Dataset.js'
import type { Engine } from '../engine/Engine.js'
import type { EngineError } from '../engine/Errors.js'
import { globalNorm } from '../optim/Transform.js'
import { toNumber } from '../tensor/Value.js'
import { chunks, type Norms, type Seen } from './Chunk.js'
import type { Outcome } from '../diagnosis/Divergence.js'
import type { State, Trainer, Types, StateOfTrainer } from './Step.js'

/**
 * How long a run is and how its epochs are cut.
 *
 * @category model
 */
export interface RunOptions<P, S> {
  /** Where to begin: `trainer.start(seed)`, or a state in which another run ended. */
  readonly from: State<P, S>
  /** How many epochs the run has in all, those of `from` included. */
  readonly epochs: number
  /** How many rows a batch has. */
  readonly size: number
  readonly dropLast?: boolean
  /** What runs the steps; by default they are computed one by one by the library itself. */
  readonly engine?: Engine
  /** How many steps an engine runs in one go; by default so many that they see about 12,800 rows, and at most 500. It changes no bit. */
  readonly chunk?: number
  /** Whether each step tells the norms of its gradient and of its updates. On an engine this costs time, and last bits of the run may be others, since neither is kept there for itself. */
  readonly norms?: boolean
}

/** Some steps in a row: where they are, the state before and after them, and what each saw. */
export interface Block<K extends Types> {
  readonly places: readonly Place[]
  readonly before: StateOfTrainer<K>
  readonly after: StateOfTrainer<K>
  readonly seen: readonly Seen<K['output'], K['targets']>[]
  /** Of a single step computed by the library itself, what only that tells. */
  readonly worked?: Pick<Outcome<K['params'], K['optimizer']>, 'gradient' | 'updates'>
}

/** How a run goes on from a state, over some batches of an epoch. */
export interface Walker<K extends Types> {
  /** How many batches at once, at most. */
  readonly stride: number
  readonly walk: (
    before: StateOfTrainer<K>,
    epoch: number,
    places: readonly Place[],
  ) => Promise<E.Either<EngineError, Block<K>>>
  readonly release: () => Promise<void>
}

const normsOf = ({ gradient, updates }: { readonly gradient: unknown; readonly updates: unknown }): Norms => ({
  gradient: toNumber(globalNorm(gradient)),
  update: toNumber(globalNorm(updates)),
})

/** Step by step, by the library itself. */
export const byItself = <K extends Types>(
  trainer: Trainer<K>,
  data: Dataset<K['input'], K['targets']>,
  { norms = false }: Pick<RunOptions<K['params'], K['optimizer']>, 'norms'>,
): Walker<K> => ({
  stride: 1,
  walk: (before, epoch, places) => {
    const [{ rows, index, last }] = places
    const batch = { ...data.take(rows), rows, index, last, epoch }
    const { state, loss, output, ...worked } = trainer.observe(before, batch)
    const seen = {
      loss: toNumber(loss),
      output,
      targets: batch.targets,
      ...(norms ? { norms: normsOf(worked) } : {}),
    }
    return Promise.resolve(E.right({ places, before, after: state, seen: [seen], worked }))
  },
  release: () => Promise.resolve(),
})

/** Rows that an engine sees in one go, about, and steps, at most. */
const [rowsAtOnce, stepsAtOnce] = [12_800, 500]

/** Many steps at once, by an engine. */
export const byEngine = <K extends Types>(
  engine: Engine,
  trainer: Trainer<K>,
  data: Dataset<K['input'], K['targets']>,
  {
    size,
    chunk = Math.max(1, Math.min(stepsAtOnce, Math.round(rowsAtOnce / size))),
    norms = false,
  }: Pick<RunOptions<K['params'], K['optimizer']>, 'size' | 'chunk' | 'norms'>,
): Walker<K> => {
  const { advance, release } = chunks(engine, trainer, data, norms)
  return {
    stride: chunk,
    walk: async (before, epoch, places) =>
      pipe(
        await advance(before, epoch, places)(),
        E.map(({ state, seen }) => ({ places, before, after: state, seen })),
      ),
    release,
  }
}

/** Batches of one size in a row, so many at most. */
export function* grouped(places: Iterable<Place>, most: number): Generator<readonly Place[]> {
  // Local mutation, invisible from outside.
  let group: Place[] = []
  for (const place of places) {
    if (group.length === most || (group.length > 0 && group[0].rows.length !== place.rows.length)) {
      yield group
      group = []
    }
    group.push(place)
  }
  if (group.length > 0) yield group
}
