import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as D from '../../src/Diff.js'
import * as Data from '../../src/Data.js'
import * as L from '../../src/Layer.js'
import * as Objective from '../../src/Objective.js'
import * as O from '../../src/Optimizer.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'

import { bits, line, points, trainer } from './support.js'

const { step, start } = trainer

/** Some epochs of a data set, as one list of batches. */
const epochs = (count: number, size: number, many: number, seed: Seed.Seed, dropLast = false) =>
  Array.from({ length: many }, (_, epoch) =>
    Array.from(Data.batches(points(count), { size, epoch, dropLast, seed: Train.forBatches(seed) })),
  ).flat()

const seeds = fc.integer().map(Seed.fromNumber)

const cuts = fc.record({
  count: fc.integer({ min: 1, max: 9 }),
  size: fc.integer({ min: 1, max: 10 }),
  many: fc.integer({ min: 1, max: 3 }),
  seed: seeds,
})

describe('fold', () => {
  it('over a concatenation is the fold after the fold, to the bit', () => {
    fc.assert(
      fc.property(cuts, fc.nat(), ({ count, size, many, seed }, n) => {
        const all = epochs(count, size, many, seed)
        const middle = n % (all.length + 1)
        const whole = Train.fold(step, start(seed))(all)
        const first = Train.fold(step, start(seed))(all.slice(0, middle))
        expect(bits(Train.fold(step, first)(all.slice(middle)))).toEqual(bits(whole))
      }),
      { numRuns: 30 },
    )
  })

  it('makes the same of the same seed, and something else of another', () => {
    const end = (number: number) =>
      bits(pipe(epochs(7, 3, 2, Seed.fromNumber(number)), Train.fold(step, start(Seed.fromNumber(number)))))
    expect(end(1)).toEqual(end(1))
    expect(end(1)).not.toEqual(end(2))
  })

  it('walks an endless stretch only as far as it goes, and needs no stack for it', () => {
    const many = 200_000
    const ones = Array.from({ length: many }, () => 1)
    expect(Train.fold((sum: number, x: number) => sum + x, 0)(ones)).toBe(many)
  })
})

describe('step', () => {
  it('leaves the state and the batch it is given as they are', () => {
    const seed = Seed.fromNumber(3)
    const [state, [batch]] = [start(seed), epochs(5, 2, 1, seed)]
    const before = bits(state)
    const after = step(state, batch)
    expect(bits(state)).toEqual(before)
    expect(bits(step(state, batch))).toEqual(bits(after))
    expect(after.seed).toEqual(seed)
  })

  it('counts epochs, iterations and places, whether the last batch is short, full or left out', () => {
    const walk = (count: number, size: number, dropLast: boolean) => {
      const seed = Seed.fromNumber(1)
      return epochs(count, size, 2, seed, dropLast).reduce<{
        readonly state: ReturnType<typeof start>
        readonly seen: readonly string[]
      }>(
        ({ state, seen }, batch) => {
          const next = step(state, batch)
          return { state: next, seen: [...seen, `${next.epoch}/${next.iteration}/${next.position}`] }
        },
        { state: start(seed), seen: [] },
      ).seen
    }
    const three = ['0/1/1', '0/2/2', '1/3/0', '1/4/1', '1/5/2', '2/6/0']
    const two = ['0/1/1', '1/2/0', '1/3/1', '2/4/0']
    expect(walk(5, 2, false)).toEqual(three)
    expect(walk(6, 2, false)).toEqual(three)
    expect(walk(6, 2, true)).toEqual(three)
    expect(walk(5, 2, true)).toEqual(two)
    expect(walk(2, 9, false)).toEqual(['1/1/0', '2/2/0'])
  })

  it('observes the loss and the output before the update', () => {
    const seed = Seed.fromNumber(4)
    const [state, [batch]] = [start(seed), epochs(5, 5, 1, seed)]
    const { loss, output, state: next } = trainer.observe(state, batch)
    const before = trainer.model.apply(state.params)(batch.inputs)
    expect(output).toEqual(before)
    expect(loss).toEqual(trainer.objective.loss(batch.targets)(before))
    expect(bits(next)).toEqual(bits(step(state, batch)))
  })

  it('never looks at a number: it goes on over what is not finite', () => {
    const data = Data.fromTensors(T.tensor([[NaN, 1]]), T.tensor([[1]]))
    const end = pipe(Data.batches(data, { size: 1 }), Train.fold(step, start(Seed.fromNumber(1))))
    expect(end.iteration).toBe(1)
    expect(T.toFlat(end.params.out.bias)).toEqual(Float64Array.of(NaN))
  })

  it('takes a state whose type says record and optimizer', () => {
    const { params, optimizer } = start(Seed.fromNumber(1))
    expectTypeOf(params.hidden.weight).toEqualTypeOf<T.Tensor<[2, 4]>>()
    expectTypeOf(optimizer).toEqualTypeOf<O.StateOf<O.Adam, typeof params>>()
  })
})

