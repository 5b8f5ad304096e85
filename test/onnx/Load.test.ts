/**
 * Models from files: what is in them, and what happens where they are broken, or given what they do not take.
 */
import * as Wire from '../../src/onnx/Wire.js'
import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as L from '../../src/Layer.js'
import { referenceEngine, Show, type Engine, type EngineError } from '../../src/Engine.js'
import { encode, type OnnxGraph } from '../../src/onnx/Model.js'
import * as Onnx from '../../src/Onnx.js'
import { onnxRuntime } from '../../src/OnnxRuntime.js'
import { onnxRuntimeWeb } from '../../src/OnnxRuntimeWeb.js'
import { fromRuntime } from '../../src/engine/Runtime.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as T from '../../src/Tensor.js'
import * as D from '../../src/Diff.js'

const engines: readonly Engine[] = [onnxRuntime(), onnxRuntimeWeb()]

const layer = L.dense(2, 1)
const { bytes } = Onnx.model(layer, { weight: T.tensor([[1], [2]]), bias: T.tensor([3]) }, { input: T.zeros([1, 2]) })

const loaded = async (engine: Engine, file = bytes): Promise<Onnx.Loaded> => {
  const found = await Onnx.load(engine)(file)()
  if (E.isLeft(found)) throw new Error(Show.show(found.left))
  return found.right
}

const left = <A>(found: E.Either<EngineError, A>): EngineError => {
  if (E.isRight(found)) throw new Error('a Left was expected')
  return found.left
}

/** A model that adds two inputs, of these shapes and elements. */
const sum = (
  element: 'float32' | 'float64' | 'int64' | 'uint8',
  a: readonly (number | string)[],
  b = a,
): Uint8Array => {
  const value = (name: string, shape: readonly (number | string)[]) => ({ name, element, shape })
  const graph: OnnxGraph = {
    name: 'sum',
    operations: [{ type: 'Add', inputs: ['a', 'b'], outputs: ['c'] }],
    inputs: [value('a', a), value('b', b)],
    outputs: [value('c', a)],
    initializers: [],
    values: [],
  }
  return encode({ graph, doc: '', metadata: {} })
}

describe('a model from a file', () => {
  it.each(engines)('says what it takes and gives, and computes it: $name', async (engine) => {
    const { inputs, outputs, run, release } = await loaded(engine)
    expect(inputs).toEqual([{ name: 'input', element: 'float32', shape: ['batch', 2] }])
    expect(outputs).toEqual([{ name: 'output', element: 'float32', shape: ['batch', 1] }])
    const results = await Promise.all([[[1, 0]], [[0, 1], [1, 1]]].map((x) => run({ input: T.tensor(x) })())) // prettier-ignore
    expect(results.map((r) => E.isRight(r) && T.toArray(r.right.output))).toEqual([[[4]], [[5], [6]]])
    await release()
    await release()
    expect(left(await run({ input: T.tensor([[1, 0]]) })())).toMatchObject({ _tag: 'Released' })
  })

  it.each(engines)('refuses integers that numbers do not hold, in and out: $name', async (engine) => {
    const model = await loaded(engine, sum('int64', ['n']))
    expect(left(await model.run({ a: T.tensor([2 ** 53]), b: T.tensor([0]) })())).toMatchObject({
      _tag: 'WrongArgument',
      path: 'a',
      found: '9007199254740992',
    })
    const large = T.tensor([2 ** 53 - 1])
    expect(Show.show(left(await model.run({ a: large, b: large })()))).toContain(
      'the output "c" has the integer 18014398509481982',
    )
  })

  it.each(engines)('takes any shape where the file declares none: $name', async (engine) => {
    const port = (field: number, name: string) =>
      Wire.message(field, [Wire.text(1, name), Wire.message(2, [Wire.message(1, [Wire.integer(1, 1)])])])
    const node = Wire.message(1, [Wire.text(1, 'x'), Wire.text(2, 'y'), Wire.text(4, 'Neg')])
    const bytes = Wire.toBytes(
      Wire.join([
        Wire.integer(1, 8),
        Wire.message(7, [node, Wire.text(2, 'g'), port(11, 'x'), port(12, 'y')]),
        Wire.message(8, [Wire.text(1, ''), Wire.integer(2, 17)]),
      ]),
    )
    const model = await loaded(engine, bytes)
    expect(model.inputs).toEqual([{ name: 'x', element: 'float32' }])
    const result = await model.run({ x: T.tensor([[1, 2], [3, 4]]) })() // prettier-ignore
    expect(E.isRight(result) && T.toArray(result.right.y)).toEqual([[-1, -2], [-3, -4]]) // prettier-ignore
  })

  it.each(engines)('takes and gives integers and bytes too: $name', async (engine) => {
    const model = await loaded(engine, sum('int64', ['n']))
    const result = await model.run({ a: T.tensor([1, 2]), b: T.tensor([2 ** 40, -3]) })()
    expect(E.isRight(result) && T.toArray(result.right.c)).toEqual([2 ** 40 + 1, -1])
    expect(Show.show(left(await model.run({ a: T.tensor([0.5]), b: T.tensor([1]) })()))).toMatch(
      /expected integers of at most 2\^53 - 1 for the argument at "a", found 0.5/,
    )
    const small = await loaded(engine, sum('uint8', [2]))
    expect(left(await small.run({ a: T.tensor([1, 256]), b: T.tensor([0, 0]) })())).toMatchObject({
      path: 'a',
      found: '256',
    })
    expect(left(await small.run({ a: T.tensor([1, 1]), b: T.tensor([0, NaN]) })())).toMatchObject({
      path: 'b',
      found: 'NaN',
    })
  })

  it.each(engines)('refuses what it does not take, and goes on: $name', async (engine) => {
    const model = await loaded(engine, sum('float32', ['n', 2], ['n', 2]))
    const [a, b] = [T.ones([3, 2]), T.ones([3, 2])]
    const refused = async (values: object) => Show.show(left(await model.run(values as never)()))
    expect(await refused({ a })).toMatch(/expected { a, b } for the argument, found { a }/)
    expect(await refused({ a, b, c: a })).toMatch(/found { a, b, c }/)
    expect(await refused({ a, b: 3 })).toMatch(/expected a tensor for the argument at "b", found number/)
    expect(await refused({ a, b: T.ones([3, 1]) })).toMatch(
      /expected shape \[3, 2\] for the argument at "b", found \[3, 1\]/,
    )
    expect(await refused({ a, b: T.ones([4, 2]) })).toMatch(
      /expected shape \[3, 2\] for the argument at "b", found \[4, 2\]/,
    )
    expect(await refused({ a: T.ones([2]), b })).toMatch(/expected shape \[n, 2\] for the argument at "a", found \[2\]/)
    const held: T.AnyTensor[] = []
    D.grad((x: T.Scalar) => (held.push(T.broadcastTo([3, 2])(x)), x))(T.scalar(1))
    expect(await refused({ a: held[0], b })).toMatch(/expected a tensor of plain numbers for the argument at "a"/)
    const result = await model.run({ a, b })()
    expect(E.isRight(result) && T.toFlat(result.right.c)).toEqual(new Float64Array(6).fill(2))
  })
})

