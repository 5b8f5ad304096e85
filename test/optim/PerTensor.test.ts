/** Optimizers from a formula for one tensor; the formulas themselves are held to the laws through momentum, AdaGrad and RMSProp, which are made so. */
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { expect, it } from 'vitest'
import * as O from '../../src/Optimizer.js'
import * as T from '../../src/Tensor.js'

/** The sum of all gradients, and the parameter as it was. */
const total = O.perTensor(['sum', 'before'], ({ sum }, g, w) => {
  const next = pipe(sum, T.add(g))
  return { update: next, sum: next, before: w }
})

it('gives each tensor its own memory, gradient and parameter', () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer(), fc.integer()), { minLength: 1, maxLength: 4 }), (gradients) => {
      const params = { a: T.scalar(1), b: [T.tensor([2])] as const }
      const end = gradients.reduce(
        (state, [a, b]) => total.update({ a: T.scalar(a), b: [T.tensor([b])] as const }, state, params)[1],
        total.init(params),
      )
      const sum = (which: 0 | 1): number => gradients.reduce((s, pair) => s + pair[which], 0)
      expect(end).toEqual({ sum: { a: T.scalar(sum(0)), b: [T.tensor([sum(1)])] }, before: params })
    }),
  ))

it('refuses an answer of another shape, and says where', () => {
  const bad = O.perTensor(['m'], ({ m }, g) => ({ update: T.sum(g), m }))
  const params = { layers: [{ w: T.tensor([1, 2]) }] }
  expect(() => bad.update(params, bad.init(params), params)).toThrow(
    'perTensor, update: expected a tensor of shape [2] at "layers.0.w", found a tensor of shape []',
  )
})

it('refuses a memory of another record, and the name that is taken', () => {
  const params = { w: T.tensor([1, 2]) }
  expect(() => total.update(params, total.init({ w: T.tensor([1]) }) as never, params)).toThrow(
    'perTensor, sum: expected a tensor of shape [2] at "w", found a tensor of shape [1]',
  )
  expect(() => O.perTensor(['update'], (_, g) => ({ update: g }))).toThrow('expected another name than update')
})
