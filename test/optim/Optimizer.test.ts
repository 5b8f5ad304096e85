import { describe, expect, expectTypeOf, it } from 'vitest'
import * as L from '../../src/Layer.js'
import * as Objective from '../../src/Objective.js'
import * as Schedule from '../../src/Schedule.js'
import * as O from '../../src/Optimizer.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'

interface Params {
  readonly weight: T.Tensor<[2, 3]>
  readonly bias: T.Tensor<[3]>
}
const params: Params = {
  weight: T.tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]),
  bias: T.tensor([0, 0, 0]),
}

describe('the state of an optimizer', () => {
  it('is typed by the record it optimizes', () => {
    const adam = O.adam()
    const state = adam.init(params)
    expectTypeOf(state).toEqualTypeOf<readonly [moments: O.AdamState<Params>, rate: readonly []]>()
    expectTypeOf(state[0].m.weight).toEqualTypeOf<T.Tensor<[2, 3]>>()
    const [updates, next] = adam.update(params, state, params)
    expectTypeOf(updates).toEqualTypeOf<Params>()
    expectTypeOf(next[0].v.bias).toEqualTypeOf<T.Tensor<[3]>>()
    expectTypeOf(O.sgd().init(params)).toEqualTypeOf<readonly []>()
  })

  it('is, in series, the tuple of all', () => {
    const state = O.chain(O.clipByValue(1), O.scaleByAdam(), O.trace(0.5), O.scaleByLearningRate(0.1)).init(params)
    expectTypeOf(state).toEqualTypeOf<readonly [readonly [], O.AdamState<Params>, O.TraceState<Params>, readonly []]>()
    expect(state.length).toBe(4)
  })

  it('of what remembers nothing is the empty tuple, before and after', () => {
    ;[O.sgd(), O.frozen, O.nothing, O.scale(2)].forEach((each) => {
      expect(each.init(params)).toEqual([])
      expect(each.update(params, [], params)[1]).toEqual([])
    })
    expect(O.chain(O.sgd(), O.nothing).init(params)).toEqual([[], []])
    expect(O.chain().init(params)).toEqual([])
  })

  it('is not that of another record, nor of another optimizer', () => {
    const adam = O.adam()
    const other = adam.init({ weight: T.tensor([1, 2]) })
    // Never run: these are refused by the compiler.
    const _refused = [
      // @ts-expect-error the state is of another record
      () => adam.update(params, other, params),
      // @ts-expect-error the state is of sgd
      () => adam.update(params, O.sgd().init(params), params),
      // @ts-expect-error the gradient is of another record
      () => adam.update({ weight: params.weight }, adam.init(params), params),
    ]
  })
})

describe('an optimizer and a transformation of gradients', () => {
  const clip = O.clipByValue(1)

  it('are told apart by what is in a chain', () => {
    expectTypeOf(O.chain(clip, O.scale(2))).toExtend<O.AnyTransformation>()
    expectTypeOf(O.chain(clip, O.sgd(), O.scale(2))).toExtend<O.AnyOptimizer>()
    expectTypeOf(O.chain(O.chain(clip, O.sgd()), clip)).toExtend<O.AnyOptimizer>()
    expectTypeOf(O.chain()).toExtend<O.AnyTransformation>()
    expect([O.chain(), O.chain(clip), O.chain(clip, O.adam()), O.chain(O.adam(), clip)].map(O.isOptimizer)).toEqual([
      false,
      false,
      true,
      true,
    ])
  })

  it('may be spread into a chain, as far as types tell which is which', () => {
    const clips: readonly O.GradientTransformation<O.Stateless>[] = [clip, O.scale(2)]
    expectTypeOf(O.chain(...clips)).toExtend<O.AnyTransformation>()
    expectTypeOf(O.chain(...clips, O.sgd())).toExtend<O.AnyOptimizer>()
    expectTypeOf(O.chain(O.sgd(), ...clips)).toExtend<O.AnyOptimizer>()
    const before = <F extends O.StateFunction>(optimizer: O.Optimizer<F>) => O.chain(clip, optimizer)
    expectTypeOf(before(O.adam()).init(params)[1][0]).toEqualTypeOf<O.AdamState<Params>>()
    const several: readonly O.Optimizer<O.Stateless>[] = [O.sgd()]
    // @ts-expect-error there may be two
    O.chain(...several)
  })

  it('are not taken for each other', () => {
    const two = 'chain: expected one optimizer at most among its members, found 2 optimizers'
    // @ts-expect-error a second optimizer
    expect(() => O.chain(O.sgd(), O.adam())).toThrow(two)
    // @ts-expect-error a second optimizer, within a chain
    expect(() => O.chain(O.chain(clip, O.sgd()), O.chain(O.adam()))).toThrow(two)
    // @ts-expect-error a function that makes an optimizer
    expect(() => O.chain(clip, O.adam)).toThrow('found a function. Call it: adam(), not adam')
    const none = 'found a transformation of gradients, which takes no step by itself. Chain it with one'
    // @ts-expect-error a transformation
    expect(() => O.perPart({ body: O.nothing, head: O.adam() })).toThrow(
      `perPart, body: expected an optimizer, ${none}`,
    )
    // @ts-expect-error a transformation
    expect(() => O.accumulate(2)(O.nothing)).toThrow(none)
    // @ts-expect-error a transformation
    expect(() => O.partition(() => 'all')({ all: clip })).toThrow(none)
    // @ts-expect-error a transformation
    expect(() => O.scheduled(() => T.scalar(1))(() => clip).init(params)).toThrow(none)
    // @ts-expect-error neither
    expect(() => O.masked(() => true)({ init: () => [], update: () => [] })).toThrow(
      'masked: expected an optimizer or a transformation of gradients, found a record with the keys init, update',
    )
    const parts = { model: L.dense(2, 1), objective: Objective.regression(1) }
    // @ts-expect-error a transformation
    expect(() => Train.trainer({ ...parts, optimizer: clip })).toThrow(`Train.trainer: expected an optimizer, ${none}`)
    // @ts-expect-error no optimizer at all
    expect(() => Train.trainer(parts)).toThrow('Train.trainer: expected an optimizer, found nothing')
  })
})

