/**
 * Derivatives given by hand.
 *
 * @since 0.1.0
 */
import { flatten, unflatten } from '../operation/Flatten.js'
import { custom, type Rule } from '../primitive/Custom.js'
import * as Pointwise from '../primitive/Pointwise.js'
import { apply, run } from '../primitive/Primitive.js'
import { mapTree, zipTree } from '../tensor/Params.js'
import { shape, uniform, type AnyTensor, type Tensor } from '../tensor/Value.js'
import { matching, pull } from './Formal.js'
import { vmap } from './Vmap.js'

/**
 * A function with one linear rule of its derivative: `tangent`, `(x, ẋ) ↦ J·ẋ`, or `cotangent`, `(x, c) ↦ Jᵀ·c`.
 *
 * @category model
 * @since 0.1.0
 */
export type Custom<P, Q> =
  | { readonly value: (x: P) => Q; readonly tangent: (x: P, dx: P) => Q }
  | { readonly value: (x: P) => Q; readonly cotangent: (x: P, c: Q) => P }

type Vector = Tensor<[number]>
type Binary = (x: AnyTensor, t: AnyTensor) => AnyTensor

/** The transpose of a map that is linear in its second argument, which has the shape of `at`: its pullback, anywhere. */
const transposed =
  (linear: Binary, at: AnyTensor): Binary =>
  (x, c) => {
    const { pullback } = pull((t: Vector) => linear(x, t) as Vector, uniform(shape(at), 0) as Vector)
    return pullback(c as Vector)
  }

const rule = (tangent: Binary, cotangent: Binary): Rule => ({
  tangent,
  cotangent,
  batched: () => {
    const mapped =
      (f: Binary): Binary =>
      (x, t) =>
        vmap((both: { readonly x: Vector; readonly t: Vector }) => f(both.x, both.t) as Vector)({
          x: x as Tensor<[number, number]>,
          t: t as Tensor<[number, number]>,
        })
    return rule(mapped(tangent), mapped(cotangent))
  },
})

/** A record the compiler cannot look at, as a vector and back. */
const flat = (x: unknown): Vector => flatten<never>(x as never)
/** What a rule gave, as a vector; it must be like what it is a tangent or cotangent of. */
const flatLike = (what: unknown, given: unknown): Vector =>
  flat(zipTree('customDerivative', (a, b, path) => matching('customDerivative', a, b, path), what, given))
const like = <P>(x: P): ((v: AnyTensor) => P) => unflatten<never>(x as never) as unknown as (v: AnyTensor) => P

/**
 * A function with a derivative of one's own, where the automatic one would be slow or lose digits, or where another one is wanted. One rule is enough: the other is its transpose. It
 * nests like any function, provided that the rule is written with differentiable operations; and `value` may do anything: what it captures has no derivative.
 *
 * - **Gradient** what the rule says, whether it is true or not: hold it to the laws (`laws.differentiable`), which refuse a wrong one.
 * - **Errors** a `NablaError` when the rule gives a record that is not like the argument, or the result.
 *
 * @example
 * const clipped = D.customDerivative({
 *   value: (x: T.Scalar) => T.square(x),
 *   cotangent: (x: T.Scalar, c: T.Scalar) => pipe(x, T.mul(2), T.min(1), T.mul(c)),
 * })
 * T.toNumber(clipped(T.scalar(3))) // => 9
 * T.toNumber(D.grad(clipped)(T.scalar(3))) // => 1
 * T.toNumber(D.jvp(clipped)(T.scalar(3), T.scalar(10)).tangent) // => 10
 *
 * @category custom rules
 * @since 0.1.0
 */
export const customDerivative =
  <P, Q>(given: Custom<P, Q>) =>
  (x: P): Q => {
    // The value is computed once, below every derivative; the primitive only joins it to x.
    const y = given.value(mapTree('customDerivative', (v) => run(Pointwise.stopGradient, v), x) as P)
    const stopped = mapTree('customDerivative', (v) => run(Pointwise.stopGradient, v), y) as Q
    const [from, to] = [flat(x), flat(stopped)]
    const [toX, toY] = [like(x), like(stopped)]
    const both =
      'tangent' in given
        ? ((tangent: Binary) => rule(tangent, transposed(tangent, from)))((v, t) =>
            flatLike(stopped, given.tangent(toX(v), toX(t))),
          )
        : ((cotangent: Binary) => rule(transposed(cotangent, to), cotangent))((v, c) =>
            flatLike(x, given.cotangent(toX(v), toY(c))),
          )
    return toY(apply(custom, both, from, to))
  }
