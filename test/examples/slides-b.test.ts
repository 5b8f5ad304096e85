/** Lessons 10 to 19, the activation functions: each runs (the long ones lighter), says its numbers, and gives figures that can be drawn. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import katex from 'katex'
import { beforeAll, describe, expect, it } from 'vitest'
import { lesson as sigmoid } from '../../examples/slides/10-sigmoid.js'
import { lesson as tanh } from '../../examples/slides/11-tanh.js'
import { lesson as relu, relu12 } from '../../examples/slides/12-relu.js'
import { lesson as leaky } from '../../examples/slides/13-leaky-relu.js'
import { lesson as maxout, maxout14 } from '../../examples/slides/14-maxout.js'
import { lesson as elu } from '../../examples/slides/15-elu.js'
import { lesson as decision } from '../../examples/slides/16-decision.js'
import { lesson as softmax } from '../../examples/slides/17-softmax.js'
import { lesson as hidden, hidden18 } from '../../examples/slides/18-hidden-layers.js'
import { lesson as fit, nonlinear19 } from '../../examples/slides/19-nonlinear-fit.js'
import { brief } from '../../examples/slides/curves.js'
import type { Lesson, Result } from '../../examples/slides/lesson.js'
import { render } from '../../examples/slides/render.js'
import { measured } from '../../examples/slides/seeds/measured.js'

const slides = readFileSync(resolve(import.meta.dirname, '../../examples/slides/slides.txt'), 'utf8')
  .split('\n')
  .map((line) => line.trim())

interface Case {
  readonly item: number
  readonly lesson: Lesson
  readonly run: Lesson['run']
  /** What it must say: numbers by hand, of CURRICULUM, or of the closed form. */
  readonly says: readonly string[]
  readonly figures: readonly string[]
}

const cases: readonly Case[] = [
  {
    item: 10,
    lesson: sigmoid,
    run: sigmoid.run,
    says: [
      'largest slope: 0.25, at 0',
      'from |x| = 4.585',
      'σ′(37): naive 0, D.grad 8.53e−17',
      'log σ(−750): naive −∞, logSigmoid −750',
    ],
    figures: ['10-derivatives', '10-numerics'],
  },
  {
    item: 11,
    lesson: tanh,
    run: tanh.run,
    says: ['slope at 0: 1', 'tanh′(20): naive 0, D.grad 1.70e−17', 'quotient of exponentials NaN, tanh 1'],
    figures: ['11-derivatives', '11-sigmoid-inside', '11-numerics'],
  },
  {
    item: 12,
    lesson: relu,
    run: () => relu12({ elements: 1000, calls: 1, seeds: 2, steps: 40 }),
    says: ['through 10 layers of ReLU at x = 1: 1', 'through 10 layers of sigmoid at x = 1: 2.78e−7'],
    figures: ['12-kink', '12-depth', '12-cost-and-death'],
  },
  {
    item: 13,
    lesson: leaky,
    run: leaky.run,
    says: ['leakyRelu(−2) = −0.2, slopes at −1, 0, 1: 0.1, 0.1, 1', 'slope 0: cost 0.17 before, 0.17 after'],
    figures: ['13-slopes', '13-rescue'],
  },
  {
    item: 14,
    lesson: maxout,
    run: () => maxout14({ steps: 250, seeds: 2 }),
    says: [
      'to the bit, as a maxout: ReLU, leaky ReLU, |x|',
      '1 piece : best possible 4/(45k⁴) = 0.0889, on the grid 0.0896',
    ],
    figures: ['14-envelope', '14-contains', '14-pieces'],
  },
  {
    item: 15,
    lesson: elu,
    run: elu.run,
    says: [
      'α = 1: slope just below 0 1, at 0 1, jump 0',
      'α = 2: slope just below 0 2, at 0 1, jump −1',
      'ELU(−1.00e−17): eˣ − 1 = 0, expm1 −1.00000000e−17',
    ],
    figures: ['15-alphas', '15-mean-and-numerics'],
  },
  {
    item: 16,
    lesson: decision,
    run: decision.run,
    says: [
      'exactly 0.5 (logit 0) counts as class 1',
      'threshold 0.5: right 84.5 %',
      '= share of pairs (1, 0) in the right order',
    ],
    figures: ['16-threshold', '16-thresholds', '16-roc'],
  },
  {
    item: 17,
    lesson: softmax,
    run: softmax.run,
    says: [
      '= 0.2333, 0.0858, 0.0349, 0.0116, 0.6343',
      'log(softmax(0, −800, 5)) = −5.00672, −∞',
      'logSoftmax: −5.00672, −805.007',
      '= σ(0.7 + 1.3) = 0.880797',
    ],
    figures: ['17-temperatures', '17-shift', '17-jacobian-and-logs'],
  },
  {
    item: 18,
    lesson: hidden,
    run: () => hidden18({ steps: 120 }),
    says: [
      'expected factor a layer √0.005',
      'all 0: 1 different hidden unit after 120 steps, loss 0.0896',
      'default: 20 different hidden units',
    ],
    figures: ['18-histograms', '18-histograms-tanh', '18-sizes', '18-gradients', '18-symmetry'],
  },
  {
    item: 19,
    lesson: fit,
    run: () => nonlinear19({ fresh: [['relu', 'uniform', 1]] }),
    says: [
      'noise floor 0.2²/12 = 0.00333',
      'clean data, relu, uniform, seed 1: 71',
      'tanh, uniform: 54.1 to 94.6 times lower, 20 of 20 at least 30',
    ],
    figures: ['19-fit', '19-steps', '19-loss', '19-seeds'],
  },
]

