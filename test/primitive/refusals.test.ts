/** What primitives refuse by themselves, below the operations that ask the same earlier: readings and rules apply them directly. */
import { describe, expect, it } from 'vitest'
import { bind, run, type Primitive } from '../../src/primitive/Primitive.js'
import * as D from '../../src/Diff.js'
import { table } from '../../src/primitive/Table.js'
import * as T from '../../src/Tensor.js'
import { failing } from '../operation/support.js'

const zeros = (...shape: readonly number[]): T.AnyTensor => T.zeros(shape as readonly [])
const x23 = zeros(2, 3)

const refuses = <A>(
  primitive: Primitive<A>,
  attributes: A,
  args: readonly T.AnyTensor[],
  expected: string,
  found: string,
) => failing(() => bind(primitive, args, attributes), primitive.name, expected, found)
const gives = <A>(primitive: Primitive<A>, attributes: A, ...args: readonly T.AnyTensor[]): readonly number[] =>
  T.shape(bind(primitive, args, attributes))

describe('pointwise primitives', () => {
  it('take arguments of one shape, and say which they were given', () => {
    expect(() => run(table.add, zeros(2), zeros(3))).toThrow(/^add: expected operands of shape \[2\], found \[3\]$/)
    const ternary = (...[x, y, z]: readonly T.AnyTensor[]) => run(table.mulAdd, x, y, z)
    failing(() => ternary(zeros(2), zeros(2), zeros(3)), 'mulAdd', 'operands of shape [2]', '[2] and [3]')
    failing(() => ternary(zeros(2), zeros(3), zeros(2)), 'mulAdd', 'operands of shape [2]', '[3] and [2]')
    expect(T.shape(ternary(zeros(2), zeros(2), zeros(2)))).toEqual([2])
  })
})

describe('reshape', () => {
  it('keeps the number of elements', () => {
    expect(gives(table.reshape, { to: [3, 2] }, x23)).toEqual([3, 2])
    refuses(table.reshape, { to: [5] }, [x23], 'a shape of 6 elements, as [2, 3] has', '[5]')
  })
})

describe('transpose', () => {
  it.each([[[0]], [[0, 0]], [[0, 2]], [[0, 1, 1]], [[0, 1, 2]]])('refuses %j for two axes', (permutation) => {
    refuses(table.transpose, { permutation }, [x23], 'an order of the 2 axes of [2, 3]', `[${permutation.join(', ')}]`)
  })
})

describe('slice', () => {
  it.each([
    [0.5, 2],
    [0, 1.5],
    [0.5, 1.5],
    [-1, 2],
    [2, 1],
    [0, 4],
    [NaN, 1],
  ])('refuses from %d up to %d of three', (start, end) => {
    refuses(table.slice, { axis: 1, start, end }, [x23], '0 ≤ start ≤ end ≤ 3', `start ${start}, end ${end}`)
  })

  it('may be empty, at either end, or whole', () => {
    const sizes = [
      [0, 0],
      [3, 3],
      [0, 3],
    ].map(([start, end]) => gives(table.slice, { axis: 1, start, end }, x23)[1])
    expect(sizes).toEqual([0, 0, 3])
  })
})

describe('pad', () => {
  it('takes margins of 0 and more', () => {
    expect(gives(table.pad, { axis: 1, before: 0, after: 0 }, x23)).toEqual([2, 3])
    expect(gives(table.pad, { axis: 0, before: 1, after: 2 }, x23)).toEqual([5, 3])
    refuses(table.pad, { axis: 1, before: -1, after: 2 }, [x23], 'margins that are not negative', '-1 and 2')
    refuses(table.pad, { axis: 1, before: 2, after: -1 }, [x23], 'margins that are not negative', '2 and -1')
  })
})

describe('concat', () => {
  it('takes shapes that are equal off its axis', () => {
    expect(gives(table.concat, { axis: 1 }, x23, zeros(2, 5))).toEqual([2, 8])
    refuses(table.concat, { axis: 0 }, [x23, zeros(2, 5)], 'shapes equal to [2, 3] off axis 0', '[2, 5]')
    refuses(table.concat, { axis: 1 }, [x23, zeros(2, 3, 1)], 'shapes equal to [2, 3] off axis 1', '[2, 3, 1]')
    refuses(table.concat, { axis: 1 }, [x23, zeros(2)], 'shapes equal to [2, 3] off axis 1', '[2]')
  })
})

describe('matmul', () => {
  it('takes matrices of the same batch axes that fit', () => {
    expect(gives(table.matmul, undefined, zeros(4, 2, 3), zeros(4, 3, 5))).toEqual([4, 2, 5])
    const misfits = [
      [zeros(3), zeros(3)],
      [x23, zeros(3)],
      [x23, zeros(1, 3, 5)],
      [zeros(4, 2, 3), zeros(5, 3, 2)],
      [x23, x23],
    ]
    misfits.forEach(([a, b]) =>
      refuses(table.matmul, undefined, [a, b], 'matrices [m, k] and [k, n]', `[${T.shape(b).join(', ')}]`),
    )
  })
})

describe('take and scatterAdd', () => {
  const at = (...indices: readonly number[]) => T.fromArray(indices, [indices.length])

  it.each([-1, 3, 0.5, NaN])('refuse the index %d of three', (index) => {
    refuses(table.take, { axis: 1 }, [x23, at(0, index)], 'indices that are integers from 0 to 2', String(index))
    const scattered = [zeros(2, 2), at(0, index)]
    refuses(table.scatterAdd, { axis: 1, size: 3 }, scattered, 'indices that are integers from 0 to 2', String(index))
  })

  it.each([-1, 3, 0.5, NaN])('refuse the index %d of three of one example of a batch', (index) => {
    const indices = T.fromArray([0, 1, index, 2], [2, 2])
    const scatter = (x: T.AnyTensor, of: T.AnyTensor) => bind(table.scatterAdd, [x, of], { axis: 0, size: 3 })
    const batched = D.vmap(([x, of]: readonly [T.AnyTensor, T.AnyTensor]) => scatter(x, of) as never)
    const said = 'indices that are integers from 0 to 2'
    failing(() => batched([zeros(2, 2), indices] as never), 'scatterAdd', said, String(index))
  })

  it('take the first index and the last', () => {
    expect(gives(table.take, { axis: 1 }, x23, at(0, 2))).toEqual([2, 2])
    expect(gives(table.scatterAdd, { axis: 1, size: 3 }, zeros(2, 2), at(0, 2))).toEqual([2, 3])
  })

  it('scatterAdd takes an element for each index', () => {
    const expected = 'elements whose axes from 1 on are those of the indices, [2]'
    refuses(table.scatterAdd, { axis: 1, size: 3 }, [x23, at(0, 1)], expected, '[2, 3]')
  })
})
