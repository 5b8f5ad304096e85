import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as D from '../../src/Diff.js'
import * as O from '../../src/Optimizer.js'
import * as P from '../../src/Params.js'
import * as T from '../../src/Tensor.js'

import { failing } from '../operation/support.js'

type Point = readonly [x: number, y: number]

/** The slides' bowl, x²/20 + y² from (−7, 2). */
const bowl = ({ x, y }: { readonly x: T.Scalar; readonly y: T.Scalar }): T.Scalar =>
  pipe(T.square(x), T.div(T.scalar(20)), T.add(T.square(y)))

const slope = ([x, y]: Point): Point => [x / 10, 2 * y]

const start: Point = [-7, 2]

/** The points an optimizer of the library visits, its gradients taken from the library too. */
const visited = <F extends O.StateFunction>({ init, update }: O.Optimizer<F>, steps: number): readonly Point[] => {
  let params = { x: T.scalar(start[0]), y: T.scalar(start[1]) }
  let state = init(params)
  return Array.from({ length: steps }, () => {
    const [updates, next] = update(D.grad(bowl)(params), state, params)
    params = O.apply(updates, params)
    state = next
    return [T.toNumber(params.x), T.toNumber(params.y)]
  })
}

const sgdInNumbers = (rate: number, steps: number): readonly Point[] => {
  let [x, y] = start
  return Array.from({ length: steps }, () => {
    const [gx, gy] = slope([x, y])
    ;[x, y] = [x - rate * gx, y - rate * gy]
    return [x, y]
  })
}

interface Settings {
  readonly learningRate: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  readonly biasCorrection: boolean
}

/** How the step is made of the corrected means: the published way, or one of the ways it is misread. */
type Step = (m: number, v: number, c1: number, c2: number, epsilon: number) => number

const published: Step = (m, v, c1, c2, epsilon) => m / c1 / (Math.sqrt(v / c2) + epsilon)

const misreadings: Readonly<Record<string, Step>> = {
  'ε inside the root': (m, v, c1, c2, epsilon) => m / c1 / Math.sqrt(v / c2 + epsilon),
  'ε added before the correction': (m, v, c1, c2, epsilon) => ((m / c1) * Math.sqrt(c2)) / (Math.sqrt(v) + epsilon),
  'no correction': (m, v, _c1, _c2, epsilon) => m / (Math.sqrt(v) + epsilon),
  'only the mean corrected': (m, v, c1, _c2, epsilon) => m / c1 / (Math.sqrt(v) + epsilon),
  'the corrections exchanged': (m, v, c1, c2, epsilon) => m / c2 / (Math.sqrt(v / c1) + epsilon),
  'the root forgotten': (m, v, c1, c2, epsilon) => m / c1 / (v / c2 + epsilon),
}

/** Kingma and Ba, Algorithm 1, line by line, in plain numbers. */
const adamInNumbers = (settings: Settings, steps: number, step: Step = published): readonly Point[] => {
  const { learningRate, beta1, beta2, epsilon, biasCorrection } = settings
  const each = start.map((first, i) => {
    let [w, m, v] = [first, 0, 0]
    return Array.from({ length: steps }, (_, before) => {
      const t = before + 1
      const g = slope([w, w])[i]
      m = beta1 * m + (1 - beta1) * g
      v = beta2 * v + (1 - beta2) * g * g
      const [c1, c2] = biasCorrection ? [1 - beta1 ** t, 1 - beta2 ** t] : [1, 1]
      w = w - learningRate * step(m, v, c1, c2, epsilon)
      return w
    })
  })
  return each[0].map((x, t) => [x, each[1][t]])
}

const apart = (a: readonly Point[], b: readonly Point[]): number =>
  a.reduce((most, [x, y], i) => Math.max(most, Math.abs(x - b[i][0]), Math.abs(y - b[i][1])), 0)

const steps = 50

