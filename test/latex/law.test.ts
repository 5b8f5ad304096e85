import { pipe } from 'fp-ts/lib/function.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agree } from '../../laws/rounding.js'
import type { Tree } from '../../laws/tree.js'
import { network } from '../../laws/random/networks/network.js'
import * as A from '../../src/Activation.js'
import * as D from '../../src/Diff.js'
import { inputId, type Label, type Layout } from '../../src/latex/Document.js'
import { read, type ReadOptions } from '../../src/latex/Read.js'
import { arrange, stepsOf } from '../../src/latex/Steps.js'
import { updateSteps } from '../../src/latex/Update.js'
import { stage } from '../../src/graph/Stage.js'
import type * as Latex from '../../src/Latex.js'
import * as O from '../../src/Optimizer.js'
import * as Schedule from '../../src/Schedule.js'
import * as T from '../../src/Tensor.js'
import { entries } from '../../src/tensor/Params.js'
import { cases } from '../support/cases.js'
import { evaluateSteps, outOfRange } from './evaluate.js'
import { programs, smoothPrograms } from './programs.js'

const options: ReadOptions = { given: {}, counts: [], literals: [], distributions: new Set() }
const layout: Layout = { distributions: new Set(), names: new Map(), sizes: new Map(), width: 72 }

type F = (x: unknown) => unknown

/** A function by way of its formula. */
const throughFormula = (f: F, like: unknown): F => {
  const { graph } = stage(f)(like as never)
  const document = read(graph, options)
  const label = (path: string): Label => ({ _tag: 'Named', name: { base: path }, args: '' })
  const labels = new Map(document.outputs.map(({ path }) => [path, label(path)]))
  const steps = arrange(layout, stepsOf(document, labels))
  return (x) => {
    const values = evaluateSteps(document, steps, x)
    return Object.fromEntries(
      steps.flatMap(({ id, label: of }) => (of?._tag === 'Named' ? [[of.name.base, values.get(id)]] : [])),
    )
  }
}

const flat =
  (f: F): F =>
  (x) =>
    Object.fromEntries(entries(f(x)))

const holds = (f: F, x: unknown): void => {
  const formula = throughFormula(f, x)
  // Nothing is claimed where an exponential of the formula is out of range.
  try {
    formula(x)
  } catch (error) {
    if (error === outOfRange) return fc.pre(false)
    throw error
  }
  const verdict = agree(flat(f) as (x: unknown) => Tree, formula as (x: unknown) => Tree, x)
  expect(verdict).not.toMatchObject({ _tag: 'Violated' })
}

/** Parameters after some steps with the last one taken by way of the formula. */
const throughRule = (optimizer: Latex.UpdateRule & O.AnyOptimizer): ((x: Steps) => unknown) => {
  const rule = updateSteps(optimizer)
  const { document } = rule
  const steps = arrange(layout, rule.steps)
  return ({ params, gradients }) => {
    const before = walked(optimizer, params, gradients.slice(0, -1))
    const gradient = gradients[gradients.length - 1]
    const t = new Map([['t', T.scalar(gradients.length)]])
    const values = evaluateSteps(document, steps, { ...before, gradient }, t)
    return steps.flatMap(({ id, label }) =>
      label?._tag === 'Named' && label.previous === inputId('params') ? [values.get(id)] : [],
    )[0]
  }
}

interface Steps {
  readonly params: T.Tensor<[2]>
  readonly gradients: readonly T.Tensor<[2]>[]
}

/** Parameters and state after some steps. */
const walked = (optimizer: O.AnyOptimizer, params: T.Tensor<[2]>, gradients: Steps['gradients']) =>
  gradients.reduce<{ readonly params: T.Tensor<[2]>; readonly state: unknown }>(
    (now, gradient) => {
      const [updates, state] = optimizer.update(gradient as never, now.state as never, now.params as never)
      return { params: O.apply(updates as T.Tensor<[2]>, now.params), state }
    },
    { params, state: optimizer.init(params as never) },
  )

