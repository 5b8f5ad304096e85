/**
 * Tables: which columns of a row a model is given, how they are scaled, and what it is to say: the class of a row, or some numbers.
 *
 * A table is plain data. It makes tensors of rows, and it is kept beside the parameters of a model, so that who loads these gives it rows, not tensors.
 *
 * @since 0.1.0
 */
import * as t from 'io-ts/lib/index.js'
import { closed } from '../codec/Closed.js'
import { oneOf } from '../codec/OneOf.js'
import { numberFromText } from '../codec/Text.js'
import { quoted, shown } from '../codec/Words.js'
import type { Classes } from '../nn/Metric.js'
import { fail } from '../tensor/Errors.js'
import type { Name } from '../tensor/Shape.js'
import { plain, type Tensor } from '../tensor/Value.js'
import { repeated, type ClassNames } from './Classes.js'
import { fromTensors, type Dataset } from './Dataset.js'
import { momentsOf, scaled, unscaled, type Scale } from './Scale.js'

// -------------------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------------------

/** Names of columns. */
export type Columns = readonly string[]

/**
 * The class of a row, by the name that a column has for it.
 *
 * @category model
 * @since 0.1.0
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
 * @since 0.1.0
 */
export interface NumbersTarget<C extends Columns> {
  readonly _tag: 'Numbers'
  readonly columns: C
}

/**
 * What is to be said of a row.
 *
 * @category model
 * @since 0.1.0
 */
export type Target = ClassTarget<string, Columns> | NumbersTarget<Columns>

/**
 * The columns that are given, as they are scaled, and what is to be said.
 *
 * @category model
 * @since 0.1.0
 */
export interface Table<K extends Columns, Y extends Target> {
  readonly columns: K
  readonly scale: Scale
  readonly target: Y
}

/** A row with numbers in these columns. */
export type NumbersIn<K extends Columns> = { readonly [C in K[number]]: number }

/** What a row has to have so that it says what is to be said. */
export type Labelled<Y extends Target> =
  Y extends ClassTarget<infer C, infer N>
    ? { readonly [_ in C]: N[number] }
    : Y extends NumbersTarget<infer C>
      ? NumbersIn<C>
      : never

/** A row to train or to test on. */
export type Row<K extends Columns, Y extends Target> = NumbersIn<K> & Labelled<Y>

/** Numbers of rows, one column for each name. */
export type Matrix<K extends Columns> = Tensor<[Name<'batch'>, K['length']]>

/** The targets of rows, as objectives take them. */
export type Targets<Y extends Target> =
  Y extends ClassTarget<string, Columns> ? Classes : Y extends NumbersTarget<infer C> ? Matrix<C> : never

/** The columns of a row that have numbers. */
type Numeric<R> = { [C in keyof R]-?: R[C] extends number ? C : never }[keyof R] & string

// -------------------------------------------------------------------------------------------------
// columns
// -------------------------------------------------------------------------------------------------

const counted = (operation: string, names: Columns): void => {
  const twice = names[repeated(names)]
  if (names.length === 0) fail(operation, 'at least one column', 'none')
  if (twice !== undefined) fail(operation, 'each column once', `${quoted(twice)} twice`)
}

/** The cell of a row; types say that it is a number, and whoever has no types is told. */
const cell = (operation: string, row: object, at: number, column: string): number => {
  const found: unknown = Object.hasOwn(row, column) ? (row as Readonly<Record<string, unknown>>)[column] : undefined
  return typeof found === 'number' && Number.isFinite(found)
    ? found
    : fail(operation, `a finite number in the column ${quoted(column)} of row ${at}`, shown(found))
}

const matrix = <K extends Columns>(operation: string, names: K, rows: readonly object[], scale?: Scale): Matrix<K> => {
  const width = names.length
  const at = (_: unknown, i: number): number => {
    const [line, column] = [Math.floor(i / width), i % width]
    const x = cell(operation, rows[line], line, names[column])
    return scale === undefined ? x : scaled(scale, column, x)
  }
  return plain([rows.length, width], Float64Array.from({ length: rows.length * width }, at))
}

