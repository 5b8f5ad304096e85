/**
 * Jacobians, Hessians and Hessian-vector products.
 */
import { reshape, transpose } from '../operation/Layout.js'
import { concatAll } from '../primitive/Layout.js'
import { entries, mapTree, type CheckTree } from '../tensor/Params.js'
import { sizeOf, type Shape } from '../tensor/Shape.js'
import { plain, shape, uniform, type AnyTensor, type Scalar, type Tensor } from '../tensor/Value.js'
import { grad, jvp, vjp } from './Derivative.js'
import { fn as expectFn } from '../tensor/Expect.js'

/**
 * The type of a Jacobian: for each tensor of the result and each of the argument, a tensor with the axes of both.
 *
 * @category model
 */
export type Jacobian<P, Q> =
  Q extends Tensor<infer SQ extends Shape>
    ? P extends Tensor<infer SP extends Shape>
      ? Tensor<[...SQ, ...SP]>
      : { readonly [K in keyof P]: Jacobian<P[K], Q> }
    : { readonly [K in keyof Q]: Jacobian<P, Q[K]> }

const basis = (s: Shape): readonly AnyTensor[] =>
  Array.from({ length: sizeOf(s) }, (_, i) =>
    plain(
      s,
      Float64Array.from({ length: sizeOf(s) }, (__, j) => (i === j ? 1 : 0)),
    ),
  )

const to = (s: Shape, x: AnyTensor): AnyTensor => reshape<Shape>(s)(x)

/** Tensors of one shape as the rows of a matrix. */
const rows = (xs: readonly AnyTensor[], s: Shape): AnyTensor =>
  xs.length === 0
    ? uniform([0, sizeOf(s)], 0)
    : concatAll(
        xs.map((x) => to([1, sizeOf(s)], x)),
        0,
      )

const zerosLike = (tree: unknown): unknown => mapTree('jacobian', (v) => uniform(shape(v), 0), tree)

const putAt = (tree: unknown, path: string, x: AnyTensor): unknown =>
  mapTree('jacobian', (v, at) => (at === path ? x : v), tree)

const leaf = (tree: unknown, path: string): AnyTensor => entries(tree).find(([at]) => at === path)![1]

/**
 * The Jacobian by rows, one pullback for each element of the result: the way to go when the result is smaller than the argument.
 *
 * - **Shape** `[...result, ...argument]`, for each pair of tensors.
 *
 * @example
 * T.toArray(D.jacobianReverse((x: T.Tensor<[2]>) => T.square(x))(T.tensor([1, 2]))) // => [[2, 0], [0, 4]]
 *
 * @category derivatives
 */
export const jacobianReverse = <P, Q>(f: (x: P) => Q) => {
  expectFn('Diff.jacobianReverse', f)
  return (x: P & CheckTree<P>): Jacobian<P, Q> => {
    const { primal, pullback } = vjp<P, Q>(f)(x)
    const zero = zerosLike(primal)
    return mapTree(
      'jacobian',
      (y, path) => {
        const pulled = basis(shape(y)).map((e) => pullback(putAt(zero, path, e) as Q))
        return mapTree(
          'jacobian',
          (p, at) =>
            to(
              [...shape(y), ...shape(p)],
              rows(
                pulled.map((g) => leaf(g, at)),
                shape(p),
              ),
            ),
          x,
        )
      },
      primal,
    ) as Jacobian<P, Q>
  }
}

/**
 * The Jacobian by columns, one tangent for each element of the argument: the way to go when the argument is smaller than the result.
 *
 * - **Shape** `[...result, ...argument]`, for each pair of tensors.
 *
 * @example
 * T.toArray(D.jacobianForward((x: T.Tensor<[2]>) => T.square(x))(T.tensor([1, 2]))) // => [[2, 0], [0, 4]]
 *
 * @category derivatives
 */
export const jacobianForward = <P, Q>(f: (x: P) => Q) => {
  expectFn('Diff.jacobianForward', f)
  return (x: P & CheckTree<P>): Jacobian<P, Q> => {
    const zero = zerosLike(x)
    const pushed = new Map(
      entries(x).map(([path, p]) => [
        path,
        basis(shape(p)).map((e) => jvp<P, Q>(f)(x, putAt(zero, path, e) as P).tangent),
      ]),
    )
    return mapTree(
      'jacobian',
      (y, path) =>
        mapTree(
          'jacobian',
          (p, at) => {
            const columns = rows(
              (pushed.get(at) ?? []).map((t) => leaf(t, path)),
              shape(y),
            )
            return to([...shape(y), ...shape(p)], transpose(columns))
          },
          x,
        ),
      f(x),
    ) as Jacobian<P, Q>
  }
}

const elements = (tree: unknown): number => entries(tree).reduce((n, [, x]) => n + sizeOf(shape(x)), 0)

/**
 * The Jacobian of a function of records: `∂yᵢ/∂xⱼ`, by columns or rows, whichever are fewer.
 *
 * - **Shape** `[...result, ...argument]`, for each pair of tensors.
 *
 * @example
 * const f = (x: T.Tensor<[3]>) => T.sum(T.square(x))
 * T.toArray(D.jacobian(f)(T.tensor([1, 2, 3]))) // => [2, 4, 6]
 *
 * @category derivatives
 */
export const jacobian = <P, Q>(f: (x: P) => Q) => {
  expectFn('Diff.jacobian', f)
  return (x: P & CheckTree<P>): Jacobian<P, Q> =>
    elements(f(x)) < elements(x) ? jacobianReverse<P, Q>(f)(x) : jacobianForward<P, Q>(f)(x)
}

/**
 * The matrix of second derivatives of a scalar function, forward over reverse.
 *
 * - **Shape** `[...x, ...x]`, for each pair of tensors.
 * - **Law** `laws/derivative.ts`: symmetric.
 *
 * @example
 * T.toArray(D.hessian((x: T.Tensor<[2]>) => T.sum(pipe(x, T.pow(3))))(T.tensor([1, 2]))) // => [[6, 0], [0, 12]]
 *
 * @category derivatives
 */
export const hessian = <P>(f: (x: P) => Scalar) => {
  expectFn('Diff.hessian', f)
  return (x: P & CheckTree<P>): Jacobian<P, P> => jacobianForward<P, P>(grad<P>(f) as (x: P) => P)(x)
}

/**
 * The Hessian times a vector, `H·v`, without the Hessian: forward over reverse, at the price of a few gradients.
 *
 * @example
 * const f = (x: T.Tensor<[2]>) => T.sum(pipe(x, T.pow(3)))
 * T.toArray(D.hvp(f)(T.tensor([1, 2]), T.tensor([1, 1]))) // => [6, 12]
 *
 * @category derivatives
 */
export const hvp =
  <P>(f: (x: P) => Scalar) =>
  (x: P & CheckTree<P>, v: NoInfer<P>): P =>
    jvp<P, P>(grad<P>(f) as (x: P) => P)(x, v).tangent