describe('sgd', () => {
  it.each([0.95, 0.1, 0.001, 0])('goes the way of w − η·g, 50 steps down the bowl, at the rate %d', (learningRate) => {
    expect(apart(visited(O.sgd({ learningRate }), steps), sgdInNumbers(learningRate, steps))).toBeLessThan(1e-9)
  })

  it('has the rate 0.01 by default', () => {
    expect(visited(O.sgd(), steps)).toEqual(visited(O.sgd({ learningRate: 0.01 }), steps))
  })

  it('comes nearer at each step below the rate 2/L = 1, and goes astray above it', () => {
    const height = ([x, y]: Point): number => x ** 2 / 20 + y ** 2
    const heights = (learningRate: number): readonly number[] =>
      [start, ...visited(O.sgd({ learningRate }), steps)].map(height)
    expect(heights(0.99).every((h, i, all) => i === 0 || h < all[i - 1])).toBe(true)
    expect(heights(1.01)[steps]).toBeGreaterThan(heights(1.01)[0])
  })
})

describe('adam', () => {
  const defaults: Settings = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, biasCorrection: true }
  const table: readonly (readonly [string, Settings])[] = [
    ['the defaults', defaults],
    ['the rate of the slides’ race', { ...defaults, learningRate: 0.3 }],
    ['a large ε', { ...defaults, learningRate: 0.3, epsilon: 0.1 }],
    ['an ε larger than the gradient', { ...defaults, learningRate: 0.3, epsilon: 10 }],
    ['no ε', { ...defaults, learningRate: 0.3, epsilon: 0 }],
    ['no memory of the mean', { ...defaults, learningRate: 0.3, beta1: 0 }],
    ['no memory of the square', { ...defaults, learningRate: 0.3, beta2: 0 }],
    ['β₁ above β₂', { ...defaults, learningRate: 0.3, beta1: 0.99, beta2: 0.5 }],
    ['no correction', { ...defaults, learningRate: 0.3, biasCorrection: false }],
    ['no correction, a large ε', { ...defaults, learningRate: 0.3, epsilon: 0.1, biasCorrection: false }],
  ]

  it.each(table)('goes the way of Algorithm 1, 50 steps down the bowl: %s', (_, settings) => {
    expect(apart(visited(O.adam(settings), steps), adamInNumbers(settings, steps))).toBeLessThan(1e-9)
  })

  it('has the defaults of the paper', () => {
    expect(visited(O.adam(), steps)).toEqual(visited(O.adam(defaults), steps))
  })

  it.each(Object.entries(misreadings))('is told apart from a misreading by these settings: %s', (_, misread) => {
    const most = table
      .filter(([, { biasCorrection }]) => biasCorrection)
      .map(([, settings]) => apart(visited(O.adam(settings), steps), adamInNumbers(settings, steps, misread)))
    expect(Math.max(...most)).toBeGreaterThan(1e-3)
  })

  it('carries 1 − βᵗ without losing its digits', () => {
    const { init, update } = O.adam({ beta1: 0.9, beta2: 0.999 })
    const params = T.scalar(1)
    const state = Array.from({ length: 5 }).reduce(
      (s: O.StateOf<O.Adam, T.Scalar>) => update(params, s, params)[1],
      init(params),
    )
    // −expm1(t·log1p(−(1 − β))) is 1 − βᵗ to the last digits.
    const exactly = (beta: number): number => -Math.expm1(5 * Math.log1p(beta - 1))
    expect(Math.abs(T.toNumber(state[0].correction1) / exactly(0.9) - 1)).toBeLessThan(1e-14)
    expect(Math.abs(T.toNumber(state[0].correction2) / exactly(0.999) - 1)).toBeLessThan(1e-14)
  })

  it('makes first steps of the size of the rate, whatever the size of the gradient, where ε is 0', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-100, max: 1e100, noNaN: true }), (g) => {
        const { init, update } = O.adam({ learningRate: 0.1, epsilon: 0 })
        const [updates] = update(T.scalar(g), init(T.scalar(0)), T.scalar(0))
        return Math.abs(T.toNumber(updates) + 0.1) < 1e-15
      }),
    )
  })

  it.each([true, false])('with ε = 0 leaves what has had no gradient, and never makes NaN (correction: %s)', (on) => {
    const { init, update } = O.adam({ epsilon: 0, biasCorrection: on })
    const params = T.tensor([3, -3, 0])
    const [first, state] = update(T.tensor([0, 1, 0]), init(params), params)
    expect([T.toArray(first)[0], T.toArray(first)[2]].every((u) => u === 0)).toBe(true)
    const [second] = update(T.tensor([0, 0, 0]), state, params)
    expect(Array.from(T.toFlat(second), Math.abs)).toEqual([0, expect.any(Number), 0])
    expect(T.toFlat(second).every(Number.isFinite)).toBe(true)
    expect(T.toArray(second)[1]).toBeLessThan(0)
  })
})

