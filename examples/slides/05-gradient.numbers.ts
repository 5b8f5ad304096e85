import * as T from 'nabla-ts/Tensor'
import type { run } from './05-gradient.js'
import { elements } from './curves.js'
import { power, signed } from './format.js'
import type { Numbers, Values } from './lesson.js'

const list = (values: readonly number[], digits: number): string => values.map((v) => signed(v, digits)).join(', ')

const matrix = (name: string, x: T.Tensor<readonly [number, number]>): readonly string[] => [
  `${name} [${T.shape(x).join(' × ')}]:`,
  ...T.toArray(x).map((row) => `  ${row.map((v) => signed(v, 4).padStart(8)).join('')}`),
]

export const numbers = (values: Values<typeof run>): Numbers => {
  const { x, direction, f, gradient, record, back, column, paths } = values
  const { jacobian, hessian, product, matrixProduct, bend, planeErrors } = values
  // ∂f/∂x₁ = cos x₁ + x₂/4, ∂f/∂x₂ = x₂ + x₁/4.
  const byHand = [Math.cos(x[0]) + x[1] / 4, x[1] + x[0] / 4]
  const [h11, h12, h21, h22] = elements(hessian)
  const point = (p: readonly number[]): string => `(${p.map((v) => signed(v, 1)).join(', ')})`
  return {
    printed: [
      `f${point(x)} = ${f.toFixed(6)}`,
      `∇f = ${list(gradient, 6)}`,
      `a record { b: [2], w: [2, 2] } has a gradient { b: [${T.shape(record.b).join(', ')}], w: [${T.shape(record.w).join(', ')}] }`,
      `P.flatten makes it the column of R^(${T.shape(column).join('×')}), in the order ${paths.join(', ')}:`,
      `(${list(elements(column), 4)})ᵀ`,
      ...matrix('Jacobian', jacobian),
      ...matrix('Hessian', hessian),
      `H·v for v = ${point(direction)}: ${list(elements(product), 6)}`,
      ...planeErrors.map(
        ({ t, error }) =>
          `t = ${String(t).padEnd(5)} f(x + tv) − plane = ${power(error, 3).padStart(10)}, divided by t²: ${signed(error / t ** 2, 5)}`,
      ),
      `½ vᵀHv = ${signed(bend, 5)}`,
    ],
    checks: [
      { claim: 'the gradient by hand', holds: gradient.every((v, i) => Math.abs(v - byHand[i]) < 1e-15) },
      { claim: 'the column goes back into the record', expected: true, found: T.Eq.equals(back.w, record.w) },
      {
        claim: 'its first row is the gradient',
        expected: gradient.join(),
        found: elements(jacobian).slice(0, 2).join(),
      },
      { claim: 'the Hessian is symmetric', holds: Math.abs(h12 - h21) < 1e-15 },
      {
        claim: 'the Hessian by hand',
        holds: Math.abs(h11 + Math.sin(x[0])) < 1e-15 && h12 === 0.25 && h22 === 1,
      },
      {
        claim: 'hvp is H·v',
        holds: elements(product).every((v, i) => Math.abs(v - elements(matrixProduct)[i]) < 1e-15),
      },
      {
        claim: 'the plane is off by ½vᵀHv·t²',
        holds: planeErrors.slice(1).every(({ t, error }) => Math.abs(error / t ** 2 - bend) < t),
      },
    ],
  }
}
