/**
 * Laws of schedules: a rate is a pure, differentiable function of the iteration.
 */
import { knownOptions, flag, integer, text } from '../src/codec/Options.js'
import * as Allowed from './allowed.js'
import * as fc from 'fast-check'
import { sub } from '../src/operation/Binary.js'
import { stack } from '../src/operation/Layout.js'
import { vmap } from '../src/Diff.js'
import type { Schedule } from '../src/optim/Schedule.js'
import { print as printShape } from '../src/tensor/Shape.js'
import { isTensor, scalar, shape, toNumber, type Scalar } from '../src/tensor/Value.js'
import { jvp, vjp } from './calculus.js'
import { every, expecting, holds, law, violated, type LawSet, type Verdict } from './Law.js'
import { same, withinRounding } from './rounding.js'
import { type Map, type Tree } from './tree.js'

/**
 * Declared properties of a schedule.
 *
 * @category model
 */
export interface ScheduleOptions {
  readonly name?: string
  /** The least rate, by default 0. */
  readonly low?: number
  /** The largest rate, by default none. */
  readonly high?: number
  /** Whether the rate never increases */
  readonly falls?: boolean
  /** The last iteration that it is defined for, by default 2²⁰ */
  readonly until?: number
}

/** `more ≥ less`, up to the rounding of both. */
const atLeast = (less: (t: Scalar) => Scalar, more: (t: Scalar) => Scalar, t: Scalar, words: string): Verdict => {
  const [a, b] = [toNumber(less(t)), toNumber(more(t))]
  if (b >= a) return holds
  const { holds: fine, bound } = withinRounding([less, more], t, a - b, 1)
  return fine
    ? holds
    : violated({ expected: `${words}: at least ${a}`, found: String(b), bound: `${bound}: the rounding of both` })
}

/**
 * The laws of a schedule: a finite rate that is not negative and within the declared range, as a function of the iteration only, which can be
 * differentiated, batched, and staged.
 *
 * - **False alarms** a chance below 10⁻¹⁰ a law: the bounds of the rates are those declared, and the rounding of the schedule itself.
 *
 * @example
 * import { check, schedule } from 'nabla-ts/laws'
 * const cosine = Schedule.cosine(0.1, { steps: 1000, final: 0.001 })
 * E.isRight(check(schedule(cosine, { low: 0.001, high: 0.1, falls: true }), { numRuns: 10 })) // => true
 *
 * @category sets
 */
export const schedule = (s: Schedule, options: ScheduleOptions = {}): LawSet => {
  const known = {
    name: text,
    low: Allowed.real,
    high: Allowed.real,
    falls: flag,
    until: integer(0),
  }
  const {
    name = 'a schedule',
    low = 0,
    high = Infinity,
    falls = false,
    until = 2 ** 20,
  } = knownOptions('laws.schedule', known, options)
  // The first steps, where warm-up ends and intervals begin, and steps far out
  const iteration = fc.oneof(
    { weight: 1, arbitrary: fc.constant(0) },
    { weight: 4, arbitrary: fc.integer({ min: 0, max: Math.min(100, until) }) },
    { weight: 4, arbitrary: fc.integer({ min: 0, max: until }) },
  )
  const at = iteration.map(scalar)
  const always = (value: number) => (): Scalar => scalar(value)
  return {
    name,
    laws: [
      law('scalar', 'the rate is a scalar, and finite', at, (t) => {
        const rate = s(t)
        if (!isTensor(rate) || shape(rate).length > 0)
          return violated({ expected: 'a scalar', found: isTensor(rate) ? printShape(shape(rate)) : String(rate) })
        return expecting(Number.isFinite(toNumber(rate)), {
          expected: 'a finite rate',
          found: String(toNumber(rate)),
        })
      }),
      law('not negative', 'the rate is not negative', at, (t) =>
        expecting(toNumber(s(t)) >= 0, { expected: 'at least 0', found: String(toNumber(s(t))), bound: '0' }),
      ),
      law('bounds', `the rate is from ${low} to ${high}`, at, (t) =>
        every([
          atLeast(always(low), s, t, 'the least rate'),
          ...(high === Infinity ? [] : [atLeast(s, always(high), t, 'the largest rate')]),
        ]),
      ),
      ...(falls
        ? [
            law('falls', 's(t + k) ≤ s(t)', fc.tuple(at, fc.oneof(fc.constant(1), iteration)), ([t, k]) =>
              atLeast(
                (later) => s(later),
                (later) => s(sub(k)(later)),
                scalar(toNumber(t) + k),
                'the earlier rate',
              ),
            ),
          ]
        : []),
      law(
        'function of the iteration',
        'the same iteration has the same rate, to the bit, whichever was asked for between',
        fc.tuple(at, at),
        ([t, other]) => {
          const [first, _, again] = [s(t), s(other), s(t)]
          return same(first, again)
        },
      ),
      law(
        'mathematics',
        'differentiated, forward and in reverse, and batched, it has the same rates, to the bit',
        fc.array(at, { minLength: 1, maxLength: 4 }),
        (ts) => {
          const rates = ts.map((t) => s(t))
          const f = s as Map
          return every([
            same(
              rates,
              ts.map((t) => jvp(f)(t, scalar(1)).primal),
            ),
            same(
              rates,
              ts.map((t) => vjp(f)(t).primal),
            ),
            same(stack(0)(rates), (vmap(f) as (ts: Tree) => Tree)(stack(0)(ts))),
          ])
        },
      ),
    ],
  }
}
