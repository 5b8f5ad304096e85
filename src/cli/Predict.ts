/**
 * `nabla-ts predict`: predictions of a saved model.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { numberFromText } from '../codec/Text.js'
import { listed, quoted } from '../codec/Words.js'
import { readCsv, separators } from '../format/Csv.js'
import { Show as ShowData } from '../format/Errors.js'
import { repeated } from '../data/Classes.js'
import type { Columns, NumbersIn } from '../data/Columns.js'
import { inputRow } from '../data/Rows.js'
import type { Table, Target } from '../data/Table.js'
import type { Params } from '../spec/ModelSpec.js'
import { isNablaError } from '../tensor/Errors.js'
import { predict, type Predictor } from '../predictor/Predictor.js'
import { ShowPredictor } from '../predictor/PredictorError.js'
import { open } from '../predictor/PredictorFile.js'
import { command, parsed, percent, refuse, type ExitCode, type Terminal } from './Command.js'

const help = `nabla-ts predict MODEL ROW…
nabla-ts predict MODEL --csv FILE

Says what a model that nabla-ts train saved makes of rows, a line each. A row is its numbers in the order of the columns
of the model, 46.5,17.9,192,3500; or by name, bill_length_mm=46.5,bill_depth_mm=17.9,… in any order.

  --csv FILE         the rows of a table, which may have other columns too
  --separator TEXT   what stands between the cells of the table, by default a comma
  --json             a line of JSON for each row
  --help             this text

Without a row it says what the model takes.`

type AnyPredictor = Predictor<Params, Columns, Target>
type Given = NumbersIn<Columns>
type Found = Readonly<Record<string, unknown>>

/** A number, or its error. */
const number = (column: string, cell: string): E.Either<string, number> =>
  pipe(
    numberFromText.decode(cell.trim()),
    E.mapLeft(() => `expected a finite number for ${quoted(column)}, found ${quoted(cell)}`),
  )

/** A typed row: numbers in the order of the columns, or each with its name. */
const rowOf =
  (columns: Columns) =>
  (typed: string): E.Either<string, Given> => {
    const cells = typed.split(',')
    const refused = (why: string): string => `row ${quoted(typed)}: ${why}.`
    const isNamed = typed.includes('=')
    const names = isNamed ? cells.map((cell) => cell.slice(0, Math.max(0, cell.indexOf('='))).trim()) : columns
    if (!isNamed && cells.length !== columns.length)
      return E.left(refused(`expected ${columns.length} numbers, of ${listed(columns)}, found ${cells.length}`))
    const [strange, twice, missing] = [
      names.find((name) => !columns.includes(name)),
      names[repeated(names)],
      columns.find((column) => !names.includes(column)),
    ]
    if (strange !== undefined)
      return E.left(refused(`expected a column of ${listed(columns)}, found ${quoted(strange)}`))
    if (twice !== undefined) return E.left(refused(`expected each column once, found ${quoted(twice)} twice`))
    if (missing !== undefined) return E.left(refused(`expected a number for ${quoted(missing)}, found none`))
    return pipe(
      cells.map((cell, i) => [names[i], isNamed ? cell.slice(cell.indexOf('=') + 1) : cell] as const),
      RA.traverse(E.Applicative)(([name, cell]) =>
        pipe(
          number(name, cell),
          E.bimap(refused, (x) => [name, x] as const),
        ),
      ),
      E.map((entries): Given => Object.fromEntries(entries)),
    )
  }

/** All rows, or every problem. */
const typedRows = (columns: Columns, typed: readonly string[]): E.Either<readonly string[], readonly Given[]> => {
  const rows = typed.map(rowOf(columns))
  const problems = rows.flatMap((each) => (E.isLeft(each) ? [each.left] : []))
  return problems.length > 0 ? E.left(problems) : E.right(rows.flatMap((each) => (E.isRight(each) ? [each.right] : [])))
}

/** The number of most probable classes that are shown. */
const TOLD = 5

/** A prediction on a line. */
const words = (found: Found, target: Target): string => {
  if (target._tag === 'Numbers') return target.columns.map((column) => `${column} ${String(found[column])}`).join(', ')
  const of = found['probabilities'] as Readonly<Record<string, number>>
  const probabilities = target.names.map((name) => [name, of[name]] as const).sort(([, a], [, b]) => b - a)
  const told = probabilities.slice(0, TOLD).map(([name, p]) => `${name} ${percent(p)}`)
  return `${String(found['class'])} (${told.join(', ')}${probabilities.length > TOLD ? ', …' : ''})`
}

