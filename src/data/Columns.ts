/**
 * Columns of rows as numbers.
 */
import { quoted, shown } from '../codec/Words.js'
import { fail } from '../tensor/Errors.js'
import type { Name } from '../tensor/Shape.js'
import { plain, type Tensor } from '../tensor/Value.js'
import { copied, repeated } from './Classes.js'
import { scaled, type Scale } from './Scale.js'
import { array as expectArray } from '../tensor/Expect.js'

/** Names of columns. */
export type Columns = readonly string[]

/** A row with numbers in some columns. */
export type NumbersIn<K extends Columns> = { readonly [C in K[number]]: number }

/** Rows as a matrix, with one column per name. */
export type Matrix<K extends Columns> = Tensor<[Name<'batch'>, K['length']]>

/** Refuses an empty list of names, and repeated names. */
export const counted = (operation: string, names: Columns): void => {
  const twice = names[repeated(names)]
  if (names.length === 0) fail(operation, 'at least one column', 'none')
  if (twice !== undefined) fail(operation, 'each column once', `${quoted(twice)} twice`)
}

/** The cell of a row, checked to be a number for callers without types. */
export const cell = (operation: string, row: object, at: number, column: string): number => {
  const found: unknown = Object.hasOwn(row, column) ? (row as Readonly<Record<string, unknown>>)[column] : undefined
  return typeof found === 'number' && Number.isFinite(found)
    ? found
    : fail(operation, `a finite number in the column ${quoted(column)} of row ${at}`, shown(found))
}

/** Columns of rows, scaled if a scale is given. */
export const matrix = <K extends Columns>(
  operation: string,
  names: K,
  rows: readonly object[],
  scale?: Scale,
): Matrix<K> => {
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
 */
export const columns = <const K extends Columns>(given: K): ((rows: readonly NumbersIn<K>[]) => Matrix<K>) => {
  expectArray('Data.columns', given)

  const names = copied(given)
  counted('Data.columns', names)
  return (rows) => matrix('Data.columns', names, rows)
}
