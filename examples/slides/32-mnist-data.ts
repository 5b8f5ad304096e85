/**
 * MNIST: handwritten digits, 28 × 28 grey pixels each.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as Data from 'nabla-ts/Data'
import * as T from 'nabla-ts/Tensor'
import { digits } from './mnist.js'

export const slideDefaults = { image: 0, columns: 16 }

/** The number of images of each class, and their sum: the transposed one-hot matrix times the images. */
const perClass = (data: Data.Digits['train']) =>
  Array.from(Data.batches(data, { size: 1000 })).reduce(
    ({ counts, sums, squares }, { inputs, targets }) => {
      const hot = T.oneHot(10)(targets)
      return {
        counts: pipe(counts, T.add(T.sumAlong(0)(hot))),
        sums: pipe(sums, T.add(pipe(T.transpose(hot), T.matmul(inputs)))),
        squares: pipe(squares, T.add(T.sum(T.square(inputs)))),
      }
    },
    { counts: T.zeros([10]), sums: T.zeros([10, 784]), squares: T.scalar(0) },
  )

/** The class whose mean is nearest: |x − m|² = |x|² − 2x·m + |m|², and |x|² is the same for all classes. */
const nearest = (means: T.Tensor<[10, 784]>) => (inputs: Data.Pixels) =>
  pipe(inputs, T.matmul(T.transpose(means)), T.mul(2), T.sub(pipe(means, T.square, T.sumAlong(1))), T.argmax)

export const run = async ({ image, columns } = slideDefaults) => {
  const data = await digits()
  const train = perClass(data.train)
  const pixels = data.train.count * 784
  const mean = T.toNumber(T.sum(train.sums)) / pixels
  const means = pipe(train.sums, T.div(pipe(train.counts, T.reshape([10, 1]))))

  /** The first images of each digit, among the first 400. */
  const first = data.train.take(Array.from({ length: 400 }, (_, i) => i))
  const [images, labels] = [T.toArray(first.inputs), T.toArray(first.targets)]
  return {
    count: { train: data.train.count, test: data.test.count },
    one: data.train.take([image]).inputs,
    pixels,
    mean,
    deviation: Math.sqrt(T.toNumber(train.squares) / pixels - mean ** 2),
    counts: { train: T.toArray(train.counts), test: T.toArray(perClass(data.test).counts) },
    means: T.toArray(means),
    rightByMean: Array.from(Data.batches(data.test, { size: 1000 })).reduce(
      (sum, { inputs, targets }) => sum + T.toNumber(T.sum(pipe(nearest(means)(inputs), T.equal(targets)))),
      0,
    ),
    samples: Array.from({ length: 10 }, (_, digit) => images.filter((_, i) => labels[i] === digit).slice(0, columns)),
  }
}
