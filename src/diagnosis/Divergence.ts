/**
 * A run that came to numbers that are not finite: the value that says so, and how it is noticed.
 */
import type { Seed } from '../random/Seed.js'
import { entries } from '../tensor/Params.js'
import { dataOf, type AnyTensor } from '../tensor/Value.js'
import type { Diagnosis } from './Diagnosis.js'
import type { Learned, State } from '../train/Step.js'

/**
 * What of a step was seen to be infinite or NaN, the first of: its loss, its gradient, its updates, the state of the optimizer, the parameters. `path` is the place in the record.
 *
 * @category model
 */
export interface Trouble {
  readonly what: 'loss' | 'gradient' | 'updates' | 'optimizer' | 'params'
  readonly path: string
}

/**
 * A step with a result that is not finite.
 *
 * @category model
 */
export interface NonFinite<P, S> {
  readonly _tag: 'NonFinite'
  /** What was seen of it. */
  readonly trouble: Trouble
  /** The loss of the step; it may be finite. */
  readonly loss: number
  /** The epoch and the step in which it came up, both from 0. */
  readonly epoch: number
  readonly iteration: number
  /** The rows of the batch. */
  readonly rows: readonly number[]
  readonly seed: Seed
  /** The state before the step; its parameters are finite. */
  readonly before: State<P, S>
  /**
   * The newest state known from which a step is finite, so that the run can go on from it; the one before the step, unless its loss is the trouble, and not because of the data. Where none is known, since it
   * is the first step of the run, the state before it.
   */
  readonly lastGood: State<P, S>
  /** Where it began, and why. */
  readonly diagnosis: Diagnosis
}

/** Whether all elements are finite: x·0 is 0 for those, and NaN for the others. */
const isFinite = (x: AnyTensor): boolean => {
  const data = dataOf(x)
  if (typeof data === 'number') return Number.isFinite(data)
  // Local mutation, invisible from outside: this looks at every parameter after every step, with four sums so that none waits for the one before it.
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

/** What became infinite or NaN: an optimizer may begin with an infinity of its own. */
const becameBad = (before: unknown, after: unknown): string | undefined => {
  const old = new Map(entries(before))
  return entries(after).find(([path, x]) => {
    const was = old.get(path)
    return !isFinite(x) && (was === undefined || isFinite(was))
  })?.[0]
}

/** What a step made, as far as it is known: an engine keeps gradients and updates to itself. */
export interface Outcome<P, S> extends Learned<P, S> {
  readonly loss: number
  readonly gradient?: P
  readonly updates?: P
}

/** What of a step is not finite, if anything. */
export const troubleIn = <P, S>(
  before: Learned<P, S>,
  { loss, gradient, updates, optimizer, params }: Outcome<P, S>,
): Trouble | undefined => {
  const all: readonly (readonly [Trouble['what'], () => string | undefined])[] = [
    ['loss', () => (Number.isFinite(loss) ? undefined : '')],
    ['gradient', () => firstBad(gradient)],
    ['optimizer', () => becameBad(before.optimizer, optimizer)],
    // An update that is not finite makes its parameter so: it is looked at for its name only.
    ['updates', () => (firstBad(params) === undefined ? undefined : firstBad(updates))],
    ['params', () => firstBad(params)],
  ]
  for (const [what, look] of all) {
    const path = look()
    if (path !== undefined) return { what, path }
  }
  return undefined
}
