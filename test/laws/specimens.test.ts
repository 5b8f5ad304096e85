import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { specimens, type Specimen } from '../../laws/index.js'
import { bind, type Primitive } from '../../src/primitive/Primitive.js'
import { table } from '../../src/primitive/Table.js'
import { dense } from '../../src/tensor/Value.js'

describe('the specimens', () => {
  it('are exhaustive by type: a primitive without one does not compile', () => {
    const { neg: _, ...others } = specimens
    // @ts-expect-error: Property 'neg' is missing
    const incomplete: typeof specimens = others
    expect(Object.keys(incomplete)).toHaveLength(Object.keys(table).length - 1)
  })

  it.each(Object.keys(table) as (keyof typeof table)[])('of %s lie inside its domain: values are finite', (name) => {
    const specimen = specimens[name] as unknown as Specimen<unknown>
    const primitive = table[name] as unknown as Primitive<unknown>
    fc.assert(
      fc.property(specimen.applications, ({ args, attributes }) =>
        dense(bind(primitive, args, attributes)).every(Number.isFinite),
      ),
    )
  })
})
