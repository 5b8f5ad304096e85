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
  /** The test accuracies after some numbers of epochs, or why there is none. */
  readonly trained: (data: Data.Digits, seed: number, epochs: readonly number[]) => readonly (number | string)[]
  /** The mean test accuracy of PyTorch over three seeds, by the number of epochs. */
  readonly expected: Readonly<Record<number, number>>
}

/** How far a single seed may be from the mean of PyTorch's. */
const tolerance = 0.008

/** The types of a trainer on MNIST. */
type DigitTypes = Train.Types & {
  readonly input: Data.Pixels
  readonly targets: Metric.Classes
  readonly decision: Metric.Classes
}

const testAccuracy = <K extends DigitTypes>(
  trainer: Train.Trainer<K>,
  params: K['params'],
  data: Data.Digits,
): number | string => {
  const { loss, decisions } = Train.evaluate(trainer, params)(data.test, 1000)
  const { initial, step, result } = Metric.accuracy
  return Number.isFinite(loss)
    ? result(decisions.reduce((tally, { decided, actual }) => step(tally, decided, actual), initial))
    : `the test loss is ${loss}`
}

const accuracyOf =
  <P, F extends O.StateFunction>(
    model: M.Model<P, Data.Pixels, Logits>,
    optimizer: O.Optimizer<F>,
  ): Setting['trained'] =>
  (data, number, epochs) => {
    const trainer = Train.trainer({ model, objective: Objective.multiclass(10), optimizer })
    const seed = Seed.fromNumber(number)
    const epoch = (state: Train.State<P, O.StateOf<F, P>>, n: number) =>
      pipe(
        Data.batches(data.train, { size: 100, seed: Train.forBatches(seed), epoch: n }),
        Train.fold(trainer.step, state),
      )
    const stages = epochs.map((end, i) =>
      Array.from({ length: end - (epochs[i - 1] ?? 0) }, (_, k) => (epochs[i - 1] ?? 0) + k),
    )
    return stages.reduce<{
      readonly state: Train.State<P, O.StateOf<F, P>>
      readonly found: readonly (number | string)[]
    }>(
      ({ state, found }, stage) => {
        const next = stage.reduce(epoch, state)
        return { state: next, found: [...found, testAccuracy(trainer, next.params, data)] }
      },
      { state: trainer.start(seed), found: [] },
    ).found
  }

/** 784-100-10 with an activation between. */
const network = (f: (x: Tensor<[Name<'batch'>, 100]>) => Tensor<[Name<'batch'>, 100]>) =>
  pipe(M.named('hidden', L.dense(784, 100)), M.map(f), M.andThen(M.named('logits', L.dense(100, 10))))

const adam = O.adam({ learningRate: 1e-3 })

/** One row for each claim; the expected numbers are PyTorch's on this machine. */
const settings: readonly Setting[] = [
  {
    name: 'relu, adam 1e-3',
    trained: accuracyOf(network(A.relu), adam),
    expected: { 1: 0.936, 3: 0.963, 5: 0.971, 10: 0.975 },
  },
  { name: 'relu, sgd 0.1', trained: accuracyOf(network(A.relu), O.sgd({ learningRate: 0.1 })), expected: { 3: 0.946 } },
  {
    name: 'relu, momentum 0.1/0.9',
    trained: accuracyOf(network(A.relu), O.momentum({ learningRate: 0.1 })),
    expected: { 3: 0.97 },
  },
  {
    name: 'relu, rmsprop 1e-3',
    trained: accuracyOf(network(A.relu), O.rmsprop({ learningRate: 1e-3 })),
    expected: { 3: 0.964 },
  },
  {
    name: 'relu, adagrad 0.01',
    trained: accuracyOf(network(A.relu), O.adagrad({ learningRate: 0.01 })),
    expected: { 3: 0.948 },
  },
  { name: 'sigmoid, adam 1e-3', trained: accuracyOf(network(A.sigmoid), adam), expected: { 3: 0.942 } },
  { name: 'tanh, adam 1e-3', trained: accuracyOf(network(A.tanh), adam), expected: { 3: 0.961 } },
  { name: 'leaky relu, adam 1e-3', trained: accuracyOf(network(A.leakyRelu()), adam), expected: { 3: 0.961 } },
  { name: 'elu, adam 1e-3', trained: accuracyOf(network(A.elu()), adam), expected: { 3: 0.96 } },
  {
    name: 'maxout, adam 1e-3',
    trained: accuracyOf(
      pipe(M.named('hidden', L.maxout(784, 100)), M.andThen(M.named('logits', L.dense(100, 10)))),
      adam,
    ),
    expected: { 3: 0.971 },
  },
  { name: 'identity, adam 1e-3', trained: accuracyOf(network(A.identity), adam), expected: { 3: 0.925 } },
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
  const results = wanted.flatMap(({ name, trained, expected }) =>
    seeds.flatMap((seed) => {
      const epochs = Object.keys(expected).map(Number)
      return trained(data.right, seed, epochs).map((accuracy, i) => {
        const goal = expected[epochs[i]]
        const holds = typeof accuracy === 'number' && Math.abs(accuracy - goal) <= tolerance
        const shown = typeof accuracy === 'number' ? accuracy.toFixed(4) : accuracy
        console.log(
          `${name.padEnd(width)}  ${String(epochs[i]).padStart(6)}  ${String(seed).padStart(4)}  ${shown.padStart(8)}  ` +
            `${goal} ± ${tolerance} ${holds ? 'holds' : 'MISSED'}`,
        )
        return holds
      })
    }),
  )
  return results.every((holds) => holds) ? 0 : 1
}

process.exitCode = await main(process.argv[2] ?? '')
