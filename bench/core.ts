/**
 * The core against its yardsticks: a training step on the reference engine against plain loops, `valueAndGrad` against the forward pass, a long chain of scalars
 * against an engine of one object per operation.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as E from 'fp-ts/lib/Either.js'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as M from 'nabla-ts/Model'
import * as Objective from 'nabla-ts/Objective'
import * as O from 'nabla-ts/Optimizer'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { dataFolder } from '../examples/mnist/dataFolder.js'
import { alternate } from './alternate.js'
import { trainer as plainTrainer } from './yardstick/plainLoops.js'
import { engine } from './yardstick/scalarEngine.js'

const folder = pipe(
  dataFolder(),
  E.getOrElse((problem): string => {
    throw new Error(problem)
  }),
)

const network = pipe(
  M.named('hidden', L.dense(784, 100)),
  M.map(A.relu),
  M.andThen(M.named('logits', L.dense(100, 10))),
)

const size = 100
const seed = Seed.fromNumber(1)

function* forever<I, T>(data: Data.Dataset<I, T>): Generator<Data.Batch<I, T>> {
  for (let epoch = 0; ; epoch++) yield* Data.batches(data, { size, seed, epoch })
}

/** Images without a white pixel: what skips zeros gains nothing here. */
const inked = (images: Uint8Array): Uint8Array => images.map((v, i) => v || 1 + ((i * 7919) % 255))

const bytes = (name: string, header: number): Uint8Array =>
  new Uint8Array(readFileSync(join(folder, name))).slice(header)

const images = bytes('train-images-idx3-ubyte', 16)
const labels = bytes('train-labels-idx1-ubyte', 8)

/** Some thousand inked images as a data set. */
const some = 2000
const inkedData = (): Data.Dataset<Data.Pixels, T.Tensor<[T.Name<'batch'>]>> =>
  Data.fromTensors(
    pipe(T.fromArray(inked(images.slice(0, some * 784)), [some, 784]), T.div(255)),
    T.fromArray(labels.slice(0, some), [some]),
  )

/** The next `steps` steps of a run that goes on and on. */
const library = (
  data: Data.Dataset<Data.Pixels, T.Tensor<[T.Name<'batch'>]>>,
  optimizer: 'sgd' | 'adam',
  steps: number,
): (() => void) => {
  const endless = forever(data)
  const advance = <S>(trainer: {
    readonly start: (s: Seed.Seed) => S
    readonly step: (state: S, batch: Data.Batch<Data.Pixels, T.Tensor<[T.Name<'batch'>]>>) => S
  }): (() => void) => {
    let state = trainer.start(seed)
    return () => {
      for (let i = 0; i < steps; i++) state = trainer.step(state, endless.next().value)
    }
  }
  const objective = Objective.multiclass(10)
  return optimizer === 'sgd'
    ? advance(Train.trainer({ model: network, objective, optimizer: O.sgd({ learningRate: 0.1 }) }))
    : advance(Train.trainer({ model: network, objective, optimizer: O.adam() }))
}

const plain = (pixels: Uint8Array, classes: Uint8Array, optimizer: 'sgd' | 'adam', steps: number): (() => void) => {
  const learningRate = optimizer === 'sgd' ? 0.1 : 1e-3
  const run = plainTrainer({ images: pixels, labels: classes, batch: size, optimizer, learningRate, seed: 1 })
  return () => {
    for (let i = 0; i < steps; i++) run.step()
  }
}

const chain = (n: number): number => {
  const c = T.scalar(1.0001)
  const f = (x: T.Scalar): T.Scalar => {
    let y = x
    for (let i = 0; i < n / 2; i++) y = T.sin(pipe(y, T.mul(c)))
    return y
  }
  return T.toNumber(D.grad(f)(T.scalar(0.5)))
}

const chainOfObjects = (n: number): number => {
  const { leaf, mul, sin, backward } = engine()
  const x = leaf(0.5)
  const c = leaf(1.0001)
  let y = x
  for (let i = 0; i < n / 2; i++) y = sin(mul(y, c))
  backward(y)
  return x.gradient
}

/** All of it, each pair alternating in this one process. */
export const core = async (only?: string): Promise<void> => {
  const wanted = (name: string): boolean => only === undefined || only === name
  const loaded = await Data.mnist(folder)()
  if (E.isLeft(loaded)) throw new Error(loaded.left.map(Data.Show.show).join('\n'))
  const data = loaded.right
  const steps = 30
  for (const optimizer of ['sgd', 'adam'] as const)
    if (wanted(optimizer)) {
      console.log(`\ntraining step on MNIST, batch 100, ${optimizer}, ${steps} steps a turn (at most 1.3)`)
      alternate(
        { library: library(data.train, optimizer, steps), 'plain loops': plain(images, labels, optimizer, steps) },
        { pairs: 15, warmup: 3 },
      )
      console.log('the same on images in which no pixel is 0')
      alternate(
        {
          library: library(inkedData(), optimizer, steps),
          'plain loops': plain(inked(images.slice(0, some * 784)), labels.slice(0, some), optimizer, steps),
        },
        { pairs: 15, warmup: 3 },
      )
    }
  if (wanted('grad')) {
    const { inputs, targets } = data.train.take(Array.from({ length: size }, (_, i) => i))
    const params = network.init(seed)
    const loss = (p: typeof params) => Objective.multiclass(10).loss(targets)(network.apply(p)(inputs))
    const times = (f: () => void) => () => {
      for (let i = 0; i < steps; i++) f()
    }
    console.log('\nvalueAndGrad against the forward pass, batch 100 (at most 3.5)')
    alternate(
      { valueAndGrad: times(() => D.valueAndGrad(loss)(params)), forward: times(() => loss(params)) },
      { pairs: 15, warmup: 3 },
    )
  }
  if (wanted('chain')) {
    console.log('\na chain of 1,000,000 scalar operations, differentiated (at most 2)')
    alternate(
      { library: () => void chain(1e6), 'an object per operation': () => void chainOfObjects(1e6) },
      { pairs: 9, warmup: 2 },
    )
  }
}
