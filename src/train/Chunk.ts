/**
 * Many steps of a trainer as one call of an engine: the step is staged once, with gradient and optimizer, and folded over a chunk of batches. Inputs of the program are the rows of the
 * batches, if the data set is in memory, and the random draws of the model, since engines do not compute seeds.
 *
 * Laws (`laws/engine/engine.ts`): the size of chunks does not change the results.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Task } from 'fp-ts/lib/Task.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Dataset, Examples, BatchRows } from '../data/Dataset.js'
import type { Engine } from '../engine/Engine.js'
import type { EngineError } from '../engine/Errors.js'
import { jit } from '../engine/Jit.js'
import { element, stacked } from '../graph/Evaluate.js'
import { hollow } from '../graph/Build.js'
import { globalNorm } from '../optim/Transform.js'
import { child, type Seed } from '../random/Seed.js'
import { entries, mapTree } from '../tensor/Params.js'
import { plain, scalar, shape, toNumber, type AnyTensor, type Scalar } from '../tensor/Value.js'
import { traced, type Traced } from './Draws.js'
import { foldSteps, type Feed } from './Fold.js'
import { after, type Progress } from './Progress.js'
import { forModel, type Trainer, type Types, type StateOfTrainer, type LearnedOfTrainer } from './Step.js'
import { checkTargets } from './Targets.js'

/**
 * The Euclidean norms of a gradient and of the updates of the parameters, over all tensors.
 *
 * @category model
 */
export interface Norms {
  readonly gradient: number
  readonly update: number
}

/** The results of a step as numbers and tensors. */
export interface StepReport<O, T> {
  readonly loss: number
  readonly output: O
  readonly targets: T
  readonly norms?: Norms
}

/** The state after some steps, and the results of each. */
export interface Advanced<K extends Types> {
  readonly state: StateOfTrainer<K>
  readonly reports: readonly StepReport<K['output'], K['targets']>[]
}

/** A trainer on an engine. */
export interface Chunks<K extends Types> {
  readonly advance: (
    state: StateOfTrainer<K>,
    epoch: number,
    batches: readonly BatchRows[],
  ) => TaskEither<EngineError, Advanced<K>>
  /** Releases all programs. */
  readonly release: Task<void>
}

/** The inputs of the steps, each stacked along a leading axis of steps. */
interface Feeds extends Feed {
  /** The rows of each batch, or its examples if the data set is not in memory. */
  readonly batch: unknown
}

interface Argument<K extends Types> {
  readonly state: LearnedOfTrainer<K>
  readonly data: readonly AnyTensor[]
  readonly feeds: Feeds
}

/** The outputs of a step beside the state. */
interface Output<K extends Types> {
  readonly loss: Scalar
  readonly output: K['output']
  readonly targets: K['targets']
  readonly norms?: { readonly gradient: Scalar; readonly update: Scalar }
}

/** Stacks records along a new leading axis. */
const stackTrees = (trees: readonly unknown[]): unknown => {
  const all = trees.map((tree) => entries(tree).map(([, x]) => x))
  const places = new Map(entries(trees[0]).map(([path], i) => [path, i]))
  return mapTree('Train.run', (_, path) => stacked(all.map((xs) => xs[places.get(path) ?? 0])), trees[0])
}

const elementOf = <X>(tree: unknown, i: number): X => mapTree('Train.run', (x) => element(x, i), tree) as X

const hollowed = (tree: unknown): unknown => mapTree('Train.run', (x) => hollow(shape(x)), tree)

const rowsOf = (batches: readonly BatchRows[]): AnyTensor => {
  const flat = batches.flatMap(({ rows }) => rows)
  return plain([batches.length, flat.length / batches.length], Float64Array.from(flat))
}

/** The seed of the model in a step. */
const modelSeed = (seed: Seed, iteration: number): Seed => child(iteration)(forModel(seed))

