/** The lessons of losses, optimizers and batches, 20 to 31: each runs once, says the numbers it must, and gives figures that can be drawn. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseHTML } from 'linkedom'
import { beforeAll, describe, expect, it } from 'vitest'
import { lesson as mse } from '../../examples/slides/20-mse.js'
import { lesson as bce } from '../../examples/slides/21-bce.js'
import { lesson as crossEntropy } from '../../examples/slides/22-cross-entropy.js'
import { lesson as summary } from '../../examples/slides/23-summary.js'
import { lesson as sgdAndGd } from '../../examples/slides/24-sgd-and-gd.js'
import { lesson as zigzag } from '../../examples/slides/25-sgd-zigzag.js'
import { lesson as momentum } from '../../examples/slides/26-momentum.js'
import { lesson as adagrad } from '../../examples/slides/27-adagrad.js'
import { lesson as rmsprop } from '../../examples/slides/28-rmsprop.js'
import { lesson as adam } from '../../examples/slides/29-adam.js'
import { lesson as batchTraining } from '../../examples/slides/30-batch-training.js'
import { lesson as epochIteration } from '../../examples/slides/31-epoch-iteration.js'
import type { Lesson, Result } from '../../examples/slides/lesson.js'
import { render } from '../../examples/slides/render.js'

interface Case {
  readonly item: number
  readonly lesson: Lesson
  /** Numbers by hand, or of CURRICULUM, with where they come from. */
  readonly says: readonly string[]
  /** The figures, each with its number of panels. */
  readonly figures: Readonly<Record<string, number>>
}

const cases: readonly Case[] = [
  {
    item: 20,
    lesson: mse,
    // Σxy/Σx² = 49.6/55; (1 + 4 + 9 + 16 + 25 + 36)/6.
    says: ['w = 0.9018   MSE = 0.2260   dMSE/dw = 0.0000', '15.1667 = 91/6'],
    figures: { '20-squares': 6, '20-cost': 2 },
  },
  {
    item: 21,
    lesson: bce,
    // ln 2, ln 10; the entropies of 0.1 and 0.3.
    says: [
      '0.5    0.6931          0.6931',
      '0.1    2.3026',
      'q 0.1: 0.325',
      'q 0.3: 0.611',
      'naive Infinity      bceWithLogits 1000.0000',
    ],
    figures: { '21-bce': 2, '21-logits': 2, '21-stable': 1 },
  },
  {
    item: 22,
    lesson: crossEntropy,
    // ln 4 with the gradient 1/4 − one-hot; ln 10; ln(1 + 9/e).
    says: [
      'loss 1.3863, gradient [0.250, -0.750, 0.250, 0.250]',
      'zero logits over ten classes: 2.3026 = ln 10',
      'logits [1000, 0], truth 1: together 1000, in two steps Infinity',
      '1.4612',
    ],
    figures: { '22-gradient': 6, '22-twice': 2 },
  },
  {
    item: 23,
    lesson: summary,
    says: ['regression          MSE', 'binary, one output  BCE', 'binary, two outputs CE', 'multiclass          CE'],
    figures: { '23-chooser': 1, '23-tasks': 4 },
  },
  {
    item: 24,
    lesson: sgdAndGd,
    says: ['batch 1   1200 steps', 'batch 100   12 steps'],
    figures: { '24-paths': 1, '24-batches': 6, '24-samples': 1 },
  },
  {
    item: 25,
    lesson: zigzag,
    // f after 40 steps: 2.45·0.905⁸⁰ + 4·0.9⁸⁰.
    says: ['2/L = 1', '64.1°', 'y changes its sign 40 times in 40 steps', 'lr 0.95: f = 0.00171'],
    figures: { '25-zigzag': 1, '25-angle': 2, '25-rates': 6, '25-factors': 1 },
  },
  {
    item: 26,
    lesson: momentum,
    // v₁ = −0.1·(−0.7, 4); v₂ = 0.9·v₁ − 0.1·(−0.693, 3.2).
    says: [
      '0     (0.070, -0.400)   (-6.930, 1.600)',
      '1     (0.132, -0.680)   (-6.798, 0.920)',
      '-1.0000, ten times -lr',
      'converges exactly where lr < 2(1 + α)/L',
      'fastest, by theory: lr 1.34, α 0.40',
    ],
    figures: { '26-velocity': 1, '26-momenta': 6, '26-phase': 2 },
  },
  {
    item: 27,
    lesson: adagrad,
    // 1.5/0.7 and 1.5/4; 1/√100.
    says: ['0      2.1429      0.3750', 'first update (1.5000, -1.5000)', '0.100 at 100'],
    figures: { '27-path': 2, '27-rates': 6, '27-fading': 2 },
  },
  {
    item: 28,
    lesson: rmsprop,
    // (1 − γ)γ¹⁰.
    says: ['γ 0.9: weight 0.100 now, 0.0349 ten steps later', 'first step: 0.9487 = 0.3/√0.1'],
    figures: { '28-weights': 1, '28-path': 2, '28-decays': 6, '28-recovery': 1 },
  },
  {
    item: 29,
    lesson: adam,
    says: ['-0.7000   0.4900       0.3000                 0.9487', 'SGD       lr 0.95', 'Adam      lr 0.3'],
    figures: {
      '29-means': 3,
      '29-correction': 6,
      '29-race': 1,
      '29-race-each': 6,
      '29-race-rates': 6,
      '29-race-heights': 1,
    },
  },
  {
    item: 30,
    lesson: batchTraining,
    says: ['epoch 0: ', 'epoch 4: ', 'batch    1: ', 'batch 1024: ', 'samples/s', 'all 60,000 at once would take'],
    figures: { '30-deck': 1, '30-measured': 2 },
  },
  {
    item: 31,
    lesson: epochIteration,
    says: [
      '60000     128          469               96',
      'MNIST, batch 100: 600 iterations an epoch, 1800 in three epochs',
      '(3, 0, 12)',
    ],
    figures: { '31-bars': 1, '31-table': 1 },
  },
]

