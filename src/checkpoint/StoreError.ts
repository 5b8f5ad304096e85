/**
 * Errors of a folder of checkpoints, and their messages.
 */
import type { Show as ShowOf } from 'fp-ts/lib/Show.js'
import { printable } from '../tensor/Text.js'
import { linesOf, showTagged, type Messages } from '../codec/Messages.js'
import { messages as dataMessages, type DataError, type NotWritten } from '../format/Errors.js'
import { checkpointMessages, type Batching, type NoCheckpoint } from './Checkpoint.js'
import { record as expectRecord } from '../tensor/Expect.js'

/**
 * An error of a folder of checkpoints.
 *
 * @category model
 */
export type StoreError =
  | NotWritten
  /** The disk is full, also after the older checkpoints `dropped` were removed. */
  | { readonly _tag: 'NoRoom'; readonly file: string; readonly reason: string; readonly dropped: readonly string[] }
  /** A state that cannot be a checkpoint: invalid counts, or notes that are not text. */
  | { readonly _tag: 'NotEncoded'; readonly reason: string }
  /** The folder cannot be read. */
  | { readonly _tag: 'FolderUnreadable'; readonly folder: string; readonly reason: string }
  /** The folder has no such checkpoint, or it is corrupt. */
  | { readonly _tag: 'NotThere'; readonly file: string; readonly error: NoCheckpoint | DataError }
  /** An intact checkpoint of another trainer. */
  | { readonly _tag: 'Foreign'; readonly file: string; readonly error: NoCheckpoint }
  /** An intact checkpoint within an epoch of another batching. */
  | { readonly _tag: 'OtherBatching'; readonly file: string; readonly expected: Batching; readonly found: Batching }
  /** A save before a later state, which it would leave behind or delete. */
  | { readonly _tag: 'LaterState'; readonly file: string; readonly iteration: number }
  /** There are checkpoints, but none is intact. */
  | { readonly _tag: 'NoneIntact'; readonly folder: string; readonly skipped: readonly SkippedCheckpoint[] }

/**
 * A file that is not an intact checkpoint, and the reason.
 *
 * @category model
 */
export interface SkippedCheckpoint {
  readonly file: string
  readonly error: NoCheckpoint | DataError
}

const show = ({ rows, size, dropLast }: Batching): string =>
  `${rows} rows in batches of ${size}${dropLast ? ', without a short last one' : ''}`

const reasonOf = (error: NoCheckpoint | DataError): readonly string[] =>
  error._tag in checkpointMessages
    ? linesOf(checkpointMessages, error as NoCheckpoint)
    : linesOf(dataMessages, error as DataError)

/**
 * The message of a skipped checkpoint.
 *
 * @category instances
 */
export const ShowSkipped: ShowOf<SkippedCheckpoint> = {
  show: (skipped) => {
    const { file, error } = expectRecord(
      'Train.ShowSkipped',
      'a checkpoint that was skipped',
      { file: 'string', error: 'object' },
      skipped,
    )
    return `${printable(file)} is not a whole checkpoint, so the one before it is used. ${reasonOf(error).join('\n')}`
  },
}

/** The messages of a folder of checkpoints. */
export const storeMessages: Messages<StoreError> = {
  NotWritten: ({ file, reason }) =>
    `${file}: expected to be able to write a checkpoint, found “${reason}”. The checkpoints before it are unchanged. Free the disk, or give another folder.`,
  NoRoom: ({ file, reason, dropped }) =>
    `${file}: expected room for a checkpoint, found “${reason}”, also after ${dropped.length === 1 ? 'an older one was' : `${dropped.length} older ones were`} removed (${dropped.join(', ')}). The newest before it is kept. Free the disk, or give another folder.`,
  NotEncoded: ({ reason }) => `A state cannot be saved: ${reason}. The checkpoints before it are unchanged.`,
  NotThere: ({ file, error }) => `${file}: expected a whole checkpoint, found none. ${reasonOf(error).join(' ')}`,
  OtherBatching: ({ file, expected, found }) =>
    `${file}: expected ${show(expected)}, found a state in the middle of an epoch with ${show(found)}. Give the same data and batches, or another folder.`,
  LaterState: ({ file, iteration }) =>
    `${file} is a later state than the one after ${iteration} iterations, which would be saved beside it. To continue from an earlier state, save the run in another folder.`,
  FolderUnreadable: ({ folder, reason }) =>
    `${folder}: expected a folder with checkpoints, found “${reason}”. Check the path and its permissions.`,
  Foreign: ({ file, error }) => {
    const [first, ...others] = reasonOf(error)
    return [
      `${file}: expected a checkpoint of this run. ${first}`,
      ...others,
      'Give the options the run was started with, or another folder.',
    ]
  },
  NoneIntact: ({ folder, skipped }) => [
    `${folder}: expected a whole checkpoint, found none:`,
    ...skipped.map(({ file, error }) => `${file}: ${reasonOf(error).join(' ')}`),
    'Start the run anew, in another folder.',
  ],
}

/**
 * The message of an error of a folder of checkpoints.
 *
 * @category instances
 */
export const ShowStore: ShowOf<StoreError> = showTagged('Train.ShowStore', storeMessages)
