/**
 * Predictors: a model with its learned parameters, and the table that converts rows to inputs and outputs to answers.
 */
import { quoted } from '../codec/Words.js'
import { knownOptions } from '../codec/Options.js'
import type { Columns, Matrix, NumbersIn } from '../data/Columns.js'
import { inputs } from '../data/Rows.js'
import type { ClassTarget, NumbersTarget, Table, Target, Targets } from '../data/Table.js'
import { restored } from '../data/Scale.js'
import { evaluate as evaluateMode, type Model } from '../nn/Model.js'
import { model as modelOf, type ModelSpec } from '../spec/ModelSpec.js'
import type { Objective } from '../nn/Objective.js'
import type { ObjectiveSpec } from '../spec/ObjectiveSpec.js'
import { fromNumber } from '../random/Seed.js'
import { fail } from '../tensor/Errors.js'
import { entries, mapTree } from '../tensor/Params.js'
import { print, type Name } from '../tensor/Shape.js'
import { dense, shape, uniform, type AnyTensor, type Tensor } from '../tensor/Value.js'
import { notFinite } from './Finite.js'
import { record as expectRecord } from '../tensor/Expect.js'

// -------------------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------------------

/**
 * A model and its objective. A trainer is one.
 *
 * @category model
 */
export interface ModelFor<P, I, O, T, M, D> {
  readonly model: Model<P, I, O>
  readonly objective: Objective<O, T, M, D>
}

/**
 * A model and its objective as data, for programs that do not know the model.
 *
 * @category model
 */
export interface Spec {
  readonly model: ModelSpec
  readonly objective: ObjectiveSpec
}

/** The meaning of outputs for a table: a probability for each class, or for the second of two; a number for each column. */
export type Meaning<Y extends Target> =
  Y extends ClassTarget<string, infer N>
    ? Tensor<[Name<'batch'>, N['length']]> | (2 extends N['length'] ? Tensor<[Name<'batch'>, 1]> : never)
    : Y extends NumbersTarget<infer C>
      ? Matrix<C>
      : never

/**
 * The prediction for a row: its class by name, with the probabilities of all classes; or its numbers by column.
 *
 * @category model
 */
export type Prediction<Y extends Target> =
  Y extends ClassTarget<string, infer N>
    ? { readonly class: N[number]; readonly probabilities: { readonly [_ in N[number]]: number } }
    : Y extends NumbersTarget<infer C>
      ? NumbersIn<C>
      : never

/**
 * A predictor of rows.
 *
 * @category model
 */
export interface Predictor<P, K extends Columns, Y extends Target> {
  readonly table: Table<K, Y>
  readonly params: P
  /** The name of the objective. */
  readonly objective: string
  /** The activated output and the decision, from parameters and scaled inputs, in evaluation mode. */
  readonly answer: (params: P) => (inputs: Matrix<K>) => { readonly meaning: AnyTensor; readonly decided: AnyTensor }
  /** The model and the objective as data, if known. */
  readonly spec?: Spec
}

// -------------------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------------------

/** The tensors of parameters by path, as text. */
const outline = (params: unknown): string =>
  entries(params)
    .map(([path, x]) => `${path} ${print(shape(x))}`)
    .join(', ')

/** Refuses a tensor of parameters with non-finite elements. */
const finite = (x: AnyTensor, path: string): AnyTensor => {
  const wrong = notFinite(x)
  return wrong === undefined ? x : fail('Train.predictor', `finite parameters in ${quoted(path)}`, wrong)
}

/** The largest number of values of an answer. */
const widths = (target: Target): readonly number[] =>
  target._tag === 'Numbers' ? [target.columns.length] : [target.names.length, ...(target.names.length === 2 ? [1] : [])]

/**
 * A predictor from a model and its objective, which may be a trainer, the table it was trained on, and the learned parameters. With a `spec` it can be opened by programs that do not know the model.
 *
 * - **Errors** a compile error where the model takes or gives another number of columns than the table has; a `NablaError` where only the run time can tell, for the spec of a model with other
 *   parameters, and for parameters that are not finite.
 *
 * @example
 * const table = Data.table(['x'], Data.classOf('is', Data.classes(['low', 'high'])))
 * const task = { model: L.dense(1, 2), objective: Objective.multiclass(2) }
 * const levels = Train.predictor(task, table)({ weight: T.tensor([[-1, 1]]), bias: T.tensor([0, 0]) })
 * Train.predict(levels)({ x: 0 }) // => { class: 'low', probabilities: { low: 0.5, high: 0.5 } }
 * Train.predict(levels)([{ x: 1 }, { x: -1 }]).map((each) => each.class) // => ['high', 'low']
 *
 * @category predictors
 */
