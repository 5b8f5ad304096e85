/**
 * `nabla-ts train`: trains a network on a table and saves it as a predictor.
 */
import { setImmediate } from 'node:timers/promises'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { Show as ShowData } from '../format/Errors.js'
import type { Dataset } from '../data/Dataset.js'
import { split } from '../data/Split.js'
import type { Columns, Matrix } from '../data/Columns.js'
import { fromRows } from '../data/Rows.js'
import { standardise, type Target, type Targets } from '../data/Table.js'
import { onnxRuntime } from '../engine/OnnxRuntime.js'
import type { Params, Signals } from '../spec/ModelSpec.js'
import { optimizer as optimizerOf } from '../spec/OptimizerSpec.js'
import { rootMeanSquare } from '../kernel/RootMeanSquare.js'
import { child, fromNumber } from '../random/Seed.js'
import { predict, predictor, type Meaning, type ModelFor, type Predictor } from '../predictor/Predictor.js'
import { save } from '../predictor/PredictorFile.js'
import { exitCode } from '../run/Interruption.js'
import { run, Show as ShowStop } from '../train/Run.js'
import { trainer as trainerOf } from '../train/Step.js'
import { command, parseOptions, percent, reportErrors, type ExitCode, type Terminal } from './Command.js'
import { shellPath, shellWord } from './Shell.js'
import { prepare, type AnyRow, type AnyTable, type Lines } from './TrainData.js'

const help = `nabla-ts train FILE.json

Trains a network on a table (CSV), tests it on rows that it was not trained on, and saves it: the network and its
parameters, its columns and their scaling, the names of its classes. The shortest file:

  { "data": "penguins.csv", "target": { "class": "species" } }

or { "numbers": ["price"] } as the target, for regression. Other settings, with their defaults:

  "columns": ["bill_length_mm", …]    all columns but the target
  "target": { "class": …, "names": […] }    by default the names in the table, sorted
  "separator": ","
  "hidden": [{ "layer": "dense", "out": 16 }, { "layer": "tanh" }]    an output layer is added
  "optimizer": { "optimizer": "adam", "learningRate": 0.01, "frozen": ["hidden"] }    nothing is frozen
  "epochs": 50, "batch": 16, "seed": 1
  "test": 0.2          the fraction of the rows for the test
  "engine": "reference"    or "onnxruntime", which needs the package onnxruntime-node
  "save": "model.safetensors"

Paths are relative to the working directory. Interrupted by Ctrl-C, a kill or the end of the terminal, it saves the
parameters learned so far.`

/** A model whose widths were checked against its table. */
type AnyModel = ModelFor<Params, Matrix<Columns>, Signals, Targets<Target>, Meaning<Target>, Targets<Target>>

/** The results of a predictor on the test rows. */
const testReport = (predictor: Predictor<Params, Columns, Target>, rows: readonly AnyRow[]): Lines => {
  if (rows.length === 0) return ['No rows were kept for a test.']
  const { target } = predictor.table
  const found = predict(predictor)(rows) as readonly Readonly<Record<string, unknown>>[]
  const cell = (i: number, column: string): unknown => (rows[i] as Readonly<Record<string, unknown>>)[column]
  if (target._tag === 'Class') {
    const right = found.filter((each, i) => each['class'] === cell(i, target.column)).length
    const most = Math.max(...target.names.map((name) => rows.filter((_, i) => cell(i, target.column) === name).length))
    return [
      `Test: ${right} of ${rows.length} rows are right (${percent(right / rows.length)}); predicting the most frequent class is right for ${most}.`,
    ]
  }
  return target.columns.map((column) => {
    const errors = found.map((each, i) => Number(each[column]) - Number(cell(i, column)))
    const values = rows.map((_, i) => Number(cell(i, column)))
    // The terms are divided before they are added, since the sum may overflow.
    const mean = values.reduce((all, x) => all + x / values.length, 0)
    const root = (xs: readonly number[]): string => rootMeanSquare(Float64Array.from(xs)).toPrecision(4)
    return `Test: the root-mean-square error of ${column} is ${root(errors)} on ${rows.length} rows; that of predicting their mean is ${root(values.map((x) => x - mean))}.`
  })
}

/** The number of integer classes from which a regression is suggested. */
const MANY = 20

/** The longest time between two progress lines, in milliseconds. */
const SILENCE = 5_000

const list = (names: readonly string[]): string =>
  names.length <= 8 ? names.join(', ') : `${names.slice(0, 7).join(', ')} and ${names.length - 7} more`

