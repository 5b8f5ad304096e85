/**
 * How a run advances from a state: step by step in the library, or many steps at once on an engine.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Dataset, BatchRows } from '../data/Dataset.js'
import type { Engine } from '../engine/Engine.js'
import type { EngineError } from '../engine/Errors.js'
import { globalNorm } from '../optim/Transform.js'
import { toNumber } from '../tensor/Value.js'
import { chunks, type Norms, type StepReport } from './Chunk.js'
import type { Outcome } from '../diagnosis/Divergence.js'
import type { State, Trainer, Types, StateOfTrainer } from './Step.js'

/**
 * The options of a run.
 *
 * @category model
 */
export interface RunOptions<P, S> {
  /** The first state: `trainer.start(seed)`, or a state of an earlier run. */
  readonly from: State<P, S>
  /** The total number of epochs, including those of `from`. */
  readonly epochs: number
  /** The number of rows of a batch. */
  readonly size: number
  readonly dropLast?: boolean
  /** The engine that runs the steps; by default the library computes them one by one. */
  readonly engine?: Engine
  /** The number of steps that an engine runs in one call; by default about 12,800 rows, and at most 500 steps. It does not change the results. */
  readonly chunk?: number
  /** Whether each step reports the norms of its gradient and updates. On an engine this costs time and may change last bits, since fusion differs. */
  readonly norms?: boolean
}

/** Consecutive steps: their batches, the states before and after, and the results of each. */
export interface Block<K extends Types> {
  readonly batches: readonly BatchRows[]
  readonly before: StateOfTrainer<K>
  readonly after: StateOfTrainer<K>
  readonly reports: readonly StepReport<K['output'], K['targets']>[]
  /** The gradient and updates of a single step computed by the library. */
  readonly lastStep?: Pick<Outcome<K['params'], K['optimizer']>, 'gradient' | 'updates'>
}

/** Advances a run over batches of an epoch. */
export interface Stepper<K extends Types> {
  /** The largest number of batches at once. */
  readonly stride: number
  readonly advance: (
    before: StateOfTrainer<K>,
    epoch: number,
    batches: readonly BatchRows[],
  ) => Promise<E.Either<EngineError, Block<K>>>
  readonly release: () => Promise<void>
}

const normsOf = ({ gradient, updates }: { readonly gradient: unknown; readonly updates: unknown }): Norms => ({
  gradient: toNumber(globalNorm(gradient)),
  update: toNumber(globalNorm(updates)),
})

/** Step by step, in the library. */
export const libraryStepper = <K extends Types>(
  trainer: Trainer<K>,
  data: Dataset<K['input'], K['targets']>,
  { norms = false }: Pick<RunOptions<K['params'], K['optimizer']>, 'norms'>,
): Stepper<K> => ({
  stride: 1,
  advance: (before, epoch, batches) => {
    const [{ rows, index, last }] = batches
    const batch = { ...data.take(rows), rows, index, last, epoch }
    const { state, loss, output, ...lastStep } = trainer.observe(before, batch)
    const report = {
      loss: toNumber(loss),
      output,
      targets: batch.targets,
      ...(norms ? { norms: normsOf(lastStep) } : {}),
    }
    return Promise.resolve(E.right({ batches, before, after: state, reports: [report], lastStep }))
  },
  release: () => Promise.resolve(),
})

/** The approximate number of rows, and the largest number of steps, of one call of an engine. */
const [rowsAtOnce, stepsAtOnce] = [12_800, 500]

/** Many steps at once, on an engine. */
export const engineStepper = <K extends Types>(
  engine: Engine,
  trainer: Trainer<K>,
  data: Dataset<K['input'], K['targets']>,
  {
    size,
    chunk = Math.max(1, Math.min(stepsAtOnce, Math.round(rowsAtOnce / size))),
    norms = false,
  }: Pick<RunOptions<K['params'], K['optimizer']>, 'size' | 'chunk' | 'norms'>,
): Stepper<K> => {
  const program = chunks(engine, trainer, data, norms)
  return {
    stride: chunk,
    advance: async (before, epoch, batches) =>
      pipe(
        await program.advance(before, epoch, batches)(),
        E.map(({ state, reports }) => ({ batches, before, after: state, reports })),
      ),
    release: program.release,
  }
}

/** Groups consecutive batches of equal size, at most `most` each. */
export function* groupBatches(batches: Iterable<BatchRows>, most: number): Generator<readonly BatchRows[]> {
  // Local mutation, invisible from outside.
  let group: BatchRows[] = []
  for (const batch of batches) {
    if (group.length === most || (group.length > 0 && group[0].rows.length !== batch.rows.length)) {
      yield group
      group = []
    }
    group.push(batch)
  }
  if (group.length > 0) yield group
}
