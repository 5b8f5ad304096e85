/**
 * Errors of data from outside, as one tagged union, and their `Show`:
 * what, where, expected, found, what to do next.
 */
import { hex } from './Hex.js'
import type * as S from 'fp-ts/lib/Show.js'
import { quoted } from '../codec/Words.js'
import { printable } from '../tensor/Text.js'
import * as Safetensors from './safetensors/Errors.js'
import { record as expectRecord, text as expectText } from '../tensor/Expect.js'

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

/**
 * A problem with a file, a folder or a request for batches. Every case is plain data.
 *
 * @category model
 */
export type DataError =
  /** No candidate exists; `tried` are the paths looked at, the first being the one asked for. */
  | { readonly _tag: 'FileMissing'; readonly file: string; readonly tried: readonly string[] }
  | { readonly _tag: 'FolderMissing'; readonly folder: string }
  | { readonly _tag: 'NotAFolder'; readonly folder: string }
  /** A folder, a pipe or a device where a file should be. */
  | { readonly _tag: 'NotAFile'; readonly file: string; readonly found: string }
  | { readonly _tag: 'Unreadable'; readonly file: string; readonly reason: string }
  | NotWritten
  /** A path where there are no files, as in a browser. */
  | { readonly _tag: 'NoFileSystem'; readonly file: string }
  /** A file of another format than the one that is read: `found` is the format by its first bytes, `next` says what to do. */
  | {
      readonly _tag: 'OtherFormat'
      readonly file: string
      /** Where it was noticed, from 1, if that is after the beginning. */
      readonly line?: number
      readonly expected: string
      readonly found: string
      readonly next: string
    }
  | { readonly _tag: 'TooLarge'; readonly file: string; readonly limit: number; readonly found: number | 'more' }
  | { readonly _tag: 'CorruptGzip'; readonly file: string; readonly reason: string }
  | { readonly _tag: 'BadMagic'; readonly file: string; readonly found: readonly number[] }
  | { readonly _tag: 'UnsupportedType'; readonly file: string; readonly found: number }
  | { readonly _tag: 'HeaderTruncated'; readonly file: string; readonly expected: number; readonly found: number }
  /** A size of 0 in the header; `axis` counts from 0. */
  | { readonly _tag: 'EmptyAxis'; readonly file: string; readonly axis: number }
  /** Byte counts of the whole file, header included. `'more'`: unpacking stopped as soon as it passed what was expected. */
  | {
      readonly _tag: 'WrongLength'
      readonly file: string
      readonly shape: readonly number[]
      readonly expected: number
      readonly found: number | 'more'
    }
  | {
      readonly _tag: 'WrongRank'
      readonly file: string
      readonly content: string
      readonly expected: number
      readonly shape: readonly number[]
    }
  /** `index` is the first row whose label is above `largest`, `label` its label, `count` how many such rows there are. */
  | {
      readonly _tag: 'LabelOutOfRange'
      readonly file: string
      readonly index: number
      readonly label: number
      readonly largest: number
      readonly count: number
    }
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
  | {
      readonly _tag: 'WrongImageSize'
      readonly file: string
      readonly expected: readonly number[]
      readonly found: readonly number[]
    }
  /** A wrong place in a table: a line, counted from 1, and a column, if it is about one. `expected` and `found` complete the sentence “expected …, found …”; `next` says what to do. */
  | {
      readonly _tag: 'BadCsv'
      readonly file: string
      readonly line: number
      /** Its place, counted from 1, and its name, if it has one. */
      readonly column?: { readonly number: number; readonly name?: string }
      readonly expected: string
      readonly found: string
      /** The advice; absent for a cell or row that the codec refuses, where it is to correct it or to use another codec. */
      readonly next?: string
    }
  /** There are more wrong places in a table than are worth listing. */
  | { readonly _tag: 'MoreBadCsv'; readonly file: string; readonly count: number }
  | { readonly _tag: 'BadSafetensors'; readonly file: string; readonly problem: Safetensors.SafetensorsError }
  /** Invalid options of batches: `what` names the number, `expected` describes valid values. */
  | { readonly _tag: 'BadBatches'; readonly what: string; readonly expected: string; readonly found: string }

// -------------------------------------------------------------------------------------------------
// instances
// -------------------------------------------------------------------------------------------------

/** 47040016 as `47,040,016`; a number too large to be held exactly is given roughly. */
const grouped = (n: number): string =>
  Number.isSafeInteger(n) ? n.toLocaleString('en-US') : Number.isFinite(n) ? n.toExponential(1) : 'endlessly many'

const counted = (n: number, noun: string, plural = `${noun}s`): string => `${grouped(n)} ${n === 1 ? noun : plural}`

const text = (bytes: readonly number[]): string =>
  bytes.every((byte) => byte >= 0x20 && byte < 0x7f) ? ` (“${String.fromCharCode(...bytes)}”)` : ''

/** A header may claim 255 axes: the first four tell enough. */
const shown = (shape: readonly number[]): string => `[${shape.slice(0, 4).join(', ')}${shape.length > 4 ? ', …' : ''}]`

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

