/**
 * Checks of the numbers of a value before an operation, under any nesting of interpreters.
 */
import { fail } from '../tensor/Errors.js'
import { dense, numbers, interpreterOf, toTraced, type AnyTensor } from '../tensor/Value.js'
import type { Check, Interpreter } from './Primitive.js'

/** The plain tensor inside a value: the primal of a dual number or of a value on a tape, all examples of a batch; `undefined` for a staged value. */
export const known = (x: AnyTensor): AnyTensor | undefined => {
  const owner = interpreterOf(x)
  if (owner === numbers) return x
  const [inner] = (owner as Interpreter).within(toTraced(x))
  return (inner as AnyTensor | undefined) === undefined ? undefined : known(inner)
}

/**
 * Checks the numbers of a value: those of the plain tensor inside it, at once; those of an input of a staged function before each run. A value computed in a staged function passes.
 */
export const check = (x: AnyTensor, test: Check): void => {
  const owner = interpreterOf(x)
  if (owner === numbers) return test(x)
  const { require, within } = owner as Interpreter
  if (require !== undefined) return require(toTraced(x), test)
  const [inner] = within(toTraced(x))
  if ((inner as AnyTensor | undefined) !== undefined) check(inner, test)
}

/** Throws if the predicate is false for an element; see `check`. */
export const checkElements = (operation: string, expected: string, x: AnyTensor, holds: (v: number) => boolean): void =>
  check(x, (plain) => {
    const wrong = dense(plain).find((v) => !holds(v))
    if (wrong !== undefined) fail(operation, expected, String(wrong))
  })

/** Throws unless all elements are integers from 0 to below a size. */
export const checkIndices = (operation: string, what: string, size: number, x: AnyTensor): void =>
  checkElements(
    operation,
    `${what} that are integers from 0 to ${size - 1}`,
    x,
    (i) => Number.isInteger(i) && i >= 0 && i < size,
  )
