/** What the compiler knows of derivatives and parameter records. Checked by tsc: nothing here runs. */
import { pipe } from 'fp-ts/lib/function.js'
import { expectTypeOf } from 'vitest'
import * as D from '../../src/Diff.js'
import * as P from '../../src/Params.js'
import * as T from '../../src/Tensor.js'

type Weights = { readonly w: T.Tensor<[2, 3]>; readonly b: T.Tensor<[3]> }
interface Layer {
  readonly weight: T.Tensor<[T.Name<'in'>, 3]>
  readonly bias: T.Tensor<[3]>
}
type Pair = readonly [T.Scalar, T.Tensor<[2]>]
interface Nested {
  readonly layers: readonly [Layer, Weights]
  readonly many: readonly T.Tensor<[2]>[]
  readonly rate: T.Scalar
}
declare const weights: Weights
declare const layer: Layer
declare const pair: Pair
declare const nested: Nested
declare const loss: <A>(a: A) => T.Scalar

// --- the gradient has the type of the argument -------------------------------------------------------------------------------------------

expectTypeOf(D.grad((x: T.Scalar) => T.square(x))(T.scalar(1))).toEqualTypeOf<T.Scalar>()
expectTypeOf(D.grad(D.grad(T.sin))(T.scalar(1))).toEqualTypeOf<T.Scalar>()
expectTypeOf(D.grad((x: T.Tensor<[2]>) => T.sum(x))(T.ones([2]))).toEqualTypeOf<T.Tensor<[2]>>()
expectTypeOf(D.grad((p: Weights) => loss(p))(weights)).toEqualTypeOf<Weights>()
expectTypeOf(D.grad((p: Layer) => loss(p))(layer)).toEqualTypeOf<Layer>()
expectTypeOf(D.grad((p: Pair) => loss(p))(pair)).toEqualTypeOf<Pair>()
expectTypeOf(D.grad((p: Nested) => loss(p))(nested)).toEqualTypeOf<Nested>()
expectTypeOf(D.valueAndGrad((p: Nested) => loss(p))(nested)).toEqualTypeOf<{
  readonly value: T.Scalar
  readonly gradient: Nested
}>()
expectTypeOf(D.jvp((p: Weights) => p.w)(weights, weights)).toEqualTypeOf<{
  readonly primal: T.Tensor<[2, 3]>
  readonly tangent: T.Tensor<[2, 3]>
}>()
expectTypeOf(D.vjp((p: Weights) => p.w)(weights).pullback).toEqualTypeOf<(cotangent: T.Tensor<[2, 3]>) => Weights>()
expectTypeOf(D.hvp((p: Weights) => loss(p))(weights, weights)).toEqualTypeOf<Weights>()
expectTypeOf(D.grad(D.grad((x: T.Scalar) => pipe(x, T.pow(3))))(T.scalar(1))).toEqualTypeOf<T.Scalar>()

// Code that is generic in the record.
const descend =
  <Q>(f: (p: Q) => T.Scalar) =>
  (p: Q & P.CheckTree<Q>): Q =>
    D.grad(f)(p)
expectTypeOf(descend((p: Nested) => loss(p))(nested)).toEqualTypeOf<Nested>()

// @ts-expect-error the result of the function is no scalar
void D.grad((x: T.Tensor<[2]>) => x)
// @ts-expect-error another shape
void D.grad((x: T.Tensor<[2]>) => T.sum(x))(T.ones([3]))
// @ts-expect-error another record
void D.grad((p: Weights) => loss(p))({ w: T.ones([2, 3]) })
// @ts-expect-error the tangent is of another shape
void D.jvp((x: T.Tensor<[2]>) => x)(T.ones([2]), T.ones([3]))
// @ts-expect-error a leaf is a string
void D.grad((p: { readonly w: T.Scalar; readonly name: string }) => p.w)({ w: T.scalar(1), name: 'w' })
// @ts-expect-error a leaf is a number
void D.grad((p: { readonly w: number }) => T.scalar(p.w))({ w: 1 })
// @ts-expect-error a leaf, further down, is a function
void D.valueAndGrad((p: { readonly a: readonly [{ readonly f: () => T.Scalar }] }) => p.a[0].f())({
  a: [{ f: () => T.scalar(1) }],
})

// --- Jacobians ----------------------------------------------------------------------------------------------------------------------------

declare const field: (x: T.Tensor<[2]>) => T.Tensor<[3, 4]>
expectTypeOf(D.jacobian(field)(T.ones([2]))).toEqualTypeOf<T.Tensor<[3, 4, 2]>>()
expectTypeOf(D.jacobianForward(field)(T.ones([2]))).toEqualTypeOf<T.Tensor<[3, 4, 2]>>()
expectTypeOf(D.jacobianReverse(field)(T.ones([2]))).toEqualTypeOf<T.Tensor<[3, 4, 2]>>()
expectTypeOf(D.jacobian((x: T.Tensor<[2]>) => T.sum(x))(T.ones([2]))).toEqualTypeOf<T.Tensor<[2]>>()
declare const records: (p: Weights) => { readonly y: T.Tensor<[5]>; readonly z: T.Scalar }
expectTypeOf(D.jacobian(records)(weights)).toEqualTypeOf<{
  readonly y: { readonly w: T.Tensor<[5, 2, 3]>; readonly b: T.Tensor<[5, 3]> }
  readonly z: { readonly w: T.Tensor<[2, 3]>; readonly b: T.Tensor<[3]> }
}>()
expectTypeOf(D.hessian((x: T.Tensor<[2]>) => T.sum(x))(T.ones([2]))).toEqualTypeOf<T.Tensor<[2, 2]>>()
expectTypeOf(D.hessian((p: Weights) => loss(p))(weights)).toEqualTypeOf<{
  readonly w: { readonly w: T.Tensor<[2, 3, 2, 3]>; readonly b: T.Tensor<[2, 3, 3]> }
  readonly b: { readonly w: T.Tensor<[3, 2, 3]>; readonly b: T.Tensor<[3, 3]> }
}>()
expectTypeOf(D.hessian((p: Pair) => loss(p))(pair)[1][0]).toEqualTypeOf<T.Tensor<[2]>>()

// --- records ------------------------------------------------------------------------------------------------------------------------------

expectTypeOf(P.map((x) => x)(nested)).toEqualTypeOf<Nested>()
expectTypeOf(P.zipWith((a) => a)(layer, layer)).toEqualTypeOf<Layer>()
expectTypeOf(P.flatten(nested)).toEqualTypeOf<T.Tensor<[number]>>()
expectTypeOf(P.unflatten(nested)(T.ones([20]))).toEqualTypeOf<Nested>()
expectTypeOf(P.paths(nested)).toEqualTypeOf<readonly string[]>()
expectTypeOf(P.fold(0, (n) => n + 1)(nested)).toEqualTypeOf<number>()
// @ts-expect-error other keys
void P.zipWith((a) => a)(layer, weights)
// @ts-expect-error a leaf is a string
void P.paths({ w: 'w' })
// @ts-expect-error a leaf is null
void P.flatten({ w: null })
// @ts-expect-error no vector
void P.unflatten(nested)(T.ones([4, 5]))
