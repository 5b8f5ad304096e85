/**
 * The work that is measured, the same for everybody: MNIST's training images from memory, taken by the same rows, by networks that start from the same parameters.
 * So the losses agree, and who does something else is found out.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Task {
  /** The sizes of the layers, input and output included, joined by `-`. */
  readonly network: string
  readonly optimizer: 'sgd' | 'adam'
  /** Rows in a batch. */
  readonly batch: number
  readonly threads: number
}

export const sizesOf = (task: Task): readonly number[] => task.network.split('-').map(Number)

export const learningRateOf = ({ optimizer }: Task): number => (optimizer === 'sgd' ? 0.1 : 1e-3)

export const show = ({ network, optimizer, batch, threads }: Task): string =>
  `${network}, ${optimizer}, batch ${batch}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`

/** Multiplications and additions in the products of a step: forward, and by weights and inputs backward, but not by the images. */
export const flopsPerSample = (network: string): number => {
  const sizes = network.split('-').map(Number)
  const products = sizes.slice(1).map((size, i) => 2 * size * sizes[i])
  return 3 * products.reduce((a, b) => a + b, 0) - products[0]
}

export interface Layer {
  /** `[in, out]`, row-major. */
  readonly weight: Float32Array
  readonly bias: Float32Array
}

/** Every layer drawn evenly from ±1/√in. The k-th number is a hash of k (mulberry32). */
export const start = (task: Task): readonly Layer[] => {
  const sizes = sizesOf(task)
  let k = 0
  const draw = (n: number, bound: number): Float32Array =>
    new Float32Array(n).map(() => {
      const state = (1 + ++k * 0x6d2b79f5) | 0
      const once = Math.imul(state ^ (state >>> 15), 1 | state)
      const twice = (once + Math.imul(once ^ (once >>> 7), 61 | once)) ^ once
      return (2 * (((twice ^ (twice >>> 14)) >>> 0) / 2 ** 32) - 1) * bound
    })
  return sizes.slice(1).map((out, i) => {
    const bound = 1 / Math.sqrt(sizes[i])
    return { weight: draw(sizes[i] * out, bound), bias: draw(out, bound) }
  })
}

/** What `start` gives as bytes, weight and bias of each layer in turn, for programs in other languages. */
export const startBytes = (task: Task): Uint8Array =>
  Buffer.concat(start(task).flatMap(({ weight, bias }) => [Buffer.from(weight.buffer), Buffer.from(bias.buffer)]))

export interface Images {
  readonly count: number
  /** `[count, 784]` from 0 to 255. */
  readonly bytes: Uint8Array
  readonly labels: Uint8Array
}

/** MNIST's training images, from the folder of the IDX files. */
export const images = (folder: string): Images => {
  const idx = (name: string, header: number): Uint8Array =>
    new Uint8Array(readFileSync(join(folder, name))).subarray(header)
  const labels = idx('train-labels-idx1-ubyte', 8)
  return { count: labels.length, bytes: idx('train-images-idx3-ubyte', 16), labels }
}

/** The same as floats from 0 to 1. */
export const floats = ({ bytes }: Images): Float32Array => Float32Array.from(bytes, (x) => x / 255)

/** The labels as rows of ten numbers, one of them 1. */
export const oneHot = ({ labels }: Images): Float32Array => {
  const rows = new Float32Array(labels.length * 10)
  labels.forEach((label, i) => {
    rows[i * 10 + label] = 1
  })
  return rows
}

/** A prime, so that each row comes once in an epoch; peers and PyTorch know it too. */
const factor = 48271

/** The rows of the next batches, one batch after another. */
export const order = (count: number): ((rows: number) => Int32Array) => {
  let k = 0
  return (rows) => Int32Array.from({ length: rows }, () => ((k++ % count) * factor) % count)
}

/** How many steps go into one run: some tens to hundreds, as who wants progress would have it. */
export const stepsPerRun = (batch: number): number => Math.max(64, Math.min(1000, Math.round(12800 / batch)))