/** Every optimizer, for what holds of all of them. */
const all = {
  sgd: O.sgd({ learningRate: 0.1 }),
  adam: O.adam({ learningRate: 0.1 }),
  'adam, ε = 0': O.adam({ learningRate: 0.1, epsilon: 0 }),
  'adam, no correction': O.adam({ learningRate: 0.1, biasCorrection: false }),
  'adam, halved': O.chain(O.adam(), O.scale(0.5)),
} as const

const each = Object.entries(all) as unknown as readonly (readonly [string, O.Optimizer<O.StateFunction>])[]

const value = fc.oneof(
  { weight: 5, arbitrary: fc.double({ min: -1e3, max: 1e3, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1e-200, 1e100) },
)

const numbers = (length: number): fc.Arbitrary<number[]> => fc.array(value, { minLength: length, maxLength: length })

/** Records of all kinds of leaves: scalars, matrices, tensors that are one number repeated, lists. */
const records = fc
  .tuple(numbers(6), numbers(3), value, value, numbers(4))
  .map(([weight, bias, scale, shift, layers]) => ({
    dense: {
      weight: T.tensor([weight.slice(0, 3), weight.slice(3)]),
      bias: T.tensor(bias),
    },
    scale: T.scalar(scale),
    shift: pipe(T.zeros([2, 2]), T.add(T.scalar(shift))),
    layers: layers.map((x) => T.tensor([x])),
  }))

describe.each(each)('%s', (_, optimizer) => {
  it('changes no parameter when the gradient is zero and the state fresh', () => {
    fc.assert(
      fc.property(records, (params) => {
        const zero = P.map(T.mul(0))(params)
        const [updates] = optimizer.update(zero, optimizer.init(params), params)
        expect(P.fold(true, (none, u) => none && T.toFlat(u).every((x) => x === 0))(updates)).toBe(true)
        expect(T.Eq.equals(P.flatten(O.apply(updates, params)), P.flatten(params))).toBe(true)
      }),
    )
  })

  it('does to a record, to the bit, what it does to the record as one vector', () => {
    fc.assert(
      fc.property(records, fc.array(records, { minLength: 1, maxLength: 3 }), (params, gradients) => {
        const vector = P.flatten(params)
        let [state, flat] = [optimizer.init(params), optimizer.init(vector)]
        gradients.forEach((gradient) => {
          const [updates, next] = optimizer.update(gradient, state, params)
          const [flatUpdates, flatNext] = optimizer.update(P.flatten(gradient), flat, vector)
          expect(T.toFlat(P.flatten(updates))).toEqual(T.toFlat(flatUpdates))
          ;[state, flat] = [next, flatNext]
        })
      }),
    )
  })

  it('answers the same when it is asked twice, and keeps nothing to itself', () => {
    fc.assert(
      fc.property(records, records, (params, gradient) => {
        const state = optimizer.init(params)
        expect(optimizer.update(gradient, state, params)).toEqual(optimizer.update(gradient, state, params))
        expect(optimizer.init(params)).toEqual(state)
      }),
      { numRuns: 20 },
    )
  })

  it('refuses a gradient of another structure, with the path', () => {
    const params = { w: T.tensor([1, 2]), b: T.scalar(0) }
    const misfit = { w: T.tensor([1, 2, 3]), b: T.scalar(0) } as unknown as typeof params
    const [op, expected] = ['Params.zipWith', 'a tensor of shape [2] at "w"']
    failing(() => O.apply(misfit, params), op, 'at "w"', 'a tensor of shape [')
    if (_ !== 'sgd') failing(() => optimizer.update(misfit, optimizer.init(params), params), op, expected, '[3]')
  })
})

describe('chain', () => {
  const transformations: fc.Arbitrary<O.GradientTransformation<any>> = fc.oneof(
    fc.double({ min: -2, max: 2, noNaN: true }).map((factor) => O.scale(factor)),
    fc.double({ min: 0, max: 0.99, noNaN: true }).map((decay) => O.trace(decay)),
    fc
      .record({ beta1: fc.double({ min: 0, max: 0.99, noNaN: true }), biasCorrection: fc.boolean() })
      .map((options) => O.scaleByAdam(options)),
  )
  const optimizers: fc.Arbitrary<O.Optimizer<any>> = fc
    .double({ min: 0, max: 2, noNaN: true })
    .map((learningRate) => O.sgd({ learningRate }))

  it('is associative in its updates, to the bit', () => {
    const three = fc.tuple(transformations, optimizers, transformations)
    fc.assert(
      fc.property(three, records, fc.array(records, { minLength: 1, maxLength: 3 }), ([a, b, c], params, gradients) => {
        const [left, right] = [O.chain(O.chain(a, b), c), O.chain(a, O.chain(b, c))]
        let [l, r] = [left.init(params), right.init(params)]
        gradients.forEach((gradient) => {
          const [updates, nextL] = left.update(gradient, l, params)
          const [same, nextR] = right.update(gradient, r, params)
          expect(T.toFlat(P.flatten(updates))).toEqual(T.toFlat(P.flatten(same)))
          ;[l, r] = [nextL, nextR]
        })
      }),
    )
  })

  it('gives each the result of the one before it', () => {
    const { init, update } = O.chain(O.scale(0.5), O.sgd({ learningRate: 0.25 }), O.scale(3))
    expect(T.toNumber(update(T.scalar(8), init(T.scalar(0)), T.scalar(0))[0])).toBe(-3)
  })
})

describe('the options', () => {
  const bad = [-1, -Number.MIN_VALUE, NaN, Infinity, -Infinity]
  it('refuse a learning rate or ε that is negative or not finite', () => {
    bad.forEach((x) => {
      failing(() => O.sgd({ learningRate: x }), 'sgd', 'learningRate that is finite and not negative', String(x))
      failing(() => O.adam({ learningRate: x }), 'adam', 'learningRate that is finite and not negative', String(x))
      failing(() => O.adam({ epsilon: x }), 'adam', 'epsilon that is finite and not negative', String(x))
    })
  })

  it('refuse a β outside [0, 1)', () => {
    ;[...bad, 1, 1.5].forEach((x) => {
      failing(() => O.adam({ beta1: x }), 'adam', 'beta1 that is at least 0 and below 1', String(x))
      failing(() => O.adam({ beta2: x }), 'adam', 'beta2 that is at least 0 and below 1', String(x))
    })
  })

  it('may be 0: a rate that stands still, no ε, no decay', () => {
    expect(visited(O.sgd({ learningRate: 0 }), 1)).toEqual([start])
    expect(visited(O.adamw({ weightDecay: 0 }), steps)).toEqual(visited(O.adam(), steps))
    expect(visited(O.adam({ epsilon: 0, learningRate: 0 }), 1)).toEqual([start])
  })

  it('may be scalars, which do the same to the bit', () => {
    expect(visited(O.sgd({ learningRate: T.scalar(0.3) }), steps)).toEqual(visited(O.sgd({ learningRate: 0.3 }), steps))
    const scalars = { learningRate: T.scalar(0.3), beta1: T.scalar(0.5), beta2: T.scalar(0.7), epsilon: T.scalar(0.1) }
    const same = { learningRate: 0.3, beta1: 0.5, beta2: 0.7, epsilon: 0.1 }
    expect(visited(O.adam(scalars), steps)).toEqual(visited(O.adam(same), steps))
  })

  it('can be differentiated: how the loss after a step changes with the rate is −∇f(w′)·∇f(w)', () => {
    const params = { x: T.scalar(start[0]), y: T.scalar(start[1]) }
    const after = (learningRate: T.Scalar): T.Scalar => {
      const { init, update } = O.sgd({ learningRate })
      return bowl(O.apply(update(D.grad(bowl)(params), init(params), params)[0], params))
    }
    const [[gx, gy], [hx, hy]] = [slope(start), slope(sgdInNumbers(0.3, 1)[0])]
    expect(T.toNumber(D.grad(after)(T.scalar(0.3)))).toBeCloseTo(-(gx * hx + gy * hy), 12)
  })
})
