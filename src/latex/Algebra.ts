/**
 * Arithmetic of expressions. What is made here is already in its simplest terms, as far as that is plain: numbers are gathered, like terms and like powers collected, constants
 * drawn out of sums, and what is added and taken away again is gone.
 *
 * Each identity holds for real numbers wherever both of its sides are defined.
 */
import {
  isNumber,
  number,
  one,
  rawCall,
  rawOver,
  rawPower,
  rawProduct,
  rawSum,
  same,
  size,
  zero,
  type Axis,
  type Expression,
  type Over,
} from './Expression.js'
import { factorRules } from './Factors.js'
import { call, exp } from './Functions.js'
import { hyperbolic, logarithms, logisticOf } from './Terms.js'

/** A number and what it multiplies. */
export const coefficientOf = (e: Expression): readonly [coefficient: number, rest: Expression] => {
  if (e._tag === 'Number') return [e.value, one]
  if (e._tag !== 'Product' || e.factors[0]._tag !== 'Number') return [1, e]
  const rest = e.factors.slice(1)
  return [e.factors[0].value, rest.length === 1 ? rest[0] : rawProduct(rest)]
}

export const factorsOf = (e: Expression): readonly Expression[] => (e._tag === 'Product' ? e.factors : [e])

export const termsOf = (e: Expression): readonly Expression[] => (e._tag === 'Sum' ? e.terms : [e])

/** A number times something, without looking further. */
const scaled = (c: number, rest: Expression): Expression =>
  isNumber(rest) ? number(c * rest.value) : c === 1 ? rest : rawProduct([number(c), ...factorsOf(rest)])

/** Terms of terms; `a − (b − c)` is `a − b + c`. */
const spread = (e: Expression): readonly Expression[] => {
  if (e._tag === 'Sum') return e.terms
  const [c, rest] = coefficientOf(e)
  return c === -1 && rest._tag === 'Sum' ? rest.terms.map((t) => negate(t)) : [e]
}

interface Collected {
  readonly coefficient: number
  readonly largest: number
  readonly rest: Expression
}

const collect = (terms: readonly Expression[]): readonly Collected[] =>
  terms.reduce<readonly Collected[]>((all, term) => {
    const [c, rest] = coefficientOf(term)
    const found = all.findIndex((x) => same(x.rest, rest))
    const add1 = (x: Collected): Collected => ({
      rest,
      coefficient: x.coefficient + c,
      largest: Math.max(x.largest, Math.abs(c)),
    })
    return found < 0
      ? [...all, { rest, coefficient: c, largest: Math.abs(c) }]
      : all.map((x, i) => (i === found ? add1(x) : x))
  }, [])

/** What is left of numbers that cancel, when they were rounded. */
const negligible = 1e-15

/** a + b + … */
export const add = (...terms: readonly Expression[]): Expression => {
  const found = collect(terms.flatMap(spread)).filter(
    ({ coefficient, largest }) => Math.abs(coefficient) > negligible * largest,
  )
  if (found.length === 0) return zero
  if (found.length === 1) return scaled(found[0].coefficient, found[0].rest)
  const size0 = Math.abs(found[0].coefficient)
  const common = found.every(({ coefficient }) => Math.abs(coefficient) === size0) ? size0 : 1
  const sign = found.every(({ coefficient }) => coefficient < 0) ? -1 : 1
  const inner = rawSum(found.map(({ coefficient, rest }) => scaled(coefficient / (common * sign), rest)))
  return scaled(common * sign, hyperbolic(logarithms(inner)))
}

export const negate = (e: Expression): Expression => multiply(number(-1), e)

export const subtract = (a: Expression, b: Expression): Expression => add(a, negate(b))

interface Powered {
  readonly base: Expression
  readonly exponent: number
}

const powered = (e: Expression): Powered =>
  e._tag === 'Power' && e.exponent._tag === 'Number'
    ? { base: e.base, exponent: e.exponent.value }
    : { base: e, exponent: 1 }

/** Factors with like bases collected; exponentials become one. */
const gather = (factors: readonly Expression[]): readonly Expression[] => {
  const exponents = factors.flatMap((f) => (f._tag === 'Call' && f.name === 'exp' ? [f.args[0]] : []))
  const others = factors.filter((f) => !(f._tag === 'Call' && f.name === 'exp'))
  const bases = others.map(powered).reduce<readonly Powered[]>((all, { base, exponent }) => {
    const found = all.findIndex((x) => same(x.base, base))
    return found < 0
      ? [...all, { base, exponent }]
      : all.map((x, i) => (i === found ? { base, exponent: x.exponent + exponent } : x))
  }, [])
  const first = factors.findIndex((f) => f._tag === 'Call' && f.name === 'exp')
  const powers = bases.flatMap(({ base, exponent }) => factorsOf(power(base, number(exponent))))
  return first < 0 ? powers : [...powers, ...factorsOf(exp(add(...exponents)))]
}

/** a · b · … */
export const multiply = (...given: readonly Expression[]): Expression => {
  const flat = given.flatMap(factorsOf)
  const coefficient = flat.reduce((c, f) => (f._tag === 'Number' ? c * f.value : c), 1)
  if (coefficient === 0) return zero
  const rest = flat.filter((f) => f._tag !== 'Number')
  const gathered = gather(rest)
  const simpler = firstOf(factorRules, gathered)
  if (simpler !== undefined) return multiply(number(coefficient), ...simpler)
  const more = gathered.filter((f) => f._tag === 'Number')
  if (more.length > 0 || gathered.some((f) => f._tag === 'Product')) return multiply(number(coefficient), ...gathered)
  if (gathered.length === 0) return number(coefficient)
  const [c, factors] = positive(coefficient, gathered)
  return scaled(c, factors.length === 1 ? factors[0] : rawProduct(factors))
}

