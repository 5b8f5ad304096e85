/**
 * 비선형성: however deep, linear layers stay a line; with ReLU between them each layer adds kinks, and kinks make curves.
 */
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import * as I from 'nabla-ts/Init'
import * as L from 'nabla-ts/Layer'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import { hinges } from './09-hinges.js'
import { elements, linspace } from './curves.js'

export const slideDefaults = { seed: 9, depths: [1, 2, 3, 5, 8], pieces: [1, 2, 3, 4, 8, 16] }

type Rows<K extends number> = T.Tensor<[T.Name<'batch'>, K]>

const x: Rows<1> = T.fromArray(linspace(-2, 2, 2001), [2001, 1])

/** Layers for 1 → 8 → … → 8 → 1. Biases are random too, so that the kinks spread. */
const init: I.Init = (fanIn, fanOut) => ({ weight: I.heUniform(fanIn, fanOut).weight, bias: I.uniform(1, 1).bias })
const [into, between, out] = [L.dense(1, 8, { init }), L.dense(8, 8, { init }), L.dense(8, 1, { init })]

/** A network with `depth` hidden layers and an activation after each. Networks from one seed share their weights. */
const network = (seed: number, depth: number, activation: (h: Rows<8>) => Rows<8>) => {
  const seeds = Seed.split(10)(Seed.fromNumber(seed))
  const [first, last] = [into.init(seeds[0]), out.init(seeds[9])]
  const hidden = seeds.slice(1, depth).map((s) => between.init(s))
  return (input: Rows<1>): Rows<1> =>
    out.apply(last)(
      hidden.reduce<Rows<8>>((h, p) => activation(between.apply(p)(h)), activation(into.apply(first)(input))),
    )
}

/** The kinks of a network: where its slope changes. Each row has its own output, so one tangent of ones gives all slopes. */
const inspect = (f: (input: Rows<1>) => Rows<1>) => {
  const { primal, tangent } = D.jvp(f)(x, T.ones([2001, 1]))
  const [values, slopes, xs] = [primal, tangent, x].map(elements)
  const kinks = xs.flatMap((v, i) =>
    i > 0 && Math.abs(slopes[i] - slopes[i - 1]) > 1e-9 * (1 + Math.abs(slopes[i])) ? [{ x: v, y: values[i] }] : [],
  )
  // Between its kinks it is straight: the ends and the kinks draw it.
  const at = (i: number) => ({ x: xs[i], y: values[i] })
  return { points: [at(0), ...kinks, at(xs.length - 1)], kinks, slopes }
}

export const run = ({ seed, depths, pieces } = slideDefaults) => ({
  networks: depths.map((depth) => ({
    depth,
    linear: inspect(network(seed, depth, A.identity)),
    relu: inspect(network(seed, depth, A.relu)),
  })),
  fits: pieces.map(hinges),
})
