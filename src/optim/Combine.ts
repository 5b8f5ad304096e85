/**
 * Combinators of optimizers: by the iteration and by the parts of a record.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { add } from '../operation/Binary.js'
import { fail } from '../tensor/Errors.js'
import { scalar, type Scalar } from '../tensor/Value.js'
import { expectOptimizer, type AnyOptimizer, type Optimizer, type StateFunction, type StateOf } from './Optimizer.js'
import type { Schedule } from './Schedule.js'
import { fn as expectFn, record as expectRecord } from '../tensor/Expect.js'

/**
 * The state of a scheduled optimizer: the iteration, the learning rate of its last step (at first, that of the first step), and the inner state.
 *
 * @category model
 */
export interface ScheduledState<S> {
  readonly iteration: Scalar
  readonly learningRate: Scalar
  readonly inner: S
}

/** The state is a `ScheduledState`. */
export interface Scheduled<F extends StateFunction> extends StateFunction {
  readonly out: ScheduledState<StateOf<F, this['in']>>
}

/**
 * An optimizer whose learning rate follows a schedule. The argument is a function from a rate to an optimizer: `O.adam`, or `(o) => O.adam({ ...o, beta1: 0.8 })`.
 *
 * @example
 * const optimizer = O.scheduled(Schedule.step(1, { every: 1, factor: 0.5 }))(O.sgd)
 * const [, state] = optimizer.update(T.scalar(1), optimizer.init(T.scalar(0)), T.scalar(0))
 * const [updates, after] = optimizer.update(T.scalar(1), state, T.scalar(0))
 * T.toNumber(updates) // => -0.5
 * T.toNumber(after.learningRate) // => 0.5
 *
 * @category combinators
 */
export const scheduled =
  (schedule: Schedule) =>
  <F extends StateFunction>(
    optimizer: (options: { readonly learningRate: Scalar }) => Optimizer<F>,
  ): Optimizer<Scheduled<F>> => {
    expectFn('scheduled', schedule, 'a schedule, a function of the iteration')
    expectFn('scheduled', optimizer, 'a function from options to an optimizer')
    const at = (learningRate: Scalar): Optimizer<F> => expectOptimizer('scheduled', optimizer({ learningRate }))
    return {
      _tag: 'Optimizer',
      init: (params) => {
        const learningRate = schedule(scalar(0))
        return { iteration: scalar(0), learningRate, inner: at(learningRate).init(params) }
      },
      update: (gradient, state, params) => {
        const { iteration, inner } = expectRecord(
          'scheduled',
          'the state that its init makes',
          { iteration: 'tensor' },
          state,
        )
        const learningRate = schedule(iteration)
        const [updates, next] = at(learningRate).update(gradient, inner, params)
        return [updates, { iteration: add(1)(iteration), learningRate, inner: next }]
      },
    }
  }

/** The states of the parts of a record. */
export interface PartState<M> extends StateFunction {
  readonly out: {
    readonly [K in keyof this['in']]: K extends keyof M
      ? M[K] extends Optimizer<infer F>
        ? StateOf<F, this['in'][K]>
        : never
      : never
  }
}

type Untyped = Optimizer<StateFunction>

/**
 * One optimizer per part of a record, by its keys.
 *
 * - **Errors** a `NablaError` when the record has other keys.
 *
 * @example
 * const optimizer = O.perPart({ slow: O.sgd({ learningRate: 0.1 }), fast: O.sgd({ learningRate: 1 }) })
 * const params = { slow: T.scalar(0), fast: T.scalar(0) }
 * const [updates] = optimizer.update({ slow: T.scalar(1), fast: T.scalar(1) }, optimizer.init(params), params)
 * T.toNumber(updates.slow) // => -0.1
 * T.toNumber(updates.fast) // => -1
 *
 * @category combinators
 */
export const perPart = <const M extends { readonly [name: string]: AnyOptimizer }>(
  parts: M,
): Optimizer<PartState<M>> => {
  const names = Object.keys(expectRecord('perPart', 'a record of optimizers', {}, parts)).sort()
  if (names.length === 0) fail('perPart', 'an optimizer for each part', 'an empty record')
  names.forEach((name) => expectOptimizer(`perPart, ${name}`, parts[name]))
  const each = (params: unknown): readonly (readonly [string, Untyped])[] => {
    const keys = typeof params === 'object' && params !== null ? Object.keys(params).sort() : []
    return keys.join('\n') === names.join('\n')
      ? names.map((name) => [name, parts[name] as unknown as Untyped])
      : fail('perPart', `a record with the parts ${names.join(', ')}`, keys.length > 0 ? keys.join(', ') : 'no record')
  }
  const at = (record: unknown, name: string): unknown => (record as Readonly<Record<string, unknown>>)[name]
  /** Parts as a record of the given kind: a tuple stays a tuple. */
  const like = (params: unknown, built: readonly (readonly [string, unknown])[]): unknown =>
    Array.isArray(params)
      ? pipe(Object.fromEntries(built), (by) => params.map((_, i) => by[i]))
      : Object.fromEntries(built)
  const untyped = {
    _tag: 'Optimizer',
    init: (params: unknown) =>
      like(
        params,
        each(params).map(([name, optimizer]) => [name, optimizer.init(at(params, name))]),
      ),
    update: (gradient: unknown, state: unknown, params: unknown) => {
      const done = each(params).map(
        ([name, optimizer]) => [name, optimizer.update(at(gradient, name), at(state, name), at(params, name))] as const,
      )
      return [
        like(
          params,
          done.map(([name, [updates]]) => [name, updates]),
        ),
        like(
          params,
          done.map(([name, [, next]]) => [name, next]),
        ),
      ]
    },
  }
  return untyped as unknown as Optimizer<PartState<M>>
}
