/**
 * Batch training: the samples, shuffled and divided into batches; and the speed and the memory of each batch size.
 */
import * as D from 'nabla-ts/Diff'
import * as Data from 'nabla-ts/Data'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import { loss, measure, params, randomPixels, type Params } from './30-measure.js'

export const slideDefaults = { samples: 20, batchSize: 6, epochs: 5, seed: 30, sizes: [1, 4, 16, 64, 256, 1024] }

/** The gradients of the last bias: of twelve samples, and of three equal batches of them. */
const biasGradients = () => {
  const whole = randomPixels(12)
  const gradient = (inputs: T.Tensor<[number, 784]>, targets: T.Tensor<[number]>) =>
    T.toArray(D.grad((p: Params) => loss(inputs, targets)(p))(params).logits.bias)
  return {
    whole: gradient(whole.inputs, whole.targets),
    parts: [0, 4, 8].map((from) => {
      const part = T.slice(0, from, from + 4)
      return gradient(part(whole.inputs) as T.Tensor<[number, 784]>, part(whole.targets))
    }),
  }
}

export const run = ({ samples, batchSize, epochs, seed, sizes } = slideDefaults) => {
  const inputs = T.fromArray(
    Array.from({ length: samples }, (_, i) => i),
    [samples, 1],
  )
  const data = Data.fromTensors(inputs, T.zeros([samples]))
  const batches = (epoch: number) =>
    [...Data.batches(data, { size: batchSize, seed: Seed.fromNumber(seed), epoch })].map(({ rows }) => rows)
  return {
    samples,
    batchSize,
    epochs: Array.from({ length: epochs }, (_, epoch) => batches(epoch)),
    again: batches(0),
    biasGradients: biasGradients(),
    measured: measure(sizes),
  }
}
