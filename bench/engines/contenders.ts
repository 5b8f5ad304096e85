/**
 * Those who take part. `nabla-ts` first: what is measured; then its yardsticks and its peers.
 */
import { join } from 'node:path'
import { env } from 'node:process'
import { onnxRuntime } from 'nabla-ts/OnnxRuntime'
import { onnxRuntimeWeb } from 'nabla-ts/OnnxRuntimeWeb'
import * as T from 'nabla-ts/Tensor'
import { trainer as plainTrainer } from '../yardstick/plainLoops.js'
import type { Contender, Program } from './Contender.js'
import { optimizerOf, stagedFold, stagedStep, training } from './library.js'
import { handwrittenFold, handwrittenStep, product } from './onnx.js'
import { learningRateOf, order } from './task.js'

/** The library's step on its own reference engine. */
const reference: Contender = {
  name: 'reference',
  setup: async (task, data) => {
    if (task.threads > 1) return 'one thread only'
    const { data: all, state: first, step } = training(optimizerOf(task), task, data)
    const next = order(data.count)
    let state = first
    return {
      run: async (steps) => {
        let loss = Number.NaN
        for (let s = 0; s < steps; s++) {
          const [after, value] = step(state, T.fromArray(next(task.batch), [task.batch]), all)
          state = after
          loss = T.toNumber(value)
        }
        return loss
      },
    }
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
  reference,
  handwrittenFold('hand-written fold', 'node'),
  handwrittenFold('hand-written fold, bytes', 'node', { images: 'uint8' }),
  handwrittenFold('hand-written fold, transposed', 'node', { images: 'uint8', sums: true, transposed: true }),
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
