/**
 * Operations by which `Fuse` replaces several primitives, because engines have them. They compute the same within rounding, so the reference engine has them too, and laws can compare. They are not
 * primitives: graphs are differentiated before fusion.
 */
import * as Layout from '../primitive/Layout.js'
import { add, mul } from '../primitive/Pointwise.js'
import { matmul } from '../primitive/Linear.js'
import { apply, run, type General, type None } from '../primitive/Primitive.js'
import { fail } from '../tensor/Errors.js'
import { broadcast, equals, print, type Shape } from '../tensor/Shape.js'
import { dataOf, shape, uniform, type AnyTensor } from '../tensor/Value.js'
import { expand } from '../operation/Binary.js'

/** The attributes of `gemm`. */
export interface Gemm {
  readonly transA: boolean
  readonly transB: boolean
  readonly alpha: number
  readonly beta: number
}

const unbatched = (name: string) => (): AnyTensor =>
  fail('vmap', 'a graph that is not fused', `the fused operation ${name}: fuse after batching`)

const flipped = (s: Shape, flip: boolean): Shape => (flip ? [s[1], s[0]] : s)

const turned = (x: AnyTensor, flip: boolean): AnyTensor =>
  flip ? apply(Layout.transpose, { permutation: [1, 0] }, x) : x

const times = (x: AnyTensor, by: number): AnyTensor => (by === 1 ? x : run(mul, x, uniform(shape(x), by)))

/** α·A·B + β·C, with optional transposes of A and B; C may be absent and is broadcast */
export const gemm: General<Gemm> = {
  name: 'gemm',
  shape: ({ transA, transB }, x, y, z) => {
    const [a, b] = [flipped(shape(x), transA), flipped(shape(y), transB)]
    if (a.length !== 2 || b.length !== 2 || a[1] !== b[0])
      return fail('gemm', 'matrices [m, k] and [k, n]', `${print(a)} and ${print(b)}`)
    const result = [a[0], b[1]]
    return (z as AnyTensor | undefined) === undefined || equals(broadcast('gemm', result, shape(z)), result)
      ? result
      : fail('gemm', `a shape that stretches to ${print(result)}`, print(shape(z)))
  },
  value: ({ transA, transB, alpha, beta }, x, y, z) => {
    const product = times(run(matmul, turned(x, transA), turned(y, transB)), alpha)
    return dataOf(
      (z as AnyTensor | undefined) === undefined
        ? product
        : run(add, product, expand('gemm', times(z, beta), shape(product))),
    )
  },
  derivative: undefined,
  batch: unbatched('gemm'),
}

/** max(0, x), and NaN where x is NaN */
export const relu: General<None> = {
  name: 'relu',
  shape: (_, x) => shape(x),
  value: (_, x) => {
    const data = dataOf(x)
    const each = (v: number): number => (v <= 0 ? 0 : v)
    return typeof data === 'number' ? each(data) : data.map(each)
  },
  derivative: undefined,
  batch: unbatched('relu'),
}
