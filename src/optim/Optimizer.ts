/**
 * Optimizers and gradient transformations: state machines over parameter records, composed in series.
 *
 * A `GradientTransformation`, such as clipping, maps gradients to gradients, or updates to updates. An `Optimizer` maps gradients to updates, which are **added** to the
 * parameters. They differ in their tag, so the types keep them apart. `scaleByLearningRate` is the only primitive optimizer;
 * all others are chains that contain it.
 *
 * `init` creates a state from the parameters; `update` maps a gradient, the state and the parameters to updates and the next state.
 *
 * The state is typed by the record: the moments of Adam have the keys and shapes of the parameters. An optimizer is created before its record is known, so the state is a
 * type-level function: `StateOf<F, P>` is the state of an optimizer `F` for a record `P`.
 *
 * Everything in a state is a tensor, including the count of steps, so that staging a step freezes nothing.
 *
 * Laws (`laws/optimizer.ts`): `chain` is associative in its updates, with `nothing` as identity; a zero gradient on a fresh state changes no
 * parameters; an optimizer commutes with flattening the record.
 */
import { shown } from '../codec/Words.js'
import { add } from '../operation/Binary.js'
import { fail } from '../tensor/Errors.js'
import { mapParams, zipParams } from '../tensor/Params.js'
import { shape, uniform, type AnyTensor } from '../tensor/Value.js'
import { record as expectRecord } from '../tensor/Expect.js'

// -------------------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------------------

/** A type-level function: `out` is written in terms of `this['in']`. */
export interface StateFunction {
  readonly in: unknown
  readonly out: unknown
}

/**
 * The state of an optimizer or a transformation `F` for a record `P`.
 *
 * @category model
 */
export type StateOf<F extends StateFunction, P> = (F & { readonly in: P })['out']

/** The interface of both: `init` creates a state, `update` makes a step. */
interface Machine<F extends StateFunction> {
  readonly init: <P>(params: P) => StateOf<F, P>
  readonly update: <P>(gradient: P, state: StateOf<F, P>, params: P) => readonly [updates: P, state: StateOf<F, P>]
}

/**
 * A transformation of gradients, or of updates, with the state `F`.
 *
 * @category model
 */
export interface GradientTransformation<F extends StateFunction> extends Machine<F> {
  readonly _tag: 'GradientTransformation'
  /** Set for a transformation that is valid for gradients only, such as `addDecayedWeights`: a chain refuses it after an optimizer. */
  readonly ofGradients?: true
}

/**
 * An optimizer with the state `F`: its updates are added to the parameters.
 *
 * @category model
 */
export interface Optimizer<F extends StateFunction> extends Machine<F> {
  readonly _tag: 'Optimizer'
  /** The hyperparameters of a named optimizer. */
  readonly options?: Readonly<Record<string, unknown>>
}

/** The supertype of optimizers and transformations. */
interface AnyMachine {
  readonly init: (params: never) => unknown
  readonly update: (gradient: never, state: never, params: never) => readonly [unknown, unknown]
}

/** The supertype of transformations. */
export interface AnyTransformation extends AnyMachine {
  readonly _tag: 'GradientTransformation'
}

/** The supertype of optimizers. */
export interface AnyOptimizer extends AnyMachine {
  readonly _tag: 'Optimizer'
}

/** The state is empty. */
export interface Stateless extends StateFunction {
  readonly out: readonly []
}

// -------------------------------------------------------------------------------------------------
// refinements
// -------------------------------------------------------------------------------------------------

const tagOf = (u: unknown): unknown => (typeof u === 'object' && u !== null && '_tag' in u ? u._tag : undefined)

const describe = (u: unknown): string =>
  tagOf(u) === 'GradientTransformation'
    ? 'a transformation of gradients, which takes no step by itself. Chain it with one: chain(transformation, scaleByLearningRate(0.01))'
    : typeof u === 'function'
      ? 'a function. Call it: adam(), not adam'
      : shown(u)

/**
 * Whether a value is an optimizer.
 *
 * @example
 * [O.sgd(), O.nothing].map(O.isOptimizer) // => [true, false]
 *
 * @category refinements
 */
export const isOptimizer = (u: unknown): u is Optimizer<StateFunction> => tagOf(u) === 'Optimizer'

/** Checks an optimizer, for callers without types. */
export const expectOptimizer = <O>(operation: string, u: O): O =>
  isOptimizer(u) ? u : fail(operation, 'an optimizer', describe(u))

/** Checks an optimizer or a transformation, for callers without types. */
export const expectMachine = <M>(operation: string, u: M): M =>
  isOptimizer(u) || tagOf(u) === 'GradientTransformation'
    ? u
    : fail(operation, 'an optimizer or a transformation of gradients', describe(u))

// -------------------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------------------

/** A transformation without state. */
export const stateless = (f: <P>(gradient: P, params: P) => P): GradientTransformation<Stateless> => ({
  _tag: 'GradientTransformation',
  init: () => [],
  update: (gradient, state, params) => [f(gradient, params), state],
})

