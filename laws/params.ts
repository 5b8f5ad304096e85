/**
 * What holds of parameter records.
 *
 * @since 0.1.0
 */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { flatten, unflatten } from '../src/operation/Flatten.js'
import * as Pointwise from '../src/primitive/Pointwise.js'
import { bind, run } from '../src/primitive/Primitive.js'
import * as Reduce from '../src/primitive/Reduce.js'
import { isNablaError } from '../src/tensor/Errors.js'
import { entries, fold, mapParams, mapTree, paths, zipParams } from '../src/tensor/Params.js'
import { isTensor, scalar, type AnyTensor, type Tensor } from '../src/tensor/Value.js'
import { records } from './arbitraries.js'
import { every, expecting, law, violated, type LawSet, type Verdict } from './Law.js'
import { same } from './rounding.js'
import type { Tree } from './tree.js'

type Flatten = (params: Tree) => Tensor<[number]>
type Unflatten = (like: Tree) => (vector: Tensor<[number]>) => Tree
type Paths = (tree: Tree) => readonly string[]
type Fold = <A>(initial: A, f: (a: A, x: AnyTensor, path: string) => A) => (tree: Tree) => A

const anyFlatten = flatten as unknown as Flatten
const anyUnflatten = unflatten as unknown as Unflatten
const anyPaths = paths as unknown as Paths
const anyFold = fold as unknown as Fold

const double = (x: AnyTensor): AnyTensor => run(Pointwise.add, x, x)
const lowered = (x: AnyTensor): AnyTensor => run(Pointwise.sub, x, Pointwise.constant(x, 1))

/** The same record with its keys written in the opposite order, everywhere. */
export const reordered = (tree: Tree): Tree =>
  typeof tree !== 'object' || tree === null || isTensor(tree)
    ? tree
    : Array.isArray(tree)
      ? tree.map(reordered)
      : Object.fromEntries(
          Object.entries(tree)
            .reverse()
            .map(([key, value]) => [key, reordered(value)]),
        )

/** The record with one tensor given an axis more. */
const grown = (tree: Tree, path: string): Tree =>
  mapTree('laws', (x, at) => (at === path ? bind(Reduce.broadcast, [x], { axis: 0, size: 2 }) : x), tree)

const sameWords = (expected: readonly string[], found: readonly string[]): Verdict =>
  expecting(expected.join() === found.join(), { expected: expected.join(', '), found: found.join(', ') })

/** The words of the `NablaError` that something throws. */
const refusal = (f: () => unknown): E.Either<string, string> => {
  const tried = E.tryCatch(f, (error) => error)
  return E.isLeft(tried) && isNablaError(tried.left)
    ? E.right(tried.left.message)
    : E.left(E.isLeft(tried) ? String(tried.left) : 'no error')
}

const refused = (f: () => unknown, path: string): Verdict => {
  const words = refusal(f)
  return E.isLeft(words)
    ? violated({ expected: 'a NablaError', found: words.left })
    : expecting(words.right.includes(path), { expected: `words that name ${path}`, found: words.right })
}

/**
 * The laws of `Params`, for records such as are given; for any, by default.
 *
 * @example
 * import { check } from 'nabla-ts/laws'
 * E.isRight(check(params({ of: fc.constant({ w: T.ones([2]), b: T.scalar(0) }) }))) // => true
 *
 * @category sets
 * @since 0.1.0
 */
export const params = ({ of = records }: { readonly of?: fc.Arbitrary<Tree> } = {}): LawSet => ({
  name: 'params',
  laws: [
    law('identity', 'map(x ↦ x) changes nothing', of, (p) =>
      same(
        p,
        mapParams((x) => x, p),
      ),
    ),
    law('composition', 'map(g ∘ f) = map(g) ∘ map(f)', of, (p) =>
      same(
        mapParams((x) => double(lowered(x)), p),
        mapParams(double, mapParams(lowered, p)),
      ),
    ),
    law('zip', 'zipWith(first)(a, b) = a, zipWith(second)(a, b) = b', of, (p) => {
      const q = mapParams(lowered, p)
      return every([
        same(
          p,
          zipParams((a) => a, p, q),
        ),
        same(
          q,
          zipParams((_, b) => b, p, q),
        ),
      ])
    }),
    law('flatten', 'unflatten(p)(flatten(p)) = p, to the bit', of, (p) => same(p, anyUnflatten(p)(anyFlatten(p)))),
    law('fold', 'fold meets each tensor once, in the order of paths', of, (p) =>
      sameWords(anyPaths(p), anyFold<readonly string[]>([], (all, _, path) => [...all, path])(p)),
    ),
    law('key order', 'no result depends on the order in which a record was written', of, (p) => {
      const q = reordered(p)
      return every([
        sameWords(anyPaths(p), anyPaths(q)),
        same(anyFlatten(p), anyFlatten(q)),
        same(
          p,
          zipParams((a) => a, p, q),
        ),
      ])
    }),
    law('other keys', 'a record with a key too many is never paired: an error names it', of, (p) =>
      refused(() => zipParams<Tree>((a) => a, { inner: p }, { inner: p, stranger: scalar(0) }), 'stranger'),
    ),
    law('other shapes', 'a tensor of another shape is never paired: an error names its path', of, (p) =>
      every(
        entries(p).map(([path]) =>
          refused(() => zipParams((a) => a, p, grown(p, path)), path === '' ? 'the root' : path),
        ),
      ),
    ),
  ],
})
