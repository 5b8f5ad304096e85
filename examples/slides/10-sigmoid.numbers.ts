import type { run } from './10-sigmoid.js'
import { at, elements, grid } from './curves.js'
import { brief } from './format.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = (values: Values<typeof run>): Numbers => {
  const { sigmoid, slope, curvature, naive, flat, saturated, extremum, right, left } = values
  const x = grid(-8, 8, 321)
  const heights = elements(sigmoid(x))
  const steepest = Math.max(...elements(slope(x)))
  const largest = at(curvature, -extremum)
  return {
    printed: [
      `largest slope: ${steepest}, at 0`,
      `f″ is 0 at 0, and largest, ${brief(largest)}, at −ln(2 + √3)`,
      `slope below ${flat} from |x| = ${saturated.toFixed(3)} on`,
      `σ(37) = ${at(sigmoid, 37)}, σ(−746) = ${at(sigmoid, -746)}: in doubles both ends are reached`,
      ...right.map((e) => `σ′(${e.x}): naive ${brief(e.naive)}, D.grad ${brief(e.stable)}`),
      ...left.map((e) => `log σ(${brief(e.x)}): naive ${brief(e.naive, 6)}, logSigmoid ${brief(e.stable, 6)}`),
    ],
    checks: [
      {
        claim: 'σ stays between 0 and 1 and rises',
        holds: heights.every((y, i) => y > 0 && y < 1 && (i === 0 || y > heights[i - 1])),
      },
      { claim: 'the largest slope of σ', expected: 0.25, found: steepest },
      { claim: 'the slope at 0', expected: 0.25, found: at(slope, 0) },
      { claim: 'the largest f″ is √3/18', holds: Math.abs(largest - Math.sqrt(3) / 18) < 1e-15 },
      { claim: 'the slope there is 0.01', holds: Math.abs(at(slope, saturated) - 0.01) < 1e-15 },
      { claim: 'σ(37) in doubles', expected: 1, found: at(sigmoid, 37) },
      { claim: 'σ(−746) in doubles', expected: 0, found: at(sigmoid, -746) },
      {
        claim: 'D.grad keeps its digits',
        holds: right.every((e) => Math.abs(e.stable / e.exact - 1) < 1e-14),
      },
      { claim: 'the naive slope is 0 at 37', expected: 0, found: right.find((e) => e.x === 37)?.naive },
      {
        claim: 'the naive slope is off by 4 % at 36',
        holds: right.some((e) => e.x === 36 && Math.abs(e.naive / e.exact - 1) > 0.04),
      },
      {
        claim: 'log(σ) is −∞ at −750, logSigmoid is not',
        holds: left.some((e) => e.x === -750 && e.naive === -Infinity && e.stable === -750),
      },
      {
        claim: '1/(1 + e⁻ˣ) is 0 at −710, σ is not',
        holds: at(naive.sigmoid, -710) === 0 && at(sigmoid, -710) > 0,
      },
    ],
  }
}
