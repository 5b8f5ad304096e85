/**
 * What a law is: a value that says something about code, in words and as a property that random cases can refute.
 *
 * Nothing asserts here and nothing throws. A case is judged by a `Verdict`; a law is run by `verify`, a set of laws by `check`, which answers with a
 * report; and a test runner is only one way to read it (`laws/vitest`).
 *
 * No seed is fixed anywhere: each run tries other cases. A failure says how it is replayed.
 *
 * @since 0.1.0
 */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { print as printShape } from '../src/tensor/Shape.js'
import { isTensor, levelOf, ground, shape, toArray, type AnyTensor } from '../src/tensor/Value.js'

/**
 * A statement about code and the property that holds if it is true.
 *
 * @category model
 * @since 0.1.0
 */
export interface Law {
  /** A few words, unique within its set. */
  readonly name: string
  /** The law itself, as a formula or a sentence. */
  readonly statement: string
  readonly property: fc.IProperty<unknown>
}

/**
 * Laws that belong together. What is under this set is also under the sets it refines, its parents.
 *
 * @category model
 * @since 0.1.0
 */
export interface LawSet {
  readonly name: string
  readonly laws: readonly Law[]
  readonly parents?: readonly LawSet[]
}

/**
 * What a case says about a law: that it holds there; that it is violated, with what was expected and what found; or nothing, where the case is outside of
 * what the law is about.
 *
 * @category model
 * @since 0.1.0
 */
export type Verdict = { readonly _tag: 'Holds' } | { readonly _tag: 'Silent' } | Violation

/**
 * A case against a law, in words.
 *
 * @category model
 * @since 0.1.0
 */
export interface Violation {
  readonly _tag: 'Violated'
  readonly expected: string
  readonly found: string
  /** How far apart the two may be, and where that comes from. */
  readonly bound?: string
  /** The path in a record. */
  readonly at?: string
}

/** The law holds in this case. */
export const holds: Verdict = { _tag: 'Holds' }

/** This case says nothing about the law. */
export const silent: Verdict = { _tag: 'Silent' }

/** The law is violated. */
export const violated = (parts: Omit<Violation, '_tag'>): Verdict => ({ _tag: 'Violated', ...parts })

/** The first violation of several verdicts; else silence, if any of them is silent. */
export const every = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.find((v) => v._tag === 'Violated') ?? verdicts.find((v) => v._tag === 'Silent') ?? holds

/** A verdict from a condition. */
export const expecting = (condition: boolean, parts: Omit<Violation, '_tag'>): Verdict =>
  condition ? holds : violated(parts)

const inWords = ({ at, expected, found, bound }: Violation): string =>
  [
    ...(at === undefined || at === '' ? [] : [`at        ${at}`]),
    `expected  ${expected}`,
    `found     ${found}`,
    ...(bound === undefined ? [] : [`bound     ${bound}`]),
  ].join('\n')

const outcome = <A>(judge: (a: A) => Verdict, a: A): fc.PropertyFailure | fc.PreconditionFailure | null => {
  const verdict = E.tryCatch(
    () => judge(a),
    (error) => ({ error }),
  )
  if (E.isLeft(verdict)) return fc.PreconditionFailure.isFailure(verdict.left.error) ? verdict.left.error : verdict.left
  switch (verdict.right._tag) {
    case 'Holds':
      return null
    case 'Silent':
      return new fc.PreconditionFailure()
    case 'Violated':
      return { error: new Error(inWords(verdict.right)) }
  }
}

/**
 * A law over random cases.
 *
 * @example
 * const positive = law('square', 'x² ≥ 0', fc.double({ noNaN: true }), (x) =>
 *   x * x >= 0 ? holds : violated({ expected: 'x² ≥ 0', found: String(x * x) }),
 * )
 * E.isRight(check({ name: 'numbers', laws: [positive] })) // => true
 *
 * @category constructors
 * @since 0.1.0
 */
export const law = <A>(name: string, statement: string, cases: fc.Arbitrary<A>, judge: (a: A) => Verdict): Law => {
  const drawn = fc.property<[A]>(cases, () => true)
  const property: fc.IProperty<[A]> = {
    isAsync: () => false,
    generate: (random, runId) => drawn.generate(random, runId),
    shrink: (value) => drawn.shrink(value),
    run: ([a]) => outcome(judge, a),
    runBeforeEach: () => undefined,
    runAfterEach: () => undefined,
  }
  return { name, statement, property: property as fc.IProperty<unknown> }
}

