/**
 * Errors of a folder of checkpoints, and their messages.
 */
import type { Show as ShowOf } from 'fp-ts/lib/Show.js'
import { printable } from '../tensor/Text.js'
import { Show as ShowData, type DataError, type NotWritten } from '../format/Errors.js'
import { showNoCheckpoint, type Batching, type NoCheckpoint } from './Checkpoint.js'
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

const cutWords = ({ rows, size, dropLast }: Batching): string =>
  `${rows} rows in batches of ${size}${dropLast ? ', a short last one left out' : ''}`

const reasonIn = (error: NoCheckpoint | DataError): string =>
  'file' in error ? ShowData.show(error as DataError) : showNoCheckpoint(error as NoCheckpoint)

/**
 * The message of a skipped checkpoint.
 *
 * @category instances
 */
export const ShowSkipped: ShowOf<SkippedCheckpoint> = {
  show: (passed) => {
    const { file, error } = expectRecord(
      'Train.ShowSkipped',
      'a checkpoint that was passed over',
      { file: 'string', error: 'object' },
      passed,
    )
    return `${printable(file)} is no whole checkpoint, so the one before it is taken. ${reasonIn(error)}`
  },
}

/**
 * The message of an error of a folder of checkpoints.
 *
 * @category instances
 */
export const ShowStore: ShowOf<StoreError> = {
  show: (error) => {
    expectRecord('Train.ShowStore', 'an error', { _tag: 'string' }, error)
    const name = printable('folder' in error ? error.folder : 'file' in error ? error.file : '')
    switch (error._tag) {
      case 'NotWritten':
        return `${name}: expected to be able to write a checkpoint, found “${printable(error.reason)}”. The checkpoints before it are as they were. Free the disk, or give another folder.`
      case 'NoRoom':
        return `${name}: expected room for a checkpoint, found “${printable(error.reason)}”, also after ${error.dropped.length === 1 ? 'an older one was' : `${error.dropped.length} older ones were`} removed (${error.dropped.map(printable).join(', ')}). The newest before it is kept. Free the disk, or give another folder.`
      case 'NotEncoded':
        return `A state cannot be kept: ${printable(error.reason)}. The checkpoints before it are as they were.`
      case 'NotThere':
        return `${name}: expected a whole checkpoint, found none. ${reasonIn(error.error)}`
      case 'OtherBatching':
        return `${name}: expected ${cutWords(error.expected)}, found a state in the middle of an epoch with ${cutWords(error.found)}. Give the same data and batches, or another folder.`
      case 'LaterState':
        return `${name} is a later state than the one after ${error.iteration} iterations, which is to be kept beside it. To go on from an earlier state, keep the run in another folder.`
      case 'FolderUnreadable':
        return `${name}: expected a folder with checkpoints, found “${printable(error.reason)}”. Check the path and its permissions.`
      case 'Foreign':
        return `${name}: expected a checkpoint of this run. ${showNoCheckpoint(error.error)}\nGive the options the run was started with, or another folder.`
      case 'NoneIntact':
        return `${name}: expected a whole checkpoint, found none:\n${error.skipped
          .map(({ file, error: why }) => `${printable(file)}: ${reasonIn(why)}`)
          .join('\n')}\nStart the run anew, in another folder.`
    }
  },
}
