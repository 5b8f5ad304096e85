/**
 * Compares the header of a table with the codec of its rows: columns that are decoded, unknown or missing.
 *
 * It works with any codec: its errors for a row of empty cells show the columns it requires.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import type * as t from 'io-ts/lib/index.js'
import { nearest, offer } from '../codec/Nearest.js'
import { isStranger, steps } from '../codec/Problem.js'
import { listed, quoted, spelt, unwrapped } from '../codec/Words.js'
import type { DataError } from './Errors.js'

/** An error in a table, without the name of its file. */
export type Fault = Omit<Extract<DataError, { readonly _tag: 'BadCsv' }>, '_tag' | 'file'>

/** The number of problems that are listed; the others are counted. */
export const LISTED = 20

interface Column {
  readonly name: string
  /** Its index, from 0. */
  readonly index: number
}

/** The columns of a header. */
export interface Columns {
  /** The columns that the codec decodes. */
  readonly kept: readonly Column[]
  /** The same, by their paths in problems. */
  readonly places: ReadonlyMap<string, Column>
  /** The paths of missing columns, which are not reported again for each row. */
  readonly absent: ReadonlySet<string>
  /** The first problems, and how many more there are. */
  readonly faults: readonly Fault[]
  readonly more: number
}

/** The errors of a codec; its message if it throws. */
export const ask =
  <A>(codec: t.Decoder<unknown, A>) =>
  (u: unknown): E.Either<t.Errors | string, A> =>
    pipe(
      E.tryCatch(() => codec.decode(u), String),
      E.chainW((answer) => answer),
    )

/** The row that has these cells; `__proto__` is a column like all others. */
export const record = (kept: readonly Column[], cell: (index: number) => string): Readonly<Record<string, string>> => {
  // Local mutation, invisible from outside.
  const made: Record<string, string> = {}
  for (const { name, index } of kept)
    if (name === '__proto__') Object.defineProperty(made, name, { value: cell(index), enumerable: true })
    else made[name] = cell(index)
  return made
}

/** The column of an error, unless the error is inside a union. */
const columnOf = ({ context }: t.ValidationError): O.Option<string> => {
  const [first] = steps(context)
  return first === undefined || context.some(({ type }) => unwrapped(type)._tag === 'UnionType')
    ? O.none
    : O.some(String(first))
}

/** The errors of a codec for empty cells, by column. */
const probe = (
  codec: t.Decoder<unknown, unknown>,
  kept: readonly Column[],
): readonly { readonly name: string; readonly error: t.ValidationError }[] => {
  const answer = ask(codec)(record(kept, () => ''))
  return E.isRight(answer) || typeof answer.left === 'string'
    ? []
    : answer.left.flatMap((error) =>
        pipe(
          columnOf(error),
          O.match(
            () => [],
            (name) => [{ name, error }],
          ),
        ),
      )
}

type Answers = ReturnType<typeof probe>

/** The number of columns given to a codec at once to find those that it does not know: it reports only the first of more unknown ones. */
const AT_ONCE = 1000

/** The names that are unknown to a codec. */
const strangersAmong = (codec: t.Decoder<unknown, unknown>, given: readonly Column[]): ReadonlySet<string> =>
  new Set(
    RA.chunksOf(AT_ONCE)(given).flatMap((some) =>
      probe(codec, some)
        .filter(({ error }) => isStranger(error))
        .map(({ name }) => name),
    ),
  )

const sentences = (...all: readonly (string | undefined)[]): string =>
  all.filter((each) => each !== undefined && each !== '').join(' ')

/** The first place of each name. */
const firstPlaces = (names: readonly string[]): ReadonlyMap<string, number> => {
  // Local mutation, invisible from outside.
  const places = new Map<string, number>()
  names.forEach((name, index) => {
    if (!places.has(name)) places.set(name, index)
  })
  return places
}

const unnamed = (index: number): Fault => ({
  line: 1,
  column: { number: index + 1 },
  expected: 'a name',
  found: 'none',
  next: 'Name the column, or take it out.',
})

const named = (name: string, index: number, first: number): Fault => ({
  line: 1,
  column: { number: index + 1, name },
  expected: 'a name of its own',
  found: `that of column ${first + 1}`,
  next: 'Rename one of them.',
})

const unknown = ({ name, index }: Column, suggestion: string | undefined): Fault => ({
  line: 1,
  column: { number: index + 1, name },
  expected: 'a column that the codec knows',
  found: 'another',
  next: sentences(suggestion, "To pass over such columns, give { otherColumns: 'ignore' }."),
})

const missing = (name: string, suggestion: string, names: readonly string[]): Fault => ({
  line: 1,
  expected: `a column ${quoted(name)}`,
  found: 'none',
  next: sentences(suggestion, `There are ${listed(names)}.`),
})

/** The columns of a header, and their problems. */
export const columnsOf = (
  codec: t.Decoder<unknown, unknown>,
  names: readonly string[],
  otherColumns: 'refuse' | 'ignore',
): Columns => {
  const places = firstPlaces(names)
  const all = names.map((name, index): Column => ({ name, index }))
  const isGiven = ({ name, index }: Column): boolean => name !== '' && places.get(name) === index
  const given = all.filter(isGiven)
  const strangers = strangersAmong(codec, given)
  const kept = given.filter(({ name }) => !strangers.has(name))
  const others = given.filter(({ name }) => strangers.has(name))
  // For each of those that are listed the codec says what was probably meant.
  const answers = probe(codec, [...kept, ...others.slice(0, LISTED)])
  const suggestions = new Map(answers.filter(({ error }) => isStranger(error)).map((each) => [each.name, each.error]))
  const known = new Set(kept.map(({ name }) => name))
  const absentFrom = (of: Answers): readonly string[] => [
    ...new Set(of.filter(({ name, error }) => !isStranger(error) && !known.has(name)).map(({ name }) => name)),
  ]
  const absent = absentFrom(strangers.size === 0 ? answers : probe(codec, kept))
  const meant = nearest(others.slice(0, LISTED).map(({ name }) => name))
  const isRefused = otherColumns === 'refuse'
  // Messages are computed only for the problems that are reported.
  const wrong: readonly (() => Fault)[] = [
    ...all
      .filter((column) => !isGiven(column))
      .map(
        ({ name, index }) =>
          () =>
            name === '' ? unnamed(index) : named(name, index, places.get(name) ?? index),
      ),
    ...(isRefused ? others : []).map((column) => () => unknown(column, suggestions.get(column.name)?.message)),
    // A codec that knows what was meant by an unknown column does not say that it misses it.
    ...(isRefused ? absentFrom(answers) : absent).map((name) => () => {
      const other = isRefused ? O.none : meant(name)
      const suggestion = O.isSome(other) ? offer(other.value) : ''
      return missing(
        name,
        suggestion,
        given.slice(0, LISTED + 1).map((column) => column.name),
      )
    }),
  ]
  return {
    kept,
    places: new Map(kept.map((column) => [spelt([column.name]), column])),
    absent: new Set(absent.map((name) => spelt([name]))),
    faults: wrong.slice(0, LISTED).map((words) => words()),
    more: Math.max(0, wrong.length - LISTED),
  }
}
