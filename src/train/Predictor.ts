/**
 * What predicts: a model with what it has learned, and the table that says how a row is given to it and what its answer means.
 *
 * @since 0.1.0
 */
import { quoted } from '../codec/Words.js'
import { knownOptions } from '../codec/Options.js'
import type { Columns, Matrix, NumbersIn } from '../data/Columns.js'
import { inputs } from '../data/Rows.js'
import type { ClassTarget, NumbersTarget, Table, Target, Targets } from '../data/Table.js'
import { restored } from '../data/Scale.js'
import { evaluate as evaluateMode, type Model } from '../nn/Model.js'
import { model as modelOf, type ModelSpec } from '../nn/ModelSpec.js'
import type { Objective } from '../nn/Objective.js'
import type { ObjectiveSpec } from '../nn/ObjectiveSpec.js'
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
 * A model and what it is for. A trainer is one.
 *
 * @category model
 * @since 0.1.0
 */
export interface ModelFor<P, I, O, T, M, D> {
  readonly model: Model<P, I, O>
  readonly objective: Objective<O, T, M, D>
}

/**
 * A model and what it is for as data, so that a program that does not know them can make them.
 *
 * @category model
 * @since 0.1.0
 */
export interface Spec {
  readonly model: ModelSpec
  readonly objective: ObjectiveSpec
}

/** What the output of a model means for a table: a probability for each class, or of the second of two; a number for each column. */
export type Meaning<Y extends Target> =
  Y extends ClassTarget<string, infer N>
    ? Tensor<[Name<'batch'>, N['length']]> | (2 extends N['length'] ? Tensor<[Name<'batch'>, 1]> : never)
    : Y extends NumbersTarget<infer C>
      ? Matrix<C>
      : never

/**
 * What is predicted of a row: its class by name, with the probabilities of all of them; or its numbers by their columns.
 *
 * @category model
 * @since 0.1.0
 */
export type Prediction<Y extends Target> =
  Y extends ClassTarget<string, infer N>
    ? { readonly class: N[number]; readonly probabilities: { readonly [_ in N[number]]: number } }
    : Y extends NumbersTarget<infer C>
      ? NumbersIn<C>
      : never

/**
 * What predicts, from rows to answers in words.
 *
 * @category model
 * @since 0.1.0
 */
export interface Predictor<P, K extends Columns, Y extends Target> {
  readonly table: Table<K, Y>
  readonly params: P
  /** The name of the objective. */
  readonly objective: string
  /** What the output means, and what is decided from it, of parameters and for inputs, scaled, in evaluate mode. */
  readonly answer: (params: P) => (inputs: Matrix<K>) => { readonly meaning: AnyTensor; readonly decided: AnyTensor }
  /** The model and the objective as data, where they are known as such. */
  readonly spec?: Spec
}

// -------------------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------------------

/** The tensors of parameters by their paths, in words. */
const outline = (params: unknown): string =>
  entries(params)
    .map(([path, x]) => `${path} ${print(shape(x))}`)
    .join(', ')

/** Refuses a tensor of parameters with which nothing can be predicted. */
const finite = (x: AnyTensor, path: string): AnyTensor => {
  const wrong = notFinite(x)
  return wrong === undefined ? x : fail('Train.predictor', `finite parameters in ${quoted(path)}`, wrong)
}

/** How many numbers an answer may have. */
const widths = (target: Target): readonly number[] =>
  target._tag === 'Numbers' ? [target.columns.length] : [target.names.length, ...(target.names.length === 2 ? [1] : [])]

/**
 * What predicts: a model and its objective, which may be a trainer; the table it was trained on; and what it has learned. With a `spec` it can be opened by programs that do not know the model.
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
 * @since 0.1.0
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

/** The numbers of a row by their names. */
const named = (names: Columns, numbers: readonly number[]): object =>
  Object.fromEntries(names.map((name, i) => [name, numbers[i]]))

/** Refuses what is no prediction. Parameters, scales and rows are finite, so the numbers have grown too large on the way. */
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
    // One number for two classes is the probability of the second.
    const probabilities = predicted(width === 1 ? [1 - numbers[0], numbers[0]] : numbers, i)
    return { class: target.names[classes[i]], probabilities: named(target.names, probabilities) } as Prediction<Y>
  })
}

type AnyPredictor = Predictor<unknown, Columns, Target>
type AnyModelFor = ModelFor<unknown, unknown, unknown, unknown, unknown, unknown>

const isRows = <A>(rows: A | readonly A[]): rows is readonly A[] => Array.isArray(rows)

/** One row makes one prediction, rows make as many. */
type Predicted<X, A> = X extends readonly unknown[] ? readonly A[] : A

/** `predict`: of rows by a predictor, of tensors by a model with parameters. */
export interface Predict {
  <P, K extends Columns, Y extends Target>(
    by: Predictor<P, K, Y>,
  ): <X extends NumbersIn<K> | readonly NumbersIn<K>[]>(rows: X) => Predicted<X, Prediction<Y>>
  <P, I, O, T, M, D>(by: ModelFor<P, I, O, T, M, D>, params: P): (inputs: I) => M
}

/**
 * What a trained model says, in evaluate mode: a predictor of a row, or of rows, in the words of its table; a model with parameters of a tensor, by the activation of its objective. Columns that a row has
 * beside those of the table do not count.
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
 * @since 0.1.0
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
