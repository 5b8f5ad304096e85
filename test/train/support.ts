/** A small trainer with data, for what holds of training whatever is trained. */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from '../../src/Activation.js'
import * as Data from '../../src/Data.js'
import * as L from '../../src/Layer.js'
import * as M from '../../src/Model.js'
import * as Objective from '../../src/Objective.js'
import * as O from '../../src/Optimizer.js'
import * as P from '../../src/Params.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'

const model = pipe(M.named('hidden', L.dense(2, 4)), M.map(A.tanh), M.andThen(M.named('out', L.dense(4, 1))))

export const trainer = Train.trainer({
  model,
  objective: Objective.regression(1),
  optimizer: O.adam({ learningRate: 0.05 }),
})

/** Some points in the plane, and what is to be learnt of them. */
export const points = (count: number) =>
  pipe(Seed.fromNumber(count), Seed.uniform([count, 2], -1, 1), (inputs) =>
    Data.fromTensors(inputs, T.tensor(T.toArray(inputs).map(([x, y]): readonly [number] => [x * y + x]))),
  )

/** All that a state holds, as plain data: equal here is equal to the bit, the sign of zero included. */
export const bits = ({ params, optimizer, ...counters }: Train.State<unknown, unknown>) => ({
  ...counters,
  params: T.toFlat(P.flatten(params as Record<string, T.Scalar>)),
  optimizer: T.toFlat(P.flatten(optimizer as Record<string, T.Scalar>)),
})

/** The slides' first exercise: x = 1 … 5, y = 2x. */
export const line = {
  x: T.tensor([[1], [2], [3], [4], [5]]),
  y: T.tensor([[2], [4], [6], [8], [10]]),
  start: 0.0579673,
  learningRate: 0.01,
  steps: 20,
} as const
