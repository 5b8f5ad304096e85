/**
 * Checkpoints of `npm start`: what they note of the run, and going on from one: the options it was started with hold again, and those that its state depends on cannot be others.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as Codec from 'nabla-ts/Codec'
import * as Data from 'nabla-ts/Data'
import * as Train from 'nabla-ts/Train'
import { codec, configure, type RunFile } from './config.js'
import { places, resumes, type Help, type Options } from './options.js'

/** The keys of the notes of a checkpoint: the options, as a run file; which images the run is trained on; the loss of each of its steps. */
const [OPTIONS, DATA, LOSSES] = ['npm start', 'data', 'losses']

/** What an options record says of a run, in the form of a run file. */
export const runFile = (options: Options): RunFile => {
  const { epochs, batch, optimizer, hidden, model, seed, engine, out, every } = options
  return {
    epochs,
    batch,
    optimizer,
    seed,
    engine,
    out,
    every,
    ...(O.isSome(model) ? { model: model.value } : { hidden }),
    ...(O.isSome(options.data) ? { data: options.data.value } : {}),
    ...(O.isSome(options.export) ? { export: options.export.value } : {}),
  }
}

/** Losses, one for each step, as text. */
const written = (losses: readonly number[]): string => Buffer.from(Float64Array.from(losses).buffer).toString('base64')

const read = (text: string): readonly number[] => {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  return Array.from(new Float64Array(bytes.buffer, 0, Math.floor(bytes.length / 8)))
}

/** The notes of a run's checkpoints. */
export const notes = (options: Options, data: string, losses: readonly number[]): Readonly<Record<string, string>> => ({
  [OPTIONS]: JSON.stringify(codec.encode(runFile(options))),
  [DATA]: data,
  [LOSSES]: written(losses),
})

/** The losses that a checkpoint notes. */
export const lossesOf = (noted: Readonly<Record<string, string>>): readonly number[] => read(noted[LOSSES] ?? '')

/** Which images these are. */
export const fingerprint = (data: Data.Digits['train']): string => `all:${Data.fingerprint(data)}`

/** What is wrong with the images of a run that is gone on with, if anything is. */
export const otherImages = ({ file, data }: Before, images: string): readonly string[] =>
  data === images
    ? []
    : data.startsWith('all:')
      ? [`--data: expected the images that the run in ${file} was started with, found others. Give the same.`]
      : [
          `--data: expected a hash of all images in ${file}, found one of 500 of them: an earlier version of this program wrote it. Whether the images are the same cannot be told. Begin the run anew in another folder.`,
        ]

/** What a folder of checkpoints says of the run that wrote them: its options, its data, and what was passed over. */
export interface Before {
  readonly file: string
  readonly options: RunFile
  readonly data: string
}

/** The run that a folder has checkpoints of. */
export const before = (folder: string): TE.TaskEither<readonly string[], O.Option<Before>> =>
  pipe(
    Train.newest(folder),
    TE.mapLeft((error): readonly string[] => [Train.ShowStore.show(error)]),
    TE.chainEitherK(
      O.match(
        () => E.right(O.none),
        ({ file, content: { metadata } }) =>
          pipe(
            Codec.decode(codec)(metadata[OPTIONS] ?? 'none'),
            E.bimap(
              (): readonly string[] => [
                `${file}: expected a checkpoint of npm start, found one of another program. Give another folder with --checkpoint.`,
              ],
              (options) => O.some({ file, options, data: metadata[DATA] ?? '' }),
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
