/**
 * The header of a table against the codec of its rows: which columns go to the codec, which it does not know, and which it misses.
 *
 * Any codec will do: it is asked what it says to a row of empty cells.
 *
 * @since 0.1.0
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import type * as t from 'io-ts/lib/index.js'
import { nearest } from '../codec/Nearest.js'
import { isStranger, steps } from '../codec/Problem.js'
import { listed, quoted, spelt, unwrapped } from '../codec/Words.js'
import type { DataError } from './Errors.js'

/** A wrong place of a table, as yet in no file. */
export type Fault = Omit<Extract<DataError, { readonly _tag: 'BadCsv' }>, '_tag' | 'file'>

interface Column {
  readonly name: string
  /** Its place, from 0. */
  readonly index: number
}

/** What is known of the columns before any row is read. */
export interface Columns {
  /** Those that the codec is given. */
  readonly kept: readonly Column[]
  /** The places of those, by their paths in problems. */
  readonly places: ReadonlyMap<string, Column>
  /** The paths of those that the codec misses, which need not be told again for each row. */
  readonly absent: ReadonlySet<string>
  readonly faults: readonly Fault[]
}

/** What a codec says; a string, if it throws. */
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

/** The column an error is about, unless it depends on a choice among codecs. */
const columnOf = ({ context }: t.ValidationError): O.Option<string> => {
  const [first] = steps(context)
  return first === undefined || context.some(({ type }) => unwrapped(type)._tag === 'UnionType')
    ? O.none
    : O.some(String(first))
}

/** What a codec says to empty cells, column by column. */
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

const sentences = (...all: readonly (string | undefined)[]): string =>
  all.filter((each) => each !== undefined && each !== '').join(' ')

/** Names that are empty, or that an earlier column has. */
const nameFaults = (names: readonly string[]): readonly Fault[] => {
  const first = new Map([...names].reverse().map((name, i) => [name, names.length - 1 - i]))
  return names.flatMap((name, index): readonly Fault[] => {
    const number = index + 1
    const before = first.get(name) ?? index
    if (name === '')
      return [
        { line: 1, column: { number }, expected: 'a name', found: 'none', next: 'Name the column, or take it out.' },
      ]
    return before === index
      ? []
      : [
          {
            line: 1,
            column: { number, name },
            expected: 'a name of its own',
            found: `that of column ${before + 1}`,
            next: 'Rename one of them.',
          },
        ]
  })
}

/** The columns of a header, and what is wrong with them. */
export const columnsOf = (
  codec: t.Decoder<unknown, unknown>,
  names: readonly string[],
  otherColumns: 'refuse' | 'ignore',
): Columns => {
  const seen = new Map([...names].reverse().map((name, i) => [name, names.length - 1 - i]))
  const named = names
    .map((name, index): Column => ({ name, index }))
    .filter(({ name, index }) => name !== '' && seen.get(name) === index)
  const answers = probe(codec, named)
  const strangers = new Map(answers.filter(({ error }) => isStranger(error)).map(({ name, error }) => [name, error]))
  const kept = named.filter(({ name }) => !strangers.has(name))
  const isThere = new Set(kept.map(({ name }) => name))
  const missing = (of: typeof answers): readonly string[] => [
    ...new Set(of.filter(({ name, error }) => !isStranger(error) && !isThere.has(name)).map(({ name }) => name)),
  ]
  const absent = missing(probe(codec, kept))
  const meant = nearest([...strangers.keys()].slice(0, 100))
  const unknown = named
    .filter(({ name }) => strangers.has(name))
    .map(({ name, index }): Fault => ({
      line: 1,
      column: { number: index + 1, name },
      expected: 'a column that the codec knows',
      found: 'another',
      next: sentences(strangers.get(name)?.message, "To pass over such columns, give { otherColumns: 'ignore' }."),
    }))
  const lacking = (otherColumns === 'refuse' ? missing(answers) : absent).map((name): Fault => ({
    line: 1,
    expected: `a column ${quoted(name)}`,
    found: 'none',
    next: sentences(
      otherColumns === 'ignore'
        ? pipe(
            meant(name),
            O.match(
              () => '',
              (other) => `Did you mean ${quoted(other)}?`,
            ),
          )
        : '',
      named.length > 0 ? `There are ${listed(named.map((column) => column.name))}.` : '',
    ),
  }))
  return {
    kept,
    places: new Map(kept.map((column) => [spelt([column.name]), column])),
    absent: new Set(absent.map((name) => spelt([name]))),
    faults: [...nameFaults(names), ...(otherColumns === 'refuse' ? unknown : []), ...lacking],
  }
}
