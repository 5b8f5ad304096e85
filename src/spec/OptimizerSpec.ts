/**
 * Optimizers as data: a name and its options, decoded to an optimizer, or refused with everything that is wrong.
 *
 * ```json
 * { "optimizer": "adam", "learningRate": { "schedule": "cosine", "initial": 0.01, "steps": 1800 }, "before": [{ "transform": "clipByGlobalNorm", "norm": 1 }] }
 * ```
 *
 * Optimizers, their options and their defaults are those of `nabla-ts/Optimizer`. A learning rate is a number or a schedule of `nabla-ts/Schedule`; transformations of the gradient stand
 * in `before`, the first first; `frozen` lists the parameters that stay as they are, by their paths or by a record above, such as a layer.
 *
 * Laws (`test/spec/OptimizerSpec.test.ts`): those of `codec` in `nabla-ts/laws`; the optimizer of a description takes the steps of the one written by hand.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type * as S from 'fp-ts/lib/Show.js'
import * as t from 'io-ts/lib/index.js'
import { anyOf, withDefaults, type Values, type Whole, type WithDefaults } from '../codec/Defaults.js'
import { list } from '../codec/List.js'
import { fraction, nonNegative } from '../codec/Number.js'
import { problems, type Problem } from '../codec/Problem.js'
import { quoted } from '../codec/Words.js'
import { fail } from '../tensor/Errors.js'
import { array as expectArray, describe, record as expectRecord } from '../tensor/Expect.js'
import type { Scalar } from '../tensor/Value.js'
import { scheduled } from '../optim/Combine.js'
import * as Named from '../optim/Named.js'
import { chain, type Optimizer, type StateFunction } from '../optim/Optimizer.js'
import { fields, type Fields, type Kinds, type Options } from '../optim/Options.js'
import { freeze, missingPlaces } from '../optim/Partition.js'
import * as Rate from './RateSpec.js'
import * as Schedule from './ScheduleSpec.js'
import * as Transform from './TransformSpec.js'

export type { RateSpec } from './RateSpec.js'
export type { ScheduleSpec } from './ScheduleSpec.js'
export type { TransformSpec } from './TransformSpec.js'

// -------------------------------------------------------------------------------------------------
// state
// -------------------------------------------------------------------------------------------------

declare const kept: unique symbol

/**
 * The state of a described optimizer for a record `P`, opaque to others.
 *
 * @category model
 */
export interface Kept<P> {
  readonly [kept]: P
}

/** The state is opaque. */
export interface Described extends StateFunction {
  readonly out: Kept<this['in']>
}

// -------------------------------------------------------------------------------------------------
// the table
// -------------------------------------------------------------------------------------------------

const common = {
  before: list(Transform.codec, { least: 0, most: 20, things: 'transformations' }),
  frozen: list(t.string, { least: 0, most: 10_000, things: 'paths' }),
}
const usual: Values<typeof common> = { before: [], frozen: [] }

/** How JSON holds each kind of option. */
const codecOf = { nonNegative, fraction, flag: t.boolean } satisfies {
  readonly [K in keyof Kinds]: t.Type<Kinds[K], Kinds[K], unknown>
}

/** The codecs of an optimizer's options: those of its fields, but for the rate. */
type Codecs<F extends Fields> = {
  readonly [K in Exclude<keyof F, 'learningRate'>]: (typeof codecOf)[F[K]['kind']]
}
type Rated = Fields & { readonly learningRate: Fields[string] }
type Tagged<K extends string> = { readonly optimizer: t.LiteralC<K> }
type Props<F extends Rated> = { readonly learningRate: typeof Rate.codec } & Codecs<F> & typeof common

interface Entry<K extends string, F extends Rated> {
  readonly codec: WithDefaults<Tagged<K>, { readonly [P in keyof Props<F>]: Props<F>[P] }>
  readonly defaults: Readonly<Record<string, unknown>>
  readonly make: (spec: Whole<Tagged<K>, Props<F>>) => Optimizer<Described>
}

/** Its state type is opaque: only `init` of the same optimizer creates it. */
const hidden = <F extends StateFunction>(optimizer: Optimizer<F>): Optimizer<Described> =>
  optimizer as unknown as Optimizer<Described>

