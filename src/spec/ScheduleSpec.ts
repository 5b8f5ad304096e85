/**
 * Schedules as data, one entry for each of the library.
 */
import * as t from 'io-ts/lib/index.js'
import { anyOf, withDefaults, type Values, type Whole, type WithDefaults } from '../codec/Defaults.js'
import { nonNegative, positive } from '../codec/Number.js'
import * as Schedule from '../optim/Schedule.js'

type Tagged<K extends string> = { readonly schedule: t.LiteralC<K> }

interface Entry<K extends string, R extends t.Props, D extends t.Props> {
  readonly codec: WithDefaults<Tagged<K> & R, D>
  readonly make: (spec: Whole<Tagged<K> & R, D>) => Schedule.Schedule
  readonly words: (spec: Whole<Tagged<K> & R, D>) => string
}

const entry = <K extends string, R extends t.Props, D extends t.Props>(
  schedule: K,
  required: R,
  optional: D,
  defaults: Values<D>,
  meaning: Omit<Entry<K, R, D>, 'codec'>,
): Entry<K, R, D> => ({
  codec: withDefaults<Tagged<K> & R, D>({ schedule: t.literal(schedule), ...required }, optional, defaults),
  ...meaning,
})

/** Schedules that may come after a warmup. */
const table = {
  constant: entry(
    'constant',
    { rate: positive },
    {},
    {},
    {
      make: ({ rate }) => Schedule.constant(rate),
      words: ({ rate }) => String(rate),
    },
  ),
  step: entry(
    'step',
    { initial: positive, every: positive, factor: positive },
    {},
    {},
    {
      make: ({ initial, every, factor }) => Schedule.step(initial, { every, factor }),
      words: ({ initial, every, factor }) => `${initial}, times ${factor} every ${every} steps`,
    },
  ),
  exponential: entry(
    'exponential',
    { initial: positive, every: positive, factor: positive },
    {},
    {},
    {
      make: ({ initial, every, factor }) => Schedule.exponential(initial, { every, factor }),
      words: ({ initial, every, factor }) => `${initial}, smoothly times ${factor} every ${every} steps`,
    },
  ),
  cosine: entry(
    'cosine',
    { initial: positive, steps: positive },
    { final: nonNegative },
    { final: 0 },
    {
      make: ({ initial, steps, final }) => Schedule.cosine(initial, { steps, final }),
      words: ({ initial, steps, final }) => `${initial} to ${final} by a cosine of ${steps} steps`,
    },
  ),
} satisfies Readonly<Record<Exclude<keyof typeof Schedule, 'warmup'>, object>>

type Table = typeof table
type Later = { readonly [K in keyof Table]: t.TypeOf<Table[K]['codec']> }[keyof Table]

interface AnyEntry {
  readonly make: (spec: never) => Schedule.Schedule
  readonly words: (spec: never) => string
}
const entries: Readonly<Record<keyof Table, AnyEntry>> = table

const made = (spec: Later): Schedule.Schedule => entries[spec.schedule].make(spec as never)
const told = (spec: Later): string => entries[spec.schedule].words(spec as never)

const codecs = Object.values(table).map((each) => each.codec)
const later = anyOf<Later>(codecs)

const warmup = entry(
  'warmup',
  { steps: positive, after: later },
  {},
  {},
  {
    make: ({ steps, after }) => Schedule.warmup(steps)(made(after)),
    words: ({ steps, after }) => `${told(after)}, after ${steps} steps of warmup`,
  },
)

/**
 * A schedule as data: `{ "schedule": "cosine", "initial": 0.1, "steps": 1000 }`; before any of them a warmup: `{ "schedule": "warmup", "steps": 100, "after": { … } }`.
 *
 * @category model
 */
export type ScheduleSpec = Later | t.TypeOf<typeof warmup.codec>

/** The codec of schedules. */
export const codec = anyOf<ScheduleSpec>([...codecs, warmup.codec])

/** The schedule that is meant. */
export const schedule = (spec: ScheduleSpec): Schedule.Schedule =>
  spec.schedule === 'warmup' ? warmup.make(spec) : made(spec)

/** A few words. */
export const words = (spec: ScheduleSpec): string => (spec.schedule === 'warmup' ? warmup.words(spec) : told(spec))
