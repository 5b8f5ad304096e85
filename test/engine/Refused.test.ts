/** Models that a runtime refuses: what is said is what is wrong with them. */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { Show } from '../../src/Engine.js'
import * as Onnx from '../../src/Onnx.js'
import { onnxRuntime } from '../../src/OnnxRuntime.js'
import { onnxRuntimeWeb } from '../../src/OnnxRuntimeWeb.js'
import { classes, foreign, type Foreign } from './foreign.js'

const refused: readonly (readonly [string, Foreign, RegExp])[] = [
  [
    'half precision',
    { operator: 'Relu', element: 10 },
    /"x", one of its inputs, is of float16 elements.*Export the model with float32/,
  ],
  ['bfloat16', { operator: 'Exp', element: 16 }, /found Exp of operator set 13, .*bfloat16.*float32/],
  [
    'ZipMap',
    { operator: 'ZipMap', domain: 'ai.onnx.ml', isMaps: true, attributes: classes },
    /"y", one of its outputs, is no tensor.*without ZipMap/,
  ],
  ['text', { operator: 'Identity', element: 8 }, /is of string elements.*of numbers/],
  ['an operator of another domain', { operator: 'Foo', domain: 'com.example' }, /found Foo of the domain com\.example/],
  ['an operator that there is not', { operator: 'Foo' }, /operator set 17, found Foo/],
  [
    'a later operator set',
    { operator: 'Relu', operatorSet: 99 },
    /operator set \d+ or below, found 99\. .*newer runtime/,
  ],
  ['a later format', { operator: 'Relu', irVersion: 99 }, /IR version \d+ or below, found 99\. .*newer runtime/],
]

describe.each([onnxRuntime(), onnxRuntimeWeb()])('$name', (engine) => {
  it.each(refused)('names %s', async (_, model, words) => {
    const loaded = await Onnx.load(engine)(foreign(model))()
    expect(E.isLeft(loaded) && Show.show(loaded.left)).toMatch(words)
  })

  it('says that a model is cut short', async () => {
    const loaded = await Onnx.load(engine)(foreign({ operator: 'Relu' }).subarray(0, 40))()
    expect(E.isLeft(loaded) && Show.show(loaded.left)).toContain('The file is cut short, changed or of another format')
  })

  it('reads a model of the newest operator set that it knows', async () => {
    expect(E.isRight(await Onnx.load(engine)(foreign({ operator: 'Relu', operatorSet: 24 }))())).toBe(true)
  })
})
