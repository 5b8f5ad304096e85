import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as A from '../../src/Activation.js'
import * as Data from '../../src/Data.js'
import * as L from '../../src/Layer.js'
import * as M from '../../src/Model.js'
import * as Objective from '../../src/Objective.js'
import * as O from '../../src/Optimizer.js'
import * as Schedule from '../../src/Schedule.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'
import { descentOf, stableBelow } from '../../src/diagnosis/Probe.js'

const seeds = fc.integer().map(Seed.fromNumber)

describe('the largest curvature', () => {
  // The Hessian of mean (wx + b − y)² is 2/n [[Σx², Σx], [Σx, n]].
  const eigenvalues = (xs: readonly number[]): readonly [number, number] => {
    const [n, first, second] = [xs.length, xs.reduce((a, x) => a + x, 0), xs.reduce((a, x) => a + x * x, 0)]
    const [trace, det] = [(2 / n) * (second + n), (4 / n ** 2) * (second * n - first ** 2)]
    const root = Math.sqrt(trace ** 2 - 4 * det)
    return [(trace + root) / 2, (trace - root) / 2]
  }

  it('of linear least squares is the eigenvalue that a formula gives', () => {
    const rows = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(rows, seeds, (xs, seed) => {
        const [exact, second] = eigenvalues(xs)
        // What is left of the second direction falls by (λ₂/λ₁)² a step: 100 steps leave nothing of it here.
        fc.pre(second <= 0.9 * exact)
        const model = L.dense(1, 1)
        const x = T.tensor(xs.map((v): readonly [number] => [v])) as T.Tensor<[number, 1]>
        const loss = (p: L.Dense<1, 1>) => Objective.regression(1).loss(x as never)(model.apply(p)(x as never))
        const found = Train.largestCurvature(loss)(model.init(seed)) ?? NaN
        expect(found).toBeLessThanOrEqual(exact * (1 + 1e-12))
        expect(found).toBeGreaterThanOrEqual(exact * (1 - 1e-7))
      }),
    )
  })

  it('is the largest, not that of the largest absolute value', () => {
    const f = (x: T.Tensor<[2]>) => pipe(x, T.square, T.mul(T.tensor([-3, 1])), T.sum) as T.Scalar
    expect(Train.largestCurvature(f)(T.tensor([5, 7]))).toBeCloseTo(2, 6)
    const g = (x: T.Tensor<[2]>) => pipe(x, T.square, T.mul(T.tensor([-3, -1])), T.sum) as T.Scalar
    expect(Train.largestCurvature(g)(T.tensor([5, 7]))).toBeCloseTo(-2, 6)
  })

  it('is absent where the Hessian is not finite, and 0 where the function is linear', () => {
    const f = (x: T.Tensor<[2]>) => pipe(x, T.exp, T.sum) as T.Scalar
    expect(Train.largestCurvature(f)(T.tensor([1000, 0]))).toBeUndefined()
    expect(Train.largestCurvature((x: T.Tensor<[2]>) => T.sum(x))(T.tensor([1, 2]))).toBe(0)
  })
})

describe('descent, found by trying', () => {
  const model = M.sequential(M.named('hidden', L.dense(2, 3)), L.activation(A.tanh), M.named('out', L.dense(3, 1)))
  const data = Data.fromTensors(T.tensor([[1, 2], [3, -1], [0.5, 0]]), T.tensor([[1], [-2], [4]])) // prettier-ignore
  const [batch] = Data.batches(data, { size: 3 })
  const tried = (optimizer: any, seed: Seed.Seed) => {
    const trainer = Train.trainer({ model, objective: Objective.regression(1), optimizer }) as any
    return descentOf(trainer, trainer.start(seed), batch, M.evaluate)
  }
  const rates = fc.double({ min: 1e-6, max: 1e3, noNaN: true })
  const shares = fc.double({ min: 0.01, max: 0.99, noNaN: true })
  const close = (found: number | undefined, expected: number) =>
    expect(Math.abs((found ?? NaN) / expected - 1)).toBeLessThan(1e-9)

  it('is the rate and the momentum that the optimizer was made with', () => {
    fc.assert(
      fc.property(rates, shares, seeds, (learningRate, momentum, seed) => {
        const plain = tried(O.sgd({ learningRate }), seed)
        close(plain?.rate, learningRate)
        expect([plain?.momentum, plain?.nesterov]).toEqual([0, false])
        for (const make of [O.momentum, O.nesterov]) {
          const moving = tried(make({ learningRate, momentum }), seed)
          close(moving?.rate, learningRate)
          close(moving?.momentum, momentum)
          expect(moving?.nesterov).toBe(make === O.nesterov)
        }
        close(tried(O.chain(O.scale(2), O.sgd({ learningRate })), seed)?.rate, 2 * learningRate)
        close(tried(O.scheduled(Schedule.constant(learningRate))(O.sgd), seed)?.rate, learningRate)
      }),
      { numRuns: 20 },
    )
  })

  it('is none where each coordinate has a rate of its own, or the parameters take part', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        for (const optimizer of [O.adam(), O.rmsprop(), O.adagrad(), O.chain(O.addDecayedWeights(0.1), O.sgd())])
          expect(tried(optimizer, seed)).toBeUndefined()
      }),
      { numRuns: 20 },
    )
  })

  // Iterated on a quadratic of curvature 1, from (w, v) = (1, 0).
  it('comes to rest below the rate that is said to be stable, and not above', () => {
    const after = (rate: number, momentum: number, nesterov: boolean) =>
      Array.from({ length: 2000 }).reduce<readonly [number, number]>(
        ([w, v]) => {
          const next = momentum * v - rate * w
          return [nesterov ? w + momentum * next - rate * w : w + next, next]
        },
        [1, 0],
      )[0]
    for (const momentum of [0, 0.3, 0.5, 0.9])
      for (const nesterov of [false, true]) {
        const stable = stableBelow({ momentum, nesterov }, 1)
        expect(Math.abs(after(stable * 0.95, momentum, nesterov))).toBeLessThan(1e-3)
        expect(Math.abs(after(stable * 1.05, momentum, nesterov)) < 1e3).toBe(false)
      }
  })
})
