/**
 * The inputs of `nabla-ts train`: its settings file, the table, and a network that fits both.
 */
import { isNablaError } from '../tensor/Errors.js'
import { resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts/lib/index.js'
import { unlike } from '../format/Format.js'
import { decode } from '../format/Json.js'
import { Show as ShowProblem, type Problem } from '../codec/Problem.js'
import { classes } from '../data/Classes.js'
import { readText } from '../format/TextFile.js'
import { columnNames, csv } from '../format/Csv.js'
import { Show as ShowData, type DataError } from '../format/Errors.js'
import * as Files from '../format/Files.js'
import type { Columns } from '../data/Columns.js'
import { row } from '../data/Rows.js'
import { writable } from '../format/Write.js'
import { quoted } from '../codec/Words.js'
import { classOf, numbers, table, type Row, type Table, type Target } from '../data/Table.js'
import { codec, columnsOf, task, type Task, type TrainFile } from './TrainFile.js'

/** The largest settings file, in bytes. */
const LARGEST = 2 ** 17

/** Lines of messages. */
export type Lines = readonly string[]

/** Adds advice if the file is not JSON, such as the table itself. */
const adviseJson =
  (file: string, text: string) =>
  (lines: Lines): Lines =>
    O.isNone(unlike('JSON')(text))
      ? lines
      : [
          ...lines,
          `Expected a JSON file that names the table: { "data": ${JSON.stringify(file)}, "target": { "class": "one of its columns" } }`,
        ]

/** The message of a problem of a table, without the terms of codecs. */
const format = (error: DataError): string =>
  ShowData.show(
    error._tag === 'BadCsv' && error.next === undefined ? { ...error, next: 'Correct it, or remove the line.' } : error,
  )

const inFile =
  (file: string) =>
  (problems: readonly Problem[]): Lines =>
    problems.map((problem) => `${file}: ${ShowProblem.show(problem)}`)

const read = (file: string, most?: number): TE.TaskEither<Lines, Uint8Array> =>
  pipe(
    Files.first([file]),
    TE.chain((found) => Files.bytes(found, most)),
    TE.mapLeft((error) => [ShowData.show(error)]),
  )

export type AnyTable = Table<Columns, Target>
export type AnyRow = Row<Columns, Target>

/** The table of a settings file, and its rows. */
const readTable = (
  file: string,
  settings: TrainFile,
  bytes: Uint8Array,
): E.Either<Lines, { readonly table: AnyTable; readonly rows: readonly AnyRow[] }> => {
  const options = { file: settings.data, separator: settings.separator, otherColumns: 'ignore' } as const
  const problems = <A>(found: E.Either<readonly Problem[], A>): E.Either<Lines, A> =>
    pipe(found, E.mapLeft(inFile(file)))
  return pipe(
    E.Do,
    E.bind('cells', () =>
      pipe(
        bytes,
        csv(t.record(t.string, t.string), options),
        E.mapLeft((errors): Lines => errors.map(format)),
      ),
    ),
    E.filterOrElse(
      ({ cells }) => cells.length > 1,
      ({ cells }): Lines => [`${settings.data}: expected at least two rows, found ${cells.length}.`],
    ),
    E.bind('columns', ({ cells: [first] }) => problems(columnsOf(settings, columnNames(options)(bytes), first))),
    E.bind('table', ({ cells, columns }) => problems(tableOf(settings, columns, cells))),
    E.bind('rows', ({ table }) =>
      pipe(
        bytes,
        csv(row(table), options),
        E.mapLeft((errors): Lines => errors.map(format)),
      ),
    ),
  )
}

/** The table with these columns. The names of classes are those in the column, unless the settings list them. */
const tableOf = (
  { target }: TrainFile,
  columns: Columns,
  cells: readonly Readonly<Record<string, string>>[],
): E.Either<readonly Problem[], AnyTable> => {
  if (!('class' in target)) return attempt('columns', () => table(columns, numbers(target.numbers)))
  const names = target.names ?? [...new Set(cells.map((each) => each[target.class]))].sort()
  return names.length > 1000
    ? E.left([
        {
          path: 'target.class',
          expected: 'a column with the names of classes',
          found: `one with ${names.length} different texts`,
          next: 'For numbers, write { "numbers": [the column] }.',
        },
      ])
    : pipe(
        attempt(`target.${target.names === undefined ? 'class' : 'names'}`, () => classes(names)),
        E.chain((known) => attempt('columns', (): AnyTable => table(columns, classOf(target.class, known)))),
      )
}

/** The error of a constructor as a problem at a path. */
const attempt = <A>(path: string, make: () => A): E.Either<readonly Problem[], A> =>
  E.tryCatch(make, (error) => {
    const { expected, found } = isNablaError(error) ? error : { expected: 'a table', found: String(error) }
    return [{ path, expected, found }]
  })

/** The settings, the data and the task of a training. */
export interface Prepared {
  readonly settings: TrainFile
  readonly data: { readonly table: AnyTable; readonly rows: readonly AnyRow[] }
  readonly task: Task
}

/** Checks that the saved file does not overwrite an input. */
const checkDestination = (file: string, { data, save }: TrainFile): E.Either<Lines, void> =>
  [file, data].some((path) => resolve(path) === resolve(save))
    ? E.left(
        inFile(file)([
          { path: 'save', expected: 'a file that is not read', found: quoted(save), next: 'Choose another name.' },
        ]),
      )
    : E.right(undefined)

/** The settings of a file with its data, or all error messages. */
export const prepare = (file: string): TE.TaskEither<Lines, Prepared> =>
  pipe(
    TE.Do,
    TE.bind('settings', () =>
      pipe(
        readText(file, { most: LARGEST }),
        TE.mapLeft((error): Lines => [ShowData.show(error)]),
        TE.chainEitherK((json) =>
          pipe(json, decode(codec), E.mapLeft(inFile(file)), E.mapLeft(adviseJson(file, json))),
        ),
      ),
    ),
    // Checked before the training whose result is written there.
    TE.chainFirst(({ settings }) => pipe(checkDestination(file, settings), TE.fromEither)),
    TE.chainFirst(({ settings }) =>
      pipe(
        writable(settings.save),
        TE.mapLeft((error): Lines => [ShowData.show(error)]),
      ),
    ),
    TE.bind('bytes', ({ settings }) => read(settings.data, 2 ** 28)),
    TE.bind('data', ({ settings, bytes }) => TE.fromEither(readTable(file, settings, bytes))),
    TE.bind('task', ({ settings, data }) => {
      const { columns, target } = data.table
      const [answers, objective] =
        target._tag === 'Class'
          ? ([target.names.length, 'multiclass'] as const)
          : ([target.columns.length, 'regression'] as const)
      return TE.fromEither(pipe(task(settings, columns.length, answers, objective), E.mapLeft(inFile(file))))
    }),
  )
