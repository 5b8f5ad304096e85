/**
 * Errors of data from outside, as one tagged union, and their `Show`:
 * what, where, expected, found, what to do next.
 */
import type * as S from 'fp-ts/lib/Show.js'
import { counted, grouped, shapeOf, showTagged, type Messages } from '../codec/Messages.js'
import { quoted } from '../codec/Words.js'
import { hex } from './Hex.js'
import { Show as ShowSafetensors, type SafetensorsError } from './safetensors/Errors.js'

// -------------------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------------------

/**
 * A file that could not be written.
 *
 * @category model
 */
export interface NotWritten {
  readonly _tag: 'NotWritten'
  readonly file: string
  /** The system's error code, such as ENOSPC; empty for other errors. */
  readonly code: string
  readonly reason: string
}

interface FileError<Tag extends string> {
  readonly _tag: Tag
  readonly file: string
}

/**
 * A problem with a file, a folder or the options of batches. Every case is plain data.
 *
 * @category model
 */
export type DataError =
  /** None of the paths in `tried` exists; the first is the one asked for. */
  | (FileError<'FileMissing'> & { readonly tried: readonly string[] })
  | { readonly _tag: 'FolderMissing'; readonly folder: string }
  | { readonly _tag: 'NotAFolder'; readonly folder: string }
  /** A folder, a pipe or a device in the place of a file. */
  | (FileError<'NotAFile'> & { readonly found: string })
  | (FileError<'Unreadable'> & { readonly reason: string })
  | NotWritten
  /** The program has no file system, as in a browser. */
  | FileError<'NoFileSystem'>
  /** A file of another format than the one that is read: `found` is the format by its first bytes, `next` the advice; `line` counts from 1. */
  | (FileError<'OtherFormat'> & {
      readonly line?: number
      readonly expected: string
      readonly found: string
      readonly next: string
    })
  | (FileError<'TooLarge'> & { readonly limit: number; readonly found: number | 'more' })
  | (FileError<'CorruptGzip'> & { readonly reason: string })
  | (FileError<'BadMagic'> & { readonly found: readonly number[] })
  | (FileError<'UnsupportedType'> & { readonly found: number })
  | (FileError<'HeaderTruncated'> & { readonly expected: number; readonly found: number })
  /** A size of 0 in the header; `axis` counts from 0. */
  | (FileError<'EmptyAxis'> & { readonly axis: number })
  /** Numbers of bytes of the whole file, header included. `'more'`: unpacking stopped above `expected`. */
  | (FileError<'WrongLength'> & {
      readonly shape: readonly number[]
      readonly expected: number
      readonly found: number | 'more'
    })
  | (FileError<'WrongRank'> & {
      readonly content: string
      readonly expected: number
      readonly shape: readonly number[]
    })
  /** The first row with a label above `largest`, its label, and the number of such rows. */
  | (FileError<'LabelOutOfRange'> & {
      readonly index: number
      readonly label: number
      readonly largest: number
      readonly count: number
    })
  | {
      readonly _tag: 'CountsDisagree'
      readonly imageFile: string
      readonly labelFile: string
      readonly images: number
      readonly labels: number
    }
  | {
      readonly _tag: 'SizesDisagree'
      readonly trainFile: string
      readonly testFile: string
      readonly train: readonly number[]
      readonly test: readonly number[]
    }
  /** Images of another size than the one a model for MNIST takes. */
  | (FileError<'WrongImageSize'> & { readonly expected: readonly number[]; readonly found: readonly number[] })
  /** An error in a table: its line and column, counted from 1. Without `next`, the codec refuses a cell or a row. */
  | (FileError<'BadCsv'> & {
      readonly line: number
      readonly column?: { readonly number: number; readonly name?: string }
      readonly expected: string
      readonly found: string
      readonly next?: string
    })
  /** The number of errors of a table that are not listed. */
  | (FileError<'MoreBadCsv'> & { readonly count: number })
  | (FileError<'BadSafetensors'> & { readonly problem: SafetensorsError })

// -------------------------------------------------------------------------------------------------
// instances
// -------------------------------------------------------------------------------------------------

/** Bytes as text, if they are printable ASCII. */
const ascii = (bytes: readonly number[]): string =>
  bytes.every((byte) => byte >= 0x20 && byte < 0x7f) ? ` (“${String.fromCharCode(...bytes)}”)` : ''

/** The last part of a path, on any system. */
const basename = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)

const elementTypes: Readonly<Record<number, string>> = {
  0x09: 'signed bytes',
  0x0b: '16-bit integers',
  0x0c: '32-bit integers',
  0x0d: '32-bit floats',
  0x0e: '64-bit floats',
}

const again = 'Download the file again, or give another one.'

