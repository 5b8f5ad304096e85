/**
 * The network of the slides, 784 → 100 → 10, trained on MNIST.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as Data from 'nabla-ts/Data'
import * as D from 'nabla-ts/Diff'
import * as Loss from 'nabla-ts/Loss'
import * as Metric from 'nabla-ts/Metric'
import * as P from 'nabla-ts/Params'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { linear, network, train } from './33-training.js'
import { elements } from './curves.js'
import { digits } from './mnist.js'

export const slideDefaults = { epochs: 3, size: 100, learningRate: 1e-3, image: 8, worst: 12 }

type Logits = T.Tensor<[T.Name<'batch'>, 10]>
type Predict = (inputs: Data.Pixels) => Logits

/** The loss of each test image, and the images with the largest losses. */
const testLosses = (predict: Predict, test: Data.Digits['test'], worst: number) => {
  const losses = Array.from(Data.batches(test, { size: 1000 })).map(({ rows, inputs, targets }) => {
    const p = pipe(predict(inputs), T.mul(T.oneHot(10)(targets)), T.sumAlong(1), elements)
    return p.map((probability, i) => ({ row: rows[i], loss: -Math.log(probability) }))
  })
  const top = Metric.topLosses(worst)
  return {
    meanLoss: losses.flat().reduce((sum, { loss }) => sum + loss / test.count, 0),
    worst: losses.reduce(top.step, top.initial).map(({ row, loss }) => {
      const { inputs, targets } = test.take([row])
      const p = elements(predict(inputs))
      const predicted = p.indexOf(Math.max(...p))
      return { pixels: elements(inputs), actual: elements(targets)[0], predicted, p: p[predicted], loss }
    }),
  }
}

export const run = async ({ epochs, size, learningRate, image, worst } = slideDefaults) => {
  const data = await digits()
  const options = { epochs, size, learningRate, keep: [10, 100, 600, 1800] }
  const { trainer, params, history, kept, ends } = await train(network, data, options)
  const single = await train(linear, data, { ...options, epochs: 1 })
  const predict: Predict = Train.predict(trainer, params)

  /** One image: its probabilities, and the gradient of its loss in the logits, which is softmax − one-hot. */
  const one = data.test.take([image])
  const logits = trainer.model.apply(params)(one.inputs)
  return {
    image,
    history,
    ends,
    parameters: T.shape(P.flatten(params))[0],
    one: {
      pixels: elements(one.inputs),
      target: elements(one.targets)[0],
      probabilities: elements(predict(one.inputs)),
      gradient: elements(D.grad((z: Logits) => Loss.softmaxCrossEntropy(one.targets)(z))(logits)),
      difference: pipe(A.softmax(logits), T.sub(T.oneHot(10)(one.targets)), elements),
    },
    moments: kept.map((state) => ({
      iteration: state.iteration,
      probabilities: elements(Train.predict(trainer, state.params)(one.inputs)),
    })),
    ...testLosses(predict, data.test, worst),
    single: { accuracy: single.ends[1].accuracy, weight: single.params.weight },
    hidden: params.hidden.weight,
    outgoing: params.logits.weight,
  }
}
