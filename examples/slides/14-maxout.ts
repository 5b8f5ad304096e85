/**
 * Maxout: a layer whose units are upper envelopes of lines.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as A from 'nabla-ts/Activation'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as O from 'nabla-ts/Optimizer'
import * as Objective from 'nabla-ts/Objective'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { clean, x, type Column } from './parabola.js'

/** Each number of pieces is trained from several seeds. */
export const slideDefaults = { steps: 500, seeds: 5, learningRate: 0.02 }

/** The line w·x + b. */
export interface Line {
  readonly w: number
  readonly b: number
}
export const line = (w: number, b: number): Line => ({ w, b })

/** A maxout unit with one input: the maximum of some lines. */
export const envelope = (lines: readonly Line[]): ((x: Column) => Column) => {
  const [w, b] = [lines.map((l) => l.w), lines.map((l) => l.b)]
  const k = lines.length
  return L.maxout(1, 1, k).apply({ weight: T.fromArray(w, [k, 1, 1]), bias: T.fromArray(b, [k, 1]) })
}

/** Functions that are maxout units with chosen weights. */
export const known: readonly (readonly [name: string, lines: readonly Line[], f: (x: Column) => T.AnyTensor])[] = [
  ['ReLU', [line(0, 0), line(1, 0)], A.relu],
  ['leaky ReLU', [line(0.1, 0), line(1, 0)], A.leakyRelu()],
  ['|x|', [line(-1, 0), line(1, 0)], T.abs],
  ['identity', [line(1, 0), line(1, 0)], A.identity],
  [
    'max(−1, x, 2x − 1)',
    [line(0, -1), line(1, 0), line(2, -1)],
    (x) => pipe(x, T.mul(2), T.sub(1), T.max(x), T.max(-1)),
  ],
]

/** The k pieces nearest to x²: on each of k equal intervals of length h the tangent at the middle m, raised by h²/12. */
const bestLines = (k: number): readonly Line[] =>
  RA.makeBy(k, (i) => -1 + (2 * i + 1) / k).map((m) => line(2 * m, (2 / k) ** 2 / 12 - m * m))

/** The mean squared error of those pieces over [−1, 1]: 4/(45k⁴). */
export const floor = (k: number): number => 4 / (45 * k ** 4)

const learn = (k: number, seed: number, { steps, learningRate }: typeof slideDefaults) => {
  const optimizer = O.adam({ learningRate })
  const trainer = Train.trainer({ model: L.maxout(1, 1, k), objective: Objective.regression(1), optimizer })
  const [all] = Data.batches(clean, { size: clean.count })
  const { params } = pipe(RA.replicate(steps, all), Train.fold(trainer.step, trainer.start(Seed.fromNumber(seed))))
  const [w, b] = [T.toFlat(params.weight), T.toFlat(params.bias)]
  return {
    k,
    lines: Array.from(w, (v, i) => line(v, b[i])),
    loss: Train.evaluate(trainer, params)(clean, clean.count).loss,
  }
}

export const run = (knobs = slideDefaults) => {
  const fits = [1, 2, 3, 4, 6, 8].map((k) => {
    const best = T.toNumber(pipe(x, envelope(bestLines(k)), T.sub(T.square(x)), T.square, T.mean))
    const runs = Array.from({ length: knobs.seeds }, (_, i) => learn(k, i + 1, knobs)).sort((a, b) => a.loss - b.loss)
    return { ...runs[0], runs, best }
  })
  return { ...knobs, fits }
}
