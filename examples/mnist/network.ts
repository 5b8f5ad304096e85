/**
 * The network of a run: the slides' one, 784 → … → 10, for hidden layers that are known only when the program runs; or the one that a file describes.
 *
 * (With sizes written out, `pipe(M.named('hidden', L.dense(784, 100)), M.map(A.relu), M.andThen(M.named('logits', L.dense(100, 10))))` is all there is to it.)
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as A from 'nabla-ts/Activation'
import * as L from 'nabla-ts/Layer'
import * as M from 'nabla-ts/Model'
import * as ModelSpec from 'nabla-ts/ModelSpec'
import * as Seed from 'nabla-ts/Seed'
import type { Name, Tensor } from 'nabla-ts/Tensor'
import type { Options } from './options.js'

type Signals = ModelSpec.Signals

/** Dense layers with a ReLU after each. A model is a pair of functions, so one may as well be written by hand. */
const rectified = (sizes: readonly number[]): M.Model<readonly L.Dense<number, number>[], Signals, Signals> => {
  const layers = sizes.slice(1).map((fanOut, i) => L.dense(sizes[i], fanOut))
  return {
    init: (seed) => layers.map((layer, i) => layer.init(Seed.child(i)(seed))),
    apply: (params) => (input) => layers.reduce((x, layer, i) => A.relu(layer.apply(params[i])(x)), input),
  }
}

/** The slides' network as a model: images in, ten logits out. */
const slides = (hidden: readonly number[]) =>
  pipe(
    M.named('hidden', rectified([784, ...hidden])),
    M.andThen(M.named('logits', L.dense(hidden[hidden.length - 1], 10))),
  )

/** The parameters of either; a run does not look into them. */
type Params = Readonly<Record<string, ModelSpec.Params[string] | readonly L.Dense<number, number>[]>>

/** The network that is asked for. A described one was found to give ten logits. */
export const network = ({ model, hidden }: Pick<Options, 'model' | 'hidden'>) =>
  pipe(
    model,
    O.match(
      () => slides(hidden) as object,
      (spec): object => ModelSpec.model(spec),
    ),
  ) as M.Model<Params, Signals, Tensor<[Name<'batch'>, 10]>>

/** The network on one line. */
export const words = ({ model, hidden }: Pick<Options, 'model' | 'hidden'>): string =>
  pipe(
    model,
    O.match(() => `784-${hidden.join('-')}-10, ReLU`, ModelSpec.Show.show),
  )
