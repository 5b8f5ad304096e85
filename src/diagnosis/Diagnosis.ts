/**
 * Diagnosis of a divergence: the step is replayed with all intermediate values, and the first non-finite one is located. For an engine in float32, results are rounded to float32.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Batch } from '../data/Dataset.js'
import { grad } from '../diff/Derivative.js'
import { open, type Precision } from '../interpreter/Trace.js'
import { entries, mapTree, type CheckTree } from '../tensor/Params.js'
import { dense } from '../tensor/Value.js'
import { causes, type Cause } from './Cause.js'
import { origin, type Origin } from './Origin.js'
import { modeOf, replay, replayFused, tensorsOf, type Replayed } from './Replay.js'
import type { Trainer, Types, StateOfTrainer } from '../train/Step.js'
import { record as expectRecord } from '../tensor/Expect.js'

/**
 * The diagnosis of a step with non-finite results.
 *
 * @category model
 */
export interface Diagnosis {
  /** The origin of the first non-finite number; absent if the replayed step is finite or could not be replayed. */
  readonly origin?: Origin
  /** The likely causes, most likely first. */
  readonly causes: readonly Cause[]
  /** How the step was replayed: as the library computes it, or, if that is finite, as the graph that engines run. */
  readonly replayed: 'as written' | 'as an engine' | 'not at all'
  readonly precision: Precision
}

/** Whether the gradient of the loss with respect to the output is non-finite. */
const isLossSteep = <K extends Types>(
  { objective }: Trainer<K>,
  targets: K['targets'],
  output: K['output'],
  precision: Precision,
): boolean =>
  pipe(
    E.tryCatch(
      () => {
        const trace = open(precision)
        const watched = mapTree('replay', (x, path) => trace.given(path, x), output) as K['output']
        const gradient = entries(
          grad((o: K['output']) => objective.loss(targets)(o))(watched as K['output'] & CheckTree<K['output']>),
        )
        return gradient.some(([, x]) => {
          const place = trace.placeOf(x)
          return dense(place === undefined ? x : trace.entries[place].value).some((v) => !Number.isFinite(v))
        })
      },
      () => false,
    ),
    E.getOrElse((no) => no),
  )

/**
 * Replays one step from the state before it and locates the first non-finite number: the primitive that produced it, its operands, phase and layer; or its index in the
 * data. The likely causes follow from that and from a few experiments: the curvature of the loss, the response of the optimizer to a gradient, the growth of signals from layer to layer.
 *
 * With `float32`, results are rounded to float32, so that they overflow where an engine's do.
 *
 * @example
 * const trainer = Train.trainer({ model: L.dense(1, 1), objective: Objective.regression(1), optimizer: O.sgd({ learningRate: 0.1 }) })
 * const data = Data.fromTensors(T.tensor([[1], [NaN]]), T.tensor([[2], [4]]))
 * const [batch] = Data.batches(data, { size: 2 })
 * const { causes } = Train.diagnose(trainer, trainer.start(Seed.fromNumber(1)), batch)
 * causes // => [{ _tag: 'DataNotFinite', part: 'inputs', path: '', row: 1, column: [0], value: NaN, count: 1 }]
 *
 * @category destructors
 */
export const diagnose = <K extends Types>(
  trainer: Trainer<K>,
  before: StateOfTrainer<K>,
  batch: Batch<K['input'], K['targets']>,
  precision: Precision = 'float64',
): Diagnosis => {
  expectRecord(
    'Train.diagnose',
    'a trainer, as Train.trainer makes it',
    { model: 'object', objective: 'object', start: 'function', advance: 'function' },
    trainer,
  )

  const mode = modeOf(before)
  const step = { params: before.params, optimizer: before.optimizer, inputs: batch.inputs, targets: batch.targets }
  const original = new Map(
    Object.entries(step).flatMap(([part, tree]) =>
      tensorsOf(tree).map(([path, x]) => [path === '' ? part : `${part}.${path}`, x] as const),
    ),
  )
  const mutantOf = (replayed: E.Either<string, Replayed>): Origin | undefined =>
    pipe(
      replayed,
      E.map((r) =>
        origin(
          r,
          (path) => {
            const x = original.get(path)
            return x === undefined ? undefined : dense(x)
          },
          batch.rows.length,
          () => isLossSteep(trainer, batch.targets, r.output as K['output'], precision),
        ),
      ),
      E.getOrElseW(() => undefined),
    )
  const written = replay(trainer, step, mode, precision)
  const first = mutantOf(written)
  const fused = first === undefined ? mutantOf(replayFused(trainer, step, mode, precision)) : undefined
  const found = first ?? fused
  return {
    ...(found === undefined ? {} : { origin: found }),
    causes: found === undefined ? [] : causes(trainer, before, batch, precision, found),
    replayed:
      found === undefined && E.isLeft(written) ? 'not at all' : fused === undefined ? 'as written' : 'as an engine',
    precision,
  }
}
