import { pipe } from 'fp-ts/lib/function.js'
import * as fc from 'fast-check'
import * as D from '../../src/Diff.js'
import * as T from '../../src/Tensor.js'
import { arbitrary, differentiable } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'

const few = { numRuns: 25 }

describeLaws(
  differentiable((x: T.Tensor<[3]>) => T.logSumExp(x), { at: arbitrary.tensor([3]), name: 'logSumExp' }),
  few,
)
describeLaws(
  differentiable((x: T.Tensor<[3]>) => T.sqrt(T.sum(T.square(x))), {
    at: arbitrary.tensor([3], arbitrary.awayFrom([0])),
    name: 'the norm',
  }),
  few,
)
describeLaws(
  differentiable(
    (p: { readonly w: T.Tensor<[2, 3]>; readonly rest: readonly [T.Tensor<[3]>, T.Scalar] }) => ({
      y: pipe(p.rest[0], T.mul(p.w), T.sumAlong(1), T.tanh),
      aux: [pipe(p.rest[1], T.mul(p.rest[1]), T.exp)] as const,
    }),
    {
      at: fc.record({
        w: arbitrary.tensor([2, 3]),
        rest: fc.tuple(arbitrary.tensor([3]), arbitrary.tensor([], arbitrary.between(-1, 1))),
      }),
      name: 'records and tuples, in and out',
    },
  ),
  few,
)
describeLaws(
  differentiable(
    (x: T.Tensor<[2, 3]>) => pipe(T.maxAlong(1)(x), T.add(T.abs(T.mean(x))), T.min(1)),
    // At ties and other kinks the numeric laws are silent, and the algebraic ones hold all the same.
    { at: arbitrary.tensor([2, 3]), name: 'kinks anywhere' },
  ),
  few,
)
describeLaws(
  differentiable((x: T.Scalar) => D.grad((y: T.Scalar) => pipe(y, T.mul(x), T.sin, T.mul(y)))(T.square(x)), {
    at: arbitrary.tensor([]),
    name: 'a derivative inside',
  }),
  few,
)
describeLaws(
  differentiable((_: T.Tensor<[2]>) => T.tensor([1, 2]), { at: arbitrary.tensor([2]), name: 'a constant' }),
  few,
)
// 1e8 cancels nearly all digits of x: the bound of every law grows with what is lost.
describeLaws(
  differentiable((x: T.Tensor<[2]>) => pipe(x, T.add(1e8), T.sub(1e8), T.square), {
    at: arbitrary.tensor([2]),
    name: 'catastrophic cancellation',
  }),
  few,
)
