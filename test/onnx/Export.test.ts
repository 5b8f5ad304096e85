/**
 * Exports run with nothing but a runtime: networks for inference, steps, folds.
 */
import { pipe } from 'fp-ts/lib/function.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encode as bytesOf, version } from '../../src/onnx/Model.js'
import { parseSize, samples, showSize, sizeFrom } from '../../src/onnx/Open.js'
import * as A from '../../src/Activation.js'
import * as Data from '../../src/Data.js'
import * as L from '../../src/Layer.js'
import * as M from '../../src/Model.js'
import * as O from '../../src/Optimizer.js'
import * as Objective from '../../src/Objective.js'
import * as Onnx from '../../src/Onnx.js'
import * as Seed from '../../src/Seed.js'
import { fromBytes } from '../../src/tensor/Value.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'
import { judge } from './judge.js'
import { foldCases, inferences, mnist, networkInferences, precisions, stepCases, trainerWith } from './models.js'
import { native, open, web } from './run.js'
import manifest from '../../package.json' with { type: 'json' }

type Batch = T.Tensor<[T.Name<'batch'>, 3]>

/** A model of one function, without parameters. */
const of = (f: (x: Batch) => T.AnyTensor) =>
  ({ init: () => ({}), apply: () => f }) as M.Model<object, Batch, T.AnyTensor>
const exporting = (f: (x: Batch) => T.AnyTensor, options = {}) =>
  Onnx.model(of(f), {}, { input: T.zeros([1, 3]), ...options })

const types = ({ graph }: Onnx.Encoded): readonly string[] => graph.operations.map(({ type }) => type)

describe('a network for inference', () => {
  it.each([
    ['native', native],
    ['web', web],
  ] as const)('decides as Train.predict does, for batches of any size: %s', async (_, runtime) => {
    const params = mnist.init(Seed.fromNumber(3))
    const trainer = Train.trainer({ model: mnist, objective: Objective.multiclass(10), optimizer: O.sgd() })
    const session = await open(
      runtime,
      Onnx.model(mnist, params, { input: T.zeros([1, 784]), objective: trainer.objective }),
    )
    for (const rows of [1, 7, 100]) {
      const input = Seed.uniform([rows, 784])(Seed.fromNumber(rows))
      const { output } = await session.run({ input })
      const expected = Train.predict(trainer, params)(input)
      expect(T.shape(output)).toEqual([rows, 10])
      expect(T.toArray(T.argmax(output as T.Tensor<[number, number]>))).toEqual(
        T.toArray(T.argmax(expected as T.Tensor<[number, number]>)),
      )
    }
    await session.release()
  })

  it.each(inferences)('computes what it does here: $name', async ({ at }) => {
    for (const rows of [1, 7, 100]) await judge(native, at('float32', rows), 'float32')
    await judge(native, at('float64', 7), 'float64')
    await judge(web, at('float32', 7), 'float32')
  })

  it('computes what it does here, whatever the network', async () => {
    await fc.assert(
      fc.asyncProperty(networkInferences, fc.integer({ min: 1, max: 4 }), (inference, rows) =>
        judge(native, inference.at('float32', rows), 'float32'),
      ),
      { numRuns: 15 },
    )
  })

  it('takes an empty batch', async () => {
    const session = await open(
      native,
      exporting((x) => A.softmax(pipe(x, T.add(1))) as T.AnyTensor),
    )
    expect(T.shape((await session.run({ input: T.zeros([0, 3]) })).output)).toEqual([0, 3])
  })

  it('is its operators and its parameters, under their names, and says what all of them are', () => {
    const network = pipe(M.named('hidden', L.dense(3, 4)), M.map(A.relu), M.andThen(M.named('logits', L.dense(4, 2))))
    const params = network.init(Seed.fromNumber(1))
    const { graph } = Onnx.model(network, params, { input: T.zeros([1, 3]), objective: Objective.multiclass(2) })
    expect(graph.operations.map(({ type, inputs, outputs, doc }) => [type, inputs, outputs, doc])).toEqual([
      ['Gemm', ['input', 'hidden.weight', 'hidden.bias'], ['hidden.gemm'], 'input × hidden.weight + hidden.bias'],
      ['Relu', ['hidden.gemm'], ['hidden.relu'], 'max(0, hidden.gemm)'],
      [
        'Gemm',
        ['hidden.relu', 'logits.weight', 'logits.bias'],
        ['logits.gemm'],
        'hidden.relu × logits.weight + logits.bias',
      ],
      ['Softmax', ['logits.gemm'], ['logits.softmax'], 'softmax(logits.gemm)'],
      ['Identity', ['logits.softmax'], ['output'], undefined],
    ])
    expect(graph.values.map(({ name, shape }) => [name, shape])).toEqual([
      ['hidden.gemm', ['batch', 4]],
      ['hidden.relu', ['batch', 4]],
      ['logits.gemm', ['batch', 2]],
      ['logits.softmax', ['batch', 2]],
    ])
    expect([...graph.inputs, ...graph.initializers, ...graph.outputs].map(({ name, doc }) => [name, doc])).toEqual([
      ['input', 'The input of the network: examples along the first axis.'],
      ['hidden.bias', 'Parameter "hidden.bias".'],
      ['hidden.weight', 'Parameter "hidden.weight".'],
      ['logits.bias', 'Parameter "logits.bias".'],
      ['logits.weight', 'Parameter "logits.weight".'],
      ['output', 'The output of the network for each example, after the activation of one of 2 classes.'],
    ])
  })

  it('takes bytes where it is shown bytes', async () => {
    const layer = L.dense(3, 2)
    const params = layer.init(Seed.fromNumber(1))
    const scaled: typeof layer = { init: layer.init, apply: (p) => (x) => layer.apply(p)(pipe(x, T.div(255))) }
    const input = fromBytes<[number, 3]>([2, 3], Uint8Array.from([0, 128, 255, 7, 8, 9]))
    const exported = Onnx.model(scaled, params, { input })
    expect(exported.graph.inputs[0]).toMatchObject({ element: 'uint8', shape: ['batch', 3] })
    const { output } = await (await open(native, exported)).run({ input })
    const expected = T.toFlat(scaled.apply(params)(input))
    T.toFlat(output).forEach((v, i) => expect(v).toBeCloseTo(expected[i], 6))
  })

  it('says its version, and what else it is told to say', () => {
    expect(version).toBe(manifest.version)
    const text = Buffer.from(exporting((x) => x, { name: 'mine', about: { author: 'me' } }).bytes).toString('latin1')
    for (const words of ['nabla-ts', version, 'mine', 'library', 'author', 'me']) expect(text).toContain(words)
  })
})

