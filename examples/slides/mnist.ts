/**
 * What the two MNIST lessons share: the images, and the network of the slides, trained once.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as A from 'nabla-ts/Activation'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as Metric from 'nabla-ts/Metric'
import * as M from 'nabla-ts/Model'
import * as O from 'nabla-ts/Optimizer'
import * as Objective from 'nabla-ts/Objective'
import * as Seed from 'nabla-ts/Seed'
import type { Name, Tensor } from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { dataFolder } from '../mnist/dataFolder.js'

/** A promise that is made when it is first asked for, and only then. */
const once = <X>(make: () => Promise<X>): (() => Promise<X>) => {
  let made: Promise<X> | undefined
  return () => (made ??= make())
}

/** 60000 images to learn from and 10000 to be tested on. */
export const digits = once(async (): Promise<Data.Digits> => {
  const read = await pipe(
    TE.fromEither(dataFolder()),
    TE.chain((folder) =>
      pipe(
        Data.mnist(folder),
        TE.mapLeft((problems) => problems.map(Data.Show.show).join('\n')),
      ),
    ),
  )()
  if (E.isLeft(read)) throw new Error(read.left)
  return read.right
})

/** A loss and a share of right answers, at a place in the run. */
export interface Point {
  readonly iteration: number
  readonly loss: number
  readonly accuracy: number
}

type Rows = Tensor<[Name<'batch'>, 10]>

/** How the test images fare with some parameters. */
const tested = <
  K extends Train.Types & {
    readonly input: Data.Pixels
    readonly targets: Metric.Classes
    readonly decision: Metric.Classes
  },
>(
  trainer: Train.Trainer<K>,
  params: K['params'],
  data: Data.Digits,
) => {
  const { loss, decisions } = Train.evaluate(trainer, params)(data.test, 1000)
  const tally = <X, R>({ initial, step, result }: Metric.Metric<X, R>): R =>
    result(decisions.reduce((state, { decided, actual }) => step(state, decided, actual), initial))
  return { loss, accuracy: tally(Metric.accuracy), confusion: tally(Metric.confusion(10)) }
}

/** Trains a model that ends in ten logits, and keeps every loss, some states on the way, and how the test images fared after each epoch. */
const train = async <P>(
  model: M.Model<P, Data.Pixels, Rows>,
  options: { readonly epochs: number; readonly keep: readonly number[] },
) => {
  const data = await digits()
  const trainer = Train.trainer({
    model,
    objective: Objective.multiclass(10),
    optimizer: O.adam({ learningRate: 1e-3 }),
  })
  const from = trainer.start(Seed.fromNumber(1))
  const history: Point[] = []
  const kept = [from]
  const ends: (Point & { readonly confusion: Metric.Confusion })[] = []
  const test = ({ iteration, params }: typeof from) => ends.push({ iteration, ...tested(trainer, params, data) })
  test(from)
  for await (const event of Train.run(trainer, data.train, { from, epochs: options.epochs, size: 100 })) {
    if (event._tag === 'Stepped') {
      const { initial, step, result } = Metric.accuracy
      const accuracy = result(step(initial, trainer.objective.decide(event.output), event.targets))
      history.push({ iteration: event.state.iteration, loss: event.loss, accuracy })
      // States do not change, so to keep one is to keep it.
      if (options.keep.includes(event.state.iteration)) kept.push(event.state)
    }
    if (event._tag === 'EpochEnded') test(event.state)
    if (event._tag === 'Ended' && E.isLeft(event.outcome)) throw new Error(Train.Show.show(event.outcome.left))
  }
  return { data, trainer, history, kept, ends, params: kept[kept.length - 1].params }
}

/** 784 → 100 → 10. */
export const network = pipe(
  M.named('hidden', L.dense(784, 100)),
  M.map(A.relu),
  M.andThen(M.named('logits', L.dense(100, 10))),
)

/** The network after three epochs. */
export const trained = once(() => train(network, { epochs: 3, keep: [10, 100, 600, 1800] }))

/** One layer only, 784 → 10, after an epoch: its weights are images. */
export const linear = once(() => train(L.dense(784, 10), { epochs: 1, keep: [600] }))
