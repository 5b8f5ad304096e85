/** Copies of a model in a row. */
import { pipe } from 'fp-ts/lib/function.js'
import { expect, it } from 'vitest'
import * as A from '../../src/Activation.js'
import * as L from '../../src/Layer.js'
import * as Latex from '../../src/Latex.js'
import * as M from '../../src/Model.js'
import * as Onnx from '../../src/Onnx.js'
import * as P from '../../src/Params.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'

const block = M.sequential(L.dense(3, 3), L.activation(A.tanh))
const seed = Seed.fromNumber(1)
const x = T.tensor([[1, -2, 0.5], [0, 3, 1]]) // prettier-ignore

it('is the identity for 0 and the model for 1', () => {
  const p = block.init(seed)
  expect(M.repeat(0)(block).apply({})(x)).toBe(x)
  expect(T.toArray(M.repeat(1)(block).apply({ 0: p })(x))).toEqual(T.toArray(block.apply(p)(x)))
})

it('is andThen n times, each with parameters of its own', () => {
  const three = M.repeat(3)(block)
  const p = three.init(seed)
  const chain = pipe(M.named('a', block), M.andThen(M.named('b', block)), M.andThen(M.named('c', block)))
  expect(T.toArray(three.apply(p)(x))).toEqual(T.toArray(chain.apply({ a: p[0], b: p[1], c: p[2] })(x)))
  expect(T.toArray(p[0].weight)).not.toEqual(T.toArray(p[1].weight))
})

it('has a seed of its own for each copy in training', () => {
  const kept = L.dropout(0.5)
  const y = M.repeat(2)({
    init: kept.init,
    apply: (p: M.NoParams) => (z: T.Tensor<[64]>, mode) => kept.apply(p)(z, mode),
  })
  const zeros = T.toArray(y.apply({ 0: {}, 1: {} })(T.ones([64]), M.train(seed))).filter((v) => v === 0).length
  expect(zeros).toBeGreaterThan(36)
})

it('takes a number that is known at run time, with the names 0 to n − 1', () => {
  const n: number = 11
  const network = pipe(M.named('blocks', M.repeat(n)(block)), M.andThen(M.named('logits', L.dense(3, 2))))
  const params = network.init(seed)
  expect(Object.keys(params.blocks)).toEqual(Array.from({ length: 11 }, (_, i) => String(i)))
  expect(P.paths(params).length).toBe(24)
  expect(T.shape(network.apply(params)(x))).toEqual([2, 2])
  expect(() => M.repeat(1.5)(block)).toThrow('repeat: expected a number of copies from 0 to 1000, found 1.5')
})

it('is written as a formula and as a model for other programs, by the names of its copies', () => {
  const network = M.repeat(2)(L.dense(3, 3))
  const params = network.init(seed)
  const formula = Latex.formula((p: typeof params) => network.apply(p)(x), { name: 'f' })(params)
  expect(formula).toMatch(/W_0 \+ .*W_1 \+ b_1/)
  const { graph } = Onnx.model(network, params, { input: x })
  expect(graph.initializers.map(({ name }) => name)).toEqual(expect.arrayContaining(['0.weight', '1.bias']))
  expect(graph.inputs[0].shape).toEqual(['batch', 3])
})
