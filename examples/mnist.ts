/**
 * `npm start`: trains the slides' network on MNIST and shows how it learns.
 *
 * Exit codes: 0 when the run came to its end, 1 when the loss became infinite or NaN, 2 when something given to the program was wrong, 130 after Ctrl-C, 143 after a kill, 129 when its terminal was closed.
 */
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as Codec from 'nabla-ts/Codec'
import * as Data from 'nabla-ts/Data'
import { Show as ShowEngine } from 'nabla-ts/Engine'
import * as Metric from 'nabla-ts/Metric'
import type { Signals } from 'nabla-ts/ModelSpec'
import * as Objective from 'nabla-ts/Objective'
import * as Onnx from 'nabla-ts/Onnx'
import * as OptimizerSpec from 'nabla-ts/OptimizerSpec'
import * as Run from 'nabla-ts/Run'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import type { RunFile } from './mnist/config.js'
import { dataFolder } from './mnist/dataFolder.js'
import { choose, type Chosen } from './mnist/engine.js'
import { checkFile, checkFolder, prepareFolder, writeFileAtomically } from './mnist/files.js'
import { network, words } from './mnist/network.js'
import { explain, help, places, type Options } from './mnist/options.js'
import type { Digit, LossPoint } from './mnist/plots.js'
import { progress } from './mnist/progress.js'
import { asked, before, fingerprint, lossesOf, notes, otherImages, type Before } from './mnist/resume.js'

const seconds = (): number => performance.now() / 1000

/** Lines on which text from outside is only read. */
const lines = (text: string): string => text.split('\n').map(Codec.printable).join('\n')

const say = (text: string): void => void process.stdout.write(`${lines(text)}\n`)

const warn = (text: string): void => void process.stderr.write(`${lines(text)}\n`)

type Outcome = E.Either<{ readonly code: number; readonly text: string }, string>

const refuse = (problems: readonly string[]): Outcome => E.left({ code: 2, text: explain(problems) })

type Loaded = E.Either<readonly string[], Data.Digits>

const load = (folder: E.Either<readonly string[], string>): Promise<Loaded> =>
  pipe(
    TE.fromEither(folder),
    TE.chain((path) =>
      pipe(
        Data.mnist(path),
        TE.mapLeft((problems): readonly string[] => problems.map(Data.Show.show)),
      ),
    ),
  )()

/** What is wrong with the folder that the run is to be kept in: it must take files, and a new run needs one without an old one. */
const prepareCheckpoints = async ({ checkpoint, resume }: Options, make: boolean): Promise<readonly string[]> => {
  if (checkpoint._tag === 'None') return []
  const folder = checkpoint.value
  const usable = await (make ? prepareFolder : checkFolder)(folder, '--checkpoint')()
  if (E.isLeft(usable)) return [usable.left]
  if (resume) return []
  const old = await before(folder)()
  if (E.isLeft(old)) return old.left
  return old.right._tag === 'None'
    ? []
    : [
        `--checkpoint: expected a folder without a run, found ${old.right.value.file}. Go on with it by --resume, or give another folder.`,
      ]
}

/** The pictures of a run, in its folder. */
const pictures = ['loss.svg', 'digits.svg'] as const

/** The data of the options, and a folder to write to; all problems of both at once. */
const prepare = async (options: Options): Promise<Loaded> => {
  const data = await load(
    options.data._tag === 'Some'
      ? E.right(options.data.value)
      : pipe(
          dataFolder(),
          E.mapLeft((problem) => [problem]),
        ),
  )
  // Nothing is made where nothing will be written.
  const out = await (E.isLeft(data) ? checkFolder : prepareFolder)(options.out)()
  const files = await Promise.all(
    [
      ...pictures.map((name) => ['--out', join(options.out, name)] as const),
      ...(options.export._tag === 'Some' ? [['--export', options.export.value] as const] : []),
    ].map(([flag, path]) => (E.isRight(out) || flag !== '--out' ? checkFile(path, flag)() : E.right(undefined))),
  )
  const kept = await prepareCheckpoints(options, E.isRight(data))
  const problems = [
    ...(E.isLeft(data) ? data.left : []),
    ...(E.isLeft(out) ? [out.left] : []),
    ...files.flatMap((file) => (E.isLeft(file) ? [file.left] : [])),
    ...kept,
  ]
  return E.isRight(data) && problems.length === 0 ? E.right(data.right) : E.left(problems)
}

