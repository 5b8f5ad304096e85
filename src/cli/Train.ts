/**
 * `nabla-ts train`: from a table to a file that predicts.
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
import { command, parsed, percent, refuse, type ExitCode, type Terminal } from './Command.js'
import { shellPath, shellWord } from './Shell.js'
import { prepare, type AnyRow, type AnyTable, type Lines } from './TrainData.js'

const help = `nabla-ts train FILE.json

Trains a network on a table (CSV) as the file says, tests it on rows it has not seen, and saves it: the network, what it
has learned, its columns and how they are scaled, the names of its classes. The least that the file can say:

  { "data": "penguins.csv", "target": { "class": "species" } }

or { "numbers": ["price"] } as the target, for regression. And what else it may say, with what it is otherwise:

  "columns": ["bill_length_mm", …]    all columns but the target
  "target": { "class": …, "names": [… in the order wanted] }    the names in the table, sorted
  "separator": ","
  "hidden": [{ "layer": "dense", "out": 16 }, { "layer": "tanh" }]    any layers; the last one is added
  "optimizer": { "optimizer": "adam", "learningRate": 0.01, "frozen": ["hidden"] }    nothing is frozen
  "epochs": 50, "batch": 16, "seed": 1
  "test": 0.2          the part of the rows that is kept for the test
  "engine": "reference"    or "onnxruntime", which needs the package onnxruntime-node
  "save": "model.safetensors"

Paths are meant from where the program is started. Interrupted, by Ctrl-C, a kill or the end of the terminal, it
saves what it has learned so far.`

/** A model whose widths were found to be those of its table. */
type AnyModel = ModelFor<Params, Matrix<Columns>, Signals, Targets<Target>, Meaning<Target>, Targets<Target>>

/** How good a predictor is on rows that it has not seen. */
const tested = (by: Predictor<Params, Columns, Target>, rows: readonly AnyRow[]): Lines => {
  if (rows.length === 0) return ['No rows were kept for a test.']
  const { target } = by.table
  const found = predict(by)(rows) as readonly Readonly<Record<string, unknown>>[]
  const cell = (i: number, column: string): unknown => (rows[i] as Readonly<Record<string, unknown>>)[column]
  if (target._tag === 'Class') {
    const right = found.filter((each, i) => each['class'] === cell(i, target.column)).length
    const most = Math.max(...target.names.map((name) => rows.filter((_, i) => cell(i, target.column) === name).length))
    return [
      `Test: ${right} of ${rows.length} rows it has not seen are right (${percent(right / rows.length)}); always the same class would be right for ${most}.`,
    ]
  }
  return target.columns.map((column) => {
    const errors = found.map((each, i) => Number(each[column]) - Number(cell(i, column)))
    const values = rows.map((_, i) => Number(cell(i, column)))
    // Each a part of the mean, since a sum may be too large.
    const mean = values.reduce((all, x) => all + x / values.length, 0)
    const root = (of: readonly number[]): string => rootMeanSquare(Float64Array.from(of)).toPrecision(4)
    return `Test: ${column} is off by ${root(errors)} (root of the mean square) on ${rows.length} rows it has not seen; their mean would be by ${root(values.map((x) => x - mean))}.`
  })
}

/** The number of integer classes from which a regression is suggested. */
const MANY = 20

/** The longest time between two progress lines, in milliseconds. */
const SILENCE = 5_000

const list = (names: readonly string[]): string =>
  names.length <= 8 ? names.join(', ') : `${names.slice(0, 7).join(', ')} and ${names.length - 7} more`