/** The sentence, with names of files and reasons of systems as they came. */
const sentence = (error: DataError): string => {
  switch (error._tag) {
    case 'FileMissing': {
      const others = error.tried.slice(1).filter((path) => !path.endsWith('.gz'))
      const gzipped = error.tried.some((path) => path.endsWith('.gz') && path !== error.file)
      return `${error.file}: expected a file of this name${others.map((path) => ` or ${basename(path)}`).join('')}${gzipped ? ', plain or with .gz' : ''}, found none. Put the file there, or give another path.`
    }
    case 'FolderMissing':
      return `${error.folder}: expected a folder with the four IDX files of MNIST, found nothing there. Check the path, or give another folder.`
    case 'NotAFolder':
      return `${error.folder}: expected a folder with the four IDX files of MNIST, found a file. Give the folder that holds it.`
    case 'NotAFile':
      return `${error.file}: expected a file, found ${error.found}. Give the path of the file itself.`
    case 'Unreadable':
      return `${error.file}: expected to be able to read it, found “${error.reason}”. Check its permissions and its disk.`
    case 'NoFileSystem':
      return `${error.file}: expected a program that can read and write files, as Node does, found none, as in a browser. Fetch the file, and give its bytes to the reader.`
    case 'OtherFormat':
      return `${error.file}${error.line === undefined ? '' : `, line ${error.line}`}: expected ${error.expected}, found ${error.found}. ${error.next}`
    case 'NotWritten':
      return `${error.file}: expected to be able to write it, found “${error.reason}”. Nothing was written. Check the path, its permissions and that its disk has room.`
    case 'TooLarge':
      return `${error.file}: expected at most ${counted(error.limit, 'byte')}, found ${
        error.found === 'more' ? 'more when unpacked' : grouped(error.found)
      }. The reader takes no larger file: give another one.`
    case 'CorruptGzip':
      return `${error.file}: expected a whole gzip file, found a damaged one (“${error.reason}”). ${again}`
    case 'BadMagic':
      return `${error.file}: expected an IDX file (first bytes 00 00 08, then the number of axes, at least 01) or a gzip of one (1f 8b), found ${hex(error.found)}${text(error.found)}. ${again}`
    case 'UnsupportedType':
      return `${error.file}: expected an IDX file of unsigned bytes (type 08), found type ${hex([error.found])} (${
        elementTypes[error.found] ?? 'no type that IDX knows'
      }). Convert the file to unsigned bytes, or give another one.`
    case 'HeaderTruncated':
      return `${error.file}: expected an IDX header of ${counted(error.expected, 'byte')}, found a file of ${counted(error.found, 'byte')}. The file is cut short. ${again}`
    case 'EmptyAxis':
      return `${error.file}: expected every size in the IDX header to be at least 1, found 0 for axis ${error.axis}. ${again}`
    case 'WrongLength': {
      const cut = error.found !== 'more' && error.found < error.expected
      return `${error.file}: expected ${counted(error.expected, 'byte')} for the shape ${shown(error.shape)} in its header, found ${
        error.found === 'more' ? 'more' : grouped(error.found)
      }. The file ${cut ? 'is cut short' : 'is longer than its header says'}. ${again}`
    }
    case 'WrongRank':
      return `${error.file}: expected ${error.content} (${counted(error.expected, 'axis', 'axes')}), found the shape ${shown(error.shape)}. Check that images and labels are not exchanged.`
    case 'LabelOutOfRange':
      return `${error.file}: expected labels from 0 to ${error.largest}, found ${error.label} at index ${grouped(error.index)}${
        error.count > 1 ? `, and ${grouped(error.count - 1)} more above ${error.largest} after it` : ''
      }. ${again}`
    case 'CountsDisagree':
      return `${error.imageFile}: expected as many images as there are labels in ${basename(error.labelFile)} (${grouped(error.labels)}), found ${grouped(error.images)}. Check that both files are of one data set.`
    case 'SizesDisagree':
      return `${error.testFile}: expected images of ${error.train.join('×')} pixels, as in ${basename(error.trainFile)}, found ${error.test.join('×')}. Check that both files are of one data set.`
    case 'WrongImageSize':
      return `${error.file}: expected images of ${error.expected.join('×')} pixels, found ${error.found.join('×')}. Give a folder with files in the format of MNIST.`
    case 'BadCsv': {
      const { number, name } = error.column ?? {}
      const column = number === undefined ? '' : `, column ${number}${name === undefined ? '' : ` (${quoted(name)})`}`
      return `${error.file}, line ${error.line}${column}: expected ${error.expected}, found ${error.found}. ${error.next ?? 'Correct it, or take it with another codec.'}`
    }
    case 'MoreBadCsv':
      return `${error.file}: expected no other problem, found ${grouped(error.count)} more. Mend those above, then read it again.`
    case 'BadSafetensors':
      return `${error.file}: ${Safetensors.Show.show(error.problem)}`
    case 'BadBatches':
      return `batches: expected ${error.what} to be ${error.expected}, found ${error.found}. Give another ${error.what}.`
  }
}

/**
 * The sentence of a problem.
 *
 * @example
 * Show.show({ _tag: 'FolderMissing', folder: 'data' }).startsWith('data: expected a folder') // => true
 *
 * @category instances
 */
export const Show: S.Show<DataError> = {
  show: (error) =>
    printable(
      expectText(
        'Data.Show',
        sentence(expectRecord('Data.Show', 'an error', { _tag: 'string' }, error)),
        'an error of a known tag',
      ),
    ),
}
