/**
 * A user's file, compiled by the oldest and the newest TypeScript against the packed package, and then run by every Node that is supported. Its shapes are inferred, and one does not fit.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as Data from 'nabla-ts/Data'
import * as D from 'nabla-ts/Diff'
import * as L from 'nabla-ts/Layer'
import * as M from 'nabla-ts/Model'
import * as Objective from 'nabla-ts/Objective'
import * as O from 'nabla-ts/Optimizer'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'

const x = T.tensor([1, 2, 3, 4, 5])
const y = T.tensor([2, 4, 6, 8, 10])
const cost = (w: T.Scalar) => pipe(x, T.mul(w), T.sub(y), T.square, T.mean)
const { value, gradient } = D.valueAndGrad(cost)(T.scalar(0.0579673))
const five: T.Tensor<[5]> = x

// @ts-expect-error a vector of five is none of four
const four: T.Tensor<[4]> = x
// @ts-expect-error the next layer takes [batch, 128], this one gives [batch, 100]
const misfit = () => pipe(M.named('hidden', L.dense(784, 100)), M.andThen(M.named('logits', L.dense(128, 10))))

const network = pipe(M.named('hidden', L.dense(2, 8)), M.map(A.tanh), M.andThen(M.named('logits', L.dense(8, 2))))
const xor = [[0, 0], [0, 1], [1, 0], [1, 1]] as const // prettier-ignore
const data = Data.fromTensors(T.tensor(xor), T.tensor([0, 1, 1, 0]))
const trainer = Train.trainer({
  model: network,
  objective: Objective.multiclass(2),
  optimizer: O.adam({ learningRate: 0.1 }),
})
const epoch = (state: ReturnType<typeof trainer.start>, n: number) =>
  pipe(Data.batches(data, { size: 4, epoch: n }), Train.fold(trainer.step, state))
const end = pipe(
  Array.from({ length: 100 }, (_, n) => n),
  Train.fold(epoch, trainer.start(Seed.fromNumber(1))),
)
const hidden: T.Tensor<[8]> = end.params.hidden.bias
const decided = trainer.objective.decide(network.apply(end.params)(data.take([0, 1, 2, 3]).inputs))

void [five, four, misfit, hidden]
export const answers: ReadonlyArray<unknown> = [T.toNumber(value), T.toNumber(gradient), T.toArray(decided)]

/** Generic in its shape, without a cast, by any compiler that is supported. */
const layerNorm = <S extends T.Shape>(x: T.Tensor<S>): T.Tensor<S> => {
  const centred = pipe(x, T.sub(pipe(x, T.meanAlong(-1, { keepDims: true }))))
  return pipe(centred, T.div(pipe(centred, T.square, T.meanAlong(-1, { keepDims: true }), T.add(1e-5), T.sqrt)))
}
const rmsNorm = <N extends number>(x: T.Tensor<[T.Name<'batch'>, N]>, gain: T.Tensor<[N]>): typeof x =>
  pipe(x, T.div(pipe(x, T.square, T.meanAlong(-1, { keepDims: true }), T.sqrt)), T.mul(gain))
const rows: T.Tensor<[6, 4]> = pipe(T.ones([2, 3, 4]), T.reshape([-1, 4]))
void [layerNorm, rmsNorm, rows]
