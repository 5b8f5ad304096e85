import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as Codec from '../../src/Codec.js'
import * as D from '../../src/Diff.js'
import * as P from '../../src/Params.js'
import * as T from '../../src/Tensor.js'
import { arbitrary } from '../../laws/index.js'

const wrong = (codec: { readonly decode: (u: unknown) => E.Either<any, unknown> }, u: unknown): string =>
  pipe(
    codec.decode(u),
    E.match(
      (errors) => Codec.showProblems(Codec.problems(errors)),
      () => 'nothing',
    ),
  )

const like = { hidden: { weight: T.zeros([2, 3]), bias: T.zeros([3]) }, rates: [T.scalar(0), T.zeros([0, 2])] as const }
const any = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -0, 5e-324))
const records = fc.record({
  hidden: fc.record({ weight: arbitrary.tensor([2, 3], any), bias: arbitrary.tensor([3], any) }),
  rates: fc.tuple(arbitrary.tensor([], any), fc.constant(T.zeros([0, 2]))),
})
/** Each number with its path and its sign. */
const bits = (record: any): unknown =>
  Array.from(T.toFlat(P.flatten(record)), (v) => (Object.is(v, -0) ? '-0' : String(v)))

describe('like', () => {
  it('takes a record through JSON text to the bit', () => {
    const codec = Codec.like(like)
    fc.assert(
      fc.property(records, (record) => {
        const found = codec.decode(JSON.parse(JSON.stringify(codec.encode(record as never))))
        expect(E.isRight(found) && bits(found.right)).toEqual(bits(record))
        expect(E.isRight(found) && T.shape((found.right as typeof like).rates[1])).toEqual([0, 2])
      }),
    )
  })

  it('says all that is wrong, and where', () => {
    const json = {
      hidden: {
        weight: [
          [1, 2, 3],
          [4, 5],
        ],
        biass: [1, 2, 3],
      },
      rates: [1, 2, 3],
    }
    expect(wrong(Codec.like(like), json).split('\n')).toEqual([
      expect.stringMatching(/^at hidden\.weight\[1\]: expected an array of 3 elements, found an array of 2/),
      expect.stringMatching(/^at hidden\.biass: expected no key of this name.*Did you mean “bias”\?/),
      expect.stringMatching(/^at rates: expected an array of 2, found an array of 3/),
    ])
    expect(wrong(Codec.like(like), { ...json, hidden: 'x' })).toContain('at hidden: expected a record')
  })

  it('refuses, when it is made, what is no record of tensors', () => {
    expect(() => Codec.like({ a: 3 } as never)).toThrow('expected a tensor at "a"')
  })
})

describe('tensor', () => {
  it('refuses other shapes, other things and words that are no numbers', () => {
    const codec = Codec.tensor([2, 1])
    expect(wrong(codec, [[1], ['NaN']])).toBe('nothing')
    expect(wrong(codec, [[1], ['nan']])).toContain('[1][0]')
    for (const other of [1, null, 'x', [1, 2], [[1]], [[1], [2], [3]], { 0: [1], 1: [2] }])
      expect(wrong(codec, other)).not.toBe('nothing')
  })

  it('has no room for a value that is being differentiated', () => {
    const codec = Codec.tensor([])
    expect(codec.is(T.scalar(1))).toBe(true)
    D.grad((x: T.Scalar) => {
      expect(codec.is(x)).toBe(false)
      return x
    })(T.scalar(1))
  })
})