/** The inputs and the target of a model, as text. */
const description = ({ table: { columns, target } }: AnyPredictor): readonly string[] => [
  `It takes ${columns.join(',')}.`,
  target._tag === 'Class'
    ? `It says which ${target.column}: ${target.names.join(', ')}.`
    : `It says ${target.columns.join(', ')}.`,
]

/** The rows of a table, of which only the columns of a model count. */
const rowsOfTable = async (
  of: Table<Columns, Target>,
  file: string,
  separator: string,
): Promise<E.Either<readonly string[], readonly Given[]>> => {
  const known = separators.find((each) => each === separator)
  if (known === undefined)
    return E.left([`--separator: expected one of ${separators.map(quoted).join(' ')}, found ${quoted(separator)}.`])
  const rows = await readCsv(inputRow(of), { separator: known, otherColumns: 'ignore' })(file)()
  return pipe(
    rows,
    E.mapLeft((errors) => errors.map(ShowData.show)),
  )
}

/** What rows make, or what was found instead of a prediction. */
const found = (by: AnyPredictor, rows: readonly Given[]): E.Either<string, readonly Found[]> =>
  E.tryCatch(
    () => predict(by)(rows) as readonly Found[],
    (error) => (isNablaError(error) ? error.found : String(error)),
  )

/** The number of failed rows that are reported. */
const LISTED = 10

/** The predictions of rows, or the rows without one. */
const predicted = (
  by: AnyPredictor,
  rows: readonly Given[],
  name: (place: number) => string,
): E.Either<readonly string[], readonly Found[]> =>
  pipe(
    found(by, rows),
    E.mapLeft(() => {
      // Again, one by one: which they are is asked only where something is wrong.
      const wrong = rows.flatMap((row, i) => {
        const alone = found(by, [row])
        return E.isLeft(alone) ? [`${name(i)}: expected a finite prediction, found ${alone.left}.`] : []
      })
      const more = wrong.length - LISTED
      return [
        ...wrong.slice(0, LISTED),
        ...(more > 0 ? [`So it is with ${more} more rows.`] : []),
        'Nothing was predicted.',
      ]
    }),
  )

const options = {
  csv: { type: 'string' },
  separator: { type: 'string', default: ',' },
  json: { type: 'boolean', default: false },
} as const

interface Asked {
  readonly model: string
  readonly typed: readonly string[]
  readonly csv?: string
  readonly separator: string
  readonly json: boolean
}

const asked = (args: readonly string[]): E.Either<string, Asked> =>
  pipe(
    parsed(args, options),
    E.chain(({ values, positionals: [model, ...typed] }) =>
      model === undefined
        ? E.left('it takes the file of a model, which nabla-ts train saves.')
        : typed.length > 0 && values.csv !== undefined
          ? E.left('it takes rows or --csv, found both.')
          : E.right({ model, typed, ...values }),
    ),
  )

const answer = async ({ model, typed, csv, separator, json }: Asked, terminal: Terminal): Promise<ExitCode> => {
  const opened = await open(model)()
  if (E.isLeft(opened)) return refuse(terminal, ShowPredictor.show(opened.left).split('\n'))
  const by: AnyPredictor = opened.right
  const { columns, target } = by.table
  if (typed.length === 0 && csv === undefined)
    return refuse(terminal, [...description(by), 'Give it a row, or --csv FILE.'], 2)
  const rows = csv === undefined ? typedRows(columns, typed) : await rowsOfTable(by.table, csv, separator)
  if (E.isLeft(rows)) return refuse(terminal, rows.left, csv === undefined ? 2 : 1)
  const name = (i: number): string => (csv === undefined ? `row ${quoted(typed[i])}` : `${csv}, row ${i + 1}`)
  const predictions = predicted(by, rows.right, name)
  if (E.isLeft(predictions)) return refuse(terminal, predictions.left)
  predictions.right.forEach((each) => terminal.say(json ? JSON.stringify(each) : words(each, target)))
  return 0
}

export const predictCommand = command({
  name: 'predict',
  usage: 'MODEL ROW…',
  summary: 'says what a saved model makes of rows',
  help,
  asked,
  answer,
})
