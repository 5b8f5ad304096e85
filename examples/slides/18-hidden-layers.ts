/**
 * ReLU in hidden layers: how the size of signals and gradients changes with depth, by how the weights start.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import * as I from 'nabla-ts/Init'
import * as L from 'nabla-ts/Layer'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import { learn } from './18-symmetry.js'

/** `steps` of training from equal weights; `seed` of the ten layers. */
export const slideDefaults = { steps: 500, seed: 18 }

const width = 100
const depth = 10

/** Initialisations, each with n·Var(w)/2: the factor of the mean square of the signals of a ReLU layer. */
const inits: readonly { readonly name: string; readonly init: I.Init; readonly factor: number }[] = [
  { name: 'N(0, 0.01²)', init: I.normal(0.01), factor: (width * 0.01 ** 2) / 2 },
  { name: 'default of dense', init: I.uniform, factor: 1 / 6 },
  { name: 'Xavier', init: I.xavierNormal, factor: 1 / 2 },
  { name: 'He', init: I.heNormal, factor: 1 },
  { name: 'N(0, 1)', init: I.normal(1), factor: width / 2 },
]

type Rows = T.Tensor<[number, 100]>
type Layer = (x: Rows) => Rows
type Activation = <S extends T.Shape>(x: T.Tensor<S>) => T.Tensor<S>

const activations: readonly (readonly [name: string, f: Activation])[] = [
  ['ReLU', A.relu],
  ['tanh', A.tanh],
  ['sigmoid', A.sigmoid],
]

/** Ten layers of 100 units. */
const network = (init: I.Init, seed: number): readonly Layer[] =>
  RA.makeBy(depth, (k) => {
    const layer = L.dense(width, width, { init })
    return layer.apply(pipe(Seed.fromNumber(seed), Seed.child(k), layer.init))
  })

/** 200 inputs from N(0, 1), and a linear function of the outputs. */
const inputs: Rows = pipe(Seed.fromNumber(1), Seed.normal([200, width]))
const direction: Rows = pipe(Seed.fromNumber(2), Seed.normal([200, width]))
const still = RA.replicate(depth, T.zeros([200, width]))

/** The signals after every layer. A nudge is added to each. */
const signals = (layers: readonly Layer[], f: Activation, nudges: readonly Rows[] = still): readonly Rows[] =>
  pipe(
    RA.zip(layers, nudges),
    RA.scanLeft(inputs, (h, [layer, nudge]) => pipe(f(layer(h)), T.add(nudge))),
  ).slice(1)

/** The gradient with respect to the signals after every layer: that with respect to the nudges, at 0. */
const gradients = (layers: readonly Layer[], f: Activation): readonly Rows[] =>
  D.grad((nudges: readonly Rows[]) => pipe(signals(layers, f, nudges)[depth - 1], T.mul(direction), T.sum))(still)

/** The root of the mean square. */
const size = (x: T.AnyTensor): number => Math.sqrt(T.toNumber(T.mean(T.square(x))))

/** The share of units that are 0 for all inputs. */
const dead = (h: Rows): number => T.toFlat(pipe(h, T.abs, T.maxAlong(0))).filter((v) => v === 0).length / width

export const run = ({ steps, seed } = slideDefaults) => {
  const passes = inits.map(({ name, init, factor }) => {
    const layers = network(init, seed)
    const [relu, tanh] = [signals(layers, A.relu), signals(layers, A.tanh)]
    const backward = activations.map(([, f]) => gradients(layers, f).map(size))
    return { name, factor, relu, tanh, sizes: [inputs, ...relu].map(size), dead: relu.map(dead), backward }
  })
  return { steps, activations: activations.map(([name]) => name), passes, traps: learn(steps) }
}
