/** What the compiler knows of models. Checked by tsc: nothing here runs. */
import { pipe } from 'fp-ts/lib/function.js'
import { expectTypeOf } from 'vitest'
import * as A from '../../src/Activation.js'
import * as L from '../../src/Layer.js'
import * as Loss from '../../src/Loss.js'
import * as M from '../../src/Model.js'
import * as O from '../../src/Objective.js'
import * as Opt from '../../src/Optimizer.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'

type Batch = T.Name<'batch'>
type Rows<K extends number> = T.Tensor<[Batch, K]>

const hidden = M.named('hidden', L.dense(784, 100))
const logits = M.named('logits', L.dense(100, 10))

// --- pipelines ----------------------------------------------------------------------------------------------------------------------------

expectTypeOf(L.dense(2, 3)).toEqualTypeOf<M.Model<L.Dense<2, 3>, Rows<2>, Rows<3>>>()
expectTypeOf(L.dense(2, 3, { bias: false })).toEqualTypeOf<M.Model<L.Unbiased<2, 3>, Rows<2>, Rows<3>>>()
expectTypeOf(hidden).toEqualTypeOf<M.Model<{ readonly hidden: L.Dense<784, 100> }, Rows<784>, Rows<100>>>()

const network = pipe(hidden, M.map(A.relu), M.andThen(logits))
type NetworkParams = { readonly hidden: L.Dense<784, 100>; readonly logits: L.Dense<100, 10> }
expectTypeOf(network).toEqualTypeOf<M.Model<NetworkParams, Rows<784>, Rows<10>>>()
expectTypeOf(M.sequential(hidden, L.activation(A.relu), logits)).toEqualTypeOf<typeof network>()
expectTypeOf(pipe(hidden, M.andThen(L.activation(A.relu)), M.andThen(logits))).toEqualTypeOf<typeof network>()
expectTypeOf(M.named('outer', network).apply).parameter(0).toEqualTypeOf<{ readonly outer: NetworkParams }>()

declare const seed: Parameters<typeof network.init>[0]
const apply = network.apply(network.init(seed))
expectTypeOf(apply(T.ones([100, 784]))).toEqualTypeOf<Rows<10>>()
void apply(T.ones([null as unknown as number, 784]))
// @ts-expect-error 780 is not 784
void apply(T.ones([100, 780]))
// @ts-expect-error the parameters of another model
void network.apply(hidden.init(seed))

// @ts-expect-error the next layer takes 128, this one gives 100
void pipe(hidden, M.andThen(M.named('logits', L.dense(128, 10))))
// @ts-expect-error the same in a row
void M.sequential(hidden, L.activation(A.relu), M.named('logits', L.dense(128, 10)))
// @ts-expect-error a name used twice
void pipe(hidden, M.andThen(M.named('hidden', L.dense(100, 10))))
// @ts-expect-error the same in a row
void M.sequential(hidden, L.activation(A.relu), M.named('hidden', L.dense(100, 10)))
// @ts-expect-error a name used twice, with a layer between
void M.sequential(hidden, M.named('middle', L.dense(100, 100)), M.named('hidden', L.dense(100, 10)))
// @ts-expect-error two layers without a name
void pipe(L.dense(784, 100), M.andThen(L.dense(100, 10)))
// @ts-expect-error the same in a row
void M.sequential(L.dense(784, 100), L.dense(100, 10))
// @ts-expect-error a bias or none, the weights are two
void M.sequential(L.dense(784, 100), L.dense(100, 10, { bias: false }))
// @ts-expect-error a misspelt option
void L.dense(784, 100, { biased: false })

// A name may hold a whole model, and the same name may stand under two others.
expectTypeOf(M.sequential(M.named('a', L.dense(2, 2)), M.named('b', M.named('a', L.dense(2, 2)))).apply)
  .parameter(0)
  .toEqualTypeOf<{ readonly a: L.Dense<2, 2>; readonly b: { readonly a: L.Dense<2, 2> } }>()
