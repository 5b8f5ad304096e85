/**
 * MSE: the mean of the squared differences.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as D from 'nabla-ts/Diff'
import * as Loss from 'nabla-ts/Loss'
import * as T from 'nabla-ts/Tensor'

/** `weights` of the lines ŷ = wx beside the best one, and `outliers` in the place of the last target. */
export const slideDefaults = {
  weights: [0.2, 0.5, 0.75, 1.15, 1.4],
  outliers: [4.6, 6, 8, 10, 12],
}

export const x = T.tensor([1, 2, 3, 4, 5])
export const y = T.tensor([1.7, 1.4, 3.1, 3.2, 4.6])

/** The prediction w·x, and its mean squared error. */
export const predict = (w: T.Scalar) => pipe(x, T.mul(w))
export const cost = (targets: T.Tensor<[5]>) => (w: T.Scalar) => pipe(predict(w), Loss.mse(targets))

/** The best weight. The cost is quadratic in w, so one step of Newton's method from 0, −cost′/cost″, finds it. */
const bestWeight = (targets: T.Tensor<[5]>): number => {
  const slope = D.grad(cost(targets))
  return -T.toNumber(slope(T.scalar(0))) / T.toNumber(D.grad(slope)(T.scalar(0)))
}

export const run = ({ weights, outliers } = slideDefaults) => {
  const best = bestWeight(y)
  const lines = [...weights, best]
    .sort((a, b) => a - b)
    .map((w) => {
      const { value, gradient } = D.valueAndGrad(cost(y))(T.scalar(w))
      return { w, mse: T.toNumber(value), slope: T.toNumber(gradient), predicted: T.toArray(predict(T.scalar(w))) }
    })

  // The gradient with respect to the prediction: 2(ŷ − y)/n.
  const prediction = predict(T.scalar(0.5))
  const toPrediction = pipe(prediction, D.grad(Loss.mse<[5]>(y)))

  // The mean over all elements: six of them, not two rows.
  const six = pipe(T.fromArray([1, 2, 3, 4, 5, 6], [2, 3]), Loss.mse(T.zeros([2, 3])), T.toNumber)

  const moved = outliers.map((last) => ({ last, w: bestWeight(T.tensor([1.7, 1.4, 3.1, 3.2, last])) }))
  return { best, lines, prediction, toPrediction, six, moved }
}
