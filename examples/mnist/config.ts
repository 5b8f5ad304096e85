/**
 * The file of `npm start -- --config run.json`: what the options hold, under the same names in the spelling of JSON, and more: a whole network in place of the hidden sizes, an optimizer
 * with its options, a schedule as the learning rate. Paths are meant from where the program is started, as those of the options are.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts/lib/index.js'
import * as Codec from 'nabla-ts/Codec'
import * as Data from 'nabla-ts/Data'
import * as ModelSpec from 'nabla-ts/ModelSpec'
import * as ObjectiveSpec from 'nabla-ts/ObjectiveSpec'
import * as OptimizerSpec from 'nabla-ts/OptimizerSpec'
import { engines, type EngineName } from './engine.js'
import { LARGEST_LAYER, MOST_LAYERS, parse, places, ranges, rates, usual, type Help, type Options } from './options.js'

/** What a file may say of a run. */
export interface RunFile {
  readonly epochs?: number
  readonly batch?: number
  readonly optimizer?: OptimizerSpec.OptimizerSpec
  readonly learningRate?: OptimizerSpec.RateSpec
  readonly hidden?: readonly number[]
  readonly model?: ModelSpec.ModelSpec
  readonly seed?: number
  readonly data?: string
  readonly out?: string
  readonly engine?: EngineName
  readonly export?: string
  readonly checkpoint?: string
  readonly every?: number
}

// -------------------------------------------------------------------------------------------------
// codec
// -------------------------------------------------------------------------------------------------

const isRecord = (u: unknown): u is Readonly<Record<string, unknown>> =>
  typeof u === 'object' && u !== null && !Array.isArray(u)

const name = Codec.oneOf(Object.keys(rates) as readonly (keyof typeof rates)[])

/** A record without a rate gets the one of `npm start` for its optimizer. */
const rated = (u: Readonly<Record<string, unknown>>): unknown =>
  Object.hasOwn(u, 'optimizer') && !Object.hasOwn(u, 'learningRate') && name.is(u.optimizer)
    ? { ...u, learningRate: rates[u.optimizer] }
    : u

/** `"adam"`, or an optimizer with its options. */
const optimizer = new t.Type<OptimizerSpec.OptimizerSpec, unknown, unknown>(
  `${name.name}, or a record with the key optimizer`,
  OptimizerSpec.codec.is,
  (u, context) =>
    isRecord(u)
      ? OptimizerSpec.codec.validate(
          rated(u),
          context.map((each, i) => (i === context.length - 1 ? { ...each, type: OptimizerSpec.codec } : each)),
        )
      : pipe(name.validate(u, context), E.map(usual)),
  OptimizerSpec.codec.encode,
)

const path = t.refinement(
  t.string,
  (text) => text.trim() !== '' && !text.includes('\0'),
  'the path of a file or a folder',
)

/** The codec of run files: closed, so that a misspelt key is not a setting that is left out. */
export const codec: t.Type<RunFile, unknown, unknown> = Codec.closed(
  {},
  {
    epochs: Codec.integer(...ranges.epochs),
    batch: Codec.integer(...ranges.batch),
    optimizer,
    learningRate: OptimizerSpec.rate,
    hidden: Codec.list(Codec.integer(1, LARGEST_LAYER), { least: 1, most: MOST_LAYERS, things: 'sizes' }),
    model: ModelSpec.codec,
    seed: Codec.integer(...ranges.seed),
    data: path,
    out: path,
    engine: Codec.oneOf(engines),
    export: path,
    checkpoint: path,
    every: Codec.integer(...ranges.every),
  },
)

// -------------------------------------------------------------------------------------------------
// what does not go together
// -------------------------------------------------------------------------------------------------

const PIXELS = 784
const DIGITS = 10

const inModel = (problem: Codec.Problem): Codec.Problem => ({ ...problem, path: `model.${problem.path}` })