/**
 * How laws are tried: fast-check's own parameters (`numRuns`; `endOnFailure`, to do without the smallest case; `seed` and `path`, for a replay), and which law
 * alone is tried, by its name or, where several sets have a law of this name, as `set: name`.
 *
 * @category model
 * @since 0.1.0
 */
export interface Options extends Pick<fc.Parameters<unknown>, 'numRuns' | 'endOnFailure' | 'seed' | 'path'> {
  readonly only?: string
}

/**
 * A law that does not hold, and the smallest case found against it.
 *
 * @category model
 * @since 0.1.0
 */
export interface Failure {
  readonly set: string
  readonly law: string
  readonly statement: string
  /** The case, printed. */
  readonly counterexample: string
  /** Expected, found and bound; or what was thrown. */
  readonly message: string
  /** How to see it again. */
  readonly replay: string
}

/**
 * The laws of a set that do not hold.
 *
 * @category model
 * @since 0.1.0
 */
export interface Report {
  readonly set: string
  readonly failures: readonly Failure[]
}

const tensorInWords = (x: AnyTensor): string =>
  levelOf(x) === ground
    ? `Tensor ${printShape(shape(x))} ${JSON.stringify(toArray(x), (_, v) => (typeof v === 'number' && !Number.isFinite(v) ? String(v) : (v as unknown)))}`
    : `a read tensor ${printShape(shape(x))}`

/** A case as a reader wants it: tensors with all their digits, records by their keys. */
export const print = (x: unknown): string => {
  if (isTensor(x)) return tensorInWords(x)
  // A case that knows how a user would write it.
  if (fc.hasToStringMethod(x)) return x[fc.toStringMethod]()
  if (Array.isArray(x)) return `[${x.map(print).join(', ')}]`
  if (typeof x === 'function') return x.name === '' ? 'a function' : x.name
  if (typeof x !== 'object' || x === null) return fc.stringify(x)
  return `{ ${Object.entries(x)
    .map(([key, value]) => `${key}: ${print(value)}`)
    .join(', ')} }`
}

const thrown = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The laws of a set that are asked for. */
export const chosen = ({ name, laws }: LawSet, { only }: Options): readonly Law[] =>
  laws.filter((l) => only === undefined || l.name === only || `${name}: ${l.name}` === only)

/** A line of code; `set` is the set that was checked, or any that has this one among its parents. */
const replay = (set: string, name: string, seed: number, path: string): string =>
  `check(set, { only: ${JSON.stringify(`${set}: ${name}`)}, seed: ${seed}, path: ${JSON.stringify(path)} })`

/**
 * Tries one law: the failures, of which there is at most one.
 *
 * @category destructors
 * @since 0.1.0
 */
export const verify = (set: string, { name, statement, property }: Law, options: Options = {}): readonly Failure[] => {
  const { only: _, ...parameters } = options
  const run = fc.check(property, parameters)
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
      replay: replay(set, name, seed, counterexamplePath ?? ''),
    },
  ]
}

/** All sets a set consists of: its parents, theirs, and itself, each once. */
export const lineage = (set: LawSet): readonly LawSet[] => [...new Set([...(set.parents ?? []).flatMap(lineage), set])]

/**
 * Tries all laws of a set and of its parents, without a test runner.
 *
 * @category destructors
 * @since 0.1.0
 */
export const check = (set: LawSet, options: Options = {}): E.Either<Report, void> => {
  const failures = lineage(set).flatMap((each) => chosen(each, options).flatMap((l) => verify(each.name, l, options)))
  return failures.length === 0 ? E.right(undefined) : E.left({ set: set.name, failures })
}

const indented = (text: string): string => text.replace(/\n/g, '\n            ')

/** A failure as it is read by a person. */
export const showFailure = ({ set, law: name, statement, counterexample, message, replay: again }: Failure): string =>
  [
    `${set}: ${name}`,
    `  law       ${statement}`,
    `  case      ${indented(counterexample)}`,
    ...message.split('\n').map((line) => `  ${line}`),
    `  replay    ${again}`,
  ].join('\n')

/**
 * A report as it is read by a person: law, case, expected, found, bound and how to replay it.
 *
 * @category destructors
 * @since 0.1.0
 */
export const showReport = ({ failures }: Report): string => failures.map(showFailure).join('\n\n')