describe.each(cases)('lesson $item', ({ item, lesson, run, says, figures }) => {
  const box: { result?: Result } = {}
  beforeAll(async () => {
    box.result = await run()
  })

  it.each(says)('says "%s"', (line) => expect(box.result?.printed.join('\n')).toContain(line))

  it('has the figures of its row, each of which can be drawn, with numbers only', () => {
    const drawn = box.result?.figures ?? []
    expect(drawn.map(({ name }) => name)).toEqual(figures)
    drawn.forEach((figure) => {
      const svg = render(figure)
      expect(svg.startsWith('<svg')).toBe(true)
      expect(Number(/ width="(\d+)"/.exec(svg)?.[1])).toBeLessThanOrEqual(960)
      expect(svg.match(/<svg/g)?.length).toBe(1 + figure.panels.length)
      // In coordinates, that is: the text of a figure may well say NaN.
      expect(/ (?:d|x|y|x1|y1|x2|y2|cx|cy|width|height|transform)="[^"]*(?:NaN|Infinity|undefined)/.test(svg)).toBe(
        false,
      )
    })
  })

  it('quotes lines that stand in the slides, to the letter', () => {
    lesson.text.quotes.forEach((quote) => expect(slides).toContain(quote))
  })

  it('has words in both languages, and TeX that compiles', () => {
    const { text } = lesson
    expect(text.item).toBe(item)
    const all = [text.title, ...text.paragraphs, ...text.formulas.map(({ name }) => name)]
    all.forEach(({ ko, en }) => {
      expect(ko).toMatch(/[가-힣]|ReLU/)
      expect(en).not.toMatch(/[가-힣]/)
    })
    const inline = text.paragraphs
      .flatMap(({ ko, en }) => [ko, en])
      .flatMap((p) => Array.from(p.matchAll(/\$([^$]+)\$/g), ([, tex]) => tex))
    const tex = [...inline, ...text.formulas.map((formula) => formula.tex)]
    tex.forEach((t) => expect(katex.renderToString(t, { throwOnError: true, strict: 'error' })).toContain('katex'))
  })
})

it('on clean data the default of dense is at least 30 times below the straight lines, for seeds 1 to 20, with ReLU and tanh', () => {
  const defaults = measured.filter(({ init }) => init === 'uniform')
  expect(defaults.map(({ activation }) => activation)).toEqual(['relu', 'tanh'])
  defaults.forEach(({ times }) => {
    expect(times.length).toBe(20)
    expect(Math.min(...times)).toBeGreaterThanOrEqual(30)
  })
})

it('numbers are said briefly, with a true minus sign', () => {
  expect([0, 0.25, -2, 12345, 1e-9, -5e300, Infinity, -Infinity, NaN].map((v) => brief(v))).toEqual([
    '0',
    '0.25',
    '−2',
    '12300',
    '1.00e−9',
    '−5.00e300',
    '∞',
    '−∞',
    'NaN',
  ])
})
