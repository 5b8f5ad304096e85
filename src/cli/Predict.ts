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
import { command, parseOptions, percent, reportErrors, type ExitCode, type Terminal } from './Command.js'

const help = `nabla-ts predict MODEL ROW…
nabla-ts predict MODEL --csv FILE

Prints the predictions of a model that nabla-ts train saved, one line per row. A row is its numbers in the order of the
columns of the model, 46.5,17.9,192,3500; or by name, bill_length_mm=46.5,bill_depth_mm=17.9,… in any order.

  --csv FILE         the rows of a table; other columns are ignored
  --separator TEXT   the separator of the cells, by default a comma
  --json             a line of JSON for each row
  --help             this text

Without a row it prints the columns of the model.`

type AnyPredictor = Predictor<Params, Columns, Target>
type Inputs = NumbersIn<Columns>
type Prediction = Readonly<Record<string, unknown>>

/** A number, or an error message. */
const number = (column: string, cell: string): E.Either<string, number> =>
  pipe(
    numberFromText.decode(cell.trim()),
    E.mapLeft(() => `expected a finite number for ${quoted(column)}, found ${quoted(cell)}`),
  )

/** Parses a row: numbers in the order of the columns, or each with its name. */
const parseRow =
  (columns: Columns) =>
  (typed: string): E.Either<string, Inputs> => {
    const cells = typed.split(',')
    const problem = (why: string): string => `row ${quoted(typed)}: ${why}.`
    const isNamed = typed.includes('=')
    const names = isNamed ? cells.map((cell) => cell.slice(0, Math.max(0, cell.indexOf('='))).trim()) : columns
    if (!isNamed && cells.length !== columns.length)
      return E.left(problem(`expected ${columns.length} numbers, of ${listed(columns)}, found ${cells.length}`))
    const [strange, twice, missing] = [
      names.find((name) => !columns.includes(name)),
      names[repeated(names)],
      columns.find((column) => !names.includes(column)),
    ]
    if (strange !== undefined)
      return E.left(problem(`expected a column of ${listed(columns)}, found ${quoted(strange)}`))
    if (twice !== undefined) return E.left(problem(`expected each column once, found ${quoted(twice)} twice`))
    if (missing !== undefined) return E.left(problem(`expected a number for ${quoted(missing)}, found none`))
    return pipe(
      cells.map((cell, i) => [names[i], isNamed ? cell.slice(cell.indexOf('=') + 1) : cell] as const),
      RA.traverse(E.Applicative)(([name, cell]) =>
        pipe(
          number(name, cell),
          E.bimap(problem, (x) => [name, x] as const),
        ),
      ),
      E.map((entries): Inputs => Object.fromEntries(entries)),
    )
  }

/** Parses all rows, or returns every problem. */
const parseRows = (columns: Columns, typed: readonly string[]): E.Either<readonly string[], readonly Inputs[]> => {
  const rows = typed.map(parseRow(columns))
  const problems = rows.flatMap((each) => (E.isLeft(each) ? [each.left] : []))
  return problems.length > 0 ? E.left(problems) : E.right(rows.flatMap((each) => (E.isRight(each) ? [each.right] : [])))
}

/** The number of most probable classes that are shown. */
const SHOWN_CLASSES = 5

/** A prediction as one line. */
const format = (found: Prediction, target: Target): string => {
  if (target._tag === 'Numbers') return target.columns.map((column) => `${column} ${String(found[column])}`).join(', ')
  const byName = found['probabilities'] as Readonly<Record<string, number>>
  const probabilities = target.names.map((name) => [name, byName[name]] as const).sort(([, a], [, b]) => b - a)
  const shown = probabilities.slice(0, SHOWN_CLASSES).map(([name, p]) => `${name} ${percent(p)}`)
  return `${String(found['class'])} (${shown.join(', ')}${probabilities.length > SHOWN_CLASSES ? ', …' : ''})`
}

/** The inputs and the target of a model, as text. */
const description = ({ table: { columns, target } }: AnyPredictor): readonly string[] => [
  `Inputs: ${columns.join(',')}.`,
  target._tag === 'Class'
    ? `Predicts ${target.column}: ${target.names.join(', ')}.`
    : `Predicts ${target.columns.join(', ')}.`,
]

