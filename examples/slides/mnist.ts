/**
 * The images of MNIST: 60000 for training and 10000 for testing.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as Data from 'nabla-ts/Data'
import { dataFolder } from '../mnist/dataFolder.js'

const read = async (): Promise<Data.Digits> => {
  const digits = await pipe(
    TE.fromEither(dataFolder()),
    TE.chain((folder) =>
      pipe(
        Data.mnist(folder),
        TE.mapLeft((problems) => problems.map(Data.Show.show).join('\n')),
      ),
    ),
  )()
  if (E.isLeft(digits)) throw new Error(digits.left)
  return digits.right
}

let loading: Promise<Data.Digits> | undefined

/** Reads the images when it is first called. */
export const digits = (): Promise<Data.Digits> => (loading ??= read())
