import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as D from '../../src/Diff.js'
import * as P from '../../src/Params.js'
import * as T from '../../src/Tensor.js'
import { count, failing } from '../operation/support.js'

const record = {
  w: T.tensor([[1, 2], [3, 4]]), // prettier-ignore
  b: T.scalar(5),
  layers: [{ z: T.tensor([6]), a: T.tensor([7, 8]) }, [T.scalar(9)]] as const,
}

/** Nested records, tuples and tensors, some with nothing in them. */
const tree = fc.letrec<{ leaf: T.AnyTensor; node: unknown }>((tie) => ({
  leaf: fc
    .array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 })
    .chain((shape) =>
      fc
        .array(fc.double({ noNaN: true }), { minLength: count(shape), maxLength: count(shape) })
        .map((values) => T.fromArray(values, shape)),
    ),
  node: fc.oneof(
    { maxDepth: 3 },
    tie('leaf'),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(
      fc.string({ minLength: 1, maxLength: 3 }).filter((key) => key !== '__proto__'),
      tie('node'),
      { maxKeys: 3 },
    ),
  ),
})).node as fc.Arbitrary<never>

const leaves = (x: unknown): readonly T.AnyTensor[] =>
  P.fold<readonly T.AnyTensor[]>([], (all, v) => [...all, v])(x as never)

describe('the order of a record', () => {
  it('is that of its sorted keys, whatever the order in which it was written', () => {
    expect(P.paths(record)).toEqual(['b', 'layers.0.a', 'layers.0.z', 'layers.1.0', 'w'])
    const other = {
      layers: [{ a: T.tensor([7, 8]), z: T.tensor([6]) }, [T.scalar(9)]] as const,
      w: record.w,
      b: record.b,
    }
    expect(P.paths(other)).toEqual(P.paths(record))
    expect(T.toArray(P.flatten(record))).toEqual([5, 7, 8, 6, 9, 1, 2, 3, 4])
    expect(P.flatten(other)).toEqual(P.flatten(record))
  })

  it('counts the places of arrays, beyond ten too', () => {
    const many = Array.from({ length: 12 }, (_, i) => T.scalar(i))
    expect(T.toArray(P.flatten({ many }))).toEqual(Array.from({ length: 12 }, (_, i) => i))
  })

  it('tells an empty key from none', () => {
    const record = { '': { w: T.scalar(1), '': T.scalar(2) }, w: T.scalar(3), '\\e': T.scalar(4) }
    expect(new Set(P.paths(record)).size).toBe(4)
  })

  it('is that of text for keys that look like numbers, too', () => {
    const [a, b] = [{ 10: T.scalar(1), 9: T.scalar(2) }, { 9: T.scalar(2), 10: T.scalar(1) }] // prettier-ignore
    expect(P.paths(a)).toEqual(['10', '9'])
    expect(P.flatten(a)).toEqual(P.flatten(b))
  })
})

describe('map, zipWith, fold', () => {
  it('map keeps identities and compositions', () => {
    const [f, g] = [T.add(1), T.mul(2)]
    fc.assert(
      fc.property(tree, (t) => {
        expect(P.map((x) => x)(t)).toEqual(t)
        expect(P.map((x) => g(f(x)))(t)).toEqual(P.map(g)(P.map(f)(t)))
      }),
      { numRuns: 50 },
    )
  })

  it('zipWith pairs a record with itself, leaf by leaf', () => {
    fc.assert(
      fc.property(tree, (t) => {
        expect(P.zipWith((a) => a)(t, t)).toEqual(t)
        expect(leaves(P.zipWith((a, b) => pipe(a, T.sub(b as T.Scalar)))(t, t))).toHaveLength(P.paths(t).length)
      }),
      { numRuns: 50 },
    )
  })

  it('says where the structure differs', () => {
    const zip = P.zipWith((a) => a) as (a: unknown, b: unknown) => unknown
    const { w, b } = record
    failing(
      () => zip({ w, b }, { x: w, y: b }),
      'Params.zipWith',
      'the same structure on both sides, at the root: { b, w }',
      '{ x, y }',
    )
    failing(() => zip({ p: { w, b } }, { p: { w } }), 'Params.zipWith', 'at "p": { b, w }', '{ w }')
    failing(() => zip({ p: { w } }, { p: { w, b } }), 'Params.zipWith', 'at "p": { w }', '{ b, w }')
    failing(() => zip({ p: [w, b] }, { p: [w] }), 'Params.zipWith', 'at "p": an array of 2', 'an array of 1')
    failing(
      () => zip({ p: { q: w } }, { p: { q: b } }),
      'Params.zipWith',
      'a tensor of shape [2, 2] at "p.q"',
      'a tensor of shape []',
    )
    failing(() => zip({ p: w }, { p: { w } }), 'Params.zipWith', 'at "p": a tensor of shape [2, 2]', '{ w }')
    failing(() => zip({ p: { w } }, { p: w }), 'Params.zipWith', 'at "p": { w }', 'a tensor of shape [2, 2]')
    failing(() => zip({ p: [w] }, { p: { 0: w } }), 'Params.zipWith', 'at "p"', '0')
    failing(() => zip({ p: w }, { p: undefined }), 'Params.zipWith', 'at "p"', 'nothing')
  })

  it('says where a leaf is no tensor, or a function changes a shape', () => {
    const paths = P.paths as (x: unknown) => unknown
    failing(() => paths({ p: { name: 'w' } }), 'Params.paths', 'a tensor at "p.name"', 'the text "w"')
    failing(() => paths({ p: [1] }), 'Params.paths', 'a tensor at "p.0"', 'the number 1')
    failing(() => paths(null), 'Params.paths', 'a tensor at the root', 'null')
    failing(() => paths(new Map()), 'Params.paths', 'a record or a tensor at the root', 'a Map')
    failing(() => paths({ p: Promise.resolve() }), 'Params.paths', 'at "p"', 'a Promise (await it)')
    failing(() => P.map((x) => T.sum(x))(record), 'Params.map', 'shape [2] at "layers.0.a"', 'shape []')
  })
})

