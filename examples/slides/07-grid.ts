/**
 * What linear layers 2 → 2 do to a square grid.
 */
import * as L from 'nabla-ts/Layer'
import * as T from 'nabla-ts/Tensor'
import { fold } from './07-fold.js'
import { linspace } from './curves.js'

type Points = T.Tensor<[T.Name<'batch'>, 2]>

const layer = (weight: readonly number[], bias: readonly number[]): L.Dense<2, 2> => ({
  weight: T.fromArray(weight, [2, 2]),
  bias: T.fromArray(bias, [2]),
})
const layers = [
  layer([1, 0.4, -0.6, 0.8], [0.4, 0]),
  layer([0.6, -0.7, 0.5, 0.9], [0, 0.5]),
  layer([1.1, 0.3, 0.9, 1], [-0.3, -0.4]),
]

/** The points of a grid of nine lines in each direction: as they are, after each of three layers, and after the one layer that they fold into. */
export const grid = () => {
  const { apply } = L.dense(2, 2)
  const ends = linspace(-1, 1, 9)
  const lines = [...ends.map((a) => ends.map((b) => [a, b])), ...ends.map((b) => ends.map((a) => [a, b]))]
  const input: Points = T.fromArray(lines.flat(2), [lines.length * 9, 2])
  const states = layers.reduce<readonly Points[]>((done, p) => [...done, apply(p)(done[done.length - 1])], [input])
  const folded = apply(layers.reduce((p, q) => fold(p, q)))(input)
  return { lines: lines.flatMap((line, i) => line.map(() => i)), states, folded }
}
