/**
 * The one primitive whose rule lives in its attributes: a value that somebody computed, joined to what it was computed from by a derivative that somebody gives.
 *
 * @since 0.1.0
 */
import { shape, dataOf, type AnyTensor } from '../tensor/Value.js'
import { apply, type Primitive } from './Primitive.js'
import { alike } from './Reduce.js'

/** A derivative in both directions, each linear in its second argument, and the same for many examples at once. */
export interface Rule {
  readonly tangent: (x: AnyTensor, t: AnyTensor) => AnyTensor
  readonly cotangent: (x: AnyTensor, c: AnyTensor) => AnyTensor
  readonly batched: () => Rule
}

/** y, whose derivative with respect to x is what the rule says */
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
