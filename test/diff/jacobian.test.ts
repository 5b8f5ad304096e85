/** Jacobians where something is empty, and their blocks where shapes are all different. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as D from '../../src/Diff.js'
import * as T from '../../src/Tensor.js'

const all = [
  ['forward', D.jacobianForward],
  ['reverse', D.jacobianReverse],
  ['whichever is shorter', D.jacobian],
] as const

describe.each(all)('the Jacobian, %s', (_, jacobian) => {
  it('of an empty result has no rows, and of an empty argument no columns', () => {
    expect(T.shape(jacobian((x: T.Tensor<[2]>) => pipe(x, T.slice(0, 0, 0)))(T.tensor([1, 2])))).toEqual([0, 2])
    expect(T.shape(jacobian((_x: T.Tensor<[0]>) => T.tensor([1, 2]))(T.zeros([0])))).toEqual([2, 0])
    expect(T.shape(jacobian((x: T.Tensor<[0]>) => x)(T.zeros([0])))).toEqual([0, 0])
  })

  it('has the axes of the result before those of the argument, for each pair', () => {
    const f = ({ a, b }: { readonly a: T.Tensor<[2, 3]>; readonly b: T.Scalar }) => ({
      rows: T.sumAlong(1)(a),
      both: [pipe(a, T.transpose, T.mul(b)), T.square(b)] as const,
    })
    const j = jacobian(f)({ a: T.tensor([[1, 2, 3], [4, 5, 6]]), b: T.scalar(10) }) // prettier-ignore
    expect(T.toArray(j.rows.a)).toEqual([
      [[1, 1, 1], [0, 0, 0]],
      [[0, 0, 0], [1, 1, 1]],
    ]) // prettier-ignore
    expect(T.toArray(j.rows.b)).toEqual([0, 0])
    expect(T.toArray(j.both[0].b)).toEqual([[1, 4], [2, 5], [3, 6]]) // prettier-ignore
    expect(T.shape(j.both[0].a)).toEqual([3, 2, 2, 3])
    const turned = T.toFlat(j.both[0].a)
    ;[0, 1, 2].forEach((i) =>
      [0, 1].forEach((k) =>
        [0, 1].forEach((m) =>
          [0, 1, 2].forEach((n) => expect(turned[((i * 2 + k) * 2 + m) * 3 + n]).toBe(i === n && k === m ? 10 : 0)),
        ),
      ),
    )
    expect(T.toNumber(j.both[1].b)).toBe(20)
  })
})

describe('the Jacobian', () => {
  /** How often the function is asked. */
  const asked = <P, Q>(f: (x: P) => Q, run: (g: (x: P) => Q) => unknown): number => {
    let calls = 0
    run((x) => {
      calls += 1
      return f(x)
    })
    return calls
  }

  it('goes by rows, with one pass forward, where the result is smaller, and by columns where the argument is', () => {
    const narrow = (x: T.Tensor<[5]>): T.Scalar => T.sum(x)
    const wide = (x: T.Scalar): T.Tensor<[5]> => pipe(T.ones([5]), T.mul(x))
    // Each is asked once more, for the size of its result.
    expect(asked(narrow, (f) => D.jacobian(f)(T.ones([5])))).toBe(1 + 1)
    expect(asked(wide, (f) => D.jacobian(f)(T.scalar(1)))).toBe(
      1 + asked(wide, (f) => D.jacobianForward(f)(T.scalar(1))),
    )
  })
})