/**
 * Some columns of rows as a tensor, in the order of their names.
 *
 * - **Shape** `[n, k]` for n rows and k names.
 * - **Errors** a compile error where a column has no numbers; a `NablaError` for no names, one that is there twice, and a number that is not finite.
 *
 * @example
 * const rows = [{ x: 1, y: 2, name: 'a' }, { x: 3, y: 4, name: 'b' }]
 * T.toArray(columns(['y', 'x'])(rows)) // => [[2, 1], [4, 3]]
 *
 * @category columns
 * @since 0.1.0
 */
export const columns = <const K extends Columns>(names: K): ((rows: readonly NumbersIn<K>[]) => Matrix<K>) => {
  counted('Data.columns', names)
  return (rows) => matrix('Data.columns', names, rows)
}

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
 * @since 0.1.0
 */
export const classOf = <const C extends string, N extends Columns>(
  column: C,
  { names }: ClassNames<N>,
): ClassTarget<C, N> => ({ _tag: 'Class', column, names })

/**
 * Numbers of a row as what is to be said of it, for regression. They are not scaled: what is predicted is what the columns hold.
 *
 * - **Errors** as `columns`.
 *
 * @example
 * numbers(['price']) // => { _tag: 'Numbers', columns: ['price'] }
 *
 * @category targets
 * @since 0.1.0
 */
