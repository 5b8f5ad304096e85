/**
 * Optimizers and gradient transformations: state machines over parameter records, composed in series.
 *
 * A `GradientTransformation` maps gradients to gradients, such as clipping, or updates to updates. An `Optimizer` maps gradients to updates, which are **added** to the
 * parameters. The two differ in their tag, so neither is taken for the other: what trains is an optimizer. There is one that moves anything by itself,
 * `scaleByLearningRate`; all others are chains with it in them.
 *
 * `init` makes a state from the parameters; `update` takes a gradient, the state and the parameters to the result and the next state.
 *
 * The state is typed by the record: the moments of Adam have the keys and shapes of the parameters. Since the record is not known where an optimizer is
 * made, the state is a function on types: `StateOf<F, P>` is what an optimizer `F` keeps for a record `P`.
 *
 * Everything in a state is a tensor, the count of steps included, so that nothing is frozen when a step is staged.
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

/** A function on types: `out` is written in terms of `this['in']`. */
export interface StateFunction {
  readonly in: unknown
  readonly out: unknown
}

/**
 * The state an optimizer or a transformation keeps for a record `P`.
 *
 * @category model
 */
export type StateOf<F extends StateFunction, P> = (F & { readonly in: P })['out']

/** What both kinds do: `init` makes a state, `update` a step. */
interface Machine<F extends StateFunction> {
  readonly init: <P>(params: P) => StateOf<F, P>
  readonly update: <P>(gradient: P, state: StateOf<F, P>, params: P) => readonly [updates: P, state: StateOf<F, P>]
}

/**
 * A transformation of gradients, or of updates, whose state is `F` of the record. It leaves it to an optimizer to go downhill.
 *
 * @category model
 */
export interface GradientTransformation<F extends StateFunction> extends Machine<F> {
  readonly _tag: 'GradientTransformation'
  /** Set for a transformation of gradients that is wrong for updates, such as `addDecayedWeights`: a chain refuses it after an optimizer. */
  readonly ofGradients?: true
}

/**
 * An optimizer whose state is `F` of the record: its updates are added to the parameters.
 *
 * @category model
 */
export interface Optimizer<F extends StateFunction> extends Machine<F> {
  readonly _tag: 'Optimizer'
  /** The hyperparameters it was made with, where it has a name of its own. */
  readonly options?: Readonly<Record<string, unknown>>
}

/** Anything with a state and a step, for code that looks at types only. */
interface AnyMachine {
  readonly init: (params: never) => unknown
  readonly update: (gradient: never, state: never, params: never) => readonly [unknown, unknown]
}

/** Any transformation, for code that looks at types only. */
export interface AnyTransformation extends AnyMachine {
  readonly _tag: 'GradientTransformation'
}

/** Any optimizer, for code that looks at types only. */
export interface AnyOptimizer extends AnyMachine {
  readonly _tag: 'Optimizer'
}

/** Remembers nothing. */
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
 * Whether something is an optimizer, and no transformation of gradients.
 *
 * @example
 * [O.sgd(), O.nothing].map(O.isOptimizer) // => [true, false]
 *
 * @category refinements
 */
export const isOptimizer = (u: unknown): u is Optimizer<StateFunction> => tagOf(u) === 'Optimizer'

/** The optimizer, checked for callers without types. */
export const expectOptimizer = <O>(operation: string, u: O): O =>
  isOptimizer(u) ? u : fail(operation, 'an optimizer', describe(u))

/** The optimizer or transformation, checked for callers without types. */
export const expectMachine = <M>(operation: string, u: M): M =>
  isOptimizer(u) || tagOf(u) === 'GradientTransformation'
    ? u
    : fail(operation, 'an optimizer or a transformation of gradients', describe(u))

// -------------------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------------------

/** A transformation without a state. */
export const stateless = (f: <P>(gradient: P, params: P) => P): GradientTransformation<Stateless> => ({
  _tag: 'GradientTransformation',
  init: () => [],
  update: (gradient, state, params) => [f(gradient, params), state],
})

/** Zeros like a record. */
export const zeros = <P>(params: P): P => mapParams((p) => uniform(shape(p), 0), params)

/**
 * The optimizer that moves nothing: its updates are zeros, whatever the gradient, NaN included.
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

/** The states of the members of a chain, one after another. */
export interface Chained<M extends Members> extends StateFunction {
  readonly out: {
    readonly [K in keyof M]: M[K] extends Optimizer<infer F> | GradientTransformation<infer F>
      ? StateOf<F, this['in']>
      : never
  }
}

declare const chainError: unique symbol

/** What is wrong with a member of a chain, in words. */
export interface ChainError<Message extends string> {
  readonly [chainError]: Message
}

type SecondOptimizer = ChainError<'a chain takes one optimizer at most, this is a second one'>

/** The members of a chain, with words in place of an optimizer after another one. */
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

/** An optimizer if one of its members is one, else a transformation. */
export type Chain<M extends Members> = 'Optimizer' extends M[number]['_tag']
  ? Optimizer<Chained<M>>
  : GradientTransformation<Chained<M>>

type Untyped = Machine<StateFunction>

/**
 * Transformations in series, with one optimizer among them at most: each is given the result of the one before it. With an optimizer it is an optimizer, without one a
 * transformation. What stands before the optimizer sees gradients, what stands after it updates.
 *
 * Its state is the tuple of the states of its members.
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
 * The parameters after some updates, `p + u`.
 *
 * @example
 * T.toNumber(O.apply({ w: T.scalar(-1) }, { w: T.scalar(3) }).w) // => 2
 *
 * @category destructors
 */
export const apply = <P>(updates: P, params: NoInfer<P>): P =>
  zipParams((u: AnyTensor, p: AnyTensor) => add(u)(p), updates, params)
