import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as D from '../../src/Diff.js'
import * as Graph from '../../src/Graph.js'
import { fromBytes } from '../../src/tensor/Value.js'
import * as T from '../../src/Tensor.js'
import { failing } from '../operation/support.js'

const show = (f: any, x: any): string => Graph.Show.show(Graph.stage(f)(x as never).graph)

describe('a staged function', () => {
  it('reads like the formula: inputs by their paths, one line a node, results by theirs', () => {
    const f = ({ w, b }: any) => ({ y: pipe(w, T.mul(2), T.add(b)), w })
    expect(show(f, { w: T.zeros([2]), b: T.zeros([2]) })).toBe(
      [
        '%0 [2] = input b',
        '%1 [2] = input w',
        '%2 [2] = constant 2',
        '%3 [2] = mul(%1, %2)',
        '%4 [2] = add(%3, %0)',
        'return w: %1, y: %4',
      ].join('\n'),
    )
  })

  it('shows attributes, −0, long constants cut short, and a scan with its step', () => {
    expect(show((x: any) => pipe(x, T.add(-0), T.transpose), T.zeros([1, 2]))).toContain(
      '%1 [1, 2] = constant -0\n%2 [1, 2] = add(%0, %1)\n%3 [2, 1] = transpose(%2) { permutation: [1, 0] }',
    )
    expect(show((x: any) => pipe(x, T.add(T.tensor([1, 2, 3, 4, 5]))), T.zeros([5]))).toContain('constant 1 2 3 4 …')
    const scaled = ({ xs, k }: any) =>
      (Graph.fold as any)((s: any, x: any) => pipe(s, T.add(pipe(x, T.mul(k)))))(T.scalar(0), xs)
    expect(show(scaled, { xs: T.zeros([4]), k: T.scalar(1) })).toBe(
      [
        '%0 [] = input k',
        '%1 [4] = input xs',
        '%2 [] = constant 0',
        '%3 ([]) = scan of 4 steps from (%2) over (%1) with (%0)',
        '  %0 [] = input state 1',
        '  %1 [] = input x 1',
        '  %2 [] = input captured 1',
        '  %3 [] = mul(%1, %2)',
        '  %4 [] = add(%0, %3)',
        '  return state 1: %4',
        '%4 [] = %3.0',
        'return %4',
      ].join('\n'),
    )
  })

  it('computes what occurs twice once, leaves out what nobody needs, and keeps every input', () => {
    const f = ({ x }: any) => {
      T.exp(x)
      return pipe(T.sin(x), T.mul(T.sin(x)))
    }
    const { graph } = Graph.stage(f)({ x: T.scalar(0), unused: T.scalar(0) })
    expect(Graph.size(graph)).toBe(4)
    expect(graph.inputs).toHaveLength(2)
    expect(Graph.uses(graph)).toEqual([0, 1, 2, 1])
  })

  // 2026-11-24: JSON has no infinities, so both exponents had one key.
  it('tells infinite exponents apart', () => {
    const f = (x: any) => [pipe(x, T.pow(Infinity)), pipe(x, T.pow(-Infinity))]
    expect(Graph.run(Graph.stage(f)(T.scalar(0)))(T.scalar(0.5)).map(T.toNumber as any)).toEqual([0, Infinity])
  })

  it('gives constants, inputs and one value under two names', () => {
    const f = (x: T.Scalar) => ({ x, one: T.scalar(1), a: T.neg(x), b: T.neg(x) })
    const y = Graph.run(Graph.stage(f)(T.scalar(0)))(T.scalar(3))
    expect([y.x, y.one, y.a, y.b].map(T.toNumber)).toEqual([3, 1, -3, -3])
  })

  it('knows which inputs are bytes', () => {
    const images = fromBytes([2, 2], Uint8Array.of(1, 2, 3, 255))
    const staged = Graph.stage((x: T.Tensor<[2, 2]>) => T.sum(x))(images as T.Tensor<[2, 2]>)
    expect(staged.graph.nodes[0]).toEqual({ _tag: 'Input', name: '', shape: [2, 2], bytes: true })
    expect(T.toNumber(Graph.run(staged)(images as T.Tensor<[2, 2]>))).toBe(261)
  })

  it('refuses an argument of another structure or shape, by path', () => {
    const run = Graph.run(Graph.stage(({ w }: any) => T.exp(w))({ w: T.zeros([2]) })) as any
    failing(() => run({ w: T.zeros([3]) }), 'run', 'a tensor of shape [2] at "w"', '[3]')
    failing(() => run({ w: T.zeros([2]), v: T.zeros([]) }), 'run', 'the same structure', '{ v, w }')
    failing(() => run(T.zeros([2])), 'run', 'the same structure', 'a tensor of shape [2]')
  })

  it.each([
    ['toNumber', (x: any) => T.scalar(T.toNumber(x))],
    ['toFlat', (x: any) => T.scalar(T.toFlat(x)[0])],
    ['toArray', (x: any) => (T.toArray(x), x)],
    ['Show.show', (x: any) => (T.Show.show(x), x)],
    ['Eq.equals', (x: any) => (T.Eq.equals(x, x) ? x : T.neg(x))],
  ])('has no numbers for %s, and says what to use instead', (_, f) => {
    expect(() => Graph.stage(f)(T.scalar(0))).toThrow(
      /found a staged value of shape \[\]: a staged function is run once.*Use `where` for a choice and `scan` for a loop/,
    )
  })

  it.each([
    ['a dual number', (f: any) => D.jvp(f)(T.scalar(1) as never, T.scalar(1) as never)],
    ['a value on a tape', (f: any) => D.grad(f)(T.scalar(1) as never)],
    ['a batch of examples', (f: any) => D.vmap(f)(T.tensor([1, 2]) as never)],
    ['a staged value', (f: any) => Graph.stage(f)(T.scalar(1) as never)],
  ])('captures %s from outside neither as it is nor inside a computation', (name, open) => {
    ;[(w: any) => (x: any) => pipe(x, T.mul(w)), (w: any) => () => w].forEach((inner) => {
      const captures = (w: any) => Graph.run(Graph.stage(inner(w))(T.scalar(2) as never))(T.scalar(2) as never)
      failing(() => open(captures), 'stage', 'a function of its arguments and of constants', `${name} of shape []`)
    })
  })

  it('is itself differentiated, batched, and staged within its graph', () => {
    const cube = Graph.run(Graph.stage((x: T.Scalar) => pipe(x, T.pow(3)))(T.scalar(0)))
    expect(T.toNumber(D.grad(D.grad(cube))(T.scalar(2)))).toBe(12)
    expect(T.toArray(D.vmap(D.grad(cube))(T.tensor([1, 2])))).toEqual([3, 12])
    const slope = Graph.stage(D.grad(D.grad(cube)))(T.scalar(0))
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 100 }), (x) => T.toNumber(Graph.run(slope)(T.scalar(x))) === 6 * x + 0),
    )
  })
})
