/**
 * The speed and the memory of one gradient on this machine, by batch size.
 */
import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import * as L from 'nabla-ts/Layer'
import * as Loss from 'nabla-ts/Loss'
import * as M from 'nabla-ts/Model'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'

const seed = Seed.fromNumber(30)

/** The slides' network for MNIST. Random pixels take the same time. */
const network = pipe(
  M.named('hidden', L.dense(784, 100)),
  M.map(A.relu),
  M.andThen(M.named('logits', L.dense(100, 10))),
)
export const params = network.init(seed)
export type Params = typeof params

export const loss = (inputs: T.Tensor<[number, 784]>, targets: T.Tensor<[number]>) => (p: Params) =>
  pipe(network.apply(p)(inputs), Loss.softmaxCrossEntropy<[number]>(targets)<[number, number]>)

export const randomPixels = (size: number) => ({
  inputs: pipe(seed, Seed.child(size), Seed.uniform([size, 784])),
  targets: T.fromArray(
    Array.from({ length: size }, (_, i) => i % 10),
    [size],
  ),
})

/** The memory of all tensors after garbage collection, in MiB. */
const megabytes = (() => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  return (times: number) => {
    // Collected arrays are freed in the background, and counted as freed by the next collection.
    for (let i = 0; i < times; i++) collect()
    return process.memoryUsage().arrayBuffers / 2 ** 20
  }
})()

/** The memory of a batch during training: its pixels, and the values kept for the backward pass. */
const memory = (size: number): number => {
  const before = megabytes(2)
  const { inputs, targets } = randomPixels(size)
  const { pullback } = D.vjp(loss(inputs, targets))(params)
  const after = megabytes(1)
  // Used once more, so that nothing is collected before the memory is read.
  pullback(T.scalar(1))
  return after - before
}

/** Samples per second, forward and backward, in the fastest of some runs. */
const speed = (size: number): number => {
  const { inputs, targets } = randomPixels(size)
  const seconds = () => {
    const from = performance.now()
    D.grad(loss(inputs, targets))(params)
    return (performance.now() - from) / 1000
  }
  seconds()
  const runs = size >= 512 ? 2 : size >= 64 ? 4 : 12
  return size / Math.min(...Array.from({ length: runs }, seconds))
}

export const measure = (sizes: readonly number[]) => {
  // The first measurement frees the memory of earlier lessons. All memory is measured before the speeds.
  memory(1)
  const memories = sizes.map(memory)
  return sizes.map((size, i) => ({ size, speed: speed(size), memory: memories[i] }))
}
