import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as D from '../../src/Diff.js'
import * as Graph from '../../src/Graph.js'
import { open } from '../../src/interpreter/Trace.js'
import * as T from '../../src/Tensor.js'

const f = (x: T.Tensor<[3]>) => pipe(x, T.mul(0.3), T.exp, T.square, T.sum)

const vectors = fc
  .tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true }), fc.double({ noNaN: true }))
  .map((all) => T.tensor(all))

describe('a trace', () => {
  it('computes the same bits as without it, derivatives included', () => {
    fc.assert(
      fc.property(vectors, (x) => {
        const trace = open('float64')
        const watched = trace.given('x', x) as T.Tensor<[3]>
        const numbers = (y: T.Tensor<readonly number[]>) => trace.entries[trace.placeOf(y) ?? NaN].value
        expect(numbers(f(watched))).toEqual(f(x))
        expect(numbers(D.grad(f)(watched))).toEqual(D.grad(f)(x))
      }),
    )
  })

  it('keeps what was made of what, each after what it is made of', () => {
    const trace = open('float64')
    f(trace.given('x', T.tensor([1, 2, 3])) as T.Tensor<[3]>)
    expect(trace.entries.map(({ name, primitive }) => name ?? primitive?.name ?? 'own')).toEqual([
      'x',
      'own',
      'mul',
      'exp',
      'square',
      'sum',
    ])
    trace.entries.forEach(({ args }, place) => expect(args.every((arg) => arg < place)).toBe(true))
  })

  it('rounds every result to float32, so that it overflows there', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
        const trace = open('float32')
        const [x, y] = [trace.given('a', T.scalar(a)), trace.given('b', T.scalar(b))] as [T.Scalar, T.Scalar]
        const sum = pipe(x, T.add(y))
        const single = (v: number) => (Math.abs(Math.fround(v)) < 2 ** -126 ? 0 * v : Math.fround(v))
        expect(trace.entries[trace.placeOf(sum) ?? NaN].value).toEqual(T.scalar(single(single(a) + single(b))))
      }),
    )
    const trace = open('float32')
    const large = pipe(trace.given('x', T.scalar(89)) as T.Scalar, T.exp)
    expect(trace.entries[trace.placeOf(large) ?? NaN].value).toEqual(T.scalar(Infinity))
  })

  it('walks a scan step by step', () => {
    const trace = open('float64')
    const xs = trace.given('xs', T.tensor([1, 2, 3])) as T.Tensor<[3]>
    const total = Graph.fold((s: T.Scalar, x: T.Scalar) => pipe(s, T.add(x)))(T.scalar(0), xs)
    expect(trace.entries[trace.placeOf(total) ?? NaN].value).toEqual(T.scalar(6))
    expect(trace.entries.filter(({ primitive }) => primitive?.name === 'add').length).toBe(3)
  })

  it('leaves what is only known by name as it is, and recognises it where it meets what is watched', () => {
    const trace = open('float64')
    const y = trace.known('y', T.scalar(2)) as T.Scalar
    expect(T.toNumber(y)).toBe(2)
    pipe(trace.given('x', T.scalar(3)) as T.Scalar, T.mul(y))
    expect(trace.entries.map(({ name }) => name)).toEqual(['y', 'x', undefined])
  })

  it('has no numbers to show, and says why', () => {
    const x = open('float64').given('x', T.scalar(1)) as T.Scalar
    expect(() => T.toNumber(x)).toThrow('a step is run again to find where it went wrong')
  })
})
