import { describe, expect, it } from 'vitest'
import { pipe } from 'fp-ts/lib/function.js'
import { batched } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'
import * as A from '../../src/Activation.js'
import * as D from '../../src/Diff.js'
import * as L from '../../src/Layer.js'
import * as Loss from '../../src/Loss.js'
import * as M from '../../src/Model.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'

describeLaws(batched)

describe('vmap', () => {
  const network = pipe(M.named('hidden', L.dense(3, 4)), M.map(A.tanh), M.andThen(M.named('logits', L.dense(4, 2))))
  const params = network.init(Seed.fromNumber(1))
  const xs = pipe(Seed.fromNumber(2), Seed.uniform([5, 1, 3], -1, 1))
  const targets = T.tensor([0, 1, 1, 0, 1])
  type Example = { readonly x: T.Tensor<[1, 3]>; readonly t: T.Scalar }
  const slope = ({ x, t }: Example) =>
    D.grad((p: typeof params) => Loss.softmaxCrossEntropy(pipe(t, T.reshape([1])))(network.apply(p)(x)))(params)

  it('of a gradient gives one gradient for each example, equal to a loop, to the bit', () => {
    const all = D.vmap(slope)({ x: xs, t: targets })
    const loop = [0, 1, 2, 3, 4].map((i) =>
      slope({
        x: pipe(xs, T.slice(0, i, i + 1), T.reshape([1, 3])),
        t: pipe(targets, T.slice(0, i, i + 1), T.reshape([])),
      }),
    )
    expect(all.hidden.weight).toEqual(T.stack(0)(loop.map((g) => g.hidden.weight)))
    expect(all.logits.bias).toEqual(T.stack(0)(loop.map((g) => g.logits.bias)))
  })

  it('the mean of the gradients of the examples is the gradient of the mean loss, within rounding', () => {
    const all = D.vmap(slope)({ x: xs, t: targets })
    const whole = D.grad((p: typeof params) =>
      Loss.softmaxCrossEntropy(targets)(network.apply(p)(pipe(xs, T.reshape([5, 3])))),
    )(params)
    const found = T.toFlat(pipe(all.hidden.weight, T.meanAlong(0)))
    T.toFlat(whole.hidden.weight).forEach((v, i) => expect(Math.abs(v - found[i])).toBeLessThan(1e-15))
  })

  it('nests, and meets derivatives on either side', () => {
    const cube = (x: T.Scalar) => pipe(x, T.pow(3))
    const grid = T.tensor([
      [1, 2],
      [3, 4],
    ])
    expect(T.toArray(D.vmap((row: T.Tensor<[2]>) => D.vmap(D.grad(cube))(row))(grid))).toEqual([
      [3, 12],
      [27, 48],
    ])
    const total = (x: T.Tensor<[2]>) => T.sum(D.vmap(cube)(x))
    expect(T.toArray(D.grad(total)(T.tensor([1, 2])))).toEqual([3, 12])
    expect(T.toArray(D.vmap((x: T.Tensor<[2]>) => D.hessian(total)(x))(grid))).toEqual([
      [
        [6, 0],
        [0, 12],
      ],
      [
        [18, 0],
        [0, 24],
      ],
    ])
  })

  it('leaves what is captured the same for all, and repeats a result that depends on no example', () => {
    const w = T.tensor([
      [1, 2],
      [3, 4],
    ])
    expect(
      T.toArray(
        D.vmap((x: T.Tensor<[2]>) => pipe(x, T.matmul(w)))(
          T.tensor([
            [1, 0],
            [0, 1],
          ]),
        ),
      ),
    ).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(T.toArray(D.vmap((_: T.Scalar) => w)(T.tensor([5, 6])))).toEqual([T.toArray(w), T.toArray(w)])
  })

  it('refuses examples that are not equally many, and tensors without any', () => {
    const f = (p: { readonly a: T.Scalar; readonly b: T.Scalar }) => pipe(p.a, T.add(p.b))
    expect(() => D.vmap(f)({ a: T.tensor([1, 2]), b: T.tensor([1, 2, 3]) })).toThrow(
      'vmap: expected 2 examples at "b", as in the first tensor, found 3',
    )
    expect(() => D.vmap((x: T.Scalar) => x)(T.scalar(1) as never)).toThrow(/vmap: expected tensors with a leading axis/)
  })

  it('a batched value has no numbers to show', () => {
    expect(() => D.vmap((x: T.Scalar) => T.scalar(T.toNumber(x)))(T.tensor([1, 2]))).toThrow(/a batch of examples/)
  })
})
