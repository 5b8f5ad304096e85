/**
 * MNIST and data sets in its format, such as Fashion-MNIST: a folder with four IDX files, images and labels for training
 * and for test.
 */
import { sequenceS } from 'fp-ts/lib/Apply.js'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as RNEA from 'fp-ts/lib/ReadonlyNonEmptyArray.js'
import * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'

import type { DataError } from '../format/Errors.js'
import * as Files from '../format/Files.js'
import * as Idx from '../format/Idx.js'

// -------------------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------------------

/**
 * `count` images of `rows` × `columns` grey values from 0 to 255, one after the other and row by row, with a label from 0 to 9
 * each.
 *
 * @category model
 */
export interface Images {
  readonly images: Uint8Array
  readonly labels: Uint8Array
  readonly rows: number
  readonly columns: number
  readonly count: number
}

/**
 * The images for training and for test, all of one size.
 *
 * @category model
 */
export interface Mnist {
  readonly train: Images
  readonly test: Images
}

/** The content of one file. */
type Read = Idx.Idx & { readonly file: string }

const LARGEST_LABEL = 9

// -------------------------------------------------------------------------------------------------
// checks
// -------------------------------------------------------------------------------------------------

const ofRank =
  (expected: number, content: string) =>
  (idx: Read): E.Either<DataError, Read> =>
    idx.shape.length === expected
      ? E.right(idx)
      : E.left({ _tag: 'WrongRank', file: idx.file, content, expected, shape: idx.shape })

const labelProblems = ({ file, data }: Read): readonly DataError[] => {
  const index = data.findIndex((label) => label > LARGEST_LABEL)
  return index < 0
    ? []
    : [
        {
          _tag: 'LabelOutOfRange',
          file,
          index,
          label: data[index] ?? 0,
          largest: LARGEST_LABEL,
          count: data.reduce((count, label) => (label > LARGEST_LABEL ? count + 1 : count), 0),
        },
      ]
}

const countProblems = (images: Read, labels: Read): readonly DataError[] =>
  images.shape[0] === labels.shape[0]
    ? []
    : [
        {
          _tag: 'CountsDisagree',
          imageFile: images.file,
          labelFile: labels.file,
          images: images.shape[0] ?? 0,
          labels: labels.shape[0] ?? 0,
        },
      ]

/** A set, and the file of its images, for later errors. */
interface Part {
  readonly file: string
  readonly set: Images
}

type Problems = RNEA.ReadonlyNonEmptyArray<DataError>

const refusedIfAny = <A>(problems: readonly DataError[], value: () => A): E.Either<Problems, A> =>
  RA.isNonEmpty(problems) ? E.left(problems) : E.right(value())

/** Joins the two files of a part, with the problems of both and those between them. */
const joined = (images: E.Either<DataError, Read>, labels: E.Either<DataError, Read>): E.Either<Problems, Part> =>
  E.isLeft(images)
    ? E.left(E.isLeft(labels) ? [images.left, labels.left] : [images.left, ...labelProblems(labels.right)])
    : E.isLeft(labels)
      ? E.left([labels.left])
      : refusedIfAny([...labelProblems(labels.right), ...countProblems(images.right, labels.right)], () => ({
          file: images.right.file,
          set: {
            images: images.right.data,
            labels: labels.right.data,
            count: images.right.shape[0] ?? 0,
            rows: images.right.shape[1] ?? 0,
            columns: images.right.shape[2] ?? 0,
          },
        }))

const sizeOf = ({ set }: Part): readonly number[] => [set.rows, set.columns]

const ofOneSize = ({ train, test }: { readonly train: Part; readonly test: Part }): E.Either<Problems, Mnist> => {
  const [trainSize, testSize] = [sizeOf(train), sizeOf(test)]
  return refusedIfAny(
    trainSize.join() === testSize.join()
      ? []
      : [{ _tag: 'SizesDisagree', trainFile: train.file, testFile: test.file, train: trainSize, test: testSize }],
    () => ({ train: train.set, test: test.set }),
  )
}

// -------------------------------------------------------------------------------------------------
// reading
// -------------------------------------------------------------------------------------------------

const withSlash = (folder: string): string => (/[/\\]$/.test(folder) ? folder : `${folder}/`)

/** Both spellings are in use: `train-images-idx3-ubyte` and `train-images.idx3-ubyte`. */
const file = (folder: string, name: string, rank: number): TE.TaskEither<DataError, Read> => {
  const path = `${withSlash(folder)}${name}`
  const [dash, dot] = [`${path}-idx${rank}-ubyte`, `${path}.idx${rank}-ubyte`]
  return Idx.readFirst([dash, `${dash}.gz`, dot, `${dot}.gz`])
}

const part = (folder: string, name: string): TE.TaskEither<Problems, Part> =>
  pipe(
    T.Do,
    T.apS('images', pipe(file(folder, `${name}-images`, 3), TE.chainEitherK(ofRank(3, 'images')))),
    T.apS('labels', pipe(file(folder, `${name}-labels`, 1), TE.chainEitherK(ofRank(1, 'labels')))),
    T.map(({ images, labels }) => joined(images, labels)),
  )

const all = sequenceS(TE.getApplicativeTaskValidation(T.ApplyPar, RNEA.getSemigroup<DataError>()))

/**
 * Reads the four files of a folder, `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and
 * `t10k-labels-idx1-ubyte` (or `.idx3-ubyte`, and each plain or with `.gz`).
 *
 * - **Errors** every problem of all four files at once: each file alone, images and labels that are not equally many, a label
 *   above 9, images to train and to test on that differ in size.
 *
 * @example
 * const data = mnist('data/fashion') // a TaskEither: nothing is read until it is run
 *
 * @category reading
 */
export const mnist = (folder: string): TE.TaskEither<Problems, Mnist> =>
  pipe(
    Files.folder(folder),
    TE.mapLeft(RNEA.of),
    TE.chain(() => all({ train: part(folder, 'train'), test: part(folder, 't10k') })),
    TE.chainEitherK(ofOneSize),
  )
