/** What `simplify` and `fuse` make of graphs, by hand. That what they make is right, is for the laws to say. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as A from '../../src/Activation.js'
import * as Graph from '../../src/Graph.js'
import * as Layout from '../../src/primitive/Layout.js'
import * as Pointwise from '../../src/primitive/Pointwise.js'
import { bind } from '../../src/primitive/Primitive.js'
import * as T from '../../src/Tensor.js'

// Written without the help of types, which want to know every shape.
const { add, div, matmul, mul, neg, sub, transpose } = T as any

const names = (graph: Graph.Graph): readonly string[] =>
  graph.nodes.flatMap((node) =>
    node._tag === 'Applied' ? [node.primitive.name] : node._tag === 'Scan' ? ['scan'] : [],
  )
const simplified = (f: any, x: any): readonly string[] => names(Graph.simplify(Graph.stage(f)(x as never).graph))
const fused = (f: any, x: any): readonly string[] => names(Graph.fuse(Graph.stage(f)(x as never).graph))

const x = T.zeros([2, 3])
const w = T.zeros([3, 4])

describe('simplify leaves out', () => {
  it.each<[string, any, readonly string[]]>([
    ['x · 1, 1 · x, x / 1, x − 0, x + (−0)', (v: any) => pipe(v, mul(1), div(1), sub(0), add(-0)), []],
    ['a sign taken twice', (v: any) => neg(neg(v)), []],
    ['a square of an opposite', (v: any) => T.square(neg(v)), ['square']],
    ['a shape taken and given back', (v: any) => pipe(v, T.reshape([6]), T.reshape([2, 3])), []],
    ['two transposes', (v: any) => transpose(transpose(v) as any), []],
    ['a choice between the same', (v: any) => bind(Pointwise.where, [v, v, v], undefined), []],
    ['what is known', (v: any) => pipe(v, add(pipe(T.scalar(2), mul(3)))), ['add']],
    [
      'nothing of 0 · x, x − x and x + 0, which are not 0 or x for all x',
      (v: any) => pipe(v, mul(0), sub(v), sub(pipe(v, sub(v))), add(0)),
      ['mul', 'sub', 'sub', 'sub', 'add'],
    ],
  ])('%s', (_, f, expected) => {
    expect([...simplified(f, x)].sort()).toEqual([...expected].sort())
  })

  it('in the step of a scan too', () => {
    const f = (xs: any) => (Graph.fold as any)((s: any, v: any) => pipe(neg(neg(s)), add(v)))(T.scalar(0), xs)
    const [node] = Graph.simplify(Graph.stage(f)(T.zeros([3])).graph).nodes.filter((n) => n._tag === 'Scan')
    expect(names(node.body)).toEqual(['add'])
  })

  // 2026-11-24: the sum of one number kept for all elements was a product.
  it('no bit of a sum: whether equal elements are kept as one number makes no difference', () => {
    const f = (v: any) => T.sum(bind(Layout.pad, [pipe(v, T.broadcastTo([13]))], { axis: 0, before: 0, after: 0 }))
    const staged = Graph.stage(f)(T.scalar(0) as any)
    const after = { ...staged, graph: Graph.simplify(staged.graph) }
    expect(names(after.graph)).not.toContain('pad')
    expect(T.toNumber(Graph.run(after)(T.scalar(0.1) as any))).toBe(1.3000000000000003)
    expect(T.toNumber(Graph.run(staged)(T.scalar(0.1) as any))).toBe(1.3000000000000003)
  })
})

describe('fuse makes', () => {
  it('one product of a layer, its bias and its transposes', () => {
    const layer = (p: any) => pipe(p.x, matmul(p.w), add(p.b))
    expect(fused(layer, { x, w, b: T.zeros([4]) })).toEqual(['gemm'])
    const turned = (p: any) => pipe(transpose(p.w), matmul(transpose(p.x)))
    expect(fused(turned, { x, w })).toEqual(['gemm'])
  })

  it('one product of W − η·XᵀD', () => {
    const update = (p: any) => pipe(p.w, sub(pipe(transpose(p.x), matmul(p.d), mul(0.1))))
    expect(fused(update, { w, x, d: T.zeros([2, 4]) })).toEqual(['gemm'])
  })

  // 2026-11-24: a product [1, 2] that was seen as [2, 1] was added to in its own shape.
  it('two operations of a product that is seen as a column, and added to', () => {
    const f = (p: any) => pipe(matmul(p.b)(p.a), (T.reshape as any)([2, 1]), add(p.c))
    const like = { a: T.zeros([1, 3]), b: T.zeros([3, 2]), c: T.zeros([2, 1]) }
    expect([...fused(f, like)].sort()).toEqual(['add', 'gemm', 'reshape'])
  })

  it('one rectifier, one softmax, one logarithm of it', () => {
    expect(fused(A.relu, x)).toEqual(['relu'])
    expect(fused(A.softmax, x)).toEqual(['softmax'])
    expect(fused(A.logSoftmax, x)).toEqual(['logSoftmax'])
  })

  it('one number of several', () => {
    expect(fused((v: any) => pipe(v, mul(3), div(5), neg, mul(7)), x)).toEqual(['mul'])
  })
})
