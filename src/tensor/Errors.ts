/**
 * The error of the library: a `NablaError` for what the types rule out, or a constructor refuses.
 *
 * Failures of the outside world (files, options, a diverging run) are values instead: see `format/Errors` and `train/Run`.
 */
import { printable } from './Text.js'

/**
 * A misuse: the operation, what it expected and what it found.
 *
 * @category model
 */
export interface NablaError extends Error {
  readonly _tag: 'NablaError'
  readonly operation: string
  readonly expected: string
  readonly found: string
}

/**
 * Throws a `NablaError` with the message `operation: expected …, found …`, on one line.
 *
 * @category constructors
 */
export const fail = (operation: string, expected: string, found: string): never => {
  const parts = { operation: printable(operation), expected: printable(expected), found: printable(found) }
  throw Object.assign(new Error(`${parts.operation}: expected ${parts.expected}, found ${parts.found}`), {
    name: 'NablaError',
    _tag: 'NablaError' as const,
    ...parts,
  })
}

/**
 * Whether a caught value is a `NablaError`.
 *
 * @category refinements
 */
export const isNablaError = (e: unknown): e is NablaError =>
  e instanceof Error && '_tag' in e && e._tag === 'NablaError'
