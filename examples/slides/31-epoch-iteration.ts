/**
 * Epoch and iteration: how often a sample is used, and how many batches that takes.
 */
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as O from 'nabla-ts/Optimizer'
import * as Objective from 'nabla-ts/Objective'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'

export const slideDefaults = {
  counts: [100, 1000, 10000, 60000],
  sizes: [1, 32, 100, 128, 512, 60000],
  samples: 10,
  batchSize: 3,
  epochs: 3,
}

/** The number of batches in an epoch over `count` samples, counted one by one. */
const iterationsPerEpoch = (count: number, size: number, dropLast = false): number => {
  const data: Data.Dataset<null, null> = { count, take: () => ({ inputs: null, targets: null }) }
  return [...Data.batches(data, { size, dropLast })].length
}

/** A run over all epochs: its batches, and the states before the first and after each. */
const train = (samples: number, size: number, epochs: number) => {
  const inputs = T.fromArray(
    Array.from({ length: samples }, (_, i) => i / samples),
    [samples, 1],
  )
  const data = Data.fromTensors(inputs, T.zeros([samples, 1]))
  const trainer = Train.trainer({ model: L.dense(1, 1), objective: Objective.regression(1), optimizer: O.sgd() })
  const seed = Seed.fromNumber(31)
  const batches = Array.from({ length: epochs }, (_, epoch) => [...Data.batches(data, { size, seed, epoch })]).flat()
  const states = batches.reduce<readonly ReturnType<typeof trainer.start>[]>(
    (done, batch) => [...done, trainer.step(done[done.length - 1], batch)],
    [trainer.start(seed)],
  )
  return {
    batches: batches.map(({ rows }) => rows),
    states: states.map(({ epoch, position, iteration }) => ({ epoch, position, iteration })),
    withoutLast: iterationsPerEpoch(samples, size, true),
  }
}

export const run = ({ counts, sizes, samples, batchSize, epochs } = slideDefaults) => ({
  counts,
  sizes,
  table: counts.flatMap((count) =>
    sizes
      .filter((size) => size <= count)
      .map((size) => ({
        count,
        size,
        iterations: iterationsPerEpoch(count, size),
        withoutLast: iterationsPerEpoch(count, size, true),
      })),
  ),
  samples,
  batchSize,
  epochs,
  ...train(samples, batchSize, epochs),
  mnist: iterationsPerEpoch(60000, 100),
})
