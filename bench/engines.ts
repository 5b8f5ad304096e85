/**
 * `npm run bench:engines`: training on every engine, the hand-written ONNX graph, plain loops, PyTorch, jax-js and TensorFlow.js, in turns, as ratios with their
 * spread; written to `bench/RESULTS.md`. Options: `--quick` (one network, batches 32 and 128, one thread, not written), `--only NAME` (again for each), `--rounds N`,
 * `--seconds N` of a turn, `--clock cpu`, `--network`, `--optimizer`, `--batch`, `--threads` (again for each), `--out FILE`. A
 * part of it is written only where `--out` says.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import { dataFolder } from '../examples/mnist/dataFolder.js'
import { begin, serve } from './engines/child.js'
import { compare, print, type Clock, type Entrant, type Outcome } from './engines/compare.js'
import type { Program } from './engines/Contender.js'
import { contenders, programs } from './engines/contenders.js'
import { report, type Target } from './engines/report.js'
import { images, startBytes, type Task } from './engines/task.js'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '0.4' },
    clock: { type: 'string', default: 'wall' },
    network: { type: 'string', multiple: true },
    optimizer: { type: 'string', multiple: true },
    batch: { type: 'string', multiple: true },
    threads: { type: 'string', multiple: true },
    out: { type: 'string' },
    // For the processes it starts.
    serve: { type: 'string' },
    data: { type: 'string' },
    params: { type: 'string' },
  },
})

const folder = (): string => {
  const found = dataFolder()
  if (E.isLeft(found)) throw new Error(found.left)
  return found.right
}

const { quick } = values
const { only, network, optimizer, batch, threads } = values
/** Only what was measured whole is written where everybody looks. */
const whole = !quick && [only, network, optimizer, batch, threads].every((option) => option === undefined)
const tasks: readonly Task[] = (values.network ?? (quick ? ['784-100-10'] : ['784-100-10', '784-256-128-10'])).flatMap(
  (network) =>
    (values.threads ?? (quick ? ['1'] : ['1', '2'])).flatMap((threads) =>
      (values.optimizer ?? ['sgd', 'adam']).flatMap((name) =>
        (values.batch ?? (quick ? ['32', '128'] : ['1', '32', '128', '1024'])).map((batch): Task => {
          const optimizer = name === 'adam' ? 'adam' : 'sgd'
          return { network, optimizer, batch: Number(batch), threads: Number(threads) }
        }),
      ),
    ),
)

/** The first of these that takes part is what is compared with all others. */
const subjects = ['nabla-ts fold', 'hand-written fold']

const largest = 1024

const small = ({ network, threads, batch }: Task): boolean =>
  network === '784-100-10' && threads === 1 && (batch === 32 || batch === 128)

const targets: readonly Target[] = [
  {
    other: 'hand-written fold',
    least: ({ threads, batch }) => (threads === 1 && [32, 128].includes(batch) ? 0.95 : undefined),
  },
  {
    other: 'PyTorch',
    least: (task) => (small(task) ? (task.optimizer === 'sgd' && task.batch === 32 ? 3.5 : 2) : undefined),
  },
  { other: 'jax-js', least: (task) => (small(task) ? 6 : undefined) },
  { other: 'TensorFlow.js', least: (task) => (small(task) ? 25 : undefined) },
]

/** All processes for a task; those that cannot do it say why. */
const enter = async (
  task: Task,
  params: string,
): Promise<{ readonly entrants: readonly Entrant[]; readonly absent: ReadonlyMap<string, string> }> => {
  const { network, optimizer, batch, threads } = task
  const options = Object.entries({ network, optimizer, batch, threads, data: folder(), params }).flatMap(
    ([name, value]) => [`--${name}`, String(value)],
  )
  const chosen = (name: string): boolean => values.only?.includes(name) ?? true
  const own = contenders
    .filter(({ flopsPerStep }) => flopsPerStep === undefined || batch === largest)
    .map((contender) => ({
      ...contender,
      commands: [[process.execPath, ...process.execArgv, process.argv[1], '--serve', contender.name]],
    }))
  const all: readonly (Program & Omit<Entrant, 'started'>)[] = [...own, ...programs]
  const entrants: Entrant[] = []
  const absent = new Map<string, string>()
  for (const program of all.filter(({ name }) => chosen(name))) {
    const started = await begin(program, options)
    if (typeof started === 'string') absent.set(program.name, started)
    else entrants.push({ ...program, started })
  }
  return { entrants, absent }
}

const main = async (): Promise<void> => {
  const options = {
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    clock: (values.clock === 'cpu' ? 'cpu' : 'wall') as Clock,
  }
  const scratch = mkdtempSync(join(tmpdir(), 'engines-'))
  const outcomes: Outcome[] = []
  const subjectOf = (outcome: Outcome): string =>
    subjects.find((subject) => outcome.measured.some(({ name }) => name === subject)) ?? subjects[0]
  try {
    for (const task of tasks) {
      const params = join(scratch, 'params')
      writeFileSync(params, startBytes(task))
      const { entrants, absent } = await enter(task, params)
      const outcome = await compare(task, entrants, absent, options)
      for (const { started } of entrants) started.end()
      outcomes.push(outcome)
      print(outcome, subjectOf(outcome))
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
  const out = values.out ?? (whole ? join('bench', 'RESULTS.md') : undefined)
  if (out !== undefined) {
    const subject = subjectOf(outcomes[0])
    writeFileSync(
      out,
      report(
        outcomes,
        subject,
        options,
        targets.filter(({ other }) => other !== subject),
      ),
    )
    console.log(`\nwritten to ${out}`)
  }
}

const contender = contenders.find(({ name }) => name === values.serve)
if (values.serve === undefined) await main()
else if (contender === undefined) throw new Error(`no contender is called ${values.serve}`)
else await serve(contender, tasks[0], images(values.data ?? folder()))