const entry = <K extends string, F extends Rated, S extends StateFunction>(
  optimizer: K,
  all: F,
  named: (options: Partial<Options<F>>) => Optimizer<S>,
): Entry<K, F> => {
  const each = Object.entries(all)
  const defaults = Object.fromEntries(each.map(([name, { byDefault }]) => [name, byDefault]))
  const codecs = Object.fromEntries(
    each.map(([name, field]) => [name, name === 'learningRate' ? Rate.codec : codecOf[field.kind]]),
  )
  return {
    codec: withDefaults(
      { optimizer: t.literal(optimizer) },
      { ...codecs, ...common } as unknown as Props<F>,
      {
        ...defaults,
        ...usual,
      } as unknown as Values<Props<F>>,
    ),
    defaults,
    make: (spec) => {
      const {
        optimizer: _,
        learningRate,
        before,
        frozen,
        ...rest
      } = spec as unknown as Values<typeof common> & {
        readonly optimizer: K
        readonly learningRate: Rate.RateSpec
      }
      const at = (eta: number | Scalar): Optimizer<S> =>
        named({ ...rest, learningRate: eta } as unknown as Partial<Options<F>>)
      const last =
        typeof learningRate === 'number'
          ? hidden(at(learningRate))
          : hidden(scheduled(Schedule.schedule(learningRate))((o) => at(o.learningRate)))
      const whole = before.length === 0 ? last : hidden(chain(...before.map(Transform.transform), last))
      return frozen.length === 0 ? whole : hidden(freeze(frozen)(whole))
    },
  }
}

/** Exhaustive by type: an optimizer without an entry does not compile. */
const table = {
  sgd: entry('sgd', fields.sgd, Named.sgd),
  momentum: entry('momentum', fields.momentum, Named.momentum),
  nesterov: entry('nesterov', fields.nesterov, Named.nesterov),
  adagrad: entry('adagrad', fields.adagrad, Named.adagrad),
  rmsprop: entry('rmsprop', fields.rmsprop, Named.rmsprop),
  adam: entry('adam', fields.adam, Named.adam),
  adamw: entry('adamw', fields.adamw, Named.adamw),
} satisfies Readonly<Record<keyof typeof Named, object>>

type Table = typeof table

/**
 * An optimizer as data, whole.
 *
 * @category model
 */
export type OptimizerSpec = { readonly [K in keyof Table]: t.TypeOf<Table[K]['codec']> }[keyof Table]

interface AnyEntry {
  readonly codec: t.Mixed
  readonly defaults: Readonly<Record<string, unknown>>
  readonly make: (spec: never) => Optimizer<Described>
}
const entries: Readonly<Record<keyof Table, AnyEntry>> = table

// -------------------------------------------------------------------------------------------------
// codec
// -------------------------------------------------------------------------------------------------

/**
 * The codec of optimizers. It reads options that are left out as what they are by default, and writes all of them.
 *
 * - **Law** `laws/codec.ts`.
 *
 * @example
 * const text = '{ "optimizer": "sgd", "learningRate": { "schedule": "cosine", "initial": 0, "steps": 100 }, "beta1": 0.9 }'
 * pipe(text, Codec.decode(codec), E.mapLeft(Codec.showProblems))
 * // => E.left('at learningRate.initial: expected a positive number, found 0\nat beta1: expected no key of this name, found 0.9. There are optimizer, learningRate, before, frozen.')
 *
 * @category codecs
 */
export const codec = anyOf<OptimizerSpec>(Object.values(entries).map((each) => each.codec))

/**
 * The codec of learning rates: a number above 0, or a schedule.
 *
 * @example
 * rate.decode({ schedule: 'cosine', initial: 0.1, steps: 100 })
 * // => E.right({ schedule: 'cosine', initial: 0.1, steps: 100, final: 0 })
 *
 * @category codecs
 */
export const rate: t.Type<Rate.RateSpec, unknown, unknown> = Rate.codec

// -------------------------------------------------------------------------------------------------
// what is described
// -------------------------------------------------------------------------------------------------