const slides = readFileSync(resolve(import.meta.dirname, '../../examples/slides/slides.txt'), 'utf8')
  .split('\n')
  .map((line) => line.trim())

describe.each(cases.map((c) => ({ ...c, name: c.lesson.text.title.en })))(
  'lesson $item, "$name"',
  ({ item, lesson, says, figures }) => {
    let result: Result = { printed: [], figures: [] }
    let drawn: readonly string[] = []
    beforeAll(async () => {
      result = await lesson.run()
      drawn = result.figures.map(render)
    })

    it('holds, and says the numbers it must', () => {
      says.forEach((words) => expect(result.printed.join('\n')).toContain(words))
    })

    it('gives each of its figures, with all their panels', () => {
      expect(Object.fromEntries(result.figures.map(({ name, panels }) => [name, panels.length]))).toEqual(figures)
    })

    it('draws them, finite and no wider than a page', () => {
      drawn.forEach((svg, i) => {
        const { document } = parseHTML(svg)
        const root = document.querySelector('svg')
        const { name, panels, caption } = result.figures[i]
        expect(Number(root?.getAttribute('width')), name).toBeLessThanOrEqual(960)
        expect(root?.querySelectorAll('svg').length, name).toBe(panels.length)
        expect(/NaN|Infinity|undefined/.test(svg), name).toBe(false)
        expect(/[가-힣]/.test(caption.ko) && caption.en.length > 20, name).toBe(true)
      })
    })

    it('quotes the slides to the letter, and explains in both languages', () => {
      expect(lesson.text.item).toBe(item)
      lesson.text.quotes.forEach((quote) => expect(slides).toContain(quote))
      lesson.text.corrections?.forEach(({ quoted }) => expect(lesson.text.quotes).toContain(quoted))
      expect(lesson.text.paragraphs.length).toBeGreaterThanOrEqual(2)
      expect(lesson.text.paragraphs.length).toBeLessThanOrEqual(5)
      lesson.text.paragraphs.forEach(({ ko, en }) => expect(/[가-힣]/.test(ko) && !/[가-힣]{12}/.test(en)).toBe(true))
    })
  },
)

describe('the formulas', () => {
  it('are TeX that KaTeX sets', async () => {
    const { default: katex } = await import('katex')
    cases.forEach(({ lesson: { text } }) => {
      text.formulas.forEach(({ tex }) =>
        expect(() => katex.renderToString(tex, { throwOnError: true, strict: 'error' })).not.toThrow(),
      )
      const inline = text.paragraphs.flatMap(({ ko, en }) => [
        ...ko.matchAll(/\$([^$]+)\$/g),
        ...en.matchAll(/\$([^$]+)\$/g),
      ])
      inline.forEach(([, tex]) => expect(() => katex.renderToString(tex, { throwOnError: true }), tex).not.toThrow())
    })
  })
})
