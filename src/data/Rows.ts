/**
 * Rows by a table: as tensors, as a data set, as text.
 */
import type * as t from 'io-ts/lib/index.js'
import { closed } from '../codec/Closed.js'
import { oneOf } from '../codec/OneOf.js'
import { numberFromText } from '../codec/Text.js'
import { quoted, shown } from '../codec/Words.js'
import type { Classes } from '../nn/Metric.js'
import { fail } from '../tensor/Errors.js'
import { plain, type Tensor } from '../tensor/Value.js'
import { matrix, type Columns, type Matrix, type NumbersIn } from './Columns.js'
import { fromTensors, type Dataset } from './Dataset.js'
import { expectTable, type ClassTarget, type Row, type Table, type Target, type Targets } from './Table.js'
import { array as expectArray } from '../tensor/Expect.js'

/**
 * The inputs of a model for rows: their columns, scaled.
 *
 * - **Shape** `[n, k]` for n rows and the k columns of the table.
 * - **Errors** as `columns`.
 *
 * @example
 * T.toArray(inputs(Data.table(['x'], Data.numbers(['y'])))([{ x: 7 }])) // => [[7]]
 *
 * @category tables
 */
export const inputs = <K extends Columns, Y extends Target>(of: Table<K, Y>) => {
  expectTable('Data.inputs', of)
  return (rows: readonly NumbersIn<K>[]): Matrix<K> => {
    expectArray('Data.inputs', rows)
    return matrix('Data.inputs', of.columns, rows, of.scale)
  }
}

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
 * The rows of a table as a data set: the scaled columns as inputs; class numbers, or scaled numbers, as targets.
 *
 * - **Shape** `inputs: [n, k]`; `targets: [n]` for classes, `[n, m]` for m numbers.
 * - **Errors** a compile error for rows that lack a column; a `NablaError` for numbers that are not finite, and a name that no class has.
 *
 * @example
 * const line = Data.table(['x'], Data.numbers(['y']))
 * T.toArray(fromRows(line)([{ x: 1, y: 2 }, { x: 2, y: 4 }]).take([1]).targets) // => [[4]]
 *
 * @category tables
 */
export const fromRows = <K extends Columns, Y extends Target>(of: Table<K, Y>) => {
  expectTable('Data.fromRows', of)
  return (rows: readonly Row<K, Y>[]): Dataset<Matrix<K>, Targets<Y>> => {
    expectArray('Data.fromRows', rows)

    const target: Target = of.target
    const targets =
      target._tag === 'Class'
        ? classNumbers(target, rows)
        : matrix('Data.fromRows', target.columns, rows, of.targetScale)
    const xs = matrix('Data.fromRows', of.columns, rows, of.scale)
    return fromTensors(xs, targets as Tensor<number[]>) as unknown as Dataset<Matrix<K>, Targets<Y>>
  }
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
 */
export const row = <K extends Columns, Y extends Target>(of: Table<K, Y>): t.Type<Row<K, Y>, unknown, unknown> => {
  expectTable('Data.row', of)

  const target: Target = of.target
  const said = target._tag === 'Class' ? { [target.column]: oneOf(target.names) } : texts(target.columns)
  return codecOf({ ...texts(of.columns), ...said })
}

/**
 * The codec of rows for prediction: the input columns, as text.
 *
 * @example
 * const flowers = Data.table(['petal'], Data.classOf('kind', Data.classes(['setosa', 'virginica'])))
 * pipe('petal\n1.4\n', Data.csv(Data.inputRow(flowers))) // => E.right([{ petal: 1.4 }])
 *
 * @category tables
 */
export const inputRow = <K extends Columns, Y extends Target>(
  table: Table<K, Y>,
): t.Type<NumbersIn<K>, unknown, unknown> => {
  const { columns: names } = expectTable('Data.inputRow', table)
  return codecOf(texts(names))
}