describe('evaluate', () => {
  it('is the mean over the rows, however they are cut', () => {
    const { params } = start(Seed.fromNumber(2))
    const losses = [1, 2, 3, 7, 100].map((size) => Train.evaluate(trainer, params)(points(7), size).loss)
    losses.forEach((loss) => expect(Math.abs(loss / losses[4] - 1)).toBeLessThan(1e-14))
  })
})

// The lines that the slide prints. Cost and gradient are those before the update, w is that after it.
const printed = [
  [0, '41.4864', '0.4852', '-42.7247'],
  [5, '3.4582', '1.5627', '-12.3354'],
  [10, '0.2883', '1.8737', '-3.5614'],
  [15, '0.0240', '1.9635', '-1.0282'],
] as const

interface Row {
  readonly cost: number
  readonly w: number
  readonly gradient: number
}

const shown = (rows: readonly Row[]) =>
  printed.map(([at]) => {
    const { cost, w, gradient } = rows[at]
    return [at, cost.toFixed(4), w.toFixed(4), gradient.toFixed(4)]
  })

describe('the slides’ linear regression', () => {
  const byHand = (): readonly Row[] => {
    const { x, y } = line
    const cost = (w: T.Scalar): T.Scalar => pipe(x, T.mul(w), T.sub(y), T.square, T.mean)
    let w = T.scalar(line.start)
    return Array.from({ length: line.steps }, () => {
      const { value, gradient } = D.valueAndGrad(cost)(w)
      w = pipe(w, T.sub(pipe(gradient, T.mul(line.learningRate))))
      return { cost: T.toNumber(value), w: T.toNumber(w), gradient: T.toNumber(gradient) }
    })
  }

  const byTrainer = (): readonly Row[] => {
    const { learningRate } = line
    const fit = Train.trainer({
      model: L.dense(1, 1, { bias: false }),
      objective: Objective.regression(1),
      optimizer: O.sgd({ learningRate }),
    })
    const data = Data.fromTensors(line.x, line.y)
    let state = { ...fit.start(Seed.fromNumber(1)), params: { weight: T.tensor([[line.start]]) } }
    return Array.from({ length: line.steps }, (_, epoch) => {
      const [batch] = Data.batches(data, { size: 5, epoch })
      const before = T.toArray(state.params.weight)[0][0]
      const observed = fit.observe(state, batch)
      state = observed.state
      const w = T.toArray(state.params.weight)[0][0]
      return { cost: T.toNumber(observed.loss), w, gradient: (before - w) / learningRate }
    })
  }

  it.each([
    ['by valueAndGrad alone', byHand],
    ['by a trainer', byTrainer],
  ])('prints the twelve numbers of the slide, %s', (_, rows) => {
    expect(shown(rows())).toEqual(printed)
    expect(rows()[line.steps - 1].w.toFixed(4)).toBe('1.9865')
  })

  it('goes as its closed form: w = 2 + c·0.78ᵏ, cost = 11(w − 2)², gradient = 22(w − 2)', () => {
    byHand().forEach(({ cost, w, gradient }, k) => {
      const off = (line.start - 2) * 0.78 ** k
      expect(Math.abs(w - (2 + 0.78 * off))).toBeLessThan(1e-13)
      expect(Math.abs(cost - 11 * off ** 2)).toBeLessThan(1e-13 * 50)
      expect(Math.abs(gradient - 22 * off)).toBeLessThan(1e-13 * 50)
    })
  })
})