describe('what is frozen', () => {
  const net = { body: { w: T.tensor([3]) }, head: { w: T.tensor([4]) } }
  const bad = { body: { w: T.tensor([NaN]) }, head: { w: T.tensor([1]) } }
  const isHead = (path: string): boolean => path.startsWith('head')
  it.each<[string, O.Optimizer<any>]>([
    ['masked', O.masked(isHead)(O.adam({ learningRate: 1, epsilon: 0 }))],
    ['masked, a chain', O.masked(isHead)(O.chain(O.clipByValue(1), O.sgd({ learningRate: 1 })))],
    ['perPart', O.perPart({ body: O.frozen, head: O.sgd({ learningRate: 1 }) })],
    ['partition', O.partition((p) => (isHead(p) ? 'a' : 'b'))({ b: O.frozen, a: O.sgd({ learningRate: 1 }) })],
    ['freeze', O.freeze(['body'])(O.sgd({ learningRate: 1 }))],
    ['freeze, a whole path', O.freeze(['body.w'])(O.sgd({ learningRate: 1 }))],
    ['scheduled', O.masked(isHead)(O.scheduled(() => T.scalar(1))(O.sgd))],
    ['accumulated', O.accumulate(1)(O.masked(isHead)(O.sgd({ learningRate: 1 })))],
  ])('stays to the bit, by %s, even where its gradient is NaN', (_, optimizer) => {
    const [updates] = optimizer.update(bad, optimizer.init(net), net)
    expect(T.toArray(updates.body.w)).toEqual([0])
    expect(T.toArray(O.apply(updates, net).body.w)).toEqual([3])
    expect(T.toArray(updates.head.w)[0]).toBeCloseTo(-1, 12)
  })

  it('is passed on by a masked transformation', () => {
    const optimizer = O.chain(O.masked(isHead)(O.scale(10)), O.sgd({ learningRate: 1 }))
    const [updates] = optimizer.update(net, optimizer.init(net), net)
    expect([T.toArray(updates.body.w), T.toArray(updates.head.w)]).toEqual([[-3], [-40]])
  })

  it('is a place that exists: a path, or a record above one', () => {
    const init = (place: string) => () => O.freeze([place])(O.sgd()).init(net)
    expect(init('bdy')).toThrow(
      'freeze: expected a path of the parameters, or one above, found “bdy”. Did you mean “body”?',
    )
    expect(init('x')).toThrow('found “x”. There are body.w, head.w, body, head.')
    // A place is a whole step of a path.
    expect(init('bod')).toThrow('“bod”')
    expect(init('')).toThrow('“”')
  })

  it('is a place by whole steps, where a key holds a dot or a backslash', () => {
    const params = { 'a.b': T.scalar(1), 'c\\': { w: T.scalar(1) }, a: { b: T.scalar(1) } }
    const moved = (place: string): readonly number[] => {
      const optimizer = O.freeze([place])(O.sgd({ learningRate: 1 }))
      const [updates] = optimizer.update(params, optimizer.init(params), params)
      return [updates['a.b'], updates['c\\'].w, updates.a.b].map(T.toNumber)
    }
    expect(moved('a\\.b')).toEqual([0, -1, -1])
    expect(moved('c\\\\')).toEqual([-1, 0, -1])
    expect(moved('a')).toEqual([-1, -1, 0])
    // A backslash alone is no step, and was one: it froze a.b, which begins so.
    expect(() => moved('a\\')).toThrow('freeze: expected a path of the parameters')
  })

  it('takes a list and an optimizer, without types too', () => {
    const freeze = O.freeze as unknown as (places: unknown) => (machine: unknown) => unknown
    expect(() => freeze('body')(O.sgd())).toThrow('freeze: expected a list of paths, found “body”')
    expect(() => freeze(['body'])(O.nothing)).toThrow('freeze: expected an optimizer, found a transformation')
  })

  it('is chosen by a function, and a warmup comes before a schedule', () => {
    const untyped = (f: unknown) => f as (x: unknown) => unknown
    expect(() => untyped(untyped(O.masked)('x'))(O.sgd())).toThrow('masked: expected a function from paths')
    expect(() => untyped(Schedule.warmup(3))(undefined)).toThrow('Schedule.warmup: expected a schedule')
  })

  it('is refused where there is no optimizer at all, or a hole among the paths', () => {
    expect(() => O.partition((path) => path as never)({})).toThrow(
      'partition: expected an optimizer for each label, found an empty record',
    )
    expect(() => O.perPart({})).toThrow('perPart: expected an optimizer for each part, found an empty record')

    expect(() => O.freeze(['body', , 'head'] as never)(O.sgd())).toThrow(
      'a list of paths without holes, found nothing at [1]',
    )
  })

  it('has a label with an optimizer, by partition', () => {
    const optimizer = O.partition((path): 'a' | 'b' => (isHead(path) ? 'a' : 'c') as 'a')({ a: O.sgd(), b: O.frozen })
    expect(() => optimizer.init(net)).toThrow('partition: expected a label among a, b for “body.w”, found “c”')
    // @ts-expect-error a label without an optimizer
    O.partition((path) => (isHead(path) ? 'a' : 'c'))({ a: O.sgd() })
  })

  it('by partition has a state for each of the others', () => {
    const optimizer = O.partition((p) => (isHead(p) ? 'a' : 'b'))({ b: O.frozen, a: O.momentum() })
    const state = optimizer.init(net)
    expectTypeOf(state.a[1].velocity).toEqualTypeOf<O.Chosen>()
    expect(Object.keys(state.a[1].velocity)).toEqual(['head.w'])
  })
})

