/** No `any` comes out of the public modules. Checked by tsc: nothing here runs. */
import { pipe } from 'fp-ts/lib/function.js'
import { expectTypeOf } from 'vitest'
import * as A from '../../src/Activation.js'
import * as D from '../../src/Diff.js'
import * as I from '../../src/Init.js'
import * as L from '../../src/Layer.js'
import * as Loss from '../../src/Loss.js'
import * as Metric from '../../src/Metric.js'
import * as M from '../../src/Model.js'
import * as ModelSpec from '../../src/ModelSpec.js'
import * as O from '../../src/Objective.js'
import * as ObjectiveSpec from '../../src/ObjectiveSpec.js'
import * as Opt from '../../src/Optimizer.js'
import * as OptimizerSpec from '../../src/OptimizerSpec.js'
import * as P from '../../src/Params.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'

type IsAny<X> = 0 extends 1 & X ? true : false
type HasAny<X, Depth extends readonly unknown[] = []> =
  IsAny<X> extends true
    ? true
    : X extends T.Tensor<infer S>
      ? IsAny<S>
      : X extends readonly (infer E)[]
        ? IsAny<E>
        : X extends (...args: infer Q) => infer R
          ? (Depth['length'] extends 3 ? false : HasAny<R, [...Depth, 0]>) extends true
            ? true
            : true extends { [K in keyof Q]: IsAny<Q[K]> }[number]
              ? true
              : false
          : false
/** The keys at which there is an `any`: itself, a shape, an element, a parameter, or the result of a function, of a function's function… */
type Anys<X> = { [K in keyof X]: HasAny<X[K]> extends false ? never : K }[keyof X]

// The check finds what it looks for.
expectTypeOf<
  Anys<{
    a: any
    b: T.Tensor<any>
    c: (x: any) => number
    d: (x: number) => () => any
    e: any[]
    f: (x: number) => T.Scalar
  }>
>().toEqualTypeOf<'a' | 'b' | 'c' | 'd' | 'e'>()

// What is exported.
expectTypeOf<Anys<typeof A>>().toEqualTypeOf<never>()
expectTypeOf<Anys<typeof D>>().toEqualTypeOf<never>()
expectTypeOf<Anys<typeof I>>().toEqualTypeOf<never>()
expectTypeOf<Anys<typeof L>>().toEqualTypeOf<never>()
expectTypeOf<Anys<typeof Loss>>().toEqualTypeOf<never>()
expectTypeOf<Anys<typeof Metric>>().toEqualTypeOf<never>()
expectTypeOf<Anys<typeof M>>().toEqualTypeOf<never>()
expectTypeOf<Anys<typeof ModelSpec>>().toEqualTypeOf<never>()
expectTypeOf<Anys<typeof ObjectiveSpec>>().toEqualTypeOf<never>()
expectTypeOf<Anys<typeof OptimizerSpec>>().toEqualTypeOf<never>()
expectTypeOf<Anys<typeof O>>().toEqualTypeOf<never>()
expectTypeOf<Anys<typeof Opt>>().toEqualTypeOf<never>()
expectTypeOf<Anys<typeof P>>().toEqualTypeOf<never>()
expectTypeOf<Anys<typeof Seed>>().toEqualTypeOf<never>()
expectTypeOf<Anys<typeof T>>().toEqualTypeOf<never>()
expectTypeOf<Anys<typeof Train>>().toEqualTypeOf<never>()

// What calls give.
declare const x: T.Tensor<[2, 3]>
declare const dynamic: T.AnyTensor
declare const seed: Seed.Seed
const network = M.sequential(M.named('a', L.dense(3, 4)), L.activation(A.relu), M.named('b', L.dense(4, 2)))
const params = network.init(seed)
const trainer = Train.trainer({ model: network, objective: O.multiclass(2), optimizer: Opt.adam() })
const state = trainer.start(seed)
type Results = {
  tensor: ReturnType<typeof T.tensor<[[1, 2]]>>
  toArray: ReturnType<typeof T.toArray<[2, 3]>>
}
export const results = {
  add: pipe(x, T.add(1)),
  dynamicAdd: pipe(dynamic, T.add(x)),
  where: T.where(x, 1, dynamic),
  matmul: pipe(dynamic, T.matmul(x)),
  sumAlong: pipe(dynamic, T.sumAlong(-1)),
  concat: T.concat(0)([dynamic, x]),
  stack: T.stack(0)([dynamic, dynamic]),
  slice: pipe(dynamic, T.slice(0, 0, 1)),
  take: pipe(dynamic, T.take(dynamic)),
  transpose: T.transpose(dynamic),
  permute: pipe(dynamic, T.transpose([0, 1])),
  reshape: pipe(dynamic, T.reshape([2])),
  expandDims: pipe(dynamic, T.expandDims(0)),
  oneHot: T.oneHot(3)(dynamic),
  array: T.toArray(x),
  dynamicArray: T.toArray(dynamic),
  shape: T.shape(dynamic),
  grad: D.grad((p: typeof params) => T.sum(p.a.bias))(params),
  gradOfLeaf: D.grad((p: typeof params) => T.sum(p.a.bias))(params).a.weight,
  jacobian: D.jacobian((p: typeof params) => p.b.bias)(params).a.weight,
  hessian: D.hessian((p: typeof params) => T.sum(p.b.bias))(params).a.weight.a.bias,
  numeric: D.numericGradient((p: typeof params) => T.sum(p.a.bias))(params),
  vjp: D.vjp((p: typeof params) => p.b.bias)(params),
  params,
  leaf: params.a.weight,
  output: network.apply(params)(x),
  mapped: P.map((y) => y)(params),
  flat: P.flatten(params),
  unflat: P.unflatten(params)(P.flatten(params)),
  uniform: Seed.uniform([2])(seed),
  loss: Loss.mse(x)(x),
  accuracy: Metric.accuracy.result(Metric.accuracy.initial),
  state,
  stateParams: state.params,
  stateOptimizer: state.optimizer,
}
expectTypeOf<Anys<typeof results>>().toEqualTypeOf<never>()
expectTypeOf<Anys<typeof results.state>>().toEqualTypeOf<never>()
expectTypeOf<Anys<typeof results.vjp>>().toEqualTypeOf<never>()
expectTypeOf<Anys<Results>>().toEqualTypeOf<never>()
