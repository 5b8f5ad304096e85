/**
 * Every primitive as operators of ONNX, in both runtimes and both precisions; at the edges of their domains too.
 */
import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { samples } from '../../laws/samples/table.js'
import * as A from '../../src/Activation.js'
import type { Engine } from '../../src/Engine.js'
import { onnxRuntime } from '../../src/OnnxRuntime.js'
import { onnxRuntimeWeb } from '../../src/OnnxRuntimeWeb.js'
import { bind } from '../../src/primitive/Primitive.js'
import { table } from '../../src/primitive/Table.js'
import { fromBytes, plain, type AnyTensor } from '../../src/tensor/Value.js'
import * as T from '../../src/Tensor.js'
import { judge } from './judge.js'
import { functionCase, networkCases, precisions, primitiveCases, primitiveNames } from './models.js'
import { native, web } from './run.js'

const engines: readonly Engine[] = precisions.flatMap((precision) => [
  onnxRuntime({ precision }),
  onnxRuntimeWeb({ precision }),
])

/** A function of some tensors by an engine. */
const by = async (engine: Engine, f: (xs: readonly AnyTensor[]) => unknown, xs: readonly AnyTensor[]): Promise<any> => {
  const program = await engine.compile(f)(xs as never)()
  if (E.isLeft(program)) throw new Error(JSON.stringify(program.left))
  const result = await program.right.run(xs as never)()
  await program.right.release()
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

const vector = (...values: readonly number[]): AnyTensor => T.tensor(values)
const matrix = T.tensor([[1, 2], [3, 4], [5, 6]]) as AnyTensor // prettier-ignore
const sized = (...shape: readonly number[]): AnyTensor => {
  const count = shape.reduce((a, b) => a * b, 1)
  return plain(
    shape,
    Float64Array.from({ length: count }, (_, i) => i + 1),
  )
}

type Name = keyof typeof table
const primitive =
  (name: Name, attributes?: unknown) =>
  (xs: readonly AnyTensor[]): AnyTensor =>
    bind(table[name] as never, xs, attributes as never)

describe('each primitive computes what it does here', () => {
  it.each(primitiveNames)('%s, native', async (name) => {
    for (const precision of precisions)
      await fc.assert(
        fc.asyncProperty(primitiveCases(name), (make) => judge(native, make(precision), precision)),
        { numRuns: 4 },
      )
  })

  it.each(precisions)('all of them, as WebAssembly in %s', async (precision) => {
    for (const name of primitiveNames)
      await fc.assert(
        fc.asyncProperty(primitiveCases(name), (make) => judge(web, make(precision), precision)),
        { numRuns: 1 },
      )
  })

  const edges = primitiveNames.flatMap((name) =>
    (samples[name].edges ?? []).map(({ args, attributes }) => ({
      name,
      args,
      attributes: attributes as unknown,
    })),
  )
  it.each(engines)('at its edges too: $name', async (engine) => {
    const all = edges.map(({ args }) => args)
    const found = await by(
      engine,
      (xs) => (xs as unknown as typeof all).map((args, i) => primitive(edges[i].name, edges[i].attributes)(args)),
      all as never,
    )
    edges.forEach(({ name, args, attributes }, i) =>
      expect(
        T.Eq.equals(found[i], primitive(name, attributes)(args)),
        `${name} of ${args.map(T.Show.show).join()}`,
      ).toBe(true),
    )
  })
})

describe('the gradient of the loss of a random network', () => {
  it.each([
    ['native', native, 8],
    ['web', web, 2],
  ] as const)('is what it is here, %s', async (_, runtime, numRuns) => {
    for (const precision of precisions)
      await fc.assert(
        fc.asyncProperty(networkCases, (make) => judge(runtime, make(precision), precision)),
        { numRuns },
      )
  })
})

describe('functions of one number', () => {
  const sizes = [0, 1e-30, 1e-10, 1e-8, 1e-5, 1e-3, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 5, 8, 9, 10, 15, 17, 18, 20, 37, 40, 80, 87, 90, 500, 700, 1000, 1e10, Infinity] // prettier-ignore
  const points = [...sizes, ...sizes.map((x) => -x), NaN].map(Math.fround)
  const functions: Readonly<Record<string, (x: any) => AnyTensor>> = {
    ...Object.fromEntries(
      (['neg', 'reciprocal', 'abs', 'sign', 'floor', 'square', 'sqrt', 'exp', 'log', 'log1p', 'expm1', 'sin', 'cos', 'sigmoid', 'tanh'] as const) // prettier-ignore
        .map((name) => [name, (x: AnyTensor) => primitive(name)([x])]),
    ),
    ...Object.fromEntries(
      [0, 1, 2, 3, 0.5, -1, -2, 2.5].map((exponent) => [`to the ${exponent}`, (x: AnyTensor) => primitive('pow', { exponent })([x])]), // prettier-ignore
    ),
    relu: A.relu,
    leakyRelu: A.leakyRelu(0.1),
    elu: A.elu(),
    softplus: A.softplus,
    logSigmoid: A.logSigmoid,
  }
  const names = Object.keys(functions)

  it.each(engines)('are right to a few units in the last place, from −∞ to ∞ and for NaN: $name', async (engine) => {
    const found = await by(engine, ([x]) => names.map((name) => functions[name](x)), [vector(...points)])
    // sin and cos of a number of some size are as exact as 1 is.
    const [unit, least] = engine.precision === 'float32' ? [2 ** -23, 2 ** -126] : [2 ** -52, 2 ** -1022]
    const wrong = names.flatMap((name, i) => {
      const got = T.toFlat(found[i])
      return points.flatMap((point, j) => {
        const exact = T.toNumber(functions[name](T.scalar(point)) as T.Scalar)
        const rounded = engine.precision === 'float32' ? Math.fround(exact) : exact
        const size = /sin|cos/.test(name) ? 1 : Math.abs(rounded)
        const close = Math.abs(got[j] - rounded) <= 4 * unit * size + least
        return Object.is(got[j], rounded) || got[j] === rounded || close
          ? []
          : [`${name}(${point}) = ${got[j]}, expected ${rounded}`]
      })
    })
    expect(wrong).toEqual([])
  })

  it.each(engines)('σ keeps its digits where it is small, and units learn there: $name', async (engine) => {
    const x = [-15, -17, -18, -20, -40, -80]
    const found = T.toFlat(await by(engine, ([v]) => A.sigmoid(v), [vector(...x)]))
    x.forEach((v, i) => expect(found[i] / Math.exp(v)).toBeCloseTo(1 / (1 + Math.exp(v)), 5))
  })
})

describe('functions of several numbers', () => {
  const odd = [NaN, 0, -0, 1, -1, Infinity, -Infinity]
  const [a, b] = [odd.flatMap((x) => odd.map(() => x)), odd.flatMap(() => odd)]
  const names = ['add', 'sub', 'mul', 'div', 'max', 'min', 'greater', 'greaterOrEqual', 'equal'] as const

  it.each(engines)('take NaN, ∞ and both zeros as they do here: $name', async (engine) => {
    const xs = [vector(...a), vector(...b)]
    const found = await by(engine, (ys) => names.map((name) => primitive(name)(ys)), xs)
    names.forEach((name, i) =>
      expect(T.toFlat(found[i]), name).toEqual(
        T.toFlat(primitive(name)(xs)).map((v, j) => (v === 0 ? T.toFlat(found[i])[j] * 0 : v)),
      ),
    )
  })

  it.each(engines)('a condition is what is not 0, NaN included: $name', async (engine) => {
    const xs = [vector(0, 1, 2, -0, NaN), vector(1, 1, 1, 1, 1), vector(2, 2, 2, 2, 2)]
    expect(T.toArray(await by(engine, primitive('where'), xs))).toEqual([2, 1, 1, 2, 1])
  })

  it.each(engines)('the first of equals is the largest: $name', async (engine) => {
    const x = T.tensor([[1, 1, 1], [0, 2, 2], [-Infinity, -Infinity, -Infinity]]) as AnyTensor // prettier-ignore
    const found = await by(engine, ([y]) => [0, 1].map((axis) => primitive('argmax', { axis })([y])), [x])
    expect(found.map(T.toArray)).toEqual([[0, 1, 1], [0, 1, 0]]) // prettier-ignore
  })

  it.each(engines)('NaN passes the pieces of a maxout: $name', async (engine) => {
    const x = T.tensor([[NaN, 1, 2], [0, NaN, 1]]) as AnyTensor // prettier-ignore
    expect(T.toArray(await by(engine, primitive('maxAlong', { axis: 0 }), [x]))).toEqual([NaN, NaN, 2])
  })
})

describe('tensors of any shape', () => {
  const empty: ReadonlyArray<readonly [Name, unknown, readonly AnyTensor[]]> = [
    ['add', undefined, [sized(0, 3), sized(0, 3)]],
    ['exp', undefined, [sized(0)]],
    ['neg', undefined, [sized()]],
    ['sum', { axis: 0 }, [sized(0, 3)]],
    ['sum', { axis: 1 }, [sized(3, 0)]],
    ['maxAlong', { axis: 0 }, [sized(3, 0)]],
    ['maxAlong', { axis: 0 }, [sized(0, 3)]],
    ['argmax', { axis: 0 }, [sized(3, 0)]],
    ['argmax', { axis: 1 }, [sized(0, 3)]],
    ['matmul', undefined, [sized(0, 3), sized(3, 2)]],
    ['matmul', undefined, [sized(2, 0), sized(0, 3)]],
    ['matmul', undefined, [sized(0, 2, 3), sized(0, 3, 2)]],
    ['reshape', { to: [3, 0] }, [sized(0, 3)]],
    ['reshape', { to: [] }, [sized(1, 1)]],
    ['reshape', { to: [1, 1] }, [sized()]],
    ['transpose', { permutation: [1, 0] }, [sized(0, 3)]],
    ['transpose', { permutation: [] }, [sized()]],
    ['slice', { axis: 0, start: 1, end: 1 }, [sized(2, 3)]],
    ['pad', { axis: 0, before: 2, after: 1 }, [sized(0, 3)]],
    ['concat', { axis: 0 }, [sized(0, 3), sized(1, 3)]],
    ['concat', { axis: 0 }, [sized(0), sized(0)]],
    ['broadcast', { axis: 0, size: 0 }, [sized(2)]],
    ['broadcast', { axis: 1, size: 3 }, [sized(0)]],
  ]

  it.each(engines)('those without elements, and those without axes: $name', async (engine) => {
    const args = empty.map(([, , xs]) => xs)
    const found = await by(
      engine,
      (all) => (all as unknown as typeof args).map((xs, i) => primitive(empty[i][0], empty[i][1])(xs)),
      args as never,
    )
    empty.forEach(([name, attributes, xs], i) => {
      const expected = primitive(name, attributes)(xs)
      expect([name, T.shape(found[i]), T.toFlat(found[i])]).toEqual([name, T.shape(expected), T.toFlat(expected)])
    })
  })

  const places = [T.scalar(1), vector(0, 0, 1), T.tensor([[1, 0], [1, 1]]), sized(0)] as readonly AnyTensor[] // prettier-ignore

  it.each(engines)('elements are taken along each axis, by indices of any rank: $name', async (engine) => {
    const each = places.flatMap((at) => [0, 1].map((axis) => ({ at, axis })))
    const f = ([x, ...at]: readonly AnyTensor[]) => at.map((p, i) => primitive('take', { axis: each[i].axis })([x, p]))
    const xs = [matrix, ...each.map(({ at }) => at)]
    const [found, expected] = [await by(engine, f, xs), f(xs)]
    expected.forEach((x, i) => expect([T.shape(found[i]), T.toFlat(found[i])]).toEqual([T.shape(x), T.toFlat(x)]))
  })

  it.each(engines)('and added up along each axis: $name', async (engine) => {
    const each = places.flatMap((at) => [0, 1, 2].map((axis) => ({ at, axis })))
    const from = each.map(({ at, axis }) => sized(...[2, 3].slice(0, axis), ...T.shape(at), ...[2, 3].slice(axis)))
    const f = (xs: readonly AnyTensor[]) =>
      each.map(({ axis }, i) => primitive('scatterAdd', { axis, size: 4 })([xs[i], xs[each.length + i]]))
    const xs = [...from, ...each.map(({ at }) => at)]
    const [found, expected] = [await by(engine, f, xs), f(xs)]
    expected.forEach((x, i) => expect([T.shape(found[i]), T.toFlat(found[i])]).toEqual([T.shape(x), T.toFlat(x)]))
  })

  it.each(engines)('bytes go in as bytes, wherever they are used: $name', async (engine) => {
    const bytes = fromBytes([4, 2], Uint8Array.from([0, 1, 2, 255, 4, 5, 6, 7])) as AnyTensor
    const uses: ReadonlyArray<(x: AnyTensor, at: AnyTensor) => AnyTensor> = [
      (x) => primitive('neg')([x]),
      (x) => primitive('add')([x, x]),
      (x) => primitive('where')([x, x, x]),
      (x, at) => primitive('take', { axis: 0 })([x, at]),
      (x) => primitive('sum', { axis: 0 })([x]),
      (x) => primitive('maxAlong', { axis: 0 })([x]),
      (x) => primitive('argmax', { axis: 1 })([x]),
      (x) => primitive('transpose', { permutation: [1, 0] })([x]),
      (x) => primitive('reshape', { to: [8] })([x]),
      (x) => primitive('broadcast', { axis: 0, size: 2 })([x]),
      (x) => primitive('concat', { axis: 1 })([x, x]),
      (x) => primitive('slice', { axis: 0, start: 1, end: 3 })([x]),
      (x) => primitive('pad', { axis: 0, before: 1, after: 0 })([x]),
      (x, at) => primitive('take', { axis: 0 })([primitive('reshape', { to: [2, 4] })([x]), at]),
      (x) => x,
    ]
    const f = ([x, at]: readonly AnyTensor[]) => uses.map((use) => use(x, at))
    const xs = [bytes, vector(1, 0)]
    const [found, expected] = [await by(engine, f, xs), f(xs)]
    expected.forEach((x, i) => expect([i, T.shape(found[i]), T.toFlat(found[i])]).toEqual([i, T.shape(x), T.toFlat(x)]))
  })

  it('a scan is the loop, whatever it captures', async () => {
    const { scan } = await import('../../src/Graph.js')
    const f = ([start, xs, factor, at]: readonly AnyTensor[]): unknown =>
      scan((s: AnyTensor, x: AnyTensor) => {
        const next = T.add(T.mul(factor as T.Scalar)(x as T.Tensor<[2]>))(s as T.Tensor<[2]>) as AnyTensor
        return [next, primitive('take', { axis: 0 })([next, at])]
      })(start, xs as never)
    const xs = [vector(0, 1), matrix, T.scalar(0.5), vector(1, 0, 1)]
    for (const precision of precisions)
      for (const runtime of [native, web]) await judge(runtime, functionCase('scan', f, xs, precision, true), precision)
  })
})
