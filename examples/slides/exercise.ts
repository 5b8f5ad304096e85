/**
 * Exercises with blanks: what a learner fills in, how it is checked, and which misreading a wrong answer comes from.
 *
 * A blank is asked about by the numbers it gives (`probe`). The right numbers are known from elsewhere; a misreading is an answer itself, whose numbers are
 * compared, too. So what is right and what is misread is decided by what an answer does, not by how it is written.
 */
import type { Bilingual } from './lesson.js'

export type Language = 'ko' | 'en'

/** What stands in a blank until it is filled in. */
interface Hole {
  readonly number: number
  readonly hint: Bilingual
}

/** Thrown by a blank that is called before it is filled in. */
const unfinished = (hole: Hole): Error => Object.assign(new Error(`blank ${hole.number} is not filled in`), { hole })

const holes = new WeakMap<object, Hole>()

/**
 * A blank to fill in: put your own expression in the place of the whole call. It may stand where any value is due, a function, a model or a number; called, it throws.
 */
export const blank = <A>(number: number, hint: Bilingual): A => {
  const hole = { number, hint }
  const stand = (): never => {
    throw unfinished(hole)
  }
  holes.set(stand, hole)
  return stand as unknown as A
}

const holeOf = (answer: unknown): Hole | undefined => (typeof answer === 'function' ? holes.get(answer) : undefined)

/** A way to get it wrong that is known: what to say of it, and the answer it leads to. */
export interface Misreading<A> {
  readonly says: Bilingual
  readonly answer: A
}

/** One blank. */
export interface Question<A> {
  readonly number: number
  readonly asks: Bilingual
  /** The numbers an answer gives where it is tried. */
  readonly probe: (answer: A) => readonly number[]
  /** Those of a right answer. */
  readonly expected: readonly number[]
  readonly misreadings: readonly Misreading<A>[]
}

/** A question for each answer. */
export type Questions<R> = { readonly [K in keyof R]: Question<R[K]> }

/** What came of a blank. */
export type Verdict =
  | { readonly _tag: 'Right' }
  | { readonly _tag: 'Missing'; readonly hint: Bilingual }
  | { readonly _tag: 'Misread'; readonly says: Bilingual }
  | { readonly _tag: 'Wrong'; readonly expected: readonly number[]; readonly found: readonly number[] }
  /** It uses another blank that is not filled in. */
  | { readonly _tag: 'Waits'; readonly other: number }
  | { readonly _tag: 'Broken'; readonly message: string }

export interface Checked {
  readonly number: number
  readonly asks: Bilingual
  readonly verdict: Verdict
}

const close = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length &&
  a.every((v, i) => Object.is(v, b[i]) || Math.abs(v - b[i]) <= 1e-9 * Math.max(1, Math.abs(b[i])))

/** The numbers of an answer, or what it threw. */
const attempt = <A>(probe: (answer: A) => readonly number[], answer: A): readonly number[] | Error => {
  try {
    return probe(answer)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

const judge = <A>({ probe, expected, misreadings }: Question<A>, answer: A): Verdict => {
  const hole = holeOf(answer)
  if (hole !== undefined) return { _tag: 'Missing', hint: hole.hint }
  const found = attempt(probe, answer)
  if (found instanceof Error)
    return 'hole' in found
      ? { _tag: 'Waits', other: (found.hole as Hole).number }
      : { _tag: 'Broken', message: found.message }
  if (close(found, expected)) return { _tag: 'Right' }
  const misread = misreadings.find((m) => {
    const numbers = attempt(probe, m.answer)
    return !(numbers instanceof Error) && close(found, numbers)
  })
  return misread === undefined ? { _tag: 'Wrong', expected, found } : { _tag: 'Misread', says: misread.says }
}

/** Checks each answer, in the order of the blanks. */
export const check = <R>(questions: Questions<R>, answers: R): readonly Checked[] =>
  (Object.keys(questions) as (keyof R)[])
    .map((key) => ({
      number: questions[key].number,
      asks: questions[key].asks,
      verdict: judge(questions[key], answers[key]),
    }))
    .sort((a, b) => a.number - b.number)

const some = (numbers: readonly number[]): string =>
  numbers.length === 0
    ? '–'
    : numbers
        .slice(0, 6)
        .map((n) => String(Number(n.toPrecision(6))))
        .join(', ') + (numbers.length > 6 ? ', …' : '')

const word = (verdict: Verdict): Bilingual => {
  switch (verdict._tag) {
    case 'Right':
      return { ko: '맞음', en: 'right' }
    case 'Missing':
      return { ko: `아직 비어 있음. 힌트: ${verdict.hint.ko}`, en: `not filled in yet. Hint: ${verdict.hint.en}` }
    case 'Misread':
      return { ko: `틀림: ${verdict.says.ko}`, en: `wrong: ${verdict.says.en}` }
    case 'Wrong':
      return {
        ko: `틀림: ${some(verdict.expected)}이(가) 나와야 하는데 ${some(verdict.found)}이(가) 나온다`,
        en: `wrong: it should give ${some(verdict.expected)}, it gives ${some(verdict.found)}`,
      }
    case 'Waits':
      return {
        ko: `빈칸 ${verdict.other}을(를) 먼저 채울 것`,
        en: `fill in blank ${verdict.other} first, it is used here`,
      }
    case 'Broken':
      return { ko: `오류가 난다: ${verdict.message}`, en: `it throws: ${verdict.message}` }
  }
}

const sign = ({ _tag }: Verdict): string =>
  _tag === 'Right' ? '✓' : _tag === 'Missing' || _tag === 'Waits' ? '·' : '✗'

/** What is said of an exercise, a line for each blank. */
export const worded = (all: readonly Checked[], language: Language): string => {
  const right = all.filter(({ verdict }) => verdict._tag === 'Right').length
  return [
    ...all.map(
      ({ number, asks, verdict }) => `  ${sign(verdict)} ${number}. ${asks[language]}: ${word(verdict)[language]}`,
    ),
    language === 'ko' ? `  ${all.length}개 가운데 ${right}개가 맞음` : `  ${right} of ${all.length} right`,
  ].join('\n')
}
