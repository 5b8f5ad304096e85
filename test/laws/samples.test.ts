import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { samples, type Sample } from '../../laws/index.js'
import { bind, type Primitive } from '../../src/primitive/Primitive.js'
import { table } from '../../src/primitive/Table.js'
import { dense } from '../../src/tensor/Value.js'

describe('the samples', () => {
  it('are exhaustive by type: a primitive without one does not compile', () => {
    const { neg: _, ...others } = samples
    // @ts-expect-error: Property 'neg' is missing
    const incomplete: typeof samples = others
    expect(Object.keys(incomplete)).toHaveLength(Object.keys(table).length - 1)
  })

  it.each(Object.keys(table) as (keyof typeof table)[])('of %s lie inside its domain: values are finite', (name) => {
    const sample = samples[name] as unknown as Sample<unknown>
    const primitive = table[name] as unknown as Primitive<unknown>
    fc.assert(
      fc.property(sample.applications, ({ args, attributes }) =>
        dense(bind(primitive, args, attributes)).every(Number.isFinite),
      ),
    )
  })
})
