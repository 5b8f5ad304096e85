/**
 * Custom derivatives.
 */
import { flatten, unflatten } from '../operation/Flatten.js'
import { custom, type Rule } from '../primitive/Custom.js'
import * as Pointwise from '../primitive/Pointwise.js'
import { apply, run } from '../primitive/Primitive.js'
import { mapTree, zipTree } from '../tensor/Params.js'
import { shape, uniform, type AnyTensor, type Tensor } from '../tensor/Value.js'
import { matching, pull } from './Formal.js'
import { vmap } from './Vmap.js'
import { record as expectRecord } from '../tensor/Expect.js'

/**
 * A function with a derivative rule: `tangent`, `(x, ẋ) ↦ J·ẋ`, or `cotangent`, `(x, c) ↦ Jᵀ·c`.
 *
 * @category model
 */
export type Custom<P, Q> =
  | { readonly value: (x: P) => Q; readonly tangent: (x: P, dx: P) => Q }
  | { readonly value: (x: P) => Q; readonly cotangent: (x: P, c: Q) => P }

type Vector = Tensor<[number]>
type Binary = (x: AnyTensor, t: AnyTensor) => AnyTensor

/** The transpose of a map that is linear in its second argument, of the shape of `at`: its pullback at any point. */
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

/** A record of unknown type as a vector. */
const flat = (x: unknown): Vector => flatten<never>(x as never)
/** The result of a rule as a vector, checked to have the structure and shapes of `expected`. */
const flatLike = (expected: unknown, found: unknown): Vector =>
  flat(zipTree('customDerivative', (a, b, path) => matching('customDerivative', a, b, path), expected, found))
const like = <P>(x: P): ((v: AnyTensor) => P) => unflatten<never>(x as never) as unknown as (v: AnyTensor) => P

/**
 * A function with a custom derivative, for a faster or more accurate one, or a different one. One rule is enough; the other is its transpose. Derivatives of any
 * order work if the rule is written with differentiable operations. `value` may be any code; tensors that it captures have no derivative.
 *
 * - **Gradient** the rule's, which is not checked here: test it with `laws.differentiable`.
 * - **Errors** a `NablaError` when the rule's result lacks the structure of the argument (`cotangent`) or of the result (`tangent`).
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
 */
export const customDerivative =
  <P, Q>(definition: Custom<P, Q>) =>
  (x: P): Q => {
    // The value is computed once, under no derivative; the primitive connects it to x.
    const y = expectRecord('customDerivative', 'a function with a rule', { value: 'function' }, definition).value(
      mapTree('customDerivative', (v) => run(Pointwise.stopGradient, v), x) as P,
    )
    const stopped = mapTree('customDerivative', (v) => run(Pointwise.stopGradient, v), y) as Q
    const [from, to] = [flat(x), flat(stopped)]
    const [toX, toY] = [like(x), like(stopped)]
    const both =
      'tangent' in definition
        ? ((tangent: Binary) => rule(tangent, transposed(tangent, from)))((v, t) =>
            flatLike(stopped, definition.tangent(toX(v), toX(t))),
          )
        : ((cotangent: Binary) => rule(transposed(cotangent, to), cotangent))((v, c) =>
            flatLike(x, definition.cotangent(toX(v), toY(c))),
          )
    return toY(apply(custom, both, from, to))
  }
