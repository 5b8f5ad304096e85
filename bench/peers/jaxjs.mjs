/**
 * jax-js, on its WebAssembly backend, at its best: the whole step in one `jit`, and one wait for each. What was tried and was slower, at batch 128: taking the rows inside
 * the `jit` or in one of their own (0.8–0.9 times as fast), weights as `[out, in]`, not waiting for each step; a gradient written by hand is as fast as `valueAndGrad`.
 */
import { readFileSync } from 'node:fs'
import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax'
import { serve, skip, task } from './serve.mjs'

const { sizes, learningRate, optimizer, batch, threads } = task
if (threads > 1) skip('jax-js has one thread in Node')
await init('wasm')
defaultDevice('wasm')

const beta1 = 0.9
const beta2 = 0.999
const epsilon = 1e-8

const array = (data, shape) => np.array(data).reshape(shape)

const loss = (params, x, t) => {
  const layer = (h, { w, b }, i) => {
    const z = np.matmul(h, w).add(b)
    return i < params.length - 1 ? nn.relu(z) : z
  }
  return nn
    .logSoftmax(params.reduce(layer, x), -1)
    .mul(t)
    .sum()
    .mul(-1 / batch)
}

const sgd = ({ params }, x, t) => {
  const [value, gradient] = valueAndGrad(loss)(tree.ref(params), x, t)
  return [{ params: tree.map((p, g) => p.sub(g.mul(learningRate)), params, gradient) }, value]
}

/** Kingma and Ba's, with the corrections carried as `1 − βᵗ` and folded into scalars. */
const adam = ({ params, m, v, c1, c2 }, x, t) => {
  const [value, gradient] = valueAndGrad(loss)(tree.ref(params), x, t)
  const mean = tree.map((old, g) => old.mul(beta1).add(g.mul(1 - beta1)), m, tree.ref(gradient))
  const square = tree.map((old, g) => old.mul(beta2).add(g.ref.mul(g).mul(1 - beta2)), v, gradient)
  const weight1 = c1.mul(beta1).add(1 - beta1)
  const weight2 = c2.mul(beta2).add(1 - beta2)
  const root = np.sqrt(weight2.ref)
  const rate = root.ref.div(weight1.ref).mul(learningRate)
  const offset = root.mul(epsilon)
  const moved = tree.map(
    (p, mi, vi) => p.sub(mi.mul(rate.ref).div(np.sqrt(vi).add(offset.ref))),
    params,
    tree.ref(mean),
    tree.ref(square),
  )
  rate.dispose()
  offset.dispose()
  return [{ params: moved, m: mean, v: square, c1: weight1, c2: weight2 }, value]
}

const params = task.params().map(({ weight, bias }, i) => ({
  w: array(weight, [sizes[i], sizes[i + 1]]),
  b: np.array(bias),
}))
const zeros = () => tree.map((p) => np.zerosLike(p), tree.ref(params))

const step = jit(optimizer === 'sgd' ? sgd : adam)
let state = optimizer === 'sgd' ? { params } : { params, m: zeros(), v: zeros(), c1: np.array(0), c2: np.array(0) }

const images = task.images()
const targets = task.targets()
const next = task.batches(images.length / sizes[0])

/** The given rows of `[count, width]`, copied. */
const take = (from, width, rows) => {
  const out = new Float32Array(rows.length * width)
  rows.forEach((row, i) => out.set(from.subarray(row * width, (row + 1) * width), i * width))
  return array(out, [rows.length, width])
}

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.resolve('@jax-js/jax')), 'utf8'))

await serve('jax-js', manifest.version, async (steps) => {
  let last
  for (let s = 0; s < steps; s++) {
    const rows = next()
    last?.dispose()
    ;[state, last] = step(state, take(images, sizes[0], rows), take(targets, 10, rows))
    await blockUntilReady(state)
  }
  return (await last.data())[0]
})
