/**
 * What staging costs and what it leaves behind: staging and encoding the MNIST step against interpreted steps; memory over 10,000 steps on the engine; Adam's denormal numbers.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as E from 'fp-ts/lib/Either.js'
import * as A from 'nabla-ts/Activation'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as M from 'nabla-ts/Model'
import * as Objective from 'nabla-ts/Objective'
import * as Onnx from 'nabla-ts/Onnx'
import { onnxRuntime } from 'nabla-ts/OnnxRuntime'
import * as O from 'nabla-ts/Optimizer'
import * as Seed from 'nabla-ts/Seed'
import * as Train from 'nabla-ts/Train'
import { dataFolder } from '../examples/mnist/dataFolder.js'
import { alternate } from './alternate.js'

const orThrow = <L2, A2>(found: E.Either<L2, A2>): A2 => {
  if (E.isLeft(found)) throw new Error(JSON.stringify(found.left))
  return found.right
}

const size = 100
const seed = Seed.fromNumber(1)

/** Staging and encoding, and memory, one after the other. */
export const staging = async (): Promise<void> => {
  const { train } = orThrow(await Data.mnist(orThrow(dataFolder()))())
  const network = pipe(
    M.named('hidden', L.dense(784, 100)),
    M.map(A.relu),
    M.andThen(M.named('logits', L.dense(100, 10))),
  )
  const trainer = Train.trainer({ model: network, objective: Objective.multiclass(10), optimizer: O.adam() })
  const [batch] = Data.batches(train, { size, seed, epoch: 0 })
  const begin = trainer.start(seed)

  console.log('\nstaging, fusing and encoding the MNIST step (Adam), against ten interpreted steps; at most 1')
  alternate(
    {
      'staging and encoding': () => void Onnx.step(trainer, batch),
      'ten steps': () => {
        let state = begin
        for (let i = 0; i < 10; i++) state = trainer.step(state, batch)
      },
    },
    { pairs: 11, warmup: 2 },
  )

  console.log('\nmemory over 10,000 steps on ONNX Runtime, Adam, batch 32; at most 20 MB')
  const engine = onnxRuntime()
  const small = Data.fromTensors(...tensorsOf(train, 2000))
  const used = (): number => {
    globalThis.gc?.()
    return process.memoryUsage().rss / 2 ** 20
  }
  let first = NaN
  let last = NaN
  let steps = 0
  for await (const event of Train.run(trainer, small, { from: begin, epochs: 200, size: 32, engine }))
    if (event._tag === 'EpochEnded') {
      steps = event.state.iteration
      // The first thousand steps fill what the runtime keeps for good.
      if (steps > 1000 && Number.isNaN(first)) first = used()
      last = used()
      if (steps > 11_000) break
    }
  console.log(`after ${steps} steps ${last.toFixed(0)} MB, ${(last - first).toFixed(1)} MB more than after 1,000`)
}

/** The first rows of a data set, in memory. */
const tensorsOf = (data: Data.Digits['train'], rows: number) => {
  const { inputs, targets } = data.take(Array.from({ length: rows }, (_, i) => i))
  return [inputs, targets] as const
}
