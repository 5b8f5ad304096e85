/**
 * `npm run laws`: all laws of the library, tried without a test runner.
 *
 *     npm run laws                              100 cases a law
 *     npm run laws -- --thorough                10,000 cases a law, and 10,000 random networks; 1,000 of each on engines
 *     npm run laws -- --cases 500               so many cases a law
 *     npm run laws -- --set networks            the sets whose name begins like this
 *     npm run laws -- --only 'mul: adjoint' --seed 7 --path 3:0     one case again, as a report says
 *     npm run laws -- --part 1/2                every second set, to run both halves at once
 *     npm run laws -- --runs 200                all of it so many times, to see whether a law ever cries wolf
 *
 * What does not hold is printed as it is found; the exit code is then 1.
 */
import { parseArgs } from 'node:util'
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import * as A from '../src/Activation.js'
import * as Codec from '../src/Codec.js'
import * as Data from '../src/Data.js'
import { interpreter } from '../src/Engine.js'
import * as L from '../src/Layer.js'
import * as M from '../src/Model.js'
import * as Objective from '../src/Objective.js'
import { onnxRuntime } from '../src/OnnxRuntime.js'
import * as O from '../src/Optimizer.js'
import * as Schedule from '../src/Schedule.js'
import * as T from '../src/Tensor.js'
import * as Train from '../src/Train.js'
import * as laws from '../laws/index.js'
import { chosen, showFailure, verifyAsync, type Options } from '../laws/check.js'
import { lineage, type AnyLawSet, type LawSet } from '../laws/Law.js'

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

/** Records of all that codecs know: options, tags, dictionaries, numbers that are any. */
const record = Codec.closed(
  {
    optimizer: t.union([
      Codec.closed({ name: t.literal('sgd'), learningRate: Codec.positive }),
      Codec.closed({ name: t.literal('adam'), learningRate: Codec.positive }, { epsilon: Codec.nonNegative }),
    ]),
    losses: Codec.dictionary(t.readonlyArray(Codec.anyNumber)),
  },
  { epoch: Codec.integer(0), activation: Codec.oneOf(['relu', 'tanh']), best: t.union([Codec.finite, t.null]) },
)
const rate = fc.double({ min: 0, minExcluded: true, max: 10, noNaN: true })
const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const records: fc.Arbitrary<t.TypeOf<typeof record>> = fc.record(
  {
    optimizer: fc.oneof(
      fc.record({ name: fc.constant('sgd' as const), learningRate: rate }),
      fc.record(
        { name: fc.constant('adam' as const), learningRate: rate, epsilon: rate },
        { requiredKeys: ['name', 'learningRate'] },
      ),
    ),
    losses: fc.dictionary(fc.string(), fc.array(fc.double(), { maxLength: 4 }), { maxKeys: 4 }),
    epoch: fc.nat(),
    activation: fc.constantFrom('relu', 'tanh'),
    best: fc.option(finite),
  },
  { requiredKeys: ['optimizer', 'losses'] },
)
const codecs: readonly LawSet[] = [
  laws.codec(Codec.finite, { values: finite }),
  laws.codec(Codec.anyNumber, { name: 'any number', values: fc.double(), notFinite: () => true }),
  laws.codec(record, {
    name: 'codec of records',
    values: records,
    open: (path) => path === 'losses',
    notFinite: (path) => path.startsWith('losses'),
  }),
]

/** Every set of laws there is, tried on what the library has. */
const catalogue: readonly AnyLawSet[] = [
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
  ...codecs,
  laws.training(trainer, points, { name: 'training', random: true }),
  laws.staged(),
  laws.scans(),
  laws.simplify(),
  laws.fuse(),
  laws.networks(),
  laws.engine(interpreter),
  laws.engine(onnxRuntime({ precision: 'float64' })),
  laws.engine(onnxRuntime()),
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
    runs: { type: 'string', default: '1' },
  },
})

const number = (option: string, text: string, least: number): number => {
  const n = Number(text)
  if (Number.isInteger(n) && n >= least) return n
  console.error(`--${option}: expected an integer of at least ${least}, found “${text}”`)
  process.exit(2)
}

const cases = values.cases === undefined ? (values.thorough ? 10_000 : 100) : number('cases', values.cases, 1)
const runs = number('runs', values.runs, 1)
/** A case of an engine is a model that is compiled, and a network, asked again and again, is the gate's: a tenth of the cases, unless a number is asked for. */
const casesOf = ({ name }: AnyLawSet): number =>
  values.cases === undefined && (name.startsWith('engine') || (name === 'networks' && runs > 1)) ? cases / 10 : cases
const [part, parts] = values.part.split('/').map((text) => number('part', text, 1))
const options: Options = {
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
for (let run = 1; run <= runs; run++) {
  done = 0
  for (const { set, tried } of all) {
    const since = performance.now()
    for (const law of tried) {
      progress(`${done} of ${count} laws, ${seconds(start)}: ${set.name}: ${law.name}`)
      for (const failure of await verifyAsync(set.name, law, { ...options, numRuns: casesOf(set) })()) {
        failed++
        progress('')
        console.log(`${showFailure(failure)}\n`)
      }
      done++
    }
    progress('')
    if (runs === 1)
      console.log(
        `${set.name}: ${tried.length} laws, ${casesOf(set)} cases each, ${seconds(since)} (${done} of ${count})`,
      )
  }
  if (runs > 1) console.log(`run ${run} of ${runs}: ${failed} refusals so far; ${seconds(start)}`)
}
console.log(
  runs === 1
    ? `${count - failed} laws hold, ${failed} do not; ${seconds(start)}`
    : `${count} laws, ${runs} times: ${failed} refusals; ${seconds(start)}`,
)
process.exitCode = failed === 0 ? 0 : 1
