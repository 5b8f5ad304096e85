/**
 * Limits of sizes: how many elements can be written out. A uniform tensor is stored as one number and has no limit.
 */
import { fail } from './Errors.js'
import { print, sizeOf, type Shape } from './Shape.js'

/** The largest number of elements of one buffer: 16 GiB. */
const MOST_ELEMENTS = 2 ** 31

/** The largest number of elements of arrays of JavaScript. V8 aborts the process not far above it. */
export const MOST_IN_ARRAYS = 2 ** 26

/** The number of elements of a shape, or a `NablaError` if they are too many to be written out. */
export const roomFor = (operation: string, sizes: Shape): number => {
  const count = sizeOf(sizes)
  return count <= MOST_ELEMENTS
    ? count
    : fail(operation, `at most ${MOST_ELEMENTS} elements that are not all equal`, `${count}, of shape ${print(sizes)}`)
}
