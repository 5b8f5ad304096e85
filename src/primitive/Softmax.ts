/**
 * Softmax, log-softmax and log-sum-exp along the last axis. They are primitives so that rows with one dominant element stay accurate, in the value and in derivatives of
 * any order: see `kernel/Softmax`.
 *
 * With p the softmax of x, the derivative of `log p` is the matrix `J = I − 1pᵀ`, that of p is `diag(p)·J`, which is symmetric. All derivatives consist of two linear maps,
 * transposes of each other: `softmaxDeviation`, which is J, and `softmaxResidual`, which is Jᵀ.
 */
import * as Kernel from '../kernel/Softmax.js'
import { fail } from '../tensor/Errors.js'
import { print, replaceAt, type Shape } from '../tensor/Shape.js'
import { dense, shape, type AnyTensor } from '../tensor/Value.js'
import { neg, product } from './Pointwise.js'
import { apply, commonShape, run, type General, type None } from './Primitive.js'
import { alike, broadcast, sum } from './Reduce.js'

const lastAxis = (x: AnyTensor): number => shape(x).length - 1

/** The common shape of tensors of rank at least 1. */
const rows = (name: string, x: AnyTensor, y?: AnyTensor): Shape => {
  const common = commonShape(name, x, y)
  if (common.length === 0) return fail(name, 'a tensor with at least one axis', print(common))
  return sizeOf(x) === 0 ? fail(name, 'an axis that is not empty', `axis ${lastAxis(x)} of ${print(common)}`) : common
}

const sizeOf = (x: AnyTensor): number => shape(x)[lastAxis(x)]

/** The sum of each row, broadcast along the row. */
const rowSums = (x: AnyTensor): AnyTensor => spread(apply(sum, { axis: lastAxis(x) }, x), x)

/** One number per row, broadcast along the row. */
const spread = (y: AnyTensor, x: AnyTensor): AnyTensor => apply(broadcast, { axis: lastAxis(x), size: sizeOf(x) }, y)

/** `pᵢ·(tᵢ − Σⱼ pⱼtⱼ)`: the derivative of the softmax, in both directions */
const slope = (t: AnyTensor, p: AnyTensor, x: AnyTensor): AnyTensor => product(p, run(softmaxDeviation, t, x))

/** `pᵢ = exp(xᵢ)/Σ exp x`, along the last axis */
export const softmax: General<None> = {
  name: 'softmax',
  shape: (_, x) => rows('softmax', x),
  value: (_, x) => Kernel.softmax(dense(x), sizeOf(x)),
  derivative: {
    tangent: (t, _, __, p, x) => slope(t, p, x),
    cotangent: (c, _, __, p, x) => slope(c, p, x),
  },
  batch: (_, __, x) => run(softmax, x),
}

/** `log pᵢ`, with p the softmax along the last axis */
export const logSoftmax: General<None> = {
  name: 'logSoftmax',
  shape: (_, x) => rows('logSoftmax', x),
  value: (_, x) => Kernel.logSoftmax(dense(x), sizeOf(x)),
  derivative: {
    tangent: (t, _, __, ___, x) => run(softmaxDeviation, t, x),
    cotangent: (c, _, __, ___, x) => run(softmaxResidual, c, x),
  },
  batch: (_, __, x) => run(logSoftmax, x),
}

/** `log Σ exp x` along the last axis, which is removed */
export const logSumExp: General<None> = {
  name: 'logSumExp',
  shape: (_, x) => replaceAt(rows('logSumExp', x), lastAxis(x), []),
  value: (_, x) => Kernel.logSumExp(dense(x), sizeOf(x)),
  derivative: {
    tangent: (t, _, __, ___, x) => apply(sum, { axis: lastAxis(x) }, product(t, run(softmax, x))),
    cotangent: (c, _, __, ___, x) => product(spread(c, x), run(softmax, x)),
  },
  batch: (_, __, x) => run(logSumExp, x),
}

/** `tᵢ − Σⱼ pⱼtⱼ`, with p the softmax of the second argument: the deviation from the p-weighted mean */
export const softmaxDeviation: General<None> = {
  name: 'softmaxDeviation',
  shape: (_, t, x) => rows('softmaxDeviation', t, x),
  value: (_, t, x) => Kernel.deviation(dense(t), dense(x), sizeOf(x)),
  derivative: {
    // With d the result, the mean Σ pⱼtⱼ changes by Σ pⱼdⱼẋⱼ.
    tangent: (v, i, _, d, t, x) =>
      i === 0
        ? run(softmaxDeviation, v, x)
        : run(neg, rowSums(product(product(run(softmax, x), d), run(softmaxDeviation, v, x)))),
    cotangent: (c, i, _, d, t, x) =>
      i === 0 ? run(softmaxResidual, c, x) : run(neg, product(rowSums(c), product(run(softmax, x), d))),
  },
  batch: (batched, _, t, x) => run(softmaxDeviation, ...alike(batched, t, x)),
}

/** `cᵢ − pᵢ·Σⱼ cⱼ`, with p the softmax of the second argument */
export const softmaxResidual: General<None> = {
  name: 'softmaxResidual',
  shape: (_, c, x) => rows('softmaxResidual', c, x),
  value: (_, c, x) => Kernel.residual(dense(c), dense(x), sizeOf(x)),
  derivative: {
    tangent: (v, i, _, __, c, x) => (i === 0 ? run(softmaxResidual, v, x) : shared(v, c, x)),
    cotangent: (u, i, _, __, c, x) => (i === 0 ? run(softmaxDeviation, u, x) : shared(u, c, x)),
  },
  batch: (batched, _, c, x) => run(softmaxResidual, ...alike(batched, c, x)),
}

/** `−Σc·diag(p)·J·v`: the derivative of a residual where p changes, the same in both directions. */
const shared = (v: AnyTensor, c: AnyTensor, x: AnyTensor): AnyTensor =>
  run(neg, product(rowSums(c), slope(v, run(softmax, x), x)))
