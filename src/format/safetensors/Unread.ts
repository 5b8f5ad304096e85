/**
 * Tensors of dtypes that are not read: they are listed, and the others of the file are read.
 */
import * as E from 'fp-ts/lib/Either.js'
import { suggestion } from '../../codec/Nearest.js'
import type { AnyTensor } from '../../tensor/Value.js'
import type { SafetensorsError } from './Errors.js'
import { record as expectRecord } from '../../tensor/Expect.js'

/**
 * A tensor of a file whose elements are not read, such as one of F8_E4M3.
 *
 * @category model
 */
export interface Unread {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
}

/** How many bits an element has, for the dtypes of the format that are not read. Others may come; theirs are not known. */
const bits: ReadonlyMap<string, number> = new Map([
  ['F4', 4],
  ['F6_E2M3', 6],
  ['F6_E3M2', 6],
  ['F8_E5M2', 8],
  ['F8_E4M3', 8],
  ['F8_E5M2FNUZ', 8],
  ['F8_E4M3FNUZ', 8],
  ['F8_E8M0', 8],
  ['C64', 64],
])

/** The number of bytes of some elements, rounded up; `undefined` for an unknown dtype. */
export const unreadBytes = (dtype: string, count: number): number | undefined => {
  const each = bits.get(dtype)
  return each === undefined ? undefined : Math.ceil((count * each) / 8)
}

/** Why a tensor is not read. */
export const refusal = ({ name, dtype }: Unread): SafetensorsError => ({
  _tag: 'UnknownDtype',
  tensor: name,
  found: dtype,
})

/**
 * The tensor of a name in the content of a file, or why it is missing.
 *
 * - **Errors** `UnknownDtype` for a tensor in `unread`, `MissingTensor` for a name that is not in the file.
 *
 * @example
 * const content = { tensors: { w: T.scalar(1) }, metadata: {}, unread: [{ name: 'q', dtype: 'F8_E4M3', shape: [2] }] }
 * pipe(content, lookup('w'), E.map((w) => T.shape(w))) // => E.right([])
 * pipe(content, lookup('q')) // => E.left({ _tag: 'UnknownDtype', tensor: 'q', found: 'F8_E4M3' })
 *
 * @category destructors
 */
export const lookup =
  (name: string) =>
  (content: {
    readonly tensors: Readonly<Record<string, AnyTensor>>
    readonly unread?: readonly Unread[]
  }): E.Either<SafetensorsError, AnyTensor> => {
    const { tensors, unread = [] } = expectRecord(
      'Safetensors.lookup',
      'a content, as Safetensors.decode makes it',
      { tensors: 'object' },
      content,
    )
    if (Object.hasOwn(tensors, name)) return E.right(tensors[name])
    const found = unread.find((each) => each.name === name)
    if (found !== undefined) return E.left(refusal(found))
    const names = [...Object.keys(tensors), ...unread.map((each) => each.name)]
    return E.left({ _tag: 'MissingTensor', tensor: name, next: suggestion(names, name) })
  }