export const predictor =
  <P, O, K extends Columns, Y extends Target>(
    { model, objective }: ModelFor<P, Matrix<K>, O, Targets<Y>, Meaning<Y>, Targets<Y>>,
    table: Table<K, Y>,
    spec?: Spec,
  ) =>
  (given: P): Predictor<P, K, Y> => {
    const params = mapTree('Train.predictor', finite, given) as P
    const answer: Predictor<P, K, Y>['answer'] = (at) => (given) => {
      const output = model.apply(at)(given, evaluateMode)
      return { meaning: objective.activation(output), decided: objective.decide(output) }
    }
    expectRecord('Train.predictor', 'a model', { apply: 'function' }, model)
    expectRecord('Train.predictor', 'an objective', { activation: 'function', decide: 'function' }, objective)
    expectRecord('Train.predictor', 'a table, as Data.table makes it', { columns: 'array', target: 'object' }, table)
    const { meaning } = answer(params)(uniform([1, table.columns.length], 0))
    const [, width] = shape<readonly number[]>(meaning)
    if (!widths(table.target).includes(width))
      fail(
        'Train.predictor',
        `an output of ${widths(table.target).join(' or ')} numbers a row, as the table has it`,
        print(shape(meaning)),
      )
    if (spec !== undefined) knownOptions('Train.predictor', ['model', 'objective'], spec)
    if (spec !== undefined && outline(modelOf(spec.model).init(fromNumber(0))) !== outline(params))
      fail(
        'Train.predictor',
        `the spec of a model with ${outline(params)}`,
        outline(modelOf(spec.model).init(fromNumber(0))),
      )
    return { table, params, objective: objective.name, answer, ...(spec === undefined ? {} : { spec }) }
  }

// -------------------------------------------------------------------------------------------------
// predictions
// -------------------------------------------------------------------------------------------------

/** The numbers of a row by name. */
const named = (names: Columns, numbers: readonly number[]): object =>
  Object.fromEntries(names.map((name, i) => [name, numbers[i]]))

/** Refuses a non-finite prediction. Parameters, scales and rows are finite, so intermediate values have overflowed. */
const predicted = (numbers: readonly number[], row: number): readonly number[] => {
  const wrong = numbers.find((x) => !Number.isFinite(x))
  return wrong === undefined
    ? numbers
    : fail(
        'Train.predict',
        `finite predictions for row ${row}`,
        `${String(wrong)}: its numbers are too far from those that the model was trained on`,
      )
}

const predictions = <P, K extends Columns, Y extends Target>(
  { table, params, answer }: Predictor<P, K, Y>,
  rows: readonly NumbersIn<K>[],
): readonly Prediction<Y>[] => {
  const target: Target = table.target
  const { meaning, decided } = answer(params)(inputs(table)(rows))
  const [all, classes] = [dense(meaning), dense(decided)]
  const width = shape<readonly number[]>(meaning)[1]
  return rows.map((_, i) => {
    const numbers = [...all.subarray(i * width, (i + 1) * width)]
    if (target._tag === 'Numbers')
      return named(
        target.columns,
        predicted(
          numbers.map((z, column) => restored(table.targetScale, column, z)),
          i,
        ),
      ) as Prediction<Y>
    // A single number for two classes is the probability of the second.
    const probabilities = predicted(width === 1 ? [1 - numbers[0], numbers[0]] : numbers, i)
    return { class: target.names[classes[i]], probabilities: named(target.names, probabilities) } as Prediction<Y>
  })
}

type AnyPredictor = Predictor<unknown, Columns, Target>
type AnyModelFor = ModelFor<unknown, unknown, unknown, unknown, unknown, unknown>

const isRows = <A>(rows: A | readonly A[]): rows is readonly A[] => Array.isArray(rows)

/** One row gives one prediction, an array of rows an array. */
type Predicted<X, A> = X extends readonly unknown[] ? readonly A[] : A

/** The type of `predict`: rows by a predictor, or tensors by a model with parameters. */
export interface Predict {
  <P, K extends Columns, Y extends Target>(
    by: Predictor<P, K, Y>,
  ): <X extends NumbersIn<K> | readonly NumbersIn<K>[]>(rows: X) => Predicted<X, Prediction<Y>>
  <P, I, O, T, M, D>(by: ModelFor<P, I, O, T, M, D>, params: P): (inputs: I) => M
}

/**
 * The predictions of a trained model, in evaluation mode: for a row or rows by a predictor; for a tensor by a model with parameters, through the activation of its objective. Additional columns of rows
 * are ignored.
 *
 * - **Errors** a compile error for a row that lacks a column; a `NablaError` for a number that is not finite, and for a row so far from those that
 *   were trained on that its prediction is not finite.
 *
 * @example
 * const task = { model: L.dense(1, 2), objective: Objective.multiclass(2) }
 * const params = { weight: T.tensor([[0, 0]]), bias: T.tensor([0, 0]) }
 * T.toArray(Train.predict(task, params)(T.tensor([[7]]))) // => [[0.5, 0.5]]
 *
 * const line = Data.table(['x'], Data.numbers(['y']))
 * const twice = Train.predictor({ model: L.dense(1, 1), objective: Objective.regression(1) }, line)({ weight: T.tensor([[2]]), bias: T.tensor([0]) })
 * Train.predict(twice)({ x: 3 }) // => { y: 6 }
 *
 * @category predictors
 */
export const predict: Predict = ((by: AnyPredictor | AnyModelFor, params: unknown) => {
  expectRecord(
    'Train.predict',
    'a predictor, or a model with its objective',
    'answer' in Object(by) ? { table: 'object', answer: 'function' } : { model: 'object', objective: 'object' },
    by,
  )
  if (!('answer' in by)) return (given: unknown) => by.objective.activation(by.model.apply(params)(given, evaluateMode))
  return (rows: NumbersIn<Columns> | readonly NumbersIn<Columns>[]) =>
    isRows(rows) ? predictions(by, rows) : predictions(by, [rows])[0]
}) as unknown as Predict
