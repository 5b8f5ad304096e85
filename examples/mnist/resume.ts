/**
 * Checkpoints of `npm start`: what they note of the run, and going on from one: the options it was started with hold again, and those that its state depends on cannot be others.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as Codec from 'nabla-ts/Codec'
import * as Train from 'nabla-ts/Train'
import { codec, configure, type RunFile } from './config.js'
import { places, resumes, type Help, type Options } from './options.js'

/** The key of the options among the notes of a checkpoint. */
const OPTIONS = 'npm start'

/** What an options record says of a run, in the form of a run file. */
export const runFile = ({ epochs, batch, optimizer, hidden, model, seed, engine }: Options): RunFile => ({
  epochs,
  batch,
  optimizer,
  seed,
  engine,
  ...(O.isSome(model) ? { model: model.value } : { hidden }),
})

/** The notes of a run's checkpoints. */
export const notes = (options: Options): Readonly<Record<string, string>> => ({
  [OPTIONS]: JSON.stringify(codec.encode(runFile(options))),
})

/** What a folder of checkpoints says of the run that wrote them: its options, if there are any, and what was passed over. */
export interface Before {
  readonly file: string
  readonly options: RunFile
  readonly passedOver: readonly string[]
}

/** The run that a folder has checkpoints of. */
export const before = (folder: string): TE.TaskEither<readonly string[], O.Option<Before>> =>
  pipe(
    Train.newest(folder),
    TE.mapLeft((error): readonly string[] => [Train.ShowStore.show(error)]),
    TE.chainEitherK(
      O.match(
        () => E.right(O.none),
        ({ file, found, passedOver }) =>
          pipe(
            Codec.decode(codec)(found.metadata[OPTIONS] ?? 'none'),
            E.bimap(
              (): readonly string[] => [
                `${file}: expected a checkpoint of npm start, found one of another program. Give another folder with --checkpoint.`,
              ],
              (options) => O.some({ file, options, passedOver: passedOver.map(Train.ShowPassedOver.show) }),
            ),
          ),
      ),
    ),
  )

/** Settings that the state of a run depends on, with the options that set them. */
const fixed: readonly (readonly [keyof RunFile, string])[] = [
  ['batch', '--batch'],
  ['optimizer', '--optimizer and --learning-rate'],
  ['hidden', '--hidden'],
  ['model', 'model'],
  ['seed', '--seed'],
]

const said = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value))

/** What a run that is gone on with cannot change, and what it was asked for. */
export const conflicts = ({ file, options: then }: Before, options: Options): readonly string[] => {
  const [was, is] = [codec.encode(then), codec.encode(runFile(options))].map(
    (u) => u as Readonly<Record<string, unknown>>,
  )
  return fixed.flatMap(([key, flag]) =>
    said(was[key]) === said(is[key])
      ? []
      : [
          `${flag}: expected ${said(was[key])}, with which the run in ${file} was started, found ${said(is[key])}. Leave it out with --resume, or start another run in another folder.`,
        ],
  )
}

/** What a program was asked for, with the run that it is to go on with, if there is one. */
export interface Asked {
  readonly options: E.Either<readonly string[], Options | Help>
  readonly file: RunFile
  readonly earlier: O.Option<Before>
}

/** The options that an argument list, the file it may name, and the run it may go on with ask for, or the sentences of everything that is wrong with them. */
export const asked = async (argv: readonly string[]): Promise<Asked> => {
  const alone = await configure(argv)
  const folder = places(argv, alone.file).checkpoint
  if (!resumes(argv) || O.isNone(folder)) return { ...alone, earlier: O.none }
  const found = await before(folder.value)()
  if (E.isLeft(found)) {
    const problems = E.isLeft(alone.options) ? [...alone.options.left, ...found.left] : found.left
    return { ...alone, options: E.left(problems), earlier: O.none }
  }
  if (O.isNone(found.right)) return { ...alone, earlier: O.none }
  const { options, file } = await configure(argv, found.right.value.options)
  const wrong =
    E.isRight(options) && options.right._tag === 'Options' ? conflicts(found.right.value, options.right) : []
  return { options: wrong.length === 0 ? options : E.left(wrong), file, earlier: found.right }
}
