/**
 * Images of digits as data sets.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { ReadonlyNonEmptyArray } from 'fp-ts/lib/ReadonlyNonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { DataError } from '../format/Errors.js'
import type { Classes } from '../nn/Metric.js'
import { div } from '../operation/Binary.js'
import type { Name } from '../tensor/Shape.js'
import { fromBytes, type Tensor } from '../tensor/Value.js'
import { chosen, fromResident, type Dataset } from './Dataset.js'
import * as Mnist from './Mnist.js'

/** Images of 28 × 28 pixels, from 0 (white) to 1. */
export type Pixels = Tensor<[Name<'batch'>, 784]>

/**
 * Images of digits with their labels, for training and test.
 *
 * @category model
 */
export interface Digits {
  readonly train: Dataset<Pixels, Classes>
  readonly test: Dataset<Pixels, Classes>
}

const side = 28
const pixels = side * side

const digits = ({ images, labels, count }: Mnist.Images): Dataset<Pixels, Classes> =>
  fromResident(count, {
    tensors: [fromBytes([count, pixels], images), fromBytes([count], labels)],
    select: ([xs, ts], rows) => ({
      inputs: pipe(chosen(xs, rows), div(255)) as Pixels,
      targets: chosen(ts, rows) as Classes,
    }),
  })

/**
 * The MNIST digits, or any data set in their format, from a folder with the four IDX files, plain or gzipped; pixels are scaled from 0–255 to 0–1.
 *
 * - **Errors** all problems at once: a file that is missing, cut short, too long or of another kind; counts that disagree; labels above 9.
 * - **Source** slides, "MNIST".
 *
 * @example
 * const load = Data.mnist('data/mnist') // a TaskEither: nothing is read until it is run
 *
 * @category readers
 */
export const mnist = (folder: string): TE.TaskEither<ReadonlyNonEmptyArray<DataError>, Digits> => {
  return pipe(
    Mnist.mnist(folder),
    TE.chainEitherK(({ train, test }) =>
      train.rows === side && train.columns === side
        ? E.right({ train: digits(train), test: digits(test) })
        : E.left<ReadonlyNonEmptyArray<DataError>>([
            {
              _tag: 'WrongImageSize',
              file: folder,
              expected: [side, side],
              found: [train.rows, train.columns],
            },
          ]),
    ),
  )
}
