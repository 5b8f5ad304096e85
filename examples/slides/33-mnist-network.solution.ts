/**
 * 실습, MNIST, solved.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as L from 'nabla-ts/Layer'
import * as Loss from 'nabla-ts/Loss'
import * as T from 'nabla-ts/Tensor'
import type { Answers } from './33-mnist-network.checks.js'

/** 1. The largest byte is 255. */
const scale: Answers['scale'] = (bytes) => pipe(bytes, T.div(255))

/** 2. It ends in logits: the loss applies the softmax. */
const network: Answers['network'] = (params) => (x) =>
  pipe(x, L.dense(2, 4).apply(params.hidden), A.relu, L.dense(4, 3).apply(params.logits))

/** 3. Softmax and cross entropy in one. */
const loss: Answers['loss'] = (targets, logits) => Loss.softmaxCrossEntropy(targets)(logits)

/** a·x + b·y */
const mix = (a: number, x: T.Tensor<[number]>, b: number, y: T.Tensor<[number]>): T.Tensor<[number]> =>
  pipe(x, T.mul(a), T.add(pipe(y, T.mul(b))))

/** 4. ε inside the root, and the new h. */
const rmsprop: Answers['rmsprop'] = ({ h, w }, g) => {
  const next = mix(0.9, h, 0.1, T.square(g))
  return { h: next, w: pipe(w, T.sub(pipe(g, T.mul(0.01), T.div(pipe(next, T.add(0.1), T.sqrt))))) }
}

/** 5. Bias correction, and ε outside the root. */
const adam: Answers['adam'] = ({ m, v, w }, g, iteration) => {
  const [m1, v1] = [mix(0.9, m, 1 - 0.9, g), mix(0.999, v, 1 - 0.999, T.square(g))]
  const mHat = pipe(m1, T.div(1 - 0.9 ** iteration))
  const vHat = pipe(v1, T.div(1 - 0.999 ** iteration))
  return { m: m1, v: v1, w: pipe(w, T.sub(pipe(mHat, T.mul(0.01), T.div(pipe(vHat, T.sqrt, T.add(0.1)))))) }
}

/** 6. ⌈60000/128⌉ = 469 an epoch, the last of 96 images. */
const iterations: Answers['iterations'] = 3 * Math.ceil(60000 / 128)

export const answers: Answers = { scale, network, loss, rmsprop, adam, iterations }
