/**
 * Derivative rules shared by several kinds of primitives.
 */
import type { AnyTensor } from '../tensor/Value.js'
import { apply, type Derivative, type Primitive } from './Primitive.js'

/** The attributes of an operation along one axis. */
export interface Along {
  readonly axis: number
}

/** The attributes of an operation that inserts an axis. */
export interface Into extends Along {
  readonly size: number
}

/** The derivative of a function that is linear in its first argument and constant in the others. */
export const linear = <A>(
  self: () => Primitive<A>,
  adjoint: (c: AnyTensor, attributes: A, x: AnyTensor, y: AnyTensor) => AnyTensor,
): Derivative<A> => ({
  tangent: (t, i, attributes, _, __, y, z) => (i === 0 ? apply(self(), attributes, t, y, z) : undefined),
  cotangent: (c, i, attributes, _, x, y) => (i === 0 ? adjoint(c, attributes, x, y) : undefined),
})