/** What is wrong with a network for digits, if it is one at all. */
const unfit = (u: unknown): readonly Codec.Problem[] =>
  pipe(
    ModelSpec.codec.decode(u),
    E.match(
      () => [],
      (spec) => {
        const last = spec.layers.length - 1 - [...spec.layers].reverse().findIndex((layer) => 'out' in layer)
        const outputs = ModelSpec.outputs(spec)
        const objective = ObjectiveSpec.objective('multiclass')(spec)
        return [
          ...(spec.input === PIXELS
            ? []
            : [{ path: 'input', expected: `${PIXELS}, the pixels of an image`, found: String(spec.input) }]),
          ...(outputs === DIGITS
            ? E.isLeft(objective)
              ? objective.left
              : []
            : [
                {
                  path: last < spec.layers.length ? `layers[${last}].out` : 'layers',
                  expected: `${DIGITS} outputs, one for each digit`,
                  found: String(outputs),
                },
              ]),
        ].map(inModel)
      },
    ),
  )

/** What each setting allows and all of them together do not. */
const misfits = (u: unknown): readonly Codec.Problem[] => {
  if (!isRecord(u)) return []
  const has = (record: unknown, key: string): boolean => isRecord(record) && Object.hasOwn(record, key)
  return [
    ...(has(u, 'hidden') && has(u, 'model')
      ? [{ path: 'hidden', expected: 'either hidden or model', found: 'both', next: 'Keep one of them.' }]
      : []),
    ...(has(u, 'learningRate') && has(u, 'optimizer') && has(u.optimizer, 'learningRate')
      ? [
          {
            path: 'learningRate',
            expected: 'one learning rate',
            found: 'two',
            next: 'Keep this one or optimizer.learningRate.',
          },
        ]
      : []),
    ...(has(u, 'model') ? unfit(u.model) : []),
  ]
}

// -------------------------------------------------------------------------------------------------
// reading
// -------------------------------------------------------------------------------------------------

const MOST_TOLD = 100

/** So many problems that nobody reads the rest. */
const told = (file: string, problems: readonly Codec.Problem[]): readonly string[] => [
  ...problems.slice(0, MOST_TOLD).map((problem) => `${file}: ${Codec.Show.show(problem)}`),
  ...(problems.length > MOST_TOLD ? [`${file}: and ${problems.length - MOST_TOLD} problems more.`] : []),
]

/** What the text of a file says, or a sentence for everything that is wrong with it. */
export const decode =
  (file: string) =>
  (text: string): E.Either<readonly string[], RunFile> => {
    const read = Codec.decode(codec)(text)
    const together = pipe(
      Codec.decode(t.unknown)(text),
      E.match(() => [], misfits),
    )
    const problems = [...(E.isLeft(read) ? read.left : []), ...together]
    return E.isLeft(read) || problems.length > 0 ? E.left(told(file, problems)) : E.right(read.right)
  }

/** Far more than a file needs that says something: 200 layers with all their options take a sixth of it. */
const LARGEST = 2 ** 17

const contents = (file: string): TE.TaskEither<string, string> =>
  pipe(Data.readText(file, { most: LARGEST }), TE.mapLeft(Data.Show.show))

/**
 * The options that an argument list and the file it may name ask for, or the sentences of everything that is wrong with either; and the file, empty where it is none. What both leave open, `earlier`
 * may say.
 */
export const configure = async (
  argv: readonly string[],
  earlier: RunFile = {},
): Promise<{ readonly options: E.Either<readonly string[], Options | Help>; readonly file: RunFile }> => {
  const read = await pipe(
    places(argv).config,
    O.match(
      () => TE.right<readonly string[], RunFile>({}),
      (at) =>
        pipe(
          contents(at),
          TE.mapLeft((problem): readonly string[] => [problem]),
          TE.chainEitherK(decode(at)),
        ),
    ),
  )()
  const file = E.isRight(read) ? read.right : {}
  const options = parse(argv, { ...earlier, ...file })
  return E.isRight(read) || (E.isRight(options) && options.right._tag === 'Help')
    ? { options, file }
    : { options: E.left([...read.left, ...(E.isLeft(options) ? options.left : [])]), file }
}
