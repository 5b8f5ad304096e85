/**
 * Data sets and batches, tables, and the readers of their files.
 */
export { classes, type ClassNames } from './data/Classes.js'
export { columns, type Columns, type Matrix, type NumbersIn } from './data/Columns.js'
export { csv, readCsv, type CsvOptions, type CsvProblem } from './format/Csv.js'
export {
  batches,
  batchRows,
  fromTensors,
  type Batch,
  type Batched,
  type BatchRows,
  type Batching,
  type Dataset,
  type Examples,
  type Resident,
} from './data/Dataset.js'
export { mnist, type Digits, type Pixels } from './data/Digits.js'
export { Show, type DataError, type NotWritten } from './format/Errors.js'
export { fingerprint } from './data/Fingerprint.js'
export { decode, read, type Idx } from './format/Idx.js'
export { fromRows, inputRow, inputs, row } from './data/Rows.js'
export type { Scale } from './data/Scale.js'
export { split, type Parts, type PartsOf } from './data/Split.js'
export {
  classOf,
  numbers,
  standardise,
  table,
  type ClassTarget,
  type Labelled,
  type NumbersTarget,
  type Row,
  type Table,
  type Target,
  type Targets,
} from './data/Table.js'
export { readText, type TextOptions } from './format/TextFile.js'
export { writable, write } from './format/Write.js'
