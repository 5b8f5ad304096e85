/**
 * Pointwise primitives: element i of the result depends on element i of each argument, and all shapes are equal. Broadcasting is a separate primitive.
 *
 * The Jacobian is diagonal, so the tangent rule and the cotangent rule are the same: multiply by the partial derivative. The product is `annihilatingMul`, with 0·∞ = 0: the unselected branch of
 * `where` has cotangent 0, and its slope may be infinite. Limitation: where one factor of the chain rule is 0 and another is infinite, the product is 0. So `square(sqrt(x))` has derivative 0 at 0; the
 * limit is 1.
 */
import * as Kernel from '../kernel/Pointwise.js'
import * as Unary from '../kernel/Unary.js'
import { dataOf, shape, uniform, type AnyTensor, type Data } from '../tensor/Value.js'
import { apply, run, type Derivative, type Elements, type None, type Primitive, type Zeroable } from './Primitive.js'

/** A tensor of the shape of another one, filled with a number. */
export const constant = (like: AnyTensor, value: number): AnyTensor => uniform(shape(like), value)

/** The multiplication in derivative rules: `t · c`, and 0 where either is 0. */
export const product = (t: AnyTensor, c: AnyTensor): AnyTensor => run(annihilatingMul, t, c)

/** The sum of two tangents or cotangents, each of which may be a symbolic zero. */
export const plus = (a: Zeroable, b: Zeroable): Zeroable => (a === undefined ? b : b === undefined ? a : run(add, a, b))

/** A partial derivative ∂f/∂xᵢ, as a tensor of the common shape. */
type Partial = (result: AnyTensor, x: AnyTensor, y: AnyTensor, z: AnyTensor) => AnyTensor

/** One rule for both modes, since the Jacobian is diagonal. */
const diagonal = <A>(rule: Derivative<A>['tangent']): Derivative<A> => ({ tangent: rule, cotangent: rule })

/** The rule for given partial derivatives, one for each argument: `t · ∂f/∂xᵢ`. */
const partials = (...each: readonly Partial[]): Derivative<None> =>
  diagonal((t, i, _, result, x, y, z) => product(t, each[i](result, x, y, z)))

/** The rule for partial derivatives of 1 or −1, without a product. */
const signs = (...each: readonly (1 | -1)[]): Derivative<None> => diagonal((t, i) => (each[i] === 1 ? t : run(neg, t)))

const unary = (name: string, f: (x: Data) => Data, derivative?: Derivative<None>): Primitive<None> => ({
  name,
  elements: f as Elements,
  derivative,
})

const binary = (
  name: string,
  f: (a: Data, b: Data, length: number) => Data,
  derivative?: Derivative<None>,
): Primitive<None> => ({ name, elements: f as Elements, derivative })

const ternary = (
  name: string,
  f: (a: Data, b: Data, c: Data, length: number) => Data,
  derivative: Derivative<None>,
): Primitive<None> => ({ name, elements: f as Elements, derivative })

/** −x */
export const neg = unary('neg', Unary.neg, signs(-1))

/** a + b */
export const add = binary('add', Kernel.add, signs(1, 1))

/** a − b */
export const sub = binary('sub', Kernel.sub, signs(1, -1))

/** a · b */
export const mul = binary(
  'mul',
  Kernel.mul,
  partials(
    (_, __, y) => y,
    (_, x) => x,
  ),
)

/** a · b + c in one loop, rounded after the product and after the sum */
export const mulAdd = ternary(
  'mulAdd',
  Kernel.mulAdd,
  partials(
    (_, __, y) => y,
    (_, x) => x,
    (r) => constant(r, 1),
  ),
)

/** a · b, and 0 where either is 0; the multiplication in derivative rules */
export const annihilatingMul: Primitive<None> = binary(
  'annihilatingMul',
  Kernel.annihilatingMul,
  partials(
    (_, __, y) => y,
    (_, x) => x,
  ),
)

/** a / b; ∂/∂a = 1/b, ∂/∂b = −(a/b)/b */
export const div = binary(
  'div',
  Kernel.div,
  partials(
    (_, __, y) => run(reciprocal, y),
    (r, _, y) => run(neg, product(r, run(reciprocal, y))),
  ),
)

/** 1/x, with slope −(1/x)² */
export const reciprocal: Primitive<None> = unary(
  'reciprocal',
  Unary.reciprocal,
  partials((r) => run(neg, run(square, r))),
)

/** The larger operand; ties split the derivative equally. */
export const max = binary(
  'max',
  Kernel.max,
  partials(
    (_, x, y) => splitTies(run(greater, x, y), x, y),
    (_, x, y) => splitTies(run(greater, y, x), x, y),
  ),
)

/** The smaller operand; ties split the derivative equally. */
export const min = binary(
  'min',
  Kernel.min,
  partials(
    (_, x, y) => splitTies(run(greater, y, x), x, y),
    (_, x, y) => splitTies(run(greater, x, y), x, y),
  ),
)

const splitTies = (wins: AnyTensor, a: AnyTensor, b: AnyTensor): AnyTensor =>
  run(add, wins, run(mul, run(equal, a, b), constant(a, 0.5)))

