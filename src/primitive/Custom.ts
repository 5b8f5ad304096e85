/**
 * The primitive of custom derivatives: it connects an input to a value computed elsewhere, by a derivative rule in its attributes.
 */
import { shape, dataOf, type AnyTensor } from '../tensor/Value.js'
import { apply, type Primitive } from './Primitive.js'
import { alike } from './Reduce.js'

/** A derivative in both directions, each linear in its second argument, with its batched form. */
export interface Rule {
  readonly tangent: (x: AnyTensor, t: AnyTensor) => AnyTensor
  readonly cotangent: (x: AnyTensor, c: AnyTensor) => AnyTensor
  readonly batched: () => Rule
}

/** y, with the rule as its derivative with respect to x */
export const custom: Primitive<Rule> = {
  name: 'custom',
  shape: (_, __, y) => shape(y),
  value: (_, __, y) => dataOf(y),
  derivative: {
    tangent: (t, i, { tangent }, _, x) => (i === 0 ? tangent(x, t) : undefined),
    cotangent: (c, i, { cotangent }, _, x) => (i === 0 ? cotangent(x, c) : undefined),
  },
  batch: (batched, rule, x, y) => apply(custom, rule.batched(), ...alike(batched, x, y)),
}
