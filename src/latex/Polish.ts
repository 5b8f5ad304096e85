/** Formulas in terms of |x|, of the maximum and of the minimum. */
import { call, cases, isNumber, negative, one, product, zero, type Expression } from './Expression.js'
import { identity } from './Pattern.js'
import { rewriter, type Rewrite, type Rule } from './Rewriter.js'
import { simplify } from './Simplify.js'

const identitiesOf = (comparison: '>' | '≥'): readonly Rule[] => {
  const bySign = (a: Expression, positive: Expression, otherwise: Expression): Expression =>
    cases({ comparison, left: a, right: zero }, positive, otherwise)
  return [
    identity('maximum with zero', ({ a }) => [product(bySign(a, one, zero), a), call('max', zero, a)]),
    identity('minimum with zero', ({ a }) => [product(bySign(a, zero, one), a), call('min', zero, a)]),
    identity('absolute value', ({ a }) => [bySign(a, a, negative(a)), call('abs', a)]),
    identity(
      'leaky rectifier',
      ({ a, c }) => [bySign(a, a, product(c, a)), call('max', product(c, a), a)],
      ({ c }) => isNumber(c) && c.value > 0 && c.value < 1,
    ),
  ]
}

export const polish: Rewrite = rewriter([...identitiesOf('>'), ...identitiesOf('≥')], simplify)
