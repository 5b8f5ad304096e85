/**
 * A training step, as a reducer: `(state, batch) => state`.
 *
 * It is total: it never looks at a number and never stops, so it can be folded, differentiated, staged. Whoever runs it (`Run`) looks at the loss.
 *
 * Laws (`laws/training.ts`): the fold of a concatenation is fold after fold.
 */
import { knownOptions } from '../codec/Options.js'
import { gradientOf, pull } from '../diff/Formal.js'
import type { Batch, Examples } from '../data/Dataset.js'
import { train as trainMode, type Mode, type Model } from '../nn/Model.js'
import type { CheckOutput, Objective } from '../nn/Objective.js'
import { apply, expectOptimizer, type Optimizer, type StateFunction, type StateOf } from '../optim/Optimizer.js'
import { child, type Seed } from '../random/Seed.js'
import type { Scalar } from '../tensor/Value.js'
import { after, beginning, type Progress } from './Progress.js'
import { fn as expectFn, record as expectRecord } from '../tensor/Expect.js'
import { array as expectArray } from '../tensor/Expect.js'

/**
 * All there is to a run between two steps; who has it can go on from there.
 *
 * @category model
 */
export interface State<P, S> extends Learned<P, S>, Progress {}

/**
 * What is learned in a run: the tensors of its state.
 *
 * @category model
 */
export interface Learned<P, S> {
  readonly params: P
  readonly optimizer: S
}

/**
 * What a step computes on its way from what was learned to what is: the loss and the output before the update, the gradient, and what is added to the parameters.
 *
 * @category model
 */
export interface Worked<P, O> {
  readonly loss: Scalar
  readonly output: O
  readonly gradient: P
  readonly updates: P
}

/**
 * The state that a step made, and what it computed on the way.
 *
 * @category model
 */
export interface Observed<P, S, O> extends Worked<P, O> {
  readonly state: State<P, S>
}

/**
 * A model, an objective and an optimizer, joined: how a run begins and how it goes on.
 *
 * @category model
 */
export interface Trainer<P, I, O, T, M, D, S> {
  readonly model: Model<P, I, O>
  readonly objective: Objective<O, T, M, D>
  /** The mathematics of a step, from tensors to tensors: the loss and the gradient on some examples, and what the optimizer makes of them. It can be differentiated, staged, batched. */
  readonly advance: (at: Learned<P, S>, examples: Examples<I, T>, mode: Mode) => Learned<P, S> & Worked<P, O>
  /** The first state of a run. */
  readonly start: (seed: Seed) => State<P, S>
  /** A state of another trainer of the same model, to be gone on with by this one: the parameters and the place are the same, the optimizer begins anew. */
  readonly fork: (state: State<P, unknown>) => State<P, S>
  /** The state after a batch. */
  readonly step: (state: State<P, S>, batch: Batch<I, T>) => State<P, S>
  /** The same step, with what it saw. */
  readonly observe: (state: State<P, S>, batch: Batch<I, T>) => Observed<P, S, O>
}

/** What each part of a run draws from. */
const forParams = child(0)

/** The seed of what is random in the model of a run. */
export const forModel = child(1)

/** The seed of the shuffling of a run. */
export const forBatches = child(2)

/**
 * Joins a model, an objective and an optimizer.
 *
 * - **Errors** a compile error when the model's output is not what the objective takes, or a transformation of gradients stands for the optimizer; for the latter a `NablaError`, too.
 *
 * @example
 * const trainer = Train.trainer({ model: L.dense(1, 1), objective: Objective.regression(1), optimizer: O.sgd({ learningRate: 0.1 }) })
 * trainer.start(Seed.fromNumber(1)).iteration // => 0
 *
 * @category constructors
 */
export const trainer = <P, I, O, Expected, T, M, D, F extends StateFunction>(parts: {
  readonly model: Model<P, I, O> & { readonly apply: CheckOutput<O, Expected> }
  readonly objective: Objective<Expected, T, M, D>
  readonly optimizer: Optimizer<F>
}): Trainer<P, I, O, T, M, D, StateOf<F, P>> => {
  knownOptions('Train.trainer', ['model', 'objective', 'optimizer'], parts)
  const model: Model<P, I, O> = expectRecord(
    'Train.trainer',
    'a model',
    { init: 'function', apply: 'function' },
    parts.model,
  )
  // What `CheckOutput` says: every output of the model is one that the objective takes.
  const objective = parts.objective as unknown as Objective<O, T, M, D>
  const optimizer = expectOptimizer('Train.trainer', parts.optimizer)
  const advance: Trainer<P, I, O, T, M, D, StateOf<F, P>>['advance'] = (at, { inputs, targets }, mode) => {
    const loss = objective.loss(targets)
    const worked = (params: P) => {
      const output = model.apply(params)(inputs, mode)
      return { value: loss(output), aside: output }
    }
    // What the rules give: a run looks at the loss, and ends where it is not finite.
    const { value, gradient, aside } = gradientOf(pull(worked, at.params))
    const [updates, next] = optimizer.update(gradient, at.optimizer, at.params)
    return { params: apply(updates, at.params), optimizer: next, loss: value, output: aside, gradient, updates }
  }
  const observe = (state: State<P, StateOf<F, P>>, batch: Batch<I, T>) => {
    const mode = trainMode(child(state.iteration)(forModel(state.seed)))
    const { params, optimizer: next, ...worked } = advance(state, batch, mode)
    return { ...worked, state: { params, optimizer: next, ...after(state, batch, worked.loss) } }
  }
  return {
    model,
    objective,
    advance,
    start: (seed) => {
      const params = model.init(forParams(seed))
      return { params, optimizer: optimizer.init(params), ...beginning(seed) }
    },
    fork: ({ params, seed, epoch, iteration, position, history }) => ({
      params,
      optimizer: optimizer.init(params),
      seed,
      epoch,
      iteration,
      position,
      history,
    }),
    step: (state, batch) => observe(state, batch).state,
    observe,
  }
}

/**
 * The state after all batches: training is a fold.
 *
 * - **Law** `laws/training.ts`: the fold of a concatenation is fold after fold.
 *
 * @example
 * const trainer = Train.trainer({ model: L.dense(1, 1), objective: Objective.regression(1), optimizer: O.sgd({ learningRate: 0.1 }) })
 * const data = Data.fromTensors(T.tensor([[1], [2]]), T.tensor([[2], [4]]))
 * const end = pipe(Data.batches(data, { size: 1 }), Train.fold(trainer.step, trainer.start(Seed.fromNumber(1))))
 * end.iteration // => 2
 *
 * @category folds
 */
export const fold = <S, X>(step: (state: S, x: X) => S, start: S) => {
  expectFn('Train.fold', step)
  return (xs: Iterable<X>): S => {
    // Local mutation, invisible from outside: a plain loop, since a fold may be endlessly long.
    let state = start
    if (typeof Object(xs)[Symbol.iterator] !== 'function') return expectArray('Train.fold', xs as never)
    for (const x of xs) state = step(state, x)
    return state
  }
}