/** Prints the columns of a table; warns about a class column that holds numbers. */
const describe = ({ columns, target }: AnyTable, terminal: Terminal): void => {
  terminal.print(`Columns: ${list(columns)}.`)
  if (target._tag === 'Numbers') return terminal.print(`Numbers: ${list(target.columns)}.`)
  const { column, names } = target
  terminal.print(`Classes of ${column}: ${list(names)}.`)
  if (names.length > MANY && names.every((name) => Number.isFinite(Number(name))))
    terminal.warn(
      `These are ${names.length} different numbers. To predict a number, write "target": { "numbers": ["${column}"] }.`,
    )
}

const train = async (file: string, terminal: Terminal): Promise<E.Either<Lines, ExitCode>> => {
  const prepared = await prepare(file)()
  if (E.isLeft(prepared)) return prepared
  const { settings, data, task } = prepared.right
  const seed = fromNumber(settings.seed)
  const parts = pipe(data.rows, split(1 - settings.test, child(0)(seed)))
  if (parts.train.length === 0)
    return E.left([`${file}: expected rows to train on, found none of ${data.rows.length}. Give a smaller "test".`])
  const table = pipe(data.table, standardise(parts.train) as (from: AnyTable) => AnyTable)
  const { spec, model, name, objective } = task
  const trainer = trainerOf({ model, objective, optimizer: optimizerOf(settings.optimizer) })
  terminal.print(`${parts.train.length} rows to train on, ${parts.test.length} to test on.`)
  describe(table, terminal)
  // Local mutation, invisible from outside: the newest state and the progress of the run.
  let state = trainer.start(child(1)(seed))
  const { epochs } = settings
  const interval = Math.ceil(epochs / 10)
  let [lastLine, first, loss] = [terminal.now(), Number.NaN, Number.NaN]
  const events = run(trainer, fromRows(table)(parts.train) as Dataset<Signals, Signals>, {
    from: state,
    epochs,
    size: Math.min(settings.batch, parts.train.length),
    ...(settings.engine === 'onnxruntime' ? { engine: onnxRuntime() } : {}),
  })
  const interruption = terminal.interruption()
  for await (const event of events) {
    if (event._tag === 'Ended') {
      if (E.isLeft(event.outcome))
        return E.left([...ShowStop.show(event.outcome.left).split('\n'), 'No file was written.'])
      state = event.outcome.right
      continue
    }
    state = event.state
    if (event._tag === 'EpochEnded') {
      const line = `epoch ${event.epoch + 1} of ${epochs}, loss ${event.loss.toPrecision(4)}`
      loss = event.loss
      if (event.epoch === 0) first = loss
      terminal.progress(line)
      const isDue = (event.epoch + 1) % interval === 0 || terminal.now() - lastLine > SILENCE
      if (isDue || event.epoch + 1 === epochs) {
        terminal.progress('')
        terminal.print(line)
        lastLine = terminal.now()
      }
    }
    if (O.isSome(interruption.signal())) {
      terminal.progress('')
      terminal.print(`Interrupted in epoch ${event.epoch + 1} of ${epochs}, after ${state.iteration} steps.`)
      break
    }
  }
  terminal.progress('')
  const trained = predictor(trainer as unknown as AnyModel, table, { model: spec, objective: name })(state.params)
  if (loss > first)
    terminal.warn(
      `The loss rose from ${first.toPrecision(4)} to ${loss.toPrecision(4)}: the learning rate may be too high.`,
    )
  const saved = await pipe(trained, save(settings.save))()
  if (E.isLeft(saved)) return E.left([ShowData.show(saved.left)])
  // A signal at the end of the save is delivered in the next turn of the event loop. Nothing is lost after this point.
  await setImmediate()
  interruption.release()
  const signal = interruption.signal()
  if (O.isSome(signal)) terminal.print(`Saved as ${settings.save}.`)
  testReport(trained, parts.test).forEach(terminal.print)
  const example = table.columns.map((column) => (parts.test[0] ?? parts.train[0])[column]).join(',')
  if (O.isNone(signal))
    terminal.print(
      `Saved as ${settings.save}. To use it: nabla-ts predict ${shellPath(settings.save)} ${shellWord(example)}`,
    )
  return E.right(O.isSome(signal) ? exitCode(signal.value) : 0)
}

export const trainCommand = command({
  name: 'train',
  usage: 'FILE.json',
  summary: 'trains a network on a table, tests and saves it',
  help,
  parse: (args) =>
    pipe(
      parseOptions(args, {}, 'Write settings into the file: "epochs": 50.'),
      E.filterOrElse(
        ({ positionals }) => positionals.length === 1,
        ({ positionals }) => `expected one file, found ${positionals.length}.`,
      ),
      E.map(({ positionals: [file] }) => file),
    ),
  execute: async (file, terminal) => {
    const done = await train(file, terminal)
    return E.isRight(done) ? done.right : reportErrors(terminal, done.left)
  },
})
