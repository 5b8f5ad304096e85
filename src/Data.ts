/**
 * Data sets and batches, and the readers of their files.
 *
 * @since 0.1.0
 */
export { csv, readCsv, type CsvOptions, type CsvProblem } from './data/Csv.js'
export * from './data/Dataset.js'
export { Show, type DataError, type NotWritten } from './data/Errors.js'
export { decode, read, type Idx } from './data/Idx.js'
export { write } from './data/Write.js'