type FactorRule = (factors: readonly Expression[]) => readonly Expression[] | undefined

const firstOf = (rules: readonly FactorRule[], factors: readonly Expression[]): readonly Expression[] | undefined =>
  rules.reduce<readonly Expression[] | undefined>((found, rule) => found ?? rule(factors), undefined)

/** −(a − b) is b − a; −(1 − a) stays. */
const positive = (c: number, factors: readonly Expression[]): readonly [number, readonly Expression[]] => {
  const mixed = factors.findIndex(
    (f) => f._tag === 'Sum' && f.terms.some((t) => coefficientOf(t)[0] < 0) && !f.terms.some((t) => isNumber(t)),
  )
  return c >= 0 || mixed < 0 ? [c, factors] : [-c, factors.map((f, i) => (i === mixed ? opposite(f) : f))]
}

/** The terms with other signs. */
export const opposite = (e: Expression): Expression => rawSum(termsOf(e).map((t) => flipped(t)))

const flipped = (e: Expression): Expression => {
  const [c, rest] = coefficientOf(e)
  return scaled(-c, rest)
}

export const isEven = (n: number): boolean => n % 2 === 0

/** aᵇ */
export const power = (base: Expression, exponent: Expression): Expression => {
  if (!isNumber(exponent)) return isNumber(base, 1) ? one : rawPower(base, exponent)
  const e = exponent.value
  if (e === 0) return one
  if (e === 1) return base
  switch (base._tag) {
    case 'Number':
      return Number.isFinite(base.value ** e) ? number(base.value ** e) : rawPower(base, exponent)
    case 'Power': {
      if (!isNumber(base.exponent)) return rawPower(base, exponent)
      const inner = base.exponent.value
      // √(x²) is |x|.
      return isEven(inner) && !isEven(inner * e)
        ? power(call('abs', base.base), number(inner * e))
        : power(base.base, number(inner * e))
    }
    case 'Product':
      return Number.isInteger(e) ? multiply(...base.factors.map((f) => power(f, exponent))) : rooted(base.factors, e)
    case 'Call':
      return base.name === 'exp' ? exp(multiply(exponent, base.args[0])) : rawPower(base, exponent)
    case 'Cases':
      // [c]ⁿ is [c].
      return e > 0 && isNumber(base.then, 1) && isNumber(base.otherwise, 0) ? base : rawPower(base, exponent)
    default:
      return logistic(base, e) ?? rawPower(base, exponent)
  }
}

/** 1/(1 + eᵃ) is σ(−a). */
const logistic = (base: Expression, e: number): Expression | undefined => {
  const a = e < 0 ? logisticOf(base) : undefined
  return a === undefined ? undefined : power(call('sigmoid', negate(a)), number(-e))
}

/** A positive number comes out of a root, and so does a square. */
const rooted = (factors: readonly Expression[], e: number): Expression => {
  const [c, rest] = coefficientOf(rawProduct(factors))
  if (c > 0 && c !== 1) return scaled(c ** e, power(rest, number(e)))
  const isSquare = (f: Expression): boolean => f._tag === 'Power' && isNumber(f.exponent) && isEven(f.exponent.value)
  const squares = factors.filter(isSquare)
  if (squares.length === 0) return rawPower(rawProduct(factors), number(e))
  const others = factors.filter((f) => !isSquare(f))
  return multiply(...squares.map((f) => power(f, number(e))), power(multiply(...others), number(e)))
}

const isFreeOf =
  (over: Axis) =>
  (e: Expression): boolean =>
    !e.free.has(over.name)

/** Σ, largest, or its place, over an axis: what does not depend on the axis comes out. */
export const overAxis = (kind: Over['kind'], over: Axis, body: Expression): Expression => {
  const constant = isFreeOf(over)
  if (kind === 'sum') {
    if (constant(body)) return over.size === 1 ? body : multiply(size(over.size), body)
    const factors = factorsOf(body).flatMap((f) => splitExponent(over, f))
    const outside = factors.filter(constant)
    const inside = factors.filter((f) => !constant(f))
    return outside.length === 0
      ? rawOver(kind, over, body)
      : multiply(...outside, rawOver(kind, over, inside.length === 1 ? inside[0] : multiply(...inside)))
  }
  if (kind === 'max' && constant(body)) return body
  const outside = termsOf(body).filter(constant)
  if (body._tag !== 'Sum' || outside.length === 0) return rawOver(kind, over, body)
  const inside = overAxis(kind, over, add(...body.terms.filter((t) => !constant(t))))
  return kind === 'argmax' ? inside : add(...outside, inside)
}

/** e^(a + b) is eᵃ·eᵇ, where one of them depends on an axis and the other does not. */
const splitExponent = (over: Axis, f: Expression): readonly Expression[] => {
  if (f._tag !== 'Call' || f.name !== 'exp') return [f]
  const outside = termsOf(f.args[0]).filter(isFreeOf(over))
  if (outside.length === 0) return [f]
  const inside = termsOf(f.args[0]).filter((t) => !outside.includes(t))
  return [rawCall('exp', [add(...outside)]), rawCall('exp', [add(...inside)])]
}
