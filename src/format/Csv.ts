/**
 * Tables as text, comma-separated or otherwise: a header with the names of the columns, then one row a line, each decoded by a codec.
 *
 * All errors are reported at once, by line and column. Nothing is guessed: a cell becomes a number only by its codec, short rows are not filled up,
 * and no column is ignored unless asked for.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RNEA from 'fp-ts/lib/ReadonlyNonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type * as t from 'io-ts/lib/index.js'
import * as O from 'fp-ts/lib/Option.js'
import { knownOptions, oneOfTexts, text as words, type Allowed } from '../codec/Options.js'
import { unlike } from './Format.js'
import { problems, steps } from '../codec/Problem.js'
import { quoted, spelt } from '../codec/Words.js'
import { ask, columnsOf, LISTED, record, type Columns, type Fault } from './CsvHeader.js'
import { endOf, row, type Flaw, type Row } from './CsvSyntax.js'
import type { DataError } from './Errors.js'
import * as Files from './Files.js'
import { lineBreaks } from './Position.js'
import { text } from './Utf8.js'
import { record as expectRecord } from '../tensor/Expect.js'

// -------------------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------------------

/**
 * The format of a table, and the handling of columns that the codec does not know.
 *
 * @category model
 */
export interface CsvOptions {
  /** The cell separator; by default a comma. */
  readonly separator?: Separator
  /** Columns that the codec refuses: a problem, since one may be misspelt; or passed over, as if they were not there. By default `'refuse'`. */
  readonly otherColumns?: 'refuse' | 'ignore'
  /** The name of the table in messages; by default `csv`, or the path of the file. */
  readonly file?: string
}

/**
 * A problem of a table.
 *
 * @category model
 */
export type CsvProblem = Extract<DataError, { readonly _tag: 'BadCsv' | 'MoreBadCsv' }>

/** The largest number of columns: twice as many as a spreadsheet has. */
const MOST_COLUMNS = 32_768

/** The largest file: its text is one string, whose length is limited. */
const MOST_BYTES = 2 ** 28

// -------------------------------------------------------------------------------------------------
// faults
// -------------------------------------------------------------------------------------------------

const emptyFile: Fault = {
  line: 1,
  expected: 'a header with the names of the columns',
  found: 'an empty file',
  next: 'Give a file that holds a table.',
}

const tooManyColumns = (found: number): Fault => ({
  line: 1,
  expected: `at most ${MOST_COLUMNS} columns`,
  found: String(found),
  next: 'Give a table with fewer; a table that lies on its side has to be turned first.',
})

const plurals = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' } as const

/** The separators of cells. */
export const separators = Object.keys(plurals) as readonly Separator[]

type Separator = keyof typeof plurals

const csvOptions = {
  separator: oneOfTexts(...separators),
  otherColumns: oneOfTexts('refuse', 'ignore'),
  file: words,
} satisfies Record<keyof CsvOptions, Allowed>

/** A header that is one name with another separator in it. */
const otherSeparator = ([name = '']: readonly string[], separator: Separator): Fault | undefined => {
  const other = separators.find((each) => each !== separator && name.includes(each))
  return other === undefined
    ? undefined
    : {
        line: 1,
        expected: `names separated by ${plurals[separator]}`,
        found: quoted(name),
        next: `If ${plurals[other]} separate them, give { separator: '${other === '\t' ? '\\t' : other}' }.`,
      }
}

/** A wrong quote. */
const quoteFault = ({ cell, ...words }: Flaw, columns: readonly string[]): Fault => {
  const name = columns[cell]
  return { ...words, column: { number: cell + 1, ...(name === undefined || name === '' ? {} : { name }) } }
}

/** A row with a wrong quote, or shorter or longer than the header. */
const shapeFault = ({ line, flaw, count, blank }: Row, columns: readonly string[]): Fault =>
  flaw === undefined
    ? {
        line,
        expected: `${columns.length} cells`,
        found: blank ? 'an empty line' : String(count),
        next: blank ? 'Take it out.' : 'A cell that holds a separator or a line break stands between quotes.',
      }
    : quoteFault(flaw, columns)

