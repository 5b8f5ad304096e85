/**
 * ONNX models run with nothing but a runtime: what a program does that knows nothing of this library.
 */
import * as node from 'onnxruntime-node'
import type { Encoded } from '../../src/Onnx.js'
import * as T from '../../src/Tensor.js'
import { bytesOf, plain, type AnyTensor } from '../../src/tensor/Value.js'

/** What is used of both runtimes. */
interface Api {
  readonly InferenceSession: {
    readonly create: (
      bytes: Uint8Array,
      options: object,
    ) => Promise<{
      readonly inputNames: readonly string[]
      readonly outputNames: readonly string[]
      readonly run: (
        feeds: any,
      ) => Promise<Record<string, { readonly data: unknown; readonly dims: readonly number[] }>>
      readonly release: () => Promise<void>
    }>
  }
  readonly Tensor: new (type: any, data: any, dims: readonly number[]) => unknown
}

export type Runtime = () => Promise<Api>

export const native: Runtime = async () => node as unknown as Api

export const web: Runtime = async () => {
  const api = await import('onnxruntime-web/wasm')
  api.env.wasm.numThreads = 1
  return api as unknown as Api
}

export type Values = Readonly<Record<string, AnyTensor>>

const arrayOf = (element: string, x: AnyTensor) => {
  const data = T.toFlat(x)
  switch (element) {
    case 'uint8':
      return bytesOf(x) ?? Uint8Array.from(data)
    case 'int64':
      return BigInt64Array.from(data, (v) => BigInt(v))
    case 'float64':
      return data
    default:
      return Float32Array.from(data)
  }
}

export interface Session {
  readonly run: (values: Values) => Promise<Values>
  readonly release: () => Promise<void>
}

/** A model, opened: a function from named tensors to named tensors. */
export const open = async (runtime: Runtime, { bytes, graph }: Encoded): Promise<Session> => {
  const api = await runtime()
  const session = await api.InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
  })
  return {
    run: async (values) => {
      const feeds = graph.inputs.map(({ name, element }) => {
        const x = values[name]
        if (x === undefined) throw new Error(`the model takes ${name}, which is not given`)
        const type = element === 'float64' ? 'float64' : element
        return [name, new api.Tensor(type, arrayOf(element, x), T.shape(x))] as const
      })
      const results = await session.run(Object.fromEntries(feeds))
      return Object.fromEntries(
        Object.entries(results).map(([name, { data, dims }]) => {
          const flat = Float64Array.from(data as Float32Array)
          return [name, flat.length === 0 ? T.zeros([...dims]) : plain([...dims], flat)]
        }),
      )
    },
    release: () => session.release(),
  }
}

/** A tensor with the digits that float32 has. */
export const single = (x: AnyTensor): AnyTensor => plain(T.shape(x), T.toFlat(x).map(Math.fround))
