/**
 * Looking at the numbers of a value before it is computed with, under any number of readings.
 *
 * @since 0.1.0
 */
import { fail } from '../tensor/Errors.js'
import { dense, numbers, readingOf, toRead, type AnyTensor } from '../tensor/Value.js'
import type { Interpreter } from './Primitive.js'

/** The plain tensor inside a value: the primal of a dual number or of a value on a tape, all examples of a batch. A staged value has none. */
export const known = (x: AnyTensor): AnyTensor | undefined => {
  const reading = readingOf(x)
  if (reading === numbers) return x
  const [inner] = (reading as Interpreter).within(toRead(x))
  return (inner as AnyTensor | undefined) === undefined ? undefined : known(inner)
}

/** Refuses a value with an element for which something does not hold. A staged value passes: its numbers are not there yet. */
export const checkElements = (
  operation: string,
  expected: string,
  x: AnyTensor,
  holds: (v: number) => boolean,
): void => {
  const plain = known(x)
  const wrong = plain && dense(plain).find((v) => !holds(v))
  if (wrong !== undefined) fail(operation, expected, String(wrong))
}

/** Refuses values that are no integers from 0 to below a size. */
export const checkIndices = (operation: string, what: string, size: number, x: AnyTensor): void =>
  checkElements(
    operation,
    `${what} that are integers from 0 to ${size - 1}`,
    x,
    (i) => Number.isInteger(i) && i >= 0 && i < size,
  )
