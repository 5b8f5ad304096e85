/**
 * Predictors in files: one safetensors file with all that is needed to predict.
 *
 * The tensors of the parameters stand under their paths (`params.hidden.weight`), the scale of the columns under `scale.mean` and `scale.deviation`, that of the numbers to be said under `targetScale.mean` and `targetScale.deviation`, as float64. Which columns there are, what is to be said,
 * the objective, and the model as data where it is known as such, stand as JSON in the metadata under `predictor`; a checksum tells whether the file is whole.
 *
 * Law (`test/predictor/PredictorFile.test.ts`): what is loaded is what was saved, to the bit.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { flow, pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { closed } from '../codec/Closed.js'
import { decode as parse } from '../codec/Json.js'
import { list } from '../codec/List.js'
import type { Problem } from '../codec/Problem.js'
import { quoted } from '../codec/Words.js'
import type { Columns, Matrix } from '../data/Columns.js'
import type { NotWritten } from '../format/Errors.js'
import { bytes, first } from '../format/Files.js'
import type { Content } from '../format/Safetensors.js'
import { scaling, type Scale } from '../data/Scale.js'
import type { Table, Target, Targets } from '../data/Table.js'
import { reasonOf } from '../format/Place.js'
import { write } from '../format/Write.js'
import { codec as modelCodec, model as modelOf, type Params, type Signals } from '../spec/ModelSpec.js'
import { codec as objectiveCodec, objective as objectiveOf } from '../spec/ObjectiveSpec.js'
import { fromNumber } from '../random/Seed.js'
import { isNablaError } from '../tensor/Errors.js'
import { entries, mapTree } from '../tensor/Params.js'
import { dense } from '../tensor/Value.js'
import { whole, withChecksum } from '../format/Checksum.js'
import { predictor, type Meaning, type ModelFor, type Predictor, type Spec } from './Predictor.js'
import type { PredictorError } from './PredictorError.js'
import { anew, finite, flaws, objectives, scales, specs, tables, tensors } from './PredictorProblems.js'
import { record as expectRecord } from '../tensor/Expect.js'

// -------------------------------------------------------------------------------------------------
// codec
// -------------------------------------------------------------------------------------------------

/** The key of what is no tensor. */
const KEY = 'predictor'

const names = (least: number, things: string) => list(t.string, { least, most: 1_000_000, things })

const target = t.union([
  closed({ _tag: t.literal('Class'), column: t.string, names: names(2, 'names of classes') }),
  closed({ _tag: t.literal('Numbers'), columns: names(1, 'names of columns') }),
])

const header = closed(
  { version: t.literal(1), columns: names(1, 'names of columns'), target, objective: t.string },
  { spec: closed({ model: modelCodec, objective: objectiveCodec }) },
)

/** All that is no tensor. */
type Header = t.TypeOf<typeof header>

// -------------------------------------------------------------------------------------------------
// saving
// -------------------------------------------------------------------------------------------------

const contentOf = <P, K extends Columns, Y extends Target>(of: Predictor<P, K, Y>): Content => {
  const { params, objective, spec } = of
  const { columns, scale, target, targetScale }: Table<Columns, Target> = of.table
  const tree = { params, scale: scaling(scale), targetScale: scaling(targetScale) }
  const said = header.encode({ version: 1, columns, target, objective, ...(spec === undefined ? {} : { spec }) })
  return { tensors: Object.fromEntries(entries(tree, 'Train.save')), metadata: { [KEY]: JSON.stringify(said) } }
}

/**
 * Writes a predictor into one file, whole or not at all: the parameters to the bit, the columns and how they are scaled, the names of the classes, and the model as data where the predictor has a spec.
 *
 * - **Errors** `NotWritten`: a full disk, a folder without permission, names that UTF-8 does not have.
 *
 * @example
 * const line = Data.table(['x'], Data.numbers(['y']))
 * const task = { model: L.dense(1, 1), objective: Objective.regression(1) }
 * const twice = Train.predictor(task, line)({ weight: T.tensor([[2]]), bias: T.tensor([0]) })
 * const saved = await pipe(twice, Train.save('/dev/null/nowhere'))()
 * E.isLeft(saved) && saved.left._tag // => 'NotWritten'
 *
 * @category predictors
 */
