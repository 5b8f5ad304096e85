/**
 * ELU: its derivative is continuous at 0 for α = 1 only, and `expm1` keeps its digits.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import { at, type Curve, derivative } from './curves.js'

/** `samples` inputs from N(0, 1) give the mean outputs. */
export const slideDefaults = { alphas: [0.25, 0.5, 1, 1.5, 2], samples: 20_000, seed: 15 }

export const elu = (alpha: number): Curve => A.elu(alpha)

/** α(eˣ − 1) for α = 1, with the subtraction as the formula has it. */
export const naive: Curve = (x) => pipe(x, T.exp, T.sub(1))

export const run = ({ alphas, samples, seed } = slideDefaults) => {
  const jumps = alphas.map((alpha) => {
    const slope = derivative(elu(alpha))
    return { alpha, below: at(slope, -1e-300), above: at(slope, 0) }
  })

  const second = derivative(derivative(elu(1)))

  const inputs = pipe(Seed.fromNumber(seed), Seed.normal([samples]))
  const activations: readonly (readonly [name: string, f: Curve])[] = [
    ['ReLU', A.relu],
    ['leaky ReLU', A.leakyRelu()],
    ...alphas.map((alpha) => [`ELU ${alpha}`, elu(alpha)] as const),
  ]
  const means = activations.map(([name, f]) => ({ name, mean: T.toNumber(T.mean(f(inputs))) }))

  const small = [-1e-3, -1e-8, -1e-12, -1e-16, -1e-17].map((x) => ({
    x,
    naive: at(naive, x),
    stable: at(elu(1), x),
    exact: Math.expm1(x),
  }))
  return { samples, jumps, second: { below: at(second, -1e-300), above: at(second, 0) }, means, small }
}
