/**
 * Numbers as a person writes them: whole, with few decimals, as a fraction, or with a power of ten.
 */

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-12 * Math.abs(b)

const denominators = [2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16]

/** A fraction with a small denominator, where decimals would be endless or there is but a half. */
const fraction = (value: number): readonly [number, number] | undefined => {
  const found = denominators.find((q) => near(value * q, Math.round(value * q)))
  const p = found === undefined ? 0 : Math.round(value * found)
  return found === undefined || p === 0 || p > 16 ? undefined : [p, found]
}

const isShort = (value: number): boolean => /^\d+\.\d{1,3}$/.test(String(Number(value.toPrecision(12))))

/** A number that is not negative. */
export const showNumber = (value: number): string => {
  if (Number.isNaN(value)) return '\\mathrm{NaN}'
  if (value === Infinity) return '\\infty'
  if (value === 0) return '0'
  const digits = Number(value.toPrecision(12))
  if (Number.isInteger(digits) && digits < 1e6) return String(digits)
  const [p, q] = fraction(value) ?? []
  if (p !== undefined && (p === 1 && q === 2 ? true : !isShort(value))) return `\\frac{${p}}{${q}}`
  if (isShort(value)) return String(digits)
  const short = Number(value.toPrecision(6))
  const [mantissa, exponent] = short.toExponential().split('e')
  const tens = `10^{${Number(exponent)}}`
  return Math.abs(Number(exponent)) < 4 ? String(short) : mantissa === '1' ? tens : `${mantissa} \\cdot ${tens}`
}
