/** Every `TaskEither` of the library is total: whatever it is given, its promise resolves to a `Left` or a `Right`; it is never rejected, and nothing is thrown on the way to it. */
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts/lib/index.js'
import { describe, expect, it } from 'vitest'
import * as Data from '../src/Data.js'
import { referenceEngine } from '../src/Engine.js'
import * as Engine from '../src/Engine.js'
import * as L from '../src/Layer.js'
import * as M from '../src/Model.js'
import * as Objective from '../src/Objective.js'
import * as Onnx from '../src/Onnx.js'
import { onnxRuntime } from '../src/OnnxRuntime.js'
import * as Safetensors from '../src/Safetensors.js'
import * as Seed from '../src/Seed.js'
import * as T from '../src/Tensor.js'
import * as Train from '../src/Train.js'
import { withChecksum } from '../src/format/Checksum.js'
import { emptyFolder, folderWith } from './data/folders.js'
import { loaders } from './support/loaders.js'
import { damaged } from './support/damage.js'
import { taskEithers } from './support/taskEithers.js'
import { points, trainer } from './train/support.js'

const root = resolve(import.meta.dirname, '..')
const faces = readdirSync(join(root, 'src')).filter((name) => name.endsWith('.ts'))

type Task = () => TE.TaskEither<any, any>
/** How a task is asked with something hostile. */
type Ask = (hostile: any) => Task

const task = { model: L.dense(2, 1), objective: Objective.regression(1) }
const table = Data.table(['x', 'y'], Data.numbers(['z']))
const predictor = Train.predictor(task, table)({ weight: T.tensor([[1], [2]]), bias: T.tensor([0]) })
const start = trainer.start(Seed.fromNumber(1))
const store = (folder: any) => Train.store(trainer, folder, { cut: { rows: 11, size: 2, dropLast: false } })
const engines = [referenceEngine, onnxRuntime()]
const double = (x: T.Tensor<[2]>) => T.add(x)(x)

/** Paths, of all kinds that there are and of some that there are not. */
const paths: readonly unknown[] = [
  ...[
    '',
    '.',
    '/',
    '\0',
    'a\0b',
    '\ud800',
    'x'.repeat(300),
    `${'x/'.repeat(3000)}x`,
    '/dev/zero',
    '/dev/full',
    '/dev/stdin',
  ],
  ...['/proc/nabla/x', '/proc/self/mem', '/proc/self/fd', '/dev/null/x', 'package.json', 'src'],
  ...[undefined, null, 0, NaN, true, {}, [], () => 1, Symbol('path'), new Uint8Array(3), new ArrayBuffer(8), 1n],
]

/** Predictor files with a checksum that is right and something in them that is not. */
const changed =
  (edit: (said: any) => unknown, tensors: Readonly<Record<string, unknown>> = {}) =>
  async () => {
    const read = Safetensors.decode(loaders.predictor.files[0]!)
    if (E.isLeft(read)) throw new Error('the sample is whole')
    const said = JSON.parse(read.right.metadata['predictor']!)
    return withChecksum({
      tensors: { ...read.right.tensors, ...(tensors as {}) },
      metadata: { predictor: JSON.stringify(edit(said)) },
    })()
  }
const layer = (out: number) => (said: any) => ({
  ...said,
  spec: { ...said.spec, model: { input: 2, layers: [{ ...said.spec.model.layers[0], out }] } },
})
const files: readonly (() => Promise<Uint8Array>)[] = [
  changed((said) => said),
  changed(layer(4)),
  changed(layer(1)),
  changed(layer(5_592_405)),
  changed((said) => ({ ...said, spec: { ...said.spec, objective: 'binary' } })),
  changed((said) => ({ ...said, spec: { ...said.spec, objective: 'regression' } })),
  changed((said) => ({ ...said, spec: { ...said.spec, model: { input: 2, layers: [] } } })),
  changed((said) => ({ ...said, target: { _tag: 'Numbers', columns: ['a', 'b', 'c'] }, objective: 'regression' })),
  changed((said) => ({ ...said, columns: ['x'] })),
  changed((said) => said, { 'params.out.bias': T.zeros([9]) }),
  changed(() => null),
]
const bytes: readonly unknown[] = [
  undefined,
  null,
  0,
  'text',
  {},
  new ArrayBuffer(8),
  new Uint8Array(),
  new Uint8Array(99),
]
const values: readonly unknown[] = [
  undefined,
  null,
  0,
  'text',
  {},
  [],
  T.scalar(1),
  T.zeros([3]),
  T.zeros([2, 2]),
  { a: T.zeros([2]) },
]

