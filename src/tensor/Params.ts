/**
 * Parameter records: a tensor, or a record, tuple or array of parameter records.
 *
 * All functions visit the leaves with keys in sorted order, so no result depends on the order in which a record was
 * written. Two records are zipped only if they have the same keys everywhere; otherwise the error names the path.
 *
 * Laws (`laws/params.ts`): `map(identity) = identity`; `map(g ∘ f) = map(g) ∘ map(f)`; `zipWith(first)(a, b) = a`;
 * `unflatten(p)(flatten(p)) = p`.
 */
import { fail } from './Errors.js'
import { found } from './Found.js'
import { equals, print } from './Shape.js'
import { isTensor, shape, type AnyTensor, type Tensor } from './Value.js'
import type { Shape } from './Shape.js'
import { fn as expectFn } from './Expect.js'

declare const treeError: unique symbol

/** A description of a leaf that is not a tensor. */
export interface TreeError<Message extends string> {
  readonly [treeError]: Message
}

type Node<X> =
  X extends Tensor<Shape>
    ? X
    : X extends (...args: never[]) => unknown
      ? never
      : X extends undefined
        ? X
        : X extends object
          ? { readonly [K in keyof X]: Node<X[K]> }
          : never

/** Checks a parameter record, as a type to intersect an argument with; `type` and `interface` records alike. */
export type CheckTree<P> = [P] extends [Node<P>]
  ? unknown
  : TreeError<`every leaf of a parameter record must be a Tensor, ${Wrong<P>} is none`>

/** The path of a leaf that is not a tensor, as an error message. */
type Wrong<X, Path extends string = ''> =
  X extends Tensor<Shape>
    ? never
    : X extends (...args: never[]) => unknown
      ? Quoted<Path>
      : X extends readonly (infer E)[]
        ? Wrong<E, Below<Path, 'n'>>
        : X extends object
          ? { readonly [K in keyof X & string]: Wrong<X[K], Below<Path, K>> }[keyof X & string]
          : Quoted<Path>

type Below<Path extends string, Key extends string> = Path extends '' ? Key : `${Path}.${Key}`
type Quoted<Path extends string> = Path extends '' ? 'the root' : `"${Path}"`

type Branch = Readonly<Record<string, unknown>>

const isBranch = (x: unknown): x is Branch => typeof x === 'object' && x !== null && !isTensor(x)

const keysOf = (x: Branch): readonly string[] =>
  Array.isArray(x) ? Array.from(x, (_, i) => String(i)) : Object.keys(x).sort()

/** The depth interval of checks for cycles; records written by people are shallower. */
const deep = 100

/** The keys of a branch. A branch must be a plain record or an array without holes, and must not contain itself. */
const branches = (operation: string, tree: Branch, path: string, depth: number): readonly string[] => {
  const keys = keysOf(tree)
  if (keys.length === 0 && !/Object|Array/.test(Object.prototype.toString.call(tree)))
    return fail(operation, `a record or a tensor at ${where(path)}`, found(tree))
  if (Array.isArray(tree) && tree.includes(undefined) && keys.some((k) => !(k in tree)))
    return fail(
      operation,
      `an array without holes at ${where(path)}`,
      `no element ${tree.findIndex((_, i) => !(i in tree))}`,
    )
  return depth > 0 && depth % deep === 0 && returns(tree, [], 0)
    ? fail(operation, 'a record that does not hold itself', `one that does, from ${where(first(path))} on`)
    : keys
}

const first = (path: string): string => path.split('.').slice(0, 4).join('.')

/** Whether a branch contains itself. */
const returns = (x: unknown, above: readonly unknown[], depth: number): boolean =>
  isBranch(x) && (above.includes(x) || (depth < deep && keysOf(x).some((k) => returns(x[k], [...above, x], depth + 1))))

/** Escapes a key: a dot is preceded by a backslash, and an empty key is a backslash and an e, so that paths are unique. */
const join = (path: string, key: string): string => {
  const step = key === '' ? '\\e' : key.replace(/[.\\]/g, '\\$&')
  return path === '' ? step : `${path}.${step}`
}

const where = (path: string): string => (path === '' ? 'the root' : `"${path}"`)

const kind = (x: unknown): string =>
  isTensor(x)
    ? `a tensor of shape ${print(shape(x))}`
    : isBranch(x)
      ? Array.isArray(x)
        ? found(x)
        : `{ ${keysOf(x).join(', ')} }`
      : x === undefined
        ? 'nothing'
        : found(x)

const rebuild = (like: Branch, entries: readonly (readonly [string, unknown])[]): unknown =>
  Array.isArray(like) ? entries.map(([, v]) => v) : Object.fromEntries(entries)

/** The path of the record that holds a leaf: a path without its last key; `undefined` for a single key. */
export const parentPath = (path: string): string | undefined => /^((?:\\.|[^\\])*)\.(?:\\.|[^\\.])*$/.exec(path)?.[1]

/** Whether a record has no leaves, such as an empty optimizer state. */
const isEmpty = (x: unknown): boolean => x === undefined

/** `map` to leaves of any type, for interpreters: `f` sees each tensor with its path. */
export const mapTree = <B>(
  operation: string,
  f: (x: AnyTensor, path: string) => B,
  tree: unknown,
  path = '',
  depth = 0,
): unknown =>
  isTensor(tree)
    ? f(tree, path)
    : isBranch(tree)
      ? rebuild(
          tree,
          branches(operation, tree, path, depth).map((k) => [
            k,
            mapTree(operation, f, tree[k], join(path, k), depth + 1),
          ]),
        )
      : isEmpty(tree)
        ? tree
        : fail(operation, `a tensor at ${where(path)}`, kind(tree))

