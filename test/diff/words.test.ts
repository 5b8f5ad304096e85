/** What is said to whoever asks for something a derivative cannot give. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as D from '../../src/Diff.js'
import * as T from '../../src/Tensor.js'

const thrown = (f: () => unknown): unknown => {
  try {
    f()
  } catch (error) {
    return error
  }
  return undefined
}

const looks = [
  ['toNumber', (x: T.Scalar) => T.toNumber(x)],
  ['toArray', (x: T.Scalar) => T.toArray(x)],
  ['toFlat', (x: T.Scalar) => T.toFlat(x)],
  ['Show.show', (x: T.Scalar) => T.Show.show(x)],
  ['Eq.equals', (x: T.Scalar) => T.Eq.equals(x, T.scalar(1))],
] as const

describe.each(looks)('%s of a value that is being differentiated', (name, look) => {
  it.each([
    ['a dual number', (f: (x: T.Scalar) => T.Scalar) => D.jvp(f)(T.scalar(1), T.scalar(1))],
    ['a value on a tape', (f: (x: T.Scalar) => T.Scalar) => D.grad(f)(T.scalar(1))],
  ] as const)('says that it is %s', (words, derive) => {
    const error = thrown(() =>
      derive((x) => {
        look(x)
        return x
      }),
    )
    expect(T.isNablaError(error) && error.message).toMatch(
      new RegExp(`^${name}: expected a tensor of plain numbers, found ${words} of shape \\[\\]`),
    )
  })
})

it('says so of values of both readings at once, when they are nested', () => {
  const error = thrown(() =>
    D.grad((x: T.Scalar) => D.jvp((y: T.Scalar) => T.scalar(T.toNumber(y)))(x, x).tangent)(T.scalar(1)),
  )
  expect(T.isNablaError(error) && error.message).toContain('a dual number')
})

describe('grad', () => {
  it('asks for a scalar, and says what it was given', () => {
    const error = thrown(() => D.grad((x: T.Tensor<[2]>) => T.square(x) as unknown as T.Scalar)(T.tensor([1, 2])))
    expect(T.isNablaError(error) && error.message).toBe(
      'grad: expected a function whose result is a scalar, found a result of shape [2]',
    )
  })

  it('asks for a tensor', () => {
    const error = thrown(() => D.grad((x: T.Scalar) => ({ x }) as unknown as T.Scalar)(T.scalar(1)))
    expect(T.isNablaError(error) && error.message).toContain('a result that is not a tensor')
  })
})

describe('a direction that does not match', () => {
  it('in shape is refused, with its path', () => {
    const f = (p: { readonly w: T.Tensor<[number]> }) => p.w
    const error = thrown(() => D.jvp(f)({ w: T.tensor([1, 2]) }, { w: T.tensor([1, 2, 3]) }))
    expect(T.isNablaError(error) && error.message).toBe('jvp: expected shape [2] at "w", found [3]')
    const pulled = thrown(() => D.vjp(f)({ w: T.tensor([1, 2]) }).pullback(T.tensor([1])))
    expect(T.isNablaError(pulled) && pulled.message).toBe('pullback: expected shape [2], found [1]')
  })

  it('in its keys is refused, with their names', () => {
    const p = { w: T.scalar(1), b: T.scalar(2) }
    const error = thrown(() =>
      D.jvp((q: typeof p) => pipe(q.w, T.add(q.b)))(p, { x: p.w, y: p.b } as unknown as typeof p),
    )
    expect(T.isNablaError(error) && error.message).toMatch(/b, w.*x, y/)
  })
})