const of = (inputs: readonly unknown[], ...asks: readonly Ask[]): readonly Task[] =>
  inputs.flatMap((hostile) =>
    asks.map(
      (ask): Task =>
        () =>
          ask(hostile)(),
    ),
  )

const compiled = await Promise.all(engines.map(async (engine) => engine.compile(double)(T.tensor([1, 2]))()))
const jitted = engines.map((engine) => Engine.jit(engine)(double))
const model = Onnx.model(task.model, predictor.params, { input: T.zeros([1, 2]) }).bytes
const loaded = await Onnx.load(onnxRuntime())(model)()
const right = <A>(each: E.Either<unknown, A>): A => (E.isRight(each) ? each.right : expect.fail('it compiles'))

/** A model that is made from outside, and throws. */
const thrower = {
  ...task,
  model: {
    ...task.model,
    init: () => {
      throw new Error('no')
    },
  },
} as unknown as typeof task
const wide = { ...task, model: pipe(task.model, M.andThen(M.named('more', L.dense(1, 4)))) } as unknown as typeof task

/** Every task with everything it is asked with: a new export does not pass without a row. */
const tasks: Readonly<Record<string, () => readonly Task[]>> = {
  'Data.mnist': () => of(paths, (path) => () => Data.mnist(path)),
  'Data.read': () => of(paths, (path) => () => Data.read(path)),
  'Data.readCsv': () => of(paths, (path) => () => Data.readCsv(t.unknown)(path)),
  'Data.readText': () => of(paths, (path) => () => Data.readText(path)),
  'Data.writable': () =>
    of(
      paths.filter((path) => path !== 'package.json'),
      (path) => () => Data.writable(path),
    ),
  'Data.write': () => [
    ...of(
      paths.filter((path) => typeof path !== 'string' || path.startsWith('/') || path === ''),
      (path) => () => Data.write(path, 'x'),
    ),
    ...of([undefined, null, 7, {}, []], (content) => () => Data.write(join(emptyFolder(), 'x'), content)),
  ],
  'Safetensors.read': () => of(paths, (path) => () => Safetensors.read(path)),
  'Train.open': () => of(paths, (path) => () => Train.open(path)),
  'Train.load': () =>
    of(
      paths,
      (path) => () => Train.load(task, table)(path),
      (path) => () => Train.load(thrower, table)(path),
    ),
  'Train.save': () =>
    of(
      paths.filter((path) => typeof path !== 'string' || path.startsWith('/')),
      (path) => () => pipe(predictor, Train.save(path)),
    ),
  'Train.newest': () => of(paths, (path) => () => Train.newest(path)),
  'Train.Store.load': () =>
    of(paths, (path) => (store(path).load === undefined ? expect.fail() : () => store(path).load)),
  'Train.Store.kept': () => of(paths, (path) => () => store(path).kept),
  'Train.Store.check': () =>
    of(
      paths.filter((path) => path !== 'src' && path !== '.'),
      (path) => () => store(path).check,
    ),
  'Train.Store.at': () => of([undefined, null, NaN, -1, 1e300, 'x', {}], (n) => () => store(emptyFolder()).at(n)),
  'Train.Store.save': () => [
    ...of(
      paths.filter((path) => typeof path !== 'string' || path.startsWith('/')),
      (path) => () => store(path).save(start),
    ),
    ...of(
      [
        { ...start, iteration: NaN },
        { ...start, params: {} },
        { ...start, epoch: -1 },
      ],
      (state) => () => store(emptyFolder()).save(state),
    ),
  ],
  'Train.decodeCheckpoint': () => of(bytes, (file) => () => Train.decodeCheckpoint(Train.checkpoint(trainer))(file)),
  'Train.fit': () =>
    of(
      [
        { from: start, epochs: 1, size: 2 },
        { from: start, epochs: NaN, size: 2 },
        { from: start, epochs: 1, size: 0 },
        { from: start, epochs: 1, sise: 2 },
        { from: { ...start, params: {} }, epochs: 1, size: 2 },
        undefined,
        null,
        7,
      ],
      (options) => () => Train.fit(trainer, points(4), options),
    ),
  'Train.evaluateOn': () =>
    engines.map((engine) => () => Train.evaluateOn(engine)(trainer, start.params)(points(4), 2)),
  'Engine.Engine.compile': () => engines.flatMap((engine) => of(values, (like) => () => engine.compile(double)(like))),
  'Engine.Engine.load': () =>
    engines.flatMap((engine) => (engine.load === undefined ? [] : of(bytes, (file) => () => engine.load!(file)))),
  'Engine.Program.run': () => compiled.flatMap((each) => of(values, (x) => () => right(each).run(x))),
  'Engine.Jitted.run': () => jitted.flatMap((each) => of(values, (x) => () => each.run(x))),
  'Onnx.Loaded.run': () => of([...values, { input: 7 }, { input: T.zeros([1, 2]) }], (x) => () => right(loaded).run(x)),
  'Onnx.load': () => engines.flatMap((engine) => of(bytes, (file) => () => Onnx.load(engine)(file))),
}

