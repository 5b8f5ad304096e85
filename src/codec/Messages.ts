/**
 * The messages of tagged errors: what was expected, what was found, where, and what to do.
 */
import type * as S from 'fp-ts/lib/Show.js'
import { fail } from '../tensor/Errors.js'
import { record as expectRecord } from '../tensor/Expect.js'
import { printable } from '../tensor/Text.js'
import { quoted } from './Words.js'

interface Tagged {
  readonly _tag: string
}

/** The message of each error of a union, by its tag; several lines are an array. */
export type Messages<E extends Tagged> = {
  readonly [Tag in E['_tag']]: (error: Extract<E, { readonly _tag: Tag }>) => string | readonly string[]
}

/** The lines of the message of an error, without control characters. */
export const linesOf = <E extends Tagged>(messages: Messages<E>, error: E): readonly string[] => {
  const message = messages[error._tag as E['_tag']](error as never)
  return (typeof message === 'string' ? [message] : message).map(printable)
}

/** The `Show` of a union of errors. */
export const showTagged = <E extends Tagged>(operation: string, messages: Messages<E>): S.Show<E> => ({
  show: (error) => {
    const { _tag } = expectRecord(operation, 'an error', { _tag: 'string' }, error)
    return Object.hasOwn(messages, _tag)
      ? linesOf(messages, error).join('\n')
      : fail(operation, 'an error of a known tag', quoted(_tag))
  },
})

/** 47040016 as `47,040,016`; a number beyond 2⁵³ is rounded. */
export const grouped = (n: number | bigint): string =>
  typeof n === 'bigint' || Number.isSafeInteger(n)
    ? n.toLocaleString('en-US')
    : Number.isFinite(n)
      ? `about ${n.toPrecision(2)}`
      : 'infinitely many'

/** A number of things, such as `1 byte` and `2 bytes`. */
export const counted = (n: number | bigint, noun: string, plural = `${noun}s`): string =>
  `${grouped(n)} ${Number(n) === 1 ? noun : plural}`

/** The first sizes of a shape: a damaged header may have 255. */
export const shapeOf = (shape: readonly number[]): string =>
  `[${shape.slice(0, 6).join(', ')}${shape.length > 6 ? ', …' : ''}]`