/** The problems of a row; missing columns have been reported before. */
const cellFaults = ({ places, absent }: Columns, { line, cells }: Row, said: t.Errors | string): readonly Fault[] =>
  typeof said === 'string'
    ? [
        {
          line,
          expected: 'an answer of the codec',
          found: `an error that it throws, ${quoted(said)}`,
          next: 'Mend the codec.',
        },
      ]
    : problems(said)
        .filter(({ path }) => !absent.has(path))
        .map(({ path, expected, found, next }) => {
          const advice = next === undefined ? {} : { next }
          const column = places.get(path)
          return column === undefined
            ? { line, expected: path === '' ? expected : `${path} to be ${expected}`, found, ...advice }
            : {
                line: line + cells.slice(0, column.index).reduce((n, cell) => n + lineBreaks(cell), 0),
                column: { number: column.index + 1, name: column.name },
                expected,
                found,
                ...advice,
              }
        })

/** The number of cells that a codec refuses. */
const howMany = ({ absent }: Columns, said: t.Errors | string): number =>
  typeof said === 'string'
    ? 1
    : absent.size === 0
      ? said.length
      : said.filter(({ context }) => !absent.has(spelt(steps(context)))).length

// -------------------------------------------------------------------------------------------------
// rows
// -------------------------------------------------------------------------------------------------

interface Table<A> {
  readonly rows: readonly A[]
  /** The first problems. */
  readonly faults: readonly Fault[]
  /** The number of problems that are not among them. */
  readonly more: number
}

const stopped = (fault: Fault): Table<never> => ({ rows: [], faults: [fault], more: 0 })

/** The decoded rows after a header. After the first error no row is kept. */
const rowsOf = <A>(
  codec: t.Decoder<unknown, A>,
  next: (place: Row['next']) => Row,
  end: number,
  header: Row,
  columns: Columns,
): Table<A> => {
  // Local mutation, invisible from outside.
  const faults = [...columns.faults]
  let more = columns.more
  let rows: A[] = []
  const decode = ask(codec)
  let place = header.next
  while (place.at < end) {
    const current = next(place)
    place = current.next
    const isWhole = current.flaw === undefined && current.count === header.count
    const answer = isWhole ? decode(record(columns.kept, (index) => current.cells[index])) : undefined
    if (answer !== undefined && E.isRight(answer)) {
      if (faults.length === 0) rows.push(answer.right)
    } else if (faults.length >= LISTED) {
      more += answer === undefined ? 1 : howMany(columns, answer.left)
    } else {
      const found =
        answer === undefined ? [shapeFault(current, header.cells)] : cellFaults(columns, current, answer.left)
      const listed = found.slice(0, LISTED - faults.length)
      faults.push(...listed)
      more += found.length - listed.length
      rows = []
    }
  }
  return { rows, faults, more }
}

const tableOf = <A>(
  codec: t.Decoder<unknown, A>,
  all: string,
  { separator = ',', otherColumns = 'refuse' }: CsvOptions,
): Table<A> => {
  const end = endOf(all)
  if (end === 0) return stopped(emptyFile)
  const header = row(all, end, separator, MOST_COLUMNS)({ at: 0, line: 1 })
  if (header.flaw !== undefined) return stopped(quoteFault(header.flaw, header.cells))
  if (header.count > MOST_COLUMNS) return stopped(tooManyColumns(header.count))
  const columns = columnsOf(codec, header.cells, otherColumns)
  const other = header.count === 1 && columns.faults.length > 0 ? otherSeparator(header.cells, separator) : undefined
  return other === undefined
    ? rowsOf(codec, row(all, end, separator, header.count), end, header, columns)
    : stopped(other)
}

// -------------------------------------------------------------------------------------------------
// readers
// -------------------------------------------------------------------------------------------------

