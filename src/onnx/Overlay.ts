/**
 * Two graphs of one function, staged for two values of some sizes, laid on each other: where only sizes differ, and in step with the named ones, the function is one graph with open
 * sizes. Where something else differs, it is none, and the objection says what.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Range } from '../primitive/Layout.js'
import { print, type Shape } from '../tensor/Shape.js'
import { dataOf, type AnyTensor } from '../tensor/Value.js'
import { shapeOfNode, type Applied, type Constant, type Graph, type Node, type Scan } from '../graph/Graph.js'
import type { Shapes } from './Shapes.js'
import type { Dims } from './Emitter.js'
import type { Dimension } from './Model.js'
import { sizeFrom, type Named } from './Open.js'

/** A graph with open sizes. The nodes are those of the first graph, with slices counted from the end where they move with a size. */
export interface Overlay {
  readonly graph: Graph
  readonly shapes: Shapes
}

/** A node with open sizes. */
interface Laid {
  readonly node: Node
  /** Its shape, or those of the results of a scan. */
  readonly dims: readonly Dims[]
  readonly inside?: Overlay
}

const differs = (what: string): E.Either<string, never> => E.left(what)

const laidShape = (named: readonly Named[], a: Shape, b: Shape): E.Either<string, Dims> => {
  const dims = a.map((size, i) => sizeFrom(named, size, b[i]))
  const isSaid = (d: Dimension | undefined): d is Dimension => d !== undefined
  return a.length === b.length && dims.every(isSaid)
    ? E.right(dims)
    : differs(`a tensor is ${print(a)} for one of them and ${print(b)} for the other`)
}

const sameData = (a: AnyTensor, b: AnyTensor): boolean => {
  const [x, y] = [dataOf(a), dataOf(b)]
  return typeof x === 'number' || typeof y === 'number'
    ? Object.is(x, y)
    : x === y || (x.length === y.length && x.every((v, i) => Object.is(v, y[i])))
}

const laidConstant = (named: readonly Named[], a: Constant, b: Constant): E.Either<string, Laid> => {
  const [x, y] = [dataOf(a.value), dataOf(b.value)]
  if (typeof x === 'number' && typeof y === 'number' && !Object.is(x, y))
    return differs(`a number in it is ${x} for one of them and ${y} for the other, as where a mean is taken over it`)
  return sameData(a.value, b.value)
    ? pipe(
        laidShape(named, a.shape, b.shape),
        E.map((dims) => ({ node: a, dims: [dims] })),
      )
    : differs(`a table of numbers in it, of shape ${print(a.shape)}, is another for each`)
}

/** Beyond the end of any axis. */
const theEnd = 2 ** 31 - 1

/** A range that is the same from the end, where it is not the same from the beginning. */
const laidRange = (a: Range, b: Range, sizeA: number, sizeB: number): E.Either<string, Range> => {
  const edge = (x: number, y: number): number | undefined =>
    x === y ? x : sizeA - x === sizeB - y ? (x === sizeA ? theEnd : x - sizeA) : undefined
  const [start, end] = [edge(a.start, b.start), edge(a.end, b.end)]
  return start === undefined || end === undefined
    ? differs(`a slice goes from ${a.start} to ${a.end} for one of them and from ${b.start} to ${b.end} for the other`)
    : E.right({ axis: a.axis, start, end })
}

/** Attributes that the shapes say already. */
const saidByShapes = ['reshape', 'broadcast', 'scatterAdd']

const sameAttributes = (a: unknown, b: unknown): boolean => {
  const values = (x: unknown): readonly unknown[] => (typeof x === 'object' && x !== null ? Object.values(x) : [])
  const rules = values(a).some((v) => typeof v === 'function')
  return rules || JSON.stringify(a) === JSON.stringify(b)
}

const laidAttributes = (a: Applied, b: Applied, from: readonly [Shape, Shape]): E.Either<string, unknown> => {
  const { name } = a.primitive
  if (name === 'slice') {
    const [first, second] = [a.attributes as Range, b.attributes as Range]
    return first.axis === second.axis
      ? laidRange(first, second, from[0][first.axis], from[1][first.axis])
      : differs('slices go along different axes')
  }
  return saidByShapes.includes(name) || sameAttributes(a.attributes, b.attributes)
    ? E.right(a.attributes)
    : differs(`${name} has other attributes for each`)
}

const laidScan = (named: readonly Named[], a: Scan, b: Scan): E.Either<string, Laid> =>
  pipe(
    overlay(named, a.body, b.body),
    E.chain((inside) =>
      pipe(
        a.results,
        E.traverseArrayWithIndex((i: number, result: Shape) => laidShape(named, result, b.results[i])),
        E.map((dims) => ({ node: { ...a, body: inside.graph }, dims, inside })),
      ),
    ),
  )

const sameList = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((x, i) => x === b[i])

const another = 'it computes something else for each'

const laidNode = (
  named: readonly Named[],
  graphs: readonly [Graph, Graph],
  a: Node,
  b: Node,
): E.Either<string, Laid> => {
  const shaped = (node: Node): E.Either<string, Laid> =>
    pipe(
      laidShape(named, shapeOfNode(a), shapeOfNode(b)),
      E.map((dims) => ({ node, dims: [dims] })),
    )
  switch (a._tag) {
    case 'Input':
      return b._tag === 'Input' && a.name === b.name ? shaped(a) : differs(another)
    case 'Constant':
      return b._tag === 'Constant' ? laidConstant(named, a, b) : differs(another)
    case 'Part':
      return b._tag === 'Part' && a.of === b.of && a.index === b.index ? shaped(a) : differs(another)
    case 'Applied': {
      if (b._tag !== 'Applied' || a.primitive !== b.primitive || !sameList(a.args, b.args)) return differs(another)
      const from = [shapeOfNode(graphs[0].nodes[a.args[0]]), shapeOfNode(graphs[1].nodes[b.args[0]])] as const
      return pipe(
        laidAttributes(a, b, from),
        E.chain((attributes) => shaped({ ...a, attributes })),
      )
    }
    case 'Scan':
      return b._tag === 'Scan' &&
        sameList(a.states, b.states) &&
        sameList(a.xs, b.xs) &&
        sameList(a.captured, b.captured) &&
        a.results.length === b.results.length
        ? laidScan(named, a, b)
        : differs(another)
  }
}

/** One graph with open sizes from two with sizes that have the values of `named`, or what keeps it from being one. */
export const overlay = (named: readonly Named[], a: Graph, b: Graph): E.Either<string, Overlay> =>
  a.nodes.length !== b.nodes.length ||
  !sameList(a.inputs, b.inputs) ||
  !sameList(
    a.outputs.map(({ node }) => node),
    b.outputs.map(({ node }) => node),
  )
    ? differs(another)
    : pipe(
        a.nodes.map((node, i) => [node, b.nodes[i]] as const),
        E.traverseArray(([x, y]) => laidNode(named, [a, b], x, y)),
        E.map((laid) => ({
          graph: { ...a, nodes: laid.map(({ node }) => node) },
          shapes: {
            of: (place) => laid[place].dims[0],
            results: (place) => laid[place].dims,
            inside: (place) => (laid[place].inside as Overlay).shapes,
          },
        })),
      )
