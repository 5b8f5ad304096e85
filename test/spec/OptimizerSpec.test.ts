import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { codec } from '../../laws/index.js'
import { identical } from '../../laws/json.js'
import { describeLaws } from '../../laws/vitest.js'
import * as Codec from '../../src/Codec.js'
import * as O from '../../src/Optimizer.js'
import * as OptimizerSpec from '../../src/OptimizerSpec.js'
import * as Schedule from '../../src/Schedule.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import { byHand, specs } from './optimizers.js'

describeLaws(codec(OptimizerSpec.codec, { name: 'a description of an optimizer', values: specs }))

const decoded = (u: unknown): OptimizerSpec.OptimizerSpec =>
  pipe(
    OptimizerSpec.decode(u),
    E.map(({ spec }) => spec),
    E.getOrElseW((all) => {
      throw new Error(Codec.showProblems(all))
    }),
  )

const words = (u: unknown): readonly string[] =>
  pipe(
    OptimizerSpec.decode(u),
    E.match(
      (all) => all.map(Codec.Show.show),
      () => [],
    ),
  )

const params = { a: T.tensor([1, -2]), b: { c: T.scalar(0.5) } }
type Params = typeof params

/** Some steps on gradients that depend on the parameters: where they lead, and what the optimizer keeps. */
const walk = (optimizer: O.Optimizer<any>, seed: Seed.Seed) =>
  Array.from({ length: 4 }).reduce<{ readonly params: Params; readonly state: unknown }>(
    ({ params: at, state }, _, i) => {
      const gradient = { a: Seed.normal([2])(Seed.child(i)(seed)), b: { c: T.mul(i)(at.b.c) } } as unknown as Params
      const [updates, next] = optimizer.update(gradient, state, at)
      return { params: O.apply(updates, at), state: next }
    },
    { params, state: optimizer.init(params) },
  )

