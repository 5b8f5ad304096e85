/**
 * `npm run accuracy`: trains on the real MNIST, through the library alone, and compares the test accuracy with what PyTorch reaches on the same network,
 * data and settings. Exit code 1 when one of them is off. `npm run accuracy -- adam` runs the settings whose name holds a word.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as A from 'nabla-ts/Activation'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as Metric from 'nabla-ts/Metric'
import * as M from 'nabla-ts/Model'
import * as Objective from 'nabla-ts/Objective'
import * as O from 'nabla-ts/Optimizer'
import * as Seed from 'nabla-ts/Seed'
import type { Name, Tensor } from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { dataFolder } from '../examples/mnist/dataFolder.js'

type Logits = Tensor<[Name<'batch'>, 10]>

/** What is trained, how, and what should come of it. */
interface Setting {
  readonly name: string
  readonly trained: (data: Data.Digits, seed: number, epochs: number) => number | string
  readonly epochs: number
  /** The mean test accuracy of PyTorch over three seeds, and how far a single seed may be from it. */
  readonly expected: number
  readonly tolerance: number
}

/** The test accuracy after some epochs of batches of 100, or why there is none. */
const accuracyOf =
  <P, F extends O.StateFunction>(model: M.Model<P, Data.Pixels, Logits>, optimizer: O.Optimizer<F>) =>
  (data: Data.Digits, number: number, epochs: number): number | string => {
    const trainer = Train.trainer({ model, objective: Objective.multiclass(10), optimizer })
    const seed = Seed.fromNumber(number)
    const end = Array.from({ length: epochs }, (_, epoch) => epoch).reduce(
      (state, epoch) =>
        pipe(
          Data.batches(data.train, { size: 100, seed: Train.forBatches(seed), epoch }),
          Train.fold(trainer.step, state),
        ),
      trainer.start(seed),
    )
    const { loss, decisions } = Train.evaluate(trainer, end.params)(data.test, 1000)
    const { initial, step, result } = Metric.accuracy
    return Number.isFinite(loss)
      ? result(decisions.reduce((tally, { decided, actual }) => step(tally, decided, actual), initial))
      : `the test loss is ${loss}`
  }

/** 784-100-10. */
const network = pipe(
  M.named('hidden', L.dense(784, 100)),
  M.map(A.relu),
  M.andThen(M.named('logits', L.dense(100, 10))),
)

/** One row for each claim; the expected numbers are PyTorch's on this machine. */
const settings: readonly Setting[] = [
  {
    name: 'relu, adam 1e-3',
    trained: accuracyOf(network, O.adam({ learningRate: 1e-3 })),
    epochs: 3,
    expected: 0.963,
    tolerance: 0.008,
  },
]

const seeds = [1, 2, 3]

const main = async (word: string): Promise<number> => {
  const wanted = settings.filter(({ name }) => name.includes(word))
  if (wanted.length === 0) {
    console.error(
      `accuracy: expected a word in one of “${settings.map(({ name }) => name).join('”, “')}”, found ${word}.`,
    )
    return 2
  }
  const data = await pipe(
    TE.fromEither(dataFolder()),
    TE.chain((folder) =>
      pipe(
        Data.mnist(folder),
        TE.mapLeft((problems) => problems.map(Data.Show.show).join('\n')),
      ),
    ),
  )()
  if (E.isLeft(data)) {
    console.error(data.left)
    return 2
  }
  const width = Math.max(...wanted.map(({ name }) => name.length))
  console.log(`784-100-10, batch 100, real MNIST\n${'setting'.padEnd(width)}  epochs  seed  accuracy  expected`)
  const results = wanted.flatMap(({ name, trained, epochs, expected, tolerance }) =>
    seeds.map((seed) => {
      const accuracy = trained(data.right, seed, epochs)
      const holds = typeof accuracy === 'number' && Math.abs(accuracy - expected) <= tolerance
      const shown = typeof accuracy === 'number' ? accuracy.toFixed(4) : accuracy
      console.log(
        `${name.padEnd(width)}  ${String(epochs).padStart(6)}  ${String(seed).padStart(4)}  ${shown.padStart(8)}  ` +
          `${expected} ± ${tolerance} ${holds ? 'holds' : 'MISSED'}`,
      )
      return holds
    }),
  )
  return results.every((holds) => holds) ? 0 : 1
}

process.exitCode = await main(process.argv[2] ?? '')
