import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import * as Data from '../../src/Data.js'
import { referenceEngine } from '../../src/Engine.js'
import * as L from '../../src/Layer.js'
import * as Objective from '../../src/Objective.js'
import { onnxRuntime } from '../../src/OnnxRuntime.js'
import * as O from '../../src/Optimizer.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'

const trainer = Train.trainer({ model: L.dense(2, 3), objective: Objective.multiclass(3), optimizer: O.sgd() })
const inMemory = (wrong: number): Data.Dataset<any, any> =>
  Data.fromTensors(T.ones([8, 2]), T.tensor([0, 1, 2, 0, 1, wrong, 0, 1]))
const kinds = [
  ['in memory', inMemory],
  ['not in memory', (wrong: number) => ({ count: 8, take: inMemory(wrong).take })],
] as const

describe.each([referenceEngine, onnxRuntime()].map((engine) => [engine.name, engine] as const))('%s', (_, engine) => {
  describe.each(kinds)('on data %s', (__, dataOf) => {
    it.each([9, 3, -1, 1.5, NaN])('trains on no class %s of 3, and says in which row it is', async (wrong) => {
      const from = trainer.start(Seed.fromNumber(1))
      const options = { from, epochs: 1, size: 2, engine, chunk: 4 }
      const ends: unknown[] = []
      for await (const event of Train.run(trainer as any, dataOf(wrong), options as any))
        if (event._tag === 'Ended' && E.isLeft(event.outcome)) ends.push((event.outcome.left as any).error)
      expect(ends).toMatchObject([{ _tag: 'WrongTargets', row: 5 }])
    })

    it('evaluates no class 9 of 3', async () => {
      const { params } = trainer.start(Seed.fromNumber(1))
      const found = await Train.evaluateOn(engine)(trainer as any, params)(dataOf(9), 4)()
      expect(E.isLeft(found) && found.left).toMatchObject({ _tag: 'WrongTargets', row: 5 })
    })
  })
})
