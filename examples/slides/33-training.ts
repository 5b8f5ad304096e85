/**
 * Training on MNIST: a fold over batches that keeps every loss, some states, and the test results after each epoch.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import type * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as Metric from 'nabla-ts/Metric'
import * as M from 'nabla-ts/Model'
import * as O from 'nabla-ts/Optimizer'
import * as Objective from 'nabla-ts/Objective'
import * as Seed from 'nabla-ts/Seed'
import type { Name, Tensor } from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'

/** 784 → 100 → 10. */
export const network = pipe(
  M.named('hidden', L.dense(784, 100)),
  M.map(A.relu),
  M.andThen(M.named('logits', L.dense(100, 10))),
)

/** 784 → 10: the columns of the weights are images. */
export const linear = L.dense(784, 10)

/** Loss and accuracy at an iteration. */
export interface Point {
  readonly iteration: number
  readonly loss: number
  readonly accuracy: number
}

export interface Options {
  readonly epochs: number
  readonly size: number
  readonly learningRate: number
  /** The iterations whose states are kept. */
  readonly keep: readonly number[]
}

export const train = async <P>(
  model: M.Model<P, Data.Pixels, Tensor<[Name<'batch'>, 10]>>,
  data: Data.Digits,
  { epochs, size, learningRate, keep }: Options,
) => {
  const trainer = Train.trainer({ model, objective: Objective.multiclass(10), optimizer: O.adam({ learningRate }) })
  const from = trainer.start(Seed.fromNumber(1))

  const evaluate = ({ iteration, params }: typeof from) => {
    const { loss, decisions } = Train.evaluate(trainer, params)(data.test, 1000)
    const measure = <X, R>({ initial, step, result }: Metric.Metric<X, R>): R =>
      result(decisions.reduce((state, { decided, actual }) => step(state, decided, actual), initial))
    return { iteration, loss, accuracy: measure(Metric.accuracy), confusion: measure(Metric.confusion(10)) }
  }

  const history: Point[] = []
  let last = from
  const kept = [from]
  const ends = [evaluate(from)]
  for await (const event of Train.run(trainer, data.train, { from, epochs, size })) {
    if (event._tag === 'Stepped') {
      const { initial, step, result } = Metric.accuracy
      const accuracy = result(step(initial, trainer.objective.decide(event.output), event.targets))
      history.push({ iteration: event.state.iteration, loss: event.loss, accuracy })
      last = event.state
      if (keep.includes(event.state.iteration)) kept.push(event.state)
    }
    if (event._tag === 'EpochEnded') ends.push(evaluate(event.state))
    if (event._tag === 'Ended' && E.isLeft(event.outcome)) throw new Error(Train.Show.show(event.outcome.left))
  }
  return { trainer, history, kept, ends, params: last.params }
}