describe('the optimizer of a description', () => {
  it('takes the steps of the one written by hand, to the bit, and keeps the same', () => {
    fc.assert(
      fc.property(specs, fc.nat(), (spec, key) => {
        const seed = Seed.fromNumber(key)
        expect(identical(walk(OptimizerSpec.optimizer(spec), seed), walk(byHand(spec), seed))).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('has a state that nobody but itself can make', () => {
    const optimizer = OptimizerSpec.optimizer(decoded({ optimizer: 'adam' }))
    expectTypeOf(optimizer).toEqualTypeOf<O.Optimizer<OptimizerSpec.Described>>()
    // @ts-expect-error the state of another optimizer
    expect(() => optimizer.update(params, O.sgd().init(params), params)).toThrow()
    const state: OptimizerSpec.Kept<Params> = optimizer.init(params)
    expect(optimizer.update(params, state, params).length).toBe(2)
  })

  it('is refused for what no codec took', () => {
    expect(() => OptimizerSpec.optimizer({ optimizer: 'sgd', learningRate: -1, before: [], frozen: [] })).toThrow(
      'OptimizerSpec.optimizer: expected a description that its codec takes',
    )
  })
})

describe('what is left out', () => {
  it('is what the library has by default', () => {
    const seed = Seed.fromNumber(3)
    const { sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw } = O
    Object.entries({ sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw }).forEach(([name, make]) =>
      expect(
        identical(walk(OptimizerSpec.optimizer(decoded({ optimizer: name })), seed), walk(make() as never, seed)),
      ).toBe(true),
    )
    const cosine = { schedule: 'cosine', initial: 0.1, steps: 3 }
    expect(
      identical(
        walk(OptimizerSpec.optimizer(decoded({ optimizer: 'adam', learningRate: cosine })), seed),
        walk(O.scheduled(Schedule.cosine(0.1, { steps: 3 }))(O.adam), seed),
      ),
    ).toBe(true)
  })
})

describe('what is refused', () => {
  it('an optimizer, a schedule or a transformation that is not known, with the nearest one', () => {
    expect(words({ optimizer: 'adma' })).toEqual([
      'at optimizer: expected one of sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw, found “adma”. Did you mean “adam”?',
    ])
    expect(words({ optimizer: 'sgd', learningRate: { schedule: 'cosin', initial: 1, steps: 1 } })).toEqual([
      'at learningRate.schedule: expected one of constant, step, exponential, cosine, warmup, found “cosin”. Did you mean “cosine”?',
    ])
    expect(words({ optimizer: 'sgd', before: [{ transform: 'clipByNorm', norm: 1 }] })).toEqual([
      'at before[0].transform: expected one of nothing, scale, clipByValue, clipByGlobalNorm, addDecayedWeights, found “clipByNorm”',
    ])
  })

  it('rates that are not above 0', () => {
    ;[0, -1, NaN, Infinity, '0.1', null].forEach((learningRate) =>
      expect(words({ optimizer: 'sgd', learningRate })).toEqual([
        `at learningRate: expected a positive number or a schedule, found ${learningRate === '0.1' ? '“0.1”' : learningRate}`,
      ]),
    )
  })

  it('a warmup of a warmup', () => {
    const warm = (after: unknown) => ({ schedule: 'warmup', steps: 2, after })
    const constant = { schedule: 'constant', rate: 1 }
    expect(words({ optimizer: 'sgd', learningRate: warm(constant) })).toEqual([])
    expect(words({ optimizer: 'sgd', learningRate: warm(warm(constant)) })).toEqual([
      'at learningRate.after.schedule: expected one of constant, step, exponential, cosine, found “warmup”',
    ])
  })

  it('more transformations than anybody needs', () => {
    const before = Array.from({ length: 21 }, () => ({ transform: 'nothing' }))
    expect(words({ optimizer: 'sgd', before })).toEqual([
      'at before: expected an array of 0 to 20 transformations, found an array of 21',
    ])
    expect(words({ optimizer: 'sgd', before: before.slice(1) })).toEqual([])
  })

  it('everything at once', () => {
    expect(
      words({
        optimizer: 'adamw',
        learningRate: { schedule: 'step', initial: 0.1, every: 0, factor: -1 },
        beta1: 1,
        beta2: '0.9',
        epsilon: -1e-8,
        biasCorection: false,
        weightDecay: Infinity,
        before: [{ transform: 'scale', factor: NaN }],
      }).map((line) => line.split(':')[0]),
    ).toEqual([
      'at learningRate.every',
      'at learningRate.factor',
      'at beta1',
      'at beta2',
      'at epsilon',
      'at weightDecay',
      'at before[0].factor',
      'at biasCorection',
    ])
  })
})

describe('what is frozen', () => {
  const gradient = { a: T.tensor([1, NaN]), b: { c: T.scalar(1) } }
  it.each([
    [['a'], [0, 0, -1]],
    [['b'], [-1, NaN, 0]],
    [
      ['b.c', 'a'],
      [0, 0, 0],
    ],
  ])('stays as it is: %s', (frozen, expected) => {
    const { init, update } = OptimizerSpec.optimizer(decoded({ optimizer: 'sgd', learningRate: 1, frozen }))
    const [{ a, b }] = update(gradient, init(params), params)
    expect([...T.toFlat(a), T.toNumber(b.c)]).toEqual(expected)
  })

  it('is a place of the parameters, told where they are known', () => {
    const spec = decoded({ optimizer: 'adam', frozen: ['b.C', 'a', 'xyz'] })
    expect(() => OptimizerSpec.optimizer(spec).init(params)).toThrow('found “b.C”')
    expect(OptimizerSpec.frozenProblems(spec)(params).map(Codec.Show.show)).toEqual([
      'at frozen[0]: expected a path of the parameters, or one above, found “b.C”. Did you mean “b.c”?',
      'at frozen[2]: expected a path of the parameters, or one above, found “xyz”. There are a, b.c, b.',
    ])
    expect(words({ optimizer: 'adam', frozen: 'body' })).toEqual([
      'at frozen: expected an array of 0 to 10000 paths, found “body”',
    ])
  })
})

describe('what is told on one line', () => {
  it('is the rate, and what differs from the defaults', () => {
    const show = (u: unknown) => OptimizerSpec.Show.show(decoded(u))
    expect(show({ optimizer: 'adam', learningRate: 0.001 })).toBe('adam 0.001')
    expect(show({ optimizer: 'adam', beta1: 0.8, biasCorrection: false })).toBe(
      'adam 0.001, beta1 0.8, biasCorrection false',
    )
    const after = { schedule: 'exponential', initial: 0.1, every: 10, factor: 0.5 }
    const before = [{ transform: 'clipByGlobalNorm', norm: 1 }, { transform: 'nothing' }]
    expect(show({ optimizer: 'sgd', learningRate: { schedule: 'warmup', steps: 5, after }, before })).toBe(
      'sgd 0.1, smoothly times 0.5 every 10 steps, after 5 steps of warmup, clipByGlobalNorm 1, nothing',
    )
    expect(show({ optimizer: 'adam', frozen: ['body', 'head.bias'] })).toBe('adam 0.001, frozen body head.bias')
  })
})
