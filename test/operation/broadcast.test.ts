/** Broadcasting against the rule as NumPy's manual states it ("General broadcasting rules"), written down element by element. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as T from '../../src/Tensor.js'
import { count, failing } from './support.js'

type Flat = { readonly shape: readonly number[]; readonly values: readonly number[] }

/** Where an element of the result comes from: its index, without leading axes, with 0 on axes of size 1. */
const sourceOf = (at: readonly number[], shape: readonly number[]): number =>
  at.slice(at.length - shape.length).reduce((offset, i, axis) => offset * shape[axis]! + (shape[axis] === 1 ? 0 : i), 0)

const indices = (shape: readonly number[]): readonly (readonly number[])[] =>
  shape.reduce<readonly (readonly number[])[]>(
    (all, d) => all.flatMap((at) => Array.from({ length: d }, (_, i) => [...at, i])),
    [[]],
  )

const broadcast = (...shapes: readonly (readonly number[])[]): readonly number[] | undefined => {
  const rank = Math.max(...shapes.map((s) => s.length))
  const sizes = Array.from({ length: rank }, (_, axis) =>
    shapes.map((s) => s[axis - rank + s.length] ?? 1).filter((d) => d !== 1),
  )
  return sizes.every((each) => new Set(each).size <= 1) ? sizes.map((each) => each[0] ?? 1) : undefined
}

const naive = (f: (...args: readonly number[]) => number, ...args: readonly Flat[]): Flat | undefined => {
  const shape = broadcast(...args.map((a) => a.shape))
  return shape && { shape, values: indices(shape).map((at) => f(...args.map((a) => a.values[sourceOf(at, a.shape)]!))) }
}

const tensor = ({ shape, values }: Flat): T.AnyTensor => T.fromArray(values, shape)
const flat = (x: T.AnyTensor): Flat => ({ shape: [...T.shape(x)], values: Array.from(T.toFlat(x)) })

const withShape = (shape: readonly number[]): fc.Arbitrary<Flat> =>
  fc
    .array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: count(shape), maxLength: count(shape) })
    .map((values) => ({ shape, values }))

/** Shapes cut out of one, so that they often fit: leading axes left away, others shrunk to 1, seldom changed. */
const part = (shape: readonly number[]): fc.Arbitrary<Flat> =>
  fc
    .tuple(
      fc.nat(shape.length),
      fc.array(fc.constantFrom('keep', 'keep', 'keep', 'one', 'one', 'other'), { minLength: 4, maxLength: 4 }),
    )
    .map(([skip, what]) => shape.map((d, i) => (what[i] === 'one' ? 1 : what[i] === 'other' ? d + 1 : d)).slice(skip))
    .chain(withShape)
const parts = (n: number) =>
  fc
    .array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 })
    .chain((shape) => fc.array(part(shape), { minLength: n, maxLength: n }))

const binaries: Readonly<
  Record<string, readonly [(b: never) => (a: never) => T.AnyTensor, (a: number, b: number) => number]>
> = {
  add: [T.add, (a, b) => a + b],
  sub: [T.sub, (a, b) => a - b],
  mul: [T.mul, (a, b) => a * b],
  div: [T.div, (a, b) => a / b],
  max: [T.max, Math.max],
  min: [T.min, Math.min],
  greater: [T.greater, (a, b) => +(a > b)],
  greaterOrEqual: [T.greaterOrEqual, (a, b) => +(a >= b)],
  equal: [T.equal, (a, b) => +(a === b)],
}

describe('broadcasting is NumPy’s', () => {
  for (const [name, [operation, f]] of Object.entries(binaries))
    it(`${name}, with the left operand on the left, to the bit, or refused with both shapes`, () => {
      fc.assert(
        fc.property(parts(2), ([a, b]) => {
          const right = naive(f as never, a!, b!)
          const compute = () => operation(tensor(b!) as never)(tensor(a!) as never)
          if (right === undefined)
            failing(compute, name, 'shapes that broadcast', `[${a!.shape.join(', ')}] with [${b!.shape.join(', ')}]`)
          else expect(flat(compute())).toEqual(right)
        }),
      )
    })

  it('where, of three', () => {
    fc.assert(
      fc.property(parts(3), ([a, b, c]) => {
        const condition = { ...c!, values: c!.values.map((v) => +(v > 0)) }
        const right = naive((x, y, z) => (x !== 0 ? y! : z!), condition, a!, b!)
        const compute = () => T.where(tensor(condition), tensor(a!), tensor(b!))
        if (right === undefined) failing(compute, 'where', 'shapes that broadcast', ' with ')
        else expect(flat(compute())).toEqual(right)
      }),
    )
  })

  it('broadcastTo, which never shrinks', () => {
    fc.assert(
      fc.property(parts(2), ([a, b]) => {
        const shape = broadcast(a!.shape, b!.shape)
        const compute = () => T.broadcastTo(b!.shape)(tensor(a!))
        if (shape === undefined || shape.join() !== b!.shape.join() || a!.shape.length > b!.shape.length)
          failing(compute, 'broadcastTo', `stretches to [${b!.shape.join(', ')}]`, `[${a!.shape.join(', ')}]`)
        else expect(flat(compute()).values).toEqual(indices(shape).map((at) => a!.values[sourceOf(at, a!.shape)]))
      }),
    )
  })

  it('matmul, over its batch axes', () => {
    const operands = fc
      .tuple(
        fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
        fc.integer({ min: 0, max: 3 }),
        fc.nat(3),
        fc.nat(3),
      )
      .chain(([batch, m, k, n]) =>
        fc
          .tuple(part(batch), part(batch))
          .chain(([p, q]) =>
            fc.tuple(withShape([...p.shape, m, k]), withShape([...q.shape, k, n]), fc.constant([m, k, n] as const)),
          ),
      )
    fc.assert(
      fc.property(operands, ([a, b, [m, k, n]]) => {
        const batch = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2))
        const compute = () => T.matmul(tensor(b))(tensor(a))
        if (batch === undefined) return failing(compute, 'matmul', 'shapes that broadcast', ' with ')
        const values = indices([...batch, m, n]).map((at) => {
          const [i, j] = at.slice(-2) as [number, number]
          const [p, q] = [a, b].map((x) => sourceOf(at.slice(0, -2), x.shape.slice(0, -2))) as [number, number]
          return Array.from({ length: k }, (_, l) => a.values[(p * m + i) * k + l]! * b.values[(q * k + l) * n + j]!)
        })
        const product = flat(compute())
        expect(product.shape).toEqual([...batch, m, n])
        expect(product.values).toHaveLength(values.length)
        // The order of additions is the kernel's own: equal up to k roundings of the sum of magnitudes.
        product.values.forEach((v, i) => {
          const terms = values[i]!
          const size = terms.reduce((s, t) => s + Math.abs(t), 0)
          expect(Math.abs(v - terms.reduce((s, t) => s + t, 0))).toBeLessThanOrEqual(2 * k * 2 ** -52 * size)
        })
      }),
    )
  })
})
