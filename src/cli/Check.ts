/**
 * `nabla-ts check`: checks the laws of the installed version on this machine.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { suggestion } from '../codec/Nearest.js'
import { quoted } from '../codec/Words.js'
import { referenceEngine, type Engine } from '../engine/Engine.js'
import { onnxRuntime } from '../engine/OnnxRuntime.js'
import { scalar } from '../tensor/Value.js'
import { command, parseOptions, positiveInteger, reportErrors, type ExitCode, type Terminal } from './Command.js'

const defaultCases = '20'

const help = `nabla-ts check [options]

Checks the laws of the library on random cases: derivatives against numeric differentiation, models, layers, losses,
optimizers, codecs, random networks, and the installed engines. A law that fails is printed with its smallest case, and
the exit code is 1. It needs fast-check: npm install fast-check.

  --cases N      random cases per law, by default ${defaultCases}
  --set NAME     only the sets of laws whose names begin with NAME, such as mul or networks
  --help         this text`

/** The laws, or an error message if fast-check is not installed. */
const loadLaws = (): Promise<E.Either<string, typeof import('../../laws/index.js')>> =>
  import('../../laws/index.js').then(E.right, (error: unknown) =>
    E.left(
      `expected the package fast-check, which could not be loaded (${error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error)}). Install it: npm install fast-check.`,
    ),
  )

/** The installed engines. */
const installedEngines = async (): Promise<readonly Engine[]> => {
  const native = onnxRuntime()
  const compiled = await native.compile((x: ReturnType<typeof scalar>) => x)(scalar(1))()
  if (E.isLeft(compiled)) return [referenceEngine]
  await compiled.right.release()
  return [referenceEngine, onnxRuntime({ precision: 'float64' }), native]
}

interface Settings {
  readonly cases: number
  readonly name: string
}

const execute = async ({ cases, name }: Settings, terminal: Terminal): Promise<ExitCode> => {
  const found = await loadLaws()
  if (E.isLeft(found)) return reportErrors(terminal, [`nabla-ts check: ${found.left}`])
  const { catalogue, checkAsync, showReport } = found.right
  const engines = await installedEngines()
  const all = catalogue(engines)
  const sets = all.filter((set) => set.name.startsWith(name))
  if (sets.length === 0) {
    const names = all.map((set) => set.name)
    return reportErrors(
      terminal,
      [`nabla-ts check: expected the name of a set of laws, found ${quoted(name)}. ${suggestion(names, name)}`],
      2,
    )
  }
  terminal.print(`Engines: ${engines.map((engine) => engine.name).join('; ')}.`)
  let [passed, failed] = [0, 0]
  for (const set of sets) {
    terminal.progress(`${passed} laws hold so far; now ${set.name}`)
    // The laws of parents are sets of the list themselves.
    const report = await checkAsync({ ...set, parents: [] }, { numRuns: cases })()
    const failures = E.isLeft(report) ? report.left.failures.length : 0
    passed += set.laws.length - failures
    failed += failures
    if (E.isLeft(report)) `${showReport(report.left)}\n`.split('\n').forEach(terminal.print)
    else terminal.print(`${set.name}: ${set.laws.length} ${set.laws.length === 1 ? 'law holds' : 'laws hold'}`)
  }
  terminal.progress('')
  terminal.print(`${passed} laws hold, ${failed} do not, tried on ${cases} random cases each.`)
  return failed === 0 ? 0 : 1
}

export const checkCommand = command({
  name: 'check',
  usage: '[--cases N] [--set NAME]',
  summary: 'checks the laws of this version on random cases',
  help,
  parse: (args) =>
    pipe(
      parseOptions(args, { cases: { type: 'string', default: defaultCases }, set: { type: 'string', default: '' } }),
      E.filterOrElse(
        ({ positionals }) => positionals.length === 0,
        ({ positionals }) => `expected options only, found ${quoted(positionals.join(' '))}.`,
      ),
      E.chain(({ values }) =>
        pipe(
          positiveInteger('cases', values.cases),
          E.map((cases) => ({ cases, name: values.set })),
        ),
      ),
    ),
  execute,
})
