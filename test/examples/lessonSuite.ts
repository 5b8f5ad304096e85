import { readFileSync } from 'node:fs'
import katex from 'katex'
import { parseHTML } from 'linkedom'
import { beforeAll, describe, expect, it } from 'vitest'
import { perform, type Bilingual, type Result, type Text } from '../../examples/slides/lesson.js'
import { find, loadLesson, path, loadText } from '../../examples/slides/lessons.js'
import { render } from '../../examples/slides/render.js'
import type { Row } from './lessonTable.js'

const slides = readFileSync(path('slides.txt'), 'utf8')
  .split('\n')
  .map((line) => line.trim())

const texts = ({ title, paragraphs, formulas }: Text): readonly Bilingual[] => [
  title,
  ...paragraphs,
  ...formulas.map(({ name }) => name),
]

const texOf = ({ paragraphs, formulas }: Text): readonly string[] => [
  ...formulas.map(({ tex }) => tex),
  ...paragraphs.flatMap(({ ko, en }) =>
    [ko, en].flatMap((words) => Array.from(words.matchAll(/\$([^$]+)\$/g), ([, tex]) => tex)),
  ),
]

const found = (item: number) => find().filter(({ number }) => Number(number) === item)[0]

/** Checks the texts of some lessons. */
const testTexts = (rows: readonly Row[]): void => {
  describe.each(rows)('the text of lesson $item', ({ item }) => {
    let text: Text
    beforeAll(async () => {
      text = await loadText(found(item))
    })

    it('quotes the slides unchanged', () => {
      expect(text.item).toBe(item)
      text.quotes.forEach((quote) => expect(slides).toContain(quote))
      text.corrections?.forEach(({ quoted }) =>
        expect(
          text.quotes.some((quote) => quote.includes(quoted)),
          quoted,
        ).toBe(true),
      )
    })

    it('explains in two to five paragraphs, in both languages', () => {
      expect(text.paragraphs.length).toBeGreaterThanOrEqual(2)
      expect(text.paragraphs.length).toBeLessThanOrEqual(5)
      texts(text).forEach(({ ko, en }) => {
        // Names of the field, such as MSE, are the same in both languages.
        expect(ko).toMatch(/[가-힣]|^[A-Z][A-Za-z]*$/)
        expect(en).not.toMatch(/[가-힣]/)
      })
    })

    it('has formulas that KaTeX accepts', () => {
      texOf(text).forEach((tex) =>
        expect(katex.renderToString(tex, { throwOnError: true, strict: 'error' })).toContain('katex'),
      )
    })
  })
}

/** Runs some lessons, and checks what they print and draw. */
const testResults = (rows: readonly Row[]): void => {
  describe.each(rows)('lesson $item', ({ item, knobs, prints, figures }) => {
    let result: Result
    let drawn: readonly string[]
    beforeAll(async () => {
      result = await perform(await loadLesson(found(item)), knobs)
      drawn = result.figures.map(render)
    }, 30_000)

    it('passes its checks', () => {
      expect([...result.failed, ...result.inapplicable]).toEqual([])
    })

    it('prints the numbers of its row, and no other number that is not finite', () => {
      const printed = result.printed.join('\n')
      prints.forEach((line) => expect(printed).toContain(line))
      expect(prints.reduce((rest, line) => rest.replaceAll(line, ''), printed)).not.toMatch(/NaN|undefined|Infinity/)
      expect(result.printed).not.toEqual([])
    })

    it('has the figures of its row, whose names start with its number', () => {
      expect(result.figures.map(({ name, panels }) => [name, panels.length])).toEqual(Object.entries(figures))
      const number = String(item).padStart(2, '0')
      result.figures.forEach(({ name }) => expect(name.startsWith(`${number}-`)).toBe(true))
      expect(new Set(result.figures.map(({ name }) => name)).size).toBe(result.figures.length)
    })

    it('has figures that can be drawn: finite, no wider than a page, each with a caption', () => {
      drawn.forEach((svg, i) => {
        const { name, panels, caption } = result.figures[i]
        const root = parseHTML(svg).document.querySelector('svg')
        expect(svg.startsWith('<svg ')).toBe(true)
        expect(Number(root?.getAttribute('width')), name).toBeLessThanOrEqual(960)
        expect(root?.querySelectorAll('svg').length, name).toBe(panels.length)
        // The text of a figure may be NaN or Infinity where the lesson is about them.
        expect(svg.match(/="[^"]*(?:NaN|Infinity|undefined)[^"]*"|undefined/), name).toBeNull()
        expect(caption.ko).toMatch(/[가-힣]/)
        expect(caption.en.length, name).toBeGreaterThan(20)
      })
    })
  })
}

export const testLessons = (rows: readonly Row[]): void => {
  testTexts(rows)
  testResults(rows.filter(({ long }) => long !== true))
}
