/**
 * Derivatives with respect to records without static types, for laws about any function.
 */
import * as D from '../src/Diff.js'
import type { Scalar } from '../src/tensor/Value.js'
import { inner, type Cost, type Map, type Tree } from './tree.js'

/**
 * The transformations that all derivatives are built from: those of this library, or the user's.
 *
 * @category model
 */
export interface Derivatives {
  readonly jvp: typeof D.jvp
  readonly vjp: typeof D.vjp
  readonly grad: typeof D.grad
}

type Jvp = (f: Map) => (x: Tree, dx: Tree) => { readonly primal: Tree; readonly tangent: Tree }
type Vjp = (f: Map) => (x: Tree) => { readonly primal: Tree; readonly pullback: (c: Tree) => Tree }
type Grad = (f: Cost) => Map

/** Derivatives, and the functions built from them. */
export interface Calculus {
  readonly jvp: Jvp
  readonly vjp: Vjp
  readonly grad: Grad
  /** `J·v` as a function of the point, from the left: a map from x. */
  readonly pushed: (f: Map, v: Tree) => Map
  /** `Jᵀ·c` as a function of the point. */
  readonly pulled: (f: Map, c: Tree) => Map
  /** `⟨v, ∇f⟩`, forward. */
  readonly slope: (f: Cost, v: Tree) => Cost
  /** `⟨v, ∇f⟩`, reverse. */
  readonly slopeReverse: (f: Cost, v: Tree) => Cost
  /** `H·v` of a scalar function, forward over reverse. */
  readonly hvp: (f: Cost, v: Tree) => Map
}

/** Derivatives built from `Derivatives`. */
export const calculus = (derivatives: Derivatives): Calculus => {
  const jvp = derivatives.jvp as unknown as Jvp
  const vjp = derivatives.vjp as unknown as Vjp
  const grad = derivatives.grad as unknown as Grad
  const pushed: Calculus['pushed'] = (f, v) => (x) => jvp(f)(x, v).tangent
  return {
    jvp,
    vjp,
    grad,
    pushed,
    pulled: (f, c) => (x) => vjp(f)(x).pullback(c),
    slope: (f, v) => (x) => jvp(f)(x, v).tangent as Scalar,
    slopeReverse: (f, v) => (x) => inner(grad(f)(x), v),
    hvp: (f, v) => pushed(grad(f), v),
  }
}

/** The calculus of this library. */
export const ours = calculus(D)

export const { jvp, vjp, grad, pushed } = ours