/** `zipWith` to leaves of any type. */
export const zipTree = (
  operation: string,
  f: (a: AnyTensor, b: AnyTensor, path: string) => unknown,
  a: unknown,
  b: unknown,
  path = '',
  depth = 0,
): unknown => {
  if (isTensor(a))
    return isTensor(b)
      ? f(a, b, path)
      : fail(operation, `the same structure on both sides, at ${where(path)}: ${kind(a)}`, kind(b))
  if (isEmpty(a) && isEmpty(b)) return a
  if (!isBranch(a)) return fail(operation, `a tensor at ${where(path)}`, kind(a))
  const keys = branches(operation, a, path, depth)
  if (
    !isBranch(b) ||
    Array.isArray(a) !== Array.isArray(b) ||
    keys.join('\n') !== branches(operation, b, path, depth).join('\n')
  )
    return fail(operation, `the same structure on both sides, at ${where(path)}: ${kind(a)}`, kind(b))
  return rebuild(
    a,
    keys.map((k) => [k, zipTree(operation, f, a[k], b[k], join(path, k), depth + 1)]),
  )
}

/** A tensor of the same shape, or an error that names the path. */
export const sameShape = (operation: string, before: AnyTensor, after: unknown, path: string): AnyTensor =>
  isTensor(after) && equals(shape(before), shape(after))
    ? after
    : fail(operation, `a tensor of shape ${print(shape(before))} at ${where(path)}`, kind(after))

/**
 * Maps a shape-preserving function over the tensors of a record; the function also receives the path.
 *
 * - **Errors** a `NablaError` that names the path when the function changes a shape or a leaf is no tensor.
 *
 * @example
 * T.toArray(P.map(T.mul(2))({ w: T.tensor([1, 2]) }).w) // => [2, 4]
 *
 * @category combinators
 */
export const map =
  (f: (x: AnyTensor, path: string) => AnyTensor) =>
  <P>(tree: P & CheckTree<P>): P =>
    mapTree('Params.map', (x, path) => sameShape('Params.map', x, expectFn('Params.map', f)(x, path), path), tree) as P

/**
 * Maps a shape-preserving function over pairs of tensors of two records with the same structure.
 *
 * - **Errors** a `NablaError` that names the path where the keys, or the shapes, differ: `{ w, b }` is never paired with `{ x, y }`.
 *
 * @example
 * const sum = P.zipWith((a, b) => pipe(a, T.add(b)))({ w: T.scalar(1) }, { w: T.scalar(2) })
 * T.toNumber(sum.w) // => 3
 *
 * @category combinators
 */
export const zipWith =
  (f: (a: AnyTensor, b: AnyTensor, path: string) => AnyTensor) =>
  <P>(a: P & CheckTree<P>, b: NoInfer<P>): P =>
    zipTree(
      'Params.zipWith',
      (x, y, path) =>
        sameShape(
          'Params.zipWith',
          x,
          expectFn('Params.zipWith', f)(x, sameShape('Params.zipWith', x, y, path), path),
          path,
        ),
      a,
      b,
    ) as P

/** The tensors of a record with their paths, in sorted order. */
export const entries = (
  tree: unknown,
  operation = 'Params.fold',
  path = '',
  depth = 0,
): readonly (readonly [string, AnyTensor])[] =>
  isTensor(tree)
    ? [[path, tree]]
    : isBranch(tree)
      ? branches(operation, tree, path, depth).flatMap((k) => entries(tree[k], operation, join(path, k), depth + 1))
      : isEmpty(tree)
        ? []
        : fail(operation, `a tensor at ${where(path)}`, kind(tree))

/**
 * Folds over the tensors of a record, in the sorted order of their paths.
 *
 * @example
 * P.fold<number>(0, (n, x) => n + T.shape(x).length)({ b: T.tensor([1]), w: T.tensor([[1]]) }) // => 3
 *
 * @category destructors
 */
export const fold =
  <A>(initial: A, f: (accumulator: A, x: AnyTensor, path: string) => A) =>
  <P>(tree: P & CheckTree<P>): A =>
    entries(tree).reduce((accumulator, [path, x]) => expectFn('Params.fold', f)(accumulator, x, path), initial)

/**
 * The paths of the tensors of a record, in sorted order.
 *
 * @example
 * P.paths({ w: T.scalar(1), layers: [T.scalar(2), T.scalar(3)] }) // => ['layers.0', 'layers.1', 'w']
 *
 * @category destructors
 */
export const paths = <P>(tree: P & CheckTree<P>): readonly string[] =>
  entries(tree, 'Params.paths').map(([path]) => path)

/** `map` for code that is generic in the record. */
export const mapParams: <P>(f: (x: AnyTensor, path: string) => AnyTensor, tree: P) => P = (f, tree) =>
  map(f)<never>(tree as never)

/** `zipWith` for code that is generic in the record. */
export const zipParams: <P>(f: (a: AnyTensor, b: AnyTensor) => AnyTensor, a: P, b: NoInfer<P>) => P = (f, a, b) =>
  zipWith(f)<never>(a as never, b as never)
