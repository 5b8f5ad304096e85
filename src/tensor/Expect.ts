/**
 * Checks of arguments for callers without types. Each returns its argument, or throws a `NablaError` with what was expected and found.
 */
import { fail } from './Errors.js'
import { found, isDetached } from './Found.js'
import { print } from './Shape.js'
import { isTensor, noTensor, shape, type AnyTensor } from './Value.js'

/** A description of any value, tensors included. */
export const describe = (x: unknown): string => (isTensor(x) ? `a tensor of shape ${print(shape(x))}` : found(x))

/** A tensor. */
export const tensor = <X extends AnyTensor>(operation: string, x: X): X => (isTensor(x) ? x : noTensor(operation, x))

/** A number; NaN and the infinities are numbers. */
export const number = (operation: string, x: number, what = 'a number'): number =>
  typeof x === 'number' ? x : fail(operation, what, describe(x))

/** A text. */
export const text = (operation: string, x: string, what = 'a text'): string =>
  typeof x === 'string' ? x : fail(operation, what, describe(x))

/** A function. */
export const fn = <F>(operation: string, f: F, what = 'a function'): F =>
  typeof f === 'function' ? f : fail(operation, what, describe(f))

/** An array without holes, which `map`, `every` and `flat` skip. */
export const array = <X extends readonly unknown[]>(operation: string, x: X, what = 'an array'): X =>
  !Array.isArray(x)
    ? fail(operation, what, describe(x))
    : x.includes(undefined)
      ? fail(operation, `${what} without holes`, `nothing at [${x.findIndex((e) => e === undefined)}]`)
      : x

/** The kinds of fields of a record. */
export type Kind = 'any' | 'array' | 'boolean' | 'function' | 'number' | 'object' | 'string' | 'tensor'

const nouns: Readonly<Record<Kind, string>> = {
  any: 'a value',
  array: 'an array',
  boolean: 'true or false',
  function: 'a function',
  number: 'a number',
  object: 'a record',
  string: 'a text',
  tensor: 'a tensor',
}

const isOf = (kind: Kind, x: unknown): boolean =>
  kind === 'any'
    ? x !== undefined
    : kind === 'array'
      ? Array.isArray(x) && !x.includes(undefined)
      : kind === 'tensor'
        ? isTensor(x)
        : kind === 'object'
          ? typeof x === 'object' && x !== null
          : typeof x === kind

/** A record, or a function, with fields of given kinds; a question mark after a kind makes the field optional. `what` describes the record. */
export const record = <X>(
  operation: string,
  what: string,
  kinds: Readonly<Record<string, Kind | `${Kind}?`>>,
  x: X,
): X => {
  if ((typeof x !== 'object' && typeof x !== 'function') || x === null || isTensor(x))
    return fail(operation, what, isTensor(x) ? describe(x) : found(x))
  const wrong = Object.entries(kinds).find(([key, kind]) => {
    const value = (x as Readonly<Record<string, unknown>>)[key]
    return kind.endsWith('?')
      ? value !== undefined && !isOf(kind.slice(0, -1) as Kind, value)
      : !isOf(kind as Kind, value)
  })
  if (wrong === undefined) return x
  const [key, kind] = wrong
  return fail(
    operation,
    `${what}, with ${nouns[kind.replace('?', '') as Kind]} as its "${key}"`,
    `${describe((x as Readonly<Record<string, unknown>>)[key])} there`,
  )
}

/** Bytes. */
export const bytes = (operation: string, x: Uint8Array): Uint8Array =>
  x instanceof Uint8Array && !isDetached(x) ? x : fail(operation, 'bytes, as a Uint8Array', describe(x))
