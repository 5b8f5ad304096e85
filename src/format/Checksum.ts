/**
 * Safetensors files with a SHA-256 checksum of the whole file in their metadata, under `sha256`. It is computed with zeros in its own place and detects truncated and changed files.
 */
import { hex } from './Hex.js'
import * as E from 'fp-ts/lib/Either.js'
import type { Task } from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { decode as parse, encode as print, entire, type Content } from './Safetensors.js'
import type { SafetensorsError } from './safetensors/Errors.js'

/**
 * Why bytes are not an intact file of this library.
 *
 * @category model
 */
export type CorruptFile =
  /** They are truncated or not a safetensors file. */
  | { readonly _tag: 'NotSafetensors'; readonly error: SafetensorsError }
  /** They have no checksum. */
  | { readonly _tag: 'NoChecksum' }
  /** The checksum differs: the file was changed or written in part. */
  | { readonly _tag: 'WrongChecksum' }
  /** The checksum cannot be computed: browsers have SHA-256 only on pages loaded by https or from localhost. */
  | { readonly _tag: 'NoSha256' }

/** The metadata key of the checksum. */
export const SUM = 'sha256'

const zeros = '0'.repeat(64)
const [first, ...before] = new TextEncoder().encode(`,"${SUM}":"`)
const opening = 0x7b

/** The position of the checksum: the only place where these characters follow a comma or a brace, since inside a string there would be a backslash between. */
const placeOfSum = (file: Uint8Array): number => {
  const at = file.findIndex(
    (byte, i) => (byte === first || byte === opening) && before.every((each, k) => file[i + 1 + k] === each),
  )
  return at < 0 ? at : at + 1 + before.length
}

/** The bytes with another text at the position of the checksum. */
const withSum = (file: Uint8Array, at: number, sum: string): Uint8Array<ArrayBuffer> => {
  const copy = new Uint8Array(file)
  copy.set(new TextEncoder().encode(sum), at)
  return copy
}

const digest = async (file: Uint8Array<ArrayBuffer>): Promise<string> =>
  hex(new Uint8Array(await crypto.subtle.digest('SHA-256', file)), '')

/** The bytes of some content, with its checksum. */
export const withChecksum = ({ tensors, metadata }: Content): Task<Uint8Array> => {
  const file = new Uint8Array(print({ tensors, metadata: { ...metadata, [SUM]: zeros } }))
  return async () => withSum(file, placeOfSum(file), await digest(file))
}

/** The content of a file with a checksum, if it is intact. */
export const whole = (file: Uint8Array): TE.TaskEither<CorruptFile, Content> =>
  pipe(
    parse(file),
    E.chain(entire),
    E.mapLeft((error): CorruptFile => ({ _tag: 'NotSafetensors', error })),
    TE.fromEither,
    TE.chainFirst(({ metadata }) => async () => {
      const found = metadata[SUM]
      const at = found?.length === zeros.length ? placeOfSum(file) : -1
      if (at < 0) return E.left<CorruptFile>({ _tag: 'NoChecksum' })
      const expected = await digest(withSum(file, at, zeros)).catch(() => undefined)
      if (expected === undefined) return E.left<CorruptFile>({ _tag: 'NoSha256' })
      return expected === found ? E.right(undefined) : E.left<CorruptFile>({ _tag: 'WrongChecksum' })
    }),
  )
