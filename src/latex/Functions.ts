/**
 * Functions with a name: exponential and logarithm, which undo each other, σ, tanh, |x|, the larger of two.
 */
import { add, coefficientOf, factorsOf, isEven, multiply, negate, subtract, termsOf } from './Algebra.js'
import { isNumber, one, rawCall, zero, type Expression, type Function } from './Expression.js'

/** eᵃ; e^(log a + b) is a·eᵇ */
export const exp = (a: Expression): Expression => {
  if (isNumber(a, 0)) return one
  const logs = termsOf(a).filter((t) => t._tag === 'Call' && t.name === 'log')
  if (logs.length === 0) return rawCall('exp', [a])
  const rest = termsOf(a).filter((t) => !logs.includes(t))
  return multiply(...logs.flatMap((t) => (t._tag === 'Call' ? t.args : [])), exp(add(...rest)))
}

/** log a; log(eᵃ·b) is a + log b */
export const log = (a: Expression): Expression => {
  if (isNumber(a, 1)) return zero
  if (a._tag === 'Power' && isNumber(a.exponent, -1)) return negate(log(a.base))
  const exps = factorsOf(a).filter((f) => f._tag === 'Call' && f.name === 'exp')
  if (exps.length === 0) return rawCall('log', [a])
  const rest = factorsOf(a).filter((f) => !exps.includes(f))
  return add(...exps.flatMap((f) => (f._tag === 'Call' ? f.args : [])), log(multiply(...rest)))
}

/** Whether an expression is written with a minus sign in front. */
const isNegative = (e: Expression): boolean =>
  e._tag === 'Sum'
    ? coefficientOf([...e.terms].sort((a, b) => (coefficientOf(a)[1].key < coefficientOf(b)[1].key ? -1 : 1))[0])[0] < 0
    : coefficientOf(e)[0] < 0

/** A function with a name; σ(−x) is 1 − σ(x), tanh is odd, |x| even. */
export const call = (name: Function, ...args: readonly Expression[]): Expression => {
  const [a] = args
  switch (name) {
    case 'exp':
      return exp(a)
    case 'log':
      return log(a)
    case 'sigmoid':
      return isNegative(a) ? subtract(one, rawCall(name, [negate(a)])) : rawCall(name, args)
    case 'tanh':
      return isNegative(a) ? negate(rawCall(name, [negate(a)])) : rawCall(name, args)
    case 'abs':
      return isNonNegative(a) ? a : isNegative(a) ? call(name, negate(a)) : rawCall(name, args)
    case 'max':
      return isNumber(a, 0) && isNonNegative(args[1])
        ? args[1]
        : isNumber(args[1], 0) && isNonNegative(a)
          ? a
          : rawCall(name, args)
    default:
      return rawCall(name, args)
  }
}

/** Whether an expression is never negative, by its form. */
const isNonNegative = (e: Expression): boolean => {
  switch (e._tag) {
    case 'Number':
      return e.value >= 0
    case 'Size':
      return true
    case 'Power':
      return isNonNegative(e.base) || (isNumber(e.exponent) && isEven(e.exponent.value))
    case 'Product':
      return e.factors.every(isNonNegative)
    case 'Sum':
      return e.terms.every(isNonNegative)
    case 'Call':
      return (
        ['exp', 'abs', 'sigmoid'].includes(e.name) ||
        (e.name === 'max' && e.args.some(isNonNegative)) ||
        (e.name === 'min' && e.args.every(isNonNegative))
      )
    case 'Over':
      return isNonNegative(e.body)
    case 'Softmax':
      return true
    case 'Cases':
      return isNonNegative(e.then) && isNonNegative(e.otherwise)
    default:
      return false
  }
}
