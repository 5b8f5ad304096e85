/**
 * Problems of values from outside, by path: the errors of io-ts as data, and their messages.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as RNEA from 'fp-ts/lib/ReadonlyNonEmptyArray.js'
import type * as S from 'fp-ts/lib/Show.js'
import type * as t from 'io-ts/lib/index.js'
import { misspelt, offer } from './Nearest.js'
import { nothing } from './Where.js'
import { isRecord, listed, phraseFor, shown, spelt, tagsOf, unwrapped, type Step } from './Words.js'
import { printable } from '../tensor/Text.js'
import { array as expectArray, record as expectRecord } from '../tensor/Expect.js'

// -------------------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------------------

/**
 * One wrong place. `expected` and `found` complete the sentence “expected …, found …”; `next`, where there is one, is a sentence that says what to do.
 *
 * @category model
 */
export interface Problem {
  /** A path such as `layers[2].size`; empty for the whole value; a line and column for text that is not JSON. */
  readonly path: string
  readonly expected: string
  readonly found: string
  readonly next?: string
}

// -------------------------------------------------------------------------------------------------
// places
// -------------------------------------------------------------------------------------------------

/** Whether an entry of a context leads into a value; else it chooses a member of a union or an intersection, which is about the same value. */
const leads = (context: t.Context, i: number): boolean => i > 0 && !Object.is(context[i].actual, context[i - 1].actual)

/** The keys and indices of the path of a context. */
export const steps = (context: t.Context): readonly Step[] =>
  context.flatMap(({ key }, i) => (leads(context, i) ? [Array.isArray(context[i - 1].actual) ? Number(key) : key] : []))

/**
 * The path of an error.
 *
 * @example
 * const errors = t.type({ rates: t.array(t.number) }).decode({ rates: [1, 'x'] })
 * E.isLeft(errors) && errors.left.map(pathOf) // => ['rates[1]']
 *
 * @category destructors
 */
export const pathOf = (error: t.ValidationError): string => {
  const { context } = expectRecord('Codec.pathOf', 'an error of io-ts', { context: 'array' }, error)
  return spelt(steps(context))
}

/** The codec of a key that should not be there. */
export const stranger = nothing('no key of this name')

/** Whether an error is about a key that should not be there. */
export const isStranger = ({ context }: t.ValidationError): boolean => context[context.length - 1]?.type === stranger

// -------------------------------------------------------------------------------------------------
// errors
// -------------------------------------------------------------------------------------------------

