/**
 * Transformations of gradients as data, one entry for each of the library.
 */
import * as t from 'io-ts/lib/index.js'
import { anyOf, withDefaults, type Whole, type WithDefaults } from '../codec/Defaults.js'
import { finite, nonNegative, positive } from '../codec/Number.js'
import type { GradientTransformation, Stateless } from '../optim/Optimizer.js'
import * as Transform from '../optim/Transform.js'

type Tagged<K extends string> = { readonly transform: t.LiteralC<K> }

interface Entry<K extends string, R extends t.Props> {
  readonly codec: WithDefaults<Tagged<K> & R, {}>
  readonly make: (spec: Whole<Tagged<K> & R, {}>) => GradientTransformation<Stateless>
}

const entry = <K extends string, R extends t.Props>(
  transform: K,
  fields: R,
  make: Entry<K, R>['make'],
): Entry<K, R> => ({
  codec: withDefaults<Tagged<K> & R, {}>({ transform: t.literal(transform), ...fields }, {}, {}),
  make,
})

/** Exhaustive by type: a transformation without an entry does not compile. */
const table = {
  nothing: entry('nothing', {}, () => Transform.nothing),
  scale: entry('scale', { factor: finite }, ({ factor }) => Transform.scale(factor)),
  clipByValue: entry('clipByValue', { limit: positive }, ({ limit }) => Transform.clipByValue(limit)),
  clipByGlobalNorm: entry('clipByGlobalNorm', { norm: positive }, ({ norm }) => Transform.clipByGlobalNorm(norm)),
  addDecayedWeights: entry('addDecayedWeights', { weightDecay: nonNegative }, ({ weightDecay }) =>
    Transform.addDecayedWeights(weightDecay),
  ),
} satisfies Readonly<Record<Exclude<keyof typeof Transform, 'globalNorm'>, object>>

type Table = typeof table

/**
 * A transformation of gradients as data: `{ "transform": "clipByGlobalNorm", "norm": 1 }`.
 *
 * @category model
 */
export type TransformSpec = { readonly [K in keyof Table]: t.TypeOf<Table[K]['codec']> }[keyof Table]

const makers: Readonly<Record<keyof Table, { readonly make: (spec: never) => GradientTransformation<Stateless> }>> =
  table

/** The codec of transformations. */
export const codec = anyOf<TransformSpec>(Object.values(table).map((each) => each.codec))

/** The transformation that is meant. */
export const transform = (spec: TransformSpec): GradientTransformation<Stateless> =>
  makers[spec.transform].make(spec as never)

/** A few words. */
export const words = ({ transform: name, ...options }: TransformSpec): string =>
  [name, ...Object.values(options)].join(' ')
