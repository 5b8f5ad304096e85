import * as T from 'nabla-ts/Tensor'
import type { run } from './23-summary.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = ({ regression, binary, twoOutputs, multiclass, right, same }: Values<typeof run>): Numbers => {
  const { one, two } = same
  const [a, b] = [T.toNumber(one.value), T.toNumber(two.value)]
  const apart = Math.abs(a - b)
  const gradient = T.toFlat(two.gradient)
  return {
    printed: [
      `regression          MSE ${regression.loss.toFixed(4)}`,
      `binary, one output  BCE ${binary.loss.toFixed(4)}   accuracy ${right[0].toFixed(3)}`,
      `binary, two outputs CE  ${twoOutputs.loss.toFixed(4)}   accuracy ${right[1].toFixed(3)}`,
      `multiclass          CE  ${multiclass.loss.toFixed(4)}   accuracy ${right[2].toFixed(3)}`,
      `one logit z₁ − z₀, or both: losses ${a.toFixed(6)} and ${b.toFixed(6)}, ${apart.toExponential(0)} apart`,
    ],
    checks: [
      { claim: 'the value is learned down to its noise, 0.6²/12 = 0.03', holds: regression.loss < 0.06 },
      { claim: 'the classes are learned', holds: right.every((share) => share > 0.85) },
      { claim: 'the losses of one and of two logits are equal', holds: apart < 1e-14 },
      {
        claim: 'the gradient g of the one logit is g for z₁ and −g for z₀',
        holds: T.toFlat(one.gradient).every(
          (g, i) => Math.abs(g - gradient[2 * i + 1]) < 1e-15 && Math.abs(g + gradient[2 * i]) < 1e-15,
        ),
      },
      { claim: 'the decisions are equal', holds: T.Eq.equals(one.decisions, two.decisions) },
    ],
  }
}
