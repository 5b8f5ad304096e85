/**
 * Predictor files: one safetensors file with everything needed to predict.
 *
 * The parameters are stored under their paths (`params.hidden.weight`), the scale of the inputs under `scale.mean` and `scale.deviation`, that of numeric targets under `targetScale.mean` and `targetScale.deviation`, as float64. The columns, the target,
 * the objective, and the model as data if known, are JSON in the metadata under `predictor`. A checksum detects corrupt files.
 *
 * Law (`test/predictor/PredictorFile.test.ts`): loading returns what was saved, to the bit.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { flow, pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { closed } from '../codec/Closed.js'
import { decode as parse } from '../format/Json.js'
import { list } from '../codec/List.js'
import type { Problem } from '../codec/Problem.js'
import { quoted } from '../codec/Words.js'
import type { Columns, Matrix } from '../data/Columns.js'
import type { NotWritten } from '../format/Errors.js'
import { bytes, first } from '../format/Files.js'
import type { Content } from '../format/Safetensors.js'
import { scaling, type Scale } from '../data/Scale.js'
import { expectTable, type Table, type Target, type Targets } from '../data/Table.js'
import { reasonOf } from '../format/FileSystem.js'
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

/** The metadata key of values that are not tensors. */
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

/** The values that are not tensors. */
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
 * Writes a predictor into one file, atomically: the parameters to the bit, the columns with their scale, the class names, and the model as data if the predictor has a spec.
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

/** How the model and objective in a file differ from the rest of it. Sizes are compared with the number of stored elements before anything is allocated. */
const described = (spec: Spec, found: Found): readonly Problem[] => {
  const objective = objectiveOf(spec.objective)(spec.model)
  const problems = [
    ...(E.isLeft(objective) ? objective.left : objectives(objective.right.name, found.objective)),
    ...specs(spec, found),
  ]
  return problems.length > 0 ? problems : tensors(modelOf(spec.model).init(fromNumber(0)), found.tensors, anew)
}

/** The result of a function, or its exception as a problem: a model may be any code. */
const made = <A>(make: () => A): E.Either<readonly Problem[], A> =>
  E.tryCatch(make, (error) => [
    {
      path: 'model',
      expected: isNablaError(error) ? error.expected : 'a model that can be applied to a row of the table',
      found: isNablaError(error) ? error.found : `one that throws ${quoted(reasonOf(error))}`,
      next: 'Define the model as it was when the file was saved, or train it anew.',
    },
  ])

/** Whether the parts of a file agree. */
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

/** The name of a source in messages. */
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

/** The table of a file with the type of the expected one; they agree except for the scale. */
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
 * Reads a predictor whose model is defined in code, from a path or from bytes. The file is compared with the model and the table: names and shapes of parameters, columns and their order, the target, class names, the
 * objective. The scale of columns is read from the file.
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
  expectTable('Train.load', table)
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
 * Reads a predictor from a file with its model as data, from a path, or from bytes, as a page fetches them.
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
