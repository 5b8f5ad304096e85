/**
 * TensorFlow.js on its WebAssembly backend (SIMD): `tf.train` as its pages show it, or, with `--by-hand`, with a gradient written by hand in which transposes are made
 * before the products, since the backend is slow at products of transposed matrices. Fused layers are no faster.
 */
import * as tf from '@tensorflow/tfjs'
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm'
import { byHand, serve, skip, task } from './serve.mjs'

const { sizes, learningRate, optimizer, batch, threads } = task
setThreadsCount(threads)
await tf.setBackend('wasm')
await tf.ready()
if (threads > 1 && !(await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')))
  skip('TensorFlow.js has one thread in Node')

const params = task.params().map(({ weight, bias }, i) => ({
  w: tf.variable(tf.tensor2d(weight, [sizes[i], sizes[i + 1]]), true, `w${i}`),
  b: tf.variable(tf.tensor1d(bias), true, `b${i}`),
}))
const pixels = task.images()
const count = pixels.length / sizes[0]
const images = tf.tensor2d(pixels, [count, sizes[0]])
const targets = tf.tensor2d(task.targets(), [count, 10])
const next = task.batches(count)
const trainer = optimizer === 'sgd' ? tf.train.sgd(learningRate) : tf.train.adam(learningRate, 0.9, 0.999, 1e-8)

const layer = (h, { w, b }, i) => {
  const z = tf.add(tf.matMul(h, w), b)
  return i < params.length - 1 ? tf.relu(z) : z
}

const automatic = (x, t) => trainer.minimize(() => tf.losses.softmaxCrossEntropy(t, params.reduce(layer, x)), true)

const written = (x, t) => {
  const h = [x]
  params.forEach((p, i) => h.push(layer(h[i], p, i)))
  const logs = tf.logSoftmax(h.pop())
  const gradient = {}
  let d = tf.mul(tf.sub(tf.exp(logs), t), 1 / batch)
  for (let i = params.length - 1; i >= 0; i--) {
    gradient[`w${i}`] = tf.matMul(tf.transpose(h[i]), d)
    gradient[`b${i}`] = tf.sum(d, 0)
    if (i > 0) d = tf.mul(tf.matMul(d, tf.transpose(params[i].w)), tf.step(h[i]))
  }
  trainer.applyGradients(gradient)
  return tf.mul(tf.sum(tf.mul(logs, t)), -1 / batch)
}

const step = byHand ? written : automatic

await serve(byHand ? 'TensorFlow.js by hand' : 'TensorFlow.js', tf.version.tfjs, async (steps) => {
  let last
  for (let s = 0; s < steps; s++) {
    last?.dispose()
    last = tf.tidy(() => {
      const rows = tf.tensor1d(next(), 'int32')
      return step(tf.gather(images, rows), tf.gather(targets, rows))
    })
  }
  return (await last.data())[0]
})
