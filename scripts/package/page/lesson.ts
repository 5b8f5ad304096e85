/**
 * A page that trains: the first practice of the slides step by step, the network of README, and a run whose rate is far too high. What it finds it sends back to the server it came from.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as Data from 'nabla-ts/Data'
import * as D from 'nabla-ts/Diff'
import * as L from 'nabla-ts/Layer'
import * as Objective from 'nabla-ts/Objective'
import * as O from 'nabla-ts/Optimizer'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { answers } from '../consumer/index.js'

export interface Lesson {
  /** The cost before each of ten steps, and the first gradient. */
  readonly costs: ReadonlyArray<number>
  readonly gradient: number
  readonly answers: ReadonlyArray<unknown>
  /** How the run that diverges ended, in words, and how many causes were found. */
  readonly stopped: string
  readonly causes: number
}

const x = T.tensor([1, 2, 3, 4, 5])
const y = T.tensor([2, 4, 6, 8, 10])
const at = D.valueAndGrad((w: T.Scalar) => pipe(x, T.mul(w), T.sub(y), T.square, T.mean))

const practice = Array.from({ length: 10 }).reduce<{ readonly w: T.Scalar; readonly costs: ReadonlyArray<number> }>(
  ({ w, costs }) => {
    const { value, gradient } = at(w)
    return { w: pipe(w, T.sub(pipe(gradient, T.mul(0.01)))), costs: [...costs, T.toNumber(value)] }
  },
  { w: T.scalar(0.0579673), costs: [] },
)

const trainer = Train.trainer({
  model: L.dense(1, 1),
  objective: Objective.regression(1),
  optimizer: O.sgd({ learningRate: 1e9 }),
})
const data = Data.fromTensors(T.tensor([[1], [2]]), T.tensor([[2], [4]]))

const endOf = async (): Promise<Pick<Lesson, 'stopped' | 'causes'>> => {
  for await (const event of Train.run(trainer, data, { from: trainer.start(Seed.fromNumber(1)), epochs: 99, size: 2 }))
    if (event._tag === 'Ended' && event.outcome._tag === 'Left') {
      const stop = event.outcome.left
      return { stopped: Train.Show.show(stop), causes: stop._tag === 'NonFinite' ? stop.diagnosis.causes.length : -1 }
    }
  return { stopped: 'it did not', causes: -1 }
}

void endOf()
  .catch((error: unknown) => ({ stopped: `it threw: ${String(error)}`, causes: -1 }))
  .then((end): Lesson => ({
    costs: practice.costs,
    gradient: T.toNumber(at(T.scalar(0.0579673)).gradient),
    answers,
    ...end,
  }))
  .then((lesson) => fetch('/lesson', { method: 'POST', body: JSON.stringify(lesson) }))
