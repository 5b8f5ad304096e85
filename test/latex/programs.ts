/** Random functions of a small record, made of what formulas know rules about. All are defined everywhere. */
import { pipe } from 'fp-ts/lib/function.js'
import fc from 'fast-check'
import * as A from '../../src/Activation.js'
import * as T from '../../src/Tensor.js'

type Table = T.Tensor<[3, 2]>

interface Record {
  readonly a: Table
  readonly b: Table
  readonly c: T.Tensor<[2]>
  readonly s: T.Scalar
}

type Operation = (x: Table, y: Table, p: Record) => Table

const wide = (x: T.AnyTensor): Table => pipe(T.zeros([3, 2]), T.add(x as T.Scalar))

const operations: readonly Operation[] = [
  (x, y) => pipe(x, T.add(y)),
  (x, y) => pipe(x, T.sub(y)),
  (x, y) => pipe(x, T.mul(y)),
  (x, y) => pipe(x, T.div(pipe(y, T.square, T.add(1)))),
  (x, _, { c }) => pipe(x, T.mul(c)),
  (x, _, { s }) => pipe(x, T.mul(s)),
  (x, _, { c }) => pipe(x, T.sub(c)),
  (x) => pipe(x, T.mul(2)),
  (x) => pipe(x, T.mul(0.1)),
  (x) => T.neg(x),
  (x) => pipe(x, T.square, T.add(0.5), T.sqrt),
  (x) => pipe(x, T.square, T.add(1), T.log),
  (x) => T.exp(A.tanh(x)),
  (x) => pipe(T.neg(x), A.tanh, T.exp, T.add(1), T.log),
  (x) => T.square(x),
  (x) => T.abs(x),
  (x) => T.sin(x),
  (x) => A.tanh(x),
  (x) => A.sigmoid(x),
  (x) => A.sigmoid(T.neg(x)),
  (x) => A.relu(x),
  (x) => A.leakyRelu()(x),
  (x) => A.elu(0.5)(A.tanh(x)),
  (x) => A.softplus(x),
  (x) => A.logSigmoid(x),
  (x) => A.softmax(x),
  (x) => A.logSoftmax(x),
  (x, y) => pipe(x, T.max(y)),
  (x, y) => pipe(x, T.min(y)),
  (x, y) => T.where(pipe(x, T.greater(y)), pipe(x, T.sub(y)), A.tanh(y)),
  (x, y) => T.where(pipe(x, T.equal(0)), T.zeros([3, 2]), pipe(x, T.mul(A.tanh(y)))),
  (x) => pipe(x, T.sub(pipe(x, T.meanAlong(0)))),
  (x) => pipe(x, T.sub(pipe(x, T.meanAlong(1, { keepDims: true })))),
  (x) => wide(T.mean(x)),
  (x) => wide(T.sum(T.square(x))),
  (x) => pipe(x, T.sub(pipe(x, T.logSumExp, T.reshape([3, 1])))),
  (x) => pipe(x, T.mul(pipe(x, T.maxAlong(0)))),
  (x, y) => pipe(x, T.matmul(pipe(y, T.transpose)), T.matmul(y)) as Table,
  (x) => pipe(x, T.reshape([6]), T.square, T.reshape([3, 2])) as Table,
  (x) => T.take(T.tensor([2, 0, 2]))(x) as Table,
]

const number = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double({ min: -3, max: 3, noNaN: true }).filter((v) => v === 0 || Math.abs(v) > 1e-3),
)

/** Numbers between which nothing happens to be equal: where the largest of a row is shared, a derivative depends on the last bit of what was computed, and a formula has other last bits. */
const generic = fc.integer({ min: -3000, max: 3000 }).map((k) => (k + 0.3819660113) / 1009)

const step = fc.record({
  operation: fc.nat({ max: operations.length - 1 }),
  left: fc.nat({ max: 99 }),
  right: fc.nat({ max: 99 }),
})

const programsOf = (each: fc.Arbitrary<number>) => {
  const numbers = (n: number): fc.Arbitrary<readonly number[]> => fc.array(each, { minLength: n, maxLength: n })
  const table = numbers(6).map((v) => T.fromArray(v, [3, 2]) as Table)
  return fc
    .record({
      steps: fc.array(step, { minLength: 1, maxLength: 6 }),
      a: table,
      b: table,
      c: numbers(2),
      s: each,
    })
    .map(({ steps, a, b, c, s }) => {
      const f = (p: Record): Table =>
        steps
          .reduce<readonly Table[]>(
            (made, { operation, left, right }) => {
              const [x, y] = [left, right].map((i) => made[made.length - 1 - (i % made.length)])
              return [...made, operations[operation](x, y, p)]
            },
            [p.b, p.a],
          )
          .slice(-1)[0]
      return {
        f: f as (x: unknown) => unknown,
        cost: ((p: Record) => T.mean(T.square(f(p)))) as (x: unknown) => T.Scalar,
        x: { a, b, c: T.tensor([c[0], c[1]]), s: T.scalar(s) },
        toString: () => JSON.stringify(steps),
      }
    })
}

/** At any points. */
export const programs = programsOf(number)

/** At points where they have a derivative. */
export const smoothPrograms = programsOf(generic)