/** Reads the rows of a table, without columns that the model does not use. */
const readRows = async (
  table: Table<Columns, Target>,
  file: string,
  separator: string,
): Promise<E.Either<readonly string[], readonly Inputs[]>> => {
  const known = separators.find((each) => each === separator)
  if (known === undefined)
    return E.left([`--separator: expected one of ${separators.map(quoted).join(' ')}, found ${quoted(separator)}.`])
  const rows = await readCsv(inputRow(table), { separator: known, otherColumns: 'ignore' })(file)()
  return pipe(
    rows,
    E.mapLeft((errors) => errors.map(ShowData.show)),
  )
}

/** The predictions of rows, or the reason why there are none. */
const tryPredict = (predictor: AnyPredictor, rows: readonly Inputs[]): E.Either<string, readonly Prediction[]> =>
  E.tryCatch(
    () => predict(predictor)(rows) as readonly Prediction[],
    (error) => (isNablaError(error) ? error.found : String(error)),
  )

/** The number of failed rows that are reported. */
const LISTED_ROWS = 10

/** The predictions of rows, or a message for each row without one. */
const predictRows = (
  predictor: AnyPredictor,
  rows: readonly Inputs[],
  name: (place: number) => string,
): E.Either<readonly string[], readonly Prediction[]> =>
  pipe(
    tryPredict(predictor, rows),
    E.mapLeft(() => {
      const wrong = rows.flatMap((row, i) => {
        const alone = tryPredict(predictor, [row])
        return E.isLeft(alone) ? [`${name(i)}: expected a finite prediction, found ${alone.left}.`] : []
      })
      const more = wrong.length - LISTED_ROWS
      return [
        ...wrong.slice(0, LISTED_ROWS),
        ...(more > 0 ? [`${more} more rows have no finite prediction.`] : []),
        'Nothing was predicted.',
      ]
    }),
  )

const options = {
  csv: { type: 'string' },
  separator: { type: 'string', default: ',' },
  json: { type: 'boolean', default: false },
} as const

interface Settings {
  readonly model: string
  readonly typed: readonly string[]
  readonly csv?: string
  readonly separator: string
  readonly json: boolean
}

const parse = (args: readonly string[]): E.Either<string, Settings> =>
  pipe(
    parseOptions(args, options),
    E.chain(({ values, positionals: [model, ...typed] }) =>
      model === undefined
        ? E.left('expected the file of a model, which nabla-ts train saves, found none.')
        : typed.length > 0 && values.csv !== undefined
          ? E.left('expected rows or --csv, found both.')
          : E.right({ model, typed, ...values }),
    ),
  )

const execute = async ({ model, typed, csv, separator, json }: Settings, terminal: Terminal): Promise<ExitCode> => {
  const opened = await open(model)()
  if (E.isLeft(opened)) return reportErrors(terminal, ShowPredictor.show(opened.left).split('\n'))
  const predictor: AnyPredictor = opened.right
  const { columns, target } = predictor.table
  if (typed.length === 0 && csv === undefined)
    return reportErrors(terminal, [...description(predictor), 'Give a row, or --csv FILE.'], 2)
  const rows = csv === undefined ? parseRows(columns, typed) : await readRows(predictor.table, csv, separator)
  if (E.isLeft(rows)) return reportErrors(terminal, rows.left, csv === undefined ? 2 : 1)
  const name = (i: number): string => (csv === undefined ? `row ${quoted(typed[i])}` : `${csv}, row ${i + 1}`)
  const predictions = predictRows(predictor, rows.right, name)
  if (E.isLeft(predictions)) return reportErrors(terminal, predictions.left)
  predictions.right.forEach((each) => terminal.print(json ? JSON.stringify(each) : format(each, target)))
  return 0
}

export const predictCommand = command({
  name: 'predict',
  usage: 'MODEL ROW…',
  summary: 'prints the predictions of a saved model',
  help,
  parse,
  execute,
})