/**
 * The optimizer of a description: it takes the same steps, to the bit, as the one written by hand.
 *
 * - **Errors** a `NablaError` for a description that the codec would refuse.
 *
 * @example
 * const sgd = optimizer({ optimizer: 'sgd', learningRate: 0.1, before: [{ transform: 'clipByValue', limit: 1 }], frozen: [] })
 * const [updates] = sgd.update(T.scalar(5), sgd.init(T.scalar(1)), T.scalar(1))
 * T.toNumber(updates) // => -0.1
 *
 * @category destructors
 */
export const optimizer = (spec: OptimizerSpec): Optimizer<Described> =>
  codec.is(spec)
    ? entries[spec.optimizer].make(spec as never)
    : fail('OptimizerSpec.optimizer', 'a description that its codec takes', 'another')

/**
 * The description of an optimizer with all its defaults.
 *
 * @example
 * byDefault('momentum') // => { optimizer: 'momentum', learningRate: 0.01, momentum: 0.9, before: [], frozen: [] }
 *
 * @category constructors
 */
export const byDefault = (name: OptimizerSpec['optimizer']): OptimizerSpec =>
  Object.keys(entries).includes(name)
    ? ({ optimizer: name, ...entries[name].defaults, ...usual } as unknown as OptimizerSpec)
    : fail('OptimizerSpec.byDefault', `one of ${Object.keys(entries).join(', ')}`, describe(name))

/**
 * A value from outside as a description and its optimizer, or everything that is wrong with it.
 *
 * - **Errors** those of the codec, as problems.
 *
 * @example
 * pipe(decode({ optimizer: 'sgd' }), E.map(({ spec }) => spec)) // => E.right({ optimizer: 'sgd', learningRate: 0.01, before: [], frozen: [] })
 * pipe(decode({ optimizer: 'adm' }), E.mapLeft(Codec.showProblems))
 * // => E.left('at optimizer: expected one of sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw, found “adm”. Did you mean “adam”?')
 *
 * @category decoding
 */
export const decode = (
  u: unknown,
): E.Either<readonly Problem[], { readonly spec: OptimizerSpec; readonly optimizer: Optimizer<Described> }> =>
  pipe(
    codec.decode(u),
    E.bimap(problems, (spec) => ({ spec, optimizer: optimizer(spec) })),
  )

/**
 * The places in `frozen` where these parameters have no tensor, each as a problem; none if all are there. `decode` cannot tell, since it does not know the model.
 *
 * @example
 * const spec = { ...byDefault('sgd'), frozen: ['haed'] }
 * Codec.showProblems(frozenProblems(spec)({ head: { w: T.scalar(1) } }))
 * // => 'at frozen[0]: expected a path of the parameters, or one above, found “haed”. Did you mean “head”?'
 *
 * @category decoding
 */
export const frozenProblems =
  ({ frozen }: Pick<OptimizerSpec, 'frozen'>) =>
  (params: unknown): readonly Problem[] =>
    missingPlaces(expectArray('OptimizerSpec.frozenProblems', frozen), params).map(({ index, place, next }) => ({
      path: `frozen[${index}]`,
      expected: 'a path of the parameters, or one above',
      found: quoted(place),
      next,
    }))

/**
 * An optimizer on one line: its rate, and what differs from the defaults.
 *
 * @example
 * const sgd = { optimizer: 'sgd', learningRate: { schedule: 'cosine', initial: 0.1, steps: 100, final: 0 }, frozen: [] } as const
 * Show.show({ ...sgd, before: [{ transform: 'clipByGlobalNorm', norm: 1 }] })
 * // => 'sgd 0.1 to 0 by a cosine of 100 steps, clipByGlobalNorm 1'
 *
 * @category instances
 */
export const Show: S.Show<OptimizerSpec> = {
  show: (spec) => {
    expectRecord(
      'OptimizerSpec.Show',
      'a description of an optimizer',
      { optimizer: 'string', before: 'array', frozen: 'array' },
      spec,
    )
    const { optimizer: name, learningRate, before: transforms, frozen, ...options } = spec
    const others = Object.entries(options).filter(([key, value]) => entries[name].defaults[key] !== value)
    return [
      `${name} ${Rate.words(learningRate)}`,
      ...others.map(([key, value]) => `${key} ${String(value)}`),
      ...transforms.map(Transform.words),
      ...(frozen.length === 0 ? [] : [`frozen ${frozen.join(' ')}`]),
    ].join(', ')
  },
}
