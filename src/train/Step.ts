/**
 * A training step as a reducer: `(state, batch) => state`.
 *
 * It does not branch on the numbers of tensors, so it can be differentiated and staged. It checks targets; a loss that is not finite is detected by `Run`.
 *
 * Laws (`laws/training.ts`): with `F(xs) = s ↦ fold(step, s)(xs)`, `F(xs ++ ys) = F(ys) ∘ F(xs)`.
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
import { fail } from '../tensor/Errors.js'
import { describe, fn as expectFn, record as expectRecord } from '../tensor/Expect.js'

/**
 * The types of a trainer, in one record.
 *
 * @category model
 */
export interface Types {
  readonly params: unknown
  /** The state of the optimizer. */
  readonly optimizer: unknown
  readonly input: unknown
  readonly output: unknown
  readonly targets: unknown
  /** The output after the activation of the objective. */
  readonly activated: unknown
  readonly decision: unknown
}

/**
 * The state of a run between two steps. It is all that is needed to continue the run.
 *
 * @category model
 */
export interface State<P, S> extends Learned<P, S>, Progress {}

/**
 * The tensors of a `State`.
 *
 * @category model
 */
export interface Learned<P, S> {
  readonly params: P
  readonly optimizer: S
}

/** The state of the runs of a trainer. */
export type StateOfTrainer<K extends Types> = State<K['params'], K['optimizer']>

/** The tensors of `StateOfTrainer`. */
export type LearnedOfTrainer<K extends Types> = Learned<K['params'], K['optimizer']>

/**
 * The intermediate results of a step: the loss and the output before the update, the gradient, and the updates of the parameters.
 *
 * @category model
 */
export interface StepResult<K extends Types> {
  readonly loss: Scalar
  readonly output: K['output']
  readonly gradient: K['params']
  readonly updates: K['params']
}

/**
 * The state after a step, with the intermediate results of the step.
 *
 * @category model
 */
export interface Observed<K extends Types> extends StepResult<K> {
  readonly state: StateOfTrainer<K>
}

/**
 * A model, an objective and an optimizer, combined to a training step.
 *
 * @category model
 */
export interface Trainer<K extends Types> {
  readonly model: Model<K['params'], K['input'], K['output']>
  readonly objective: Objective<K['output'], K['targets'], K['activated'], K['decision']>
  /** The tensor part of `step`, without seeds and progress: loss, gradient and update on some examples. It can be differentiated, staged and batched. */
  readonly advance: (
    state: LearnedOfTrainer<K>,
    examples: Examples<K['input'], K['targets']>,
    mode: Mode,
  ) => LearnedOfTrainer<K> & StepResult<K>
  /** The first state of a run. */
  readonly start: (seed: Seed) => StateOfTrainer<K>
  /** Continues the run of another trainer of the same model: it keeps parameters and progress, and resets the state of the optimizer. */
  readonly fork: (state: State<K['params'], unknown>) => StateOfTrainer<K>
  /** The state after a batch. */
  readonly step: (state: StateOfTrainer<K>, batch: Batch<K['input'], K['targets']>) => StateOfTrainer<K>
  /** `step`, with the intermediate results. */
  readonly observe: (state: StateOfTrainer<K>, batch: Batch<K['input'], K['targets']>) => Observed<K>
}

/** The seed of the initial parameters. */
const forParams = child(0)

/** The seed of random layers. */
export const forModel = child(1)

/** The seed of the shuffling. */
export const forBatches = child(2)

/**
 * Combines a model, an objective and an optimizer to a trainer.
 *
 * - **Errors** a compile error when the objective does not accept the model's output, or when the optimizer is a gradient transformation without a learning rate, which also throws a
 *   `NablaError`.
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
}): Trainer<{
  readonly params: P
  readonly input: I
  readonly output: O
  readonly targets: T
  readonly activated: M
  readonly decision: D
  readonly optimizer: StateOf<F, P>
}> => {
  knownOptions('Train.trainer', ['model', 'objective', 'optimizer'], parts)
  type Learnt = Learned<P, StateOf<F, P>>
  const model: Model<P, I, O> = expectRecord(
    'Train.trainer',
    'a model',
    { init: 'function', apply: 'function' },
    parts.model,
  )
  // `CheckOutput` guarantees that the objective accepts the model's output.
  const objective = expectRecord(
    'Train.trainer',
    'an objective',
    { loss: 'function' },
    parts.objective,
  ) as unknown as Objective<O, T, M, D>
  const optimizer = expectOptimizer('Train.trainer', parts.optimizer)
  const advance = (at: Learnt, { inputs, targets }: Examples<I, T>, mode: Mode) => {
    const loss = objective.loss(targets)
    const forward = (params: P) => {
      const output = model.apply(params)(inputs, mode)
      return { value: loss(output), aux: output }
    }
    // Unlike `vjp`, `pull` does not replace derivatives that do not exist by NaN: a run stops where the loss, the gradient or the state is not finite.
    const { value, gradient, aux } = gradientOf(pull(forward, at.params))
    const [updates, next] = optimizer.update(gradient, at.optimizer, at.params)
    return { params: apply(updates, at.params), optimizer: next, loss: value, output: aux, gradient, updates }
  }
  const observe = (state: Learnt & Progress, batch: Batch<I, T>) => {
    const mode = trainMode(child(state.iteration)(forModel(state.seed)))
    const { params, optimizer: next, ...result } = advance(state, batch, mode)
    return { ...result, state: { params, optimizer: next, ...after(state, batch, result.loss) } }
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
 * A left fold over an iterable. Training is the fold of `step` over batches.
 *
 * - **Law** `laws/training.ts`: with `F(xs) = s ↦ fold(step, s)(xs)`, `F(xs ++ ys) = F(ys) ∘ F(xs)`.
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
    if (typeof Object(xs)[Symbol.iterator] !== 'function') return fail('Train.fold', 'an iterable', describe(xs))
    // Local mutation, invisible from outside.
    let state = start
    for (const x of xs) state = step(state, x)
    return state
  }
}
