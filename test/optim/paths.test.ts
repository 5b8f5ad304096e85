/**
 * The optimizers against their formulas in plain numbers, on the slides' bowl; and one table of all of them, run through what holds of each.
 */
import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as D from '../../src/Diff.js'
import * as O from '../../src/Optimizer.js'
import * as P from '../../src/Params.js'
import * as Schedule from '../../src/Schedule.js'
import * as T from '../../src/Tensor.js'
import { isNablaError } from '../../src/Tensor.js'
import { failing } from '../operation/support.js'

// -------------------------------------------------------------------------------------------------
// paths
// -------------------------------------------------------------------------------------------------

interface Point {
  readonly x: T.Scalar
  readonly y: T.Scalar
}

/** x²/20 + y², from (−7, 2). */
const bowl = ({ x, y }: Point): T.Scalar => pipe(T.square(x), T.div(20), T.add(T.square(y)))
const steps = 50

type Path = readonly number[]
/** An optimizer or a transformation, of any record. */
type Any = O.Optimizer<O.StateFunction>

const untyped = (machine: O.AnyOptimizer | O.AnyTransformation): Any => machine as unknown as Any

/** x and y after each step of the library, its gradients taken from the library too. */
const walked = ({ init, update }: Any): Path => {
  let params: Point = { x: T.scalar(-7), y: T.scalar(2) }
  let state = init(params)
  return Array.from({ length: steps }, () => {
    const [updates, next] = update(D.grad(bowl)(params), state, params)
    params = O.apply(updates, params)
    state = next
    return [T.toNumber(params.x), T.toNumber(params.y)]
  }).flat()
}

/** One coordinate in plain numbers: given the slope at any place, how it moves at step t = 1, 2, … */
type Rule = (slope: (w: number) => number) => (w: number, t: number) => number

/** The same path without the library: the bowl's coordinates do not meet, their slopes are x/10 and 2y. */
const computed = (rule: Rule): Path => {
  const along = (curvature: number, from: number): Path => {
    const move = rule((w) => curvature * w)
    let w = from
    return Array.from({ length: steps }, (_, before) => (w = move(w, before + 1)))
  }
  const [xs, ys] = [along(0.1, -7), along(2, 2)]
  return xs.flatMap((x, i) => [x, ys[i]])
}

const apart = (a: Path, b: Path): number =>
  a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i]) || (Object.is(v, b[i]) || v === b[i] ? 0 : Infinity)), 0)

/** An optimizer with its formula, the ways it is misread, and settings that tell those apart. */
interface Row<S> {
  readonly name: string
  readonly settings: readonly S[]
  readonly optimizer: (settings: S) => Any
  readonly formula: (settings: S) => Rule
  readonly misread: Readonly<Record<string, (settings: S) => Rule>>
}

/** A row whose settings are not known any more: what is asked of it is the same for all. */
interface Checked {
  readonly name: string
  /** For each setting, how far the library is from the formula. */
  readonly off: () => readonly number[]
  /** For each misreading, how far it is from the library, at the setting that shows it best. */
  readonly misread: readonly (readonly [string, () => number])[]
}

const checked = <S>({ name, settings, optimizer, formula, misread }: Row<S>): Checked => ({
  name,
  off: () => settings.map((s) => apart(walked(optimizer(s)), computed(formula(s)))),
  misread: Object.entries(misread).map(([what, wrong]) => [
    what,
    () => Math.max(...settings.map((s) => apart(walked(optimizer(s)), computed(wrong(s))))),
  ]),
})

interface Rate {
  readonly learningRate: number
}

const sgd: Row<Rate> = {
  name: 'sgd',
  settings: [{ learningRate: 0.95 }, { learningRate: 0.1 }, { learningRate: 0 }],
  optimizer: (s) => untyped(O.sgd(s)),
  formula: (s) => (g) => (w) => w - s.learningRate * g(w),
  misread: {
    uphill: (s) => (g) => (w) => w + s.learningRate * g(w),
    'the sign only': (s) => (g) => (w) => w - s.learningRate * Math.sign(g(w)),
  },
}

interface Moving extends Rate {
  readonly momentum: number
}

/** How v changes, and how w then moves. */
const moving =
  (next: (v: number, g: number, s: Moving) => number, move: (v: number, old: number, g: number, s: Moving) => number) =>
  (s: Moving): Rule =>
  (slope) => {
    let v = 0
    return (w) => {
      const g = slope(w)
      const old = v
      v = next(v, g, s)
      return w + move(v, old, g, s)
    }
  }

const accumulated = (v: number, g: number, s: Moving): number => s.momentum * v - s.learningRate * g
const averaged = (v: number, g: number, s: Moving): number => s.momentum * v - (1 - s.momentum) * s.learningRate * g
const swapped = (v: number, g: number, s: Moving): number => (1 - s.momentum) * v - s.learningRate * g
const movings: readonly Moving[] = [
  { learningRate: 0.1, momentum: 0.9 },
  { learningRate: 0.3, momentum: 0.3 },
  { learningRate: 0.1, momentum: 0 },
]

