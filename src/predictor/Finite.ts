/**
 * Numbers with which nothing can be predicted.
 */
import { allFinite } from '../kernel/Sparse.js'
import { dense, type AnyTensor } from '../tensor/Value.js'

/** The numbers of a tensor that are not finite, in words, if there are any. */
export const notFinite = (x: AnyTensor): string | undefined => {
  const numbers = dense(x)
  if (allFinite(numbers)) return undefined
  const wrong = numbers.filter((number) => !Number.isFinite(number))
  return `${String(wrong[0])}${wrong.length === 1 ? '' : ` and ${wrong.length - 1} more`} among ${numbers.length} numbers`
}
