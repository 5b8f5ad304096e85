/**
 * A law: a name, a statement in words, and a property that random cases can refute.
 *
 * A property returns a `Verdict` for each case and never throws. `check.ts` runs laws.
 */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import type { Task } from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { print as printShape } from '../src/tensor/Shape.js'
import { isTensor, levelOf, ground, shape, toArray, type AnyTensor } from '../src/tensor/Value.js'
import {
  array as expectArray,
  fn as expectFn,
  record as expectRecord,
  text as expectText,
} from '../src/tensor/Expect.js'

/**
 * A statement about code and the property that holds if it is true.
 *
 * @category model
 */
export interface Law {
  /** A few words, unique within its set. */
  readonly name: string
  /** The law itself, as a formula or a sentence. */
  readonly statement: string
  readonly property: fc.IProperty<unknown>
}

/**
 * A law whose cases are judged asynchronously, as for an engine.
 *
 * @category model
 */
export interface AsyncLaw extends Omit<Law, 'property'> {
  readonly property: fc.IAsyncProperty<unknown>
}

/**
 * Laws that belong together. The subject of a set satisfies the laws of its parents too.
 *
 * @category model
 */
export interface LawSet<L extends Law | AsyncLaw = Law> {
  readonly name: string
  readonly laws: readonly L[]
  readonly parents?: readonly LawSet<L>[]
}

/**
 * A set that may contain laws whose cases are judged asynchronously.
 *
 * @category model
 */
export type AnyLawSet = LawSet<Law | AsyncLaw>

/**
 * The result of one case of a law: the law holds; it is violated, with the expected and the found value; or silent, where the
 * law claims nothing.
 *
 * @category model
 */
export type Verdict = { readonly _tag: 'Holds' } | { readonly _tag: 'Silent' } | Violation

/**
 * A counterexample of a law, as text.
 *
 * @category model
 */
export interface Violation {
  readonly _tag: 'Violated'
  readonly expected: string
  readonly found: string
  /** The largest difference that is allowed, and its source */
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
export const every = (verdicts: readonly Verdict[]): Verdict => {
  expectArray('laws.every', verdicts)
  return verdicts.find((v) => v._tag === 'Violated') ?? verdicts.find((v) => v._tag === 'Silent') ?? holds
}

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

type Outcome = fc.PropertyFailure | fc.PreconditionFailure | null

const outcome = (verdict: E.Either<unknown, Verdict>): Outcome => {
  if (E.isLeft(verdict)) return fc.PreconditionFailure.isFailure(verdict.left) ? verdict.left : { error: verdict.left }
  switch (verdict.right._tag) {
    case 'Holds':
      return null
    case 'Silent':
      return new fc.PreconditionFailure()
    case 'Violated':
      return { error: new Error(inWords(verdict.right)) }
  }
}

const itself = (error: unknown): unknown => error

/** How cases are drawn and shrunk; nothing runs before or after a case. */
const drawing = <A>(
  cases: fc.Arbitrary<A>,
): Omit<fc.IRawProperty<[A]>, 'isAsync' | 'run' | 'runBeforeEach' | 'runAfterEach'> => {
  const drawn = fc.property<[A]>(cases, () => true)
  return {
    generate: (random, runId) => drawn.generate(random, runId),
    shrink: (value) => drawn.shrink(value),
  }
}

/**
 * A law over random cases.
 *
 * @example
 * import { check } from 'nabla-ts/laws'
 * const positive = law('square', 'x² ≥ 0', fc.double({ noNaN: true }), (x) =>
 *   x * x >= 0 ? holds : violated({ expected: 'x² ≥ 0', found: String(x * x) }),
 * )
 * E.isRight(check({ name: 'numbers', laws: [positive] })) // => true
 *
 * @category constructors
 */
export const law = <A>(name: string, statement: string, cases: fc.Arbitrary<A>, judge: (a: A) => Verdict): Law => {
  expectText('laws.law', name)
  expectText('laws.law', statement)
  expectRecord('laws.law', 'an arbitrary of fast-check', { generate: 'function' }, cases)
  expectFn('laws.law', judge)

  const property: fc.IProperty<[A]> = {
    ...drawing(cases),
    isAsync: () => false,
    run: ([a]) => outcome(E.tryCatch(() => judge(a), itself)),
    runBeforeEach: () => undefined,
    runAfterEach: () => undefined,
  }
  return { name, statement, property: property as fc.IProperty<unknown> }
}

/**
 * A law over random cases, each judged by a task.
 *
 * @example
 * import { checkAsync } from 'nabla-ts/laws'
 * const patient = lawAsync('square', 'x² ≥ 0', fc.double({ noNaN: true }), (x) => async () =>
 *   x * x >= 0 ? holds : violated({ expected: 'x² ≥ 0', found: String(x * x) }),
 * )
 * E.isRight(await checkAsync({ name: 'numbers', laws: [patient] })()) // => true
 *
 * @category constructors
 */
export const lawAsync = <A>(
  name: string,
  statement: string,
  cases: fc.Arbitrary<A>,
  judge: (a: A) => Task<Verdict>,
): AsyncLaw => {
  expectText('laws.lawAsync', name)
  expectText('laws.lawAsync', statement)
  expectRecord('laws.lawAsync', 'an arbitrary of fast-check', { generate: 'function' }, cases)
  expectFn('laws.lawAsync', judge)

  const property: fc.IAsyncProperty<[A]> = {
    ...drawing(cases),
    isAsync: () => true,
    run: async ([a]) => outcome(await TE.tryCatch(() => judge(a)(), itself)()),
    runBeforeEach: () => Promise.resolve(),
    runAfterEach: () => Promise.resolve(),
  }
  return { name, statement, property: property as fc.IAsyncProperty<unknown> }
}

/** All sets a set consists of: its parents, theirs, and itself, each once. */
export const lineage = <L extends Law | AsyncLaw>(set: LawSet<L>): readonly LawSet<L>[] => [
  ...new Set([...(set.parents ?? []).flatMap((parent) => lineage(parent)), set]),
]

const tensorInWords = (x: AnyTensor): string =>
  levelOf(x) === ground
    ? `Tensor ${printShape(shape(x))} ${JSON.stringify(toArray(x), (_, v) => (typeof v === 'number' && !Number.isFinite(v) ? String(v) : (v as unknown)))}`
    : `a read tensor ${printShape(shape(x))}`

/** A case as text: tensors with all digits, records by key. */
export const print = (x: unknown): string => {
  if (isTensor(x)) return tensorInWords(x)
  // A case with its own notation
  if (fc.hasToStringMethod(x)) return x[fc.toStringMethod]()
  if (Array.isArray(x)) return `[${x.map(print).join(', ')}]`
  if (typeof x === 'function') return x.name === '' ? 'a function' : x.name
  if (typeof x !== 'object' || x === null) return fc.stringify(x)
  return `{ ${Object.entries(x)
    .map(([key, value]) => `${key}: ${print(value)}`)
    .join(', ')} }`
}
