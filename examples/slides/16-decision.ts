/**
 * The sigmoid as a decision: a probability of at least 0.5 is class 1. Every other threshold is a point of the ROC curve.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as A from 'nabla-ts/Activation'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as Metric from 'nabla-ts/Metric'
import * as O from 'nabla-ts/Optimizer'
import * as Objective from 'nabla-ts/Objective'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'

/** `each` samples of each class; thresholds of the decision. */
export const slideDefaults = {
  each: 400,
  seed: 16,
  learningRate: 1,
  steps: 300,
  thresholds: [0.1, 0.3, 0.5, 0.7, 0.9],
}

/** Decisions: 1 where the probability is at least the threshold. */
export const decide = (p: T.Tensor<[number]>, threshold: number) => pipe(p, T.greaterOrEqual(threshold))

/** The right and wrong decisions at a threshold. */
const counts = (p: T.Tensor<[number]>, classes: T.Tensor<[number]>, each: number) => (threshold: number) => {
  const { initial, step } = Metric.confusion(2)
  const [[trueNegative, falsePositive], [falseNegative, truePositive]] = step(initial, decide(p, threshold), classes)
  return {
    threshold,
    accuracy: (trueNegative + truePositive) / (2 * each),
    falsePositive: falsePositive / each,
    truePositive: truePositive / each,
    wrong: [falsePositive, falseNegative],
  }
}

/** The ROC curve. Each probability is a threshold, from high to low: a step up for a 1, a step right for a 0. */
const rocOf = (p: T.Tensor<[number]>, classes: T.Tensor<[number]>, each: number) => {
  const [probabilities, actual] = [T.toArray(p), T.toArray(classes)]
  return pipe(
    probabilities.map((v, i) => ({ v, actual: actual[i] })).sort((a, b) => b.v - a.v),
    RA.scanLeft({ x: 0, y: 0 }, ({ x, y }, { actual }) =>
      actual === 1 ? { x, y: y + 1 / each } : { x: x + 1 / each, y },
    ),
  )
}

export const run = ({ each, seed, learningRate, steps, thresholds } = slideDefaults) => {
  // Class 0 is drawn from N(−1, 1), class 1 from N(1, 1): they overlap.
  const [zero, one] = Seed.split(2)(Seed.fromNumber(seed))
  const x = T.concat(0)([Seed.normal([each, 1], -1, 1)(zero), Seed.normal([each, 1], 1, 1)(one)])
  const classes = T.concat(0)([T.zeros([each]), T.ones([each])])
  const data = Data.fromTensors(x, classes)

  const optimizer = O.sgd({ learningRate })
  const trainer = Train.trainer({ model: L.dense(1, 1), objective: Objective.binary, optimizer })
  const [all] = Data.batches(data, { size: data.count })
  const { params } = pipe(RA.replicate(steps, all), Train.fold(trainer.step, trainer.start(Seed.fromNumber(1))))
  const [[w], [b]] = [T.toFlat(params.weight), T.toFlat(params.bias)]

  const logits = trainer.model.apply(params)(x)
  const p = pipe(A.sigmoid(logits), T.sumAlong(-1))
  const at = counts(p, classes, each)

  const roc = rocOf(p, classes, each)
  const area = roc.reduce((sum, point, i) => (i === 0 ? 0 : sum + (point.x - roc[i - 1].x) * point.y), 0)
  // The same number: how often a 1 has a larger probability than a 0, in one tensor of all pairs.
  const [zeros, ones] = [pipe(p, T.slice(0, 0, each)), pipe(p, T.slice(0, each, 2 * each))]
  const pairs = T.toNumber(pipe(ones, T.expandDims(-1), T.greater(zeros), T.mean))
  return { each, x, classes, w, b, logits, p, at, thresholds: thresholds.map(at), roc, area, pairs }
}
