/**
 * Checks of the numbers of a value before an operation, under any nesting of interpreters.
 */
import { fail } from '../tensor/Errors.js'
import { dense, numbers, interpreterOf, toTraced, type AnyTensor } from '../tensor/Value.js'
import type { Interpreter } from './Primitive.js'

/** The plain tensor inside a value: the primal of a dual number or of a value on a tape, all examples of a batch; `undefined` for a staged value. */
export const known = (x: AnyTensor): AnyTensor | undefined => {
  const owner = interpreterOf(x)
  if (owner === numbers) return x
  const [inner] = (owner as Interpreter).within(toTraced(x))
  return (inner as AnyTensor | undefined) === undefined ? undefined : known(inner)
}

/** Throws if the predicate is false for an element. A staged value passes, since it has no numbers. */
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

/** Throws unless all elements are integers from 0 to below a size. */
export const checkIndices = (operation: string, what: string, size: number, x: AnyTensor): void =>
  checkElements(
    operation,
    `${what} that are integers from 0 to ${size - 1}`,
    x,
    (i) => Number.isInteger(i) && i >= 0 && i < size,
  )