const train = async (file: string, terminal: Terminal): Promise<E.Either<Lines, ExitCode>> => {
  const prepared = await prepare(file)()
  if (E.isLeft(prepared)) return prepared
  const { said, data, task } = prepared.right
  const seed = fromNumber(said.seed)
  const parts = pipe(data.rows, split(1 - said.test, child(0)(seed)))
  if (parts.train.length === 0)
    return E.left([`${file}: expected rows to train on, found none of ${data.rows.length}. Give a smaller "test".`])
  const of = pipe(data.table, standardise(parts.train) as (from: AnyTable) => AnyTable)
  const { spec, model, name, objective } = task
  const trainer = trainerOf({ model, objective, optimizer: optimizerOf(said.optimizer) })
  terminal.say(`${parts.train.length} rows to train on, ${parts.test.length} to test on.`)
  terminal.say(`Columns: ${list(of.columns)}.`)
  terminal.say(
    of.target._tag === 'Class'
      ? `Classes of ${of.target.column}: ${list(of.target.names)}.`
      : `Numbers: ${list(of.target.columns)}.`,
  )
  if (
    of.target._tag === 'Class' &&
    of.target.names.length > MANY &&
    of.target.names.every((name) => Number.isFinite(Number(name)))
  )
    terminal.warn(
      `These are ${of.target.names.length} different numbers. To predict a number, say "target": { "numbers": ["${of.target.column}"] }.`,
    )
  // Local mutation, invisible from outside: the newest state and the progress of the run.
  let state = trainer.start(child(1)(seed))
  const { epochs } = said
  const told = Math.ceil(epochs / 10)
  let [spoken, first, loss] = [terminal.now(), Number.NaN, Number.NaN]
  const events = run(trainer, fromRows(of)(parts.train) as Dataset<Signals, Signals>, {
    from: state,
    epochs,
    size: Math.min(said.batch, parts.train.length),
    ...(said.engine === 'onnxruntime' ? { engine: onnxRuntime() } : {}),
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
      const isDue = (event.epoch + 1) % told === 0 || terminal.now() - spoken > SILENCE
      if (isDue || event.epoch + 1 === epochs) {
        terminal.progress('')
        terminal.say(line)
        spoken = terminal.now()
      }
    }
    if (O.isSome(interruption.signal())) {
      terminal.progress('')
      terminal.say(`Interrupted in epoch ${event.epoch + 1} of ${epochs}, after ${state.iteration} steps.`)
      break
    }
  }
  terminal.progress('')
  const by = predictor(trainer as unknown as AnyModel, of, { model: spec, objective: name })(state.params)
  if (loss > first)
    terminal.warn(
      `The loss has grown from ${first.toPrecision(4)} to ${loss.toPrecision(4)}: the learning rate may be too high.`,
    )
  const saved = await pipe(by, save(said.save))()
  if (E.isLeft(saved)) return E.left([ShowData.show(saved.left)])
  // A signal that came together with the end of the save is seen in the next turn of the event loop. Nothing is lost from here on.
  await setImmediate()
  interruption.release()
  const signal = interruption.signal()
  if (O.isSome(signal)) terminal.say(`Saved as ${said.save}.`)
  tested(by, parts.test).forEach(terminal.say)
  const example = of.columns.map((column) => (parts.test[0] ?? parts.train[0])[column]).join(',')
  if (O.isNone(signal))
    terminal.say(`Saved as ${said.save}. Ask it: nabla-ts predict ${shellPath(said.save)} ${shellWord(example)}`)
  return E.right(O.isSome(signal) ? exitCode(signal.value) : 0)
}

export const trainCommand = command({
  name: 'train',
  usage: 'FILE.json',
  summary: 'trains a network on a table, tests and saves it',
  help,
  asked: (args) =>
    pipe(
      parsed(args, {}, 'What is trained, and how, stands in the file: "epochs": 50.'),
      E.filterOrElse(
        ({ positionals }) => positionals.length === 1,
        ({ positionals }) => `it takes one file, found ${positionals.length}.`,
      ),
      E.map(({ positionals: [file] }) => file),
    ),
  answer: async (file, terminal) => {
    const done = await train(file, terminal)
    return E.isRight(done) ? done.right : refuse(terminal, done.left)
  },
})
