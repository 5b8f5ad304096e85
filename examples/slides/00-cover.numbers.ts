import * as P from 'nabla-ts/Params'
import * as T from 'nabla-ts/Tensor'
import type { run } from './00-cover.js'
import { elements } from './curves.js'
import { signed } from './format.js'
import type { Numbers, Values } from './lesson.js'

const list = (x: T.AnyTensor, digits: number): string =>
  `[${elements(x)
    .map((v) => signed(v, digits))
    .join(', ')}]`

export const numbers = ({ params, input, layers, y }: Values<typeof run>): Numbers => {
  const total = T.toNumber(T.sum(y))
  const count = T.shape(P.flatten(params))[0]
  return {
    printed: [
      `x = ${list(input, 2)}`,
      `y = ${list(y, 4)}`,
      `Σy = ${total.toFixed(12)}`,
      `parameters: ${P.paths(params).join(', ')}`,
      `together (3·5 + 5) + (5·4 + 4) + (4·2 + 2) = ${count}`,
    ],
    checks: [
      { claim: 'layer by layer is the whole network', expected: true, found: T.Eq.equals(y, layers[3]) },
      { claim: 'the softmax sums to 1', holds: Math.abs(total - 1) < 1e-15 },
      { claim: 'parameters', expected: 54, found: count },
    ],
  }
}
