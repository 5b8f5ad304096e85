/** The first ten lessons of the slides: each runs, says the numbers the slides promise, and gives figures that can be drawn. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { beforeAll, describe, expect, it } from 'vitest'

import type { Lesson, Result } from '../../examples/slides/lesson.js'
import { lesson as cover } from '../../examples/slides/00-cover.js'
import { lesson as perceptron } from '../../examples/slides/01-perceptron.js'
import { lesson as forward } from '../../examples/slides/02-forward.js'
import { lesson as backward, pushed, reverse } from '../../examples/slides/03-backward.js'
import { lesson as descent } from '../../examples/slides/04-descent.js'
import { lesson as gradient } from '../../examples/slides/05-gradient.js'
import { lesson as linearFit } from '../../examples/slides/06-linear-fit.js'
import { lesson as collapse } from '../../examples/slides/07-linear-collapse.js'
import { lesson as linearSquare } from '../../examples/slides/08-linear-square.js'
import { lesson as nonlinearity } from '../../examples/slides/09-nonlinearity.js'
import { render } from '../../examples/slides/render.js'
import * as T from 'nabla-ts/Tensor'

const lessons: readonly Lesson[] = [
  cover,
  perceptron,
  forward,
  backward,
  descent,
  gradient,
  linearFit,
  collapse,
  linearSquare,
  nonlinearity,
]

/** What each must say: numbers by hand, of the slides, or of CURRICULUM §2. */
const promised: readonly (readonly string[])[] = [
  ['together (3·5 + 5) + (5·4 + 4) + (4·2 + 2) = 54'],
  ['y = 1·2 + 2·(−1) + 3·0.5 + 0.5 = 2'],
  ['scaled      [0.000, 0.200, 1.000]', 'prediction  ['],
  ['w gets −0.1000 through r', 'L = q + r        1.6179       1.0000            −3.0778'],
  ['L = cost″ = 22, limit 2/L = 0.090909091', 'lr = 0.0909  1 − lr·L = −1.000'],
  ['∇f = 1.050336, 0.750000', 'H·v for v = (0.8, −0.6): 0.301714, −0.400000', '½ vᵀHv = 0.24069'],
  [
    'step 0  : cost=41.4864, w=0.4852, grad=-42.7247',
    'step 5  : cost=3.4582, w=1.5627, grad=-12.3354',
    'step 10 : cost=0.2883, w=1.8737, grad=-3.5614',
    'step 15 : cost=0.0240, w=1.9635, grad=-1.0282',
    'w after 20 steps: 1.9865',
  ],
  ['W₁W₂ = [[5,-3],[-4,6],[-1,1]]', 'b₁W₂ + b₂ = [5,0]', 'parameters: 26 in two layers, 8 in one'],
  ['0.33466933867735', 'clean data, 500 steps from seed 1: loss 0.0896017'],
  ['depth 5: linear 0 kinks', 'x² by 16 pieces: largest error 3.906e−3'],
]

const slides = readFileSync(resolve(import.meta.dirname, '../../examples/slides/slides.txt'), 'utf8')
  .split('\n')
  .map((line) => line.trim())

describe.each(lessons.map((lesson, i) => ({ lesson, promised: promised[i], name: lesson.text.title.en })))(
  'the lesson "$name"',
  ({ lesson, promised }) => {
    let result: Result
    beforeAll(async () => {
      result = await lesson.run()
    })

    it('says its numbers, and among them those that are known', () => {
      expect(result.printed).not.toEqual([])
      expect(result.printed.join('\n')).not.toMatch(/NaN|undefined|Infinity/)
      promised.forEach((line) => expect(result.printed.join('\n')).toContain(line))
    })

    it('gives figures that can be drawn, with nothing undefined in them and no wider than a page', () => {
      expect(result.figures).not.toEqual([])
      result.figures.forEach((figure) => {
        const svg = render(figure)
        expect(svg).toMatch(/^<svg /)
        expect(svg).not.toMatch(/NaN|undefined/)
        expect(Number(/width="(\d+)"/.exec(svg)?.[1])).toBeLessThanOrEqual(960)
        expect(figure.caption.ko).not.toBe('')
        expect(figure.caption.en).not.toBe('')
      })
    })

    it('names its figures after its number, each differently', () => {
      const names = result.figures.map(({ name }) => name)
      expect(new Set(names).size).toBe(names.length)
      names.forEach((name) => expect(name).toMatch(new RegExp(`^${String(lesson.text.item).padStart(2, '0')}-`)))
    })

    it('quotes lines that stand in the slides, to the letter', () => {
      lesson.text.quotes.forEach((quote) => expect(slides).toContain(quote))
    })
  },
)

it('the replayed tape ends where it should: forward at the loss, backward at the weights, with the same number', () => {
  const [back, front] = [reverse[reverse.length - 1], pushed[pushed.length - 1]]
  // By hand: ∂L/∂w = 2(a − 0.8)·(1 − a²)·1.5 + 0.2w with a = tanh(1.5w + 0.25) at w = −0.5.
  const a = Math.tanh(-0.5)
  const byHand = 2 * (a - 0.8) * (1 - a * a) * 1.5 - 0.1
  expect(T.toNumber(back[0] ?? T.scalar(NaN))).toBeCloseTo(byHand, 12)
  expect(T.toNumber(front[7] ?? T.scalar(NaN))).toBeCloseTo(byHand, 12)
})
