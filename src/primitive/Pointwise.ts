/**
 * Pointwise primitives: element i of the result depends on element i of each argument, and all have one shape. (Broadcasting is a primitive of its
 * own, so nothing here ever sums.)
 *
 * The derivative of a pointwise function is a product with its slope, the same in both directions: `t ↦ t · f′(x)`. The product is
 * `annihilatingMul`, in which 0 times anything is 0: a branch that was not taken has cotangent 0, and the infinite slope it may have there must not
 * turn that 0 into NaN. The price: where a zero slope meets an infinite one (`square(sqrt x)` at 0) the answer is 0 and not the limit.
 *
 * @since 0.1.0
 */
import * as Kernel from '../kernel/Pointwise.js'
import { dataOf, shape, uniform, type AnyTensor, type Data } from '../tensor/Value.js'
import { sizeOf } from '../tensor/Shape.js'
import { commonShape, run, bind, type Derivative, type None, type Primitive, type Zeroable } from './Primitive.js'

/** A constant of the shape of another tensor. */
export const constant = (like: AnyTensor, value: number): AnyTensor => uniform(shape(like), value)

/** The product of every rule: `t · c`, and 0 where either is 0. */
export const product = (t: AnyTensor, c: AnyTensor): AnyTensor => run(annihilatingMul, t, c)

/** The sum of two contributions, of which either may be the zero nobody computed. */
export const plus = (a: Zeroable, b: Zeroable): Zeroable => (a === undefined ? b : b === undefined ? a : run(add, a, b))

const through = (t: Zeroable, f: (t: AnyTensor) => Zeroable): Zeroable => (t === undefined ? undefined : f(t))

type Slope = (args: readonly AnyTensor[], result: AnyTensor) => AnyTensor

/** From one slope per argument: `Σ tᵢ · ∂f/∂xᵢ`. */
const slopes = (...each: readonly Slope[]): Derivative<None> => ({
  tangent: (tangents, args, result) =>
    each.reduce<Zeroable>(
      (sum, slope, i) =>
        plus(
          sum,
          through(tangents[i], (t) => product(t, slope(args, result))),
        ),
      undefined,
    ),
  cotangent: (c, i, args, result) => product(c, each[i]!(args, result)),
})

/** From one sign per argument: `Σ ± tᵢ`, without a product. */
const signs = (...each: readonly (1 | -1)[]): Derivative<None> => {
  const signed = (sign: 1 | -1, t: AnyTensor): AnyTensor => (sign === 1 ? t : run(neg, t))
  return {
    tangent: (tangents) =>
      each.reduce<Zeroable>(
        (sum, sign, i) =>
          plus(
            sum,
            through(tangents[i], (t) => signed(sign, t)),
          ),
        undefined,
      ),
    cotangent: (c, i) => signed(each[i], c),
  }
}

const pointwise = (
  name: string,
  value: (args: readonly AnyTensor[], length: number) => Data,
  derivative: Derivative<None> | undefined,
): Primitive<None> => ({
  name,
  shape: (args) => commonShape(name, args),
  value: (args, _, result) => value(args, sizeOf(result)),
  derivative,
})

const unary = (name: string, f: (x: Data) => Data, derivative?: Derivative<None>): Primitive<None> =>
  pointwise(name, ([x]) => f(dataOf(x)), derivative)

const binary = (
  name: string,
  f: (a: Data, b: Data, length: number) => Data,
  derivative?: Derivative<None>,
): Primitive<None> => pointwise(name, ([a, b], length) => f(dataOf(a), dataOf(b), length), derivative)

/** A kernel from a function of one number. */
const each = (f: (x: number) => number): ((x: Data) => Data) => {
  const loop = Kernel.unary(f)
  return (x) => (typeof x === 'number' ? f(x) : loop(x))
}

/** −x */
export const neg = unary('neg', Kernel.neg, signs(-1))

/** a + b */
export const add = binary('add', Kernel.add, signs(1, 1))

/** a − b */
export const sub = binary('sub', Kernel.sub, signs(1, -1))

/** a · b */
export const mul = binary(
  'mul',
  Kernel.mul,
  slopes(
    ([, b]) => b,
    ([a]) => a,
  ),
)

/** a · b + c in one walk, with the bits of `mul` and `add`: what updates of many parameters are made of */
export const mulAdd = pointwise(
  'mulAdd',
  ([a, b, c], length) => Kernel.mulAdd(dataOf(a), dataOf(b), dataOf(c), length),
  slopes(
    ([, b]) => b,
    ([a]) => a,
    ([a]) => constant(a, 1),
  ),
)

/** a · b, and 0 where either is 0, whatever the other: the product of derivatives. */
export const annihilatingMul: Primitive<None> = binary(
  'annihilatingMul',
  Kernel.annihilatingMul,
  slopes(
    ([, b]) => b,
    ([a]) => a,
  ),
)

/** a / b; ∂/∂a = 1/b, ∂/∂b = −(a/b)/b */
export const div = binary(
  'div',
  Kernel.div,
  slopes(
    ([, b]) => run(reciprocal, b),
    ([, b], y) => run(neg, product(y, run(reciprocal, b))),
  ),
)

/** 1/x, with slope −(1/x)² */
export const reciprocal: Primitive<None> = unary(
  'reciprocal',
  Kernel.reciprocal,
  slopes((_, y) => run(neg, run(square, y))),
)