/** What is wrong with the folders of an argument list whose options are wrong too; nothing is made. */
const placesOf = async (argv: readonly string[], file: RunFile): Promise<readonly string[]> => {
  const { data, out } = places(argv, file)
  const loaded = data._tag === 'Some' ? await load(E.right(data.value)) : E.left([])
  const checked = out._tag === 'Some' ? await checkFolder(out.value)() : E.right(undefined)
  return [...(E.isLeft(loaded) ? loaded.left : []), ...(E.isLeft(checked) ? [checked.left] : [])]
}

/** A path as a shell takes it. */
const quoted = (path: string): string => (/^[\w./:@%+=-]+$/.test(path) ? path : `'${path.replace(/'/g, "'\\''")}'`)

/** What there is to say of a checkpoint that was saved, beside that it was. */
const warnings = (saved: Train.SavedCheckpoint): readonly string[] =>
  saved.dropped.length === 0 ? [] : [Train.ShowSaved.show(saved)]

/** A run that came to its end, the last state of which could not be kept: what it gave is told, and the exit code says that something is missing. */
const unsaved = (outcome: Outcome, error: Train.StoreError | undefined): Outcome => {
  if (E.isLeft(outcome) || error === undefined) return outcome
  say(outcome.right)
  return E.left({ code: 1, text: `The end of the run is not kept. ${Train.ShowStore.show(error)}` })
}

/** How a run that was interrupted says where it can be gone on with. */
const stoppedAt = (
  signal: Run.Signal,
  iteration: number,
  { checkpoint }: Options,
  saved: E.Either<Train.StoreError, Train.SavedCheckpoint>,
): Outcome =>
  E.left({
    code: Run.exitCode(signal),
    text: [
      `Stopped after ${iteration} iterations.`,
      ...(checkpoint._tag === 'None'
        ? ['Nothing of it is kept. With --checkpoint <folder> a run is kept there when it is stopped.']
        : E.isLeft(saved)
          ? [Train.ShowStore.show(saved.left)]
          : [
              ...warnings(saved.right),
              `The run is kept in ${Codec.printable(saved.right.file)}.`,
              `npm start -- --checkpoint ${Codec.printable(quoted(checkpoint.value))} --resume goes on with it.`,
            ]),
    ].join('\n'),
  })

/** Why a run ended; one that is kept would meet the same step again. */
const ended = (stop: Parameters<typeof Train.Show.show>[0], { checkpoint }: Options): Outcome =>
  E.left({
    code: 1,
    text: [
      Train.Show.show(stop),
      ...(checkpoint._tag === 'None' || stop._tag !== 'NonFinite'
        ? []
        : [
            `What was trained is kept in ${Codec.printable(checkpoint.value)}, but going on from there meets the same step. Begin a run with other options in another folder.`,
          ]),
    ].join('\n'),
  })

/** Rows that an engine sees in one go by itself, about. */
const rowsAtOnce = 12_800

/** Where a run begins: a state, and the losses that led to it. */
interface Beginning<P, S> {
  readonly from: Train.State<P, S>
  readonly losses: readonly number[]
}

