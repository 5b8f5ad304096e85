/**
 * `npm run laws`: all laws of the library, tried without a test runner.
 *
 *     npm run laws                              100 cases a law
 *     npm run laws -- --thorough                10,000 cases a law, and 10,000 random networks
 *     npm run laws -- --cases 500               so many cases a law
 *     npm run laws -- --set networks            the sets whose name begins like this
 *     npm run laws -- --only 'mul: adjoint' --seed 7 --path 3:0     one case again, as a report says
 *     npm run laws -- --part 1/2                every second set, to run both halves at once
 *
 * What does not hold is printed as it is found; the exit code is then 1.
 */
import { parseArgs } from 'node:util'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from '../src/Activation.js'
import * as Data from '../src/Data.js'
import * as L from '../src/Layer.js'
import * as M from '../src/Model.js'
import * as Objective from '../src/Objective.js'
import * as O from '../src/Optimizer.js'
import * as Schedule from '../src/Schedule.js'
import * as T from '../src/Tensor.js'
import * as Train from '../src/Train.js'
import * as laws from '../laws/index.js'
import { chosen, lineage, showFailure, verify, type LawSet, type Options } from '../laws/Law.js'

const network = pipe(
  M.named('hidden', L.dense(3, 4)),
  M.map(A.relu),
  M.andThen(L.dropout(0.3)),
  M.andThen(M.named('logits', L.maxout(4, 2))),
)
const trainer = Train.trainer({ model: network, objective: Objective.multiclass(2), optimizer: O.adam() })
const points = Data.fromTensors(
  T.tensor(Array.from({ length: 11 }, (_, i): readonly [number, number, number] => [i % 3, Math.sin(i), Math.cos(i)])),
  T.tensor(Array.from({ length: 11 }, (_, i) => i % 2)),
)

/** Every set of laws there is, tried on what the library has. */
const catalogue: readonly LawSet[] = [
  laws.primitives,
  laws.batched,
  laws.nesting(),
  laws.published(),
  laws.differentiable((x: T.Tensor<[3]>) => T.logSumExp(x), { at: laws.arbitrary.tensor([3]), name: 'logSumExp' }),
  laws.params(),
  laws.seed,
  laws.composition,
  laws.dense,
  ...Object.values(laws.activations).map((make) => make()),
  ...Object.values(laws.losses).map((make) => make()),
  ...Object.values(laws.layers).map((make) => make()),
  laws.layer(network, { name: 'a network', input: ['batch', 3], output: ['batch', 2] }),
  ...Object.values(laws.optimizers).map((make) => make()),
  laws.schedule(Schedule.warmup(30)(Schedule.cosine(0.7, { steps: 60 })), { name: 'warmup and cosine', high: 0.7 }),
  laws.epochs(),
  laws.training(trainer, points, { name: 'training', random: true }),
  laws.networks(),
]

const { values } = parseArgs({
  options: {
    thorough: { type: 'boolean', default: false },
    cases: { type: 'string' },
    set: { type: 'string' },
    only: { type: 'string' },
    seed: { type: 'string' },
    path: { type: 'string' },
    part: { type: 'string', default: '1/1' },
  },
})

const number = (option: string, text: string, least: number): number => {
  const n = Number(text)
  if (Number.isInteger(n) && n >= least) return n
  console.error(`--${option}: expected an integer of at least ${least}, found “${text}”`)
  process.exit(2)
}

const cases = values.cases === undefined ? (values.thorough ? 10_000 : 100) : number('cases', values.cases, 1)
const [part, parts] = values.part.split('/').map((text) => number('part', text, 1))
const options: Options = {
  numRuns: cases,
  ...(values.only === undefined ? {} : { only: values.only }),
  ...(values.seed === undefined ? {} : { seed: number('seed', values.seed, -(2 ** 31)) }),
  ...(values.path === undefined ? {} : { path: values.path }),
}

const all = [...new Set(catalogue.flatMap(lineage))]
  .filter(({ name }) => values.set === undefined || name.startsWith(values.set))
  .map((set) => ({ set, tried: chosen(set, options) }))
  .filter(({ tried }, i) => tried.length > 0 && i % (parts ?? 1) === (part ?? 1) - 1)
const count = all.reduce((n, { tried }) => n + tried.length, 0)

if (count === 0) {
  console.error('no law is called like this')
  process.exit(2)
}

const start = performance.now()
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`
let done = 0
let failed = 0
const progress = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`)
}
for (const { set, tried } of all) {
  const since = performance.now()
  for (const law of tried) {
    progress(`${done} of ${count} laws, ${seconds(start)}: ${set.name}: ${law.name}`)
    for (const failure of verify(set.name, law, options)) {
      failed++
      progress('')
      console.log(`${showFailure(failure)}\n`)
    }
    done++
  }
  progress('')
  console.log(`${set.name}: ${tried.length} laws, ${cases} cases each, ${seconds(since)} (${done} of ${count})`)
}
console.log(`${count - failed} laws hold, ${failed} do not; ${seconds(start)}`)
process.exitCode = failed === 0 ? 0 : 1