const momentum: Row<Moving> = {
  name: 'momentum',
  settings: movings,
  optimizer: (s) => untyped(O.momentum(s)),
  formula: moving(accumulated, (v) => v),
  misread: {
    'an average': moving(averaged, (v) => v),
    'the old velocity': moving(accumulated, (_, old) => old),
    'α and 1 − α swapped': moving(swapped, (v) => v),
    Nesterov: moving(accumulated, (v, _, g, s) => s.momentum * v - s.learningRate * g),
  },
}

const nesterov: Row<Moving> = {
  name: 'nesterov',
  settings: movings,
  optimizer: (s) => untyped(O.nesterov(s)),
  formula: moving(accumulated, (v, _, g, s) => s.momentum * v - s.learningRate * g),
  misread: {
    'plain momentum': moving(accumulated, (v) => v),
    'an average': moving(averaged, (v, _, g, s) => s.momentum * v - s.learningRate * g),
    'the old velocity': moving(accumulated, (_, old, g, s) => s.momentum * old - s.learningRate * g),
    'the gradient taken ahead, without moving the place': (s) => (slope) => {
      let v = 0
      return (w) => {
        v = accumulated(v, slope(w + s.momentum * v), s)
        return w + v
      }
    },
  },
}

interface Squared extends Rate {
  readonly epsilon: number
}

/** How h changes, and by what the gradient is then divided. */
const squared =
  <S extends Squared>(
    next: (h: number, g: number, s: S) => number,
    divisor: (h: number, old: number, t: number, s: S) => number,
  ) =>
  (s: S): Rule =>
  (slope) => {
    let h = 0
    return (w, t) => {
      const g = slope(w)
      const old = h
      h = next(h, g, s)
      return w - (s.learningRate * g) / divisor(h, old, t, s)
    }
  }

const sum = (h: number, g: number): number => h + g * g
const inside = (h: number, _: number, __: number, s: Squared): number => Math.sqrt(h + s.epsilon)

const adagrad: Row<Squared> = {
  name: 'adagrad',
  settings: [
    { learningRate: 1.5, epsilon: 1e-8 },
    { learningRate: 1.5, epsilon: 0.1 },
    { learningRate: 0.5, epsilon: 0 },
  ],
  optimizer: (s) => untyped(O.adagrad(s)),
  formula: squared(sum, inside),
  misread: {
    'ε outside the root': squared(sum, (h, _, __, s) => Math.sqrt(h) + s.epsilon),
    'the old h': squared(sum, (_, old, __, s) => Math.sqrt(old + s.epsilon)),
    'a mean': squared(sum, (h, _, t, s) => Math.sqrt(h / t + s.epsilon)),
    'no root': squared(sum, (h, _, __, s) => h + s.epsilon),
    'absolute values instead of squares': squared((h, g) => h + Math.abs(g), inside),
  },
}

interface Forgetting extends Squared {
  readonly decay: number
}

const mean = (h: number, g: number, s: Forgetting): number => s.decay * h + (1 - s.decay) * g * g

const rmsprop: Row<Forgetting> = {
  name: 'rmsprop',
  settings: [
    { learningRate: 0.3, decay: 0.9, epsilon: 1e-8 },
    { learningRate: 0.3, decay: 0.9, epsilon: 0.1 },
    { learningRate: 0.05, decay: 0.6, epsilon: 1e-4 },
    { learningRate: 0.1, decay: 0, epsilon: 0.1 },
  ],
  optimizer: (s) => untyped(O.rmsprop(s)),
  formula: squared<Forgetting>(mean, inside),
  misread: {
    'ε outside the root': squared<Forgetting>(mean, (h, _, __, s) => Math.sqrt(h) + s.epsilon),
    'γ and 1 − γ swapped': squared<Forgetting>((h, g, s) => (1 - s.decay) * h + s.decay * g * g, inside),
    'the old h': squared<Forgetting>(mean, (_, old, __, s) => Math.sqrt(old + s.epsilon)),
    'a sum that forgets': squared<Forgetting>((h, g, s) => s.decay * h + g * g, inside),
    'corrected for its bias': squared<Forgetting>(mean, (h, _, t, s) => Math.sqrt(h / (1 - s.decay ** t) + s.epsilon)),
    AdaGrad: squared<Forgetting>(sum, inside),
  },
}

interface Both extends Rate {
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  readonly biasCorrection?: boolean
}

interface Parts<S> {
  readonly m: (m: number, g: number, s: S) => number
  readonly v: (v: number, g: number, s: S) => number
  readonly step: (m: number, v: number, c1: number, c2: number, s: S) => number
  readonly gradient: (g: number, w: number, s: S) => number
  readonly decay: (w: number, s: S) => number
}

/** Algorithm 1 of Kingma and Ba, with parts to exchange. */
const kingma =
  <S extends Both>(parts: Partial<Parts<S>> = {}) =>
  (s: S): Rule =>
  (slope) => {
    const published: Parts<S> = {
      m: (m, g) => s.beta1 * m + (1 - s.beta1) * g,
      v: (v, g) => s.beta2 * v + (1 - s.beta2) * g * g,
      step: (m, v, c1, c2) => m / c1 / (Math.sqrt(v / c2) + s.epsilon),
      gradient: (g) => g,
      decay: () => 0,
    }
    const { m: nextM, v: nextV, step, gradient, decay } = { ...published, ...parts }
    let [m, v] = [0, 0]
    return (w, t) => {
      const g = gradient(slope(w), w, s)
      m = nextM(m, g, s)
      v = nextV(v, g, s)
      const [c1, c2] = s.biasCorrection === false ? [1, 1] : [1 - s.beta1 ** t, 1 - s.beta2 ** t]
      return w - s.learningRate * step(m, v, c1, c2, s) - decay(w, s)
    }
  }

