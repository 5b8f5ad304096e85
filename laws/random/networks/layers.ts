/**
 * The layers of random networks.
 */
import * as fc from 'fast-check'
import * as L from '../../../src/nn/Layer.js'
import * as M from '../../../src/nn/Model.js'
import { fromArray } from '../../../src/operation/Construct.js'
import * as Seed from '../../../src/random/Seed.js'
import { sizeOf, type Shape } from '../../../src/tensor/Shape.js'
import { toFlat, type AnyTensor, type Tensor } from '../../../src/tensor/Value.js'
import type { Tree } from '../../tree.js'
import type { Choice, Rows } from './parts.js'

/** The largest numbers of units, rows and columns. */
export const widest = 5
const mostPieces = 3

/** A random layer before its input width is known. */
export interface Drawn {
  readonly kind: 'dense' | 'unbiased' | 'maxout'
  readonly width: number
  readonly pieces: number
  readonly activation: Choice
  readonly dropout: number
  /** The grid of its numbers, and the key they are drawn with */
  readonly grain: number
  readonly key: number
}

/** A key for random numbers: it does not shrink, since a smaller key is no simpler. */
export const key = fc.noShrink(fc.nat())

/**
 * Numbers from −1 to 1, so that activations keep their size from layer to layer; they depend on the key and the position only, not on the sizes. They are multiples of 1/1000, short to
 * print, or of 1/4, with ties and zeros.
 */
export const grid = (from: number, parts: number): readonly number[] =>
  Array.from(
    toFlat(Seed.uniform([mostPieces * widest * widest], -1, 1)(Seed.fromNumber(from))),
    (v) => Math.round(v * parts) / parts + 0,
  )

/** The grids of random numbers. */
export const grain = fc.constantFrom(4, 1000, 1000, 1000)

/** Layers, each followed by one of these activations. */
export const layers = (activations: readonly Choice[]): fc.Arbitrary<Drawn> =>
  fc.record({
    kind: fc.constantFrom('dense', 'unbiased', 'maxout'),
    width: fc.integer({ min: 1, max: widest }),
    pieces: fc.integer({ min: 2, max: mostPieces }),
    activation: fc.constantFrom(...activations),
    dropout: fc.constantFrom(0, 0, 0, 0.25, 0.5),
    grain,
    key,
  })

/** A value inside an observed network, with the side of every kink in earlier layers. */
interface Watched {
  readonly x: Rows
  readonly sides: readonly number[]
}

/** A layer with its input width. */
export interface Placed {
  readonly code: string
  readonly model: M.Model<Tree, Rows, Rows>
  readonly watched: M.Model<Tree, Watched, Watched>
  readonly params: Tree
}

const within = (of: readonly number[], sizes: Shape, strides: Shape): AnyTensor =>
  fromArray(
    Array.from({ length: sizeOf(sizes) }, (_, at) => {
      const places = sizes.reduceRight<{ readonly rest: number; readonly index: number }>(
        ({ rest, index }, size, axis) => ({
          rest: Math.floor(rest / size),
          index: index + (rest % size) * strides[axis],
        }),
        { rest: at, index: 0 },
      )
      return of[places.index]
    }),
    sizes,
  )

/** A layer that records the sides of its kinks. */
const watching = (
  model: M.Model<Tree, Rows, Rows>,
  sides: (params: Tree, x: Rows) => readonly number[],
): M.Model<Tree, Watched, Watched> => ({
  init: model.init,
  apply: (params) => {
    const apply = model.apply(params)
    return ({ x, sides: before }, mode) => ({ x: apply(x, mode), sides: [...before, ...sides(params, x)] })
  },
})

/** The index of the largest piece, for each element of a maxout layer. */
const largestPieces = (
  name: string,
  i: number,
  o: number,
  pieces: number,
  params: Tree,
  x: Rows,
): readonly number[] => {
  const { weight: w, bias: b } = (params as Readonly<Record<string, L.Maxout<number, number, number>>>)[name]
  const planes = Array.from({ length: pieces }, (_, k) =>
    toFlat(
      L.dense(i, o).apply({
        weight: fromArray(toFlat(w).slice(k * i * o, (k + 1) * i * o), [i, o]) as Tensor<[number, number]>,
        bias: fromArray(toFlat(b).slice(k * o, (k + 1) * o), [o]) as Tensor<[number]>,
      })(x),
    ),
  )
  return Array.from(planes[0], (_, at) => {
    const all = planes.map((plane) => plane[at])
    return all.indexOf(Math.max(...all))
  })
}

/** The linear part of a layer. */
export const linearPart = (name: string, i: number, o: number, drawing: Drawn): Placed => {
  const { kind, pieces, grain: parts, key: from } = drawing
  const [weights, biases] = [grid(from, parts), grid(from + 1, parts)]
  const placed = (code: string, layer: unknown, params: object, sides: Parameters<typeof watching>[1]): Placed => {
    const model = M.named(name, layer as M.Model<Tree, Rows, Rows>) as M.Model<Tree, Rows, Rows>
    return { code: `M.named('${name}', ${code})`, model, watched: watching(model, sides), params: { [name]: params } }
  }
  const smooth = (): readonly number[] => []
  const matrix = within(weights, [i, o], [widest, 1])
  switch (kind) {
    case 'dense':
      return placed(`L.dense(${i}, ${o})`, L.dense(i, o), { weight: matrix, bias: within(biases, [o], [1]) }, smooth)
    case 'unbiased':
      return placed(`L.dense(${i}, ${o}, { bias: false })`, L.dense(i, o, { bias: false }), { weight: matrix }, smooth)
    case 'maxout':
      return placed(
        `L.maxout(${i}, ${o}, ${pieces})`,
        L.maxout(i, o, pieces),
        {
          weight: within(weights, [pieces, i, o], [widest * widest, widest, 1]),
          bias: within(biases, [pieces, o], [widest, 1]),
        },
        (params, x) => largestPieces(name, i, o, pieces, params, x),
      )
  }
}

const withoutParams = (code: string, model: unknown, sides: (x: Rows) => readonly number[]): Placed => ({
  code,
  model: model as M.Model<Tree, Rows, Rows>,
  watched: watching(model as M.Model<Tree, Rows, Rows>, (_, x) => sides(x)),
  params: {},
})

/** The activation of a layer, except the identity. */
export const activationOf = ({ code, f, kinks = [] }: Choice): readonly Placed[] =>
  code === 'A.identity'
    ? []
    : [
        withoutParams(`L.activation(${code})`, { init: () => ({}), apply: () => (x: Rows) => f(x) }, (x) =>
          Array.from(toFlat(x)).flatMap((v) => kinks.map((k) => Number(v > k))),
        ),
      ]

/** The dropout after a layer, if there is any. */
export const dropoutOf = (rate: number): readonly Placed[] =>
  rate === 0 ? [] : [withoutParams(`L.dropout(${rate})`, L.dropout(rate), () => [])]

/** The composition of layers. */
export const chained = <X>(models: readonly M.Model<Tree, X, X>[]): M.Model<Tree, X, X> =>
  models.reduce((before, next) => (M.andThen(next as never) as (m: unknown) => M.Model<Tree, X, X>)(before))
