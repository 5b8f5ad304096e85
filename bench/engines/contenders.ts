/**
 * Those who take part. `nabla-ts` first: what is measured; then its yardsticks and its peers.
 */
import { join } from 'node:path'
import { env } from 'node:process'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import * as Objective from 'nabla-ts/Objective'
import * as O from 'nabla-ts/Optimizer'
import { onnxRuntime } from 'nabla-ts/OnnxRuntime'
import { onnxRuntimeWeb } from 'nabla-ts/OnnxRuntimeWeb'
import * as T from 'nabla-ts/Tensor'
import { trainer as plainTrainer } from '../yardstick/plainLoops.js'
import type { Contender, Program } from './Contender.js'
import { stagedFold, stagedStep } from './library.js'
import { handwrittenFold, handwrittenStep, product } from './onnx.js'
import { floats, learningRateOf, order, sizesOf, start } from './task.js'

/** The library's step on its own interpreter. */
const interpreter: Contender = {
  name: 'interpreter',
  setup: async (task, data) => {
    if (task.threads > 1) return 'one thread only'
    const sizes = sizesOf(task)
    const { count, labels } = data
    const all = floats(data)
    const next = order(count)
    const tensors = start(task).map(({ weight, bias }, i) => ({
      weight: T.fromArray(weight, [sizes[i], sizes[i + 1]]),
      bias: T.fromArray(bias, [sizes[i + 1]]),
    }))
    type Params = typeof tensors
    const digit = Objective.multiclass(10)
    const network =
      (params: Params) =>
      (x: T.Tensor<[number, number]>): T.Tensor<[number, 10]> =>
        params.reduce((h: T.Tensor<[number, number]>, { weight, bias }, i) => {
          const z = pipe(h, T.matmul(weight), T.add(bias))
          return i < params.length - 1 ? A.relu(z) : z
        }, x) as T.Tensor<[number, 10]>
    const advance = <F extends O.StateFunction>(optimizer: O.Optimizer<F>) => {
      let params: Params = tensors
      let state = optimizer.init(params)
      return async (steps: number): Promise<number> => {
        let loss = Number.NaN
        for (let s = 0; s < steps; s++) {
          const rows = [...next(task.batch)]
          const pixels = new Float64Array(rows.length * sizes[0])
          rows.forEach((row, i) => pixels.set(all.subarray(row * sizes[0], (row + 1) * sizes[0]), i * sizes[0]))
          const x = T.fromArray(pixels, [rows.length, sizes[0]])
          const targets = T.fromArray(
            rows.map((row) => labels[row]),
            [rows.length],
          )
          const { value, gradient } = D.valueAndGrad((p: Params) => digit.loss(targets)(network(p)(x)))(params)
          const [updates, after] = optimizer.update(gradient, state, params)
          params = O.apply(updates, params)
          state = after
          loss = T.toNumber(value)
        }
        return loss
      }
    }
    const learningRate = learningRateOf(task)
    return { run: task.optimizer === 'sgd' ? advance(O.sgd({ learningRate })) : advance(O.adam({ learningRate })) }
  },
}

const plainLoops: Contender = {
  name: 'plain loops',
  ownStart: true,
  setup: async (task, { bytes, labels }) => {
    if (task.network !== '784-100-10') return 'written for 784-100-10 only'
    if (task.threads > 1) return 'one thread only'
    const { optimizer, batch } = task
    const { step } = plainTrainer({
      images: bytes,
      labels,
      batch,
      optimizer,
      learningRate: learningRateOf(task),
      seed: 1,
    })
    return {
      run: async (steps) => {
        let loss = Number.NaN
        for (let s = 0; s < steps; s++) loss = step()
        return loss
      },
    }
  },
}

/** The ones of this program. */
export const contenders: readonly Contender[] = [
  stagedFold('nabla-ts fold', (threads) => onnxRuntime({ threads })),
  stagedStep('nabla-ts step', (threads) => onnxRuntime({ threads })),
  stagedFold('nabla-ts fold, web', () => onnxRuntimeWeb()),
  interpreter,
  handwrittenFold('hand-written fold', 'node'),
  handwrittenFold('hand-written fold, bytes', 'node', { images: 'uint8' }),
  handwrittenFold('hand-written fold, own layout', 'node', { images: 'uint8', sums: true, transposed: true }),
  handwrittenStep('hand-written step', 'node'),
  handwrittenFold('hand-written fold, web', 'web'),
  product('MatMul 1024³', 1024),
  plainLoops,
]

const peer = (name: string, script: string, ...options: readonly string[]): Program => ({
  name,
  commands: [[process.execPath, join('bench', 'peers', script), ...options]],
  needs: {
    file: join('bench', 'peers', 'node_modules', '@tensorflow'),
    otherwise: 'not installed: npm ci --prefix bench/peers',
  },
})

const python = env['PYTHON'] === undefined ? ['python3', '/usr/bin/python3'] : [env['PYTHON']]

/** The ones of others. */
export const programs: readonly Program[] = [
  { name: 'PyTorch', commands: python.map((command) => [command, join('bench', 'pytorch.py')]) },
  peer('jax-js', 'jaxjs.mjs'),
  peer('TensorFlow.js', 'tfjs.mjs'),
  peer('TensorFlow.js by hand', 'tfjs.mjs', '--by-hand'),
]
