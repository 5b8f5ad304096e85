/**
 * Floating-point numbers of 16 bits, as the float64 each of them is, exactly.
 */

/** A number from its sign, exponent and mantissa: `(1 + m/2ᵏ) · 2^(e − bias)`; below, at e = 0, `m/2ᵏ · 2^(1 − bias)`; above, at the largest e, ∞ or NaN. */
const float =
  (exponentBits: number, mantissaBits: number) =>
  (bits: number): number => {
    const implicit = 2 ** mantissaBits
    const largest = 2 ** exponentBits - 1
    const bias = 2 ** (exponentBits - 1) - 1
    const sign = bits < 0x8000 ? 1 : -1
    const mantissa = bits % implicit
    const exponent = ((bits - mantissa) / implicit) & largest
    if (exponent === largest) return mantissa === 0 ? sign * Infinity : NaN
    return exponent === 0
      ? sign * mantissa * 2 ** (1 - bias - mantissaBits)
      : sign * (implicit + mantissa) * 2 ** (exponent - bias - mantissaBits)
  }

/**
 * The number whose 16 bits are an IEEE 754 binary16: 5 bits of exponent, 10 of mantissa.
 *
 * - **Source** IEEE 754-2019, section 3.4.
 *
 * @example
 * [0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00].map(float16) // => [1, -2, 65504, 2 ** -24, Infinity]
 */
export const float16 = float(5, 10)

/**
 * The number whose 16 bits are a bfloat16, the upper half of a float32: 8 bits of exponent, 7 of mantissa.
 *
 * @example
 * [0x3f80, 0xc000, 0x4049, 0x0001, 0xff80].map(bfloat16) // => [1, -2, 3.140625, 2 ** -133, -Infinity]
 */
export const bfloat16 = float(8, 7)
