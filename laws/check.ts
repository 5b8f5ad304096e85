/**
 * Runs laws: `verify` runs one, `check` runs a set and returns a report. `laws/vitest` shows the report as tests.
 *
 * No seed is pinned: each run tries other cases. A failure prints the call that replays it.
 */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { sequenceSeqArray as sequence, type Task } from 'fp-ts/lib/Task.js'
import { knownOptions, any, flag, integer, text } from '../src/codec/Options.js'
import { listed, shown } from '../src/codec/Words.js'
import { fail } from '../src/tensor/Errors.js'
import { lineage, print, type AnyLawSet, type AsyncLaw, type Law, type LawSet } from './Law.js'
import { record as expectRecord } from '../src/tensor/Expect.js'

/**
 * How laws are checked: fast-check's own parameters (`numRuns`; `endOnFailure`, to skip shrinking; `seed` and `path`, for a replay), and `law`, the name of
 * the only law to check, or `set: name` where several sets have a law of this name.
 *
 * @category model
 */
export interface Options extends Pick<fc.Parameters<unknown>, 'numRuns' | 'endOnFailure' | 'seed' | 'path'> {
  readonly only?: string
}

/**
 * A law that does not hold, and the smallest case found against it.
 *
 * @category model
 */
export interface Failure {
  readonly set: string
  readonly law: string
  readonly statement: string
  /** The case, printed. */
  readonly counterexample: string
  /** Expected, found and bound, or the thrown error. */
  readonly message: string
  /** How to see it again. */
  readonly replay: string
}

/**
 * The laws of a set that do not hold.
 *
 * @category model
 */
export interface Report {
  readonly set: string
  readonly failures: readonly Failure[]
}

const thrown = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const known = { numRuns: integer(1), endOnFailure: flag, seed: any, path: text, only: text }

/** The laws of a set that are selected. */
export const chosen = <L extends Law | AsyncLaw>({ name, laws }: LawSet<L>, { only }: Options): readonly L[] =>
  laws.filter((l) => only === undefined || l.name === only || `${name}: ${l.name}` === only)

/** The call that replays a failure, as code; `set` is the set that was checked, or a set that has it among its parents. */
const replay = (how: string, set: string, name: string, seed: number, path: string): string =>
  `${how}(set, { only: ${JSON.stringify(`${set}: ${name}`)}, seed: ${seed}, path: ${JSON.stringify(path)} })`

/** Parameters for fast-check. */
const parameters = ({ only: _, ...rest }: Options): Omit<Options, 'only'> => rest

/** The failures of one run of a law. */
const failures = (
  set: string,
  { name, statement, property }: Law | AsyncLaw,
  run: fc.RunDetails<unknown>,
): readonly Failure[] => {
  if (!run.failed) return []
  const { counterexample, counterexamplePath, errorInstance, seed, numSkips } = run
  return [
    {
      set,
      law: name,
      statement,
      counterexample: counterexample === null ? 'none' : print((counterexample as readonly unknown[])[0]),
      message:
        counterexample === null
          ? `expected  cases to try\nfound     ${numSkips} that say nothing`
          : thrown(errorInstance),
      replay: replay(property.isAsync() ? 'checkAsync' : 'check', set, name, seed, counterexamplePath ?? ''),
    },
  ]
}

/**
 * Checks one law: its failures, at most one.
 *
 * @category destructors
 */
export const verify = (set: string, law: Law, options: Options = {}): readonly Failure[] =>
  failures(set, law, fc.check(law.property, parameters(options)))

/**
 * Checks one asynchronous law.
 *
 * @category destructors
 */
export const verifyAsync =
  (set: string, law: Law | AsyncLaw, options: Options = {}): Task<readonly Failure[]> =>
  async () =>
    failures(set, law, await fc.check(law.property as fc.IAsyncProperty<unknown>, parameters(options)))

const report = (set: string, all: readonly Failure[]): E.Either<Report, void> =>
  all.length === 0 ? E.right(undefined) : E.left({ set, failures: all })

/**
 * The laws of a set and of its parents that are selected, by set.
 *
 * - **Errors** a `NablaError` for unknown options, for `numRuns` below 1, and for a name in `only` that no law has: nothing would be checked.
 */
export const selected = <L extends Law | AsyncLaw>(
  operation: string,
  set: LawSet<L>,
  options: Options,
): readonly LawSet<L>[] => {
  expectRecord(operation, 'a set of laws', { name: 'string', laws: 'array' }, set)
  const { only } = knownOptions(operation, known, options)
  const sets = lineage(set)
    .map((each) => ({ ...each, laws: chosen(each, options) }))
    .filter(({ laws }) => laws.length > 0)
  const names = lineage(set).flatMap(({ laws }) => laws.map(({ name }) => name))
  return only !== undefined && sets.length === 0
    ? fail(operation, `the name of a law in "only", one of ${listed(names)}`, shown(only))
    : sets
}

/**
 * Checks all laws of a set and of its parents, without a test runner.
 *
 * @category destructors
 */
export const check = (set: LawSet, options: Options = {}): E.Either<Report, void> => {
  const sets = selected('laws.check', set, options)
  return report(
    set.name,
    sets.flatMap(({ name, laws }) => laws.flatMap((l) => verify(name, l, options))),
  )
}

/**
 * Checks all laws of a set and of its parents, one after another, asynchronous laws included.
 *
 * @category destructors
 */
export const checkAsync = (set: AnyLawSet, options: Options = {}): Task<E.Either<Report, void>> => {
  const sets = selected<Law | AsyncLaw>('laws.checkAsync', set, options)
  const all = sequence(sets.flatMap(({ name, laws }) => laws.map((l) => verifyAsync(name, l, options))))
  return async () => report(set.name, (await all()).flat())
}

const indented = (text: string): string => text.replace(/\n/g, '\n            ')

/** A failure as text. */
export const showFailure = ({ set, law: name, statement, counterexample, message, replay: again }: Failure): string =>
  [
    `${set}: ${name}`,
    `  law       ${statement}`,
    `  case      ${indented(counterexample)}`,
    ...message.split('\n').map((line) => `  ${line}`),
    `  replay    ${again}`,
  ].join('\n')

/**
 * A report as text: law, case, expected, found, bound, and the call that replays it.
 *
 * @category destructors
 */
export const showReport = (all: Report): string => {
  const { failures } = expectRecord('laws.showReport', 'a report of laws.check', { failures: 'array' }, all)
  return failures.map(showFailure).join('\n\n')
}