describe('sizes that are not known', () => {
  const run = async (f: (x: Batch) => T.AnyTensor, rows: number) => {
    const input = Seed.normal([rows, 3])(Seed.fromNumber(rows))
    const session = await open(native, exporting(f, { precision: 'float64' }))
    const { output } = await session.run({ input })
    await session.release()
    return { found: [T.shape(output), T.toFlat(output)], expected: [T.shape(f(input)), T.toFlat(f(input))] }
  }

  it.each<readonly [string, (x: Batch) => T.AnyTensor]>([
    ['rows from the second on', (x) => pipe(x as T.Tensor<[number, 3]>, T.slice(0, 1, T.shape(x)[0]))],
    ['all rows but the last', (x) => pipe(x as T.Tensor<[number, 3]>, T.slice(0, 0, T.shape(x)[0] - 1))],
    ['the last row', (x) => pipe(x as T.Tensor<[number, 3]>, T.slice(0, T.shape(x)[0] - 1, T.shape(x)[0]))],
    ['all elements in a row', (x) => T.reshape([T.shape(x)[0] * 3])(x as T.AnyTensor as T.Tensor<[number]>)],
    ['each row as a column', (x) => T.reshape([T.shape(x)[0], 3, 1])(x as T.AnyTensor as T.Tensor<[number]>)],
    ['a row more', (x) => T.concat(0)([x as T.Tensor<[number, 3]>, T.ones([1, 3])])],
    ['the rows twice', (x) => T.concat(0)([x as T.Tensor<[number, 3]>, x as T.Tensor<[number, 3]>])],
    ['columns', (x) => T.transpose(x as T.Tensor<[number, 3]>)],
    [
      'all rows with all rows',
      (x) => pipe(x as T.Tensor<[number, 3]>, T.matmul(T.transpose(x as T.Tensor<[number, 3]>)) as never),
    ],
    ['sums of columns', (x) => T.sumAlong(0)(x as T.Tensor<[number, 3]>)],
    [
      'the first row for each',
      (x) => T.broadcastTo([T.shape(x)[0], 3])(pipe(x as T.Tensor<[number, 3]>, T.slice(0, 0, 1))) as T.AnyTensor,
    ],
    [
      'the first half of the rows twice',
      (x) => pipe(T.concat(0)([x as T.Tensor<[number, 3]>, x as T.Tensor<[number, 3]>]), T.slice(0, 0, T.shape(x)[0])),
    ],
    ['a row that is known', (x) => pipe(x as T.Tensor<[number, 3]>, T.sub(T.tensor([1, 2, 3])))],
    ['a first row of zeros', (x) => pipe(x as T.Tensor<[number, 3]>, T.take(T.zeros([T.shape(x)[0]])))],
    ['a number for each row', (x) => T.zeros([T.shape(x)[0]]) as T.AnyTensor],
  ])('are found when the model is run: %s', async (_, f) => {
    for (const rows of [1, 2, 5]) {
      const { found, expected } = await run(f, rows)
      expect(found[0]).toEqual(expected[0])
      ;(found[1] as Float64Array).forEach((v, i) => expect(v).toBeCloseTo((expected[1] as Float64Array)[i], 12))
    }
  })

  it('a model that computes something else for each size of a batch is refused, and says what', () => {
    const refused = (f: (x: Batch) => T.AnyTensor) => {
      try {
        return exporting(f).bytes.length
      } catch (error) {
        return (error as Error).message
      }
    }
    expect(refused((x) => pipe(x, T.sub(T.mean(x))) as T.AnyTensor)).toBe(
      'Onnx.model: expected operations and constants that do not depend on batch, as those of a mean over it do, found [] = constant 6 where batch is 2, and [] = constant 633 where batch is 211',
    )
    const table = (x: Batch) => T.fromArray(Array.from({ length: T.shape(x)[0] }, (_, i) => i), [T.shape(x)[0], 1]) // prettier-ignore
    expect(refused((x) => pipe(x as T.Tensor<[number, 3]>, T.mul(table(x))) as T.AnyTensor)).toMatch(
      /found \[2, 3\] = constant 0 0 0 1 … where batch is 2/,
    )
    const over = (n: number) => (x: Batch) => (T.shape(x)[0] > n ? T.exp(x) : T.sin(x)) as T.AnyTensor
    expect(refused(over(90))).toMatch(/sin\(%0\) where batch is 2, and \[211, 3\] = exp\(%0\)/)
    expect(refused(over(20))).toMatch(/sin\(%0\) where batch is 2, and \[211, 3\] = exp\(%0\)/)
    const twice = (x: Batch) => (T.shape(x)[0] > 90 ? T.exp(T.sin(x)) : T.sin(x)) as T.AnyTensor
    expect(refused(twice)).toMatch(/found 2 operations where batch is 2, and 3 operations where batch is 211/)
    const half = (x: Batch) =>
      pipe(x as T.Tensor<[number, 3]>, T.slice(0, 0, Math.floor(T.shape(x)[0] / 2))) as T.AnyTensor
    expect(refused(half)).toMatch(/slice\(%0\) \{ axis: 0, start: 0, end: 1 \} where batch is 2, and .* end: 105 \}/)
    expect(refused((x) => T.zeros([T.shape(x)[0] ** 2]) as T.AnyTensor)).toMatch(/found \[4\] = constant 0/)
  })

  it('and exported for batches of one size', async () => {
    const f = (x: Batch): T.AnyTensor => pipe(x, T.sub(T.mean(x))) as T.AnyTensor
    const exported = exporting(f, { batch: 4 })
    expect(exported.graph.inputs[0].shape).toEqual([4, 3])
    const { output } = await (await open(native, exported)).run({ input: T.ones([4, 3]) })
    expect(T.toArray(output)).toEqual(T.toArray(T.zeros([4, 3])))
  })

  it('may be sizes of the network', async () => {
    const network = pipe(M.named('hidden', L.dense(5, 53)), M.andThen(M.named('out', L.dense(53, 211))))
    const params = network.init(Seed.fromNumber(1))
    const session = await open(native, Onnx.model(network, params, { input: T.zeros([1, 5]) }))
    for (const rows of [1, 5, 53]) {
      const { output } = await session.run({ input: Seed.normal([rows, 5])(Seed.fromNumber(rows)) })
      expect(T.shape(output)).toEqual([rows, 211])
    }
    await session.release()
  })

  it('are named after what they are made of', () => {
    const size = fc.record({
      name: fc.constantFrom('batch', 'steps'),
      times: fc.integer({ min: 1, max: 9 }),
      plus: fc.integer({ min: -9, max: 9 }),
    })
    fc.assert(
      fc.property(size, (x) => {
        expect(parseSize(showSize(x))).toEqual(x)
      }),
    )
    const at = samples(['batch', 'steps'])
    const of = (f: (sizes: Record<string, number>) => number) => sizeFrom(at, at.map(f))
    expect(of(() => 7)).toBe(7)
    expect(of(({ batch }) => batch)).toBe('batch')
    expect(of(({ steps }) => 3 * steps)).toBe('3*steps')
    expect(of(({ steps }) => steps + 1)).toBe('steps + 1')
    expect(of(({ batch }) => 300 - batch)).toBeUndefined()
    expect(of(({ batch }) => batch * batch)).toBeUndefined()
    expect(of(({ batch }) => Math.min(batch, 5))).toBeUndefined()
    expect(of(({ batch }) => Math.floor(batch / 2))).toBeUndefined()
    expect(of(({ batch, steps }) => batch * steps)).toBeUndefined()
    expect(of(({ batch, steps }) => batch + steps)).toBeUndefined()
    fc.assert(
      fc.property(size, (x) => {
        expect(of((sizes) => x.times * sizes[x.name] + x.plus)).toBe(showSize(x))
      }),
    )
  })
})

