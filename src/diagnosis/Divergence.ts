/**
 * Divergence: a step with a non-finite result, and its detection.
 */
import type { Seed } from '../random/Seed.js'
import { entries } from '../tensor/Params.js'
import { dataOf, type AnyTensor } from '../tensor/Value.js'
import type { Diagnosis } from './Diagnosis.js'
import type { Learned, State } from '../train/Step.js'

/**
 * The first non-finite result of a step, in the order loss, gradient, updates, optimizer state, parameters. `path` is the path in the record.
 *
 * @category model
 */
export interface Symptom {
  readonly what: 'loss' | 'gradient' | 'updates' | 'optimizer' | 'params'
  readonly path: string
}

/**
 * A step with a non-finite result.
 *
 * @category model
 */
export interface NonFinite<P, S> {
  readonly _tag: 'NonFinite'
  /** The non-finite result. */
  readonly symptom: Symptom
  /** The loss of the step; it may be finite. */
  readonly loss: number
  /** The epoch and the step, both from 0. */
  readonly epoch: number
  readonly iteration: number
  /** The rows of the batch. */
  readonly rows: readonly number[]
  readonly seed: Seed
  /** The state before the step; its parameters are finite. */
  readonly before: State<P, S>
  /**
   * The newest state known from which a step is finite, so that the run can go on from it; the one before the step, unless its loss is the symptom, and not because of the data. Where none is known, since it
   * is the first step of the run, the state before it.
   */
  readonly lastGood: State<P, S>
  /** The origin and the likely causes. */
  readonly diagnosis: Diagnosis
}

/** Whether all elements are finite: x·0 is 0 for finite x, otherwise NaN. */
const isFinite = (x: AnyTensor): boolean => {
  const data = dataOf(x)
  if (typeof data === 'number') return Number.isFinite(data)
  // Local mutation, invisible from outside. This reads every parameter after every step; four independent sums allow instruction-level parallelism.
  let [a, b, c, d] = [0, 0, 0, 0]
  const whole = data.length - (data.length % 4)
  for (let i = 0; i < whole; i += 4) {
    a += data[i] * 0
    b += data[i + 1] * 0
    c += data[i + 2] * 0
    d += data[i + 3] * 0
  }
  for (let i = whole; i < data.length; i++) a += data[i] * 0
  return a + b + c + d === 0
}

const firstBad = (tree: unknown): string | undefined => entries(tree).find(([, x]) => !isFinite(x))?.[0]

/** The elements that became non-finite: the initial state of an optimizer may contain infinities. */
const becameBad = (before: unknown, after: unknown): string | undefined => {
  const old = new Map(entries(before))
  return entries(after).find(([path, x]) => {
    const was = old.get(path)
    return !isFinite(x) && (was === undefined || isFinite(was))
  })?.[0]
}

/** The results of a step. An engine returns no gradients and updates. */
export interface Outcome<P, S> extends Learned<P, S> {
  readonly loss: number
  readonly gradient?: P
  readonly updates?: P
}

/** The first non-finite result of a step, if there is one. */
export const symptomOf = <P, S>(
  before: Learned<P, S>,
  { loss, gradient, updates, optimizer, params }: Outcome<P, S>,
): Symptom | undefined => {
  const all: readonly (readonly [Symptom['what'], () => string | undefined])[] = [
    ['loss', () => (Number.isFinite(loss) ? undefined : '')],
    ['gradient', () => firstBad(gradient)],
    ['optimizer', () => becameBad(before.optimizer, optimizer)],
    // A non-finite update makes its parameter non-finite: it is examined for its path only.
    ['updates', () => (firstBad(params) === undefined ? undefined : firstBad(updates))],
    ['params', () => firstBad(params)],
  ]
  for (const [what, look] of all) {
    const path = look()
    if (path !== undefined) return { what, path }
  }
  return undefined
}
