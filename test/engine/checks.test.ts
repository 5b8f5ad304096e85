/** The numbers of inputs are checked before a run, on every engine, as they are where no function is staged. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as D from '../../src/Diff.js'
import * as Engine from '../../src/Engine.js'
import * as Graph from '../../src/Graph.js'
import * as Loss from '../../src/Loss.js'
import { onnxRuntime } from '../../src/OnnxRuntime.js'
import * as T from '../../src/Tensor.js'

type Numbers = T.Tensor<[2]>
interface Rows {
  readonly t: Numbers
  readonly z: T.Tensor<[2, 3]>
}
interface Distributions {
  readonly t: T.Tensor<[2, 3]>
  readonly z: T.Tensor<[2, 3]>
}
const z = T.tensor([
  [1, 2, 3],
  [4, 5, 6],
])
const loss = ({ t, z }: Rows) => pipe(z, Loss.softmaxCrossEntropy(t))
const ofDistributions = ({ t, z }: Distributions) => pipe(z, Loss.softmaxCrossEntropy(t))

/** A function with a good and a bad argument, and the message of the refusal. */
const cases: ReadonlyArray<readonly [string, (x: any) => T.AnyTensor, unknown, unknown, string]> = [
  ['oneHot', T.oneHot(3), T.tensor([0, 2]), T.tensor([0, 3]), '3'],
  ['oneHot of fractions', T.oneHot(3), T.tensor([0, 2]), T.tensor([0, 0.5]), '0.5'],
  ['a class loss', loss, { t: T.tensor([0, 2]), z }, { t: T.tensor([0, 9]), z }, '9'],
  ['its gradient', (x: Rows) => D.grad(loss)(x).z, { t: T.tensor([0, 2]), z }, { t: T.tensor([-1, 0]), z }, '-1'],
  [
    'a loss of distributions',
    ofDistributions,
    {
      t: T.tensor([
        [1, 0, 0],
        [0, 0.5, 0.5],
      ]),
      z,
    },
    {
      t: T.tensor([
        [1, 0, 0],
        [0, 0.5, 0.6],
      ]),
      z,
    },
    'a sum of 1.1 in row 1',
  ],
  [
    'a loss of distributions with a negative target',
    ofDistributions,
    {
      t: T.tensor([
        [1, 0, 0],
        [0, 0.5, 0.5],
      ]),
      z,
    },
    {
      t: T.tensor([
        [1, 0, 0],
        [-1, 2, 0],
      ]),
      z,
    },
    '-1',
  ],
  [
    'vmap of oneHot',
    (t: T.Tensor<[2, 2]>) => D.vmap((x: Numbers) => T.oneHot(3)(x))(t as never) as T.AnyTensor,
    T.tensor([
      [0, 1],
      [2, 2],
    ]),
    T.tensor([
      [0, 1],
      [2, 4],
    ]),
    '4',
  ],
  [
    'oneHot of rows made a list',
    (t: T.Tensor<[2, 2]>) => pipe(t, T.reshape([4]), T.oneHot(3)),
    T.tensor([
      [0, 1],
      [2, 1],
    ]),
    T.tensor([
      [0, 1],
      [2, 7],
    ]),
    '7',
  ],
  [
    'oneHot of columns',
    (t: T.Tensor<[2, 2]>) => pipe(t, T.transpose, T.oneHot(3)),
    T.tensor([
      [0, 1],
      [2, 1],
    ]),
    T.tensor([
      [0, 1],
      [2, 5],
    ]),
    '5',
  ],
  [
    'oneHot of chosen rows',
    (t: T.Tensor<[2, 2]>) => pipe(t, T.take(T.tensor([1])), T.reshape([2]), T.oneHot(3)),
    T.tensor([
      [8, 1],
      [2, 1],
    ]),
    T.tensor([
      [0, 1],
      [2, 6],
    ]),
    '6',
  ],
  [
    'a fold that makes columns of class numbers a list',
    (xs: T.Tensor<[2, 2, 1]>) =>
      Graph.fold((s: T.Tensor<[2, 3]>, x: T.Tensor<[2, 1]>) => pipe(s, T.add(pipe(x, T.reshape([2]), T.oneHot(3)))))(
        T.zeros([2, 3]),
        xs as never,
      ),
    T.tensor([
      [[0], [1]],
      [[2], [1]],
    ]),
    T.tensor([
      [[0], [1]],
      [[2], [11]],
    ]),
    '11',
  ],
  [
    'a fold in a fold that makes columns of class numbers a list',
    (xs: T.AnyTensor) => {
      type Column = T.Tensor<[2, 1]>
      const inner = Graph.fold((s: T.Tensor<[2, 3]>, x: Column) => pipe(s, T.add(pipe(x, T.reshape([2]), T.oneHot(3)))))
      const outer = Graph.fold((s: T.Tensor<[2, 3]>, x: T.Tensor<[1, 2, 1]>) => inner(s, x as never))
      return outer(T.zeros([2, 3]), xs as never)
    },
    T.tensor([[[[0], [1]]], [[[2], [1]]]]),
    T.tensor([[[[0], [1]]], [[[2], [13]]]]),
    '13',
  ],
  [
    'a fold in a fold that leaves some numbers out',
    (xs: T.AnyTensor) => {
      const inner = Graph.fold((s: T.Tensor<[1, 3]>, x: Numbers) =>
        pipe(s, T.add(pipe(x, T.slice(0, 0, 1), T.reshape([1]), T.oneHot(3)))),
      )
      const outer = Graph.fold((s: T.Tensor<[1, 3]>, x: T.Tensor<[2, 2]>) => inner(s, x as never))
      return outer(T.zeros([1, 3]), xs as never)
    },
    T.tensor([
      [
        [0, 9],
        [1, 9],
      ],
    ]),
    T.tensor([
      [
        [0, 9],
        [14, 9],
      ],
    ]),
    '14',
  ],
  [
    'take at indices that are made a list',
    (i: T.Tensor<[2, 1]>) => pipe(T.tensor([1, 10, 100]), T.take(pipe(i, T.reshape([2])))),
    T.tensor([[2], [0]]),
    T.tensor([[2], [-1]]),
    '-1',
  ],
  [
    'take at indices that are also numbers',
    (i: Numbers) => pipe(T.tensor([1, 10, 100]), T.take(i), T.add(i)),
    T.tensor([2, 0]),
    T.tensor([2, 0.5]),
    '0.5',
  ],
  [
    'a fold that uses class numbers from outside',
    ({ t, xs }: { t: T.Tensor<[2, 1]>; xs: Numbers }) =>
      Graph.fold((s: T.Tensor<[2, 3]>, x: T.Scalar) => pipe(s, T.add(pipe(t, T.reshape([2]), T.oneHot(3), T.mul(x)))))(
        T.zeros([2, 3]),
        xs as never,
      ),
    { t: T.tensor([[0], [2]]), xs: T.tensor([1, 2]) },
    { t: T.tensor([[0], [12]]), xs: T.tensor([1, 2]) },
    '12',
  ],
  [
    'a fold over class numbers',
    (xs: Numbers) =>
      Graph.fold((s: T.Tensor<[3]>, x: T.Scalar) => pipe(s, T.add(T.oneHot(3)(x))))(T.zeros([3]), xs as never),
    T.tensor([0, 2]),
    T.tensor([0, 3]),
    '3',
  ],
]

