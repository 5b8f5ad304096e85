/**
 * Exercises with blanks: the blanks, the checks of the answers, and known mistakes.
 *
 * An answer is checked by the numbers that it computes (`probe`), not by how it is written. The expected numbers are known from elsewhere. A known mistake
 * is a wrong answer: an answer with the same numbers gets its message.
 */
import type { Bilingual } from './lesson.js'

export type Language = 'ko' | 'en'

/** The number and the hint of a blank that is not filled in. */
interface Hole {
  readonly number: number
  readonly hint: Bilingual
}

/** The error of a blank that is called before it is filled in. */
const unfinished = (hole: Hole): Error => Object.assign(new Error(`blank ${hole.number} is not filled in`), { hole })

const holes = new WeakMap<object, Hole>()

/** A blank. The learner replaces the whole call by an expression. It has any type: a function, a model or a number. If called, it throws. */
export const blank = <A>(number: number, hint: Bilingual): A => {
  const hole = { number, hint }
  const empty = (): never => {
    throw unfinished(hole)
  }
  holes.set(empty, hole)
  return empty as unknown as A
}

const holeOf = (answer: unknown): Hole | undefined => (typeof answer === 'function' ? holes.get(answer) : undefined)

/** A known mistake: the wrong answer, and the message for it. */
export interface Mistake<A> {
  readonly message: Bilingual
  readonly answer: A
}

/** A blank and its check. */
export interface Question<A> {
  readonly number: number
  readonly label: Bilingual
  /** The numbers that an answer computes. */
  readonly probe: (answer: A) => readonly number[]
  /** The numbers of a right answer. */
  readonly expected: readonly number[]
  readonly mistakes: readonly Mistake<A>[]
}

/** A question for each answer of a record. */
export type Questions<R> = { readonly [K in keyof R]: Question<R[K]> }

/** The result of checking an answer. */
export type Verdict =
  | { readonly _tag: 'Right' }
  | { readonly _tag: 'Missing'; readonly hint: Bilingual }
  | { readonly _tag: 'Mistake'; readonly message: Bilingual }
  | { readonly _tag: 'Wrong'; readonly expected: readonly number[]; readonly found: readonly number[] }
  /** The answer uses another blank that is not filled in. */
  | { readonly _tag: 'Waits'; readonly other: number }
  | { readonly _tag: 'Broken'; readonly message: string }

/** A blank and the verdict on its answer. */
export interface Checked {
  readonly number: number
  readonly label: Bilingual
  readonly verdict: Verdict
}

const close = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length &&
  a.every((v, i) => Object.is(v, b[i]) || Math.abs(v - b[i]) <= 1e-9 * Math.max(1, Math.abs(b[i])))

/** The numbers of an answer, or the error that it throws. */
const attempt = <A>(probe: (answer: A) => readonly number[], answer: A): readonly number[] | Error => {
  try {
    return probe(answer)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

const judge = <A>({ probe, expected, mistakes }: Question<A>, answer: A): Verdict => {
  const hole = holeOf(answer)
  if (hole !== undefined) return { _tag: 'Missing', hint: hole.hint }
  const found = attempt(probe, answer)
  if (found instanceof Error)
    return 'hole' in found
      ? { _tag: 'Waits', other: (found.hole as Hole).number }
      : { _tag: 'Broken', message: found.message }
  if (close(found, expected)) return { _tag: 'Right' }
  const mistake = mistakes.find((m) => {
    const numbers = attempt(probe, m.answer)
    return !(numbers instanceof Error) && close(found, numbers)
  })
  return mistake === undefined ? { _tag: 'Wrong', expected, found } : { _tag: 'Mistake', message: mistake.message }
}

/** Checks each answer, in the order of the blanks. */
export const check = <R>(questions: Questions<R>, answers: R): readonly Checked[] =>
  (Object.keys(questions) as (keyof R)[])
    .map((key) => ({
      number: questions[key].number,
      label: questions[key].label,
      verdict: judge(questions[key], answers[key]),
    }))
    .sort((a, b) => a.number - b.number)

const firstFew = (numbers: readonly number[]): string =>
  numbers.length === 0
    ? '–'
    : numbers
        .slice(0, 6)
        .map((n) => String(Number(n.toPrecision(6))))
        .join(', ') + (numbers.length > 6 ? ', …' : '')

const message = (verdict: Verdict): Bilingual => {
  switch (verdict._tag) {
    case 'Right':
      return { ko: '맞음', en: 'right' }
    case 'Missing':
      return { ko: `아직 비어 있음. 힌트: ${verdict.hint.ko}`, en: `not filled in yet. Hint: ${verdict.hint.en}` }
    case 'Mistake':
      return { ko: `틀림: ${verdict.message.ko}`, en: `wrong: ${verdict.message.en}` }
    case 'Wrong':
      return {
        ko: `틀림: ${firstFew(verdict.expected)}이(가) 나와야 하는데 ${firstFew(verdict.found)}이(가) 나온다`,
        en: `wrong: it should give ${firstFew(verdict.expected)}, it gives ${firstFew(verdict.found)}`,
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

/** The verdicts on an exercise as text, one line for each blank. */
export const format = (all: readonly Checked[], language: Language): string => {
  const right = all.filter(({ verdict }) => verdict._tag === 'Right').length
  return [
    ...all.map(
      ({ number, label, verdict }) => `  ${sign(verdict)} ${number}. ${label[language]}: ${message(verdict)[language]}`,
    ),
    language === 'ko' ? `  ${all.length}개 가운데 ${right}개가 맞음` : `  ${right} of ${all.length} right`,
  ].join('\n')
}
