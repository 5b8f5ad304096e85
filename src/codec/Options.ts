/**
 * Records of options, checked at run time: a misspelt option is refused, never ignored, and so is a value of another kind.
 */
import { fail } from '../tensor/Errors.js'
import { isTensor } from '../tensor/Value.js'
import { nearestOffer } from './Nearest.js'
import { isRecord, listed, quoted, shown } from './Words.js'

/** Marks a record that holds the options of several functions, of which each takes its own. */
export const everyOption: unique symbol = Symbol('nabla-ts: options of several functions')

/** The values of an option: a predicate, and its description in errors. */
export interface Allowed {
  readonly expected: string
  readonly holds: (u: unknown) => boolean
}

/** One of some texts. */
export const oneOfTexts = (...texts: readonly string[]): Allowed => ({
  expected: `one of ${texts.map((text) => JSON.stringify(text)).join(', ')}`,
  holds: (u) => texts.some((text) => text === u),
})

/** An integer between two bounds, which are included. */
export const integer = (least: number, most: number = Number.MAX_SAFE_INTEGER): Allowed => ({
  expected: most === Number.MAX_SAFE_INTEGER ? `an integer from ${least} on` : `an integer from ${least} to ${most}`,
  holds: (u) => Number.isInteger(u) && (u as number) >= least && (u as number) <= most,
})

export const precisions = oneOfTexts('float32', 'float64')

/** A value that the function itself checks. */
export const any: Allowed = { expected: 'a value', holds: () => true }
export const flag: Allowed = { expected: 'true or false', holds: (u) => typeof u === 'boolean' }
export const text: Allowed = { expected: 'a text', holds: (u) => typeof u === 'string' }
export const texts: Allowed = {
  expected: 'an array of texts',
  holds: (u) => Array.isArray(u) && Array.from(u).every((each) => typeof each === 'string'),
}
export const record: Allowed = { expected: 'a record', holds: (u) => isRecord(u) && !isTensor(u) }
export const textsByName: Allowed = {
  expected: 'a record of texts',
  holds: (u) => record.holds(u) && Object.values(u as object).every((each) => typeof each === 'string'),
}
export const numbersByName: Allowed = {
  expected: 'a record of numbers',
  holds: (u) => record.holds(u) && Object.values(u as object).every((each) => typeof each === 'number'),
}
export const tensorsByName: Allowed = {
  expected: 'a record of tensors',
  holds: (u) => record.holds(u) && Object.values(u as object).every(isTensor),
}
export const fn: Allowed = { expected: 'a function', holds: (u) => typeof u === 'function' }

/** Options by name: their values, or the names alone if the function checks the values. */
export type Known = readonly string[] | Readonly<Record<string, Allowed>>

const isNames = (known: Known): known is readonly string[] => Array.isArray(known)

/**
 * The options as they are, if they are a record with no keys but those known and with values that are allowed. An `undefined` option is one left out.
 *
 * - **Errors** a `NablaError` that lists the options there are, and names the one that was probably meant, or that says what the option may be.
 */
export const knownOptions = <A extends object>(operation: string, known: Known, options: A): A => {
  const names = isNames(known) ? known : Object.keys(known)
  const refused = (found: string): never =>
    fail(operation, `a record of options${names.length === 0 ? ' without keys' : `, of ${listed(names)}`}`, found)
  if (isTensor(options)) return refused('a tensor')
  if (!isRecord(options)) return refused(shown(options))
  const unknown = Object.keys(options).find((key) => !names.includes(key))
  if (unknown !== undefined && !(everyOption in options)) {
    const next = nearestOffer(names, unknown)
    return refused(`the key ${quoted(unknown)}${next === undefined ? '' : `. ${next}`}`)
  }
  if (isNames(known)) return options
  const values: Readonly<Record<string, unknown>> = options as never
  const wrong = names.find((name) => values[name] !== undefined && !known[name].holds(values[name]))
  return wrong === undefined ? options : fail(operation, `${known[wrong].expected} as "${wrong}"`, shown(values[wrong]))
}
