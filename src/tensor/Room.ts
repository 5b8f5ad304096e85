/**
 * How many elements are written out, and what is said where there is no room for them. A tensor whose elements are all equal is one number, of any size.
 */
import { fail } from './Errors.js'
import { print, sizeOf, type Shape } from './Shape.js'

/** The most elements of one buffer: 16 GiB. */
const MOST_ELEMENTS = 2 ** 31

/** The most elements of arrays of JavaScript; V8 ends the process at twice as many. */
export const MOST_IN_ARRAYS = 2 ** 26

/** How many elements a shape has, if they can be written out. */
export const roomFor = (operation: string, sizes: Shape): number => {
  const count = sizeOf(sizes)
  return count <= MOST_ELEMENTS
    ? count
    : fail(operation, `at most ${MOST_ELEMENTS} elements that are not all equal`, `${count}, of shape ${print(sizes)}`)
}