describe('a record that is no tree', () => {
  const { w, b } = record
  it('is refused where it holds itself, however it is reached, and a deep one is not', () => {
    const ring: Record<string, unknown> = { w }
    ring['layers'] = [{ inner: ring }]
    const refused = /a record that does not hold itself, found one that does, from "layers\.0\.inner/
    expect(() => P.map((x) => x)(ring as never)).toThrow(refused)
    expect(() => P.paths(ring as never)).toThrow(refused)
    expect(() => P.zipWith((x) => x)(ring as never, ring as never)).toThrow(refused)
    expect(() => P.flatten(ring as never)).toThrow(refused)
    const deep = Array.from({ length: 350 }).reduce<unknown>((inner) => ({ inner, w }), b)
    expect(P.paths(deep as never)).toHaveLength(351)
  })

  it('is refused where an array has a hole, whose neighbours would move', () => {
    const array = [w, b, w]
    delete array[1]
    failing(() => P.paths({ array }), 'Params.paths', 'an array without holes at "array"', 'no element 1')
    failing(() => P.map((x) => x)(array), 'Params.map', 'an array without holes at the root', 'no element 1')
  })
})

describe('flatten', () => {
  it('and back is the record, for every record', () => {
    fc.assert(
      fc.property(tree, (t) => {
        expect(P.unflatten(t)(P.flatten(t))).toEqual(t)
      }),
    )
  })

  it('unflatten refuses a vector of another length, and what is no vector', () => {
    failing(
      () => P.unflatten(record)(T.ones([8]) as T.Tensor<[number]>),
      'Params.unflatten',
      'a vector of 9 elements',
      '[8]',
    )
    failing(() => P.unflatten(record)(T.ones([3, 3]) as never), 'Params.unflatten', 'a vector of 9 elements', '[3, 3]')
  })

  it('carries gradients both ways', () => {
    const weighted = (p: typeof record) => pipe(P.flatten(p), T.mul(T.tensor([1, 2, 3, 4, 5, 6, 7, 8, 9])), T.sum)
    const gradient = D.grad(weighted)(record)
    expect(T.toArray(gradient.b)).toBe(1)
    expect(T.toArray(gradient.layers[0].a)).toEqual([2, 3])
    expect(T.toArray(gradient.layers[0].z)).toEqual([4])
    expect(T.toArray(gradient.layers[1][0])).toBe(5)
    expect(T.toArray(gradient.w)).toEqual([[6, 7], [8, 9]]) // prettier-ignore

    const back = (v: T.Tensor<[number]>) => T.sum(T.square(P.unflatten(record)(v).w))
    expect(T.toArray(D.grad(back)(P.flatten(record)))).toEqual([0, 0, 0, 0, 0, 2, 4, 6, 8])
  })

  it('of a record without tensors is empty', () => {
    expect(T.shape(P.flatten({}))).toEqual([0])
    expect(P.unflatten({})(T.zeros([0]) as T.Tensor<[number]>)).toEqual({})
  })
})
