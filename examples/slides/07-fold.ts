/**
 * Two linear layers as one.
 */
import { pipe } from 'fp-ts/lib/function.js'
import type { Dense } from 'nabla-ts/Layer'
import * as T from 'nabla-ts/Tensor'

/** (xW₁ + b₁)W₂ + b₂ = x(W₁W₂) + (b₁W₂ + b₂) */
export const fold = <I extends number, H extends number, O extends number>(
  first: Dense<I, H>,
  second: Dense<H, O>,
): Dense<I, O> => ({
  weight: pipe(first.weight, T.matmul(second.weight)),
  bias: pipe(first.bias, T.matmul(second.weight), T.add(second.bias)),
})
