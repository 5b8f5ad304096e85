import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import { referenceEngine, Show, type Engine, type EngineError } from '../../src/Engine.js'
import { asRuntime, loaded } from '../../src/engine/OnnxRuntime.js'
import { fromRuntime } from '../../src/engine/Runtime.js'
import * as Graph from '../../src/Graph.js'
import { encode } from '../../src/onnx/Onnx.js'
import { onnxRuntime } from '../../src/OnnxRuntime.js'
import { fromBytes } from '../../src/tensor/Value.js'
import * as T from '../../src/Tensor.js'

const { take, broadcastTo } = T as any

const compiled = async (engine: Engine, f: any, like: any): Promise<any> => {
  const program = await engine.compile(f)(like)()
  return E.isRight(program) ? program.right : expect.fail(Show.show(program.left))
}
const right = async (task: () => Promise<E.Either<EngineError, any>>): Promise<any> => {
  const result = await task()
  return E.isRight(result) ? result.right : expect.fail(Show.show(result.left))
}
const words = async (task: () => Promise<E.Either<EngineError, unknown>>): Promise<string> => {
  const result = await task()
  return E.isLeft(result) ? `${result.left._tag}: ${Show.show(result.left)}` : expect.fail('no error')
}

const engines: readonly Engine[] = [referenceEngine, onnxRuntime(), onnxRuntime({ precision: 'float64' })]

describe.each(engines.map((engine) => [engine.name, engine] as const))('%s', (_, engine) => {
  it('says in words what is wrong with an argument, and where', async () => {
    const program = await compiled(engine, ({ w, rows }: any) => take(rows)(w), {
      w: T.zeros([3, 2]),
      rows: T.zeros([2]),
    })
    const w = T.zeros([3, 2])
    expect(await words(program.run({ w, rows: T.tensor([0, 3]) }))).toBe(
      'WrongArgument: This program does not take this argument: expected indices that are integers from 0 to 2 for the argument at "rows", found 3. Correct the argument; for other shapes, compile the function for them.',
    )
    expect(await words(program.run({ w, rows: T.tensor([0, 1, 2]) }))).toContain(
      'expected shape [2] for the argument at "rows", found [3]',
    )
    expect(await words(program.run({ w }))).toContain('expected { rows, w } for the argument, found { w }')
    expect(await words(program.run({ w, rows: 3 }))).toContain('WrongArgument')
    await program.release()
    expect(await words(program.run({ w, rows: T.zeros([2]) }))).toMatch(/^Released: This program of .* was released/)
  })

  it('refuses, when compiling, a function that looks at numbers', async () => {
    const looks = (x: T.Scalar) => (T.toNumber(x) > 0 ? x : T.neg(x))
    expect(await words(engine.compile(looks)(T.scalar(0)))).toMatch(
      /^Unsupported: .* cannot run this function: .*a staged function is run once/,
    )
  })

  it('takes bytes as they are, and chooses rows of them', async () => {
    const images = fromBytes([2, 3], Uint8Array.of(0, 1, 2, 253, 254, 255))
    const f = (x: any) => pipe(take(x.rows)(x.images), T.div(255))
    const program = await compiled(engine, f, { images, rows: T.zeros([1]) })
    const y = await right(program.run({ images, rows: T.tensor([1]) }))
    ;[253, 254, 255].forEach((v, i) => expect(T.toFlat(y)[i]).toBeCloseTo(v / 255, 6))
  })

  it('gives what was asked for twice, what is an input, and what is constant', async () => {
    const program = await compiled(
      engine,
      (x: T.Scalar) => ({ x, a: T.neg(x), b: T.neg(x), one: T.scalar(1) }),
      T.scalar(0),
    )
    const y = await right(program.run(T.scalar(3)))
    expect([y.x, y.a, y.b, y.one].map(T.toNumber)).toEqual([3, -3, -3, 1])
  })

  // 2026-11-24: ONNX Runtime did not stretch an axis of size 1 to size 0, and the sum over nothing was x.
  it('knows that there is nothing in a tensor without elements', async () => {
    const f = (x: any) => {
      const none = pipe(x, T.reshape([2, 1]), broadcastTo([2, 0]))
      return { none, sum: (T.sumAlong as any)(1)(none), both: (T.concat as any)(1)([none, none]) }
    }
    const program = await compiled(engine, f, T.tensor([1, 2]))
    const y = await right(program.run(T.tensor([1, 2])))
    expect([y.none, y.sum, y.both].map((v: any) => [T.shape(v), [...T.toFlat(v)]])).toEqual([
      [[2, 0], []],
      [[2], [0, 0]],
      [[2, 0], []],
    ])
  })

  // 2026-11-24: a row that had been seen as a vector went into a Gemm with its three axes.
  it('adds a vector to a matrix product, whatever it was cut from', async () => {
    const f = ({ x, w, b }: any) => pipe(x, (T.matmul as any)(w), (T.add as any)(pipe(b, (T.reshape as any)([2]))))
    const x = { x: T.tensor([[1], [2]]), w: T.tensor([[3, 4]]), b: T.tensor([[[10, 20]]]) }
    const program = await compiled(engine, f, x)
    expect(T.toArray(await right(program.run(x)))).toEqual([
      [13, 24],
      [16, 28],
    ])
  })

  // 2026-11-24: ONNX Runtime puts a number behind a product of stacked matrices into it, in float32 also where they are float64.
  it('keeps the digits of a factor of a product of stacked matrices', async () => {
    const f = ({ x, w }: any) => pipe(x, (T.matmul as any)(w), (T.div as any)(3))
    const x = { x: T.tensor([[[0.25, 1]]]), w: T.tensor([[[-0.25], [0.75]]]) }
    const program = await compiled(engine, f, x)
    const unit = engine.precision === 'float64' ? 2 ** -52 : 2 ** -23
    expect(Math.abs(T.toFlat(await right(program.run(x)))[0] - 0.6875 / 3)).toBeLessThanOrEqual(unit)
  })

  it('waits with a release for all runs that have begun', async () => {
    const long = (xs: any) =>
      (Graph.fold as any)((s: any, x: any) => pipe(s, T.mul(0.5), T.add(x)))(T.scalar(0), xs) as T.Scalar
    const xs = T.ones([2000])
    const program = await compiled(engine, long, xs)
    const runs = [program.run(xs)(), program.run(xs)(), program.run(xs)()]
    await program.release()
    expect((await Promise.all(runs)).map((r: any) => E.isRight(r) && T.toNumber(r.right as T.Scalar))).toEqual([
      2, 2, 2,
    ])
  })
})

