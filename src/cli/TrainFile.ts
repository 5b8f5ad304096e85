/**
 * The settings file of `nabla-ts train`: a table, its target, and optionally the network and its training.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { closed } from '../codec/Closed.js'
import { anyOf, withDefaults } from '../codec/Defaults.js'
import { list } from '../codec/List.js'
import { fraction, integer } from '../codec/Number.js'
import { oneOf } from '../codec/OneOf.js'
import { suggestion } from '../codec/Nearest.js'
import { type Problem } from '../codec/Problem.js'
import { numberFromText } from '../codec/Text.js'
import { quoted } from '../codec/Words.js'
import { separators } from '../format/Csv.js'
import { decode as decodeModel, type Described, type Signals } from '../spec/ModelSpec.js'
import type { Objective } from '../nn/Objective.js'
import { objective as objectiveFor, type ObjectiveSpec } from '../spec/ObjectiveSpec.js'
import { byDefault, codec as optimizer, frozenProblems } from '../spec/OptimizerSpec.js'
import { fromNumber } from '../random/Seed.js'

const filled = t.refinement(t.string, (text) => text.trim() !== '' && !text.includes('\0'), 'a text that is not empty')
const columns = list(filled, { least: 1, most: 10_000, things: 'names of columns' })

/** The target: a class in a column, or numbers in some columns. */
export type TargetSpec =
  { readonly class: string; readonly names?: readonly string[] } | { readonly numbers: readonly string[] }

const target = anyOf<TargetSpec>([
  closed(
    { class: filled },
    { names: list(filled, { least: 2, most: 10_000, things: 'names of classes' }) },
    'a record such as { "class": "species" }',
  ),
  closed({ numbers: columns }, {}, 'a record such as { "numbers": ["price"] }'),
])

const engines = ['reference', 'onnxruntime'] as const

/** The default layers between the columns and the output. */
const defaultHidden: readonly unknown[] = [{ layer: 'dense', name: 'hidden', out: 16 }, { layer: 'tanh' }]

/** The codec of the file. It is closed, so that a misspelt key is an error. */
export const codec = withDefaults(
  { data: filled, target },
  {
    columns: t.union([t.undefined, columns]),
    separator: oneOf(separators),
    hidden: t.UnknownArray,
    optimizer,
    epochs: integer(1, 1_000_000),
    batch: integer(1, 1_000_000),
    seed: integer(0, 2 ** 53 - 1),
    test: fraction,
    engine: oneOf(engines),
    save: filled,
  },
  {
    columns: undefined,
    separator: ',',
    hidden: [...defaultHidden],
    optimizer: { ...byDefault('adam'), learningRate: 0.01 },
    epochs: 50,
    batch: 16,
    seed: 1,
    test: 0.2,
    engine: 'reference',
    save: 'model.safetensors',
  },
)

/** The settings of a file with all defaults. */
export type TrainFile = t.TypeOf<typeof codec>

/** The task: the network and the objective, each as data and as a value. Widths are checked at run time. */
export interface Task extends Described {
  readonly name: ObjectiveSpec
  readonly objective: Objective<Signals, Signals, Signals, Signals>
}

/** The path of a problem of the network in the file. */
const inFile = ({ path, next, ...problem }: Problem): Problem => ({
  ...problem,
  path: path.replace(/^layers/, 'hidden'),
  ...(next === undefined ? {} : { next: next.replace(/\blayers(?=\[\d)/g, 'hidden') }),
})

/** The name of the output layer, different from those of the hidden layers. */
const outputName = (hidden: readonly unknown[]): string => {
  const names = hidden.map((layer) => (layer as { readonly name?: unknown } | null)?.name)
  const free = (n: number): string => {
    const name = n === 1 ? 'answer' : `answer${n}`
    return names.includes(name) ? free(n + 1) : name
  }
  return free(1)
}

/** The paths in `frozen` without a parameter. */
const unknownFrozen = (frozen: readonly string[], { init }: Described['model']): readonly Problem[] =>
  frozenProblems({ frozen })(init(fromNumber(0))).map((problem) => ({ ...problem, path: `optimizer.${problem.path}` }))

/** The network between the columns and the outputs: the layers of `hidden`, and an output layer. */
export const task = (
  { hidden, optimizer: { frozen } }: Pick<TrainFile, 'hidden' | 'optimizer'>,
  input: number,
  outputs: number,
  name: ObjectiveSpec,
): E.Either<readonly Problem[], Task> =>
  pipe(
    decodeModel({ input, layers: [...hidden, { layer: 'dense', name: outputName(hidden), out: outputs }] }),
    E.bindW('objective', ({ spec }) => objectiveFor(name)(spec)),
    E.filterOrElseW(
      ({ model }) => unknownFrozen(frozen, model).length === 0,
      ({ model }) => unknownFrozen(frozen, model),
    ),
    E.bimap(
      (problems) => problems.map(inFile),
      ({ objective, ...described }) => ({ ...described, name, objective: objective as unknown as Task['objective'] }),
    ),
  )

const isNumber = (text: string): boolean => E.isRight(numberFromText.decode(text))

/** The input columns of a table in their order: those of the settings, by default all but the target. */
export const columnsOf = (
  { columns: requested, target }: Pick<TrainFile, 'columns' | 'target'>,
  available: readonly string[],
  first: Readonly<Record<string, string>>,
): E.Either<readonly Problem[], readonly string[]> => {
  const targets = 'class' in target ? [target.class] : target.numbers
  const missing = [
    ...targets.map((name) => ['target', name] as const),
    ...(requested ?? []).map((name) => ['columns', name] as const),
  ].filter(([, name]) => !available.includes(name))
  if (missing.length > 0)
    return E.left(
      missing.map(([path, name]) => ({
        path,
        expected: 'a column of the table',
        found: quoted(name),
        next: suggestion(available, name),
      })),
    )
  const others = available.filter((name) => !targets.includes(name))
  const texts = requested === undefined ? others.filter((name) => !isNumber(first[name])) : []
  const left = others.filter((name) => !texts.includes(name))
  const chosen = requested ?? left
  return chosen.length === 0
    ? E.left([{ path: 'columns', expected: 'a column of numbers beside the target', found: 'none' }])
    : texts.length === 0
      ? E.right(chosen)
      : E.left([
          {
            path: 'columns',
            expected: 'numbers in all columns but the target',
            found: texts.map((name) => `${quoted(first[name])} in ${quoted(name)}`).join(', '),
            next: `List the columns to use: "columns": ${JSON.stringify(left)}.`,
          },
        ])
}
