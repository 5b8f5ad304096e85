/**
 * 실습 3, solved.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import * as T from 'nabla-ts/Tensor'
import type { Answers } from './19-nonlinear-fit.checks.js'

/** 1. max(0, x). */
const relu: Answers['relu'] = (x) => pipe(x, T.max(0))

/** 2. 0 on the left, 1 on the right, and 0 at the kink: `A.relu` settles that (`T.max(0)` would split it, 1/2). */
const slopeAt = (x: number): number => T.toNumber(D.grad((v: T.Scalar) => A.relu(v))(T.scalar(x)))
const slopes: Answers['slopes'] = [slopeAt(-1), slopeAt(0), slopeAt(2)]

/** 3. (ReLU(xW₁ + b₁))W₂ + b₂. */
const network: Answers['network'] =
  ({ first, second }) =>
  (x) =>
    pipe(x, T.matmul(first.weight), T.add(first.bias), T.max(0), T.matmul(second.weight), T.add(second.bias))

/** 4. The mean of the noise is learned by the bias; its variance stays. */
const floor: Answers['floor'] = 0.2 ** 2 / 12

export const answers: Answers = { relu, slopes, network, floor }
