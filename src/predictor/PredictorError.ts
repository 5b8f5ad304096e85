/**
 * Errors of predictor files, and their messages.
 */
import type { Show as ShowOf } from 'fp-ts/lib/Show.js'
import { linesOf, showTagged, type Messages } from '../codec/Messages.js'
import { Show as ShowProblem, type Problem } from '../codec/Problem.js'
import { messages as dataMessages, type DataError } from '../format/Errors.js'
import { Show as ShowFile } from '../format/safetensors/Errors.js'
import type { CorruptFile } from '../format/Checksum.js'

/**
 * Why a file is not the requested predictor.
 *
 * @category model
 */
export type PredictorError =
  | DataError
  /** The file is corrupt, or not a file of this library. */
  | { readonly _tag: 'NotAPredictor'; readonly file: string; readonly error: CorruptFile }
  /** An intact file with other content. */
  | { readonly _tag: 'NoTable'; readonly file: string; readonly found: 'a checkpoint of a run' | 'other tensors' }
  /** A predictor of another model, table or version: each difference. */
  | { readonly _tag: 'OtherPredictor'; readonly file: string; readonly problems: readonly Problem[] }
  /** A predictor without its model as data: only the program that saved it knows the model. */
  | { readonly _tag: 'NoSpec'; readonly file: string }

const corrupt: Messages<CorruptFile> = {
  NotSafetensors: ({ error }) => `no safetensors file: ${ShowFile.show(error)} Give the path of another file.`,
  NoSha256: () =>
    'one whose checksum cannot be computed here: browsers have SHA-256 where a page is loaded by https or from localhost.',
  NoChecksum: () => 'one without a checksum, written by another program. Read its tensors with nabla-ts/Safetensors.',
  WrongChecksum: () =>
    'one whose checksum does not match its bytes: it was changed, or written in part. Take it from a copy, or save it anew.',
}

/** The messages of why a file is not the requested predictor. */
export const predictorMessages: Messages<PredictorError> = {
  ...dataMessages,
  NotAPredictor: ({ file, error }) =>
    `${file}: expected a file that Train.save wrote, found ${linesOf(corrupt, error).join(' ')}`,
  NoTable: ({ file, found }) =>
    `${file}: expected a predictor that Train.save wrote, found ${found}. ${
      found === 'other tensors'
        ? 'Read them with nabla-ts/Safetensors.'
        : 'Load it with Train.store, and make a predictor of its parameters with Train.predictor.'
    }`,
  OtherPredictor: ({ file, problems }) => problems.map((problem) => `${file}, ${ShowProblem.show(problem)}`),
  NoSpec: ({ file }) =>
    `${file}: expected a description of the model, found none: only the program that saved it knows the model. Load it there with Train.load, or save it from a predictor that was given its spec: Train.predictor(trainer, table, spec).`,
}

/**
 * The message of why a file is not the requested predictor.
 *
 * @example
 * const problems = [{ path: 'columns[0]', expected: '“petal”', found: '“sepal”' }]
 * Train.ShowPredictor.show({ _tag: 'OtherPredictor', file: 'flowers.safetensors', problems })
 * // => 'flowers.safetensors, at columns[0]: expected “petal”, found “sepal”'
 *
 * @category instances
 */
export const ShowPredictor: ShowOf<PredictorError> = showTagged('Train.ShowPredictor', predictorMessages)
