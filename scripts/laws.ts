/**
 * `npm run laws`: all laws of the library, tried without a test runner.
 *
 *     npm run laws                              100 cases a law
 *     npm run laws -- --thorough                10,000 cases a law, and 10,000 random networks; 1,000 of each on engines
 *     npm run laws -- --cases 500               so many cases a law
 *     npm run laws -- --set networks            the sets whose name begins like this
 *     npm run laws -- --only 'mul: adjoint' --seed 7 --path 3:0     one case again, as a report says
 *     npm run laws -- --part 1/2                every second set, to run both halves at once
 *     npm run laws -- --runs 200                all of it so many times, to count false alarms
 *
 * What does not hold is printed as it is found; the exit code is then 1.
 */
import { parseArgs } from 'node:util'
import { chosen, showFailure, verifyAsync, type Options } from '../laws/check.js'
import { catalogue } from '../laws/catalogue.js'
import type { AnyLawSet } from '../laws/Law.js'
import { referenceEngine } from '../src/Engine.js'
import { onnxRuntime } from '../src/OnnxRuntime.js'

const engines = [referenceEngine, onnxRuntime({ precision: 'float64' }), onnxRuntime()]

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

const all = catalogue(engines)
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
