/** What single lessons, and the files they share, promise beyond the table. */
import { describe, expect, it } from 'vitest'
import * as T from 'nabla-ts/Tensor'
import { run as backpropagate } from '../../examples/slides/03-backward.js'
import { bowl, contour } from '../../examples/slides/bowl.js'
import { brief } from '../../examples/slides/format.js'
import { perform, type Lesson } from '../../examples/slides/lesson.js'
import { measured } from '../../examples/slides/seeds/measured.js'

describe('perform', () => {
  const double: Lesson<{ readonly x: number; readonly y: number }, number> = {
    text: { item: 0, title: { ko: '', en: '' }, quotes: [], paragraphs: [], formulas: [] },
    slideDefaults: { x: 1, y: 2 },
    run: ({ x, y }) => x + y,
    numbers: (sum) => ({
      printed: [`sum ${sum}`],
      checks: [
        { claim: 'sum', expected: 3, found: sum },
        { claim: 'the sum is small', holds: sum < 5 },
      ],
    }),
    figures: () => [],
  }

  it('runs a lesson with the knobs of the slide', async () => {
    expect(await perform(double)).toEqual({ printed: ['sum 3'], figures: [], failed: [], inapplicable: [] })
  })

  it('reports a check that does not hold with other knobs as inapplicable', async () => {
    expect(await perform(double, { y: 9 })).toEqual({
      printed: ['sum 10'],
      figures: [],
      failed: [],
      inapplicable: ['sum: expected 3, found 10', 'expected: the sum is small'],
    })
  })

  it('reports a check that does not hold with the knobs of the slide as failed', async () => {
    const wrong = { ...double, run: () => 4 }
    expect((await perform(wrong)).failed).toEqual(['sum: expected 3, found 4'])
    expect((await perform(wrong, { x: 1 })).failed).toEqual(['sum: expected 3, found 4'])
  })
})

it('the replayed tape ends with the same number, forward at the loss and backward at the weights', () => {
  const { reverse, pushed } = backpropagate()
  const [back, front] = [reverse[reverse.length - 1], pushed[pushed.length - 1]]
  // By hand: ∂L/∂w = 2(a − 0.8)·(1 − a²)·1.5 + 0.2w with a = tanh(1.5w + 0.25) at w = −0.5.
  const a = Math.tanh(-0.5)
  const byHand = 2 * (a - 0.8) * (1 - a * a) * 1.5 - 0.1
  expect(T.toNumber(back[0] ?? T.scalar(NaN))).toBeCloseTo(byHand, 12)
  expect(T.toNumber(front[7] ?? T.scalar(NaN))).toBeCloseTo(byHand, 12)
})

it('the points of a contour have its height', () => {
  ;[0.1, 2.5, 8.1].forEach((f) =>
    contour(f).forEach(({ x, y }) =>
      expect(Math.abs(T.toNumber(bowl({ x: T.scalar(x), y: T.scalar(y) })) - f)).toBeLessThan(1e-12),
    ),
  )
})

it('on clean data the default of dense is at least 30 times below the straight lines, for seeds 1 to 20, with ReLU and tanh', () => {
  const defaults = measured.filter(({ init }) => init === 'uniform')
  expect(defaults.map(({ activation }) => activation)).toEqual(['relu', 'tanh'])
  defaults.forEach(({ times }) => {
    expect(times.length).toBe(20)
    expect(Math.min(...times)).toBeGreaterThanOrEqual(30)
  })
})

it('brief numbers have a true minus sign', () => {
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