/** Runs the steps of a trainer on an engine, many at a time. Programs are compiled once per shape of a chunk. */
export const chunks = <K extends Types>(
  engine: Engine,
  trainer: Trainer<K>,
  data: Dataset<K['input'], K['targets']>,
  norms: boolean,
): Chunks<K> => {
  const resident = data.resident
  const examples = (tensors: readonly AnyTensor[], batch: unknown): Examples<K['input'], K['targets']> =>
    resident === undefined
      ? (batch as Examples<K['input'], K['targets']>)
      : resident.select(tensors, batch as AnyTensor)

  /** Many steps as a function of tensors. */
  const fold = (x: Argument<K>) =>
    foldSteps(
      trainer,
      ({ batch }: Feeds) => examples(x.data, batch),
      ({ loss, output, targets, gradient, updates }) => ({
        loss,
        output,
        targets,
        ...(norms ? { norms: { gradient: globalNorm(gradient), update: globalNorm(updates) } } : {}),
      }),
    )(x.state, x.feeds)

  const { run: compiled, release } = jit(engine)(fold)
  // Local mutation, visible to this run only: the traced model by batch size.
  const traces = new Map<number, Traced>()

  const traceFor = (state: StateOfTrainer<K>, rows: readonly number[]): Traced => {
    const known = traces.get(rows.length)
    if (known !== undefined) return known
    const trace = traced(trainer, state.params, hollowed(data.take(rows).inputs) as K['input'])
    traces.set(rows.length, trace)
    return trace
  }

  let checked = false
  /** Checks the targets against the loss: of the whole data set before the first chunk; of a data set that is not in memory, in each chunk. */
  const checkedTargets = (state: StateOfTrainer<K>, batches: readonly BatchRows[]): E.Either<EngineError, void> => {
    if (checked) return E.right(undefined)
    const { output } = traceFor(state, batches[0].rows)
    const rows =
      resident === undefined ? batches.flatMap((batch) => batch.rows) : Array.from({ length: data.count }, (_, i) => i)
    checked = resident !== undefined
    return checkTargets(trainer, data, output as K['output'], rows)
  }

  const argumentFor = (state: StateOfTrainer<K>, batches: readonly BatchRows[]): Argument<K> => {
    const { draws } = traceFor(state, batches[0].rows)
    const seeds = batches.map((_, i) => modelSeed(state.seed, state.iteration + i))
    return {
      state: { params: state.params, optimizer: state.optimizer },
      data: resident?.tensors ?? [],
      feeds: {
        batch: resident === undefined ? stackTrees(batches.map(({ rows }) => data.take(rows))) : rowsOf(batches),
        draws: draws.map(({ make }) => stacked(seeds.map(make))),
      },
    }
  }

  const checkedArgument = (
    state: StateOfTrainer<K>,
    batches: readonly BatchRows[],
  ): E.Either<EngineError, Argument<K>> =>
    pipe(
      E.tryCatch(
        () =>
          pipe(
            checkedTargets(state, batches),
            E.map(() => argumentFor(state, batches)),
          ),
        (error): EngineError => ({
          _tag: 'Unsupported',
          engine: engine.name,
          reason: error instanceof Error ? error.message : String(error),
        }),
      ),
      E.flatten,
    )

  const reportsOf = ({ loss, output, targets, norms: all }: Output<K>, count: number) =>
    Array.from({ length: count }, (_, i): StepReport<K['output'], K['targets']> => ({
      loss: toNumber(elementOf<Scalar>(loss, i)),
      output: elementOf<K['output']>(output, i),
      targets: elementOf<K['targets']>(targets, i),
      ...(all === undefined
        ? {}
        : {
            norms: {
              gradient: toNumber(elementOf<Scalar>(all.gradient, i)),
              update: toNumber(elementOf<Scalar>(all.update, i)),
            },
          }),
    }))

  return {
    advance: (state, epoch, batches) => async () => {
      const argument = checkedArgument(state, batches)
      if (E.isLeft(argument)) return argument
      return pipe(
        await compiled(argument.right)(),
        E.map(([{ params, optimizer }, ys]) => {
          const reports = reportsOf(ys as Output<K>, batches.length)
          const progress = batches.reduce<Progress>(
            (before, batch, i) => after(before, { ...batch, epoch }, scalar(reports[i].loss)),
            state,
          )
          return { state: { params, optimizer, ...progress }, reports }
        }),
      )
    },
    release,
  }
}
