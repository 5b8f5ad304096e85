/** WebAssembly in Node: a few primitives and a step of training. What the runtime computes is for `laws/engine/engine.ts` to say. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { expect, it } from 'vitest'
import { alike } from '../../laws/engine/programs.js'
import { checkAsync, engine, showReport } from '../../laws/index.js'
import * as D from '../../src/Diff.js'
import { onnxRuntimeWeb } from '../../src/OnnxRuntimeWeb.js'
import * as Loss from '../../src/Loss.js'
import * as O from '../../src/Optimizer.js'
import * as T from '../../src/Tensor.js'

it.each(['matmul', 'tanh', 'log1p', 'scatterAdd', 'argmax'])('computes %s in WebAssembly', async (only) => {
  const report = await checkAsync(engine(onnxRuntimeWeb(), { name: 'web' }), { only, numRuns: 2 })()
  expect(E.isLeft(report) ? showReport(report.left) : '').toBe('')
})

it('takes a step of Adam in WebAssembly', async () => {
  const adam = O.adam({ learningRate: 0.1 })
  const w = T.tensor([[0.5], [-0.25]])
  const inputs = T.tensor([
    [1, 2],
    [3, 4],
  ])
  const step = (x: { readonly w: T.Tensor<[2, 1]>; readonly state: any }) => {
    const cost = (v: T.Tensor<[2, 1]>) => Loss.mse(T.tensor([[1], [0]]))(pipe(inputs, T.matmul(v)) as any)
    const [updates, state] = adam.update(D.grad(cost)(x.w), x.state, x.w)
    return { w: O.apply(updates, x.w), state, loss: cost(x.w) }
  }
  const given = { w: w as T.Tensor<[2, 1]>, state: adam.init(w) as any }
  expect(await alike(onnxRuntimeWeb(), step as any, given)()).toEqual({ _tag: 'Holds' })
})
