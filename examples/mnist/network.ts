/**
 * The slides' network, 784 → … → 10, for hidden layers that are known only when the program runs.
 *
 * (With sizes written out, `pipe(M.named('hidden', L.dense(784, 100)), M.map(A.relu), M.andThen(M.named('logits', L.dense(100, 10))))` is all there is to it.)
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as L from 'nabla-ts/Layer'
import * as M from 'nabla-ts/Model'
import * as Seed from 'nabla-ts/Seed'
import type { Name, Tensor } from 'nabla-ts/Tensor'

type Signals = Tensor<[Name<'batch'>, number]>

/** Dense layers with a ReLU after each. A model is a pair of functions, so one may as well be written by hand. */
const rectified = (sizes: readonly number[]): M.Model<readonly L.Dense<number, number>[], Signals, Signals> => {
  const layers = sizes.slice(1).map((fanOut, i) => L.dense(sizes[i], fanOut))
  return {
    init: (seed) => layers.map((layer, i) => layer.init(Seed.child(i)(seed))),
    apply: (params) => (input) => layers.reduce((x, layer, i) => A.relu(layer.apply(params[i])(x)), input),
  }
}

/** The network as a model: images in, ten logits out. */
export const network = (hidden: readonly number[]) =>
  pipe(
    M.named('hidden', rectified([784, ...hidden])),
    M.andThen(M.named('logits', L.dense(hidden[hidden.length - 1], 10))),
  )
