/**
 * The sample inputs of each primitive: arguments inside its domain and away from its kinks, and its edges.
 *
 * The record is exhaustive by type: a primitive without a sample does not compile.
 */
import type { Attributes } from '../../src/primitive/Table.js'
import { general } from './general.js'
import { pointwise } from './pointwise.js'
import type { Sample } from './sample.js'

/** The sample inputs of each primitive. */
export const samples: { readonly [Name in keyof Attributes]: Sample<Attributes[Name]> } = {
  ...pointwise,
  ...general,
}
