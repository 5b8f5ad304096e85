/**
 * 모든 퍼셉트론이 선형이라면? Two linear layers are one: W = W₁W₂, b = b₁W₂ + b₂.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as L from 'nabla-ts/Layer'
import * as M from 'nabla-ts/Model'
import * as P from 'nabla-ts/Params'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import { fold } from './07-fold.js'
import { grid } from './07-grid.js'
import { elements } from './curves.js'

export const slideDefaults = {
  first: { weight: [1, 0, -1, 2, 0, 2, 1, -1, -2, 1, 0, 1], bias: [1, 0, -1, 2] },
  second: { weight: [1, 0, -1, 2, 0, 1, 2, -1], bias: [0, 3] },
  inputs: 1000,
  depths: [2, 3, 4, 6, 8],
}

/** Two layers, one after the other: 3 → 4 → 2. */
const two = pipe(M.named('first', L.dense(3, 4)), M.andThen(M.named('second', L.dense(4, 2))))

const largestDifference = (x: T.AnyTensor, y: T.AnyTensor): number =>
  Math.max(...elements(x).map((v, i) => Math.abs(v - elements(y)[i])))

/** The largest difference between `depth` layers 5 → 5 and the one they fold into. */
const collapse = (depth: number): number => {
  const { apply, init } = L.dense(5, 5)
  const layers = Seed.split(8)(Seed.fromNumber(2))
    .map((seed) => init(seed))
    .slice(0, depth)
  const inputs = pipe(Seed.fromNumber(3), Seed.normal([200, 5]))
  const deep = layers.reduce<T.Tensor<[T.Name<'batch'>, 5]>>((h, p) => apply(p)(h), inputs)
  return largestDifference(deep, apply(layers.reduce((p, q) => fold(p, q)))(inputs))
}

/** The 2 × 2 minors of 3 → 1 → 3, folded: a matrix of rank 1 has none but 0. */
const narrowMinors = (): readonly number[] => {
  const narrow = fold(L.dense(3, 1).init(Seed.fromNumber(4)), L.dense(1, 3).init(Seed.fromNumber(5)))
  const w = elements(narrow.weight)
  return [0, 1, 3, 4].map((i) => w[i] * w[i + 4] - w[i + 1] * w[i + 3])
}

export const run = ({ first, second, inputs, depths } = slideDefaults) => {
  const params = {
    first: { weight: T.fromArray(first.weight, [3, 4]), bias: T.fromArray(first.bias, [4]) },
    second: { weight: T.fromArray(second.weight, [4, 2]), bias: T.fromArray(second.bias, [2]) },
  }
  const folded = fold(params.first, params.second)
  const x = pipe(Seed.fromNumber(1), Seed.normal([inputs, 3]))
  return {
    ...params,
    folded,
    inputs,
    difference: largestDifference(two.apply(params)(x), L.dense(3, 2).apply(folded)(x)),
    parameters: { two: T.shape(P.flatten(params))[0], one: T.shape(P.flatten(folded))[0] },
    depths: depths.map((depth) => ({ depth, difference: collapse(depth) })),
    minors: narrowMinors(),
    grid: grid(),
  }
}
