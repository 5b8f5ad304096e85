/** Numbers as text. */

/** A number with a fixed number of digits and a true minus sign. −0 is written 0. */
export const signed = (v: number, digits = 2): string =>
  v
    .toFixed(digits)
    .replace(/^-(?=[0.]*$)/, '')
    .replace('-', '−')

/** A number in scientific notation: 8.9e−2. */
export const power = (v: number, digits = 1): string => v.toExponential(digits).replaceAll('-', '−').replace('+', '')

/** A number with few significant digits, in scientific notation where it is small or large. */
export const brief = (v: number, digits = 3): string => {
  const size = Math.abs(v)
  return !Number.isFinite(v)
    ? Number.isNaN(v)
      ? 'NaN'
      : v > 0
        ? '∞'
        : '−∞'
    : (size === 0 || (size >= 1e-3 && size < 1e5)
        ? String(Number(v.toPrecision(digits)))
        : v.toExponential(digits - 1).replace('e+', 'e')
      ).replaceAll('-', '−')
}

/** A whole number in subscript digits: ₂₀. */
export const subscript = (n: number): string => String(n).replace(/\d/g, (d) => '₀₁₂₃₄₅₆₇₈₉'[Number(d)])