// One layer needs no name.
expectTypeOf(M.sequential(L.dense(2, 3), L.activation(A.tanh)).apply)
  .parameter(0)
  .toEqualTypeOf<L.Dense<2, 3>>()

// --- keys ---------------------------------------------------------------------------------------------------------------------------------

declare const anyNumber: number
expectTypeOf(Seed.split(2)(seed)).toEqualTypeOf<readonly [Seed.Seed, Seed.Seed]>()
expectTypeOf(Seed.split(0)(seed)).toEqualTypeOf<readonly []>()
expectTypeOf(Seed.split(anyNumber)(seed)).toEqualTypeOf<readonly Seed.Seed[]>()
expectTypeOf(Seed.split(1000)(seed)).toEqualTypeOf<readonly Seed.Seed[]>()

// --- probabilities ------------------------------------------------------------------------------------------------------------------------

expectTypeOf(A.softmax(T.ones([2, 3]))).toEqualTypeOf<M.Probabilities<[2, 3]>>()
expectTypeOf(A.sigmoid(T.ones([2]))).toEqualTypeOf<M.Probabilities<[2]>>()
const ended = pipe(network, M.map(A.softmax))
type OutputOf<X> = X extends M.Model<infer _P, infer _I, infer Y> ? Y : never
expectTypeOf<OutputOf<typeof ended>>().toEqualTypeOf<M.Probabilities<[Batch, 10]>>()
const row = M.sequential(hidden, L.activation(A.relu), logits, L.activation(A.softmax))
expectTypeOf<OutputOf<typeof row>>().toEqualTypeOf<M.Probabilities<[Batch, 10]>>()
export const chained = pipe(network, M.andThen(L.activation(A.softmax)))
expectTypeOf<OutputOf<typeof chained>>().toEqualTypeOf<M.Probabilities<[Batch, 10]>>()
// Another activation makes plain numbers of them again, and so does every other operation.
const after = pipe(network, M.andThen(L.activation(A.softmax)), M.andThen(L.activation(A.relu)))
expectTypeOf<OutputOf<typeof after>>().toEqualTypeOf<Rows<10>>()
expectTypeOf<OutputOf<typeof after>>().not.toExtend<M.Probabilities<[Batch, 10]>>()
const p = A.softmax(T.ones([2, 3]))
expectTypeOf(T.ones([2, 3])).not.toExtend<typeof p>()
expectTypeOf(T.log(p)).toEqualTypeOf<T.Tensor<[2, 3]>>()
expectTypeOf(pipe(p, T.mul(2))).toEqualTypeOf<T.Tensor<[2, 3]>>()
expectTypeOf(pipe(p, T.add(p))).toEqualTypeOf<T.Tensor<[2, 3]>>()
expectTypeOf(pipe(p, T.reshape([3, 2]))).toEqualTypeOf<T.Tensor<[3, 2]>>()
expectTypeOf(T.transpose(p)).toEqualTypeOf<T.Tensor<[3, 2]>>()
expectTypeOf(pipe(p, T.sumAlong(0))).toEqualTypeOf<T.Tensor<[3]>>()
expectTypeOf(pipe(p, T.slice(0, 0, 1))).toEqualTypeOf<T.Tensor<[1, 3]>>()
expectTypeOf(A.logSoftmax(p)).toEqualTypeOf<T.Tensor<[2, 3]>>()

// --- objectives ---------------------------------------------------------------------------------------------------------------------------

const optimizer = Opt.sgd()
void Train.trainer({ model: network, objective: O.multiclass(10), optimizer })
void Train.trainer({
  model: pipe(hidden, M.andThen(M.named('value', L.dense(100, 1)))),
  objective: O.regression(1),
  optimizer,
})
void Train.trainer({ model: after, objective: O.multiclass(10), optimizer })
// @ts-expect-error it takes logits
void Train.trainer({ model: ended, objective: O.multiclass(10), optimizer })
// @ts-expect-error it takes logits
void Train.trainer({ model: row, objective: O.multiclass(10), optimizer })
// @ts-expect-error 10 classes are not 9
void Train.trainer({ model: network, objective: O.multiclass(9), optimizer })
// @ts-expect-error 10 outputs are not 1
void Train.trainer({ model: network, objective: O.regression(1), optimizer })

