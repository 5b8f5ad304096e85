/**
 * Records of options, checked at run time: a misspelt option is refused, never ignored.
 */
import { fail } from '../tensor/Errors.js'
import { isTensor } from '../tensor/Value.js'
import { nearestOffer } from './Nearest.js'
import { isRecord, listed, quoted, shown } from './Words.js'

/** Marks a record that holds the options of several functions, of which each takes its own. */
export const everyOption: unique symbol = Symbol('nabla-ts: options of several functions')

/**
 * The options as they are, if they are a record with no keys but those known.
 *
 * - **Errors** a `NablaError` that lists the options there are, and names the one that was probably meant.
 */
export const knownOptions = <A extends object>(operation: string, known: readonly string[], options: A): A => {
  const refused = (found: string): never =>
    fail(operation, `a record of options${known.length === 0 ? ' without keys' : `, of ${listed(known)}`}`, found)
  if (isTensor(options)) return refused('a tensor')
  if (!isRecord(options)) return refused(shown(options))
  const unknown = Object.keys(options).find((key) => !known.includes(key))
  if (unknown === undefined || everyOption in options) return options
  const next = nearestOffer(known, unknown)
  return refused(`the key ${quoted(unknown)}${next === undefined ? '' : `. ${next}`}`)
}