describe('the options of an optimizer', () => {
  it('are seen at it, with the defaults of those left out', () => {
    expect(O.momentum({ momentum: 0.5 }).options).toEqual({ learningRate: 0.01, momentum: 0.5 })
    expect(O.adamw().options).toEqual({
      learningRate: 0.001,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      biasCorrection: true,
      weightDecay: 0.01,
    })
  })

  it('are refused if there are none of the name, or if they are no record', () => {
    const untyped = O as unknown as Readonly<Record<string, (options: unknown) => unknown>>
    ;['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'adamw'].forEach((name) => {
      const found = (options: unknown) => () => untyped[name](options)
      expect(found({ lr: 0.1 })).toThrow(/^\w+: expected a record of options, of learningRate.*, found the key “lr”/)
      expect(found({ learning_rate: 0.1 })).toThrow('found the key “learning_rate”. Did you mean “learningRate”?')
      expect(found(0.5)).toThrow(`${name}: expected a record of options, of learningRate`)
      ;[null, 'adam', [0.1], T.scalar(0.1), () => 0.1].forEach((wrong) => expect(found(wrong)).toThrow(`${name}: `))
      ;['0.1', null, true, [0.1], T.tensor([0.1])].forEach((wrong) =>
        expect(found({ learningRate: wrong })).toThrow(`${name}: expected a learningRate that is finite`),
      )
      expect(() => untyped[name](undefined)).not.toThrow()
      expect(found({ learningRate: undefined })).not.toThrow()
    })
    // There are two that it may be, so neither is suggested.
    expect(() => untyped['adam']({ beta: 0.9 })).toThrow(/found the key “beta”(?!.*Did you mean)/)
    expect(() => untyped['adam']({ biasCorrection: 1 })).toThrow('a biasCorrection that is true or false')
  })
})
