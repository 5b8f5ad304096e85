/**
 * Optimizers as data: a name and its options, decoded to an optimizer, or refused with everything that is wrong.
 *
 * ```json
 * { "optimizer": "adam", "learningRate": { "schedule": "cosine", "initial": 0.01, "steps": 1800 }, "before": [{ "transform": "clipByGlobalNorm", "norm": 1 }] }
 * ```
 *
 * Optimizers, their options and their defaults are those of `nabla-ts/Optimizer`. A learning rate is a number or a schedule of `nabla-ts/Schedule`; transformations of the gradient stand
 * in `before`, the first first.
 *
 * Laws (`test/optim/OptimizerSpec.test.ts`): those of `codec` in `nabla-ts/laws`; the optimizer of a description takes the steps of the one written by hand.
 *
 * @since 0.1.0
 */
import { describe } from '../tensor/Expect.js'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type * as S from 'fp-ts/lib/Show.js'
import * as t from 'io-ts/lib/index.js'
import { anyOf, withDefaults, type Values, type Whole, type WithDefaults } from '../codec/Defaults.js'
import { list } from '../codec/List.js'
import { fraction, nonNegative } from '../codec/Number.js'
import { problems, type Problem } from '../codec/Problem.js'
import { fail } from '../tensor/Errors.js'
import type { Scalar } from '../tensor/Value.js'
import * as Adaptive from './Adaptive.js'
import { scheduled } from './Combine.js'
import * as Descent from './Descent.js'
import { chain, type Optimizer, type StateFunction } from './Optimizer.js'
import * as Rate from './spec/RateSpec.js'
import * as Schedule from './spec/ScheduleSpec.js'
import * as Transform from './spec/TransformSpec.js'

export type { RateSpec } from './spec/RateSpec.js'
export type { ScheduleSpec } from './spec/ScheduleSpec.js'
export type { TransformSpec } from './spec/TransformSpec.js'

// -------------------------------------------------------------------------------------------------
// state
// -------------------------------------------------------------------------------------------------

declare const kept: unique symbol

/**
 * What a described optimizer keeps for a record `P`: only that optimizer looks into it.
 *
 * @category model
 * @since 0.1.0
 */
export interface Kept<P> {
  readonly [kept]: P
}

/** Keeps what is its own affair. */
export interface Described extends StateFunction {
  readonly out: Kept<this['in']>
}

// -------------------------------------------------------------------------------------------------
// the table
// -------------------------------------------------------------------------------------------------

const before = list(Transform.codec, { least: 0, most: 20, things: 'transformations' })

type Common = { readonly learningRate: typeof Rate.codec; readonly before: typeof before }
type Tagged<K extends string> = { readonly optimizer: t.LiteralC<K> }
type Fields<D extends t.Props> = { readonly [F in keyof (D & Common)]: (D & Common)[F] }

interface Entry<K extends string, D extends t.Props> {
  readonly codec: WithDefaults<Tagged<K>, Fields<D>>
  readonly defaults: Readonly<Record<string, unknown>>
  readonly make: (spec: Whole<Tagged<K>, Fields<D>>) => Optimizer<Described>
}

/** Its states have no constructor, so nobody can hand it one that is not its own but by asking another optimizer for it. */
const hidden = <F extends StateFunction>(optimizer: Optimizer<F>): Optimizer<Described> =>
  optimizer as unknown as Optimizer<Described>

const entry = <K extends string, D extends t.Props, F extends StateFunction>(
  optimizer: K,
  options: D,
  defaults: Values<D> & { readonly learningRate: number },
  make: (options: Values<D> & { readonly learningRate: number | Scalar }) => Optimizer<F>,
): Entry<K, D> => ({
  codec: withDefaults(
    { optimizer: t.literal(optimizer) },
    { learningRate: Rate.codec, ...options, before } as unknown as Fields<D>,
    { ...defaults, before: [] } as unknown as Values<Fields<D>>,
  ),
  defaults,
  make: (spec) => {
    const {
      optimizer: _,
      learningRate: rate,
      before: transforms,
      ...rest
    } = spec as unknown as Values<Common> & {
      readonly optimizer: K
    }
    const at = (eta: number | Scalar): Optimizer<F> => make({ ...(rest as unknown as Values<D>), learningRate: eta })
    const last =
      typeof rate === 'number'
        ? hidden(at(rate))
        : hidden(scheduled(Schedule.schedule(rate))((o) => at(o.learningRate)))
    return transforms.reduceRight((after, each) => hidden(chain(Transform.transform(each), after)), last)
  },
})

const moments = { beta1: fraction, beta2: fraction, epsilon: nonNegative, biasCorrection: t.boolean }
const usual = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, biasCorrection: true }

