/**
 * The sample inputs of each primitive: arguments inside its domain and away from its kinks, and its edges.
 *
 * The record is exhaustive by type: a primitive without a sample does not compile.
 */
import type { Attributes } from '../src/primitive/Table.js'
import { general } from './samples/general.js'
import { pointwise } from './samples/pointwise.js'
import type { Sample } from './samples/sample.js'

/** Where each primitive is tried. */
export const samples: { readonly [Name in keyof Attributes]: Sample<Attributes[Name]> } = {
  ...pointwise,
  ...general,
}
