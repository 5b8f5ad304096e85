/**
 * Decoders of tensors and records of tensors: from nested arrays of numbers, as in JSON, and from the tensors of files.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { entries, mapTree, type CheckTree } from '../tensor/Params.js'
import { equals, print, shapeFrom, sizeOf, type Shape } from '../tensor/Shape.js'
import { dense, ground, isTensor, levelOf, plain, shape, type AnyTensor, type Tensor } from '../tensor/Value.js'
import { closed } from './Closed.js'
import { list, listOf } from './List.js'
import { anyNumber } from './Number.js'
import { where } from './Where.js'

/** A codec of tensors of plain numbers with this shape. */
export const tensorOf = (expected: Shape): t.Type<AnyTensor, AnyTensor, unknown> =>
  where(
    `a tensor of shape ${print(expected)}`,
    (u): u is AnyTensor => isTensor(u) && levelOf(u) === ground && equals(shape(u), expected),
  )

const nested = (sizes: Shape): t.Type<unknown, unknown, unknown> => {
  if (sizes.length === 0) return anyNumber as t.Type<unknown, unknown, unknown>
  const [length, ...rest] = sizes
  const elements = list(nested(rest), { least: length, most: length, things: length === 1 ? 'element' : 'elements' })
  return elements as unknown as t.Type<unknown, unknown, unknown>
}

/** Numbers in row order, as arrays in arrays. */
const folded = (flat: readonly number[], sizes: Shape): unknown => {
  if (sizes.length === 0) return flat[0]
  const [length, ...rest] = sizes
  const size = sizeOf(rest)
  return Array.from({ length }, (_, i) => folded(flat.slice(i * size, (i + 1) * size), rest))
}

/**
 * A tensor of this shape as nested arrays of numbers; NaN, the infinities and −0 are written as strings, since JSON has no words for them.
 *
 * @example
 * const vector = Codec.tensor([3])
 * vector.encode(T.tensor([1, -0, Infinity])) // => [1, '-0', 'Infinity']
 * pipe(vector.decode([1, 2]), E.mapLeft(Codec.problems), E.mapLeft(Codec.showProblems))
 * // => E.left('at the root: expected a tensor of shape [3], found an array of 2')
 *
 * @category tensors
 */
export const tensor = <const S extends Shape>(
  sizes: S,
): t.Type<Tensor<{ -readonly [K in keyof S]: S[K] }>, unknown, unknown> => {
  const expected = shapeFrom('Codec.tensor', sizes)
  const [numbers, plainly] = [nested(expected), tensorOf(expected)]
  type Of = Tensor<{ -readonly [K in keyof S]: S[K] }>
  return new t.Type<Of, unknown, unknown>(
    plainly.name,
    (u): u is Of => plainly.is(u),
    (u, context) =>
      pipe(
        numbers.validate(u, context),
        E.map((found) => {
          // An axis of size 0 leaves no numbers, but a shape.
          const flat = (expected.length === 0 ? [found] : (found as readonly unknown[])).flat(
            expected.length,
          ) as number[]
          return plain(expected, Float64Array.from(flat)) as unknown as Of
        }),
      ),
    (x) => numbers.encode(folded([...dense(x as unknown as AnyTensor)], expected)),
  )
}

const tuple = (parts: readonly t.Mixed[]): t.Mixed =>
  listOf(`an array of ${parts.length}`, (i) => parts[i], {
    least: parts.length,
    most: parts.length,
  }) as unknown as t.Mixed

/** A codec for a tree, from one for each of its tensors. */
const tree = (like: unknown, leaf: (x: AnyTensor) => t.Mixed): t.Mixed =>
  isTensor(like)
    ? leaf(like)
    : like === undefined
      ? t.undefined
      : Array.isArray(like)
        ? tuple(like.map((part: unknown) => tree(part, leaf)))
        : closed(Object.fromEntries(Object.entries(like as object).map(([key, part]) => [key, tree(part, leaf)])))

/**
 * Records of tensors with the structure and the shapes of a given one, as JSON: records and arrays as they are, tensors as nested arrays.
 *
 * - **Errors** a `NablaError` for a value that is not a record of tensors.
 *
 * @example
 * const codec = Codec.like({ weight: T.zeros([1, 2]), bias: T.zeros([2]) })
 * codec.encode({ weight: T.tensor([[1, 2]]), bias: T.tensor([3, NaN]) }) // => { weight: [[1, 2]], bias: [3, 'NaN'] }
 * E.isLeft(codec.decode({ weight: [[1, 2]], biases: [3, 4] })) // => true
 *
 * @category tensors
 */
export const like = <P>(params: P & CheckTree<P>): t.Type<P, unknown, unknown> => {
  // Refuses other values, by their paths.
  entries(params, 'Codec.like')
  return tree(params, (x) => tensor(shape(x))) as unknown as t.Type<P, unknown, unknown>
}

/** A tree of tensors by their paths, and back: `like` gives the structure. */
export const byPath = <P>(params: P): t.Type<P, Readonly<Record<string, AnyTensor>>, unknown> => {
  const all = entries(params)
  const flat = closed(Object.fromEntries(all.map(([path, x]) => [path, tensorOf(shape(x))])))
  return new t.Type<P, Readonly<Record<string, AnyTensor>>, unknown>(
    'tensors by their paths',
    (u): u is P => u !== undefined,
    (u, context) =>
      pipe(
        flat.validate(u, context),
        E.map((found) => mapTree('decode', (_, path) => (found as Record<string, AnyTensor>)[path], params) as P),
      ),
    (tree) => Object.fromEntries(entries(tree)),
  )
}
