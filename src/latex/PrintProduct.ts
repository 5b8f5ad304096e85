/** Products as TeX: numbers and sizes in front, a fraction for what is divided by, and ⊙ between elements of whole tensors. */
import { coefficientOf, factorsOf, powerOf } from './Arithmetic.js'
import { number, power, type Expression } from './Expression.js'
import { atLeast, fraction, printed, type Mode, type Print, type Printed } from './Pieces.js'

const isScalar = (e: Expression): boolean => e.free.size === 0

const isDivisor = (e: Expression): boolean => powerOf(e)[1] < 0

const isSize = (e: Expression): boolean => powerOf(e)[0]._tag === 'Size'

const inverted = (e: Expression): Expression => {
  const [base, exponent] = powerOf(e)
  return exponent === -1 ? base : power(base, number(-exponent))
}

/** The rank of a factor: numbers, letters, elements, functions, sums, logarithms and cases, sums over an axis. */
const rank = (e: Expression, whole: boolean): number => {
  const base = e._tag === 'Power' ? e.base : e
  switch (base._tag) {
    case 'Number':
    case 'Size':
      return 0
    case 'Reference':
      return isScalar(e) ? 1 : 2
    case 'Sum':
      return whole && isScalar(e) ? 1 : 4
    case 'Call':
      return base.name === 'log' ? 5 : 3
    case 'Cases':
      return 5
    case 'Reduction':
      return whole ? 3 : 6
    default:
      return 3
  }
}

/** The square of a tensor as its product with itself. */
const repeated = (e: Expression, mode: Mode): readonly Expression[] => {
  const [base, exponent] = powerOf(e)
  return mode.whole && exponent === 2 && base._tag === 'Reference' && !isScalar(base) ? [base, base] : [e]
}

/** Factors side by side. */
export const printFactors = (print: Print, factors: readonly Expression[], mode: Mode): Printed => {
  const sorted = [...factors]
    .sort((a, b) => rank(a, mode.whole) - rank(b, mode.whole))
    .flatMap((f) => repeated(f, mode))
  if (sorted.length === 1) return print(sorted[0], mode)
  const isTensor = (i: number): boolean => mode.whole && !isScalar(sorted[i])
  const texs = sorted.map((f, i) => {
    const reachesEnd = i === sorted.length - 1 && f._tag === 'Reduction' && !mode.whole
    const sign = i === 0 ? '' : isTensor(i) && isTensor(i - 1) ? ' \\odot ' : ' '
    return `${sign}${atLeast(reachesEnd ? 1 : 2, print(f, mode))}`
  })
  return printed(1, texs.join(''))
}

/** A product, or a power with a negative exponent. */
export const printProduct = (print: Print, e: Expression, mode: Mode): Printed => {
  const beside = (factors: readonly Expression[]): Printed => printFactors(print, factors, mode)
  const [c, rest] = coefficientOf(e)
  const factors = factorsOf(rest)
  const above = factors.filter((f) => !isDivisor(f) && !isSize(f))
  const below = factors.filter((f) => isDivisor(f) && !isSize(f)).map(inverted)
  const sizesAbove = factors.filter((f) => isSize(f) && !isDivisor(f))
  const sizesBelow = factors.filter((f) => isSize(f) && isDivisor(f)).map(inverted)
  const sign = c < 0 ? '-' : ''
  const counted = [...factorsOf(number(Math.abs(c))), ...sizesAbove]
  const top = (all: readonly Expression[]): string => (all.length === 0 ? '1' : beside(all).tex)
  const front =
    sizesBelow.length > 0 ? [fraction(top(counted), beside(sizesBelow).tex)] : counted.length > 0 ? [top(counted)] : []
  const join = (texs: readonly string[]): Printed =>
    texs.length === 1 && sign === ''
      ? printed(2, texs[0])
      : printed(1, `${sign}${texs.reduce((a, b) => `${a} ${b.startsWith('\\frac') ? '\\, ' : ''}${b}`)}`)
  if (below.length === 0) {
    if (above.length === 0) return front.length === 1 && sign === '' ? printed(3, front[0]) : join(front)
    const tail = beside(above)
    return front.length === 0 && sign === '' ? tail : join([...front, atLeast(1, tail)])
  }
  const byTensor = mode.whole && below.some((f) => !isScalar(f))
  const before = byTensor ? above.filter(isScalar) : []
  const inside = above.filter((f) => !before.includes(f))
  const isApart = byTensor || sizesBelow.length > 0 || (inside.length > 0 && !Number.isInteger(c))
  return join([
    ...(isApart ? front : []),
    ...(before.length === 0 ? [] : [beside(before).tex]),
    fraction(top([...(isApart && front.length > 0 ? [] : counted), ...inside]), beside(below).tex),
  ])
}

/** The square of a whole tensor as a product, if it is one. */
export const printSquare = (print: Print, e: Expression, mode: Mode): Printed | undefined =>
  repeated(e, mode).length === 2 ? printFactors(print, [e], mode) : undefined
