/**
 * Numeric differentiation, for tests of derivatives: central differences at decreasing steps, extrapolated to step 0 by Richardson's scheme, with an
 * error estimate from the extrapolation table.
 *
 * With `D(h) = (g(h) − g(−h)) / 2h = g′(0) + c₂h² + c₄h⁴ + …`, each column of the table removes one more power of h². A step that leaves the domain
 * (log of a negative number) is skipped.
 *
 * - **Source** C. Ridders, "Accurate computation of F′(x) and F′(x)F″(x)", Advances in Engineering Software 4 (1982).
 */
import { pipe } from 'fp-ts/lib/function.js'
import { add, mul } from '../operation/Binary.js'
import { entries, mapTree, zipTree, type CheckTree } from '../tensor/Params.js'
import { sizeOf } from '../tensor/Shape.js'
import { dense, plain, shape, toNumber, type AnyTensor, type Scalar } from '../tensor/Value.js'
import { fn as expectFn, number as expectNumber } from '../tensor/Expect.js'

/**
 * A number with an error estimate.
 *
 * @category model
 */
export interface Estimate {
  readonly value: number
  /** The estimated absolute error, including the rounding of the function values; infinite if no step gave a finite value. */
  readonly error: number
}

const levels = 12
const unit = 2 ** -52

/** The derivative at 0 of a function of one number, with steps `step, step/2, step/4, …` */
export const derivativeAt0 = (g: (t: number) => number, step: number): Estimate => {
  expectFn('Diff.derivativeAt0', g)
  expectNumber('Diff.derivativeAt0', step)

  // Local mutation, invisible from outside.
  let best: Estimate = { value: NaN, error: Infinity }
  let previous: number[] = []
  for (let i = 0, h = step; i < levels; i++, h /= 2) {
    const [ahead, behind] = [g(h), g(-h)]
    const noise = (unit * (Math.abs(ahead) + Math.abs(behind))) / h
    const row = [(ahead - behind) / (2 * h)]
    if (!Number.isFinite(row[0])) {
      previous = []
      continue
    }
    for (let j = 1; j <= previous.length; j++) {
      const weight = 4 ** j
      const value = (weight * row[j - 1] - previous[j - 1]) / (weight - 1)
      const error = Math.max(Math.abs(value - row[j - 1]), Math.abs(value - previous[j - 1]), noise)
      row.push(value)
      if (error < best.error) best = { value, error }
    }
    previous = row
  }
  return best
}

/** The first step: a power of two that moves no element by more than a sixteenth of its size (or of a sixteenth, near 0). */
const firstStep = (x: unknown, dx: unknown): number => {
  let step = 1
  zipTree(
    'numericDerivative',
    (p, d) => {
      const [ps, ds] = [dense(p), dense(d)]
      ds.forEach((v, i) => {
        if (v !== 0) step = Math.min(step, Math.max(Math.abs(ps[i]), 2 ** -4) / 16 / Math.abs(v))
      })
    },
    x,
    dx,
  )
  return 2 ** Math.floor(Math.log2(step))
}

/**
 * The numeric derivative of a scalar function along one direction of its argument.
 *
 * @example
 * const { value } = D.numericDerivative((x: T.Scalar) => T.exp(x))(T.scalar(1), T.scalar(1))
 * Math.abs(value - Math.E) < 1e-9 // => true
 *
 * @category numeric
 */
export const numericDerivative = <P>(f: (x: P) => Scalar) => {
  expectFn('Diff.numericDerivative', f)
  return (x: P & CheckTree<P>, dx: NoInfer<P>): Estimate => {
    const moved = (t: number): P => zipTree('numericDerivative', (p, d) => pipe(d, mul(t), add(p)), x, dx) as P
    return derivativeAt0((t) => toNumber(f(moved(t))), firstStep(x, dx))
  }
}

const withElement = (tree: unknown, path: string, index: number): unknown =>
  mapTree(
    'numericGradient',
    (p, at) =>
      plain(
        shape(p),
        Float64Array.from({ length: sizeOf(shape(p)) }, (_, i) => (at === path && i === index ? 1 : 0)),
      ),
    tree,
  )

/**
 * The numeric gradient of a scalar function of any record, element by element, each with its error estimate.
 *
 * It takes dozens of evaluations per element: use it to test derivatives, not to compute them.
 *
 * @example
 * const cost = (p: { readonly w: T.Tensor<[2]> }) => T.sum(T.square(p.w))
 * const { gradient, error } = D.numericGradient(cost)({ w: T.tensor([1, -3]) })
 * T.toArray(gradient.w).map(Math.round) // => [2, -6]
 * T.toArray(error.w).every((e) => e < 1e-9) // => true
 *
 * @category numeric
 */
export const numericGradient =
  <P>(f: (x: P) => Scalar) =>
  (x: P & CheckTree<P>): { readonly gradient: P; readonly error: P } => {
    const estimates = new Map<string, readonly Estimate[]>(
      entries(x).map(([path, p]) => [
        path,
        Array.from({ length: sizeOf(shape(p)) }, (_, i) => numericDerivative<P>(f)(x, withElement(x, path, i) as P)),
      ]),
    )
    const record = (part: (e: Estimate) => number): P =>
      mapTree(
        'numericGradient',
        (p: AnyTensor, path) => plain(shape(p), Float64Array.from(estimates.get(path) ?? [], part)),
        x,
      ) as P
    return { gradient: record((e) => e.value), error: record((e) => e.error) }
  }