// --- losses -------------------------------------------------------------------------------------------------------------------------------

expectTypeOf(pipe(T.ones([4, 3]), Loss.mse(T.ones([4, 3])))).toEqualTypeOf<T.Scalar>()
expectTypeOf(pipe(apply(T.ones([100, 784])), Loss.softmaxCrossEntropy(T.zeros([100])))).toEqualTypeOf<T.Scalar>()
expectTypeOf(pipe(apply(T.ones([100, 784])), Loss.softmaxCrossEntropy(T.zeros([100, 10])))).toEqualTypeOf<T.Scalar>()
const generic = <S extends T.Shape>(y: T.Tensor<S>, t: T.Tensor<S>) => pipe(y, Loss.mse(t))
expectTypeOf(generic(T.ones([2]), T.ones([2]))).toEqualTypeOf<T.Scalar>()
// @ts-expect-error 4 is not 3
void pipe(T.ones([4]), Loss.mse(T.ones([3])))
void pipe(A.softmax(T.ones([4, 3])), Loss.crossEntropy(T.zeros([4])))
void pipe(A.sigmoid(T.ones([4])), Loss.bce(T.zeros([4])))
// @ts-expect-error it takes logits
void pipe(A.softmax(T.ones([4, 3])), Loss.softmaxCrossEntropy(T.zeros([4])))
// @ts-expect-error it takes logits
void pipe(A.sigmoid(T.ones([4])), Loss.bceWithLogits(T.zeros([4])))
// @ts-expect-error no broadcasting here
void pipe(T.ones([4, 1]), Loss.bce(T.ones([4])))
// @ts-expect-error 10 classes are not 9
void pipe(apply(T.ones([100, 784])), Loss.softmaxCrossEntropy(T.zeros([100, 9])))
// @ts-expect-error 5 rows are not 4
void pipe(T.ones([4, 3]), Loss.crossEntropy(T.zeros([5])))

// --- a deep network -----------------------------------------------------------------------------------------------------------------------

export const deep = M.sequential(
  M.named('l01', L.dense(64, 64)),
  L.activation(A.relu),
  M.named('l02', L.dense(64, 64)),
  L.activation(A.relu),
  M.named('l03', L.dense(64, 64)),
  L.activation(A.relu),
  M.named('l04', L.dense(64, 64)),
  L.activation(A.relu),
  M.named('l05', L.dense(64, 64)),
  L.activation(A.relu),
  M.named('l06', L.dense(64, 64)),
  L.activation(A.relu),
  M.named('l07', L.dense(64, 64)),
  L.activation(A.relu),
  M.named('l08', L.dense(64, 64)),
  L.activation(A.relu),
  M.named('l09', L.dense(64, 64)),
  L.activation(A.relu),
  M.named('l10', L.dense(64, 64)),
  L.activation(A.relu),
  M.named('l11', L.dense(64, 64)),
  L.activation(A.relu),
  M.named('l12', L.dense(64, 64)),
  L.activation(A.relu),
  M.named('l13', L.dense(64, 64)),
  L.activation(A.relu),
  M.named('l14', L.dense(64, 64)),
  L.activation(A.relu),
  M.named('l15', L.dense(64, 10)),
  L.activation(A.softmax),
)
expectTypeOf<OutputOf<typeof deep>>().toEqualTypeOf<M.Probabilities<[Batch, 10]>>()
type DeepParams = Parameters<typeof deep.apply>[0]
expectTypeOf<keyof DeepParams>().toEqualTypeOf<
  | 'l01' | 'l02' | 'l03' | 'l04' | 'l05' | 'l06' | 'l07' | 'l08' | 'l09' | 'l10' | 'l11' | 'l12' | 'l13' | 'l14' | 'l15'
>() // prettier-ignore
expectTypeOf<DeepParams['l15']>().toEqualTypeOf<L.Dense<64, 10>>()
