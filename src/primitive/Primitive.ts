/**
 * What a primitive is, and `bind`, the one place where a primitive meets its arguments.
 *
 * Everything the library computes is made of a closed set of primitives. Each has, in one entry:
 *
 * - `shape`: the shape of the result, or a `NablaError`;
 * - `value`: the elements of the result from those of the arguments;
 * - `derivative`: how a tangent is pushed through it (forward) and a cotangent pulled back (reverse), as tensor expressions, so that a rule
 *   can itself be differentiated; or nothing, where the function is constant between jumps and no derivative passes.
 *
 * The entries are written in the files beside this one, by kind, and joined in `Table`.
 *
 * Laws (`laws/primitive.ts`): forward = reverse = numeric; `⟨J v, u⟩ = ⟨v, Jᵀ u⟩`; linear in the tangent; 0 to 0.
 *
 * @since 0.1.0
 */
import { fail } from '../tensor/Errors.js'
import { ground, levelOf, plain, shape, toRead, type AnyTensor, type Data, type Reading } from '../tensor/Value.js'
import { equals, print, type Shape } from '../tensor/Shape.js'

/** A tangent or cotangent; `undefined` is a zero that nobody has to compute. */
export type Zeroable = AnyTensor | undefined

/**
 * How derivatives pass a primitive. With `y = f(x₀, x₁, …)`:
 *
 * - `tangent` gives `Σᵢ ∂f/∂xᵢ · tᵢ`;
 * - `cotangent` gives `(∂f/∂xᵢ)ᵀ · c` for one argument.
 *
 * Products in a rule annihilate: 0 times anything is 0 (see `annihilatingMul`).
 */
export interface Derivative<A> {
  readonly tangent: (
    tangents: readonly Zeroable[],
    args: readonly AnyTensor[],
    result: AnyTensor,
    attributes: A,
  ) => Zeroable
  readonly cotangent: (
    cotangent: AnyTensor,
    index: number,
    args: readonly AnyTensor[],
    result: AnyTensor,
    attributes: A,
  ) => Zeroable
}

/** A primitive with attributes of type `A`. */
export interface Primitive<A> {
  readonly name: string
  readonly shape: (args: readonly AnyTensor[], attributes: A) => Shape
  readonly value: (args: readonly AnyTensor[], attributes: A, shape: Shape) => Data
  readonly derivative: Derivative<A> | undefined
}

/** A reading as `bind` sees it: it applies a primitive to arguments of which at least one is its own. */
export interface Interpreter extends Reading {
  readonly apply: <A>(primitive: Primitive<A>, args: readonly AnyTensor[], attributes: A) => AnyTensor
}

/** What an argument's reading is for `bind`: whoever makes a read tensor gives it an `Interpreter`. */
const interpreterOf = (x: AnyTensor): Interpreter => toRead(x).reading as Interpreter

/**
 * Applies a primitive: by the newest reading among its arguments, or, when all are plain, by computing.
 */
export const bind = <A>(primitive: Primitive<A>, args: readonly AnyTensor[], attributes: A): AnyTensor => {
  let newest = args[0]
  let level = levelOf(newest)
  for (let i = 1; i < args.length; i++) {
    const other = levelOf(args[i])
    if (other > level) {
      level = other
      newest = args[i]
    }
  }
  if (level > ground) return interpreterOf(newest).apply(primitive, args, attributes)
  const result = primitive.shape(args, attributes)
  return plain(result, primitive.value(args, attributes, result))
}

/** The attributes of a primitive that has none. */
export type None = undefined

/** `bind` for a primitive without attributes: how rules are written. */
export const run = (primitive: Primitive<None>, ...args: readonly AnyTensor[]): AnyTensor =>
  bind(primitive, args, undefined)

/** For shape rules: all arguments have one shape. */
export const commonShape = (name: string, args: readonly AnyTensor[]): Shape => {
  const first = shape(args[0])
  for (let i = 1; i < args.length; i++) {
    const other = shape(args[i])
    if (!equals(other, first)) return fail(name, `a second operand of shape ${print(first)}`, print(other))
  }
  return first
}