export const save = (path: string) => {
  return <P, K extends Columns, Y extends Target>(of: Predictor<P, K, Y>): TE.TaskEither<NotWritten, void> => {
    expectRecord('Train.save', 'a predictor, as Train.predictor makes it', { table: 'object', params: 'any' }, of)
    return pipe(
      TE.tryCatch(
        async () => withChecksum(contentOf(of))(),
        (error): NotWritten => ({ _tag: 'NotWritten', file: path, code: '', reason: reasonOf(error) }),
      ),
      TE.chain((file) => write(path, file)),
    )
  }
}

// -------------------------------------------------------------------------------------------------
// loading
// -------------------------------------------------------------------------------------------------

/** A path, or the bytes of a file, as a page fetches them. */
type Source = string | Uint8Array

interface Found extends Header {
  readonly tensors: Content['tensors']
}

const other =
  (file: string) =>
  (problems: readonly Problem[]): PredictorError => ({ _tag: 'OtherPredictor', file, problems })

/** How the model and the objective that a file has as data differ from the rest of it. What it says of their size is compared with how many numbers there are before anything is made of it. */
const described = (spec: Spec, found: Found): readonly Problem[] => {
  const objective = objectiveOf(spec.objective)(spec.model)
  const problems = [
    ...(E.isLeft(objective) ? objective.left : objectives(objective.right.name, found.objective)),
    ...specs(spec, found),
  ]
  return problems.length > 0 ? problems : tensors(modelOf(spec.model).init(fromNumber(0)), found.tensors, anew)
}

/** What a function makes, or what it refuses as a problem: a model that is passed may be any program. */
const made = <A>(make: () => A): E.Either<readonly Problem[], A> =>
  E.tryCatch(make, (error) => [
    {
      path: 'model',
      expected: isNablaError(error) ? error.expected : 'a model that can be applied to a row of the table',
      found: isNablaError(error) ? error.found : `one that throws ${quoted(reasonOf(error))}`,
      next: 'Define the model as it was when the file was saved, or train it anew.',
    },
  ])

/** Whether a file agrees with itself. */
const sound = (found: Found): E.Either<readonly Problem[], Found> => {
  const problems = [
    ...flaws(found),
    ...finite(found.tensors),
    ...scales('scale', found.columns.length, found.tensors),
    ...scales('targetScale', found.target._tag === 'Class' ? 0 : found.target.columns.length, found.tensors),
  ]
  return problems.length > 0 ? E.left(problems) : E.right(found)
}

const foundIn =
  (file: string) =>
  ({ tensors, metadata }: Content): E.Either<PredictorError, Found> =>
    Object.hasOwn(metadata, KEY)
      ? pipe(
          metadata[KEY],
          parse(header),
          E.map((said) => ({ ...said, tensors })),
          E.chain(sound),
          E.mapLeft(other(file)),
        )
      : E.left({
          _tag: 'NoTable',
          file,
          found: Object.hasOwn(metadata, 'nabla-ts') ? 'a checkpoint of a run' : 'other tensors',
        })

/** What a source is called in sentences. */
const nameOf = (source: Source): string => (source instanceof Uint8Array ? 'the bytes' : String(source))

const readFrom = (source: Source): TE.TaskEither<PredictorError, Found> =>
  pipe(
    source instanceof Uint8Array
      ? TE.right(source)
      : pipe(
          first([source]),
          TE.chain((file) => bytes(file)),
        ),
    TE.mapLeft((error): PredictorError => error),
    TE.chain(
      flow(
        whole,
        TE.mapLeft((error): PredictorError => ({ _tag: 'NotAPredictor', file: nameOf(source), error })),
      ),
    ),
    TE.chainEitherK(foundIn(nameOf(source))),
  )

const scaleIn = (tensors: Content['tensors'], name: string): Scale => ({
  mean: [...dense(tensors[`${name}.mean`])],
  deviation: [...dense(tensors[`${name}.deviation`])],
})

