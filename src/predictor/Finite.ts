/**
 * Checks for non-finite parameters.
 */
import { allFinite } from '../kernel/Sparse.js'
import { dense, type AnyTensor } from '../tensor/Value.js'

/** A description of the non-finite elements of a tensor, if there are any. */
export const notFinite = (x: AnyTensor): string | undefined => {
  const numbers = dense(x)
  if (allFinite(numbers)) return undefined
  const wrong = numbers.filter((number) => !Number.isFinite(number))
  return `${String(wrong[0])}${wrong.length === 1 ? '' : ` and ${wrong.length - 1} more`} among ${numbers.length} numbers`
}
