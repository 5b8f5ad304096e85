/**
 * 실습 3: y = x² again, with an activation between the two linear layers.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as D from 'nabla-ts/Diff'
import * as Data from 'nabla-ts/Data'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import { bestLine } from './08-linear-square.js'
import { network, timesLower, type Activation } from './19-network.js'
import { noisy, noisyTargets, x, type Column } from './parabola.js'
import type { Recorded } from './seeds/measured.js'

/** `moments` are steps whose curve is drawn. `fresh` are recorded runs that the lesson computes again. */
export const slideDefaults: {
  readonly steps: number
  readonly moments: readonly number[]
  readonly fresh: readonly Recorded[]
} = {
  steps: 500,
  moments: [0, 10, 50, 150, 500],
  fresh: [['relu', 'uniform', 1], ['tanh', 'uniform', 1], ['tanh', 'heNormal', 12], ['tanh', 'xavierUniform', 6]], // prettier-ignore
}

/** A run on the noisy data from seed 1: the losses before and after each step, and the parameters and curves of some moments. */
const fit = (activation: Activation, steps: number, moments: readonly number[]) => {
  const { model, objective, start, step } = network(activation)
  const [all] = Data.batches(noisy, { size: noisy.count })
  const states = pipe(RA.replicate(steps, all), RA.scanLeft(start(Seed.fromNumber(1)), step))
  const losses = states.map(({ params }) => T.toNumber(objective.loss(noisyTargets)(model.apply(params)(x))))
  const shown = moments.map((k) => ({ k, params: states[k].params, y: T.toFlat(model.apply(states[k].params)(x)) }))
  return { losses, shown, model, params: states[steps].params }
}

/** A hidden unit relu(wx + b) with the output weight v bends the curve by v·|w| at x = −b/w. */
const hingesIn = ({ hidden, output }: ReturnType<typeof fit>['params']) => {
  const [w, b, v] = [hidden.weight, hidden.bias, output.weight].map((t) => T.toFlat(t))
  return Array.from(w, (_, i) => ({ x: -b[i] / w[i], bend: v[i] * Math.abs(w[i]) }))
    .filter((h) => Math.abs(h.x) < 1)
    .sort((a, b) => a.x - b.x)
}

export const run = ({ steps, moments, fresh } = slideDefaults) => {
  const [relu, tanh, linear] = (['relu', 'tanh', 'identity'] as const).map((f) => fit(f, steps, moments))
  const hinges = moments.map((_, i) => hingesIn(relu.shown[i].params))
  const slope = D.grad((v: Column) => T.sum(relu.model.apply(relu.params)(v)))(T.tensor([[-1], [1]]))
  const [left, right] = T.toFlat(slope)
  const floors = { noise: 0.2 ** 2 / 12, line: bestLine(noisyTargets).loss }
  return {
    steps,
    floors,
    fits: { relu, tanh, linear },
    hinges,
    left,
    right,
    fresh: fresh.map((run) => ({ run, times: timesLower(run) })),
  }
}