/** A run begins anew, or at the newest state of the one it goes on with; one that is to be kept is kept from its beginning. */
const beginning = async <P, S>(
  fresh: Train.State<P, S>,
  { checkpoint, resume }: Options,
  store: Train.Store<P, S> | undefined,
): Promise<E.Either<readonly string[], Beginning<P, S>>> => {
  if (store === undefined) return E.right({ from: fresh, losses: [] })
  const found = resume ? await store.load() : E.right(undefined)
  if (E.isLeft(found)) return E.left([Train.ShowStore.show(found.left)])
  if (found.right?._tag === 'Some') {
    const { file, state, notes: noted, skipped } = found.right.value
    skipped.forEach((each) => warn(Train.ShowSkipped.show(each)))
    say(`Going on from ${Codec.printable(file)}, after ${state.iteration} iterations.`)
    return E.right({ from: state, losses: lossesOf(noted) })
  }
  if (resume && checkpoint._tag === 'Some') say(`${Codec.printable(checkpoint.value)} holds no run yet, so it begins.`)
  const saved = await store.save(fresh)()
  return E.isLeft(saved) ? E.left([Train.ShowStore.show(saved.left)]) : E.right({ from: fresh, losses: [] })
}

/** The state in which a run can be stopped at an event. One that is kept goes to the end of the chunk that its engine has computed, which takes no time. */
const stateAt = <P, S, Out, T, Error, A>(
  event: Train.Event<P, S, Out, T> | Train.Kept<P, S, Error, A>,
  anywhere: boolean,
): O.Option<Train.State<P, S>> => {
  switch (event._tag) {
    case 'Stepped':
      return anywhere || event.iteration === event.state.iteration ? O.some(event.state) : O.none
    case 'Ended':
      return O.fromEither(event.outcome)
    default:
      return O.some(event.state)
  }
}

/** Trains for the epochs of the options; the history and the last state, or the words of what went wrong. */
const train = async (
  options: Options,
  data: Data.Digits,
  { engine, name }: Chosen,
  earlier: O.Option<Before>,
): Promise<Outcome> => {
  const model = network(options)
  const absent = OptimizerSpec.frozenProblems(options.optimizer)(model.init(Seed.fromNumber(options.seed)))
  if (absent.length > 0)
    return refuse(absent.map((each) => Codec.Show.show({ ...each, path: `optimizer.${each.path}` })))
  const trainer = Train.trainer({
    model,
    objective: Objective.multiclass(10),
    optimizer: OptimizerSpec.optimizer(options.optimizer),
  })
  const { epochs, batch: size, every } = options
  const history: LossPoint[] = []
  const images = options.checkpoint._tag === 'Some' ? fingerprint(data.train) : ''
  const kept = { ...options, engine: name }
  const store =
    options.checkpoint._tag === 'Some'
      ? Train.store(trainer, options.checkpoint.value, {
          cut: { rows: data.train.count, size, dropLast: false },
          notes: ({ iteration }) =>
            notes(
              kept,
              images,
              history.slice(0, iteration).map(({ loss }) => loss),
            ),
        })
      : undefined
  const perEpoch = Math.ceil(data.train.count / size)
  const bar = progress()()
  const begin = seconds()
  let samples = 0
  let missing: Train.StoreError | undefined
  try {
    const others = earlier._tag === 'Some' ? otherImages(earlier.value, images) : []
    if (others.length > 0) return refuse(others)
    const begun = await beginning(trainer.start(Seed.fromNumber(options.seed)), options, store)
    if (E.isLeft(begun)) return refuse(begun.left)
    const { from, losses } = begun.right
    history.push(...losses.map((loss, i) => ({ iteration: i + 1, loss })))
    const events = Train.run(trainer, data.train, {
      from,
      epochs,
      size,
      ...(engine === undefined ? {} : { engine }),
      // Smaller chunks, where states are to be kept more often.
      ...(store !== undefined && every < rowsAtOnce / size ? { chunk: every } : {}),
    })
    const interruption = Run.interruption(process, () => undefined)()
    const all = store === undefined ? events : pipe(events, Train.saving(store.save, { every }))
    for await (const event of all) {
      if (event._tag === 'NotSaved') warn(`\n${Train.ShowStore.show(event.error)}`)
      if (event._tag === 'Saved') warnings(event.saved).forEach((line) => warn(`\n${line}`))
      if (event._tag === 'Saved' || event._tag === 'NotSaved')
        missing = event._tag === 'NotSaved' ? event.error : undefined
      if (event._tag === 'Stepped') {
        const { loss, rows, epoch, iteration, output, targets } = event
        const { initial, step, result } = Metric.accuracy
        const accuracy = result(step(initial, trainer.objective.decide(output), trainer.objective.actual(targets)))
        samples += rows.length
        history.push({ iteration, loss })
        bar.update({
          epoch: epoch + 1,
          epochs,
          iteration,
          iterations: epochs * perEpoch,
          loss,
          accuracy,
          samples,
          seconds: seconds() - begin,
        })()
      }
      const signal = interruption.signal()
      const stopped = O.isSome(signal) ? stateAt(event, store === undefined) : O.none
      if (O.isSome(signal) && O.isSome(stopped)) {
        bar.stop()
        const saved = store === undefined ? E.right({ file: '', dropped: [] }) : await store.save(stopped.value)()
        return stoppedAt(signal.value, stopped.value.iteration, options, saved)
      }
      if (event._tag === 'Ended') {
        bar.stop()
        // What is kept of the run is kept: from here on a signal ends the program at once.
        interruption.release()
        return E.isLeft(event.outcome)
          ? ended(event.outcome.left, options)
          : unsaved(
              await report(options, data, engine, trainer, event.outcome.right.params, history, perEpoch),
              missing,
            )
      }
    }
    return E.left({ code: 1, text: 'The run ended without a result.' })
  } finally {
    bar.stop()
  }
}

