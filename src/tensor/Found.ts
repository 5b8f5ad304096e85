/**
 * Descriptions of values that are not tensors, for error messages: short and on one line.
 */

import { printable } from './Text.js'

const longest = 40

const text = (x: string): string => printable(x.length > longest ? `${x.slice(0, longest)}…` : x)

const record = (x: object, tag: string): string => {
  const keys = Object.keys(x)
  return tag !== 'Object'
    ? `a ${text(tag)}${tag === 'Promise' ? ' (await it)' : ''}${ArrayBuffer.isView(x) && isDetached(x) ? ' whose buffer was transferred (copy it before)' : ''}`
    : keys.length === 0
      ? 'an empty record'
      : `a record { ${text(keys.slice(0, 5).join(', '))}${keys.length > 5 ? ', …' : ''} }`
}

/** Whether the buffer of a view was transferred. Not every engine can say it, so a new view is tried. */
export const isDetached = (x: ArrayBufferView): boolean => {
  if (x.byteLength > 0) return false
  try {
    return new Uint8Array(x.buffer).length < 0
  } catch {
    return true
  }
}

/** A description of a value: `the number 4`, `an array of 2`, `a record { a, b }`, `undefined`. */
export const found = (x: unknown): string => {
  switch (typeof x) {
    case 'number':
      return `the number ${Object.is(x, -0) ? '-0' : String(x)}`
    case 'bigint':
      return `the bigint ${text(String(x))}`
    case 'string':
      return x === '' ? 'an empty text' : `the text "${text(x)}"`
    case 'symbol':
      return 'a symbol'
    case 'function':
      return 'a function'
    case 'object':
      return x === null
        ? 'null'
        : Array.isArray(x)
          ? x.length === 0
            ? 'an empty array'
            : `an array of ${x.length}`
          : record(x, Object.prototype.toString.call(x).slice(8, -1))
    default:
      return String(x)
  }
}

/** The description of a value where a tensor is expected, with a way to make one of it. */
export const foundNoTensor = (x: unknown): string =>
  typeof x === 'number'
    ? `${found(x)}. Make a tensor of it by T.scalar(${String(x)})`
    : Array.isArray(x) && x.length > 0
      ? `${found(x)}. Make a tensor of it by T.tensor([…])`
      : ArrayBuffer.isView(x) && !(x instanceof DataView)
        ? `${found(x)}. Make a tensor of it by T.fromArray(array, shape)`
        : typeof x === 'function'
          ? 'a function: call it first, or pass its result'
          : found(x)
