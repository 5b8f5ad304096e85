/** What a user of nabla-ts writes: a function, a layer with a derivative by hand, an optimizer. One of them hides a mistake. */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import type * as M from 'nabla-ts/Model'
import * as O from 'nabla-ts/Optimizer'
import * as T from 'nabla-ts/Tensor'

/** Σ log cosh xᵢ, a smooth absolute value: x + log(1 + e^−2x) − log 2. */
export const logCosh = (x: T.Tensor<[3]>): T.Scalar =>
  pipe(x, T.add(pipe(x, T.mul(-2), A.softplus)), T.sub(Math.LN2), T.sum)

type Batch = T.Tensor<[T.Name<'batch'>, 4]>
type Point = { readonly x: Batch; readonly slope: T.Scalar }

/** x·σ(slope·x), with a derivative by hand in which σ is computed once. */
const swishBy = (factor: (slope: T.Scalar) => T.Scalar) =>
  D.customDerivative<Point, Batch>({
    value: ({ x, slope }) => pipe(x, T.mul(pipe(x, T.mul(slope), T.sigmoid))),
    tangent: ({ x, slope }, d) => {
      const s = pipe(x, T.mul(slope), T.sigmoid)
      const bend = pipe(T.scalar(1), T.sub(s), T.mul(s), T.mul(x)) // x·σ′(slope·x)
      return pipe(s, T.add(pipe(bend, T.mul(factor(slope)))), T.mul(d.x), T.add(pipe(bend, T.mul(x), T.mul(d.slope))))
    },
  })

const layerOf = (f: (at: Point) => Batch): M.Model<{ readonly slope: T.Scalar }, Batch, Batch> => ({
  init: () => ({ slope: T.scalar(1) }),
  apply:
    ({ slope }) =>
    (x) =>
      f({ x, slope }),
})

/** Swish with a slope that is learned. The mistake: ∂/∂x lost a factor `slope`, which is 1 in the beginning. */
export const swish = layerOf(swishBy(() => T.scalar(1)))

/** The same, repaired. */
export const repaired = layerOf(swishBy((slope) => slope))

/** Steps of one size, by the sign of the gradient. */
export const signDescent = ({ learningRate }: { readonly learningRate: number | T.Scalar }) =>
  O.chain(
    O.perTensor([], (_, g) => ({ update: T.sign(g) })),
    O.scaleByLearningRate(learningRate),
  )