/** The second precision costs as much as the first: it is for optimizers that have a state. */
const precisionsOf = (name: string) => (/adam$|scheduled/.test(name) ? precisions : (['float32'] as const))

describe('training', () => {
  it.each(stepCases.map((make) => [make('float32').name, make] as const))('%s', async (name, make) => {
    for (const precision of precisionsOf(name)) await judge(native, make(precision), precision)
  })

  it('a step, as WebAssembly', async () => {
    for (const precision of precisions) await judge(web, stepCases[5](precision), precision)
  })

  it.each(foldCases.map((make) => [make('float32').name, make] as const))('%s', async (name, make) => {
    for (const precision of precisionsOf(name)) await judge(native, make(precision), precision)
  })

  it('a fold, as WebAssembly', async () => {
    for (const precision of precisions) await judge(web, foldCases[5](precision), precision)
  })

  it('a fold is one scan, whatever the number of steps and of rows', () => {
    const data = (count: number) => Data.fromTensors(T.zeros([count, 3]), T.zeros([count]))
    const exported = Onnx.fold(trainerWith(O.adam()), data(50), { size: 6 })
    expect(types(exported).filter((type) => type !== 'Identity')).toEqual(['Scan'])
    const shapeOf = (name: string) =>
      [...exported.graph.inputs, ...exported.graph.outputs].find((x) => x.name === name)?.shape
    expect(['data.0', 'data.1', 'rows', 'draws.0', 'loss'].map(shapeOf)).toEqual([['count', 3], ['count'], ['steps', 6], ['steps', 6, 4], ['steps']]) // prettier-ignore
    expect(Buffer.compare(exported.bytes, Onnx.fold(trainerWith(O.adam()), data(777), { size: 6 }).bytes)).toBe(0)
  })

  it('a data set that is not in memory comes in batches', async () => {
    const trainer = trainerWith(O.sgd({ learningRate: 0.1 }))
    const { take, count } = Data.fromTensors(T.ones([9, 3]), T.zeros([9]))
    const { graph, bytes } = Onnx.fold(trainer, { take, count }, { size: 2 })
    expect(
      graph.inputs.map(({ name, shape }) => [name, shape]).filter(([name]) => !String(name).startsWith('params')),
    ).toEqual([
      ['draws.0', ['steps', 2, 4]],
      ['inputs', ['steps', 2, 3]],
      ['targets', ['steps', 2]],
    ])
    expect(bytes).toEqual(bytesOf({ graph, doc: graph.doc ?? '', metadata: { library: `nabla-ts ${version}`, objective: 'one of 3 classes', batch: '2' } })) // prettier-ignore
  })

  it('a data set of bytes stays one', () => {
    const images = fromBytes<[number, 3]>([9, 3], new Uint8Array(27))
    const data = Data.fromTensors(images, T.zeros([9]))
    expect(Onnx.fold(trainerWith(O.sgd()), data, { size: 2 }).graph.inputs[0].element).toBe('uint8')
  })
})
