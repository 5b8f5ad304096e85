/**
 * Laws of derivatives where the value is not finite: NaN where no derivative exists, forward and reverse alike.
 */
import * as fc from 'fast-check'
import * as A from '../src/Activation.js'
import * as D from '../src/Diff.js'
import * as Loss from '../src/Loss.js'
import * as T from '../src/Tensor.js'
import { pipe } from 'fp-ts/lib/function.js'
import { calculus, type Derivatives } from './calculus.js'
import { every, expecting, law, type LawSet, type Verdict } from './Law.js'
import type { Map, Tree } from './tree.js'

type Vector = T.Tensor<[2]>

const functions: Readonly<Record<string, (x: Vector) => T.AnyTensor>> = {
  relu: A.relu,
  softmax: A.softmax,
  logSoftmax: A.logSoftmax,
  logSumExp: T.logSumExp,
  'bce of probabilities': (x) => pipe(A.sigmoid(x), Loss.bce(T.tensor([0, 1]))),
  mse: Loss.mse(T.tensor([0, 1])),
  'norm √Σx²': (x) => T.sqrt(T.sum(T.square(x))),
  'quotient x₀/x₁': (x) => pipe(x, T.slice(0, 0, 1), T.div(pipe(x, T.slice(0, 1, 2)))),
  'guarded root': (x) => T.where(pipe(x, T.greater(0)), T.sqrt(x), 0),
  'elementwise log': T.log,
}

const number = fc.constantFrom(0, -1, 1, 2, 800, -800, 1e200, Infinity, -Infinity, NaN)

interface Situation {
  readonly f: Map
  readonly x: readonly [number, number]
}

const situation: fc.Arbitrary<Situation> = fc.record({
  f: fc
    .constantFrom(...Object.entries(functions))
    .map(([name, f]) => ({ [name]: (x: Tree) => (f as unknown as Map)(x) })[name]),
  x: fc.tuple(number, number),
})

const flat = (x: Tree): readonly number[] => Array.from(T.toFlat(x as T.AnyTensor))

/** One row of a Jacobian, for one element of the value. */
const rowVerdict = (x: readonly number[], value: number, row: readonly number[], mode: string): Verdict =>
  Number.isNaN(value)
    ? expecting(row.every(Number.isNaN), { at: mode, expected: 'NaN, as the value is', found: String(row) })
    : expecting(Number.isFinite(value) || !x.every(Number.isFinite) || row.every((d) => d !== 0), {
        at: mode,
        expected: `no derivative of 0 at the value ${value}`,
        found: String(row),
      })

/**
 * A derivative is not finite where it does not exist: where the value is NaN, it is NaN; and where the value is infinite for finite inputs, it is never 0.
 *
 * @category sets
 */
export const defined = (derivatives: Derivatives = D): LawSet => {
  const { jvp, vjp } = calculus(derivatives)
  const unit = (i: number, n: number): Tree =>
    T.fromArray(
      Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)),
      [n],
    )
  const forward = ({ f, x }: Situation): readonly (readonly number[])[] => {
    const columns = x.map((_, i) => flat(jvp(f)(T.tensor(x), unit(i, 2)).tangent))
    return columns[0].map((_, row) => columns.map((column) => column[row]))
  }
  const reverse = ({ f, x }: Situation): readonly (readonly number[])[] => {
    const { primal, pullback } = vjp(f)(T.tensor(x))
    const shape = T.shape(primal as T.AnyTensor)
    return flat(primal).map((_, i, all) => flat(pullback(T.reshape(shape)(unit(i, all.length) as T.AnyTensor))))
  }
  const rows = (name: string, jacobian: (s: Situation) => readonly (readonly number[])[]) =>
    law(
      name,
      'where a value is NaN so is its derivative; at an infinite value of finite inputs none is 0',
      situation,
      (s) => {
        const values = flat(s.f(T.tensor(s.x)))
        return every(jacobian(s).map((row, i) => rowVerdict(s.x, values[i], row, `element ${i}`)))
      },
    )
  return {
    name: 'defined derivatives',
    laws: [
      rows('forward', forward),
      rows('reverse', reverse),
      law('both', 'the same entries of the Jacobian are NaN forward and reverse', situation, (s) => {
        const [a, b] = [forward(s), reverse(s)].map((rows) => JSON.stringify(rows.map((row) => row.map(Number.isNaN))))
        return expecting(a === b, { expected: `${a}, forward`, found: `${b}, reverse` })
      }),
    ],
  }
}
