/**
 * What a lesson is: one slide, as mathematics that runs.
 *
 * `NN-name.ts` is the code a learner reads: it computes, says its numbers, checks them, and gives its figures as data. `NN-name.text.ts` beside it holds the words: the slide's own lines, and
 * the explanation in Korean and English. The report joins both.
 */
import type { PlotOptions } from '@observablehq/plot'

/** The same words twice. */
export interface Bilingual {
  readonly ko: string
  readonly en: string
}

/** One or several plots side by side, with what they show. They are specifications, drawn by `render`. */
export interface Figure {
  /** Names the file: `06-fit`. */
  readonly name: string
  readonly caption: Bilingual
  /** Each panel: an Observable Plot specification. */
  readonly panels: readonly PlotOptions[]
  /** Panels in a row, by default as many as there are, at most 3. */
  readonly columns?: number
}

/** What running a lesson gives. */
export interface Result {
  /** The lines it said. */
  readonly printed: readonly string[]
  readonly figures: readonly Figure[]
}

/** A formula, as TeX, with its name. */
export interface Formula {
  readonly name: Bilingual
  readonly tex: string
}

/** The words of a lesson. */
export interface Text {
  /** The item of the curriculum, which orders the lessons. */
  readonly item: number
  readonly title: Bilingual
  /** Lines of the slides, to the letter, that this lesson is about. A test walks the slides and fails on a line that no lesson quotes. */
  readonly quotes: readonly string[]
  /** Slips of the slides that are quoted, and what is meant. */
  readonly corrections?: readonly { readonly quoted: string; readonly meant: string; readonly why: Bilingual }[]
  /** Paragraphs. `code` in backquotes and TeX in $…$ are set as such. */
  readonly paragraphs: readonly Bilingual[]
  readonly formulas: readonly Formula[]
}

/** The code of a lesson. `shared` is what several lessons use and is made once, such as the trained MNIST network. */
export interface Lesson {
  readonly text: Text
  readonly run: () => Promise<Result>
}

/** A place to collect what a lesson says, so that it reads like a script. */
export const notebook = () => {
  const printed: string[] = []
  return {
    printed,
    say: (line: string): void => void printed.push(line),
  }
}

/** Stops a lesson whose number is not the one the slide promises. */
export const expectEqual = (what: string, found: unknown, expected: unknown): void => {
  if (found !== expected) throw new Error(`${what}: expected ${String(expected)}, found ${String(found)}`)
}

/** Stops a lesson in which something does not hold. */
export const expectThat = (what: string, holds: boolean): void => {
  if (!holds) throw new Error(`expected: ${what}`)
}
