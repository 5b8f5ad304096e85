import { describe, expect, expectTypeOf, it } from 'vitest'
import * as O from '../../src/Optimizer.js'
import * as T from '../../src/Tensor.js'

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
    expectTypeOf(state).toEqualTypeOf<O.AdamState<Params>>()
    expectTypeOf(state.m.weight).toEqualTypeOf<T.Tensor<[2, 3]>>()
    const [updates, next] = adam.update(params, state, params)
    expectTypeOf(updates).toEqualTypeOf<Params>()
    expectTypeOf(next.v.bias).toEqualTypeOf<T.Tensor<[3]>>()
    expectTypeOf(O.sgd().init(params)).toEqualTypeOf<readonly []>()
  })

  it('is, in series, the pair of both', () => {
    const state = O.chain(O.sgd(), O.adam()).init(params)
    expectTypeOf(state).toEqualTypeOf<readonly [readonly [], O.AdamState<Params>]>()
  })

  it('of what remembers nothing is the empty tuple, before and after', () => {
    ;[O.sgd(), O.nothing, O.scale(2)].forEach((optimizer) => {
      expect(optimizer.init(params)).toEqual([])
      expect(optimizer.update(params, [], params)[1]).toEqual([])
    })
    expect(O.chain(O.sgd(), O.nothing).init(params)).toEqual([[], []])
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
