/**
 * The trap of equal weights: units that start equal stay equal.
 */
import * as I from 'nabla-ts/Init'
import * as T from 'nabla-ts/Tensor'
import { network, trained } from './19-network.js'
import { x } from './parabola.js'

/** The network of 실습 3 after some steps on y = x². */
const train = (init: I.Init, steps: number) => {
  const trainer = network('relu', init)
  const { params, loss } = trained(trainer, 1, steps)
  const [w, b, v] = [params.hidden.weight, params.hidden.bias, params.output.weight].map((t) => T.toFlat(t))
  // Hidden units that differ from each other in some weight.
  const different = new Set(Array.from(w, (_, i) => [w[i], b[i], v[i]].join())).size
  return { y: trainer.model.apply(params)(x), loss, different }
}

const inits: readonly (readonly [name: string, init: I.Init])[] = [
  ['all 0', I.zeros],
  ['all 0.01', I.constant(0.01)],
  ['all 0.1', I.constant(0.1)],
  ['all 0.3', I.constant(0.3)],
  ['default', I.uniform],
]

export const learn = (steps: number) => inits.map(([name, init]) => ({ name, ...train(init, steps) }))
