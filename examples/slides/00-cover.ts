/**
 * A neural network: three numbers in, two hidden layers, two numbers out.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as L from 'nabla-ts/Layer'
import * as M from 'nabla-ts/Model'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'

export const slideDefaults = { x: [1, -0.5, 0.25], seed: 2017 }

const [hidden1, hidden2, output] = [L.dense(3, 5), L.dense(5, 4), L.dense(4, 2)] as const

const network = pipe(
  M.named('hidden1', hidden1),
  M.map(A.tanh),
  M.andThen(M.named('hidden2', hidden2)),
  M.map(A.tanh),
  M.andThen(M.named('output', output)),
  M.map(A.softmax),
)

export const run = ({ x, seed } = slideDefaults) => {
  const params = network.init(Seed.fromNumber(seed))
  const input = T.fromArray(x, [1, 3])
  /** The outputs of the layers, one after the other. */
  const first = pipe(input, hidden1.apply(params.hidden1), A.tanh)
  const second = pipe(first, hidden2.apply(params.hidden2), A.tanh)
  const last = pipe(second, output.apply(params.output), A.softmax)
  return { params, input, layers: [input, first, second, last], y: network.apply(params)(input) }
}
