/**
 * Formal derivatives: the results of the primitives' rules, also where the value is not finite.
 *
 * A training step uses these, since its run checks the loss itself; so do formulas and drawings. `Derivative` combines them with `Defined`.
 */
import * as Dual from '../interpreter/Dual.js'
import * as Tape from '../interpreter/Tape.js'
import { fail } from '../tensor/Errors.js'
import { entries, mapTree, zipTree } from '../tensor/Params.js'
import { equals, print, scalarShape } from '../tensor/Shape.js'
import { isTensor, scalar, shape, uniform, type AnyTensor, type Scalar } from '../tensor/Value.js'
import { fn as expectFn } from '../tensor/Expect.js'

/** Checks that a tensor has the shape of another one. */
export const matching = (operation: string, like: AnyTensor, x: AnyTensor, path: string): AnyTensor =>
  equals(shape(like), shape(x))
    ? x
    : fail(operation, `shape ${print(shape(like))}${path === '' ? '' : ` at "${path}"`}`, print(shape(x)))

/** A result and its tangent. */
export interface JvpResult<Q> {
  readonly primal: Q
  readonly tangent: Q
}

/** A result and its pullback. */
export interface VjpResult<P, Q> {
  readonly primal: Q
  readonly pullback: (cotangent: Q) => P
}

/** The paths of the result's tensors that depend on the input. */
export interface Dependent {
  readonly dependent: ReadonlySet<string>
}

const pathsWhere = (y: unknown, depends: (x: AnyTensor) => boolean): ReadonlySet<string> =>
  new Set(entries(y).flatMap(([path, x]) => (depends(x) ? [path] : [])))

/** `f(x)` and `J·ẋ`, by dual numbers. */
export const push = <P, Q>(f: (x: P) => Q, x: P, dx: P): JvpResult<Q> & Dependent => {
  const dual = Dual.open()
  const moved = zipTree('jvp', (p, t, path) => dual.dual(p, matching('jvp', p, t, path)), x, dx)
  const y = expectFn('jvp', f)(moved as P)
  return {
    primal: mapTree('jvp', dual.primal, y) as Q,
    tangent: mapTree('jvp', (v) => dual.tangent(v) ?? uniform(shape(v), 0), y) as Q,
    dependent: pathsWhere(y, (v) => dual.tangent(v) !== undefined),
  }
}

/** `f(x)` and `c ↦ Jᵀ·c`, by a tape. */
export const pull = <P, Q>(f: (x: P) => Q, x: P): VjpResult<P, Q> & Dependent => {
  const tape = Tape.open()
  const inputs: AnyTensor[] = []
  const taped = mapTree(
    'vjp',
    (p) => {
      const input = tape.input(p)
      inputs.push(input)
      return input
    },
    x,
  )
  const y = expectFn('vjp', f)(taped as P)
  return {
    primal: mapTree('vjp', tape.primal, y) as Q,
    dependent: pathsWhere(y, (v) => tape.primal(v) !== v),
    pullback: (cotangent) => {
      const outputs: (readonly [AnyTensor, AnyTensor])[] = []
      zipTree('pullback', (v, c, path) => outputs.push([v, matching('pullback', v, c, path)]), y, cotangent)
      const pulled = tape.pull(outputs, inputs)
      let i = 0
      return mapTree('pullback', (p) => pulled[i++] ?? uniform(shape(p), 0), x) as P
    },
  }
}

/** A scalar with auxiliary data. */
export interface WithAux<A> {
  readonly value: Scalar
  readonly aux: A
}

const one = scalar(1)

/** The gradient of the value, from the pullback of a function with auxiliary data. */
export const gradientOf = <P, A>({
  primal,
  pullback,
}: VjpResult<P, WithAux<A>>): WithAux<A> & { readonly gradient: P } => {
  const { value, aux } = primal
  if (!isTensor(value) || !equals(shape(value), scalarShape))
    return fail(
      'grad',
      'a function whose result is a scalar',
      isTensor(value) ? `a result of shape ${print(shape(value))}` : 'a result that is not a tensor',
    )
  const nothing = mapTree('grad', (v) => uniform(shape(v), 0), aux) as A
  return { ...primal, gradient: pullback({ value: one, aux: nothing }) }
}
