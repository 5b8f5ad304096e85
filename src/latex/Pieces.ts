/** Printed formulas and their precedence. */
import type { Axis, Expression } from './Expression.js'
import type { Name } from './Names.js'

/** The precedence of what is printed: of a sum, a product, a prefix operator, an atom. */
export type Level = 0 | 1 | 2 | 3

export interface Printed {
  readonly tex: string
  readonly level: Level
}

/** The names and letters of a document. */
export interface Letters {
  readonly name: (id: string) => Name
  /** The letter of a size, or its digits. */
  readonly size: (n: number) => string
  /** Letters for an index over a size, the preferred first. */
  readonly indices: (size: number) => readonly string[]
}

/** For whole tensors with some axes, or by element with letters for the axes. An axis whose letter is empty is not printed. */
export type Mode =
  | { readonly whole: true; readonly axes: readonly Axis[] }
  | { readonly whole: false; readonly letters: ReadonlyMap<string, string> }

export type Print = (e: Expression, mode: Mode) => Printed

export const printed = (level: Level, tex: string): Printed => ({ tex, level })

export const isTall = (tex: string): boolean => /\\(frac|sum|begin|left(?!arrow))/.test(tex)

/** Around the arguments of a function. */
export const called = (tex: string): string => (isTall(tex) ? `\\left( ${tex} \\right)` : `(${tex})`)

/** Around a sum or a product: larger than the parentheses inside. */
export const parentheses = (tex: string): string =>
  !isTall(tex) && tex.includes('(') ? `\\bigl(${tex}\\bigr)` : called(tex)

/** In parentheses where the precedence is lower. */
export const atLeast = (level: Level, p: Printed): string => (p.level >= level ? p.tex : parentheses(p.tex))

export const fraction = (a: string, b: string): string => `\\frac{${a}}{${b}}`
