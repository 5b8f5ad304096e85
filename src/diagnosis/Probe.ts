/**
 * Experiments with an optimizer: whether its update is `−η·gradient`, for which η, and with which momentum.
 */
import type { Examples } from '../data/Dataset.js'
import type { Mode } from '../nn/Model.js'
import { entries, mapTree } from '../tensor/Params.js'
import { equals } from '../tensor/Shape.js'
import { dense, plain, shape, uniform, type AnyTensor } from '../tensor/Value.js'
import { endsIn } from './Provenance.js'
import type { Trainer, Types, LearnedOfTrainer } from '../train/Step.js'

/**
 * An optimizer as descent: `v′ = αv − η·g`, and an update of `v′` (momentum; α = 0 is plain gradient descent) or `αv′ − η·g` (Nesterov's).
 *
 * @category model
 */
export interface Descent {
  /** η, the learning rate */
  readonly rate: number
  /** α, the momentum; 0 without one */
  readonly momentum: number
  /** Whether it is Nesterov's momentum. */
  readonly nesterov: boolean
}

/** The rate up to which descent converges on a quadratic with largest curvature λ: `2(1 + α)/λ`, and for Nesterov's momentum `2(1 + α)/((1 + 2α)λ)`. */
export const stableBelow = (
  { momentum, nesterov }: Pick<Descent, 'momentum' | 'nesterov'>,
  curvature: number,
): number => (2 * (1 + momentum)) / ((nesterov ? 1 + 2 * momentum : 1) * curvature)

/** The rounding tolerance relative to the largest element. */
const rounding = 1e-9

/** All elements of a record. */
export const numbersOf = (tree: unknown): Float64Array =>
  Float64Array.from(entries(tree).flatMap(([, x]) => Array.from(dense(x))))

/** The largest absolute value. */
export const largest = (v: Float64Array): number => v.reduce((m, x) => Math.max(m, Math.abs(x)), 0)

/** The c with `y = c·x`, if it exists. */
const factor = (x: Float64Array, y: Float64Array): number | undefined => {
  const [m, n] = [largest(x), largest(y)]
  if (!(m > 0 && n > 0 && m < Infinity && n < Infinity)) return undefined
  const [sumXY, sumXX] = x.reduce(([xy, xx], v, i) => [xy + (v / m) * (y[i] / n), xx + (v / m) ** 2], [0, 0])
  const c = sumXY / sumXX
  return x.every((v, i) => Math.abs(y[i] / n - c * (v / m)) <= rounding) ? c * (n / m) : undefined
}

/** The common value of numbers that are equal within rounding. */
const single = (all: readonly number[]): number | undefined =>
  all.length > 0 && all.every((v) => Math.abs(v - all[0]) <= rounding * Math.abs(all[0])) ? all[0] : undefined

/** A record times a number. */
export const scaled = (tree: unknown, by: number): unknown =>
  mapTree(
    'probe',
    (x) =>
      plain(
        shape(x),
        dense(x).map((v) => v * by),
      ),
    tree,
  )

/** The optimizer state with replaced values for the tensors that match a parameter in name and shape. */
const withMemory = (params: unknown, state: unknown, value: (like: AnyTensor) => AnyTensor): unknown => {
  const all = entries(params)
  const isMemory = (path: string, x: AnyTensor): boolean =>
    all.some(([name, p]) => equals(shape(p), shape(x)) && (name === '' ? shape(x).length > 0 : endsIn(path, name)))
  return mapTree('probe', (x, path) => (isMemory(path, x) ? value(x) : x), state)
}

/**
 * The optimizer as descent, if it is one: tried at the parameters and at 1.5 times these without a velocity, then with a constant velocity.
 */
export const descentOf = <K extends Types>(
  trainer: Trainer<K>,
  { params, optimizer }: LearnedOfTrainer<K>,
  examples: Examples<K['input'], K['targets']>,
  mode: Mode,
): Descent | undefined => {
  const still = withMemory(params, optimizer, (x) => uniform(shape(x), 0)) as K['optimizer']
  const farther = scaled(params, 1.5) as K['params']
  const at = (p: K['params'], state: K['optimizer']) => trainer.advance({ params: p, optimizer: state }, examples, mode)
  const first = at(params, still)
  const second = at(farther, still)
  const rates = [first, second].map(({ gradient, updates }) => factor(numbersOf(gradient), numbersOf(updates)))
  const [rate, other] = rates
  if (rate === undefined || other === undefined || Math.abs(rate - other) > rounding * Math.abs(rate)) return undefined
  // A velocity of the size of the updates, so that neither is lost to rounding.
  const size = largest(numbersOf(first.updates))
  const moving = at(params, withMemory(params, optimizer, (x) => uniform(shape(x), size)) as K['optimizer'])
  const change = (a: unknown, b: unknown): number | undefined => {
    const [x, y] = [numbersOf(a), numbersOf(b)]
    return single(Array.from(x, (v, i) => (v - y[i]) / size).filter((v) => v !== 0))
  }
  const momentum = change(moving.optimizer, first.optimizer) ?? 0
  const seen = change(moving.updates, first.updates) ?? 0
  // Without a velocity, Nesterov's update is −(1 + α)·η·g.
  const nesterov = momentum !== 0 && Math.abs(seen - momentum) > 1e3 * rounding * Math.abs(momentum)
  return { rate: nesterov ? -rate / (1 + momentum) : -rate, momentum, nesterov }
}
