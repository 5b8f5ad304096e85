import * as T from 'nabla-ts/Tensor'
import type { run } from './07-linear-collapse.js'
import { elements } from './curves.js'
import { power } from './format.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = (values: Values<typeof run>): Numbers => {
  const { folded, inputs, difference, parameters, depths, minors, grid } = values
  const weight = JSON.stringify(T.toArray(folded.weight))
  const bias = JSON.stringify(T.toArray(folded.bias))
  const through = elements(grid.states[3])
  return {
    printed: [
      `W₁W₂ = ${weight}`,
      `b₁W₂ + b₂ = ${bias}`,
      `two layers against one, ${inputs} inputs: largest difference ${power(difference)}`,
      `parameters: ${parameters.two} in two layers, ${parameters.one} in one`,
      ...depths.map((d) => `${d.depth} layers of 5 folded into one: largest difference ${power(d.difference)}`),
      `3 → 1 → 3 folds into a matrix of rank 1: its 2×2 minors are at most ${power(Math.max(...minors.map(Math.abs)))}`,
    ],
    checks: [
      { claim: 'W = W₁W₂ by hand', expected: '[[5,-3],[-4,6],[-1,1]]', found: weight },
      { claim: 'b = b₁W₂ + b₂ by hand', expected: '[5,0]', found: bias },
      { claim: 'two layers are one', holds: difference < 1e-13 },
      { claim: 'so are eight', holds: depths.every((d) => d.difference < 1e-14) },
      { claim: 'a layer of one unit leaves rank 1', holds: minors.every((m) => Math.abs(m) < 1e-16) },
      {
        claim: 'three layers are one, on the grid',
        holds: elements(grid.folded).every((v, i) => Math.abs(v - through[i]) < 1e-14),
      },
    ],
  }
}
