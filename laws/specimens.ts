/**
 * For each primitive, where it is tried: arguments inside its domain and away from its kinks; and its edges, as data.
 *
 * The record is exhaustive by type: a primitive without a specimen does not compile.
 */
import type { Attributes } from '../src/primitive/Table.js'
import { general } from './specimens/general.js'
import { pointwise } from './specimens/pointwise.js'
import type { Specimen } from './specimens/specimen.js'

/** Where each primitive is tried. */
export const specimens: { readonly [Name in keyof Attributes]: Specimen<Attributes[Name]> } = {
  ...pointwise,
  ...general,
}
