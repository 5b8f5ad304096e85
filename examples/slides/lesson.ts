/**
 * A lesson: one slide as mathematics that runs. A lesson is a function of its knobs.
 *
 * | File | Exports | Content |
 * |---|---|---|
 * | `NN-name.ts` | `slideDefaults`, `run` | The mathematics, at most 80 lines. `slideDefaults` are the knobs of the slide. `run(knobs = slideDefaults)` returns the values. |
 * | `NN-name.numbers.ts` | `numbers` | The lines that the lesson prints, and the checks of its values. |
 * | `NN-name.figures.ts` | `figures` | The plots of the values. |
 * | `NN-name.text.ts` | `text` | The lines of the slides, and their explanation in Korean and English. |
 */
import type { PlotOptions } from '@observablehq/plot'

/** A text in Korean and English. */
export interface Bilingual {
  readonly ko: string
  readonly en: string
}

/** A figure: one or several plots side by side, and a caption. `render` draws it. */
export interface Figure {
  /** The name of the file, which starts with the number of the lesson: `06-fit`. */
  readonly name: string
  readonly caption: Bilingual
  /** An Observable Plot specification for each plot. */
  readonly panels: readonly PlotOptions[]
  /** Panels in a row. Default: all of them, at most 3. */
  readonly columns?: number
}

/** A formula in TeX, and its name. */
export interface Formula {
  readonly name: Bilingual
  readonly tex: string
}

/** The text of a lesson. */
export interface Text {
  /** The number of the lesson, 0 to 33. */
  readonly item: number
  readonly title: Bilingual
  /** Lines of `slides.txt`, unchanged. Each line of the slides is quoted by some lesson. */
  readonly quotes: readonly string[]
  /** Errors in the quoted lines, with what is meant. */
  readonly corrections?: readonly { readonly quoted: string; readonly meant: string; readonly why: Bilingual }[]
  /** Paragraphs. They may contain `code` in backquotes and TeX in $…$. */
  readonly paragraphs: readonly Bilingual[]
  readonly formulas: readonly Formula[]
}

/** A claim about the values of a lesson: that something holds, or that a value equals the expected one. */
export type Check =
  | { readonly claim: string; readonly holds: boolean }
  | { readonly claim: string; readonly expected: unknown; readonly found: unknown }

/** The lines that a lesson prints, and the checks of its values. */
export interface Numbers {
  readonly printed: readonly string[]
  readonly checks: readonly Check[]
}

/** The values that a lesson's `run` returns: `Values<typeof run>`. */
export type Values<Run extends (knobs: never) => unknown> = Awaited<ReturnType<Run>>

/** A lesson, typed by its knobs and the values computed from them. */
export interface Lesson<Knobs, V> {
  readonly text: Text
  /** The knobs of the slide, as JSON data. */
  readonly slideDefaults: Knobs
  readonly run: (knobs: Knobs) => V | Promise<V>
  readonly numbers: (values: V) => Numbers
  readonly figures: (values: V) => readonly Figure[]
}

/** The result of a lesson. */
export interface Result {
  readonly printed: readonly string[]
  readonly figures: readonly Figure[]
  /** Messages of the checks that fail with the knobs of the slide. */
  readonly failed: readonly string[]
  /** Messages of the checks that do not hold because a knob differs from the slide's. */
  readonly inapplicable: readonly string[]
}

/** The message of a check that fails. */
const failure = (check: Check): readonly string[] =>
  'holds' in check
    ? check.holds
      ? []
      : [`expected: ${check.claim}`]
    : check.found === check.expected
      ? []
      : [`${check.claim}: expected ${String(check.expected)}, found ${String(check.found)}`]

/** Runs a lesson with the knobs of the slide, except for those in `changed`. */
export const perform = async <Knobs, V>(lesson: Lesson<Knobs, V>, changed: Partial<Knobs> = {}): Promise<Result> => {
  const knobs = { ...lesson.slideDefaults, ...changed }
  const values = await lesson.run(knobs)
  const { printed, checks } = lesson.numbers(values)
  const messages = checks.flatMap(failure)
  const onSlide = JSON.stringify(knobs) === JSON.stringify(lesson.slideDefaults)
  return {
    printed,
    figures: lesson.figures(values),
    failed: onSlide ? messages : [],
    inapplicable: onSlide ? [] : messages,
  }
}
