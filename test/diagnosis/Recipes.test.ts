import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { onnxRuntime } from '../../src/OnnxRuntime.js'
import * as Seed from '../../src/Seed.js'
import type * as Train from '../../src/Train.js'
import { end, hidden, recipes, type Expected, type Recipe } from './recipes.js'

const fits = (found: Train.Origin | undefined, expected: Expected): boolean => {
  if (found === undefined || found._tag === 'Constant' || found.part !== expected.part) return false
  if (!('primitive' in expected)) return found._tag === 'Input'
  return (
    found._tag === 'Operation' &&
    [expected.primitive].flat().includes(found.primitive) &&
    found.phase === expected.phase &&
    (typeof expected.layer === 'string' ? found.layer === expected.layer : expected.layer.test(found.layer))
  )
}

const hold = (recipe: Recipe, stop: Train.Stop<unknown, unknown> | undefined): void => {
  if (stop?._tag !== 'NonFinite') return expect.fail(`it should diverge, and ends with ${stop?._tag ?? 'all well'}`)
  const { origin, causes } = stop.diagnosis
  expect(
    recipe.origin.some((expected) => fits(origin, expected)),
    JSON.stringify(origin),
  ).toBe(true)
  expect(causes.map(({ _tag }) => _tag)[0], JSON.stringify(causes)).toBe(recipe.cause)
  expect(causes[0]).toMatchObject(recipe.at ?? {})
}

const seeds = fc.integer().map(Seed.fromNumber)

describe('what diverges is diagnosed', () => {
  it.each(recipes.filter(({ precisions }) => precisions.includes('float64')))('$name, in float64', async (recipe) => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => hold(recipe, await end(recipe, seed))),
      { numRuns: 5 },
    )
  })

  it.each(recipes.filter(({ precisions }) => precisions.includes('float32')))(
    '$name, by ONNX Runtime in float32',
    async (recipe) => {
      await fc.assert(
        fc.asyncProperty(seeds, async (seed) => hold(recipe, await end(recipe, seed, onnxRuntime()))),
        { numRuns: 3 },
      )
    },
  )

  it('what the rules of derivatives make finite does not diverge, on an engine neither', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        for (const engine of [undefined, onnxRuntime()]) expect(await end(hidden, seed, engine, 10)).toBeUndefined()
      }),
      { numRuns: 3 },
    )
  })
})
