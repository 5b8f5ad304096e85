/**
 * Numbers with few digits, as people write them.
 */

/** The digits that are shown unless somebody wants others. */
export const fewDigits = 4

const exponential = (v: number, digits: number): string => {
  const [mantissa, exponent] = v.toExponential(digits - 1).split('e')
  return `${Number(mantissa)}e${Number(exponent)}`
}

/** A number with so many significant digits, a minus sign that is one, and no −0. */
export const number = (v: number, digits = fewDigits): string => {
  if (Number.isNaN(v)) return 'NaN'
  if (!Number.isFinite(v)) return v > 0 ? '∞' : '−∞'
  if (v === 0) return '0'
  const size = Math.abs(v)
  const text = size < 1e-3 || size >= 1e6 ? exponential(v, digits) : String(Number(v.toPrecision(digits)))
  return text.replaceAll('-', '−')
}
