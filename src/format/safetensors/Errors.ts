/**
 * Errors of safetensors files, and their messages.
 */
import type * as S from 'fp-ts/lib/Show.js'
import { counted, shapeOf, showTagged, type Messages } from '../../codec/Messages.js'
import { quoted } from '../../codec/Words.js'
import { dtypes, type Dtype } from './Elements.js'

interface TensorError<Tag extends string> {
  readonly _tag: Tag
  readonly tensor: string
}

/**
 * A problem with a safetensors file. Every case is plain data; offsets count bytes from the end of the header, as the format does.
 *
 * @category model
 */
export type SafetensorsError =
  /** The bytes of another format: `found` is the format by its first bytes, `next` the advice. */
  | { readonly _tag: 'ForeignFormat'; readonly found: string; readonly next: string }
  /** The file has fewer bytes than the length of the header takes. */
  | { readonly _tag: 'TooShort'; readonly found: number }
  /** The claimed length of the header is above the number of bytes there are for it. */
  | { readonly _tag: 'HeaderTooLong'; readonly claimed: bigint; readonly available: number }
  /** The header is not UTF-8. */
  | { readonly _tag: 'NotUtf8' }
  /** The header is not JSON, or not of the schema of the format; `at` counts characters from 0. */
  | {
      readonly _tag: 'BadHeader'
      readonly at: number
      readonly expected: string
      readonly found: string
      readonly next?: string
    }
  /** A tensor of a dtype that is not read. */
  | (TensorError<'UnknownDtype'> & { readonly found: string })
  /** The number of elements or bytes is 2⁵³ or above. */
  | (TensorError<'ShapeOverflows'> & { readonly shape: readonly number[] })
  /** The number of bytes between the offsets of a tensor is not that of its shape and dtype; `found` is negative where the offsets are in the wrong order. */
  | (TensorError<'WrongSize'> & {
      readonly dtype: string
      readonly shape: readonly number[]
      readonly expected: number
      readonly found: number
    })
  /** A tensor ends behind the end of the file. */
  | (TensorError<'OutOfRange'> & { readonly end: number; readonly available: number })
  /** A tensor begins before the one before it ends. */
  | (TensorError<'Overlap'> & { readonly other: string; readonly begin: number; readonly end: number })
  /** Bytes that belong to no tensor. */
  | { readonly _tag: 'Hole'; readonly begin: number; readonly end: number }
  /** An integer that float64 cannot represent, or a boolean other than 0 and 1. */
  | (TensorError<'BadElement'> & { readonly dtype: Dtype; readonly index: number; readonly found: string })
  /** A tensor that is not in the file, with the shape that a layer expects; `next` suggests a name. */
  | (TensorError<'MissingTensor'> & { readonly shape?: readonly number[]; readonly next: string })
  | (TensorError<'WrongShape'> & { readonly expected: readonly number[]; readonly found: readonly number[] })
  /** A bias for a layer that has none. */
  | TensorError<'StrayBias'>

const named = (tensor: string): string => `tensor ${quoted(tensor)}`

const again = 'Download or write the file again.'

/** The message of each error. */
export const messages: Messages<SafetensorsError> = {
  ForeignFormat: (error) => `expected a safetensors file, found ${error.found}. ${error.next}`,
  TooShort: (error) =>
    `expected 8 bytes with the length of the header, found ${counted(error.found, 'byte')}. The file is cut short or of another format. ${again}`,
  HeaderTooLong: (error) =>
    `expected a header of at most ${counted(error.available, 'byte')}, found a claim of ${counted(error.claimed, 'byte')}. The file is cut short or of another format. ${again}`,
  NotUtf8: () => `expected a header in UTF-8, found other bytes. The file is damaged or of another format. ${again}`,
  BadHeader: (error) =>
    `at character ${error.at} of the header: expected ${error.expected}, found ${error.found}. ${error.next ?? `The file is damaged or was written wrongly. ${again}`}`,
  UnknownDtype: (error) =>
    `${named(error.tensor)}: expected a dtype among ${dtypes.join(', ')}, found ${quoted(error.found)}. Convert the tensor to one of them, F32 for instance.`,
  ShapeOverflows: (error) =>
    `${named(error.tensor)}: expected fewer than 2⁵³ bytes, found the shape ${shapeOf(error.shape)}. The file is damaged or was written wrongly. ${again}`,
  WrongSize: (error) =>
    `${named(error.tensor)}: expected ${counted(error.expected, 'byte')} between its offsets, for ${error.dtype} of the shape ${shapeOf(error.shape)}, found ${
      error.found < 0 ? 'an end before the beginning' : counted(error.found, 'byte')
    }. The file is damaged or was written wrongly. ${again}`,
  OutOfRange: (error) =>
    `${named(error.tensor)}: expected an end within the ${counted(error.available, 'byte')} of data, found ${error.end}. The file is cut short, or its header is wrong. ${again}`,
  Overlap: (error) =>
    `${named(error.tensor)}: expected a beginning at ${error.end}, where ${quoted(error.other)} ends, found ${error.begin}: they overlap. The file was written wrongly. ${again}`,
  Hole: (error) =>
    `the data: expected every byte to belong to a tensor, found none for bytes ${error.begin} to ${error.end}. The file is longer than its header says, or its header is wrong. ${again}`,
  BadElement: (error) =>
    `${named(error.tensor)}: expected ${error.dtype === 'BOOL' ? '0 or 1' : `integers that float64 holds, for ${error.dtype}`}, found ${error.found} at element ${error.index}. ${
      error.dtype === 'BOOL'
        ? again
        : 'Leave the tensor out of the file, or write it as F64 if its digits do not matter.'
    }`,
  MissingTensor: (error) =>
    `${named(error.tensor)}: expected ${error.shape === undefined ? 'one' : `one of the shape ${shapeOf(error.shape)}`}, found none of this name. ${error.next}`,
  WrongShape: (error) =>
    `${named(error.tensor)}: expected the shape ${shapeOf(error.expected)}, found ${shapeOf(error.found)}. ${
      [...error.found].reverse().join() === error.expected.join()
        ? 'PyTorch keeps a weight as [out, in]: this one seems to be transposed already.'
        : 'Give the name of another layer, or make the model of these sizes.'
    }`,
  StrayBias: (error) =>
    `${named(error.tensor)}: expected no bias, as the layer has none, found one. Make the layer with a bias.`,
}

/**
 * The message of an error.
 *
 * @example
 * Show.show({ _tag: 'Hole', begin: 8, end: 12 }).startsWith('the data: expected every byte to belong to a tensor') // => true
 *
 * @category instances
 */
export const Show: S.Show<SafetensorsError> = showTagged('Safetensors.Show', messages)
