/**
 * A trace is what the library computes anyway, seen from inside: values of the function, tangents of `jvp`, cotangents of `vjp`.
 */
import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import { agree, same } from '../../laws/index.js'
import * as D from '../../src/Diff.js'
import * as Draw from '../../src/Draw.js'
import * as Graph from '../../src/Graph.js'
import * as T from '../../src/Tensor.js'
import { point, program, type Point } from './support.js'

const last = (trace: Draw.Trace): Draw.Step => trace.steps[trace.graph.outputs[0].node]
const zero = (x: T.AnyTensor): T.AnyTensor => T.zeros(T.shape(x) as never)

/** The cotangents of the inputs as a record like the point. */
const gradientOf = (trace: Draw.Trace, x: Point): Point => {
  const all = trace.graph.inputs.map((place, i) => trace.steps[place].cotangent ?? zero([x.a, x.b, x.m, x.v][i]))
  const [a, b, m, v] = all as never[]
  return { a, b, m, v }
}

const holds = { _tag: 'Holds' } as const

describe('a trace of a random function', () => {
  it('has its value, the tangent of jvp and the cotangents of grad: to the bit those of the graph', () => {
    fc.assert(
      fc.property(program, point, point, (f, x, dx) => {
        const staged = Graph.stage(f)(x)
        const trace = Draw.trace(f)(x, dx)
        const { primal, tangent } = D.jvp(Graph.run(staged))(x, dx)
        const result = last(trace)
        expect(same({ primal, tangent }, { primal: result.value!, tangent: result.tangent ?? zero(primal) })).toEqual(
          holds,
        )
        const gradient = D.grad(Graph.run(staged))(x)
        expect(same({ ...gradient }, { ...gradientOf(trace, x) })).toEqual(holds)
      }),
    )
  })

  it('and those of the function itself within rounding, the value to the bit', () => {
    fc.assert(
      fc.property(program, point, point, (f, x, dx) => {
        expect(same(f(x), last(Draw.trace(f)(x)).value!)).toEqual(holds)
        const both = { x, dx }
        const pushed = (p: typeof both) => last(Draw.trace(f)(p.x, p.dx)).tangent ?? T.scalar(0)
        expect(agree((p: typeof both) => D.jvp(f)(p.x, p.dx).tangent, pushed, both)._tag).not.toBe('Violated')
        const pulled = (p: Point) => ({ ...gradientOf(Draw.trace(f)(p), p) })
        expect(agree((p: Point) => ({ ...D.grad(f)(p) }), pulled, x)._tag).not.toBe('Violated')
      }),
      { numRuns: 40 },
    )
  })

  it('adds up at every node: the tangents of its edges are its tangent, the shares of its users its cotangent', () => {
    fc.assert(
      fc.property(program, point, (f, x) => {
        const { graph, steps } = Draw.trace(f)(x)
        const sum = (all: readonly (T.AnyTensor | undefined)[]): T.AnyTensor | undefined =>
          all.reduce(
            (a, b) => (a === undefined ? b : b === undefined ? a : (pipe(a, T.add(b as never)) as T.AnyTensor)),
            undefined,
          )
        steps.forEach(({ tangent, edges, cotangent }, place) => {
          if (edges.length > 0) expect(sum(edges.map(({ pushed }) => pushed))).toEqual(tangent)
          if (graph.outputs.some(({ node }) => node === place)) return
          const shares = steps.flatMap((user) =>
            user.edges.filter(({ from }) => from === place).map(({ pulled }) => pulled),
          )
          const [found, expected] = [sum(shares), cotangent]
          expect(found === undefined).toBe(expected === undefined)
          // Shares arrive in the reverse order: their sum is that of the tape within rounding.
          if (found !== undefined && expected !== undefined)
            T.toFlat(found).forEach((v, i) => {
              const parts = shares.flatMap((s) => (s === undefined ? [] : [Math.abs(T.toFlat(s)[i])]))
              const bound = parts.length * 2 ** -52 * parts.reduce((a, b) => a + b, 0)
              expect(Math.abs(v - T.toFlat(expected)[i])).toBeLessThanOrEqual(bound)
            })
        })
      }),
    )
  })

  it('is a chain rule at every edge that has a derivative: pushed and pulled are its products', () => {
    fc.assert(
      fc.property(program, point, (f, x) => {
        const { steps } = Draw.trace(f)(x)
        const product = (a: T.AnyTensor, b: T.AnyTensor): T.AnyTensor => pipe(a, T.mul(b as never)) as T.AnyTensor
        steps.forEach(({ cotangent, edges }) =>
          edges.forEach(({ from, derivative, pushed, pulled }) => {
            const { tangent } = steps[from]
            if (derivative === undefined) return
            if (tangent !== undefined && pushed !== undefined)
              expect(same(pushed, positive(product(tangent, derivative), pushed))).toEqual(holds)
            if (cotangent !== undefined && pulled !== undefined)
              expect(same(pulled, positive(product(cotangent, derivative), pulled))).toEqual(holds)
          }),
        )
      }),
    )
  })
})

/** Where both are 0 the sign of the zero does not matter. */
const positive = (x: T.AnyTensor, like: T.AnyTensor): T.AnyTensor =>
  T.where(pipe(x, T.equal(like as never)), like as never, x as never) as T.AnyTensor