describe('a file that is no model', () => {
  const text = new TextEncoder().encode('this is no model, but a text in English')
  const cut = (n: number): Uint8Array => bytes.slice(0, n)
  const later = bytes.map((byte, i) => (i > bytes.length - 60 && byte === 17 && bytes[i - 1] === 16 ? 99 : byte))
  const cases: ReadonlyArray<readonly [string, Uint8Array, string]> = [
    ['nothing', new Uint8Array(0), 'found an empty file'],
    ['zeros', new Uint8Array(64), 'found other bytes'],
    ['a text', text, 'found text that begins “this is no model, but a text in English”'],
    ['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]), 'found a PNG image'],
    ['the first byte', cut(1), 'found other bytes'],
    ['the first two', cut(2), 'No graph was found in the protobuf. It has to be an ONNX model'],
    ['a half', cut(bytes.length >> 1), 'cut short'],
    ['all but the last byte', cut(bytes.length - 1), 'cut short'],
    ['operators of the future', later, 'operator'],
    ['a model and then a text', Uint8Array.from([...bytes, ...text]), 'found other bytes'],
  ]

  it.each(cases)('is told so: %s', async (_, file, found) => {
    for (const engine of engines) {
      const error = left(await Onnx.load(engine)(file)())
      expect(error._tag).toBe('BadModel')
      expect(Show.show(error)).toMatch(/^ONNX Runtime( Web)? cannot read this model: .+\. [A-Z]/s)
      expect(Show.show(error)).toContain(found)
    }
  })

  it('never throws, wherever it is cut', async () => {
    for (let n = 0; n < bytes.length; n += 7) left(await Onnx.load(engines[0])(cut(n))())
  })

  it('never throws, whatever its bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (file) => {
        left(await Onnx.load(engines[0])(file)())
      }),
    )
  })

  it('is told so by an engine that reads no files', async () => {
    expect(Show.show(left(await Onnx.load(referenceEngine)(bytes)()))).toMatch(/take an engine of ONNX Runtime/)
  })

  it('is a model that this runtime does not describe, or whose inputs are no numbers', async () => {
    const session = (inputMetadata: unknown) =>
      fromRuntime(
        'A runtime',
        TE.right({
          create: async () => ({
            inputNames: [],
            outputNames: [],
            run: async () => ({}),
            release: async () => {},
            inputMetadata,
          }),
          tensor: () => ({ data: [] }),
        }),
        {},
      )
    expect(Show.show(left(await Onnx.load(session(undefined))(bytes)()))).toMatch(/does not say which inputs/)
    const words = [{ name: 'words', isTensor: true, type: 'string', shape: [1] }]
    expect(Show.show(left(await Onnx.load(session(words))(bytes)()))).toMatch(
      /"words", one of its inputs, is of string elements/,
    )
  })
})
