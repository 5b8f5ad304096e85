/**
 * ONNX Runtime in a thread of its own.
 *
 * There are two reasons. In the main thread a run would block the event loop, and with it timers and signals. And a session that flushes denormal numbers to 0, which makes Adam several
 * times faster, sets the CPU flag of its thread: in the main thread, JavaScript itself would compute differently (5e-324 would be 0).
 *
 * The thread stores tensors by number. An input is sent once, and results stay in the thread, so that a state goes from run to run without a copy.
 */
import { Worker } from 'node:worker_threads'
import type { Precision } from '../onnx/Emitter.js'
import type { Element } from '../onnx/Model.js'
import type { Shape } from '../tensor/Shape.js'
import type { Fed, Numbers, Runtime, Session } from './Session.js'

/**
 * The program of the thread, as text, so that bundlers need not find a file. Each answer has the number of its message.
 */
const program = `
'use strict'
const { parentPort, workerData } = require('node:worker_threads')
const ort = require(workerData)
const sessions = new Map()
const tensors = new Map()
const jobs = {
  create: async ({ id, model, options }) => {
    const session = await ort.InferenceSession.create(model, options)
    sessions.set(id, session)
    const { inputNames, outputNames, inputMetadata, outputMetadata } = session
    return [{ inputNames, outputNames, inputMetadata, outputMetadata }]
  },
  keep: async ({ id, element, data, shape }) => {
    tensors.set(id, new ort.Tensor(element, data, shape))
    return [undefined]
  },
  drop: async ({ id }) => {
    tensors.delete(id)
    return [undefined]
  },
  run: async ({ id, feeds, into }) => {
    const inputs = Object.fromEntries(Object.entries(feeds).map(([name, key]) => [name, tensors.get(key)]))
    const found = await sessions.get(id).run(inputs)
    const parts = Object.entries(found).map(([name, tensor]) => {
      tensors.set(into[name], tensor)
      return [name, { data: tensor.data.slice(), dims: tensor.dims, type: tensor.type }]
    })
    return [Object.fromEntries(parts), parts.map(([, { data }]) => data.buffer)]
  },
  release: async ({ id }) => {
    const session = sessions.get(id)
    sessions.delete(id)
    await session.release()
    return [undefined]
  },
}
parentPort.on('message', async ({ ticket, job, ...message }) => {
  try {
    const [answer, transfer = []] = await jobs[job](message)
    parentPort.postMessage({ ticket, answer }, transfer)
  } catch (error) {
    parentPort.postMessage({ ticket, error: String(error && error.message ? error.message : error) })
  }
})
`

/** A tensor in the thread, by its number. */
interface StoredTensor extends Fed {
  readonly key: number
}

interface Answer {
  readonly ticket: number
  readonly answer?: unknown
  readonly error?: string
}

interface Waiting {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
}

/** A runtime in a thread; `isAlive` is false after the thread has ended. */
export interface Threaded extends Runtime {
  readonly isAlive: () => boolean
}

/** Opens a thread for a package, given by the path of its main file. */
export const workerRuntime = (path: string, options: (threads: number, precision?: Precision) => object): Threaded => {
  // Local mutation, seen by this runtime only: the requests without an answer, and the last number.
  const waiting = new Map<number, Waiting>()
  const thread = new Worker(program, { eval: true, workerData: path })
  let next = 0
  let ended: Error | undefined
  const fresh = (): number => ++next
  const fail = (error: Error): void => {
    ended = error
    waiting.forEach(({ reject }) => reject(error))
    waiting.clear()
  }
  thread.unref()
  thread.on('error', fail)
  thread.on('exit', (code) => fail(new Error(`the thread of the runtime ended with code ${code}`)))
  thread.on('message', ({ ticket, answer, error }: Answer) => {
    const found = waiting.get(ticket)
    waiting.delete(ticket)
    // The process may exit when no request is open.
    if (waiting.size === 0) thread.unref()
    if (error === undefined) found?.resolve(answer)
    else found?.reject(new Error(error))
  })
  const ask = (job: string, message: object): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ended !== undefined) return reject(ended)
      const ticket = fresh()
      waiting.set(ticket, { resolve, reject })
      thread.ref()
      thread.postMessage({ ticket, job, ...message })
    })
  const forgotten = new FinalizationRegistry<number>((key) => thread.postMessage({ ticket: 0, job: 'drop', id: key }))
  const stored = (key: number, rest: object): StoredTensor => {
    const tensor = { key, data: undefined, ...rest }
    forgotten.register(tensor, key)
    return tensor
  }
  const opened = (id: number, names: Pick<Session, 'inputNames' | 'outputNames'>): Session => ({
    ...names,
    run: async (feeds) => {
      const into = Object.fromEntries(names.outputNames.map((name) => [name, fresh()]))
      const keys = Object.fromEntries(Object.entries(feeds).map(([name, fed]) => [name, (fed as StoredTensor).key]))
      const found = (await ask('run', { id, feeds: keys, into })) as Readonly<Record<string, object>>
      return Object.fromEntries(Object.entries(found).map(([name, tensor]) => [name, stored(into[name], tensor)]))
    },
    release: async () => {
      await ask('release', { id })
    },
  })
  return {
    isAlive: () => ended === undefined,
    create: async (model, threads, precision) => {
      const id = fresh()
      const names = await ask('create', { id, model, options: options(threads, precision) })
      return opened(id, names as Pick<Session, 'inputNames' | 'outputNames'>)
    },
    tensor: (element: Element, data: Numbers, shape: Shape) => {
      const key = fresh()
      thread.postMessage({ ticket: 0, job: 'keep', id: key, element, data, shape })
      return stored(key, {})
    },
  }
}
