/** Whether a model computes what the library does, within the rounding of its numbers. */
import { expect } from 'vitest'
import { near } from '../../laws/rounding.js'
import { float32, float64 } from '../../laws/perturbed.js'
import type { Tree } from '../../laws/tree.js'
import type { Precision } from '../../src/onnx/Emitter.js'
import * as T from '../../src/Tensor.js'
import type { Case } from './models.js'
import { open, single, type Runtime, type Values } from './run.js'

const mapped = (values: Values, f: (x: T.AnyTensor) => T.AnyTensor): Values =>
  Object.fromEntries(Object.entries(values).map(([name, x]) => [name, f(x)]))

/** Runs a case, and compares values, names and shapes. */
export const judge = async (
  runtime: Runtime,
  { name, model, values, f }: Case,
  precision: Precision,
): Promise<void> => {
  const given = precision === 'float32' ? mapped(values, single) : values
  const session = await open(runtime, model)
  try {
    const found = await session.run(given)
    const expected = f(given)
    const shapes = (all: Values) =>
      Object.entries(all)
        .map(([path, x]) => [path, T.shape(x)])
        .sort()
    expect(shapes(found), name).toEqual(shapes(expected))
    const machine = precision === 'float32' ? float32 : float64
    const verdict = near([f as (x: Values) => Tree], given, found as Tree, machine)
    expect(verdict, `${name}, ${precision}`).not.toHaveProperty('_tag', 'Violated')
  } finally {
    await session.release()
  }
}
