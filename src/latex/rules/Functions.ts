/** Identities of named functions. */
import { coefficientOf, isEven, isNegative, opposite } from '../Arithmetic.js'
import {
  call,
  difference,
  exp,
  inverse,
  isNumber,
  log,
  negative,
  one,
  product,
  sum,
  zero,
  type Expression,
} from '../Expression.js'
import { identity } from '../Pattern.js'
import { rule, type Rule } from '../Rewriter.js'

/** Whether an expression is printed with a minus sign in front. A sum is represented by its first term in the order of keys; a sum with a number, such as 1 − a, has both signs. */
const hasMinus = (e: Expression): boolean =>
  e._tag === 'Sum'
    ? !e.terms.some((t) => isNumber(t)) &&
      isNegative([...e.terms].sort((a, b) => (coefficientOf(a)[1].key < coefficientOf(b)[1].key ? -1 : 1))[0])
    : isNegative(e)

/** Whether an expression is never negative, by its form. */
const isNonNegative = (e: Expression): boolean => {
  switch (e._tag) {
    case 'Number':
      return e.value >= 0
    case 'Size':
    case 'Softmax':
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
    case 'Reduction':
      return isNonNegative(e.body)
    case 'Cases':
      return isNonNegative(e.then) && isNonNegative(e.otherwise)
    default:
      return false
  }
}

/** A symmetry of a function: its value at −a from that at a. */
const symmetry = (
  name: 'sigmoid' | 'tanh' | 'abs',
  title: string,
  reflected: (value: Expression) => Expression,
): Rule =>
  rule('Call', title, ({ name: called, args: [a] }) =>
    called === name && hasMinus(a) ? reflected(call(name, opposite(a))) : undefined,
  )

export const functions: readonly Rule[] = [
  identity('exponential of zero', () => [exp(zero), one]),
  identity('exponential of a logarithm', ({ a, b }) => [exp(sum(log(a), b)), product(a, exp(b))]),
  identity('logarithm of one', () => [log(one), zero]),
  identity('logarithm of an inverse', ({ a }) => [log(inverse(a)), negative(log(a))]),
  identity('logarithm of an exponential', ({ a, b }) => [log(product(exp(a), b)), sum(a, log(b))]),
  symmetry('sigmoid', 'symmetry of the logistic function', (value) => difference(one, value)),
  symmetry('tanh', 'tanh is odd', negative),
  symmetry('abs', 'the absolute value is even', (value) => value),
  rule('Call', 'absolute value', ({ name, args: [a] }) => (name === 'abs' && isNonNegative(a) ? a : undefined)),
  identity(
    'maximum with zero',
    ({ a }) => [call('max', zero, a), a],
    ({ a }) => isNonNegative(a),
  ),
  identity(
    'maximum with zero on the right',
    ({ a }) => [call('max', a, zero), a],
    ({ a }) => isNonNegative(a),
  ),
]