/** A record of zeros. */
export const zeros = <P>(params: P): P => mapParams((p) => uniform(shape(p), 0), params)

/**
 * The optimizer without effect: its updates are zeros for every gradient, including NaN.
 *
 * @example
 * const [updates] = O.frozen.update(T.scalar(NaN), [], T.scalar(1))
 * T.toNumber(updates) // => 0
 *
 * @category optimizers
 */
export const frozen: Optimizer<Stateless> = { ...stateless(zeros), _tag: 'Optimizer' }

// -------------------------------------------------------------------------------------------------
// chain
// -------------------------------------------------------------------------------------------------

type Members = readonly (AnyTransformation | AnyOptimizer)[]

/** The states of the members of a chain, in order. */
export interface Chained<M extends Members> extends StateFunction {
  readonly out: {
    readonly [K in keyof M]: M[K] extends Optimizer<infer F> | GradientTransformation<infer F>
      ? StateOf<F, this['in']>
      : never
  }
}

declare const chainError: unique symbol

/** A compile-time error message about a member of a chain. */
export interface ChainError<Message extends string> {
  readonly [chainError]: Message
}

type SecondOptimizer = ChainError<'a chain takes one optimizer at most, this is a second one'>

/** The members of a chain, with an error message in place of a second optimizer. */
type CheckMembers<M extends readonly unknown[], Before extends boolean = false> = M extends readonly []
  ? []
  : M extends readonly [infer First, ...infer Rest]
    ? [First] extends [AnyTransformation]
      ? [First, ...CheckMembers<Rest, Before>]
      : [Before extends true ? SecondOptimizer : First, ...CheckMembers<Rest, true>]
    : M extends readonly [...infer Rest, infer Last]
      ? [Last] extends [AnyTransformation]
        ? [...CheckMembers<Rest, Before>, Last]
        : [...CheckMembers<Rest, true>, Before extends true ? SecondOptimizer : Last]
      : M extends readonly AnyTransformation[]
        ? M
        : SecondOptimizer[]

/** An optimizer if one of the members is one, otherwise a transformation. */
export type Chain<M extends Members> = 'Optimizer' extends M[number]['_tag']
  ? Optimizer<Chained<M>>
  : GradientTransformation<Chained<M>>

type Untyped = Machine<StateFunction>

/**
 * Composes transformations, and at most one optimizer, in series: each receives the result of the one before it. The chain is an optimizer if it contains one, otherwise a
 * transformation. Members before the optimizer see gradients, members after it updates.
 *
 * The state is the tuple of the members' states.
 *
 * - **Errors** a compile error, and a `NablaError`, for two optimizers; a `NablaError` for `addDecayedWeights` after an optimizer, which would add +λw to the updates.
 * - **Law** `laws/optimizer.ts`: it is associative in its updates, with `nothing` as identity.
 *
 * @example
 * const optimizer = O.chain(O.clipByValue(1), O.trace(0.9), O.scaleByLearningRate(0.5))
 * const [updates] = optimizer.update(T.scalar(3), optimizer.init(T.scalar(0)), T.scalar(0))
 * T.toNumber(updates) // => -0.5
 *
 * @category combinators
 */
export const chain = <const M extends Members>(...members: M & CheckMembers<M>): Chain<M> => {
  const all = members.map((each) => expectMachine<unknown>('chain', each)) as readonly Untyped[]
  const optimizers = all.filter(isOptimizer).length
  if (optimizers > 1) return fail('chain', 'one optimizer at most among its members', `${optimizers} optimizers`)
  const isOfGradients = (each: Untyped): boolean =>
    (each as Partial<GradientTransformation<StateFunction>>).ofGradients === true
  if (all.slice(all.findIndex(isOptimizer) + 1).some((each) => optimizers === 1 && isOfGradients(each)))
    return fail(
      'chain',
      'addDecayedWeights before the optimizer',
      'it after the optimizer, where it would move the parameters uphill',
    )
  const machine: Untyped = {
    init: (params) => all.map((each) => each.init(params)),
    update: <P>(gradient: P, states: unknown, params: P) => {
      const before = expectRecord(
        'chain',
        'the state that its init makes',
        { length: 'number' },
        states,
      ) as readonly unknown[]
      return all.reduce<readonly [P, readonly unknown[]]>(
        ([passed, done], each, i) => {
          const [updates, next] = each.update(passed, before[i], params)
          return [updates, [...done, next]]
        },
        [gradient, []],
      )
    },
  }
  const tags =
    optimizers === 1
      ? { _tag: 'Optimizer' }
      : { _tag: 'GradientTransformation', ...(all.some(isOfGradients) ? { ofGradients: true } : {}) }
  return { ...tags, ...machine } as unknown as Chain<M>
}

/**
 * Applies updates to parameters, `p + u`.
 *
 * @example
 * T.toNumber(O.apply({ w: T.scalar(-1) }, { w: T.scalar(3) }).w) // => 2
 *
 * @category destructors
 */
export const apply = <P>(updates: P, params: NoInfer<P>): P =>
  zipParams((u: AnyTensor, p: AnyTensor) => add(u)(p), updates, params)
