/**
 * BCE: the cross entropy of two classes, −[t·log p + (1 − t)·log(1 − p)].
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import * as Loss from 'nabla-ts/Loss'
import * as T from 'nabla-ts/Tensor'

/** Predicted probabilities, soft targets, and large logits. */
export const slideDefaults = {
  probabilities: [0, 0.01, 0.1, 0.5, 0.9, 0.99, 1],
  truths: [0.1, 0.3, 0.5, 0.7, 0.9],
  logits: [1, 10, 30, 36, 40, 1000],
}

export type Real = (x: T.Scalar) => T.Scalar
export const at = (f: Real, x: number): number => T.toNumber(f(T.scalar(x)))
export const slopeAt = (f: Real, x: number): number => at(D.grad(f), x)

/** The loss of one probability p, for the target t. */
export const bce =
  (t: number): Real =>
  (p) =>
    pipe(p, T.expandDims(0), Loss.bce(T.tensor([t])))

/** The loss of one logit, the output of a network, for the target t. */
export const ofLogit =
  (t: number): Real =>
  (z) =>
    pipe(z, T.expandDims(0), Loss.bceWithLogits(T.tensor([t])))

/** The squared error of the sigmoid, for the target 1: its gradient vanishes where the answer is most wrong. */
export const squared: Real = (z) => pipe(A.sigmoid(z), Loss.mse(T.scalar(1)))

/** −log(1 − σ(z)) for the target 0, evaluated as written. */
export const naive = (z: number): number => -Math.log(1 - 1 / (1 + Math.exp(-z)))

export const run = ({ probabilities, truths, logits } = slideDefaults) => ({
  answers: probabilities.map((p) => ({ p, yes: at(bce(1), p), no: at(bce(0), p) })),
  // Of a share q of targets that are 1, the best p is q.
  soft: truths.map((q) => ({ q, loss: at(bce(q), q), slope: slopeAt(bce(q), q) })),
  wrong: { bce: slopeAt(ofLogit(1), -10), mse: slopeAt(squared, -10) },
  large: logits.map((z) => ({ z, naive: naive(z), stable: at(ofLogit(0), z) })),
})
