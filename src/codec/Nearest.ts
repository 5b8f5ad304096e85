/**
 * The word that was probably meant by a misspelt one.
 *
 * @since 0.1.0
 */
import * as O from 'fp-ts/lib/Option.js'
import { array as expectArray, text as expectText } from '../tensor/Expect.js'

/** How many letters to insert, delete, replace or exchange with their neighbour, one of each letter at most once (optimal string alignment). */
const distance = (a: string, b: string): number => {
  const row = (previous: readonly number[], before: readonly number[], i: number): readonly number[] =>
    Array.from(b).reduce<readonly number[]>(
      (costs, letter, j) => [
        ...costs,
        Math.min(
          costs[j] + 1,
          previous[j + 1] + 1,
          previous[j] + (a[i] === letter ? 0 : 1),
          i > 0 && j > 0 && a[i] === b[j - 1] && a[i - 1] === letter ? before[j - 1] + 1 : Infinity,
        ),
      ],
      [i + 1],
    )
  const start = Array.from({ length: b.length + 1 }, (_, j) => j)
  const rows = Array.from(a).reduce<readonly (readonly number[])[]>(
    (done, _, i) => [...done, row(done[i], i > 0 ? done[i - 1] : start, i)],
    [start],
  )
  return rows[a.length][b.length]
}

const LONGEST = 40

/** Case and separators are matters of taste: `learning_rate`, `learning-rate` and `learningRate` are one word. */
const plainly = (word: string): string =>
  word
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, LONGEST)

const begins = (word: string, known: string): boolean =>
  word.length >= 2 && known.length >= 2 && (known.startsWith(word) || word.startsWith(known) || word.endsWith(known))

/**
 * The nearest of some known words, the first of equals, if any is near: up to a third of its letters are wrong, or one word begins with the other. Neither case
 * nor separators count.
 *
 * @example
 * const suggest = nearest(['epochs', 'learningRate'])
 * suggest('learning_rat') // => { _tag: 'Some', value: 'learningRate' }
 * suggest('verbose') // => { _tag: 'None' }
 *
 * @category suggestions
 * @since 0.1.0
 */
export const nearest = (known: readonly string[]) => {
  expectArray('Codec.nearest', known)
  return (word: string): O.Option<string> => {
    expectText('Codec.nearest', word)

    const meant = plainly(word)
    const near = known
      .map((each) => {
        const plain = plainly(each)
        const most = Math.max(1, Math.floor(plain.length / 3))
        // At least so many letters are inserted or deleted.
        const apart = Math.abs(plain.length - meant.length)
        const letters = apart > most && !begins(meant, plain) ? apart : distance(meant, plain)
        const cost = begins(meant, plain) ? Math.min(1, letters) : letters
        return { each, cost, letters, most }
      })
      .filter(({ cost, most }) => meant !== '' && cost <= most)
    const best = near.reduce<O.Option<(typeof near)[number]>>(
      (first, next) =>
        O.isSome(first) &&
        (first.value.cost < next.cost || (first.value.cost === next.cost && first.value.letters <= next.letters))
          ? first
          : O.some(next),
      O.none,
    )
    return O.isSome(best) ? O.some(best.value.each) : O.none
  }
}
