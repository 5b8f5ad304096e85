import * as A from 'nabla-ts/Activation'
import * as Objective from 'nabla-ts/Objective'
import * as T from 'nabla-ts/Tensor'
import { decide, type run } from './16-decision.js'
import { at } from './curves.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = ({ w, b, logits, p, thresholds, area, pairs }: Values<typeof run>): Numbers => ({
  printed: [
    `learned: σ(${w.toFixed(3)}·x ${b < 0 ? '−' : '+'} ${Math.abs(b).toFixed(3)}); for these two bells the true odds are e^(2x), that is σ(2x)`,
    'exactly 0.5 (logit 0) counts as class 1',
    ...thresholds.map(
      ({ threshold, accuracy, wrong }) =>
        `threshold ${threshold}: right ${(100 * accuracy).toFixed(1)} %, false 1s ${wrong[0]}, false 0s ${wrong[1]}`,
    ),
    `area under the ROC ${area.toFixed(4)} = share of pairs (1, 0) in the right order ${pairs.toFixed(4)}`,
  ],
  checks: [
    { claim: 'the weight is near 2, the bias near 0', holds: Math.abs(w - 2) < 0.35 && Math.abs(b) < 0.3 },
    {
      claim: 'the objective decides at 0.5',
      holds: T.Eq.equals(decide(p, 0.5), Objective.binary.decide(logits)),
    },
    { claim: 'the class at exactly 0.5', found: T.toFlat(Objective.binary.decide(T.tensor([[0]])))[0], expected: 1 },
    { claim: 'σ(0)', found: at(A.sigmoid, 0), expected: 0.5 },
    {
      claim: 'a higher threshold makes fewer false 1s and more false 0s',
      holds: thresholds.every(
        ({ wrong }, i) => i === 0 || (wrong[0] <= thresholds[i - 1].wrong[0] && wrong[1] >= thresholds[i - 1].wrong[1]),
      ),
    },
    { claim: 'the area is the share of pairs in order', holds: Math.abs(area - pairs) < 1e-10 },
    // Φ(2/√2) for two normal distributions of deviation 1 at distance 2.
    { claim: 'the area is near Φ(√2) = 0.9214', holds: Math.abs(area - 0.9214) < 0.03 },
  ],
})