/** Exhaustive by type: an optimizer without an entry does not compile. */
const table = {
  sgd: entry('sgd', {}, { learningRate: 0.01 }, Descent.sgd),
  momentum: entry('momentum', { momentum: fraction }, { learningRate: 0.01, momentum: 0.9 }, Descent.momentum),
  nesterov: entry('nesterov', { momentum: fraction }, { learningRate: 0.01, momentum: 0.9 }, Descent.nesterov),
  adagrad: entry('adagrad', { epsilon: nonNegative }, { learningRate: 0.01, epsilon: 1e-8 }, Adaptive.adagrad),
  rmsprop: entry(
    'rmsprop',
    { decay: fraction, epsilon: nonNegative },
    { learningRate: 1e-3, decay: 0.9, epsilon: 1e-8 },
    Adaptive.rmsprop,
  ),
  adam: entry('adam', moments, usual, Adaptive.adam),
  adamw: entry('adamw', { ...moments, weightDecay: nonNegative }, { ...usual, weightDecay: 0.01 }, Adaptive.adamw),
} satisfies Readonly<Record<keyof typeof Descent | keyof typeof Adaptive, object>>

type Table = typeof table

/**
 * An optimizer as data, whole.
 *
 * @category model
 * @since 0.1.0
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
 * // => E.left('at learningRate.initial: expected a positive number, found 0\nat beta1: expected no key of this name, found 0.9. There are optimizer, learningRate, before.')
 *
 * @category codecs
 * @since 0.1.0
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
 * @since 0.1.0
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
 * const sgd = optimizer({ optimizer: 'sgd', learningRate: 0.1, before: [{ transform: 'clipByValue', limit: 1 }] })
 * const [updates] = sgd.update(T.scalar(5), sgd.init(T.scalar(1)), T.scalar(1))
 * T.toNumber(updates) // => -0.1
 *
 * @category destructors
 * @since 0.1.0
 */
export const optimizer = (spec: OptimizerSpec): Optimizer<Described> =>
  codec.is(spec)
    ? entries[spec.optimizer].make(spec as never)
    : fail('OptimizerSpec.optimizer', 'a description that its codec takes', 'another')

/**
 * The description of an optimizer with all its defaults.
 *
 * @example
 * byDefault('momentum') // => { optimizer: 'momentum', learningRate: 0.01, momentum: 0.9, before: [] }
 *
 * @category constructors
 * @since 0.1.0
 */
export const byDefault = (name: OptimizerSpec['optimizer']): OptimizerSpec =>
  Object.hasOwn(entries, name)
    ? ({ optimizer: name, ...entries[name].defaults, before: [] } as unknown as OptimizerSpec)
    : fail('OptimizerSpec.byDefault', `one of ${Object.keys(entries).join(', ')}`, describe(name))

/**
 * A value from outside as a description and its optimizer, or everything that is wrong with it.
 *
 * - **Errors** those of the codec, as problems.
 *
 * @example
 * pipe(decode({ optimizer: 'sgd' }), E.map(({ spec }) => spec)) // => E.right({ optimizer: 'sgd', learningRate: 0.01, before: [] })
 * pipe(decode({ optimizer: 'adm' }), E.mapLeft(Codec.showProblems))
 * // => E.left('at optimizer: expected one of sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw, found “adm”. Did you mean “adam”?')
 *
 * @category decoding
 * @since 0.1.0
 */
export const decode = (
  u: unknown,
): E.Either<readonly Problem[], { readonly spec: OptimizerSpec; readonly optimizer: Optimizer<Described> }> =>
  pipe(
    codec.decode(u),
    E.bimap(problems, (spec) => ({ spec, optimizer: optimizer(spec) })),
  )

/**
 * An optimizer on one line: its rate, and what differs from the defaults.
 *
 * @example
 * const sgd = { optimizer: 'sgd', learningRate: { schedule: 'cosine', initial: 0.1, steps: 100, final: 0 } } as const
 * Show.show({ ...sgd, before: [{ transform: 'clipByGlobalNorm', norm: 1 }] })
 * // => 'sgd 0.1 to 0 by a cosine of 100 steps, clipByGlobalNorm 1'
 *
 * @category instances
 * @since 0.1.0
 */
export const Show: S.Show<OptimizerSpec> = {
  show: (spec) => {
    if (!codec.is(spec)) return fail('OptimizerSpec.Show', 'a description that its codec takes', describe(spec))
    const { optimizer: name, learningRate, before: transforms, ...options } = spec
    const others = Object.entries(options).filter(([key, value]) => entries[name].defaults[key] !== value)
    return [
      `${name} ${Rate.words(learningRate)}`,
      ...others.map(([key, value]) => `${key} ${String(value)}`),
      ...transforms.map(Transform.words),
    ].join(', ')
  },
}