/** The table that a file has, as that of whoever asked for it: they were found to be the same but for the scale. */
const tableOf = <K extends Columns, Y extends Target>({ columns, target, tensors }: Found): Table<K, Y> =>
  ({
    columns,
    scale: scaleIn(tensors, 'scale'),
    targetScale: scaleIn(tensors, 'targetScale'),
    target,
  }) as unknown as Table<K, Y>

/** The parameters of a file in the structure of a model's. */
const paramsOf = <P>(like: P, found: Content['tensors']): P =>
  mapTree('Train.load', (_, path) => found[`params.${path}`], like) as P

/**
 * Reads a predictor whose model is defined in code, from a path or from the bytes of a file. The file is held against it: the names and shapes of its parameters, the columns and their order, what is to be said, the names of the classes, the
 * objective. How columns are scaled is read from the file.
 *
 * - **Errors** a `PredictorError`: files that are missing, damaged or no predictors; `OtherPredictor` with each difference between what is asked for and what is found.
 *
 * @example
 * const line = Data.table(['x'], Data.numbers(['y']))
 * const task = { model: L.dense(1, 1), objective: Objective.regression(1) }
 * const load = Train.load(task, line)('line.safetensors') // a TaskEither: nothing is read until it is run
 *
 * @category predictors
 */
export const load = <P, O, K extends Columns, Y extends Target>(
  of: ModelFor<P, Matrix<K>, O, Targets<Y>, Meaning<Y>, Targets<Y>>,
  table: Table<K, Y>,
) => {
  expectRecord(
    'Train.load',
    'a table, as Data.table makes it',
    { columns: 'array', scale: 'object', target: 'object' },
    table,
  )
  return (source: string | Uint8Array): TE.TaskEither<PredictorError, Predictor<P, K, Y>> =>
    pipe(
      readFrom(source),
      TE.chainEitherK((found) =>
        pipe(
          made(() => {
            const like = of.model.init(fromNumber(0))
            const differences = [
              ...tables(table, found),
              ...objectives(of.objective.name, found.objective),
              ...tensors(like, found.tensors, 'Define the model as it was when the file was saved, or train it anew.'),
            ]
            const problems =
              differences.length > 0 || found.spec === undefined ? differences : described(found.spec, found)
            return problems.length > 0
              ? E.left(problems)
              : E.right(predictor(of, tableOf<K, Y>(found), found.spec)(paramsOf(like, found.tensors)))
          }),
          E.flatten,
          E.mapLeft(other(nameOf(source))),
        ),
      ),
    )
}

/**
 * Reads a predictor from a file that has its model as data, so that nothing has to be known of it: from a path, or from the bytes of a file, as a page fetches them.
 *
 * - **Errors** as `load`, and `NoSpec` for a file without the model as data.
 *
 * @example
 * const open = Train.open('penguins.safetensors') // a TaskEither: nothing is read until it is run
 *
 * @category predictors
 */
export const open = (source: string | Uint8Array): TE.TaskEither<PredictorError, Predictor<Params, Columns, Target>> =>
  pipe(
    readFrom(source),
    TE.chainEitherK((found): E.Either<PredictorError, Predictor<Params, Columns, Target>> => {
      const { spec } = found
      if (spec === undefined) return E.left({ _tag: 'NoSpec', file: nameOf(source) })
      return pipe(
        described(spec, found),
        (problems) => (problems.length > 0 ? E.left(problems) : objectiveOf(spec.objective)(spec.model)),
        E.chain((objective) =>
          made(() => {
            const model = modelOf(spec.model)
            return predictor(
              { model, objective } as unknown as ModelFor<
                Params,
                Matrix<Columns>,
                Signals,
                Targets<Target>,
                Meaning<Target>,
                Targets<Target>
              >,
              tableOf<Columns, Target>(found),
              spec,
            )(paramsOf(model.init(fromNumber(0)), found.tensors))
          }),
        ),
        E.mapLeft(other(nameOf(source))),
      )
    }),
  )
