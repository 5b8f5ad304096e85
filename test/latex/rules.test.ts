/** Every identity of formulas, on an expression that it rewrites: both sides have the same value. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agree } from '../../laws/rounding.js'
import type { Tree } from '../../laws/tree.js'
import {
  axis,
  call,
  cases,
  difference,
  exp,
  indicator,
  inverse,
  log,
  negative,
  number,
  one,
  position,
  power,
  product,
  reduction,
  reference,
  same,
  sigmoid,
  sum,
  tanh,
  zero,
  type Expression,
} from '../../src/latex/Expression.js'
import { identities, simplify } from '../../src/latex/Simplify.js'
import type { AnyTensor } from '../../src/tensor/Value.js'
import * as T from '../../src/Tensor.js'
import { cases as countOf } from '../support/cases.js'
import { evaluator } from './evaluate.js'

const x = reference('x')
const y = reference('y')
const i = axis('i', 3)
const j = axis('@0', 3)
const v = (at = i) => reference('v', [at])
const two = number(2)
const three = number(3)
const half = number(0.5)
const positive = exp(x)
const total = reduction('sum', i, exp(v()))
const isPositive = { comparison: '>', left: x, right: zero } as const
const isZero = { comparison: '=', left: x, right: zero } as const

/** An expression for each identity, with `x`, `y` and the elements of `v` between −3 and 3, and an axis `j`. */
const samples: Readonly<Record<string, Expression>> = {
  'Sum associativity': sum(x, negative(difference(y, two))),
  'Sum like terms': sum(x, product(two, x)),
  'Sum distributivity over a number': sum(product(two, x), product(two, y)),
  'Sum softplus': sum(product(two, log(sum(one, exp(x)))), product(number(-2), x)),
  'Sum tanh by the logistic function': sum(one, product(number(-2), sigmoid(product(two, x)))),
  'Product associativity': product(x, product(two, y)),
  'Product like powers': product(x, power(x, two)),
  'Product assumption': product(indicator(x, '>', zero), cases(isPositive, x, y)),
  'Product zero under a condition': product(cases(isZero, zero, one), x),
  'Product zero of a power under a condition': product(cases(isZero, zero, one), power(x, two)),
  'Product logistic': product(difference(one, sigmoid(x)), exp(x)),
  'Product derivative of tanh by the logistic function': product(
    sigmoid(product(two, x)),
    difference(one, sigmoid(product(two, x))),
  ),
  'Product tanh of half': product(tanh(product(half, x)), sigmoid(x)),
  'Product softmax': product(inverse(total), exp(v(j))),
  'Product softmax under a sum': product(inverse(total), reduction('sum', i, product(v(), exp(v())))),
  'Product product of roots': product(power(sum(one, positive), half), power(sum(two, positive), number(-0.5))),
  'Product negation of a difference': product(number(-1), difference(x, y)),
  'Power power of one': power(one, x),
  'Power exponent zero': power(x, zero),
  'Power exponent one': power(x, one),
  'Power power of a number': power(two, three),
  'Power power of a power': power(power(x, two), half),
  'Power power of a product': power(product(x, y), two),
  'Power power of an exponential': power(exp(x), two),
  'Power power of an indicator': power(indicator(x, '>', zero), two),
  'Power definition of the logistic function': power(sum(one, exp(x)), number(-2)),
  'Call exponential of zero': exp(zero),
  'Call exponential of a logarithm': exp(sum(log(positive), y)),
  'Call logarithm of one': log(one),
  'Call logarithm of an inverse': log(inverse(sum(one, positive))),
  'Call logarithm of an exponential': log(product(sum(one, positive), exp(y))),
  'Call symmetry of the logistic function': sigmoid(negative(x)),
  'Call tanh is odd': tanh(negative(x)),
  'Call the absolute value is even': call('abs', negative(x)),
  'Call absolute value': call('abs', power(x, two)),
  'Call maximum with zero': call('max', zero, power(x, two)),
  'Call maximum with zero on the right': call('max', power(x, two), zero),
  'Cases decided condition': cases({ comparison: '>', left: sum(x, two), right: x }, y, zero),
  'Cases terms of both sides': cases({ comparison: '>', left: sum(x, exp(y)), right: sum(y, exp(y)) }, x, y),
  'Cases number on the right': cases({ comparison: '>', left: zero, right: x }, x, y),
  'Cases coefficient of a comparison with zero': cases({ comparison: '≥', left: negative(x), right: zero }, x, y),
  'Cases condition on an indicator': cases({ comparison: '=', left: indicator(x, '>', y), right: zero }, x, y),
  'Cases assumption': cases(isPositive, x, sum(one, indicator(x, '>', zero))),
  'Cases equal cases': cases(isPositive, y, y),
  'Cases guarded quotient': cases({ comparison: '=', left: positive, right: zero }, zero, exp(negative(x))),
  'Cases indicator': cases(isPositive, y, zero),
  'Reduction sum of a constant': reduction('sum', i, x),
  'Reduction distributivity over a sum': reduction('sum', i, product(x, v())),
  'Reduction sifting': reduction('sum', i, product(indicator(two, '=', position(i)), v())),
  'Reduction maximum of a constant': reduction('max', i, x),
  'Reduction translation of a maximum': reduction('max', i, sum(x, v())),
}

/** Zero, or numbers whose squares do not underflow. */
const element = fc.double({ min: -3, max: 3, noNaN: true }).filter((n) => n === 0 || Math.abs(n) > 1e-3)

const values = fc.tuple(element, element, element, element, element).map(([a, b, c, d, e]) => ({
  x: T.scalar(a),
  y: T.scalar(b),
  v: T.tensor([c, d, e]),
}))

const valueOf =
  (e: Expression) =>
  (point: unknown): Tree =>
    evaluator(new Map(Object.entries(point as Readonly<Record<string, AnyTensor>>)))(e, new Map([['@0', 1]])) as Tree

describe('every identity', () => {
  it.each(identities.map((rule) => [`${rule.tag} ${rule.name}`, rule] as const))('%s', (name, rule) => {
    const sample = samples[name]
    const rewritten = rule.replace(sample, simplify)
    expect(rewritten).toBeDefined()
    if (rewritten === undefined || same(rewritten, sample)) return expect.unreachable('the rule changes nothing')
    fc.assert(
      fc.property(values, (point) => {
        expect(agree(valueOf(sample), valueOf(rewritten), point)).not.toMatchObject({ _tag: 'Violated' })
      }),
      { numRuns: countOf(10) },
    )
  })

  it('has a name of its own, and no sample is left over', () => {
    expect(identities.map(({ tag, name }) => `${tag} ${name}`).sort()).toEqual(Object.keys(samples).sort())
  })
})
