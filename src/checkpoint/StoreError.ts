/**
 * What can go wrong with a folder of checkpoints, and the sentences of it.
 */
import type { Show as ShowOf } from 'fp-ts/lib/Show.js'
import { printable } from '../tensor/Text.js'
import { Show as ShowData, type DataError, type NotWritten } from '../format/Errors.js'
import { showNoCheckpoint, type Cut, type NoCheckpoint } from './Checkpoint.js'
import { record as expectRecord } from '../tensor/Expect.js'

/**
 * What can go wrong with a folder of checkpoints.
 *
 * @category model
 */
export type StoreError =
  | NotWritten
  /** The disk is full, also after the older checkpoints `dropped` were removed. */
  | { readonly _tag: 'NoRoom'; readonly file: string; readonly reason: string; readonly dropped: readonly string[] }
  /** A state that no checkpoint can be made of: numbers that are no counts, notes that are no text. */
  | { readonly _tag: 'NotEncoded'; readonly reason: string }
  /** The folder itself cannot be read. */
  | { readonly _tag: 'FolderUnreadable'; readonly folder: string; readonly reason: string }
  /** The folder has no such checkpoint, or it is not whole. */
  | { readonly _tag: 'NotThere'; readonly file: string; readonly error: NoCheckpoint | DataError }
  /** A whole checkpoint, but of another trainer. */
  | { readonly _tag: 'Foreign'; readonly file: string; readonly error: NoCheckpoint }
  /** A whole checkpoint in the middle of an epoch that was cut otherwise. */
  | { readonly _tag: 'OtherCut'; readonly file: string; readonly expected: Cut; readonly found: Cut }
  /** A state is to be kept where a later one is, which it would leave behind or delete. */
  | { readonly _tag: 'LaterState'; readonly file: string; readonly iteration: number }
  /** There are checkpoints, none of which is whole. */
  | { readonly _tag: 'NoneWhole'; readonly folder: string; readonly passedOver: readonly PassedOver[] }

/**
 * A file that is no whole checkpoint, and why.
 *
 * @category model
 */
export interface PassedOver {
  readonly file: string
  readonly error: NoCheckpoint | DataError
}

const cutWords = ({ rows, size, dropLast }: Cut): string =>
  `${rows} rows in batches of ${size}${dropLast ? ', a short last one left out' : ''}`

const reasonIn = (error: NoCheckpoint | DataError): string =>
  'file' in error ? ShowData.show(error as DataError) : showNoCheckpoint(error as NoCheckpoint)

/**
 * A file that was passed over, in words.
 *
 * @category instances
 */
export const ShowPassedOver: ShowOf<PassedOver> = {
  show: (passed) => {
    const { file, error } = expectRecord(
      'Train.ShowPassedOver',
      'a checkpoint that was passed over',
      { file: 'string', error: 'object' },
      passed,
    )
    return `${printable(file)} is no whole checkpoint, so the one before it is taken. ${reasonIn(error)}`
  },
}

/**
 * What went wrong with a folder of checkpoints, in words.
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
      case 'OtherCut':
        return `${name}: expected ${cutWords(error.expected)}, found a state in the middle of an epoch with ${cutWords(error.found)}. Give the same data and batches, or another folder.`
      case 'LaterState':
        return `${name} is a later state than the one after ${error.iteration} iterations, which is to be kept beside it. To go on from an earlier state, keep the run in another folder.`
      case 'FolderUnreadable':
        return `${name}: expected a folder with checkpoints, found “${printable(error.reason)}”. Check the path and its permissions.`
      case 'Foreign':
        return `${name}: expected a checkpoint of this run. ${showNoCheckpoint(error.error)}\nGive the options the run was started with, or another folder.`
      case 'NoneWhole':
        return `${name}: expected a whole checkpoint, found none:\n${error.passedOver
          .map(({ file, error: why }) => `${printable(file)}: ${reasonIn(why)}`)
          .join('\n')}\nStart the run anew, in another folder.`
    }
  },
}
