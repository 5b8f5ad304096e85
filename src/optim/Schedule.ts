/**
 * Schedules: the learning rate as a function of the iteration. Both are scalars, so that a schedule can be part of a staged step.
 */
import { add, div, greaterOrEqual, min, mul, sub, where } from '../operation/Binary.js'
import { cos, exp, floor } from '../operation/Unary.js'
import { pipe } from 'fp-ts/lib/function.js'
import { knownOptions } from '../codec/Options.js'
import { fail } from '../tensor/Errors.js'
import { fn as expectFn } from '../tensor/Expect.js'
import { scalar, type Scalar } from '../tensor/Value.js'

/**
 * A learning rate for each iteration, counted from 0.
 *
 * @category model
 */
export type Schedule = (iteration: Scalar) => Scalar

const positive = (operation: string, name: string, value: number): number =>
  value > 0 && Number.isFinite(value) ? value : fail(operation, `${name} above 0`, String(value))

const rate = (operation: string, value: number): number =>
  value >= 0 && Number.isFinite(value)
    ? value
    : fail(operation, 'a rate that is finite and not negative', String(value))

/**
 * A constant rate.
 *
 * @example
 * T.toNumber(Schedule.constant(0.1)(T.scalar(1000))) // => 0.1
 *
 * @category schedules
 */
export const constant = (value: number): Schedule => {
  const always = scalar(rate('Schedule.constant', value))
  return () => always
}

/** `initial · factor^x`; 0 for an initial rate of 0, and the initial rate for a factor of 1, for any x. */
const geometric = (initial: number, factor: number, x: (t: Scalar) => Scalar): Schedule =>
  initial === 0 || factor === 1 ? constant(initial) : (t) => pipe(x(t), mul(Math.log(factor)), exp, mul(initial))

/**
 * A rate that drops every `every` iterations: `initial · factor^⌊t/every⌋`.
 *
 * @example
 * T.toNumber(Schedule.step(1, { every: 10, factor: 0.5 })(T.scalar(25))) // => 0.25
 *
 * @category schedules
 */
export const step = (initial: number, options: { readonly every: number; readonly factor: number }): Schedule => {
  knownOptions('Schedule.step', ['every', 'factor'], options)
  const every = positive('Schedule.step', 'an interval', options.every)
  const factor = positive('Schedule.step', 'a factor', options.factor)
  rate('Schedule.step', initial)
  return geometric(initial, factor, (t) => floor(div(every)(t)))
}

/**
 * Exponential decay: `initial · factor^(t/every)`.
 *
 * @example
 * T.toNumber(Schedule.exponential(1, { every: 10, factor: 0.25 })(T.scalar(5))) // => 0.5
 *
 * @category schedules
 */
export const exponential = (
  initial: number,
  options: { readonly every: number; readonly factor: number },
): Schedule => {
  knownOptions('Schedule.exponential', ['every', 'factor'], options)
  const every = positive('Schedule.exponential', 'an interval', options.every)
  const factor = positive('Schedule.exponential', 'a factor', options.factor)
  rate('Schedule.exponential', initial)
  return geometric(initial, factor, div(every))
}

/**
 * Half a cosine from the initial to the final rate, then constant: `final + (initial − final)·(1 + cos(π·min(t, steps)/steps))/2`.
 *
 * - **Source** I. Loshchilov and F. Hutter, "SGDR", ICLR 2017, without restarts.
 *
 * @example
 * T.toNumber(Schedule.cosine(1, { steps: 10 })(T.scalar(10))) // => 0
 *
 * @category schedules
 */
export const cosine = (initial: number, options: { readonly steps: number; readonly final?: number }): Schedule => {
  knownOptions('Schedule.cosine', ['steps', 'final'], options)
  const steps = positive('Schedule.cosine', 'a number of steps', options.steps)
  const final = rate('Schedule.cosine', options.final ?? 0)
  rate('Schedule.cosine', initial)
  return (t) => pipe(t, min(steps), div(steps), mul(Math.PI), cos, add(1), mul((initial - final) / 2), add(final))
}

/**
 * Linear warmup before another schedule: at iteration t < steps the rate is
 * `min((t + 1)/steps, 1)` times the first rate of the other schedule.
 *
 * @example
 * const schedule = Schedule.warmup(4)(Schedule.constant(1))
 * T.toNumber(schedule(T.scalar(0))) // => 0.25
 * T.toNumber(schedule(T.scalar(9))) // => 1
 *
 * @category schedules
 */
export const warmup = (steps: number): ((after: Schedule) => Schedule) => {
  positive('Schedule.warmup', 'a number of steps', steps)
  return (after) => {
    expectFn('Schedule.warmup', after, 'a schedule, a function of the iteration')
    const first = after(scalar(0))
    return (t) =>
      where(pipe(t, greaterOrEqual(steps)), after(pipe(t, sub(steps))), pipe(t, add(1), div(steps), min(1), mul(first)))
  }
}
