/** Constants that are sizes: a division by the number of what is summed is a mean, and is printed with a letter. */
import { factorsOf } from './Arithmetic.js'
import type { Count } from './Document.js'
import { inverse, number, product, size, type Expression } from './Expression.js'
import { simplify } from './Simplify.js'

/** 1 over a number of elements, as letters. */
export const share = (sizes: readonly number[]): Expression => product(...sizes.map((n) => inverse(size(n))))

const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-12 * Math.abs(b)

/** The largest multiple of 1/n that is recognised. */
const largestMultiple = 16

/** A constant as a multiple of 1/n, if it is one. */
export const asShare = (c: number, counts: readonly Count[], literals: readonly number[]): Expression | undefined => {
  if (Number.isInteger(c) || literals.some((l) => Math.abs(l) === Math.abs(c))) return undefined
  const found = counts.find(({ value }) => {
    const p = Math.round(c * value)
    return value > 2 && p !== 0 && Math.abs(p) <= largestMultiple && isNear(c * value, p)
  })
  return found && simplify(product(number(Math.round(c * found.value)), share(found.sizes)))
}

/** The sizes of nested sums, from the outside. */
const summed = (e: Expression): readonly number[] =>
  factorsOf(e).flatMap((f) => (f._tag === 'Reduction' && f.kind === 'sum' ? [f.axis.size, ...summed(f.body)] : []))

/** A divisor as the number of elements that the dividend sums, if it is that. */
export const countOf = (divisor: number, dividend: Expression, node: number): Count | undefined => {
  const sizes = summed(dividend).filter((n) => n > 1)
  const candidates = [...sizes.map((n) => [n]), ...sizes.map((_, i) => sizes.slice(0, i + 1))]
  const found = candidates.find((c) => c.reduce((p, n) => p * n, 1) === divisor)
  return found && { value: divisor, sizes: found, node }
}