/** What came of a task: nothing, if it answered. */
const complaint = async (ask: Task): Promise<string | undefined> => {
  try {
    const answer = await ask()()
    return E.isLeft(answer) || E.isRight(answer) ? undefined : `answered ${String(answer)}`
  } catch (error) {
    return String(error instanceof Error ? (error.stack ?? error.message) : error)
  }
}

describe('a TaskEither', () => {
  it('is in the table, whichever it is', () => {
    expect(Object.keys(tasks).sort()).toEqual([...new Set(taskEithers(root, faces))].sort())
  })

  it.each(Object.entries(tasks))(
    '%s answers',
    async (_, asks) => {
      const complaints = await Promise.all(asks().map(complaint))
      expect(complaints.filter((each) => each !== undefined)).toEqual([])
    },
    60_000,
  )
})

describe('a predictor file with a checksum that is right', () => {
  it('is opened or refused, whatever it says, and little is allocated for it', async () => {
    const models = [
      task,
      thrower,
      wide,
      { model: L.dense(2, 3), objective: Objective.multiclass(3) } as unknown as typeof task,
    ]
    const tables = [
      table,
      Data.table(['x', 'y'], Data.classOf('kind', Data.classes(['a', 'b', 'c']))) as unknown as typeof table,
    ]
    for (const make of files) {
      const file = await make()
      const path = join(folderWith({ f: file }), 'f')
      const before = process.memoryUsage().arrayBuffers
      const asks: readonly Task[] = [
        () => Train.open(path),
        () => Train.open(file),
        ...models.flatMap((each) =>
          tables.map(
            (of): Task =>
              () =>
                Train.load(each, of)(file),
          ),
        ),
      ]
      for (const ask of asks) expect(await complaint(ask)).toBe(undefined)
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24)
    }
  })

  it('with the output of another size is refused by a problem', async () => {
    const of = Data.table(['x', 'y'], Data.classOf('kind', Data.classes(['a', 'b', 'c'])))
    const refused = await Train.load(
      { model: L.dense(2, 3), objective: Objective.multiclass(3) } as any,
      of as any,
    )(await files[3]!())()
    expect(E.isLeft(refused) && refused.left._tag).toBe('OtherPredictor')
  })

  it('is read or refused after any damage', async () => {
    await fc.assert(
      fc.asyncProperty(damaged(loaders.predictor.files), async (bytes) => {
        expect(await complaint(() => Train.load(task, table)(bytes))).toBe(undefined)
      }),
    )
  })
})