const boths: readonly Both[] = [
  { learningRate: 0.3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  { learningRate: 0.3, beta1: 0.9, beta2: 0.999, epsilon: 0.1 },
  { learningRate: 0.3, beta1: 0.99, beta2: 0.6, epsilon: 0.01 },
  { learningRate: 0.1, beta1: 0, beta2: 0, epsilon: 0.5 },
]

/** The misreadings that Adam and AdamW share. */
const adamMisread = <S extends Both>(decay: (w: number, s: S) => number): Row<S>['misread'] => ({
  'ε inside the root': kingma<S>({ decay, step: (m, v, c1, c2, s) => m / c1 / Math.sqrt(v / c2 + s.epsilon) }),
  'ε before the correction': kingma<S>({
    decay,
    step: (m, v, c1, c2, s) => ((m / c1) * Math.sqrt(c2)) / (Math.sqrt(v) + s.epsilon),
  }),
  'no correction': kingma<S>({ decay, step: (m, v, _, __, s) => m / (Math.sqrt(v) + s.epsilon) }),
  'only the mean corrected': kingma<S>({ decay, step: (m, v, c1, _, s) => m / c1 / (Math.sqrt(v) + s.epsilon) }),
  'β₁ and 1 − β₁ swapped': kingma<S>({ decay, m: (m, g, s) => (1 - s.beta1) * m + s.beta1 * g }),
  'β₂ and 1 − β₂ swapped': kingma<S>({ decay, v: (v, g, s) => (1 - s.beta2) * v + s.beta2 * g * g }),
  'β₁ and β₂ exchanged': (s) => kingma<S>({ decay })({ ...s, beta1: s.beta2, beta2: s.beta1 }),
  'momentum as a sum': kingma<S>({ decay, m: (m, g, s) => s.beta1 * m + g }),
  'squares as a sum, as AdaGrad': kingma<S>({ decay, v: (v, g) => v + g * g }),
  'no root': kingma<S>({ decay, step: (m, v, c1, c2, s) => m / c1 / (v / c2 + s.epsilon) }),
})

const adam: Row<Both> = {
  name: 'adam',
  settings: boths,
  optimizer: (s) => untyped(O.adam(s)),
  formula: kingma(),
  misread: adamMisread(() => 0),
}

const uncorrected: Row<Both> = {
  name: 'adam without bias correction',
  settings: boths.map((s) => ({ ...s, biasCorrection: false })),
  optimizer: (s) => untyped(O.adam(s)),
  formula: kingma(),
  misread: { corrected: (s) => kingma()({ ...s, biasCorrection: true }) },
}

interface Decayed extends Both {
  readonly weightDecay: number
}

const decoupled = (w: number, s: Decayed): number => s.learningRate * s.weightDecay * w

const adamw: Row<Decayed> = {
  name: 'adamw',
  settings: boths.map((s) => ({ ...s, weightDecay: 0.2 })),
  optimizer: (s) => untyped(O.adamw(s)),
  formula: kingma<Decayed>({ decay: decoupled }),
  misread: {
    ...adamMisread<Decayed>(decoupled),
    'added to the gradient (L2)': kingma<Decayed>({ gradient: (g, w, s) => g + s.weightDecay * w }),
    'without the rate': kingma<Decayed>({ decay: (w, s) => s.weightDecay * w }),
    none: kingma<Decayed>(),
    growth: kingma<Decayed>({ decay: (w, s) => -decoupled(w, s) }),
  },
}

const rows: readonly Checked[] = [
  checked(sgd),
  checked(momentum),
  checked(nesterov),
  checked(adagrad),
  checked(rmsprop),
  checked(adam),
  checked(uncorrected),
  checked(adamw),
]

describe.each(rows)('the path of $name', ({ off, misread }) => {
  it('is that of its formula in plain numbers, over 50 steps, to 1e-9', () => {
    off().forEach((distance) => expect(distance).toBeLessThan(1e-9))
  })

  it.each(misread)('is not that of a misreading: %s', (_, distance) => {
    expect(distance()).toBeGreaterThan(1e-6)
  })
})

describe('the defaults', () => {
  it.each([
    ['sgd', O.sgd(), sgd.formula({ learningRate: 0.01 })],
    ['momentum', O.momentum(), momentum.formula({ learningRate: 0.01, momentum: 0.9 })],
    ['nesterov', O.nesterov(), nesterov.formula({ learningRate: 0.01, momentum: 0.9 })],
    ['adagrad', O.adagrad(), adagrad.formula({ learningRate: 0.01, epsilon: 1e-8 })],
    ['rmsprop', O.rmsprop(), rmsprop.formula({ learningRate: 1e-3, decay: 0.9, epsilon: 1e-8 })],
    ['adam', O.adam(), adam.formula({ learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 })],
    [
      'adamw',
      O.adamw(),
      adamw.formula({ learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 }),
    ],
  ] as const)('of %s are those of the slides and papers', (_, optimizer, rule) => {
    expect(apart(walked(optimizer as unknown as Any), computed(rule))).toBeLessThan(1e-9)
  })
})

// -------------------------------------------------------------------------------------------------
// one table of all
// -------------------------------------------------------------------------------------------------

interface Entry {
  readonly name: string
  readonly optimizer: Any
  /** Moves the parameters even where the gradient is zero. */
  readonly decays?: boolean
  /** Looks at the record as a whole, leaf after leaf, so that flattening changes the last bits of a sum. */
  readonly whole?: boolean
}

const entry = (name: string, optimizer: O.AnyOptimizer | O.AnyTransformation, more: Partial<Entry> = {}): Entry => ({
  name,
  optimizer: untyped(optimizer),
  ...more,
})

const table: readonly Entry[] = [
  entry('sgd', O.sgd({ learningRate: 0.1 })),
  entry('momentum', O.momentum({ learningRate: 0.1 })),
  entry('nesterov', O.nesterov({ learningRate: 0.1 })),
  entry('adagrad', O.adagrad({ learningRate: 0.1 })),
  entry('adagrad, ε = 0', O.adagrad({ learningRate: 0.1, epsilon: 0 })),
  entry('rmsprop', O.rmsprop({ learningRate: 0.1 })),
  entry('rmsprop, ε = 0', O.rmsprop({ learningRate: 0.1, epsilon: 0 })),
  entry('adam', O.adam({ learningRate: 0.1 })),
  entry('adam, ε = 0', O.adam({ learningRate: 0.1, epsilon: 0 })),
  entry('adam, no correction', O.adam({ learningRate: 0.1, biasCorrection: false })),
  entry('adamw', O.adamw({ learningRate: 0.1 }), { decays: true }),
  entry('adamw, no decay', O.adamw({ learningRate: 0.1, weightDecay: 0 })),
  entry('nothing', O.nothing),
  entry('scale', O.scale(-0.5)),
  entry('clipByValue', O.clipByValue(0.5)),
  entry('clipByGlobalNorm', O.clipByGlobalNorm(0.5), { whole: true }),
  entry('addDecayedWeights', O.addDecayedWeights(0.1), { decays: true }),
  entry('frozen', O.frozen),
  entry('trace', O.trace(0.9)),
  entry('scaleByAdam', O.scaleByAdam()),
  entry('scaleByRms, ε = 0', O.scaleByRms({ epsilon: 0 })),
  entry('a chain', O.chain(O.clipByValue(1), O.momentum({ learningRate: 0.1 }))),
  entry('scheduled', O.scheduled(Schedule.cosine(0.1, { steps: 3 }))(O.adam)),
  entry('masked by all', O.masked(() => true)(O.adam({ learningRate: 0.1 }))),
]

const value = fc.oneof(
  { weight: 5, arbitrary: fc.double({ min: -1e3, max: 1e3, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1e-200, 1e100) },
)
const numbers = (length: number): fc.Arbitrary<number[]> => fc.array(value, { minLength: length, maxLength: length })

/** A record with a tuple, a list and a record in it. */
const records = fc.tuple(numbers(4), numbers(2), value, numbers(3)).map(([weight, bias, scale, list]) => ({
  layer: { weight: T.tensor([weight.slice(0, 2), weight.slice(2)]), bias: T.tensor(bias) },
  pair: [T.scalar(scale), { deep: T.tensor([scale]) }] as const,
  list: list.map((x) => T.tensor([x])),
}))
type Tree = typeof records extends fc.Arbitrary<infer R> ? R : never

const flat = (tree: Tree): readonly number[] => Array.from(T.toFlat(P.flatten(tree)))
const zeros = (tree: Tree): Tree => P.map(T.mul(0))(tree)

/** The updates of some gradients in a row, for parameters that stay. */
const updatesOf = ({ init, update }: Any, params: Tree, gradients: readonly Tree[]): readonly Tree[] => {
  let state = init(params)
  return gradients.map((gradient) => {
    const [updates, next] = update(gradient, state, params)
    state = next
    return updates
  })
}
const some = fc.array(records, { minLength: 1, maxLength: 3 })
const runs = { numRuns: 30 }

/** The paths of all tensors in a state. */
const pathsIn = (state: unknown): readonly string[] => P.paths(state as { readonly [key: string]: T.Scalar })

describe.each(table)('$name', ({ optimizer, decays, whole }) => {
  it(`${decays ? 'moves' : 'leaves'} the parameters when the gradient is zero and the state fresh`, () => {
    fc.assert(
      fc.property(records, (params) => {
        const [updates] = updatesOf(optimizer, params, [zeros(params)])
        const still = flat(updates).every((u) => u === 0)
        const most = Math.max(...flat(params).map(Math.abs))
        // A share of a number smaller than 1e-300 may round to 0.
        if (decays !== true || most === 0) expect(still).toBe(true)
        else if (most > 1e-300) expect(still).toBe(false)
      }),
      runs,
    )
  })

  it('keeps the structure of the record in its updates', () => {
    fc.assert(
      fc.property(records, records, (params, gradient) => {
        const [updates] = updatesOf(optimizer, params, [gradient])
        expect(P.paths(updates)).toEqual(P.paths(params))
        expect(Array.isArray(updates.pair) && Array.isArray(updates.list)).toBe(true)
      }),
      runs,
    )
  })

  it(`commutes with flattening${whole ? ', up to the last bits' : ', to the bit'}`, () => {
    fc.assert(
      fc.property(records, some, (params, gradients) => {
        const vector = P.flatten(params)
        let state = optimizer.init(vector)
        updatesOf(optimizer, params, gradients).forEach((updates, i) => {
          const [flatUpdates, next] = optimizer.update(P.flatten(gradients[i]), state, vector)
          state = next
          const [a, b] = [flat(updates), Array.from(T.toFlat(flatUpdates))]
          if (whole) a.forEach((u, k) => expect(Math.abs(u - b[k])).toBeLessThanOrEqual(1e-14 * Math.abs(u)))
          else expect(a).toEqual(b)
        })
      }),
      runs,
    )
  })

  it('after or before `nothing` is itself, to the bit', () => {
    fc.assert(
      fc.property(records, some, (params, gradients) => {
        const alone = updatesOf(optimizer, params, gradients).map(flat)
        const before = updatesOf(untyped(O.chain(O.nothing, optimizer as never)), params, gradients).map(flat)
        const after = updatesOf(untyped(O.chain(optimizer as never, O.nothing)), params, gradients).map(flat)
        expect(before).toEqual(alone)
        expect(after).toEqual(alone)
      }),
      runs,
    )
  })

  it('masked by all is itself; by none gives zeros as an optimizer, as a transformation the gradient, to the bit', () => {
    fc.assert(
      fc.property(records, some, (params, gradients) => {
        const all = updatesOf(untyped(O.masked(() => true)(optimizer)), params, gradients).map(flat)
        const none = updatesOf(untyped(O.masked(() => false)(optimizer)), params, gradients).map(flat)
        if (!whole) expect(all).toEqual(updatesOf(optimizer, params, gradients).map(flat))
        expect(none).toEqual(gradients.map((g) => (O.isOptimizer(optimizer) ? flat(g).map(() => 0) : flat(g))))
      }),
      runs,
    )
  })

  it('of a part of a record, by `perPart`, is itself on that part', () => {
    fc.assert(
      fc.property(records, records, (params, gradient) => {
        const one = O.isOptimizer(optimizer)
          ? optimizer
          : untyped(O.chain(optimizer as never, O.sgd({ learningRate: 1 })))
        const both = O.perPart({ one, two: O.sgd({ learningRate: 2 }) })
        const record = { one: params, two: T.scalar(1) }
        const [updates] = both.update({ one: gradient, two: T.scalar(3) }, both.init(record), record)
        const [alone] = updatesOf(one, params, [gradient])
        expect(flat((updates as { readonly one: Tree }).one)).toEqual(flat(alone))
        expect(T.toNumber((updates as { readonly two: T.Scalar }).two)).toBe(-6)
      }),
      runs,
    )
  })
})

describe('the state', () => {
  const params = { w: T.tensor([[1, 2]]), deep: [T.scalar(3), { b: T.tensor([4]) }] as const }
  const like = ['deep.0', 'deep.1.b', 'w']
  const under = (...keys: readonly string[]): readonly string[] =>
    keys.flatMap((key) => like.map((path) => `${key}.${path}`))

  it.each([
    ['sgd', O.sgd().init(params), []],
    ['momentum', O.momentum().init(params), under('1.velocity')],
    ['nesterov', O.nesterov().init(params), under('1.velocity')],
    ['adagrad', O.adagrad().init(params), under('0.h')],
    ['rmsprop', O.rmsprop().init(params), under('0.h')],
    ['adam', O.adam().init(params), ['0.correction1', '0.correction2', ...under('0.m', '0.v')]],
    ['adamw', O.adamw().init(params), ['0.correction1', '0.correction2', ...under('0.m', '0.v')]],
  ] as const)('of %s has the keys of the record, and begins with zeros', (_, state, paths) => {
    expect(pathsIn(state)).toEqual(paths)
    const all = P.fold<readonly number[]>([], (done, x) => [...done, ...T.toFlat(x)])(state as unknown as Tree)
    expect(all.every((x) => x === 0)).toBe(true)
  })
})

describe('special settings', () => {
  it.each([
    ['momentum', O.momentum({ learningRate: 0.3, momentum: 0 })],
    ['nesterov', O.nesterov({ learningRate: 0.3, momentum: 0 })],
  ])('%s with α = 0 is SGD', (_, optimizer) => {
    fc.assert(
      fc.property(records, some, (params, gradients) => {
        const plain = updatesOf(untyped(O.sgd({ learningRate: 0.3 })), params, gradients)
        // −0 may become 0 when a velocity of 0 is added.
        expect(updatesOf(untyped(optimizer), params, gradients).map((u) => flat(u).map((x) => x + 0))).toEqual(
          plain.map((u) => flat(u).map((x) => x + 0)),
        )
      }),
      runs,
    )
  })

  it.each([
    ['adagrad', O.adagrad({ epsilon: 0 })],
    ['rmsprop', O.rmsprop({ epsilon: 0 })],
    ['adam', O.adam({ epsilon: 0 })],
    ['adam, no correction', O.adam({ epsilon: 0, biasCorrection: false })],
    ['adamw, no decay', O.adamw({ epsilon: 0, weightDecay: 0 })],
  ] as const)('%s with ε = 0 makes a zero update of a zero gradient, not NaN', (_, made) => {
    const optimizer = made as unknown as Any
    const params = T.tensor([1, 2])
    const gradients = [T.tensor([0, 0]), T.tensor([0, 3]), T.tensor([0, 0])]
    let state = optimizer.init(params)
    gradients.forEach((gradient, i) => {
      const [updates, next] = optimizer.update(gradient, state, params)
      state = next
      const [still, moved] = T.toFlat(updates)
      expect(Math.abs(still)).toBe(0)
      expect(Number.isFinite(moved)).toBe(true)
      expect(moved < 0).toBe(i === 1 || (i === 2 && pathsIn(state).includes('0.m')))
    })
  })

  it('Adam with β₁ = 0, ε = 0 and no correction is RMSProp', () => {
    const general = O.adam({ learningRate: 0.3, beta1: 0, beta2: 0.7, epsilon: 0, biasCorrection: false })
    const rms = O.rmsprop({ learningRate: 0.3, decay: 0.7, epsilon: 0 })
    expect(apart(walked(untyped(general)), walked(untyped(rms)))).toBeLessThan(1e-12)
  })

  it.each([
    ['adagrad', (epsilon: number) => untyped(O.adagrad({ epsilon }))],
    ['rmsprop', (epsilon: number) => untyped(O.rmsprop({ epsilon }))],
  ])('%s makes the same update of 2ᵏ·g with ε·4ᵏ as of g with ε, to the bit', (_, made) => {
    fc.assert(
      fc.property(
        fc.integer({ min: -8, max: 8 }),
        fc.array(
          fc.double({ min: -10, max: 10, noNaN: true }).filter((g) => g === 0 || Math.abs(g) > 1e-100),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        (k, gradients) => {
          const all = (optimizer: Any, factor: number): readonly number[] => {
            let state = optimizer.init(T.scalar(0))
            return gradients.map((g) => {
              const [u, next] = optimizer.update(T.scalar(factor * g), state, T.scalar(0))
              state = next
              return T.toNumber(u)
            })
          }
          expect(all(made(1e-3 * 4 ** k), 2 ** k)).toEqual(all(made(1e-3), 1))
        },
      ),
    )
  })

  it('momentum on a quadratic of curvature L comes down below 2(1 + α)/L, and not above', () => {
    const size = (learningRate: number, alpha: number): number => {
      const { init, update } = O.momentum({ learningRate, momentum: alpha })
      let [w, state] = [T.scalar(1), init(T.scalar(0))]
      Array.from({ length: 3000 }, () => {
        const [updates, next] = update(pipe(w, T.mul(2)), state, w)
        ;[w, state] = [O.apply(updates, w), next]
      })
      return Math.abs(T.toNumber(w))
    }
    ;[0, 0.3, 0.9].forEach((alpha) => {
      expect(size(0.99 * (1 + alpha), alpha)).toBeLessThan(1e-3)
      expect(size(1.01 * (1 + alpha), alpha)).toBeGreaterThan(1e3)
    })
  })
})

describe('bad options', () => {
  const notNegative = [-1, -Number.MIN_VALUE, NaN, Infinity]
  const fractions = [-0.1, 1, 1.5, NaN]
  const cases: readonly (readonly [string, string, readonly number[], (v: number) => unknown])[] = [
    ['sgd', 'learningRate', notNegative, (v) => O.sgd({ learningRate: v })],
    ['momentum', 'learningRate', notNegative, (v) => O.momentum({ learningRate: v })],
    ['momentum', 'momentum', fractions, (v) => O.momentum({ momentum: v })],
    ['nesterov', 'learningRate', notNegative, (v) => O.nesterov({ learningRate: v })],
    ['nesterov', 'momentum', fractions, (v) => O.nesterov({ momentum: v })],
    ['adagrad', 'learningRate', notNegative, (v) => O.adagrad({ learningRate: v })],
    ['adagrad', 'epsilon', notNegative, (v) => O.adagrad({ epsilon: v })],
    ['rmsprop', 'learningRate', notNegative, (v) => O.rmsprop({ learningRate: v })],
    ['rmsprop', 'decay', fractions, (v) => O.rmsprop({ decay: v })],
    ['rmsprop', 'epsilon', notNegative, (v) => O.rmsprop({ epsilon: v })],
    ['adam', 'learningRate', notNegative, (v) => O.adam({ learningRate: v })],
    ['adam', 'beta1', fractions, (v) => O.adam({ beta1: v })],
    ['adam', 'beta2', fractions, (v) => O.adam({ beta2: v })],
    ['adam', 'epsilon', notNegative, (v) => O.adam({ epsilon: v })],
    ['adamw', 'learningRate', notNegative, (v) => O.adamw({ learningRate: v })],
    ['adamw', 'beta1', fractions, (v) => O.adamw({ beta1: v })],
    ['adamw', 'beta2', fractions, (v) => O.adamw({ beta2: v })],
    ['adamw', 'epsilon', notNegative, (v) => O.adamw({ epsilon: v })],
    ['adamw', 'weightDecay', notNegative, (v) => O.adamw({ weightDecay: v })],
    ['addDecayedWeights', 'weightDecay', notNegative, (v) => O.addDecayedWeights(v)],
    ['scaleByLearningRate', 'learningRate', notNegative, (v) => O.scaleByLearningRate(v)],
    ['trace', 'decay', fractions, (v) => O.trace(v)],
    ['clipByValue', 'limit', [0, -1, NaN], (v) => O.clipByValue(v)],
    ['clipByGlobalNorm', 'limit', [0, -1, NaN], (v) => O.clipByGlobalNorm(v)],
    ['Schedule.constant', 'rate', notNegative, (v) => Schedule.constant(v)],
    ['Schedule.step', 'interval', [0, -1, NaN], (v) => Schedule.step(1, { every: v, factor: 0.5 })],
    ['Schedule.step', 'factor', [0, -1, NaN], (v) => Schedule.step(1, { every: 1, factor: v })],
    ['Schedule.exponential', 'rate', notNegative, (v) => Schedule.exponential(v, { every: 1, factor: 0.5 })],
    ['Schedule.cosine', 'number of steps', [0, -1, NaN], (v) => Schedule.cosine(1, { steps: v })],
    ['Schedule.cosine', 'rate', notNegative, (v) => Schedule.cosine(1, { steps: 1, final: v })],
    ['Schedule.warmup', 'number of steps', [0, -1, NaN], (v) => Schedule.warmup(v)],
  ]

  it.each(cases)('of %s are refused, with their name and value: %s', (operation, option, values, make) => {
    values.forEach((v) => failing(() => make(v), operation, option, String(v)))
  })
})

// -------------------------------------------------------------------------------------------------
// transformations and combinators
// -------------------------------------------------------------------------------------------------

const once = (optimizer: Any, gradient: Tree, params: Tree = zeros(gradient)): readonly number[] =>
  flat(updatesOf(optimizer, params, [gradient])[0])

describe('scale and the clips', () => {
  it('scale multiplies every element', () => {
    fc.assert(
      fc.property(records, (g) => {
        expect(once(untyped(O.scale(-3)), g)).toEqual(flat(g).map((x) => -3 * x))
      }),
      runs,
    )
  })

  it('clipByValue brings every element into [−limit, limit], and leaves those within', () => {
    fc.assert(
      fc.property(records, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (g, limit) => {
        const clipped = once(untyped(O.clipByValue(limit)), g)
        expect(clipped.map((x) => x + 0)).toEqual(flat(g).map((x) => Math.max(-limit, Math.min(limit, x)) + 0))
      }),
      runs,
    )
  })

  it('clipByGlobalNorm shortens a long gradient to the norm, keeps its direction, and leaves a short one untouched', () => {
    fc.assert(
      fc.property(records, fc.double({ min: 1e-2, max: 1e4, noNaN: true }), (g, limit) => {
        const [before, after] = [flat(g), once(untyped(O.clipByGlobalNorm(limit)), g)]
        const norm = Math.hypot(...before)
        expect(T.toNumber(O.globalNorm(g))).toBeCloseTo(norm, 6 - Math.ceil(Math.log10(Math.max(norm, 1))))
        if (norm <= limit * (1 - 1e-12)) expect(after).toEqual(before)
        if (norm >= limit * (1 + 1e-12)) {
          expect(Math.abs(Math.hypot(...after) / limit - 1)).toBeLessThan(1e-12)
          after.forEach((x, i) => expect(Math.abs(x - (before[i] * limit) / norm)).toBeLessThanOrEqual(1e-12 * limit))
        }
      }),
    )
  })

  it('a zero gradient stays zero', () => {
    const g = { w: T.tensor([0, 0]), b: T.scalar(0) }
    const [updates] = O.clipByGlobalNorm(1).update(g, [], g)
    expect(Array.from(T.toFlat(P.flatten(updates)))).toEqual([0, 0, 0])
  })

  it('addDecayedWeights adds λ·w to the gradient', () => {
    const [updates] = O.addDecayedWeights(0.25).update(T.tensor([1, 2]), [], T.tensor([8, -8]))
    expect(T.toArray(updates)).toEqual([3, 0])
  })
})

describe('chain', () => {
  const machines = table.map(({ optimizer }) => optimizer)
  const all = fc.constantFrom(...machines)
  const others = fc.constantFrom(...machines.filter((each) => !O.isOptimizer(each)))
  const chained = O.chain as unknown as (...members: readonly Any[]) => Any
  const parts = fc.oneof(fc.tuple(all, others, others), fc.tuple(others, all, others), fc.tuple(others, others, all))

  /** A chain, or the message of its refusal. */
  const attempted = (chain: () => Any): Any | string => {
    try {
      return chain()
    } catch (error) {
      return (error as Error).message
    }
  }

  it('is associative in its updates, to the bit, for all of the table, and in what it refuses', () => {
    fc.assert(
      fc.property(parts, records, some, ([a, b, c], params, gradients) => {
        const left = attempted(() => chained(chained(a, b), c))
        const right = attempted(() => chained(a, chained(b, c)))
        if (typeof left === 'string' || typeof right === 'string') expect(left).toBe(right)
        else expect(updatesOf(left, params, gradients).map(flat)).toEqual(updatesOf(right, params, gradients).map(flat))
      }),
    )
  })
})

describe('masked and perPart', () => {
  it('masked gives the chosen ones to the optimizer, and zeros to the others', () => {
    const optimizer = O.masked((path) => path.startsWith('a'))(O.sgd({ learningRate: 0.5 }))
    const params = { a: [T.scalar(1), T.scalar(2)], b: T.scalar(3) }
    const [updates] = optimizer.update(
      { a: [T.scalar(2), T.scalar(4)], b: T.scalar(6) },
      optimizer.init(params),
      params,
    )
    expect([T.toNumber(updates.a[0]), T.toNumber(updates.a[1]), T.toNumber(updates.b)]).toEqual([-1, -2, 0])
  })

  it('perPart refuses a record with other keys, with both lists of them', () => {
    const optimizer = O.perPart({ a: O.sgd(), b: O.adam() })
    const other = { a: T.scalar(1), c: T.scalar(2) }
    failing(() => optimizer.init(other), 'perPart', 'a, b', 'a, c')
    failing(() => optimizer.init({ a: T.scalar(1) }), 'perPart', 'a, b', 'a')
    failing(() => optimizer.init(T.scalar(1)), 'perPart', 'a, b', '')
  })

  it('perPart keeps a state for each part', () => {
    const optimizer = O.perPart({ a: O.sgd(), b: O.momentum() })
    const state = optimizer.init({ a: T.scalar(1), b: T.tensor([1, 2]) })
    expect(pathsIn(state)).toEqual(['b.1.velocity'])
  })
})

describe('schedules', () => {
  const at = (schedule: Schedule.Schedule, t: number): number => T.toNumber(schedule(T.scalar(t)))

  it.each([
    ['constant', Schedule.constant(0.3), [0, 1, 1000], [0.3, 0.3, 0.3]],
    ['step', Schedule.step(0.8, { every: 10, factor: 0.5 }), [0, 9, 10, 19, 20, 35], [0.8, 0.8, 0.4, 0.4, 0.2, 0.1]],
    ['exponential', Schedule.exponential(0.8, { every: 10, factor: 0.25 }), [0, 5, 10, 20], [0.8, 0.4, 0.2, 0.05]],
    ['cosine', Schedule.cosine(1, { steps: 10, final: 0.2 }), [0, 5, 10, 99], [1, 0.6, 0.2, 0.2]],
    [
      'warmup',
      Schedule.warmup(4)(Schedule.step(1, { every: 2, factor: 0.5 })),
      [0, 1, 3, 4, 5, 6],
      [0.25, 0.5, 1, 1, 1, 0.5],
    ],
  ] as const)('%s has the values of its formula', (_, schedule, times, rates) => {
    times.forEach((t, i) => expect(at(schedule, t)).toBeCloseTo(rates[i], 12))
  })

  it('a scheduled optimizer shows the iteration and the rate of its last step', () => {
    const { init, update } = O.scheduled(Schedule.step(1, { every: 2, factor: 0.5 }))(O.sgd)
    let state = init(T.scalar(0))
    expect(T.toNumber(state.learningRate)).toBe(1)
    const seen = Array.from({ length: 6 }, () => {
      const [updates, next] = update(T.scalar(1), state, T.scalar(0))
      state = next
      return [T.toNumber(updates), T.toNumber(state.learningRate), T.toNumber(state.iteration)]
    })
    expect(seen).toEqual([
      [-1, 1, 1],
      [-1, 1, 2],
      [-0.5, 0.5, 3],
      [-0.5, 0.5, 4],
      [-0.25, 0.25, 5],
      [-0.25, 0.25, 6],
    ])
  })

  it.each([
    ['sgd', untyped(O.scheduled(Schedule.constant(0.2))(O.sgd)), untyped(O.sgd({ learningRate: 0.2 }))],
    ['momentum', untyped(O.scheduled(Schedule.constant(0.2))(O.momentum)), untyped(O.momentum({ learningRate: 0.2 }))],
    ['nesterov', untyped(O.scheduled(Schedule.constant(0.2))(O.nesterov)), untyped(O.nesterov({ learningRate: 0.2 }))],
    ['adagrad', untyped(O.scheduled(Schedule.constant(0.2))(O.adagrad)), untyped(O.adagrad({ learningRate: 0.2 }))],
    ['rmsprop', untyped(O.scheduled(Schedule.constant(0.2))(O.rmsprop)), untyped(O.rmsprop({ learningRate: 0.2 }))],
    ['adam', untyped(O.scheduled(Schedule.constant(0.2))(O.adam)), untyped(O.adam({ learningRate: 0.2 }))],
    ['adamw', untyped(O.scheduled(Schedule.constant(0.2))(O.adamw)), untyped(O.adamw({ learningRate: 0.2 }))],
  ] as const)('%s with a constant schedule walks the path without one, to the bit', (_, scheduled, plain) => {
    expect(walked(scheduled)).toEqual(walked(plain))
  })
})

it('what is refused is a NablaError', () => {
  const thrown = (() => {
    try {
      return O.adam({ beta1: 2 })
    } catch (e) {
      return e
    }
  })()
  expect(isNablaError(thrown)).toBe(true)
})
