/**
 * Graphs of one function, staged for several values of the open sizes, merged into one graph with symbolic sizes.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { showShaped, type Graph, type Node } from '../graph/Graph.js'
import { equals, sizeOf } from '../tensor/Shape.js'
import { dataOf, isTensor, plain, shape, uniform, type AnyTensor } from '../tensor/Value.js'
import type { Dimension } from './Model.js'
import { sizeFrom, type Sizes } from './Open.js'

/** The merged value, or the texts of the first nodes that differ. */
type Merged<A> = E.Either<readonly string[], A>

const differs: Merged<never> = E.left([])

const sameData = (a: AnyTensor, b: AnyTensor): boolean => {
  const [x, y] = [dataOf(a), dataOf(b)]
  return typeof x === 'number' || typeof y === 'number'
    ? Object.is(x, y)
    : x === y || (x.length === y.length && x.every((v, i) => Object.is(v, y[i])))
}

/** One row of a tensor whose rows are all equal, or one number of a uniform tensor: it broadcasts to the shape of the tensor. */
const repeated = (x: AnyTensor): AnyTensor => {
  const data = dataOf(x)
  if (typeof data === 'number') return uniform([], data)
  const row = shape(x).slice(1)
  const length = sizeOf(row)
  return data.every((v, i) => Object.is(v, data[i % length])) ? plain(row, data.slice(0, length)) : x
}

const mergeTensors = (all: readonly AnyTensor[]): Merged<AnyTensor> => {
  const same = (each: readonly AnyTensor[]): boolean =>
    each.every((x) => equals(shape(x), shape(each[0])) && sameData(x, each[0]))
  if (same(all)) return E.right(all[0])
  const rows = all.map(repeated)
  return same(rows) ? E.right(rows[0]) : differs
}

/** The fields of nodes and of attributes that hold sizes. */
const fieldsOfSizes: readonly string[] = ['shape', 'results', 'length', 'to', 'size', 'start', 'end', 'before', 'after']

const isRecord = (x: unknown): x is Readonly<Record<string, unknown>> => typeof x === 'object' && x !== null

const isNode = (x: object): x is Node => '_tag' in x

const mergeValues = (at: readonly Sizes[], all: readonly unknown[], areSizes: boolean): Merged<unknown> => {
  const [first] = all
  if (all.every((x) => Object.is(x, first)) || typeof first === 'function') return E.right(first)
  if (all.every(isTensor)) return mergeTensors(all)
  if (areSizes && all.every((x) => typeof x === 'number')) return pipe(sizeFrom(at, all), E.fromNullable([]))
  if (!all.every(isRecord)) return differs
  const keys = Object.keys(all[0])
  return pipe(
    keys,
    E.traverseArray((key) =>
      mergeValues(
        at,
        all.map((x) => x[key]),
        areSizes || fieldsOfSizes.includes(key),
      ),
    ),
    E.filterOrElse(
      () => all.every((x) => Object.keys(x).length === keys.length),
      () => [] as readonly string[],
    ),
    E.map((values) => (Array.isArray(first) ? values : Object.fromEntries(keys.map((key, i) => [key, values[i]])))),
    E.mapLeft((nodes) => (nodes.length > 0 ? nodes : all.flatMap((x) => (isNode(x) ? [showShaped(x)] : [])))),
  )
}

/** One graph with symbolic sizes from those at samples of the sizes; otherwise the first nodes that differ, as text, one of each graph. */
export const merge = (at: readonly Sizes[], graphs: readonly Graph[]): Merged<Graph<Dimension>> =>
  pipe(
    mergeValues(at, graphs, false) as Merged<Graph<Dimension>>,
    E.mapLeft((nodes) => (nodes.length > 0 ? nodes : graphs.map((graph) => `${graph.nodes.length} operations`))),
  )