const percent = (x: number): string => (Number.isNaN(x) ? '–' : `${(100 * x).toFixed(1)} %`)

const first = 30
const mistakes = 10

/** The first test digits and some of those taken for another one, with what the network makes of them. */
const samples = (
  data: Data.Digits,
  predict: (inputs: Data.Pixels) => T.Tensor<[T.Name<'batch'>, 10]>,
  decisions: readonly { readonly predicted: number; readonly actual: number }[],
): readonly Digit[] => {
  const wrong = decisions.flatMap(({ predicted, actual }, row) => (predicted === actual ? [] : [row]))
  const rows = [
    ...Array.from({ length: Math.min(first, data.test.count) }, (_, i) => i),
    ...wrong.filter((row) => row >= first).slice(0, mistakes),
  ]
  const { inputs } = data.test.take(rows)
  const [pixels, probabilities] = [T.toArray(inputs), T.toArray(predict(inputs))]
  return rows.map((row, i) => {
    const { predicted, actual } = decisions[row]
    return {
      pixels: pixels[i].map((v) => Math.round(255 * v)),
      label: actual,
      prediction: predicted,
      probability: probabilities[i][predicted],
    }
  })
}

/** Evaluates on the test set, writes the pictures, and words the result. */
const report = async <P, O2, M extends T.Tensor<[T.Name<'batch'>, 10]>, S>(
  options: Options,
  data: Data.Digits,
  engine: Chosen['engine'],
  trainer: Train.Trainer<{
    readonly params: P
    readonly input: Signals
    readonly output: O2
    readonly targets: Metric.Classes
    readonly activated: M
    readonly decision: Metric.Classes
    readonly optimizer: S
  }>,
  params: P,
  history: readonly LossPoint[],
  perEpoch: number,
): Promise<Outcome> => {
  const evaluated =
    engine === undefined
      ? E.right(Train.evaluate(trainer, params)(data.test, 1000))
      : await Train.evaluateOn(engine)(trainer, params)(data.test, 1000)()
  if (E.isLeft(evaluated)) return E.left({ code: 1, text: ShowEngine.show(evaluated.left) })
  const { loss, decisions } = evaluated.right
  const tally = <A, R>({ initial, step, result }: Metric.Metric<A, R>): R =>
    result(decisions.reduce((state, { decided, actual }) => step(state, decided, actual), initial))
  const accuracy = tally(Metric.accuracy)
  const perDigit = tally(Metric.precisionRecall(10))
  const flat = decisions.flatMap(({ decided, actual }) => {
    const [p, a] = [T.toArray(decided), T.toArray(actual)]
    return p.map((predicted, i) => ({ predicted, actual: a[i] }))
  })
  const epochs = Array.from({ length: options.epochs }, (_, i) => (i + 1) * perEpoch)
  // Only here: what draws is large, and help and refusals should not wait for it.
  const { digits, lossCurve } = await import('./mnist/plots.js')
  const drawn = [
    [pictures[0], lossCurve(history, { title: 'Loss while training', epochs })],
    [
      pictures[1],
      digits(samples(data, Train.predict(trainer, params), flat), 10, {
        title: 'Test digits',
        note: `the first ${Math.min(first, data.test.count)}, then mistakes among the others`,
      }),
    ],
  ] as const
  for (const [name, svg] of drawn) {
    const written = await writeFileAtomically(join(options.out, name), svg)()
    if (E.isLeft(written)) return refuse([written.left])
  }
  if (options.export._tag === 'Some') {
    const { bytes } = Onnx.model(trainer.model, params, { input: T.zeros([1, 784]), objective: trainer.objective })
    const written = await writeFileAtomically(options.export.value, bytes)()
    if (E.isLeft(written)) return refuse([written.left])
  }
  const table = [
    'digit  precision   recall',
    ...perDigit.map(
      ({ precision, recall }, digit) =>
        `  ${digit}    ${percent(precision).padStart(8)}  ${percent(recall).padStart(8)}`,
    ),
  ]
  return E.right(
    [
      '',
      ...table,
      '',
      `test loss ${loss.toFixed(4)}`,
      `pictures: ${pictures.map((name) => Codec.printable(join(options.out, name))).join(', ')}`,
      ...(options.export._tag === 'Some' ? [`model: ${Codec.printable(options.export.value)} (ONNX)`] : []),
      `test accuracy ${accuracy.toFixed(4)}`,
    ].join('\n'),
  )
}

