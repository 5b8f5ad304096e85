/**
 * Data sets and batches, tables, and the readers of their files.
 *
 * @since 0.1.0
 */
export { classes, type ClassNames } from './data/Classes.js'
export { csv, readCsv, type CsvOptions, type CsvProblem } from './data/Csv.js'
export * from './data/Dataset.js'
export { Show, type DataError, type NotWritten } from './data/Errors.js'
export { decode, read, type Idx } from './data/Idx.js'
export type { Scale } from './data/Scale.js'
export { split, type Parts } from './data/Split.js'
export {
  classOf,
  columns,
  fromRows,
  inputRow,
  inputs,
  numbers,
  row,
  standardise,
  table,
  type ClassTarget,
  type NumbersTarget,
  type Table,
  type Target,
} from './data/Table.js'
export { write } from './data/Write.js'
