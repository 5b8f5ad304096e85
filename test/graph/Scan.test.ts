import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as D from '../../src/Diff.js'
import * as Graph from '../../src/Graph.js'
import * as T from '../../src/Tensor.js'
import { failing } from '../operation/support.js'

const { scan, fold } = Graph as any
const add = (s: any, x: any): any => pipe(s, T.add(x))
const four = T.tensor([1, 2, 3, 4])

describe('scan', () => {
  it('carries records, and stacks what each step makes', () => {
    const step = ({ sum, count }: any, { x, y }: any) => [
      { sum: add(sum, pipe(x, T.mul(y))), count: pipe(count, T.add(1)) },
      { before: sum, pair: T.stack(0)([x, y]) },
    ]
    const [end, ys] = scan(step)({ sum: T.scalar(0), count: T.scalar(0) }, { x: four, y: four })
    expect([end.sum, end.count].map(T.toNumber as any)).toEqual([30, 4])
    expect(T.toArray(ys.before)).toEqual([0, 1, 5, 14])
    expect(T.toArray(ys.pair)).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ])
  })

  it('takes a state with no tensors, and makes nothing to stack', () => {
    expect(scan(() => [[], []])([], four)).toEqual([[], []])
    expect(T.toArray(scan((s: any, x: any) => [s, T.square(x)])([], four)[1])).toEqual([1, 4, 9, 16])
  })

  it.each([
    ['another shape', (s: any) => T.stack(0)([s, s]), 'a step that keeps the shape [] of the state', '[2]'],
    ['another structure', (s: any) => ({ s }), 'the same structure', '{ s }'],
  ])('refuses a step that gives the state %s', (_, step, expected, found) => {
    failing(() => fold(step)(T.scalar(0), four), 'scan', expected, found)
    failing(() => Graph.stage((xs: any) => fold(step)(T.scalar(0), xs))(four), 'scan', expected, found)
  })

  it.each([
    ['nothing', [], 'none'],
    ['no axis', T.scalar(1), '[]'],
    ['no steps', T.zeros([0]), '[0]'],
    ['axes of two lengths', { a: T.zeros([2]), b: T.zeros([3]) }, '[2] and [3]'],
  ])('refuses to walk over %s', (_, xs, found) => {
    failing(
      () => fold((s: any) => s)(T.scalar(0), xs),
      'scan',
      'inputs with a leading axis of one length, at least 1',
      found,
    )
  })

  it('captures what is outside of it, from two scans further out', () => {
    const f = ({ w, xs }: any) =>
      fold((s: any, x: any) => fold((r: any, y: any) => add(pipe(r, T.mul(w)), pipe(y, T.mul(x))))(s, xs))(
        T.scalar(0),
        xs,
      )
    const like = { w: T.scalar(0), xs: T.zeros([3]) }
    const x = { w: T.scalar(0.5), xs: T.tensor([1, 2, 3]) }
    const staged = Graph.stage(f)(like)
    expect(T.toNumber(Graph.run(staged)(x) as T.Scalar)).toBe(T.toNumber(f(x)))
    const [outer] = staged.graph.nodes.filter((node) => node._tag === 'Scan')
    expect(outer.captured).toHaveLength(2)
    expect(outer.body.nodes.filter((node) => node._tag === 'Scan')).toHaveLength(1)
  })

  it('over plain numbers in a staged function is written out, and the same', () => {
    const f = (w: T.Scalar) => fold((s: any, x: any) => add(s, pipe(x, T.mul(w))))(T.scalar(0), four) as T.Scalar
    expect(T.toNumber(Graph.run(Graph.stage(f)(T.scalar(0)))(T.scalar(2)))).toBe(20)
  })

  it('is differentiated as the loop it is; a derivative through a staged one is refused and told what to do', () => {
    const f = (w: T.Scalar) => fold((s: any, x: any) => pipe(s, T.mul(w), T.add(x)))(T.scalar(0), four) as T.Scalar
    const slope = (w: T.Scalar) => fold((s: any, x: any) => pipe(s, T.mul(w), T.add(x)))(w, four) as T.Scalar
    // w³ + 2w² + 3w + 4
    expect(T.toNumber(D.grad(f)(T.scalar(2)))).toBe(23)
    expect(() => Graph.stage(D.grad(slope))(T.scalar(2))).toThrow(
      /scan: expected values of the staged function itself, found a value on a tape: .*Take the derivative inside the step/,
    )
    const inside = (xs: T.Tensor<[4]>) =>
      fold((s: any, x: any) => add(s, D.grad((v: any) => T.square(v))(x as never)))(T.scalar(0), xs) as T.Scalar
    expect(T.toNumber(Graph.run(Graph.stage(inside)(four))(four))).toBe(20)
  })

  it('refuses an open derivative in what a staged step captures', () => {
    const f = (xs: T.Tensor<[4]>) =>
      D.grad((w: any) => fold((s: any, x: any) => add(s, pipe(x, T.mul(w))))(T.scalar(0), xs))(T.scalar(1))
    failing(() => Graph.stage(f)(four), 'stage', 'a function of its arguments', 'a value on a tape')
  })
})