/**
 * The rows of a table that has a header: each is a record of text, from the names of the columns to the cells, which `codec` decodes. The codecs that read cells are
 * `Codec.numberFromText`, `Codec.fromText`, `Codec.optionFromText`, `Codec.oneOf` and `t.string`.
 *
 * The columns may come in any order. With `Codec.closed` each column of the table has to be one that the codec knows, unless `otherColumns` says otherwise; `t.type` takes any others
 * along. A row is a record, which has no order that could be relied on: take the order of columns from an array of names. A table with a header and no rows has no rows. Empty lines at the end do not count, and spaces belong to their cells.
 *
 * - **Errors** every problem, by line and column, up to twenty, and how many more there are: cells that the codec refuses; columns that are missing, unknown (with the one that was
 *   probably meant), without a name or of one name; lines with more or fewer cells; wrong quotes. Alone: no text in UTF-8, an empty file, another separator.
 * - **Law** `test/format/Csv.test.ts`: reading inverts writing; damaged files are read or refused with a message.
 * - **Source** RFC 4180.
 *
 * @example
 * const flower = Codec.closed({ petal: Codec.numberFromText, species: Codec.oneOf(['setosa', 'virginica']) })
 * const flowers = pipe('species,petal\nsetosa,1.4\nvirginica,6\n', Data.csv(flower))
 * flowers // => E.right([{ petal: 1.4, species: 'setosa' }, { petal: 6, species: 'virginica' }])
 *
 * pipe(
 *   'species,petal\nsetsa,1.4\nvirginica,"6,0"\n',
 *   Data.csv(flower, { file: 'flowers.csv' }),
 *   E.mapLeft((problems) => problems.map(Data.Show.show)),
 * )
 * // => E.left([
 * //      'flowers.csv, line 2, column 1 (“species”): expected one of setosa, virginica, found “setsa”. Did you mean “setosa”?',
 * //      'flowers.csv, line 3, column 2 (“petal”): expected a finite number, found “6,0”. A decimal comma is written as a point: 6.0.',
 * //    ])
 *
 * const data = pipe(
 *   flowers,
 *   E.map((rows) =>
 *     Data.fromTensors(
 *       T.tensor(rows.map(({ petal }): readonly [number] => [petal])),
 *       T.tensor(rows.map(({ species }) => (species === 'setosa' ? 0 : 1))),
 *     ),
 *   ),
 * )
 *
 * @category readers
 */
export const csv = <A>(codec: t.Decoder<unknown, A>, options: CsvOptions = {}) => {
  expectRecord('Data.csv', 'a codec', { decode: 'function' }, codec)
  knownOptions('Data.csv', csvOptions, options)
  return (source: string | Uint8Array): E.Either<RNEA.ReadonlyNonEmptyArray<CsvProblem>, readonly A[]> => {
    const { file = 'csv' } = options
    const { rows, faults, more } = pipe(
      source,
      text('CSV'),
      E.match(
        (noText): Table<A> => stopped({ expected: 'text in UTF-8', ...noText }),
        (all) => {
          const table = tableOf(codec, all, options)
          const other = table.faults.length > 0 ? unlike('CSV')(all) : O.none
          return O.isSome(other) ? stopped({ line: 1, expected: 'a table as text (CSV)', ...other.value }) : table
        },
      ),
    )
    const [first, ...others] = faults.map((fault): CsvProblem => ({ _tag: 'BadCsv', file, ...fault }))
    return first === undefined
      ? E.right(rows)
      : E.left([first, ...others, ...(more > 0 ? [{ _tag: 'MoreBadCsv' as const, file, count: more }] : [])])
  }
}

/**
 * The names of the columns of a table that `csv` reads, in their order. A row loses it: the keys of a record that are integers, such as "10" and "2", come first, in ascending order.
 */
export const columnNames =
  ({ separator = ',' }: Pick<CsvOptions, 'separator'>) =>
  (source: string | Uint8Array): readonly string[] =>
    pipe(
      source,
      text('CSV'),
      E.match(
        () => [],
        (all) => row(all, endOf(all), separator, MOST_COLUMNS)({ at: 0, line: 1 }).cells,
      ),
    )

/**
 * Reads a table from a file, as `csv` does.
 *
 * - **Errors** those of `csv`, and `FileMissing`, `NotAFile`, `Unreadable`, `TooLarge` (above 256 MiB).
 *
 * @example
 * const points = Codec.closed({ x: Codec.numberFromText, y: Codec.numberFromText })
 * const load = Data.readCsv(points, { separator: ';' })('points.csv') // a TaskEither: nothing is read until it is run
 *
 * @category readers
 */
export const readCsv = <A>(codec: t.Decoder<unknown, A>, options: CsvOptions = {}) => {
  expectRecord('Data.readCsv', 'a codec', { decode: 'function' }, codec)
  knownOptions('Data.readCsv', csvOptions, options)
  return (path: string): TE.TaskEither<RNEA.ReadonlyNonEmptyArray<DataError>, readonly A[]> => {
    return pipe(
      Files.first([path]),
      TE.chain((file) => Files.bytes(file, MOST_BYTES)),
      TE.mapLeft((error): RNEA.ReadonlyNonEmptyArray<DataError> => [error]),
      TE.chainEitherKW(csv(codec, { file: String(path), ...options })),
    )
  }
}
