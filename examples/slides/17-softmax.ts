/**
 * Softmax: a distribution over classes, at any temperature, without overflow.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import * as T from 'nabla-ts/Tensor'

/** The logits of five classes, temperatures that divide them, and constants that shift them. */
export const slideDefaults = {
  logits: [2, 1, 0.1, -1, 3],
  temperatures: [0.1, 0.5, 1, 2, 5, 100],
  shifts: [-1000, -10, 0, 10, 1000],
}

type Row = T.Tensor<[number]>

/** exp(zᵢ)/Σ exp(z), evaluated as written. */
const naive = (z: Row): Row => pipe(T.exp(z), T.div(T.sum(T.exp(z))))

/** −Σ p·log p, in nats. */
const entropy = (z: Row): number => -T.toNumber(pipe(A.softmax(z), T.mul(A.logSoftmax(z)), T.sum))

export const run = ({ logits, temperatures, shifts } = slideDefaults) => {
  const z: Row = T.tensor(logits)
  const p = T.toArray(A.softmax(z))

  const heated = temperatures.map((t) => {
    const cooled = pipe(z, T.div(t))
    return { t, p: T.toArray(A.softmax(cooled)), entropy: entropy(cooled) }
  })

  const shifted = shifts.map((c) => {
    const moved = pipe(z, T.add(c))
    return { c, stable: T.toArray(A.softmax(moved)), naive: T.toArray(naive(moved)) }
  })

  // Far below the largest logit, softmax is 0 and its logarithm −∞.
  const far: Row = T.tensor([0, -800, 5])
  const logs = {
    softmax: T.toArray(A.softmax(far)),
    naive: T.toArray(T.log(A.softmax(far))),
    stable: T.toArray(A.logSoftmax(far)),
  }

  const jacobian = D.jacobian((x: Row) => A.softmax(x))(z)

  // Of two classes: the sigmoid of the difference.
  const two = {
    softmax: T.toArray(A.softmax(T.tensor([0.7, -1.3])))[0],
    sigmoid: T.toNumber(A.sigmoid(T.scalar(0.7 + 1.3))),
  }
  return { logits, p, heated, shifted, logs, jacobian, two }
}