const pair = fc
  .tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: -3, max: 3, noNaN: true }))
  .filter((v) => v.every((w) => w === 0 || Math.abs(w) > 1e-3))
  .map(([a, b]) => T.tensor([a, b]))

const few = { numRuns: cases(30) }

describe('a formula, computed with numbers, is the function', () => {
  it('for random programs', () => {
    fc.assert(
      fc.property(programs, ({ f, x }) => holds(f, x)),
      few,
    )
  })

  // Functions whose gradient has no formula, or none everywhere.
  const five = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 5, maxLength: 5 }).map((v) => T.fromArray(v, [5]))
  it.each<readonly [string, (x: T.Tensor<[5]>) => unknown]>([
    ['the root of a square', (x) => T.sqrt(T.square(x))],
    ['the root of a fourth power', (x) => T.sqrt(pipe(x, T.pow(4)))],
    ['the root of a product with squares', (x) => T.sqrt(pipe(T.square(x), T.mul(pipe(T.exp(x), T.add(1)))))],
    ['slices of slices', (x) => pipe(x, T.slice(0, 1, 5), T.slice(0, 1, 4), T.slice(0, 1, 3), T.mul(2))],
    ['a place in a slice', (x) => pipe(x, T.slice(0, 2, 5), T.take(T.tensor([2, 0])), T.square)],
    ['where the largest is', (x) => T.argmax(x)],
    ['shares that nearly underflow', (x) => A.softmax(pipe(x, T.mul(39)))],
    ['logarithms of shares that underflow', (x) => A.logSoftmax(pipe(x, T.mul(100)))],
    ['logarithms of shares that nearly underflow', (x) => A.logSoftmax(pipe(x, T.mul(722.96 / 18)))],
    [
      'the largest, of numbers with a part in common',
      (x) => {
        const y = pipe(T.square(x), T.mul(0.3), T.sub(pipe(x, T.mean, T.mul(0.1))), T.sub(pipe(x, T.mul(0.7))))
        return pipe(y, T.equal(T.maxAlong(0)(y)))
      },
    ],
    ['steps', (x) => pipe(x, T.mul(0.3), T.floor, T.add(T.sign(x)))],
  ])('for %s', (_, f) => {
    fc.assert(
      fc.property(five, (x) => holds((p) => ({ y: f((p as { readonly x: typeof x }).x) }), { x })),
      few,
    )
  })

  it.each([
    ['sgd', O.sgd()],
    ['momentum', O.momentum()],
    ['nesterov', O.nesterov()],
    ['adagrad', O.adagrad()],
    ['rmsprop', O.rmsprop()],
    ['adam', O.adam()],
    ['adamw', O.adamw()],
    ['clipped', O.chain(O.clipByGlobalNorm(1), O.momentum())],
    ['scheduled', O.scheduled(Schedule.cosine(0.1, { steps: 4 }))(O.adam)],
  ] as const)('for steps of %s', (_, optimizer) => {
    const rule = throughRule(optimizer)
    fc.assert(
      fc.property(pair, fc.array(pair, { minLength: 1, maxLength: 6 }), (params, gradients) => {
        const expected = (x: Steps) => walked(optimizer, x.params, x.gradients).params
        expect(
          agree(expected as (x: unknown) => Tree, rule as (x: unknown) => Tree, { params, gradients }),
        ).not.toMatchObject({ _tag: 'Violated' })
      }),
      { numRuns: cases(10) },
    )
  })

  it('for the gradients of random programs', () => {
    fc.assert(
      fc.property(smoothPrograms, ({ cost, x }) => holds(D.grad(cost as never) as F, x)),
      few,
    )
  })

  it('for the losses of random networks, and their gradients', () => {
    fc.assert(
      fc.property(network({ maxDepth: 3 }), ({ model, inputs, targets, mode, loss, params }) => {
        const cost = (p: unknown) => loss(targets)(model.apply(p as never)(inputs, mode))
        holds(cost as F, params)
        holds(D.grad(cost as never) as F, params)
      }),
      { numRuns: cases(10) },
    )
  })
})
