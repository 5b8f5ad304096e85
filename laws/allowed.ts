/** What options of laws may be, besides what those of the library are. */
import * as fc from 'fast-check'
import type { Allowed } from '../src/codec/Options.js'

export const arbitrary: Allowed = {
  expected: 'an arbitrary of fast-check',
  holds: (u) => u instanceof fc.Arbitrary,
}
export const real: Allowed = { expected: 'a number', holds: (u) => typeof u === 'number' && !Number.isNaN(u) }
export const reals: Allowed = {
  expected: 'an array of numbers',
  holds: (u) => Array.isArray(u) && Array.from(u).every(real.holds),
}
export const dims: Allowed = {
  expected: 'an array of sizes and names',
  holds: (u) =>
    Array.isArray(u) && Array.from(u).every((d) => typeof d === 'string' || (Number.isInteger(d) && Number(d) >= 0)),
}
export const records: Allowed = {
  expected: 'an array of records, at least one',
  holds: (u) =>
    Array.isArray(u) &&
    u.length > 0 &&
    Array.from(u).every((each) => typeof each === 'object' && each !== null && !Array.isArray(each)),
}