const main = async (): Promise<number> => {
  const { options, file, earlier } = await asked(process.argv.slice(2))
  const outcome: Outcome = E.isLeft(options)
    ? refuse([...options.left, ...(await placesOf(process.argv.slice(2), file))])
    : options.right._tag === 'Help'
      ? E.right(help)
      : await start(options.right, earlier)
  if (E.isLeft(outcome)) {
    warn(outcome.left.text)
    // A second signal, passed on by npm, must not meet a program that is halfway out.
    if (outcome.left.code > 128) await new Promise((resolve) => setTimeout(resolve, 200))
    return outcome.left.code
  }
  say(outcome.right)
  return 0
}

const start = async (options: Options, earlier: O.Option<Before>): Promise<Outcome> => {
  const data = await prepare(options)
  const chosen = await choose(options.engine)
  if (E.isLeft(data) || E.isLeft(chosen))
    return refuse([...(E.isLeft(data) ? data.left : []), ...(E.isLeft(chosen) ? [`--engine: ${chosen.left}`] : [])])
  const { epochs, batch, optimizer, seed } = options
  say(
    `${words(options)}, ${OptimizerSpec.Show.show(optimizer)}, batch ${batch}, ${epochs} epoch${epochs === 1 ? '' : 's'}, seed ${seed}, ${chosen.right.words}`,
  )
  return train(options, data.right, chosen.right, earlier)
}

// A terminal that is gone, or a reader that has seen enough, is no reason to lose a run. An output that cannot be written for another reason is not what was asked for.
let [unwritten, hungUp] = [false, false]
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EIO' && stream.isTTY) hungUp = true
  })
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (unwritten || ['EPIPE', 'EIO'].includes(error.code ?? '')) return
  unwritten = true
  warn(`Expected to be able to write the output, found “${error.message}”.`)
  process.exitCode = 1
})

const code = await main()
process.exitCode = unwritten ? 1 : code
// Node aborts where it cannot give a terminal back as it was: without one, the program ends by the signal that says so.
if (hungUp) process.removeAllListeners('SIGHUP').kill(process.pid, 'SIGHUP')