/** A record with a tag that no member of a union has: the tag is the problem. */
const wrongTag = (type: t.Decoder<never, unknown>, value: unknown, at: readonly Step[]): O.Option<Problem> =>
  pipe(
    O.fromNullable(tagsOf(type)),
    O.filter(() => isRecord(value)),
    O.map(({ key, tags }) => {
      const tag = Object.hasOwn(value as object, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined
      const meant = typeof tag === 'string' ? misspelt(tags)(tag) : O.none
      return {
        path: spelt([...at, key]),
        expected: `one of ${listed(tags)}`,
        found: shown(tag),
        ...(O.isSome(meant) ? { next: offer(meant.value) } : {}),
      }
    }),
  )

const problem = (context: t.Context, value: unknown, next?: string): Problem => {
  const { type } = context[context.length - 1]
  const at = steps(context)
  return pipe(
    next === undefined ? wrongTag(type, value, at) : O.none,
    O.getOrElse(() => ({
      path: spelt(at),
      expected: phraseFor(type, value),
      found: shown(value),
      ...(next === undefined ? {} : { next }),
    })),
  )
}

/** Where a context first chooses a member of an untagged union, from an entry on. */
const choiceFrom = (context: t.Context, from: number): number =>
  context.findIndex(
    ({ type }, i) =>
      i >= from && i + 1 < context.length && !leads(context, i + 1) && unwrapped(type)._tag === 'UnionType',
  )

/** In groups of one key each, in order of appearance. The keys begin with a letter or a bracket, since those of numbers would be sorted. */
const grouped = <A>(as: readonly A[], key: (a: A) => string): readonly RNEA.ReadonlyNonEmptyArray<A>[] =>
  Object.values(RNEA.groupBy(key)(as))

/** The way through a codec to an entry of a context, choices included. */
const way = (context: t.Context, end: number): string => JSON.stringify(context.slice(0, end).map(({ key }) => key))

/**
 * All members of an untagged union complain. If one of them takes values of this kind, and complains least, it was probably meant; else the union as a whole
 * was missed.
 */
const missed = (errors: readonly t.ValidationError[], choice: number): readonly Problem[] => {
  const deeper = ({ context }: t.ValidationError): boolean => context.some((_, i) => i > choice && leads(context, i))
  const members = grouped(errors, ({ context }) => `member ${context[choice + 1].key}`)
  const kind = members.filter((member) => member.every(deeper))
  const least = Math.min(...kind.map((member) => member.length))
  const meant = members.length === 1 ? members : kind.filter((member) => member.length === least)
  const [{ context }] = errors
  return meant.length === 1
    ? resolved(meant[0], choice + 1)
    : [problem(context.slice(0, choice + 1), context[choice].actual)]
}

const resolved = (errors: readonly t.ValidationError[], from: number): readonly Problem[] =>
  grouped(
    errors.map((error) => ({ error, choice: choiceFrom(error.context, from) })),
    ({ error: { context }, choice }) =>
      choice < 0 ? `at ${way(context, context.length)}` : `choice at ${way(context, choice + 1)}`,
  ).flatMap((group) => {
    const { choice } = group[0]
    const together = group.map(({ error }) => error)
    return choice < 0
      ? together.map(({ context, value, message }) => problem(context, value, message))
      : missed(together, choice)
  })

/** The largest number of reported problems. */
const MOST = 10_000

/**
 * The errors of a codec as problems, every wrong place at once and each once; of more than ten thousand, the first, and how many more there are. Where an untagged union was missed, those of the member that was probably meant.
 *
 * @example
 * const options = Codec.closed({ learningRate: Codec.positive }, { seed: Codec.integer(0) })
 * pipe(options.decode({ learningRate: -1, sede: 7 }), E.mapLeft(problems))
 * // => E.left([
 * //      { path: 'learningRate', expected: 'a positive number', found: '-1' },
 * //      { path: 'sede', expected: 'no key of this name', found: '7', next: 'Did you mean “seed”?' },
 * //    ])
 *
 * @category destructors
 */
export const problems = (errors: t.Errors): readonly Problem[] => {
  expectArray('Codec.problems', errors)
  return [
    ...new Map(resolved(errors.slice(0, MOST), 0).map((each) => [Show.show(each), each])).values(),
    ...(errors.length > MOST
      ? [{ path: '', expected: 'no other problem', found: `${errors.length - MOST} more` }]
      : []),
  ]
}

// -------------------------------------------------------------------------------------------------
// instances
// -------------------------------------------------------------------------------------------------

/**
 * The sentence of a problem, on one line.
 *
 * @example
 * Show.show({ path: 'optimizer.learningRate', expected: 'a positive number', found: '-1' })
 * // => 'at optimizer.learningRate: expected a positive number, found -1'
 *
 * @category instances
 */
export const Show: S.Show<Problem> = {
  show: ({ path, expected, found, next }) =>
    printable(
      `at ${path === '' ? 'the root' : path}: expected ${expected}, found ${found}${next === undefined ? '' : `. ${next}`}`,
    ),
}

/**
 * All problems, one line each.
 *
 * @example
 * const rates = t.readonlyArray(Codec.finite)
 * pipe(rates.decode([1, NaN, 'x']), E.mapLeft(problems), E.mapLeft(showProblems))
 * // => E.left('at [1]: expected a finite number, found NaN\nat [2]: expected a finite number, found “x”')
 *
 * @category destructors
 */
export const showProblems = (all: readonly Problem[]): string => {
  expectArray('Codec.showProblems', all)
  return all.map(Show.show).join('\n')
}
