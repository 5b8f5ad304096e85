/**
 * What an optimizer is: a state machine over parameter records.
 *
 * `init` makes its state from the parameters; `update` takes a gradient, the state and the parameters to updates, which are **added** to the parameters,
 * and the next state. A transformation of gradients, such as clipping, has the same form, so optimizers are composed in series by `chain`.
 *
 * The state is typed by the record: `Adam`'s moments have the keys and shapes of the parameters. Since the record is not known where an optimizer is
 * made, the state is a function on types: `StateOf<F, P>` is what an optimizer `F` keeps for a record `P`.
 *
 * Everything in a state is a tensor, the count of steps included, so that nothing is frozen when a step is staged.
 *
 * Laws (`laws/optimizer.ts`): `chain` is associative in its updates, with `nothing` as identity; a zero gradient on a fresh state changes no
 * parameters; an optimizer commutes with flattening the record.
 *
 * @since 0.1.0
 */
import * as Pointwise from '../primitive/Pointwise.js'
import { run } from '../primitive/Primitive.js'
import { zipParams } from '../tensor/Params.js'
import { record as expectRecord } from '../tensor/Expect.js'

/** A function on types: `out` is written in terms of `this['in']`. */
export interface StateFunction {
  readonly in: unknown
  readonly out: unknown
}

/**
 * The state an optimizer keeps for a record `P`.
 *
 * @category model
 * @since 0.1.0
 */
export type StateOf<F extends StateFunction, P> = (F & { readonly in: P })['out']

/**
 * An optimizer whose state is `F` of the record.
 *
 * @category model
 * @since 0.1.0
 */
export interface Optimizer<F extends StateFunction> {
  readonly init: <P>(params: P) => StateOf<F, P>
  readonly update: <P>(gradient: P, state: StateOf<F, P>, params: P) => readonly [updates: P, state: StateOf<F, P>]
}

/** Remembers nothing. */
export interface Stateless extends StateFunction {
  readonly out: readonly []
}

/** The states of two optimizers in series. */
export interface Both<F extends StateFunction, G extends StateFunction> extends StateFunction {
  readonly out: readonly [StateOf<F, this['in']>, StateOf<G, this['in']>]
}

const optimizer = <F extends StateFunction>(x: Optimizer<F>): Optimizer<F> =>
  expectRecord('chain', 'an optimizer', { init: 'function', update: 'function' }, x)

/**
 * One optimizer after another: the second is given the updates of the first as its gradient.
 *
 * @example
 * const optimizer = O.chain(O.sgd({ learningRate: 2 }), O.sgd({ learningRate: 0.25 }))
 * const [updates] = optimizer.update(T.scalar(1), optimizer.init(T.scalar(0)), T.scalar(0))
 * T.toNumber(updates) // => 0.5
 *
 * @category combinators
 * @since 0.1.0
 */
export const chain = <F extends StateFunction, G extends StateFunction>(
  first: Optimizer<F>,
  second: Optimizer<G>,
): Optimizer<Both<F, G>> => ({
  init: (params) => [optimizer(first).init(params), optimizer(second).init(params)],
  update: (gradient, state, params) => {
    const [f, g] = expectRecord('chain', 'the state that its init makes', { length: 'number' }, state)
    const [passed, nextF] = optimizer(first).update(gradient, f, params)
    const [updates, nextG] = optimizer(second).update(passed, g, params)
    return [updates, [nextF, nextG]]
  },
})

/**
 * The parameters after some updates, `p + u`.
 *
 * @example
 * T.toNumber(O.apply({ w: T.scalar(-1) }, { w: T.scalar(3) }).w) // => 2
 *
 * @category destructors
 * @since 0.1.0
 */
export const apply = <P>(updates: P, params: NoInfer<P>): P =>
  zipParams((u, p) => run(Pointwise.add, p, u), updates, params)
