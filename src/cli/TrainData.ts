/**
 * What `nabla-ts train` begins with: its file, the table that it names, and a network that fits both.
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

/** Far more than a file needs that says something. */
const LARGEST = 2 ** 17

/** Sentences. */
export type Lines = readonly string[]

/** The advice for a table given instead of a file of settings. */
const asJson =
  (file: string, text: string) =>
  (lines: Lines): Lines =>
    O.isNone(unlike('JSON')(text))
      ? lines
      : [
          ...lines,
          `It takes a JSON file, which names the table: { "data": ${JSON.stringify(file)}, "target": { "class": "one of its columns" } }`,
        ]

/** The message of a problem of a table, without terms of codecs. */
const plainly = (error: DataError): string =>
  ShowData.show(
    error._tag === 'BadCsv' && error.next === undefined
      ? { ...error, next: 'Correct it, or take the line out.' }
      : error,
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

/** The table that a file means, and its rows. */
const tableOf = (
  file: string,
  said: TrainFile,
  bytes: Uint8Array,
): E.Either<Lines, { readonly table: AnyTable; readonly rows: readonly AnyRow[] }> => {
  const options = { file: said.data, separator: said.separator, otherColumns: 'ignore' } as const
  const problems = <A>(found: E.Either<readonly Problem[], A>): E.Either<Lines, A> =>
    pipe(found, E.mapLeft(inFile(file)))
  return pipe(
    E.Do,
    E.bind('cells', () =>
      pipe(
        bytes,
        csv(t.record(t.string, t.string), options),
        E.mapLeft((errors): Lines => errors.map(plainly)),
      ),
    ),
    E.filterOrElse(
      ({ cells }) => cells.length > 1,
      ({ cells }): Lines => [`${said.data}: expected at least two rows, found ${cells.length}.`],
    ),
    E.bind('columns', ({ cells: [first] }) => problems(columnsOf(said, columnNames(options)(bytes), first))),
    E.bind('table', ({ cells, columns }) => problems(made(said, columns, cells))),
    E.bind('rows', ({ table: of }) =>
      pipe(
        bytes,
        csv(row(of), options),
        E.mapLeft((errors): Lines => errors.map(plainly)),
      ),
    ),
  )
}

/** The table of these columns; the names of classes are those that there are, unless the file says which. */
const made = (
  { target }: TrainFile,
  columns: Columns,
  cells: readonly Readonly<Record<string, string>>[],
): E.Either<readonly Problem[], AnyTable> => {
  if (!('class' in target)) return wrongly('columns', () => table(columns, numbers(target.numbers)))
  const names = target.names ?? [...new Set(cells.map((each) => each[target.class]))].sort()
  return names.length > 1000
    ? E.left([
        {
          path: 'target.class',
          expected: 'a column with the names of classes',
          found: `one with ${names.length} different texts`,
          next: 'For numbers, say { "numbers": [the column] }.',
        },
      ])
    : pipe(
        wrongly(`target.${target.names === undefined ? 'class' : 'names'}`, () => classes(names)),
        E.chain((known) => wrongly('columns', (): AnyTable => table(columns, classOf(target.class, known)))),
      )
}

/** The refusal of a constructor as a problem at a path. */
const wrongly = <A>(path: string, make: () => A): E.Either<readonly Problem[], A> =>
  E.tryCatch(make, (error) => {
    const { expected, found } = isNablaError(error) ? error : { expected: 'a table', found: String(error) }
    return [{ path, expected, found }]
  })

/** All that a training needs. */
export interface Prepared {
  readonly said: TrainFile
  readonly data: { readonly table: AnyTable; readonly rows: readonly AnyRow[] }
  readonly task: Task
}

/** The file that is saved takes the place of nothing that is read. */
const destination = (file: string, { data, save }: TrainFile): E.Either<Lines, void> =>
  [file, data].some((path) => resolve(path) === resolve(save))
    ? E.left(
        inFile(file)([{ path: 'save', expected: 'a file of its own', found: quoted(save), next: 'That is read.' }]),
      )
    : E.right(undefined)

/** The settings of a file with its data, or all error messages. */
export const prepare = (file: string): TE.TaskEither<Lines, Prepared> =>
  pipe(
    TE.Do,
    TE.bind('said', () =>
      pipe(
        readText(file, { most: LARGEST }),
        TE.mapLeft((error): Lines => [ShowData.show(error)]),
        TE.chainEitherK((json) => pipe(json, decode(codec), E.mapLeft(inFile(file)), E.mapLeft(asJson(file, json)))),
      ),
    ),
    // Before the work whose result is to be written there.
    TE.chainFirst(({ said }) => pipe(destination(file, said), TE.fromEither)),
    TE.chainFirst(({ said }) =>
      pipe(
        writable(said.save),
        TE.mapLeft((error): Lines => [ShowData.show(error)]),
      ),
    ),
    TE.bind('bytes', ({ said }) => read(said.data, 2 ** 28)),
    TE.bind('data', ({ said, bytes }) => TE.fromEither(tableOf(file, said, bytes))),
    TE.bind('task', ({ said, data }) => {
      const { columns, target } = data.table
      const [answers, objective] =
        target._tag === 'Class'
          ? ([target.names.length, 'multiclass'] as const)
          : ([target.columns.length, 'regression'] as const)
      return TE.fromEither(pipe(task(said, columns.length, answers, objective), E.mapLeft(inFile(file))))
    }),
  )
