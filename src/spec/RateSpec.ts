/**
 * Learning rates as data: a number, or a schedule.
 */
import * as t from 'io-ts/lib/index.js'
import { positive } from '../codec/Number.js'
import { isRecord } from '../codec/Words.js'
import * as Schedule from './ScheduleSpec.js'

/**
 * A learning rate as data: a number above 0, or a schedule.
 *
 * @category model
 */
export type RateSpec = number | Schedule.ScheduleSpec

/** The same place, where a schedule is due. */
const scheduleAt = (context: t.Context): t.Context =>
  context.map((each, i) => (i === context.length - 1 ? { ...each, type: Schedule.codec } : each))

/** Decided by what is there, so that what is wrong inside a schedule is told by its path. */
export const codec: t.Type<RateSpec, unknown, unknown> = new t.Type<RateSpec, unknown, unknown>(
  'a positive number or a schedule',
  (u): u is RateSpec => positive.is(u) || Schedule.codec.is(u),
  (u, context) =>
    isRecord(u)
      ? Schedule.codec.validate(u, scheduleAt(context))
      : positive.is(u)
        ? t.success(u)
        : t.failure(u, context),
  (a) => (typeof a === 'number' ? a : Schedule.codec.encode(a)),
)

/** A few words. */
export const words = (spec: RateSpec): string => (typeof spec === 'number' ? String(spec) : Schedule.words(spec))