/** 1 where a > b, else 0 */
export const greater = binary('greater', Kernel.greater)

/** 1 where a ≥ b, else 0 */
export const greaterOrEqual = binary('greaterOrEqual', Kernel.greaterOrEqual)

/** 1 where a = b, else 0 */
export const equal = binary('equal', Kernel.equal)

/** a where the condition is not 0, else b */
export const where: Primitive<None> = ternary(
  'where',
  Kernel.where,
  diagonal((t, i, _, __, condition) => {
    const zero = constant(condition, 0)
    return i === 0 ? undefined : i === 1 ? run(where, condition, t, zero) : run(where, condition, zero, t)
  }),
)

/** |x|, with slope sign x: 0 at 0 */
export const abs = unary(
  'abs',
  Unary.abs,
  partials((_, x) => run(sign, x)),
)

/** −1, 0 or 1 */
export const sign = unary('sign', Unary.unary(Math.sign))

/** The largest integer not above x. */
export const floor = unary('floor', Unary.unary(Math.floor))

/** x² */
export const square: Primitive<None> = unary(
  'square',
  Unary.square,
  partials((_, x) => run(mul, x, constant(x, 2))),
)

/** √x, with slope 1/(2√x): infinite at 0 */
export const sqrt = unary(
  'sqrt',
  Unary.sqrt,
  partials((r) => run(div, constant(r, 0.5), r)),
)

/** eˣ */
export const exp: Primitive<None> = unary(
  'exp',
  Unary.exp,
  partials((r) => r),
)

/** log x */
export const log = unary(
  'log',
  Unary.unary(Math.log),
  partials((_, x) => run(reciprocal, x)),
)

/** log(1 + x), accurate near 0 */
export const log1p = unary(
  'log1p',
  Unary.unary(Math.log1p),
  partials((_, x) => run(reciprocal, run(add, x, constant(x, 1)))),
)

/** eˣ − 1, accurate near 0 */
export const expm1 = unary(
  'expm1',
  Unary.unary(Math.expm1),
  partials((_, x) => run(exp, x)),
)

/** sin x */
export const sin: Primitive<None> = unary(
  'sin',
  Unary.unary(Math.sin),
  partials((_, x) => run(cos, x)),
)

/** cos x */
export const cos: Primitive<None> = unary(
  'cos',
  Unary.unary(Math.cos),
  partials((_, x) => run(neg, run(sin, x))),
)

/** 1/(1 + e⁻ˣ), without overflow and accurate for large |x| */
const logistic = (x: number): number => {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}

/** σ(x), with slope σ(x)·σ(−x), since 1 − σ rounds to 0 in float64 for x > 37 */
export const sigmoid: Primitive<None> = unary(
  'sigmoid',
  Unary.unary(logistic),
  partials((_, x) => run(sigmoidSlope, x)),
)

/** e⁻ˣ/(1 + e⁻ˣ)². It is even in x, so it is evaluated at −|x|, which avoids overflow. */
const logisticSlope = (x: number): number => {
  const e = Math.exp(-Math.abs(x))
  return e / ((1 + e) * (1 + e))
}

/** σ(x)·σ(−x), with slope −σ(x)·σ(−x)·tanh(x/2), since σ(−x) − σ(x) loses digits near 0 */
export const sigmoidSlope: Primitive<None> = unary(
  'sigmoidSlope',
  Unary.unary(logisticSlope),
  partials((r, x) => run(neg, run(mul, r, run(tanh, run(mul, x, constant(x, 0.5)))))),
)

/** tanh x, with slope 4σ(2x)·σ(−2x), since 1 − tanh²x is 0 in float64 for x > 20 */
export const tanh: Primitive<None> = unary(
  'tanh',
  Unary.unary(Math.tanh),
  partials((_, x) => run(mul, run(sigmoidSlope, run(mul, x, constant(x, 2))), constant(x, 4))),
)

/** log(1 + eˣ), without overflow */
const logOnePlusExp = (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)))

/** log(1 + eˣ), with slope σ(x) */
export const softplus = unary(
  'softplus',
  Unary.unary(logOnePlusExp),
  partials((_, x) => run(sigmoid, x)),
)

/** The attributes of `pow`. */
export interface Exponent {
  readonly exponent: number
}

/** xⁿ for a fixed n, with slope `n·xⁿ⁻¹`. For n = 0 the slope is 0 everywhere, at x = 0 too. (`elements` receives no attributes, so it has the rules of `General`.) */
export const pow: Primitive<Exponent> = {
  name: 'pow',
  shape: (_, x) => shape(x),
  value: ({ exponent }, x) => Unary.unary((v) => v ** exponent)(dataOf(x)),
  derivative: diagonal((t, _, { exponent }, __, x) => product(t, powerSlope(x, exponent))),
  batch: (_, attributes, x) => apply(pow, attributes, x),
}

const powerSlope = (x: AnyTensor, exponent: number): AnyTensor =>
  product(constant(x, exponent), apply(pow, { exponent: exponent - 1 }, x))

/** The identity, with derivative 0 of every order */
export const stopGradient = unary('stopGradient', (x) => x)
