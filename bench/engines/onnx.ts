/**
 * The hand-written graphs on ONNX Runtime, native in Node or as WebAssembly.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-node'
import * as handwritten from '../yardstick/handwritten.js'
import { graph, model, node, value } from '../yardstick/wire.js'
import type { Contender } from './Contender.js'
import { floats, learningRateOf, oneHot, order, sizesOf, start, stepsPerRun, type Images, type Task } from './task.js'

type Runtime = 'node' | 'web'
type Layout = Partial<Pick<handwritten.Work, 'images' | 'sums' | 'transposed'>>

const load = async (runtime: Runtime, threads: number) => {
  if (runtime === 'node') return import('onnxruntime-node')
  const web = await import('onnxruntime-web')
  web.env.wasm.numThreads = threads
  return web
}

/** Denormals, which Adam makes, cost many cycles each: off. */
const sessionOptions = (threads: number): InferenceSession.SessionOptions => ({
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  extra: { session: { set_denormal_as_zero: '1' } },
})

const transposed = (x: Float32Array, [rows, columns]: readonly number[]): Float32Array =>
  x.map((_, i) => x[(i % rows) * columns + Math.floor(i / rows)])

/** The first state: parameters as `start` has them, the rest 0. */
const firstState = (task: Task, work: handwritten.Work): ReadonlyMap<string, Float32Array> => {
  const params = new Map<string, Float32Array>()
  const sizes = sizesOf(task)
  start(task).forEach(({ weight, bias }, i) => {
    params.set(`w${i + 1}`, work.transposed ? transposed(weight, [sizes[i], sizes[i + 1]]) : weight)
    params.set(`b${i + 1}`, bias)
  })
  return new Map(
    handwritten
      .state(work)
      .map(({ name, shape }) => [name, params.get(name) ?? new Float32Array(shape.reduce((a, b) => a * b, 1))]),
  )
}

const prepare = async (task: Task, images: Images, runtime: Runtime, layout: Layout) => {
  const ort = await load(runtime, task.threads)
  const { optimizer, batch } = task
  const sizes = sizesOf(task)
  const work: handwritten.Work = {
    sizes,
    optimizer,
    batch,
    learningRate: learningRateOf(task),
    images: 'float32',
    ...layout,
  }
  const data = {
    images:
      work.images === 'uint8'
        ? new ort.Tensor('uint8', images.bytes, [images.count, sizes[0]])
        : new ort.Tensor('float32', floats(images), [images.count, sizes[0]]),
    targets: new ort.Tensor('float32', oneHot(images), [images.count, 10]),
  }
  const first = firstState(task, work)
  const state: Record<string, Tensor> = {}
  for (const { name, shape } of handwritten.state(work))
    state[name] = new ort.Tensor('float32', first.get(name) as Float32Array, shape)
  return { ort, work, data, state, next: order(images.count), options: sessionOptions(task.threads) }
}

const last = (x: Tensor): number => (x.data as Float32Array)[x.size - 1]

/** Many steps in one run. */
export const handwrittenFold = (name: string, runtime: Runtime, layout: Layout = {}): Contender => ({
  name,
  setup: async (task, images) => {
    const { ort, work, data, state: first, next, options } = await prepare(task, images, runtime, layout)
    const session = await ort.InferenceSession.create(handwritten.fold(work), options)
    const chunk = stepsPerRun(task.batch)
    const names = Object.keys(first)
    let state = first
    return {
      run: async (steps) => {
        let loss = Number.NaN
        for (let done = 0; done < steps; done += chunk) {
          const n = Math.min(chunk, steps - done)
          const batches = new ort.Tensor('int32', next(n * task.batch), [n, task.batch])
          const out = await session.run({ ...data, ...state, batches })
          state = Object.fromEntries(names.map((key) => [key, out[`${key}_end`]]))
          loss = last(out['loss'])
        }
        return loss
      },
      release: () => session.release(),
    }
  },
})

/** One step in one run. */
export const handwrittenStep = (name: string, runtime: Runtime, layout: Layout = {}): Contender => ({
  name,
  setup: async (task, images) => {
    const { ort, work, data, state: first, next, options } = await prepare(task, images, runtime, layout)
    const session = await ort.InferenceSession.create(handwritten.step(work), options)
    const names = Object.keys(first)
    let state = Object.fromEntries(names.map((key) => [`${key}_in`, first[key]]))
    return {
      run: async (steps) => {
        let loss = Number.NaN
        for (let s = 0; s < steps; s++) {
          const rows = new ort.Tensor('int32', next(task.batch), [task.batch])
          const out = await session.run({ ...data, ...state, rows })
          state = Object.fromEntries(names.map((key) => [`${key}_in`, out[`${key}_out`]]))
          loss = last(out['loss_out'])
        }
        return loss
      },
      release: () => session.release(),
    }
  },
})

/** A product of two square matrices: what the runtime can do at most. A step is one product. */
export const product = (name: string, size: number): Contender => ({
  name,
  ownStart: true,
  flopsPerStep: 2 * size ** 3,
  setup: async ({ threads }) => {
    const ort = await load('node', threads)
    const [a, b, c] = ['a', 'b', 'c'].map((key) => value(key, 'float32', [size, size]))
    const bytes = model(
      graph({ name, nodes: [node('MatMul', ['a', 'b'], ['c'])], constants: [], inputs: [a, b], outputs: [c] }),
    )
    const session = await ort.InferenceSession.create(bytes, sessionOptions(threads))
    const matrix = () =>
      new ort.Tensor(
        'float32',
        new Float32Array(size * size).map((_, i) => ((i * 7919) % 1013) / 1013),
        [size, size],
      )
    const feeds = { a: matrix(), b: matrix() }
    return {
      run: async (steps) => {
        for (let s = 0; s < steps; s++) await session.run(feeds)
        return Number.NaN
      },
      release: () => session.release(),
    }
  },
})
