import type { run } from './03-backward.js'
import { signed } from './format.js'
import type { Numbers, Values } from './lesson.js'

const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-14 * (1 + Math.abs(b))

export const numbers = (lesson: Values<typeof run>): Numbers => {
  const { nodes, values, cotangents, tangents, loss, gradient, forwardMode, differences, turn, moved } = lesson
  // w is used twice: one share comes through r, one through m.
  const shares = [0.2 * values[0], 1.5 * cotangents[2]]
  // At every cut through the graph the sum of cotangent · tangent is the same.
  const cuts = [[0], [2, 6], [3, 6], [4, 6], [5, 6], [7]].map((cut) =>
    cut.reduce((sum, i) => sum + cotangents[i] * tangents[i], 0),
  )
  const steepest = Math.hypot(cotangents[0], cotangents[1])
  return {
    printed: [
      'node           value  cotangent ∂L/∂node  tangent ∂node/∂w',
      ...nodes.map(({ name, rule, inputs }, i) => {
        const node = (inputs.length === 0 ? name : `${name} = ${rule}`).padEnd(16)
        const [v, cotangent, tangent] = [values[i], cotangents[i], tangents[i]].map((n) => signed(n, 4))
        return `${node}${v.padStart(7)}${cotangent.padStart(13)}${tangent.padStart(19)}`
      }),
      `D.grad:    ∂L/∂w = ${gradient.w.toFixed(12)}, ∂L/∂b = ${gradient.b.toFixed(12)}`,
      `D.jvp:     ∂L/∂w = ${forwardMode.toFixed(12)}`,
      `numeric:   ∂L/∂w = ${differences.toFixed(12)}`,
      `w gets ${signed(shares[0], 4)} through r and ${signed(shares[1], 4)} through m: ${signed(cotangents[0], 4)}`,
      `Σ cotangent·tangent over each cut: ${cuts.map((c) => signed(c, 6)).join(', ')}`,
      `L = ${moved(0).toFixed(4)}; a step of 0.1 along −gradient: ${moved(0.1).toFixed(4)}; along +gradient: ${moved(-0.1).toFixed(4)}`,
    ],
    checks: [
      { claim: 'the replayed tape is the function', expected: loss, found: values[7] },
      { claim: 'the replay gives the gradient of w', holds: close(cotangents[0], gradient.w) },
      { claim: 'and of b', holds: close(cotangents[1], gradient.b) },
      { claim: 'forward mode gives the same', holds: close(tangents[7], gradient.w) },
      { claim: 'and so do differences', holds: Math.abs(differences - cotangents[0]) < 1e-8 },
      { claim: 'the shares of w add up', holds: close(shares[0] + shares[1], cotangents[0]) },
      { claim: 'at each cut the same', holds: cuts.every((c) => close(c, cuts[0])) },
      { claim: '−gradient is downhill', holds: moved(0.1) < moved(0) && moved(0) < moved(-0.1) },
      {
        claim: 'no direction is steeper than the gradient',
        holds: turn.every(({ slope }) => Math.abs(slope) <= steepest * (1 + 1e-12)),
      },
    ],
  }
}
