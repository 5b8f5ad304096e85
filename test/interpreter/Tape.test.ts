/** Counterexamples that laws and tests have found. */
import { pipe } from 'fp-ts/lib/function.js'
import { expect, it } from 'vitest'
import * as D from '../../src/Diff.js'
import * as T from '../../src/Tensor.js'

// 2026-11-24, by "second order" of laws/derivative.ts: the walk passed over values that waited while an older one was in hand.
it('a value that waits is met before an older one that was given to last', () => {
  const f = (x: T.Scalar): T.Scalar => {
    const older = T.square(x)
    const newer = pipe(x, T.mul(3))
    // Walking down: `twice` gives to `newer`, which then waits while `shifted` gives to `older`.
    const shifted = pipe(older, T.add(1))
    const twice = pipe(shifted, T.mul(newer))
    return pipe(twice, T.add(newer), T.mul(shifted))
  }
  // (y·3x + 3x)·y with y = x² + 1
  const [x, y] = [2, 5]
  expect(T.toNumber(D.grad(f)(T.scalar(x)))).toBe((2 * x * 3 * x + 3 * y + 3) * y + (3 * x * y + 3 * x) * 2 * x)
})
