import type * as T from 'nabla-ts/Tensor'
import type { run } from './02-forward.js'
import { elements } from './curves.js'
import { signed } from './format.js'
import type { Numbers, Values } from './lesson.js'

/** The first of the four rows. */
const list = (x: T.AnyTensor): string =>
  `[${elements(x)
    .slice(0, elements(x).length / 4)
    .map((v) => signed(v, 3))
    .join(', ')}]`

export const numbers = ({ steps, targets, stages, loss, again, learned, random }: Values<typeof run>): Numbers => {
  const best = Math.min(...random)
  return {
    printed: [
      `data        ${list(stages.raw)}`,
      `scaled      ${list(stages.scaled)}`,
      `hidden      ${list(stages.mixed)}`,
      `after ReLU  ${list(stages.bent)}`,
      `prediction  ${list(stages.prediction)}, target ${list(targets)}`,
      `loss over the four rows: ${stages.loss.toFixed(6)}`,
      `best of ${random.length} random sets of weights: ${best.toFixed(6)}`,
      `one set after ${steps} steps of descent: ${learned.toFixed(6)}`,
    ],
    checks: [
      { claim: 'stage by stage is the pipeline', expected: loss, found: stages.loss },
      { claim: 'a pure function: the same twice', expected: loss, found: again },
      { claim: 'descent finds better weights than chance', holds: learned < best / 10 },
    ],
  }
}
