/**
 * `nabla-ts check`: the laws of the installed version, tried where it is installed.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { suggestion } from '../codec/Nearest.js'
import { quoted } from '../codec/Words.js'
import { referenceEngine, type Engine } from '../engine/Engine.js'
import { onnxRuntime } from '../engine/OnnxRuntime.js'
import { scalar } from '../tensor/Value.js'
import { command, counted, parsed, refuse, type ExitCode, type Terminal } from './Command.js'

const usualCases = '20'

const help = `nabla-ts check [options]

Tries the laws of the library on random cases: derivatives against numeric differentiation, models, layers, losses,
optimizers, codecs, random networks, and the engines that are installed. What does not hold is printed with its
smallest case, and the exit code is then 1. It needs fast-check: npm install fast-check.

  --cases N      random cases a law, by default ${usualCases}
  --set NAME     only the sets of laws whose name begins like this, such as mul or networks
  --help         this text`

/** The laws, or a sentence where what they need is not installed. */
const loaded = (): Promise<E.Either<string, typeof import('../../laws/index.js')>> =>
  import('../../laws/index.js').then(E.right, (error: unknown) =>
    E.left(
      `the laws need the package fast-check, which could not be loaded (${error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error)}). Install it: npm install fast-check.`,
    ),
  )

/** The engines that are there. */
const enginesHere = async (): Promise<readonly Engine[]> => {
  const native = onnxRuntime()
  const compiled = await native.compile((x: ReturnType<typeof scalar>) => x)(scalar(1))()
  if (E.isLeft(compiled)) return [referenceEngine]
  await compiled.right.release()
  return [referenceEngine, onnxRuntime({ precision: 'float64' }), native]
}

interface Asked {
  readonly cases: number
  readonly name: string
}

const tried = async ({ cases, name }: Asked, terminal: Terminal): Promise<ExitCode> => {
  const found = await loaded()
  if (E.isLeft(found)) return refuse(terminal, [`nabla-ts check: ${found.left}`])
  const { catalogue, checkAsync, showReport } = found.right
  const engines = await enginesHere()
  const all = catalogue(engines)
  const sets = all.filter((set) => set.name.startsWith(name))
  if (sets.length === 0) {
    const names = all.map((set) => set.name)
    return refuse(
      terminal,
      [`nabla-ts check: no set of laws is called like ${quoted(name)}. ${suggestion(names, name)}`],
      2,
    )
  }
  terminal.say(`Engines: ${engines.map((engine) => engine.name).join('; ')}.`)
  let [held, refused] = [0, 0]
  for (const set of sets) {
    terminal.progress(`${held} laws hold so far; now ${set.name}`)
    // Each set stands for its own laws: those of its parents are sets of the list too.
    const report = await checkAsync({ ...set, parents: [] }, { numRuns: cases })()
    const failed = E.isLeft(report) ? report.left.failures.length : 0
    held += set.laws.length - failed
    refused += failed
    if (E.isLeft(report)) `${showReport(report.left)}\n`.split('\n').forEach(terminal.say)
    else terminal.say(`${set.name}: ${set.laws.length} ${set.laws.length === 1 ? 'law holds' : 'laws hold'}`)
  }
  terminal.progress('')
  terminal.say(`${held} laws hold, ${refused} do not, tried on ${cases} random cases each.`)
  return refused === 0 ? 0 : 1
}

export const checkCommand = command({
  name: 'check',
  usage: '[--cases N] [--set NAME]',
  summary: 'tries the laws of this version on random cases',
  help,
  asked: (args) =>
    pipe(
      parsed(args, { cases: { type: 'string', default: usualCases }, set: { type: 'string', default: '' } }),
      E.filterOrElse(
        ({ positionals }) => positionals.length === 0,
        ({ positionals }) => `it takes no ${positionals.join(' ')}, only options.`,
      ),
      E.chain(({ values }) =>
        pipe(
          counted('cases', values.cases),
          E.map((cases) => ({ cases, name: values.set })),
        ),
      ),
    ),
  answer: tried,
})