describe('a trace by hand', () => {
  // L = (tanh(1.5w + b) − 0.8)² + 0.1w² at w = −0.5, b = 0.25: lesson 3.
  const loss = ({ w, b }: { readonly w: T.Scalar; readonly b: T.Scalar }): T.Scalar => {
    const error = pipe(T.tanh(pipe(w, T.mul(1.5), T.add(b))), T.sub(0.8))
    return pipe(T.square(error), T.add(pipe(T.square(w), T.mul(0.1))))
  }
  const trace = Draw.trace(loss)({ w: T.scalar(-0.5), b: T.scalar(0.25) }, { w: T.scalar(1), b: T.scalar(0) })
  const at = (name: string) => trace.steps.find((step) => step.name === name)!
  const numberOf = (x: T.AnyTensor | undefined) => (x === undefined ? undefined : T.toFlat(x)[0])

  it('names its nodes and writes what they compute', () => {
    expect(trace.steps.filter(({ edges }) => edges.length > 0).map(({ formula }) => formula)).toEqual([
      'v1 = w × 1.5',
      'v2 = v1 + b',
      'v3 = tanh(v2)',
      'v4 = v3 − 0.8',
      'v5 = v4²',
      'v6 = w²',
      'v7 = v6 × 0.1',
      'result = v5 + v7',
    ])
  })

  it('hands w one share through each use, and their sum', () => {
    const shares = trace.steps
      .flatMap(({ edges }) => edges)
      .filter(({ from }) => trace.steps[from].name === 'w')
      .map(({ pulled }) => numberOf(pulled)!)
    expect(shares[1]).toBe(0.1 * -1)
    expect(shares[0]).toBe(1.5 * numberOf(at('v1').cotangent)!)
    expect(numberOf(at('w').cotangent)).toBe(shares[1] + shares[0])
    expect(numberOf(at('result').tangent)).toBeCloseTo(numberOf(at('w').cotangent)!, 14)
  })

  it('has no derivative for constants', () => {
    const constant = trace.steps.find(({ formula }) => formula === '0.8')!
    expect([constant.tangent, constant.cotangent, constant.differentiable]).toEqual([undefined, undefined, false])
  })

  it('takes the results of a record by their names, and other cotangents than 1', () => {
    const { graph, steps } = Draw.trace((x: T.Scalar) => ({ z: T.square(x), y: pipe(T.square(x), T.add(x)) }))(
      T.scalar(3),
      T.scalar(2),
      { z: T.scalar(10), y: T.scalar(100) },
    )
    expect(steps.map(({ name }) => name)).toEqual(['x', 'z', 'y'])
    expect(numberOf(steps[graph.inputs[0]].cotangent)).toBe(10 * 6 + 100 * 7)
    expect(steps.map(({ tangent }) => numberOf(tangent))).toEqual([2, 12, 14])
  })

  it('calls a result that has the name of an input by a prime', () => {
    const { steps } = Draw.trace(({ w }: { readonly w: T.Scalar }) => ({ w: pipe(w, T.mul(2)) }))({ w: T.scalar(1) })
    expect(steps.map(({ name }) => name)).toEqual(['w', 'c1', 'w′'])
  })
})

describe('a scan in a trace', () => {
  interface State {
    readonly s: T.Scalar
    readonly k: T.Scalar
    readonly xs: T.Tensor<[3]>
  }
  const f = ({ s, k, xs }: State) =>
    Graph.scan<T.Scalar, T.Scalar, T.Scalar>((sum, x) => {
      const next = pipe(sum, T.mul(k), T.add(x))
      return [next, T.square(next)]
    })(s, xs)
  const scanned = (x: State) => f(x) as readonly [T.Scalar, T.Tensor<[3]>]
  const loop = { s: T.scalar(1), k: T.scalar(2), xs: T.tensor([1, 2, 3]) }
  const dx = { s: T.scalar(1), k: T.scalar(-1), xs: T.tensor([0, 1, 0]) }

  it('has the tangents and cotangents of the loop', () => {
    const { graph, steps } = Draw.trace(scanned)(loop, dx)
    const { primal, tangent } = D.jvp(scanned)(loop, dx)
    expect(graph.outputs.map(({ node }) => steps[node].value)).toEqual(primal)
    expect(graph.outputs.map(({ node }) => steps[node].tangent)).toEqual(tangent)
    const { k, s, xs } = D.vjp(scanned)(loop).pullback([T.scalar(1), T.ones([3])])
    expect(graph.inputs.map((place) => steps[place].cotangent)).toEqual([k, s, xs])
  })
})

describe('bad input', () => {
  it('is refused in words', () => {
    const x = { w: T.scalar(1) }
    const f = (p: typeof x) => T.square(p.w)
    expect(() => Draw.trace(f)(x, { w: T.zeros([2]) } as never)).toThrow(/Draw\.trace, dx.*shape \[\] at "w".*\[2\]/s)
    expect(() => Draw.trace(f)(x, x, T.zeros([2]) as never)).toThrow(/Draw\.trace, dy/)
    expect(() => Draw.trace(f)(x, { v: T.scalar(1) } as never)).toThrow(/the same structure/)
    const { graph } = Draw.trace(f)(x)
    expect(() => Draw.traceGraph(graph)([], [])).toThrow(/inputs for 1.*0/s)
    expect(() => Draw.traceGraph(graph)([T.zeros([2])], [undefined])).toThrow(/inputs 0 of shape \[\].*\[2\]/s)
  })
})
