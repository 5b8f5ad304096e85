import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { like as recordsLike } from '../../laws/arbitraries.js'
import * as A from '../../src/Activation.js'
import * as L from '../../src/Layer.js'
import * as M from '../../src/Model.js'
import * as Safetensors from '../../src/Safetensors.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'

const network = pipe(
  M.named('hidden', L.dense(3, 4)),
  M.map(A.relu),
  M.andThen(M.named('logits', L.dense(4, 2, { bias: false }))),
)
const params = network.init(Seed.fromNumber(1))
const names = { hidden: 'fc1', logits: 'fc2' }

const sentences = (tensors: Safetensors.Content['tensors']): readonly string[] =>
  pipe(
    Safetensors.fromTorchLinear(params, names)(tensors),
    E.match(
      (errors) => errors.map(Safetensors.Show.show),
      () => [],
    ),
  )

describe('the dense layers of PyTorch', () => {
  it('give the outputs that PyTorch computed', () => {
    const result = pipe(
      Safetensors.decode(readFileSync(join(import.meta.dirname, 'fixtures', 'linear.safetensors'))),
      E.chainW(({ tensors }) =>
        pipe(
          Safetensors.fromTorchLinear(params, names)(tensors),
          E.map((loaded) => [
            T.toArray(network.apply(loaded)(tensors['inputs'] as T.Tensor<[5, 3]>)),
            T.toArray(tensors['outputs']!),
          ]),
        ),
      ),
    )
    if (E.isLeft(result)) return expect.fail(JSON.stringify(result.left))
    const [ours, theirs] = result.right
    expect(ours).toEqual(theirs)
  })

  it('come back as they went', () => {
    const torch = Safetensors.toTorchLinear(params, names)
    expect(Object.entries(torch).map(([name, x]) => [name, T.shape(x)])).toEqual([
      ['fc1.weight', [4, 3]],
      ['fc1.bias', [4]],
      ['fc2.weight', [2, 4]],
    ])
    fc.assert(
      fc.property(recordsLike(params), (drawn) => {
        expect(pipe(Safetensors.toTorchLinear(drawn, names), Safetensors.fromTorchLinear(params, names))).toEqual(
          E.right(drawn),
        )
      }),
    )
  })

  it('may be nested, in arrays, shared, and without a name', () => {
    const dense = { weight: T.tensor([[1, 2]]), bias: T.tensor([3, 4]) }
    const deep = { blocks: [dense, dense] as const, head: { out: dense } }
    const places = { blocks: ['blocks.0', 'blocks.1'], head: { out: 'out' } } as const
    const torch = Safetensors.toTorchLinear(deep, places)
    expect(Object.keys(torch)).toHaveLength(6)
    expect(Safetensors.fromTorchLinear(deep, places)(torch)).toEqual(E.right(deep))
    expect(Object.keys(Safetensors.toTorchLinear(dense, ''))).toEqual(['weight', 'bias'])
    // Two of ours may share one of theirs, and two that are one object need not.
    const apart = { ...torch, 'blocks.1.bias': T.tensor([5, 6]) }
    const loaded = Safetensors.fromTorchLinear(deep, places)(apart)
    expect(E.isRight(loaded) && loaded.right.blocks.map(({ bias }) => T.toArray(bias))).toEqual([
      [3, 4],
      [5, 6],
    ])
  })

  it('are refused with all that is missing, of another shape, or left over, at once', () => {
    expect(
      sentences({
        'fc1.wieght': T.zeros([4, 3]),
        'fc1.bias': T.zeros([3]),
        'fc2.weight': T.zeros([4, 2]),
        'fc2.bias': T.zeros([2]),
      }),
    ).toEqual([
      'tensor “fc1.weight”: expected one of the shape [4, 3], found none of this name. Did you mean “fc1.wieght”?',
      'tensor “fc1.bias”: expected the shape [4], found [3]. Give the name of another layer, or make the model of these sizes.',
      'tensor “fc2.weight”: expected the shape [2, 4], found [4, 2]. PyTorch keeps a weight as [out, in]: this one seems to be transposed already.',
      'tensor “fc2.bias”: expected no bias, as the layer has none, found one. Make the layer with a bias.',
    ])
    expect(sentences({})).toHaveLength(3)
  })

  it('are never taken from what a record inherits', () => {
    const proto = Object.create(Safetensors.toTorchLinear(params, names)) as Safetensors.Content['tensors']
    expect(sentences(proto)).toHaveLength(3)
  })

  it('have the type of the record, and a name for each layer', () => {
    const loaded = Safetensors.fromTorchLinear(params, names)({})
    expectTypeOf(loaded).extract<E.Right<unknown>>().toHaveProperty('right').toEqualTypeOf<typeof params>()
    // @ts-expect-error a layer without a name
    expect(() => Safetensors.toTorchLinear(params, { hidden: 'fc1' })).toThrow(
      'Safetensors.toTorchLinear: expected a name for the layer at logits, found undefined',
    )
    expect(() => Safetensors.toTorchLinear(params, { hidden: 'fc', logits: 'fc' })).toThrow(
      'Safetensors.toTorchLinear: expected a name for each layer, found “fc” for two of them',
    )
    const maxout = L.maxout(3, 2).init(Seed.fromNumber(1))
    // @ts-expect-error no dense layer
    expect(() => Safetensors.fromTorchLinear(maxout, { weight: 'w', bias: 'b' })({})).toThrow(
      'Safetensors.fromTorchLinear: expected a dense layer or a record of such at weight, found a tensor of shape',
    )
  })
})
