/**
 * The data of the tasks, and two classes from one output or from two.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as D from 'nabla-ts/Diff'
import * as Loss from 'nabla-ts/Loss'
import * as Objective from 'nabla-ts/Objective'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'

export type Column = T.Tensor<[number, 1]>
type Row = T.Tensor<[number]>

/** Targets for the same inputs: a value; whether x is between −1 and 1.5; which third x lies in. Noise blurs the borders. */
export const samples = (count: number) => {
  const [forInputs, forNoise] = Seed.split(2)(Seed.fromNumber(23))
  const x: Column = pipe(forInputs, Seed.uniform([count, 1], -3, 3))
  const noise: Row = pipe(forNoise, Seed.uniform([count], -0.3, 0.3))
  const [xs, e] = [T.toFlat(x), T.toFlat(noise)]
  const blurred = xs.map((v, i) => v + e[i] * 2)
  const value: Column = T.fromArray(
    xs.map((v, i) => Math.sin(1.5 * v) + e[i]),
    [count, 1],
  )
  const inside: Row = T.fromArray(
    blurred.map((v) => (v > -1 && v < 1.5 ? 1 : 0)),
    [count],
  )
  const third: Row = T.fromArray(
    blurred.map((v) => (v < -1 ? 0 : v < 1 ? 1 : 2)),
    [count],
  )
  return { x, noise, value, inside, third }
}

/** The loss, gradient and decisions of two logits z₀ = 9·noise and z₁ = x, and of the one logit z₁ − z₀. */
export const outputs = (x: Column, noise: Row, targets: Row) => {
  const first: Column = pipe(noise, T.mul(9), T.expandDims(-1))
  const single: Column = pipe(x, T.sub(first))
  const pair = T.concat(1)([first, x])
  return {
    one: {
      ...D.valueAndGrad((z: Column) => pipe(z, T.sumAlong(-1), Loss.bceWithLogits(targets)))(single),
      decisions: Objective.binary.decide(single),
    },
    two: {
      ...D.valueAndGrad((z: T.Tensor<[number, 2]>) => pipe(z, Loss.softmaxCrossEntropy(targets)))(pair),
      decisions: Objective.multiclass(2).decide(pair),
    },
  }
}