/** The larger one; a tie shares its derivative equally. */
export const max = binary(
  'max',
  Kernel.max,
  slopes(
    ([a, b]) => share(run(greater, a, b), a, b),
    ([a, b]) => share(run(greater, b, a), a, b),
  ),
)

/** The smaller one; a tie shares its derivative equally. */
export const min = binary(
  'min',
  Kernel.min,
  slopes(
    ([a, b]) => share(run(greater, b, a), a, b),
    ([a, b]) => share(run(greater, a, b), a, b),
  ),
)

const share = (wins: AnyTensor, a: AnyTensor, b: AnyTensor): AnyTensor =>
  run(add, wins, run(mul, run(equal, a, b), constant(a, 0.5)))

/** 1 where a > b, else 0 */
export const greater = binary('greater', Kernel.greater)

/** 1 where a ≥ b, else 0 */
export const greaterOrEqual = binary('greaterOrEqual', Kernel.greaterOrEqual)

/** 1 where a = b, else 0 */
export const equal = binary('equal', Kernel.equal)

/** a where the condition is not 0, else b */
export const where: Primitive<None> = pointwise(
  'where',
  ([c, a, b], length) => Kernel.where(dataOf(c), dataOf(a), dataOf(b), length),
  {
    tangent: ([, ta, tb], [c]) =>
      ta === undefined && tb === undefined ? undefined : run(where, c, ta ?? constant(c, 0), tb ?? constant(c, 0)),
    cotangent: (ct, i, [c]) =>
      i === 0 ? undefined : i === 1 ? run(where, c, ct, constant(c, 0)) : run(where, c, constant(c, 0), ct),
  },
)

/** |x|, with slope sign x: 0 at 0 */
export const abs = unary(
  'abs',
  Kernel.abs,
  slopes(([x]) => run(sign, x)),
)

/** −1, 0 or 1 */
export const sign = unary('sign', each(Math.sign))

/** The largest integer not above x. */
export const floor = unary('floor', each(Math.floor))

/** x² */
export const square: Primitive<None> = unary(
  'square',
  Kernel.square,
  slopes(([x]) => run(mul, x, constant(x, 2))),
)

/** √x, with slope 1/(2√x): infinite at 0 */
export const sqrt = unary(
  'sqrt',
  Kernel.sqrt,
  slopes((_, y) => run(div, constant(y, 0.5), y)),
)

/** eˣ */
export const exp: Primitive<None> = unary(
  'exp',
  Kernel.exp,
  slopes((_, y) => y),
)

/** log x */
export const log = unary(
  'log',
  each(Math.log),
  slopes(([x]) => run(reciprocal, x)),
)

/** log(1 + x), right to the last digits near 0 */
export const log1p = unary(
  'log1p',
  each(Math.log1p),
  slopes(([x]) => run(reciprocal, run(add, x, constant(x, 1)))),
)

/** eˣ − 1, right to the last digits near 0 */
export const expm1 = unary(
  'expm1',
  each(Math.expm1),
  slopes(([x]) => run(exp, x)),
)

/** sin x */
export const sin: Primitive<None> = unary(
  'sin',
  each(Math.sin),
  slopes(([x]) => run(cos, x)),
)

/** cos x */
export const cos: Primitive<None> = unary(
  'cos',
  each(Math.cos),
  slopes(([x]) => run(neg, run(sin, x))),
)

/** 1/(1 + e⁻ˣ), written so that nothing overflows and both ends keep their digits */
const logistic = (x: number): number => {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}

/** σ(x), with slope σ(x)·σ(−x): σ·(1 − σ) would be 0 from 37 on */
export const sigmoid: Primitive<None> = unary(
  'sigmoid',
  each(logistic),
  slopes(([x], y) => run(mul, y, run(sigmoid, run(neg, x)))),
)

/** tanh x, with slope 4σ(2x)·σ(−2x): 1 − tanh² would be 0 from 20 on */
export const tanh = unary(
  'tanh',
  each(Math.tanh),
  slopes(([x]) => {
    const twice = run(mul, x, constant(x, 2))
    return run(mul, run(mul, run(sigmoid, twice), run(sigmoid, run(neg, twice))), constant(x, 4))
  }),
)

/** The attributes of `pow`. */
export interface Exponent {
  readonly exponent: number
}

const power = (x: AnyTensor, exponent: number): AnyTensor => bind(pow, [x], { exponent })

/** The slope of `xⁿ`, `n·xⁿ⁻¹`; 0 for n = 0, even at 0 where the other factor is infinite. */
const powerSlope = (x: AnyTensor, { exponent }: Exponent): AnyTensor =>
  product(constant(x, exponent), power(x, exponent - 1))

/** xⁿ for a fixed n */
export const pow: Primitive<Exponent> = {
  name: 'pow',
  shape: (args) => commonShape('pow', args),
  value: ([x], { exponent }) => each((v) => v ** exponent)(dataOf(x)),
  derivative: {
    tangent: ([t], [x], _, attributes) => through(t, (d) => product(d, powerSlope(x, attributes))),
    cotangent: (c, _, [x], __, attributes) => product(c, powerSlope(x, attributes)),
  },
}

/** x, through which no derivative passes, under any number of readings */
export const stopGradient = unary('stopGradient', (x) => x)