/** The message of each error. */
export const messages: Messages<DataError> = {
  FileMissing: (error) => {
    const others = error.tried.slice(1).filter((path) => !path.endsWith('.gz'))
    const gzipped = error.tried.some((path) => path.endsWith('.gz') && path !== error.file)
    return `${error.file}: expected a file of this name${others.map((path) => ` or ${basename(path)}`).join('')}${gzipped ? ', plain or with .gz' : ''}, found none. Put the file there, or give another path.`
  },
  FolderMissing: (error) =>
    `${error.folder}: expected a folder with the four IDX files of MNIST, found nothing there. Check the path, or give another folder.`,
  NotAFolder: (error) =>
    `${error.folder}: expected a folder with the four IDX files of MNIST, found a file. Give the folder that holds it.`,
  NotAFile: (error) => `${error.file}: expected a file, found ${error.found}. Give the path of the file itself.`,
  Unreadable: (error) =>
    `${error.file}: expected to be able to read it, found “${error.reason}”. Check its permissions and its disk.`,
  NoFileSystem: (error) =>
    `${error.file}: expected a program that can read and write files, as Node does, found none, as in a browser. Fetch the file, and give its bytes to the reader.`,
  OtherFormat: (error) =>
    `${error.file}${error.line === undefined ? '' : `, line ${error.line}`}: expected ${error.expected}, found ${error.found}. ${error.next}`,
  NotWritten: (error) =>
    `${error.file}: expected to be able to write it, found “${error.reason}”. Nothing was written. Check the path, its permissions and that its disk has room.`,
  TooLarge: (error) =>
    `${error.file}: expected at most ${counted(error.limit, 'byte')}, found ${
      error.found === 'more' ? 'more when unpacked' : grouped(error.found)
    }. The reader takes no larger file: give another one.`,
  CorruptGzip: (error) =>
    `${error.file}: expected a whole gzip file, found a damaged one (“${error.reason}”). ${again}`,
  BadMagic: (error) =>
    `${error.file}: expected an IDX file (first bytes 00 00 08, then the number of axes, at least 01) or a gzip of one (1f 8b), found ${hex(error.found)}${ascii(error.found)}. ${again}`,
  UnsupportedType: (error) =>
    `${error.file}: expected an IDX file of unsigned bytes (type 08), found type ${hex([error.found])} (${
      elementTypes[error.found] ?? 'no type that IDX knows'
    }). Convert the file to unsigned bytes, or give another one.`,
  HeaderTruncated: (error) =>
    `${error.file}: expected an IDX header of ${counted(error.expected, 'byte')}, found a file of ${counted(error.found, 'byte')}. The file is cut short. ${again}`,
  EmptyAxis: (error) =>
    `${error.file}: expected every size in the IDX header to be at least 1, found 0 for axis ${error.axis}. ${again}`,
  WrongLength: (error) => {
    const cut = error.found !== 'more' && error.found < error.expected
    return `${error.file}: expected ${counted(error.expected, 'byte')} for the shape ${shapeOf(error.shape)} in its header, found ${
      error.found === 'more' ? 'more' : grouped(error.found)
    }. The file ${cut ? 'is cut short' : 'is longer than its header says'}. ${again}`
  },
  WrongRank: (error) =>
    `${error.file}: expected ${error.content} (${counted(error.expected, 'axis', 'axes')}), found the shape ${shapeOf(error.shape)}. Check that images and labels are not exchanged.`,
  LabelOutOfRange: (error) =>
    `${error.file}: expected labels from 0 to ${error.largest}, found ${error.label} at index ${grouped(error.index)}${
      error.count > 1 ? `, and ${grouped(error.count - 1)} more above ${error.largest} after it` : ''
    }. ${again}`,
  CountsDisagree: (error) =>
    `${error.imageFile}: expected as many images as there are labels in ${basename(error.labelFile)} (${grouped(error.labels)}), found ${grouped(error.images)}. Check that both files are of one data set.`,
  SizesDisagree: (error) =>
    `${error.testFile}: expected images of ${error.train.join('×')} pixels, as in ${basename(error.trainFile)}, found ${error.test.join('×')}. Check that both files are of one data set.`,
  WrongImageSize: (error) =>
    `${error.file}: expected images of ${error.expected.join('×')} pixels, found ${error.found.join('×')}. Give a folder with files in the format of MNIST.`,
  BadCsv: (error) => {
    const { number, name } = error.column ?? {}
    const column = number === undefined ? '' : `, column ${number}${name === undefined ? '' : ` (${quoted(name)})`}`
    return `${error.file}, line ${error.line}${column}: expected ${error.expected}, found ${error.found}. ${error.next ?? 'Correct it, or take it with another codec.'}`
  },
  MoreBadCsv: (error) =>
    `${error.file}: expected no other problem, found ${grouped(error.count)} more. Mend those above, then read it again.`,
  BadSafetensors: (error) => `${error.file}: ${ShowSafetensors.show(error.problem)}`,
}

/**
 * The message of an error.
 *
 * @example
 * Show.show({ _tag: 'FolderMissing', folder: 'data' }).startsWith('data: expected a folder') // => true
 *
 * @category instances
 */
export const Show: S.Show<DataError> = showTagged('Data.Show', messages)
