/**
 * Decoding of JSON text, with all problems reported.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import type * as t from 'io-ts/lib/index.js'
import { problems, type Problem } from '../codec/Problem.js'
import { phrase, quoted } from '../codec/Words.js'
import { unlike } from './Format.js'
import { scan, type Flaw } from './JsonSyntax.js'
import { advance, beginning, type Position } from './Position.js'
import { record as expectRecord, text as expectText } from '../tensor/Expect.js'

/** Flaws, in the order of the text, as problems. */
const located = (text: string, all: readonly Flaw[]): readonly Problem[] =>
  RA.zipWith(
    RA.scanLeft(beginning, (position: Position, { at }: Flaw) => advance(text, position, at))(all).slice(1),
    all,
    ({ line, column }, { at: _, isLast: __, ...rest }) => ({ path: `line ${line}, column ${column}`, ...rest }),
  )

/** A foreign codec may throw, and a recursive one overflows on deeply nested values. */
const crashed =
  (codec: t.Decoder<unknown, unknown>) =>
  (error: unknown): readonly Problem[] => [
    {
      path: '',
      expected: phrase(codec),
      found:
        error instanceof RangeError
          ? 'a value that is nested too deeply'
          : `a value on which its codec throws ${quoted(String(error))}`,
    },
  ]

const validated = <A>(codec: t.Decoder<unknown, A>, u: unknown): E.Either<readonly Problem[], A> =>
  pipe(
    E.tryCatch(() => pipe(codec.decode(u), E.mapLeft(problems)), crashed(codec)),
    E.flatten,
  )

/** A byte order mark is not part of the text. */
const withoutMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text)

/**
 * A value from JSON text, or everything that is wrong with it: where it is no JSON, by line and column; which keys it has twice, of which `JSON.parse` would take the
 * last in silence; and what the codec refuses. It never throws.
 *
 * @example
 * const options = Codec.closed({ learningRate: Codec.positive }, { seed: Codec.integer(0) })
 * pipe('{ "learningRate": 0.1 }', decode(options)) // => E.right({ learningRate: 0.1 })
 * pipe('{ "learningRate": 0.1, }', decode(options), E.mapLeft(Codec.showProblems))
 * // => E.left('at line 1, column 24: expected a key in double quotes, found “}”. The last entry is not followed by a comma.')
 * pipe('{ "learningRate": -1, "sede": 7 }', decode(options), E.mapLeft(Codec.showProblems))
 * // => E.left('at learningRate: expected a positive number, found -1\nat sede: expected no key of this name, found 7. Did you mean “seed”?')
 *
 * @category decoding
 */
export const decode = <A>(codec: t.Decoder<unknown, A>) => {
  expectRecord('Codec.decode', 'a codec', { decode: 'function' }, codec)
  return (json: string): E.Either<readonly Problem[], A> => {
    expectText('Codec.decode', json)

    const text = withoutMark(json)
    const found = scan(text)
    const [first] = found
    // A text that is not JSON from its first character on has another format.
    const other = first?.isLast === true && text.slice(0, first.at).trim() === '' ? unlike('JSON')(text) : O.none
    const wrong = located(text, found).map((problem) =>
      O.isSome(other) ? { path: problem.path, expected: 'JSON', ...other.value } : problem,
    )
    return pipe(
      found.some(({ isLast }) => isLast)
        ? E.left<readonly Problem[]>([])
        : E.tryCatch(
            () => JSON.parse(text) as unknown,
            (): readonly Problem[] => [],
          ),
      E.chain((u) => validated(codec, u)),
      E.fold(
        (more) => E.left([...wrong, ...more]),
        (a) => (wrong.length > 0 ? E.left(wrong) : E.right(a)),
      ),
    )
  }
}
