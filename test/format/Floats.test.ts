import { describe, expect, it } from 'vitest'
import { bfloat16, float16 } from '../../src/format/Floats.js'

/** All patterns of 16 bits. */
const patterns = Array.from({ length: 65_536 }, (_, bits) => bits)

const float32 = (bits: number): number => new Float32Array(Uint32Array.of(bits).buffer)[0]!

describe('all 65,536 patterns', () => {
  it('of bfloat16 are the upper halves of float32', () => {
    expect(patterns.filter((bits) => !Object.is(bfloat16(bits), float32(bits * 65_536)))).toEqual([])
  })

  it('of float16 are float32 of the same bits, 2¹¹² as large, and ∞ and NaN beyond', () => {
    const expected = (bits: number): number => {
      const low = bits % 0x8000
      const sign = bits < 0x8000 ? 1 : -1
      if (low >= 0x7c00) return low === 0x7c00 ? sign * Infinity : NaN
      return sign * float32(low * 2 ** 13) * 2 ** 112
    }
    expect(patterns.filter((bits) => !Object.is(float16(bits), expected(bits)))).toEqual([])
  })

  it('of float16 rise with their bits, in steps that double, from 0 to 65504', () => {
    const finite = patterns.slice(0, 0x7c00).map(float16)
    const steps = finite.slice(1).map((x, i) => x - finite[i]!)
    expect([finite[0], finite[1], finite[0x3c00], finite[0x7bff]]).toEqual([0, 2 ** -24, 1, 65504])
    expect(steps.every((step, i) => step === 2 ** (Math.max(0, Math.floor(i / 1024) - 1) - 24))).toBe(true)
  })
})
