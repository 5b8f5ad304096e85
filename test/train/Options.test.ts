import { describe, expect, it } from 'vitest'
import * as Data from '../../src/Data.js'
import * as L from '../../src/Layer.js'
import * as Objective from '../../src/Objective.js'
import * as O from '../../src/Optimizer.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'

const data = Data.fromTensors(T.tensor([[1], [2]]), T.tensor([[2], [4]]))
const parts = { model: L.dense(1, 1), objective: Objective.regression(1), optimizer: O.sgd() }
const trainer = Train.trainer(parts)
const from = trainer.start(Seed.fromNumber(1))

describe('an option that does not exist is refused, with those there are and the nearest', () => {
  const untyped = (u: unknown): never => u as never
  const misspelt = { ...parts, optimiser: O.sgd() }
  it.each<readonly [string, () => unknown, string]>([
    [
      'dense',
      () => L.dense(2, 3, untyped({ biass: false })),
      'of bias, init, found the key “biass”. Did you mean “bias”?',
    ],
    ['maxout', () => L.maxout(2, 3, 2, untyped({ bias: false })), 'of init, found the key “bias”'],
    [
      'batches',
      () => Data.batches(data, untyped({ sise: 10 })),
      'of size, seed, epoch, dropLast, from, found the key “sise”. Did you mean “size”?',
    ],
    [
      'trainer',
      () => Train.trainer(misspelt),
      'of model, objective, optimizer, found the key “optimiser”. Did you mean “optimizer”?',
    ],
  ])('by %s', (_, call, words) => {
    expect(call).toThrow(words)
  })

  it('by run', async () => {
    await expect(Train.run(trainer, data, untyped({ from, epoch: 3, size: 2 })).next()).rejects.toThrow(
      'of from, epochs, size, dropLast, engine, chunk, norms, found the key “epoch”. Did you mean “epochs”?',
    )
  })
})
