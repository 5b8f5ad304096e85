/**
 * The curvature of a loss, which bounds the learning rate: on a quadratic with largest Hessian eigenvalue λ, gradient descent converges for rates below 2/λ only.
 */
import { hvp } from '../diff/Jacobian.js'
import { flatten, unflatten } from '../operation/Flatten.js'
import { fromNumber, normal } from '../random/Seed.js'
import { dense, plain, shape, type Scalar, type Tensor } from '../tensor/Value.js'
import { fn as expectFn } from '../tensor/Expect.js'

type Vector = Tensor<[number]>

/** The largest number of Hessian-vector products. */
const most = 100

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * b[i], 0)

/** `v/‖v‖` without overflow of squares; `undefined` for 0 and non-finite vectors. */
const unit = (v: Float64Array): Float64Array | undefined => {
  const largest = v.reduce((m, x) => Math.max(m, Math.abs(x)), 0)
  if (!(largest > 0 && largest < Infinity) || v.some(Number.isNaN)) return undefined
  const scaled = v.map((x) => x / largest)
  const length = Math.sqrt(dot(scaled, scaled))
  return scaled.map((x) => x / length)
}

/** The eigenvalue of the largest absolute value of a symmetric matrix, by power iteration: `v′ = Av/‖Av‖`, `λ ≈ v·Av`, until it converges. */
const dominant = (
  product: (v: Float64Array) => Float64Array,
  start: Float64Array,
  tolerance: number,
): number | undefined => {
  // Local mutation, invisible from outside.
  let v = unit(start)
  let [value, quiet] = [NaN, 0]
  for (let i = 0; i < most && v !== undefined && quiet < 3; i++) {
    const w = product(v)
    const next = dot(v, w)
    quiet = Math.abs(next - value) <= tolerance * Math.abs(next) ? quiet + 1 : 0
    value = next
    v = unit(w)
  }
  return Number.isFinite(value) ? value : undefined
}

/**
 * The largest eigenvalue of the Hessian of a scalar function, by power iteration on Hessian-vector products: the matrix is not formed. The estimate is a lower bound up to
 * rounding. The iteration stops when three steps in a row change it by a relative difference below `tolerance`, or after 100 steps. `undefined` if it is not finite.
 *
 * @example
 * const f = (x: T.Tensor<[2]>) => pipe(x, T.square, T.mul(T.tensor([1, 3])), T.sum)
 * Math.abs((Train.largestCurvature(f)(T.tensor([5, 7])) ?? NaN) - 6) < 1e-6 // => true
 *
 * @category curvature
 */
export const largestCurvature = <P>(f: (params: P) => Scalar, tolerance = 1e-9) => {
  expectFn('Train.largestCurvature', f)
  return (at: P): number | undefined => {
    const [flat, back] = [flatten<never>(at as never), unflatten<never>(at as never) as unknown as (v: Vector) => P]
    const along = hvp((v: Vector) => f(back(v)))
    const product = (v: Float64Array): Float64Array => dense(along(flat, plain(shape(flat), v)))
    const start = dense(normal(shape(flat))(fromNumber(shape(flat)[0])))
    const value = dominant(product, start, tolerance)
    if (value === undefined || value >= 0) return value
    // The eigenvalue of largest absolute value is negative: shifted by it, the largest eigenvalue becomes the dominant one.
    const moved = dominant((v) => product(v).map((w, i) => w - value * v[i]), start, tolerance)
    return moved === undefined ? undefined : moved + value
  }
}
