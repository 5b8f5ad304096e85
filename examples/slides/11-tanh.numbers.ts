import type { run } from './11-tanh.js'
import { at, derivative, elements, grid, type Curve } from './curves.js'
import { brief } from './format.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = (values: Values<typeof run>): Numbers => {
  const { tanh, sigmoid, slope, curvature, fromSigmoid, flat, saturated, extremum, right, inputs } = values
  const x = grid(-5, 5, 401)
  const difference = (f: Curve, g: Curve): number => {
    const second = elements(g(x))
    return Math.max(...elements(f(x)).map((v, i) => Math.abs(v - second[i])))
  }
  const [heights, slopes] = [difference(tanh, fromSigmoid), difference(slope, derivative(fromSigmoid))]
  return {
    printed: [
      `slope at 0: ${at(slope, 0)}; slope below ${flat} from |x| = ${saturated.toFixed(3)} on`,
      `tanh(x) and 2σ(2x) − 1 differ by at most ${brief(heights)}, their slopes by ${brief(slopes)}`,
      ...right.map((e) => `tanh′(${e.x}): naive ${brief(e.naive)}, D.grad ${brief(e.stable)}`),
      ...inputs.map(
        (e) =>
          `tanh(${e.x}): 2σ(2x) − 1 = ${brief(e.sigmoid, 9)}, quotient of exponentials ${brief(e.quotient, 9)}, tanh ${brief(e.stable, 9)}`,
      ),
    ],
    checks: [
      { claim: 'the slope of tanh at 0', expected: 1, found: at(slope, 0) },
      { claim: 'the slope there is 0.01', holds: Math.abs(at(slope, saturated) - 0.01) < 1e-15 },
      {
        claim: 'f″ is largest, 4/(3√3), at −artanh(1/√3)',
        holds: Math.abs(at(curvature, -extremum) - 4 / (3 * Math.sqrt(3))) < 1e-14,
      },
      { claim: 'tanh(x) = 2σ(2x) − 1, within rounding', holds: heights < 1e-15 && slopes < 1e-15 },
      {
        claim: 'tanh is 4 times as steep as σ at 0',
        expected: 4,
        found: at(slope, 0) / at(derivative(sigmoid), 0),
      },
      {
        claim: 'D.grad keeps its digits',
        holds: right.every((e) => Math.abs(e.stable / e.exact - 1) < 1e-13),
      },
      { claim: '1 − tanh²(20)', expected: 0, found: right.find((e) => e.x === 20)?.naive },
      {
        claim: '2σ(2x) − 1 is 0 at 1e-17, tanh is not',
        holds: inputs.some((e) => e.x === 1e-17 && e.sigmoid === 0 && e.stable === 1e-17),
      },
      {
        claim: '∞/∞ is no number',
        holds: inputs.some((e) => e.x === 710 && Number.isNaN(e.quotient) && e.stable === 1),
      },
    ],
  }
}
