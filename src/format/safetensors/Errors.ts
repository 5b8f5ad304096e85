/**
 * Errors of safetensors files, and their messages.
 */
import type * as S from 'fp-ts/lib/Show.js'
import { quoted } from '../../codec/Words.js'
import { printable } from '../../tensor/Text.js'
import { dtypes, type Dtype } from './Elements.js'
import { record as expectRecord, text as expectText } from '../../tensor/Expect.js'

/**
 * A problem with a safetensors file. Every case is plain data; offsets count bytes from the end of the header, as the format does.
 *
 * @category model
 */
export type SafetensorsError =
  /** The bytes of another format: `found` is the format by its first bytes, `next` says what to do. */
  | { readonly _tag: 'ForeignFormat'; readonly found: string; readonly next: string }
  /** Fewer bytes than say how long the header is. */
  | { readonly _tag: 'TooShort'; readonly found: number }
  /** The header claims to be longer than it can be: there are no more than `available` bytes for it. */
  | { readonly _tag: 'HeaderTooLong'; readonly claimed: bigint; readonly available: number }
  /** The header is no UTF-8. */
  | { readonly _tag: 'NotUtf8' }
  /** The header is no JSON, or other JSON than the format has; `at` counts characters from 0. */
  | {
      readonly _tag: 'BadHeader'
      readonly at: number
      readonly expected: string
      readonly found: string
      readonly next?: string
    }
  /** A tensor of a dtype that is not read. */
  | { readonly _tag: 'UnknownDtype'; readonly tensor: string; readonly found: string }
  /** More elements, or more bytes, than a number counts exactly. */
  | { readonly _tag: 'ShapeOverflows'; readonly tensor: string; readonly shape: readonly number[] }
  /** The offsets of a tensor are so many bytes apart, its shape and dtype ask for others. `found` is negative where the offsets are in the wrong order. */
  | {
      readonly _tag: 'WrongSize'
      readonly tensor: string
      readonly dtype: string
      readonly shape: readonly number[]
      readonly expected: number
      readonly found: number
    }
  /** A tensor ends behind the end of the file. */
  | { readonly _tag: 'OutOfRange'; readonly tensor: string; readonly end: number; readonly available: number }
  /** A tensor begins before the one before it ends. */
  | {
      readonly _tag: 'Overlap'
      readonly tensor: string
      readonly other: string
      readonly begin: number
      readonly end: number
    }
  /** Bytes that belong to no tensor. */
  | { readonly _tag: 'Hole'; readonly begin: number; readonly end: number }
  /** An integer that no float64 is, or a truth value that is neither 0 nor 1. */
  | {
      readonly _tag: 'BadElement'
      readonly tensor: string
      readonly dtype: Dtype
      readonly index: number
      readonly found: string
    }
  /** A tensor that is not there, and the shape that a layer wants it to have; `next` says which is meant, perhaps. */
  | {
      readonly _tag: 'MissingTensor'
      readonly tensor: string
      readonly shape?: readonly number[]
      readonly next: string
    }
  | {
      readonly _tag: 'WrongShape'
      readonly tensor: string
      readonly expected: readonly number[]
      readonly found: readonly number[]
    }
  /** A bias for a layer that has none. */
  | { readonly _tag: 'StrayBias'; readonly tensor: string }

const counted = (n: number | bigint): string => `${n} byte${Number(n) === 1 ? '' : 's'}`

const printed = (shape: readonly number[]): string =>
  `[${shape.slice(0, 6).join(', ')}${shape.length > 6 ? ', …' : ''}]`

const named = (tensor: string): string => `tensor ${quoted(tensor)}`

const again = 'Download or write the file again.'

const sentence = (error: SafetensorsError): string => {
  switch (error._tag) {
    case 'ForeignFormat':
      return `expected a safetensors file, found ${error.found}. ${error.next}`
    case 'TooShort':
      return `expected 8 bytes with the length of the header, found ${counted(error.found)}. The file is cut short or of another format. ${again}`
    case 'HeaderTooLong':
      return `expected a header of at most ${counted(error.available)}, found a claim of ${counted(error.claimed)}. The file is cut short or of another format. ${again}`
    case 'NotUtf8':
      return `expected a header in UTF-8, found other bytes. The file is damaged or of another format. ${again}`
    case 'BadHeader':
      return `at character ${error.at} of the header: expected ${error.expected}, found ${error.found}. ${error.next ?? `The file is damaged or was written wrongly. ${again}`}`
    case 'UnknownDtype':
      return `${named(error.tensor)}: expected a dtype among ${dtypes.join(', ')}, found ${quoted(error.found)}. Convert the tensor to one of them, F32 for instance.`
    case 'ShapeOverflows':
      return `${named(error.tensor)}: expected fewer than 2⁵³ bytes, found the shape ${printed(error.shape)}. The file is damaged or was written wrongly. ${again}`
    case 'WrongSize':
      return `${named(error.tensor)}: expected ${counted(error.expected)} between its offsets, for ${error.dtype} of the shape ${printed(error.shape)}, found ${
        error.found < 0 ? 'an end before the beginning' : counted(error.found)
      }. The file is damaged or was written wrongly. ${again}`
    case 'OutOfRange':
      return `${named(error.tensor)}: expected an end within the ${counted(error.available)} of data, found ${error.end}. The file is cut short, or its header is wrong. ${again}`
    case 'Overlap':
      return `${named(error.tensor)}: expected a beginning at ${error.end}, where ${quoted(error.other)} ends, found ${error.begin}: they overlap. The file was written wrongly. ${again}`
    case 'Hole':
      return `the data: expected every byte to belong to a tensor, found none for bytes ${error.begin} to ${error.end}. The file is longer than its header says, or its header is wrong. ${again}`
    case 'BadElement':
      return `${named(error.tensor)}: expected ${error.dtype === 'BOOL' ? '0 or 1' : `integers that float64 holds, for ${error.dtype}`}, found ${error.found} at element ${error.index}. ${
        error.dtype === 'BOOL'
          ? again
          : 'Leave the tensor out of the file, or write it as F64 if its digits do not matter.'
      }`
    case 'MissingTensor':
      return `${named(error.tensor)}: expected ${error.shape === undefined ? 'one' : `one of the shape ${printed(error.shape)}`}, found none of this name. ${error.next}`
    case 'WrongShape':
      return `${named(error.tensor)}: expected the shape ${printed(error.expected)}, found ${printed(error.found)}. ${
        [...error.found].reverse().join() === error.expected.join()
          ? 'PyTorch keeps a weight as [out, in]: this one seems to be transposed already.'
          : 'Give the name of another layer, or make the model of these sizes.'
      }`
    case 'StrayBias':
      return `${named(error.tensor)}: expected no bias, as the layer has none, found one. Make the layer with a bias.`
  }
}

/**
 * The sentence of a problem.
 *
 * @example
 * Show.show({ _tag: 'Hole', begin: 8, end: 12 }).startsWith('the data: expected every byte to belong to a tensor') // => true
 *
 * @category instances
 */
export const Show: S.Show<SafetensorsError> = {
  show: (error) =>
    printable(
      expectText(
        'Safetensors.Show',
        sentence(expectRecord('Safetensors.Show', 'an error', { _tag: 'string' }, error)),
        'an error of a known tag',
      ),
    ),
}
