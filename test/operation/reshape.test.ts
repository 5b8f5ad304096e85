/** A size that is left out, −1, in a new shape. */
import { pipe } from 'fp-ts/lib/function.js'
import { expect, it } from 'vitest'
import * as D from '../../src/Diff.js'
import * as Graph from '../../src/Graph.js'
import * as T from '../../src/Tensor.js'

const x = T.tensor([[1, 2, 3], [4, 5, 6]]) // prettier-ignore

it('stands for what remains when the elements are divided among the other sizes', () => {
  expect(T.toArray(pipe(x, T.reshape([-1, 2])))).toEqual([[1, 2], [3, 4], [5, 6]]) // prettier-ignore
  expect(T.shape(pipe(x, T.reshape([3, -1, 1])))).toEqual([3, 2, 1])
  expect(T.shape(pipe(T.scalar(7), T.reshape([-1])))).toEqual([1])
  expect(T.shape(pipe(T.zeros([0, 3]), T.reshape([-1, 3])))).toEqual([0, 3])
})

it('is that of one example under vmap', () => {
  const rows = D.vmap((row: T.Tensor<[3]>) => pipe(row, T.reshape([-1, 1])))(x)
  expect(T.shape(rows)).toEqual([2, 3, 1])
})

it('passes gradients on and is a size in a graph', () => {
  const f = (y: T.Tensor<[2, 3]>) => pipe(y, T.reshape([-1]), T.square, T.sum)
  expect(T.toArray(D.grad(f)(x))).toEqual([[2, 4, 6], [8, 10, 12]]) // prettier-ignore
  expect(Graph.Show.show(Graph.stage((y: T.Tensor<[2, 3]>) => pipe(y, T.reshape([-1, 2])))(x).graph)).toContain(
    '[3, 2]',
  )
})