const engines = [Engine.referenceEngine, onnxRuntime()]

describe.each(engines)('$name', (engine) => {
  it.each(cases)('refuses what the library refuses: %s', async (_, f, good, bad, found) => {
    expect(() => f(bad)).toThrow(found)
    const program = await engine.compile(f as (x: unknown) => T.AnyTensor)(good as never)()
    if (E.isLeft(program)) throw new Error(Engine.Show.show(program.left))
    expect(E.isRight(await program.right.run(good)())).toBe(true)
    const refused = await program.right.run(bad)()
    expect(E.isLeft(refused) && refused.left).toMatchObject({ _tag: 'WrongArgument', found })
    // A tensor that passed is not checked again, one that did not is.
    expect(E.isLeft(await program.right.run(bad)())).toBe(true)
    expect(E.isRight(await program.right.run(good)())).toBe(true)
    await program.right.release()
  })
})

describe.each(engines)('computed indices, on $name', (engine) => {
  it.each([
    ['negative', [0, 1]],
    ['fractions', [0, -0.5]],
    ['too large', [0, -3]],
    ['not a number', [0, NaN]],
  ])('end the run where they are %s, in the value and in a fold', async (_, bad) => {
    const x = T.tensor([1, 10, 100])
    const at = (i: Numbers) => pipe(x, T.take(T.neg(i)))
    const fold = (i: Numbers) =>
      Graph.fold((s: T.Scalar, each: T.Scalar) => pipe(s, T.add(pipe(x, T.take(each)))))(T.scalar(0), T.neg(i) as never)
    for (const [f, right] of [
      [at, [100, 10]],
      [fold, 110],
    ] as const) {
      const program = await engine.compile(f as (i: Numbers) => T.AnyTensor)(T.tensor([0, 0]))()
      if (E.isLeft(program)) throw new Error(Engine.Show.show(program.left))
      const good = await program.right.run(T.tensor([-2, -1]))()
      expect(E.isRight(good) && T.toArray(good.right)).toEqual(right)
      expect(E.isLeft(await program.right.run(T.tensor(bad) as Numbers)())).toBe(true)
      await program.right.release()
    }
  })
})

it('Graph.run refuses them, too', () => {
  const staged = Graph.stage(loss)({ t: T.tensor([0, 1]), z })
  expect(() => Graph.run(staged)({ t: T.tensor([0, 9]), z })).toThrow(
    'softmaxCrossEntropy: expected class numbers that are integers from 0 to 2, found 9',
  )
})
