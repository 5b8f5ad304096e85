/**
 * Evaluation of a model on a data set: the mean loss and the decision for each row, in evaluation mode, by the library or by an engine.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { batches, batchRows, type Dataset, type Examples } from '../data/Dataset.js'
import type { Engine } from '../engine/Engine.js'
import type { EngineError } from '../engine/Errors.js'
import { jit } from '../engine/Jit.js'
import { hollow } from '../graph/Build.js'
import { shapeOfNode } from '../graph/Graph.js'
import { stage } from '../graph/Stage.js'
import { evaluate as evaluateMode } from '../nn/Model.js'
import { plain, toNumber, type AnyTensor, type Scalar } from '../tensor/Value.js'
import type { Trainer, Types } from './Step.js'
import { checkTargets } from './Targets.js'
import { number as expectNumber, record as expectRecord } from '../tensor/Expect.js'

/**
 * The mean loss over a data set, and the decisions for its rows.
 *
 * @category model
 */
export interface Evaluation<D> {
  readonly loss: number
  /** The decisions and the targets, batch by batch, for metrics. */
  readonly decisions: readonly { readonly decided: D; readonly actual: D }[]
}

/**
 * The mean loss and the decisions over a data set, in evaluation mode, `size` rows at a time.
 *
 * @example
 * const trainer = Train.trainer({ model: L.dense(1, 1), objective: Objective.regression(1), optimizer: O.sgd() })
 * const data = Data.fromTensors(T.tensor([[1], [2]]), T.tensor([[2], [4]]))
 * Train.evaluate(trainer, { weight: T.tensor([[2]]), bias: T.tensor([0]) })(data, 1).loss // => 0
 *
 * @category destructors
 */
export const evaluate = <K extends Types>(trained: Trainer<K>, params: K['params']) => {
  expectRecord(
    'Train.evaluate',
    'a trainer, as Train.trainer makes it',
    { model: 'object', objective: 'object', start: 'function', advance: 'function' },
    trained,
  )
  return (data: Dataset<K['input'], K['targets']>, size: number): Evaluation<K['decision']> => {
    expectRecord('Train.evaluate', 'a data set', { count: 'number', take: 'function' }, data)
    expectNumber('Train.evaluate', size)

    const apply = trained.model.apply(params)
    const parts = Array.from(batches(data, { size }), ({ inputs, targets, rows }) => {
      const output = apply(inputs, evaluateMode)
      return {
        total: rows.length * toNumber(trained.objective.loss(targets)(output)),
        decided: trained.objective.decide(output),
        actual: trained.objective.actual(targets),
      }
    })
    return {
      loss: parts.reduce((sum, { total }) => sum + total, 0) / data.count,
      decisions: parts.map(({ decided, actual }) => ({ decided, actual })),
    }
  }
}

interface Rated<D> {
  readonly loss: Scalar
  readonly decided: D
  readonly actual: D
}

/** A function that computes its result once. */
const lazy = <A, B>(f: (a: A) => B): ((a: A) => B) => {
  // Local mutation, invisible from outside.
  let known: { readonly value: B } | undefined
  return (a) => (known ??= { value: f(a) }).value
}

/**
 * `evaluate` on an engine.
 *
 * @example
 * import { referenceEngine } from 'nabla-ts/Engine'
 * const trainer = Train.trainer({ model: L.dense(1, 1), objective: Objective.regression(1), optimizer: O.sgd() })
 * const data = Data.fromTensors(T.tensor([[1], [2]]), T.tensor([[2], [4]]))
 * const params = { weight: T.tensor([[2]]), bias: T.tensor([0]) }
 * const found = await Train.evaluateOn(referenceEngine)(trainer, params)(data, 1)()
 * E.isRight(found) && found.right.loss // => 0
 *
 * @category destructors
 */
export const evaluateOn = (engine: Engine) => {
  expectRecord('Train.evaluateOn', 'an engine', { name: 'string', compile: 'function' }, engine)
  return <K extends Types>(trained: Trainer<K>, params: K['params']) => {
    expectRecord(
      'Train.evaluateOn',
      'a trainer, as Train.trainer makes it',
      { model: 'object', objective: 'object', start: 'function', advance: 'function' },
      trained,
    )
    return (
      data: Dataset<K['input'], K['targets']>,
      size: number,
    ): TE.TaskEither<EngineError, Evaluation<K['decision']>> => {
      expectRecord('Train.evaluateOn', 'a data set', { count: 'number', take: 'function' }, data)
      expectNumber('Train.evaluateOn', size)

      const { resident } = data
      interface Argument {
        readonly params: K['params']
        readonly data: readonly AnyTensor[]
        readonly batch: unknown
      }
      const rate = (x: Argument): Rated<K['decision']> => {
        const { inputs, targets } =
          resident === undefined
            ? (x.batch as Examples<K['input'], K['targets']>)
            : resident.select(x.data, x.batch as AnyTensor)
        const output = trained.model.apply(x.params)(inputs, evaluateMode)
        const { loss, decide, actual } = trained.objective
        return { loss: loss(targets)(output), decided: decide(output), actual: actual(targets) }
      }
      const argument = (rows: readonly number[]): Argument => ({
        params,
        data: resident?.tensors ?? [],
        batch: resident === undefined ? data.take(rows) : plain([rows.length], Float64Array.from(rows)),
      })
      const { run, release } = jit(engine)(rate)
      /** An output of the model, without numbers. */
      const outputFor = lazy((rows: readonly number[]): K['output'] => {
        const like = { params, inputs: data.take(rows).inputs }
        const { graph, result } = stage((x: typeof like) => trained.model.apply(x.params)(x.inputs, evaluateMode))(
          like as never,
        )
        return result(graph.outputs.map(({ node }) => hollow(shapeOfNode(graph.nodes[node]))))
      })
      const accepted = (rows: readonly number[]): E.Either<EngineError, void> =>
        pipe(
          E.tryCatch(
            () => checkTargets(trained, data, outputFor(rows), rows),
            (error): EngineError => ({
              _tag: 'Unsupported',
              engine: engine.name,
              reason: error instanceof Error ? error.message : String(error),
            }),
          ),
          E.flatten,
        )
      const part = ({ rows }: { readonly rows: readonly number[] }) =>
        pipe(
          TE.fromEither(accepted(rows)),
          TE.chain(() => run(argument(rows))),
          TE.map(({ loss, decided, actual }) => ({ total: rows.length * toNumber(loss), decided, actual })),
        )
      const released = TE.fromTask<void, EngineError>(release)
      return pipe(
        [...batchRows(data.count, { size })],
        TE.traverseSeqArray(part),
        TE.map((parts) => ({
          loss: parts.reduce((sum, { total }) => sum + total, 0) / data.count,
          decisions: parts.map(({ decided, actual }) => ({ decided, actual })),
        })),
        TE.chainFirst(() => released),
        TE.orElse((error) =>
          pipe(
            released,
            TE.chain(() => TE.left(error)),
          ),
        ),
      )
    }
  }
}
