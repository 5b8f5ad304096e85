/**
 * Tables: which columns of a row a model is given, how they are scaled, and what it is to say: the class of a row, or some numbers.
 *
 * A table is plain data. It makes tensors of rows, and it is kept beside the parameters of a model, so that who loads these gives it rows, not tensors.
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
 * The class of a row, by the name that a column has for it.
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
 * What is to be said of a row.
 *
 * @category model
 */
export type Target = ClassTarget<string, Columns> | NumbersTarget<Columns>

/**
 * The columns that are given, as they are scaled, and what is to be said.
 *
 * @category model
 */
export interface Table<K extends Columns, Y extends Target> {
  readonly columns: K
  readonly scale: Scale
  readonly target: Y
  /** How the numbers that are to be said are scaled; of no columns where the target is a class. */
  readonly targetScale: Scale
}

/** What a row has to have so that it says what is to be said. */
export type Labelled<Y extends Target> =
  Y extends ClassTarget<infer C, infer N>
    ? { readonly [_ in C]: N[number] }
    : Y extends NumbersTarget<infer C>
      ? NumbersIn<C>
      : never

/** A row to train or to test on. */
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
 * The class of a row, which a column names, as what is to be said of it.
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
 * Numbers of a row as what is to be said of it, for regression. `standardise` scales them too, and what is predicted is scaled back: it is what the columns hold.
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
 * Which columns of a row are given to a model, as they are, and what it is to say of the row.
 *
 * - **Errors** a `NablaError` for no columns, one that is there twice, and one that is given and to be said.
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
    : fail('Data.table', 'columns that are not to be predicted themselves', quoted(both))
}

/**
 * The table whose columns, and the numbers that are to be said, are scaled so that over these rows, which are those to train on, each has mean 0 and deviation 1: `(x − mean) / deviation`, with the deviation of a population,
 * `√(mean of (x − mean)²)`. Of a column that is the same in all rows the deviation is taken to be 1, so that it is 0 in all of them. The scale stays with the table: any rows, later ones too, are
 * scaled by the same numbers.
 *
 * - **Errors** a compile error where a column of the table, or one that is to be said, has no numbers in these rows; a `NablaError` for no rows, and for numbers that are not finite.
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
    expectRecord(
      'Data.standardise',
      'a table, as Data.table makes it',
      { columns: 'array', scale: 'object', target: 'object' },
      raw,
    )

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
