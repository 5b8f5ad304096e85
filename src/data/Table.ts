/**
 * Tables: the input columns of a row, their scale, and the target: a class, or some numbers.
 *
 * A table is plain data. It converts rows to tensors, and is saved with the parameters of a model, so that a loaded model takes rows instead of tensors.
 */
import { quoted } from '../codec/Words.js'
import type { Classes } from '../nn/Metric.js'
import { fail } from '../tensor/Errors.js'
import { copied, type ClassNames } from './Classes.js'
import { cell, counted, type Columns, type Matrix, type NumbersIn } from './Columns.js'
import { momentsOf, unscaled, type Scale } from './Scale.js'
import { array as expectArray, record as expectRecord, text as expectText } from '../tensor/Expect.js'

// -------------------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------------------

/**
 * The class of a row, by the name in a column.
 *
 * @category model
 */
export interface ClassTarget<C extends string, N extends Columns> {
  readonly _tag: 'Class'
  readonly column: C
  readonly names: N
}

/**
 * Numbers of a row.
 *
 * @category model
 */
export interface NumbersTarget<C extends Columns> {
  readonly _tag: 'Numbers'
  readonly columns: C
}

/**
 * The target of a table.
 *
 * @category model
 */
export type Target = ClassTarget<string, Columns> | NumbersTarget<Columns>

/**
 * The input columns with their scale, and the target.
 *
 * @category model
 */
export interface Table<K extends Columns, Y extends Target> {
  readonly columns: K
  readonly scale: Scale
  readonly target: Y
  /** The scale of numeric targets; of no columns for a class. */
  readonly targetScale: Scale
}

/** Checks a table of a caller without types. */
export const expectTable = <X>(operation: string, x: X): X =>
  expectRecord(operation, 'a table, as Data.table makes it', { columns: 'array', scale: 'object', target: 'object' }, x)

/** A labelled row: the columns of the inputs and of the target. */
export type Labelled<Y extends Target> =
  Y extends ClassTarget<infer C, infer N>
    ? { readonly [_ in C]: N[number] }
    : Y extends NumbersTarget<infer C>
      ? NumbersIn<C>
      : never

/** A row for training or test. */
export type Row<K extends Columns, Y extends Target> = NumbersIn<K> & Labelled<Y>

/** The targets of rows, as objectives take them. */
export type Targets<Y extends Target> =
  Y extends ClassTarget<string, Columns> ? Classes : Y extends NumbersTarget<infer C> ? Matrix<C> : never

/** The columns of a row that have numbers. */
type Numeric<R> = { [C in keyof R]-?: R[C] extends number ? C : never }[keyof R] & string

// -------------------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------------------

/**
 * A class in a column as the target.
 *
 * @example
 * classOf('species', Data.classes(['Adelie', 'Gentoo'])) // => { _tag: 'Class', column: 'species', names: ['Adelie', 'Gentoo'] }
 *
 * @category targets
 */
export const classOf = <const C extends string, N extends Columns>(
  column: C,
  classes: ClassNames<N>,
): ClassTarget<C, N> => {
  expectText('Data.classOf', column)
  const { names } = expectRecord(
    'Data.classOf',
    'names of classes, as Data.classes makes them',
    { names: 'array' },
    classes,
  )
  return { _tag: 'Class', column, names: copied(names) }
}

/**
 * Numbers in columns as the target, for regression. `standardise` scales them too, and predictions are scaled back to the units of the columns.
 *
 * - **Errors** as `columns`.
 *
 * @example
 * numbers(['price']) // => { _tag: 'Numbers', columns: ['price'] }
 *
 * @category targets
 */
export const numbers = <const C extends Columns>(given: C): NumbersTarget<C> => {
  expectArray('Data.numbers', given)

  const names = copied(given)
  counted('Data.numbers', names)
  return { _tag: 'Numbers', columns: names }
}

/**
 * A table of input columns, unscaled, and a target.
 *
 * - **Errors** a `NablaError` for no columns, for a repeated one, and for one that is both input and target.
 *
 * @example
 * const flowers = table(['petal', 'sepal'], Data.classOf('kind', Data.classes(['setosa', 'virginica'])))
 * const data = pipe([{ petal: 1.4, sepal: 5.1, kind: 'setosa' as const }], Data.fromRows(flowers))
 * T.toArray(data.take([0]).inputs) // => [[1.4, 5.1]]
 * T.toArray(data.take([0]).targets) // => [0]
 *
 * @category tables
 */
export const table = <const K extends Columns, Y extends Target>(given: K, target: Y): Table<K, Y> => {
  expectArray('Data.table', given)

  const names = copied(given)
  counted('Data.table', names)
  const said: Columns = target._tag === 'Class' ? [target.column] : target.columns
  const both = names.find((name) => said.includes(name))
  return both === undefined
    ? {
        columns: names,
        scale: unscaled(names.length),
        target,
        targetScale: unscaled(target._tag === 'Class' ? 0 : target.columns.length),
      }
    : fail('Data.table', 'input columns that are not in the target', quoted(both))
}

/**
 * Standardises the input columns, and numeric targets: over the given rows, which are those for training, each has mean 0 and deviation 1 as `(x − mean) / deviation`, with the population deviation
 * `√(mean of (x − mean)²)`. The deviation of a constant column is taken to be 1, so that it becomes 0. The scale is part of the table, so that all rows, later ones too, are
 * scaled by the same numbers.
 *
 * - **Errors** a compile error where a column of the inputs or of the target has no numbers in these rows; a `NablaError` for no rows, and for numbers that are not finite.
 * - **Source** the StandardScaler of scikit-learn.
 * - **Law** `test/data/Table.test.ts`: mean 0 and deviation 1, up to rounding; one row is scaled as among all.
 *
 * @example
 * const rows = [{ x: 1, y: 5, z: 0 }, { x: 3, y: 5, z: 1 }]
 * const points = pipe(table(['x', 'y'], Data.numbers(['z'])), standardise(rows))
 * points.scale // => { mean: [2, 5], deviation: [1, 1] }
 * points.targetScale // => { mean: [0.5], deviation: [0.5] }
 * T.toArray(Data.inputs(points)([...rows, { x: 4, y: 6 }])) // => [[-1, 0], [1, 0], [2, 1]]
 *
 * @category tables
 */
export const standardise = <R extends object>(rows: readonly R[]) => {
  expectArray('Data.standardise', rows)
  return <
    K extends readonly Numeric<R>[],
    Y extends ClassTarget<string, Columns> | NumbersTarget<readonly Numeric<R>[]>,
  >(
    raw: Table<K, Y>,
  ): Table<K, Y> => {
    expectTable('Data.standardise', raw)

    if (rows.length === 0) fail('Data.standardise', 'at least one row', 'none')
    const scaleOf = (names: Columns): Scale => {
      const moments = names.map((column) =>
        momentsOf(
          column,
          rows.map((row, at) => cell('Data.standardise', row, at, column)),
        ),
      )
      return { mean: moments.map(([mean]) => mean), deviation: moments.map(([, deviation]) => deviation) }
    }
    const target: Target = raw.target
    return {
      ...raw,
      scale: scaleOf(raw.columns),
      targetScale: scaleOf(target._tag === 'Class' ? [] : target.columns),
    }
  }
}
