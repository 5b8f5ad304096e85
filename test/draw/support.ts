/**
 * Random functions for drawings: short programs over a pool of tensors of three shapes, each line with any earlier results, so that values are shared as they are in real graphs.
 */
import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import * as T from '../../src/Tensor.js'

/** What a random function takes. */
export interface Point {
  readonly a: T.Scalar
  readonly b: T.Scalar
  readonly m: T.Tensor<[2, 3]>
  readonly v: T.Tensor<[3]>
}

type Any = T.AnyTensor

const unary: ReadonlyArray<readonly [string, (x: any) => Any]> = [
  ['tanh', T.tanh],
  ['sigmoid', T.sigmoid],
  ['sin', T.sin],
  ['square', T.square],
  ['neg', T.neg],
  ['stop', T.stopGradient],
  ['half', (x) => pipe(x, T.mul(0.5))],
  ['sum', T.sum],
  ['rectified', (x) => T.where(pipe(x, T.greater(0)), x, 0) as Any],
]

const binary: ReadonlyArray<readonly [string, (x: any, y: any) => Any]> = [
  ['+', (x, y) => pipe(x, T.add(y)) as Any],
  ['-', (x, y) => pipe(x, T.sub(y)) as Any],
  ['*', (x, y) => pipe(x, T.mul(y)) as Any],
  ['max', (x, y) => pipe(x, T.max(y)) as Any],
]

/** One line of a program: an operation and where its arguments stand, counted from the last. */
interface Line {
  readonly name: string
  readonly apply: (pool: readonly Any[]) => Any
}

const line: fc.Arbitrary<Line> = fc.oneof(
  fc.tuple(fc.constantFrom(...unary), fc.nat(20)).map(([[name, f], i]) => ({
    name: `${name} ${i}`,
    apply: (pool: readonly Any[]) => f(pool[pool.length - 1 - (i % pool.length)]),
  })),
  fc.tuple(fc.constantFrom(...binary), fc.nat(20), fc.nat(20)).map(([[name, f], i, j]) => ({
    name: `${name} ${i} ${j}`,
    apply: (pool: readonly Any[]) =>
      f(pool[pool.length - 1 - (i % pool.length)], pool[pool.length - 1 - (j % pool.length)]),
  })),
  fc.nat(20).map((i) => ({
    name: `m·v ${i}`,
    apply: (pool: readonly Any[]) =>
      T.tanh(pipe(pool[2] as T.Tensor<[2, 3]>, T.matmul(pool[3] as T.Tensor<[3]>), T.sum)) as Any,
  })),
)

/** Every elementary result of a program has one of the shapes of a point, or is a number. */
export const program: fc.Arbitrary<(x: Point) => T.Scalar> = fc
  .array(line, { minLength: 1, maxLength: 12 })
  .map((lines) =>
    Object.assign(
      ({ a, b, m, v }: Point): T.Scalar => {
        const pool = lines.reduce<readonly Any[]>((so, { apply }) => [...so, apply(so)], [a, b, m, v])
        return pool.slice(4).reduce<T.Scalar>((sum, x) => pipe(sum, T.add(T.sum(x as never) as T.Scalar)), a)
      },
      { [fc.toStringMethod]: () => lines.map(({ name }) => name).join('; ') },
    ),
  )

/** Multiples of 1/64, 0 among them: nothing that underflows on the way, where bounds of rounding say nothing. */
const values = (n: number) =>
  fc.array(
    fc.integer({ min: -128, max: 128 }).map((k) => k / 64),
    { minLength: n, maxLength: n },
  )

export const point: fc.Arbitrary<Point> = fc.record({
  a: values(1).map(([a]) => T.scalar(a)),
  b: values(1).map(([b]) => T.scalar(b)),
  m: values(6).map((m) => T.fromArray(m, [2, 3])),
  v: values(3).map((v) => T.fromArray(v, [3])),
})

/** Names of tensors that could leave their label, and how a reader sees them. */
export const hostileNames: ReadonlyArray<readonly [name: string, read: string]> = [
  ['up\u202eevil', 'up\\u202eevil'],
  ['\u2066a\u2069', '\\u2066a\\u2069'],
  ['\u001b[2J', '\\u001b[2J'],
  ['\u009b31m', '\\u009b31m'],
  ['a\nb\u2028c', 'a\\nb\\u2028c'],
  ['\ud800x', '\\ud800x'],
  ['x\udc00', 'x\\udc00'],
  ['😀가', '😀가'],
  ['<b>&amp;"\'`', '<b>&amp;"\'`'],
  ['</text><script>', '</text><script>'],
  [']]> --> %%x$ #35;', ']]> --> %%x$ #35;'],
]
