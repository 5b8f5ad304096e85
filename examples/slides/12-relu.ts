/**
 * ReLU: the kink, the slope through many layers, the cost of an element, and units that die.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import { train } from './12-dead-units.js'
import { at, derivative, type Curve } from './curves.js'

export const slideDefaults = {
  depth: 10,
  inputs: [-2, -0.5, 0.5, 1, 2],
  elements: 100_000,
  calls: 20,
  learningRates: [0.05, 0.1, 0.2, 0.3, 0.4, 0.5],
  seeds: 6,
  steps: 100,
}

type Activation = <S extends T.Shape>(x: T.Tensor<S>) => T.Tensor<S>

const activations: readonly (readonly [string, Activation])[] = [
  ['sigmoid', A.sigmoid],
  ['tanh', A.tanh],
  ['ReLU', A.relu],
  ['leaky ReLU', A.leakyRelu()],
  ['ELU', A.elu()],
]

/** f(f(…f(x))): layers with weight 1 and without bias. */
const layers =
  (f: Activation, depth: number): Curve =>
  (x) =>
    Array.from({ length: depth }).reduce<T.Tensor<[number]>>((h) => f(h), x)

/** Milliseconds of the fastest of some calls, which is the least disturbed one. */
const fastest = (f: () => unknown, calls: number): number =>
  Math.min(
    ...Array.from({ length: calls }, () => {
      const begin = performance.now()
      f()
      return performance.now() - begin
    }),
  )

/** Nanoseconds an element for an activation and its derivative, measured here and now. */
const cost = (f: Activation, elements: number, calls: number) => {
  const many = pipe(Seed.fromNumber(12), Seed.normal([elements]))
  const time = (g: Curve): number => (fastest(() => T.toFlat(g(many)), calls) * 1e6) / elements
  return { f: time(f), derivative: time(derivative(f)) }
}

export const run = ({ depth, inputs, elements, calls, learningRates, seeds, steps } = slideDefaults) => {
  const depths = Array.from({ length: depth }, (_, i) => i + 1)
  const relu: Curve = A.relu
  return {
    relu,
    slope: derivative(relu),
    depths,
    inputs,
    slopes: activations.map(([name, f]) => ({
      name,
      lines: inputs.flatMap((x) => depths.map((n) => ({ x, depth: n, slope: at(derivative(layers(f, n)), x) }))),
    })),
    costs: activations.map(([name, f]) => ({ name, ...cost(f, elements, calls) })),
    steps,
    dead: learningRates.map((rate) => {
      const runs = Array.from({ length: seeds }, (_, i) => train(rate, i + 1, steps))
      return { rate, runs, mean: runs.reduce((sum, { dead }) => sum + dead, 0) / seeds }
    }),
  }
}
