/**
 * Pieces of TeX, and the order in which factors stand.
 */
import { isNumber, number, type Expression } from './Expression.js'

/** How tightly it holds together: a sum, a product, something with an operator before it, one thing. */
export type Level = 0 | 1 | 2 | 3

export interface Printed {
  readonly tex: string
  readonly level: Level
}

export const printed = (level: Level, tex: string): Printed => ({ tex, level })

const isTall = (tex: string): boolean => /\\(frac|sum|begin|left(?!arrow))/.test(tex)

/** Larger ones around parentheses, so that one sees what belongs together. */
export const parentheses = (tex: string): string =>
  isTall(tex) ? `\\left( ${tex} \\right)` : tex.includes('(') ? `\\bigl(${tex}\\bigr)` : `(${tex})`

/** The arguments of a function. */
export const called = (tex: string): string => (isTall(tex) ? `\\left( ${tex} \\right)` : `(${tex})`)

/** In parentheses, if it would fall apart. */
export const atLeast = (level: Level, p: Printed): string => (p.level >= level ? p.tex : parentheses(p.tex))

export const fraction = (a: string, b: string): string => `\\frac{${a}}{${b}}`

export const isScalar = (e: Expression): boolean => e.free.size === 0

/** The exponent of a factor that is a number. */
export const exponentOf = (e: Expression): number => (e._tag === 'Power' && isNumber(e.exponent) ? e.exponent.value : 1)

/** What is divided by, as a factor. */
export const upside = (e: Expression): Expression => {
  if (e._tag !== 'Power' || !isNumber(e.exponent)) return e
  const exponent = -e.exponent.value
  return exponent === 1 ? e.base : { ...e, exponent: number(exponent) }
}

/** Numbers, letters, elements, functions, sums in parentheses, choices, and sums over an axis, which reach as far as they can. */
const order = (e: Expression, whole: boolean): number => {
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

export const byOrder = (factors: readonly Expression[], whole: boolean): readonly Expression[] =>
  factors
    .map((f, i) => [f, i] as const)
    .sort(([a, i], [b, j]) => order(a, whole) - order(b, whole) || i - j)
    .map(([f]) => f)
