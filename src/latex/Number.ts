/** Numbers as TeX: integers, few decimals, fractions, or powers of ten. */

const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-12 * Math.abs(b)

const denominators = [2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16]

/** A fraction with a small numerator and denominator, if the number is one. */
const fraction = (value: number): readonly [numerator: number, denominator: number] | undefined => {
  const q = denominators.find((d) => isNear(value * d, Math.round(value * d)))
  const p = Math.round(value * (q ?? 0))
  return q === undefined || p === 0 || p > 16 ? undefined : [p, q]
}

/** Whether three decimals are enough. */
const isShort = (value: number): boolean => /^\d+\.\d{1,3}$/.test(String(Number(value.toPrecision(12))))

/** A non-negative number as TeX. One half is a fraction, 0.25 is not. */
export const showNumber = (value: number): string => {
  if (Number.isNaN(value)) return '\\mathrm{NaN}'
  if (value === Infinity) return '\\infty'
  if (value === 0) return '0'
  const digits = Number(value.toPrecision(12))
  if (Number.isInteger(digits) && digits < 1e6) return String(digits)
  const [p, q] = fraction(value) ?? []
  if (p !== undefined && ((p === 1 && q === 2) || !isShort(value))) return `\\frac{${p}}{${q}}`
  if (isShort(value)) return String(digits)
  const short = Number(value.toPrecision(6))
  const [mantissa, exponent] = short.toExponential().split('e')
  const tens = `10^{${Number(exponent)}}`
  return Math.abs(Number(exponent)) < 4 ? String(short) : mantissa === '1' ? tens : `${mantissa} \\cdot ${tens}`
}
