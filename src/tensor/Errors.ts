/**
 * The one error of the library: what the types rule out, or a constructor refuses, throws a `NablaError`.
 *
 * What the world can do (files, options, a diverging run) is never thrown: it is a value, see `format/Errors` and `train/Run`.
 */
import { printable } from './Text.js'

/**
 * A misuse, in words and in parts: which operation, what it expected and what it was given.
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
 * Throws a `NablaError` whose message reads `operation: expected …, found …`, on one line whatever names it quotes.
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
