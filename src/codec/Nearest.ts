/**
 * The word that was probably meant by a misspelt one. A wrong suggestion is worse than none, since the words may be classes: `+1` is not a misspelt `-1`. So digits, signs and punctuation are never taken for
 * slips, and where two words are as near there is no suggestion.
 *
 * Law (`test/codec/Nearest.test.ts`): a suggestion has the digits, the signs and the punctuation of what was typed, or it is the same number.
 */
import * as O from 'fp-ts/lib/Option.js'
import { array as expectArray, text as expectText } from '../tensor/Expect.js'
import { listed, quoted } from './Words.js'

/** White space around a word and in it is one space. */
const spaced = (word: string): string => word.normalize('NFKC').trim().replace(/\s+/gu, ' ')

/** The words of a name in lower case: `learningRate`, `learning_rate` and `Learning-Rate` are `learning rate`. */
const separate = (word: string): string =>
  spaced(word)
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .replace(/(?<=\p{L})[_-](?=\p{L})/gu, ' ')
    .toLowerCase()

/** A word without white space, which only separates digits. */
const joined = (word: string): string => separate(word).replace(/(?<!\d) | (?!\d)/g, '')

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,6}))?$/i

/** A number in decimal notation as its sign, its digits and the power of ten behind them, so that `1.0`, `+1` and `10e-1` are one; none for another word. */
const decimal = (word: string): string | undefined => {
  const [, sign, whole = '', part = '', exponent = '0'] = DECIMAL.exec(word.trim()) ?? []
  const all = whole + part
  if (all === '') return undefined
  const zeros = (digits: readonly string[]): number => digits.findIndex((digit) => digit !== '0')
  const digits = Array.from(all)
  const [first, end] = [zeros(digits), all.length - zeros([...digits].reverse())]
  const minus = sign === '-' ? '-' : ''
  return first < 0 ? `${minus}0` : `${minus}${all.slice(first, end)}e${Number(exponent) + whole.length - end}`
}

/** The shortest word in which a letter may be wrong: below it, most slips make another word. Letters that are exchanged are all there. */
const [SHORTEST, EXCHANGED] = [4, 3]

const LETTER = /^[\p{L}\p{M}]$/u

/** The length of the common prefix of two words, up to a limit. */
const common = (a: readonly string[], b: readonly string[], most: number): number => {
  const first = a.findIndex((letter, i) => i >= most || letter !== b[i])
  return Math.min(most, first < 0 ? a.length : first)
}

/** How many letters there are in a row from the first on. */
const run = (characters: readonly string[]): number => {
  const other = characters.findIndex((character) => !LETTER.test(character))
  return other < 0 ? characters.length : other
}

/**
 * Whether one letter of a word is missing, is too many, is another, or is exchanged with its neighbour. A letter in front of a whole word is no slip: it makes the opposite of many (`typical`, `atypical`).
 */
const isSlip = (typed: string, known: string): boolean => {
  const [a, b] = [Array.from(typed), Array.from(known)]
  if (Math.abs(a.length - b.length) > 1) return false
  const shorter = Math.min(a.length, b.length)
  const begin = common(a, b, shorter)
  const end = common([...a].reverse(), [...b].reverse(), shorter - begin)
  const [x, y] = [a.slice(begin, a.length - end), b.slice(begin, b.length - end)]
  const isExchanged = x.length === 2 && y.length === 2 && x[0] === y[1] && x[1] === y[0]
  const before = run(b.slice(0, begin).reverse())
  const inWord = before + y.length + run(b.slice(begin + y.length))
  return (
    (isExchanged || Math.max(x.length, y.length) === 1) &&
    [...x, ...y].every((letter) => LETTER.test(letter)) &&
    inWord >= (isExchanged ? EXCHANGED : SHORTEST) &&
    (x.length === y.length || before > 0)
  )
}

/** Whether a name of several words begins or ends with another one: `batchSize`, `batch`. */
const holds = (typed: string, known: string): boolean => {
  const [words, part] = [/\s/.test(typed) ? '' : separate(typed), separate(known)]
  return /\p{L}{3}/u.test(part) && (words.startsWith(`${part} `) || words.endsWith(` ${part}`))
}

/** Degrees of similarity of words, from certain to likely. */
type Alike = (typed: string) => (known: string) => boolean

/** Two words of which something is the same; nothing is not. */
const same =
  (part: (word: string) => string | undefined): Alike =>
  (typed) => {
    const wanted = part(typed)
    return (known) => wanted !== undefined && wanted !== '' && part(known) === wanted
  }

const spelling: readonly Alike[] = [
  same((word) => word),
  same(spaced),
  same(joined),
  same(decimal),
  (typed) => {
    const words = separate(typed)
    return (known) => isSlip(words, separate(known))
  },
]

/** Whatever is longer is no word. */
const LONGEST = 200

/** The one word that is alike in the first way in which any is. */
const firstOf =
  (ways: readonly Alike[]) =>
  (given: readonly string[]): ((word: string) => string | undefined) => {
    const known = [...expectArray('Codec.nearest', given)]
    return (word) => {
      const found = (expectText('Codec.nearest', word).length > LONGEST ? [] : ways).reduce<readonly string[]>(
        (before, way) => (before.length > 0 ? before : known.filter(way(word))),
        [],
      )
      return new Set(found).size === 1 ? found[0] : undefined
    }
  }

/** As `nearest`, without an `Option`: options are checked on every page, and fp-ts's module of options would come along. */
const closest = firstOf([...spelling, (typed) => (known) => holds(typed, known)])

const optional =
  (find: (word: string) => string | undefined) =>
  (word: string): O.Option<string> =>
    O.fromNullable(find(word))

/** The one of some values, such as the names of classes, that a misspelt one is: as `nearest`, but a name that holds another one is another value. */
export const misspelt: (known: readonly string[]) => (word: string) => O.Option<string> = (known) =>
  optional(firstOf(spelling)(known))

/**
 * The one of some known words that a misspelt one is, if it is plain which: they differ in white space, in case and in what separates their words only; or they are the same number; or one letter of a word of at least
 * four is missing, too many, another, or exchanged with its neighbour; or what was typed is a name of several words that begins or ends with the other.
 *
 * @example
 * const suggest = nearest(['epochs', 'learningRate'])
 * suggest('learning_rat') // => { _tag: 'Some', value: 'learningRate' }
 * suggest('verbose') // => { _tag: 'None' }
 * nearest(['-1', '+1'])('-1 ') // => { _tag: 'Some', value: '-1' }
 * nearest(['>50K', '<=50K'])('>=50K') // => { _tag: 'None' }
 *
 * @category suggestions
 */
export const nearest: (known: readonly string[]) => (word: string) => O.Option<string> = (known) =>
  optional(closest(known))

/** A sentence that offers a word. */
export const offer = (meant: string): string => `Did you mean ${quoted(meant)}?`

/** A sentence that offers the nearest of some words, if there is one. */
export const nearestOffer = (known: readonly string[], word: string): string | undefined => {
  const meant = closest(known)(word)
  return meant === undefined ? undefined : offer(meant)
}

/** A sentence that offers the nearest of some words, or tells which there are. */
export const suggestion = (known: readonly string[], word: string): string =>
  nearestOffer(known, word) ?? (known.length === 0 ? 'There are none.' : `There are ${listed(known)}.`)