export const numbers = <const C extends Columns>(names: C): NumbersTarget<C> => {
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
 * @since 0.1.0
 */
export const table = <const K extends Columns, Y extends Target>(names: K, target: Y): Table<K, Y> => {
  counted('Data.table', names)
  const said: Columns = target._tag === 'Class' ? [target.column] : target.columns
  const both = names.find((name) => said.includes(name))
  return both === undefined
    ? { columns: names, scale: unscaled(names.length), target }
    : fail('Data.table', 'columns that are not to be predicted themselves', quoted(both))
}

/**
 * The table whose columns are scaled so that over these rows, which are those to train on, each has mean 0 and deviation 1: `(x − mean) / deviation`, with the deviation of a population,
 * `√(mean of (x − mean)²)`. Of a column that is the same in all rows the deviation is taken to be 1, so that it is 0 in all of them. The scale stays with the table: any rows, later ones too, are
 * scaled by the same numbers.
 *
 * - **Errors** a compile error where a column of the table has no numbers in these rows; a `NablaError` for no rows, and for numbers that are not finite.
 * - **Source** the StandardScaler of scikit-learn.
 * - **Law** `test/data/Table.test.ts`: mean 0 and deviation 1, up to rounding; one row is scaled as among all.
 *
 * @example
 * const rows = [{ x: 1, y: 5, z: 0 }, { x: 3, y: 5, z: 1 }]
 * const points = pipe(table(['x', 'y'], Data.numbers(['z'])), standardise(rows))
 * points.scale // => { mean: [2, 5], deviation: [1, 1] }
 * T.toArray(Data.inputs(points)([...rows, { x: 4, y: 6 }])) // => [[-1, 0], [1, 0], [2, 1]]
 *
 * @category tables
 * @since 0.1.0
 */
export const standardise =
  <R extends object>(rows: readonly R[]) =>
  <K extends readonly Numeric<R>[], Y extends Target>(unscaledTable: Table<K, Y>): Table<K, Y> => {
    if (rows.length === 0) fail('Data.standardise', 'at least one row', 'none')
    const moments = unscaledTable.columns.map((column) =>
      momentsOf(
        column,
        rows.map((row, at) => cell('Data.standardise', row, at, column)),
      ),
    )
    return {
      ...unscaledTable,
      scale: { mean: moments.map(([mean]) => mean), deviation: moments.map(([, deviation]) => deviation) },
    }
  }

// -------------------------------------------------------------------------------------------------
// destructors
// -------------------------------------------------------------------------------------------------

/**
 * What a model is given of rows: their columns, scaled.
 *
 * - **Shape** `[n, k]` for n rows and the k columns of the table.
 * - **Errors** as `columns`.
 *
 * @example
 * T.toArray(inputs(Data.table(['x'], Data.numbers(['y'])))([{ x: 7 }])) // => [[7]]
 *
 * @category tables
 * @since 0.1.0
 */
export const inputs =
  <K extends Columns, Y extends Target>(of: Table<K, Y>) =>
  (rows: readonly NumbersIn<K>[]): Matrix<K> =>
    matrix('Data.inputs', of.columns, rows, of.scale)

/** The class numbers of rows. */
const classNumbers = ({ column, names }: ClassTarget<string, Columns>, rows: readonly object[]): Classes => {
  const known = new Map(names.map((name, i) => [name, i]))
  const of = (row: object, at: number): number => {
    const name = (row as Readonly<Record<string, unknown>>)[column]
    return (
      known.get(name as string) ??
      fail('Data.fromRows', `the name of a class in the column ${quoted(column)} of row ${at}`, shown(name))
    )
  }
  return plain([rows.length], Float64Array.from(rows, of))
}

/**
 * The rows of a table as a data set: their columns, scaled, as inputs; the numbers of their classes, or their numbers, as targets.
 *
 * - **Shape** `inputs: [n, k]`; `targets: [n]` for classes, `[n, m]` for m numbers.
 * - **Errors** a compile error for rows that lack a column; a `NablaError` for numbers that are not finite, and a name that no class has.
 *
 * @example
 * const line = Data.table(['x'], Data.numbers(['y']))
 * T.toArray(fromRows(line)([{ x: 1, y: 2 }, { x: 2, y: 4 }]).take([1]).targets) // => [[4]]
 *
 * @category tables
 * @since 0.1.0
 */
export const fromRows =
  <K extends Columns, Y extends Target>(of: Table<K, Y>) =>
  (rows: readonly Row<K, Y>[]): Dataset<Matrix<K>, Targets<Y>> => {
    const target: Target = of.target
    const targets = target._tag === 'Class' ? classNumbers(target, rows) : matrix('Data.fromRows', target.columns, rows)
    const xs = matrix('Data.fromRows', of.columns, rows, of.scale)
    return fromTensors(xs, targets as Tensor<number[]>) as unknown as Dataset<Matrix<K>, Targets<Y>>
  }

const texts = (names: Columns): t.Props => Object.fromEntries(names.map((name) => [name, numberFromText]))

const codecOf = <A>(props: t.Props): t.Type<A, unknown, unknown> =>
  closed(props, {}, 'a row of the table') as unknown as t.Type<A, unknown, unknown>

/**
 * The codec of the rows of a table, as a CSV file has them: numbers as text, classes by name.
 *
 * @example
 * const flowers = Data.table(['petal'], Data.classOf('kind', Data.classes(['setosa', 'virginica'])))
 * pipe('kind,petal\nsetosa,1.4\n', Data.csv(Data.row(flowers))) // => E.right([{ petal: 1.4, kind: 'setosa' }])
 * pipe('kind,petal\nsetsa,1.4\n', Data.csv(Data.row(flowers)), E.mapLeft(([first]) => Data.Show.show(first)))
 * // => E.left('csv, line 2, column 1 (“kind”): expected one of setosa, virginica, found “setsa”. Did you mean “setosa”?')
 *
 * @category tables
 * @since 0.1.0
 */
export const row = <K extends Columns, Y extends Target>(of: Table<K, Y>): t.Type<Row<K, Y>, unknown, unknown> => {
  const target: Target = of.target
  const said = target._tag === 'Class' ? { [target.column]: oneOf(target.names) } : texts(target.columns)
  return codecOf({ ...texts(of.columns), ...said })
}

/**
 * The codec of rows of which something is to be predicted: the columns that are given to the model, as text.
 *
 * @example
 * const flowers = Data.table(['petal'], Data.classOf('kind', Data.classes(['setosa', 'virginica'])))
 * pipe('petal\n1.4\n', Data.csv(Data.inputRow(flowers))) // => E.right([{ petal: 1.4 }])
 *
 * @category tables
 * @since 0.1.0
 */
export const inputRow = <K extends Columns, Y extends Target>({
  columns: names,
}: Table<K, Y>): t.Type<NumbersIn<K>, unknown, unknown> => codecOf(texts(names))
