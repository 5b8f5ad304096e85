/**
 * Laws of parameter records.
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

/** Functions of records, typed by one structure. */
export interface RecordFunctions {
  readonly map: (f: (x: AnyTensor, path: string) => AnyTensor, p: Tree) => Tree
  readonly zip: (f: (a: AnyTensor, b: AnyTensor, path: string) => AnyTensor, p: Tree, q: Tree) => Tree
  readonly fold: <A>(initial: A, f: (a: A, x: AnyTensor, path: string) => A) => (p: Tree) => A
  readonly paths: (p: Tree) => readonly string[]
  readonly flatten: (p: Tree) => Tensor<[number]>
  readonly unflatten: (like: Tree) => (vector: Tensor<[number]>) => Tree
}

const ours = { map: mapParams, zip: zipParams, fold, paths, flatten, unflatten } as unknown as RecordFunctions

const double = (x: AnyTensor): AnyTensor => run(Pointwise.add, x, x)
const lowered = (x: AnyTensor): AnyTensor => run(Pointwise.sub, x, Pointwise.constant(x, 1))

/** The record with its keys in the opposite order, at every level. */
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

/** The record with an additional axis in one tensor. */
const grown = (tree: Tree, path: string): Tree =>
  mapTree('laws', (x, at) => (at === path ? bind(Reduce.broadcast, [x], { axis: 0, size: 2 }) : x), tree)

const sameWords = (expected: readonly string[], found: readonly string[]): Verdict =>
  expecting(expected.join() === found.join(), { expected: expected.join(', '), found: found.join(', ') })

/** The message of the `NablaError` that a function throws. */
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

/** The laws of functions of records. */
export const paramsBy = ({ map, zip, ...f }: RecordFunctions, of: fc.Arbitrary<Tree> = records): LawSet => ({
  name: 'params',
  laws: [
    law('identity', 'map(x ↦ x) changes nothing', of, (p) =>
      same(
        p,
        map((x) => x, p),
      ),
    ),
    law('composition', 'map(g ∘ f) = map(g) ∘ map(f)', of, (p) =>
      same(
        map((x) => double(lowered(x)), p),
        map(double, map(lowered, p)),
      ),
    ),
    law('zip', 'zipWith(first)(a, b) = a, zipWith(second)(a, b) = b', of, (p) => {
      const q = map(lowered, p)
      return every([
        same(
          p,
          zip((a) => a, p, q),
        ),
        same(
          q,
          zip((_, b) => b, p, q),
        ),
      ])
    }),
    law('flatten', 'unflatten(p)(flatten(p)) = p, to the bit', of, (p) => same(p, f.unflatten(p)(f.flatten(p)))),
    law('fold', 'fold meets each tensor once, in the order of paths', of, (p) =>
      sameWords(f.paths(p), f.fold<readonly string[]>([], (all, _, path) => [...all, path])(p)),
    ),
    law('key order', 'no result depends on the order in which a record was written', of, (p) => {
      const q = reordered(p)
      return every([
        sameWords(f.paths(p), f.paths(q)),
        same(f.flatten(p), f.flatten(q)),
        same(
          p,
          zip((a) => a, p, q),
        ),
      ])
    }),
    law('other keys', 'a record with a key too many is never paired: an error names it', of, (p) =>
      refused(() => zip((a) => a, { inner: p }, { inner: p, stranger: scalar(0) }), 'stranger'),
    ),
    law('other shapes', 'a tensor of another shape is never paired: an error names its path', of, (p) =>
      every(
        entries(p).map(([path]) => refused(() => zip((a) => a, p, grown(p, path)), path === '' ? 'the root' : path)),
      ),
    ),
  ],
})

/**
 * The laws of `Params`, for given records; for any records by default.
 *
 * @example
 * import { check } from 'nabla-ts/laws'
 * E.isRight(check(params({ of: fc.constant({ w: T.ones([2]), b: T.scalar(0) }) }))) // => true
 *
 * @category sets
 */
export const params = ({ of = records }: { readonly of?: fc.Arbitrary<Tree> } = {}): LawSet => paramsBy(ours, of)