describe('a runtime', () => {
  it.each([0, -1, 1.5, NaN, Infinity, '4', 257, 10_000])('is not asked for %s threads', (threads) => {
    expect(() => onnxRuntime({ threads } as any)).toThrow(/expected "threads" that are an integer from 1 to 256, found/)
  })

  // 2026-11-30: 30,000 operations took 49 s, since a name was looked for among all that were taken.
  it('is given a chain of 100,000 operations, with names that differ', () => {
    const chain = (x: T.Scalar) => Array.from({ length: 100_000 }).reduce<T.Scalar>((y) => T.sin(y), x)
    const { graph } = encode(Graph.stage(chain)(T.scalar(0)).graph, { precision: 'float32', name: 'chain' })
    expect(new Set(graph.operations.flatMap(({ outputs }) => outputs)).size).toBe(100_001)
  })

  it('that is missing, is named with what to install', async () => {
    const none = fromRuntime(
      'ONNX Runtime',
      pipe(
        loaded('onnxruntime-node', () => Promise.reject(new Error('not here'))),
        (t) => t as any,
      ),
      {},
    )
    expect(await words(none.compile((x: T.Scalar) => x)(T.scalar(0)))).toBe(
      'Missing: The engine needs the package onnxruntime-node, which could not be loaded (not here). Install it with: npm install onnxruntime-node. Or use the reference engine, which needs nothing.',
    )
  })

  it('that is something else, is refused', async () => {
    expect(await words(asRuntime('onnxruntime-node', () => ({}))({ default: { Tensor: 1 } }))).toMatch(
      /^WrongRuntime: The engine needs onnxruntime-node with InferenceSession and Tensor, and found neither/,
    )
  })

  it('that fails in a run gives Failed, and the next run is fine', async () => {
    const state = { fails: true }
    const runtime: any = {
      tensor: (_: any, data: any) => ({ data }),
      create: () =>
        Promise.resolve({
          run: (feeds: any) =>
            state.fails ? Promise.reject(new Error('out of memory')) : Promise.resolve({ y: feeds.x }),
          release: () => Promise.resolve(),
        }),
    }
    const engine = fromRuntime('it', () => Promise.resolve(E.right(runtime)), { precision: 'float64' })
    const program = await compiled(engine, (x: T.Scalar) => x, T.scalar(0))
    expect(await words(program.run(T.scalar(1)))).toBe(
      'Failed: it gave the run up: out of memory. Nothing was changed: what went in is as it was.',
    )
    state.fails = false
    expect(T.toNumber(await right(program.run(T.scalar(1))))).toBe(1)
  })
})

describe('Show', () => {
  it('has a sentence for a bad model', () => {
    expect(Show.show({ _tag: 'BadModel', engine: 'ONNX Runtime', reason: 'no graph' })).toBe(
      'ONNX Runtime cannot read this model: no graph. It has to be an ONNX model, whole and unchanged.',
    )
  })
})
