/**
 * Random scans, and the equivalent loops.
 */
import * as fc from 'fast-check'
import * as Graph from '../../../src/Graph.js'
import { stack } from '../../../src/operation/Layout.js'
import * as Layout from '../../../src/primitive/Layout.js'
import * as Pointwise from '../../../src/primitive/Pointwise.js'
import { bind, run } from '../../../src/primitive/Primitive.js'
import { entries, mapTree } from '../../../src/tensor/Params.js'
import { shape, type AnyTensor } from '../../../src/tensor/Value.js'
import { computation, type ComputationOptions } from './computation.js'
import { print } from '../../Law.js'
import type { Map, Tree } from '../../tree.js'
import { adapt, shifted } from './nodes.js'

/** A step of records. */
export type Step = (state: Tree, x: Tree) => readonly [state: Tree, y: Tree]

/** A function that scans a step over stacked inputs. */
export type Scanning = (step: Step) => (state: Tree, xs: Tree) => readonly [state: Tree, ys: Tree]

/** The scan of this library. */
export const scan = Graph.scan as unknown as Scanning

/** One element along the leading axis. */
const element = (x: AnyTensor, i: number): AnyTensor =>
  bind(Layout.reshape, [bind(Layout.slice, [x], { axis: 0, start: i, end: i + 1 })], { to: shape(x).slice(1) })

/** One element of each tensor of a record. */
export const elementOf = (tree: Tree, i: number): Tree => mapTree('laws', (x) => element(x, i), tree)

/** Some elements along the leading axis of each tensor of a record. */
export const part = (tree: Tree, start: number, end: number): Tree =>
  mapTree('laws', (x) => bind(Layout.slice, [x], { axis: 0, start, end }), tree)

const stacked = (xs: readonly AnyTensor[]): AnyTensor => (stack(0) as (all: readonly AnyTensor[]) => AnyTensor)(xs)

/** Records of one structure as one record of stacked tensors. */
export const stackedTrees = (all: readonly Tree[]): Tree => {
  const tensors = all.map((tree) => new globalThis.Map(entries(tree)))
  return mapTree('laws', (_, path) => stacked(tensors.map((each) => each.get(path) as AnyTensor)), all[0])
}

/** The definition of a scan: one step after another. */
export const loop: Scanning = (step) => (state, xs) => {
  const length = shape(entries(xs)[0][1])[0]
  const end = Array.from({ length }, (_, i) => elementOf(xs, i)).reduce<{
    readonly state: Tree
    readonly ys: readonly Tree[]
  }>(
    (so, x) => {
      const [next, y] = step(so.state, x)
      return { state: next, ys: [...so.ys, y] }
    },
    { state, ys: [] },
  )
  return [end.state, stackedTrees(end.ys)]
}

/** The arguments of a scan, and the captured values of its step. */
export interface Given {
  readonly state: { readonly s: AnyTensor; readonly sum: AnyTensor }
  readonly xs: { readonly a: AnyTensor; readonly b: AnyTensor }
  readonly captured: readonly AnyTensor[]
}

/** A step with arguments at two points. */
export interface Loop {
  /** The step as a function of its captured values too */
  readonly step: (captured: readonly AnyTensor[]) => Step
  readonly given: Given
  readonly other: Given
  readonly length: number
  readonly [fc.toStringMethod]: () => string
}

const repeated = (x: AnyTensor, length: number): AnyTensor =>
  stacked(
    Array.from({ length: length - 1 }).reduce<readonly AnyTensor[]>(
      (all) => [...all, shifted(all[all.length - 1])],
      [x],
    ),
  )

const inWords = (step: Loop['step'], given: Given): string =>
  Graph.Show.show(Graph.stage((x: Given) => scanOf({ step }, scan)(x) as readonly [])(given).graph)

/** Options of random loops. */
export interface LoopOptions extends ComputationOptions {
  /** Whether the sequence and the stacked outputs have one number for each step */
  readonly numbers?: boolean
}

/** Steps of a scan: random functions of a state, an element of the sequence, and captured values. */
export const loops = ({ numbers = false, ...options }: LoopOptions = {}): fc.Arbitrary<Loop> =>
  fc
    .record({ computation: computation({ maxSteps: 6, ...options }), length: fc.integer({ min: 1, max: 4 }) })
    .map(({ computation: { f, inputs, others }, length }): Loop => {
      const [first] = inputs
      const next = inputs[1] ?? first
      const row = (x: AnyTensor): AnyTensor => (numbers ? adapt(x, []) : x)
      const step =
        (captured: readonly AnyTensor[]): Step =>
        (state, x) => {
          const [{ s, sum }, { a, b }] = [state as Given['state'], x as Given['xs']]
          const results = f([s, adapt(a, shape(next)), ...captured].slice(0, inputs.length))
          const mixed = run(Pointwise.mulAdd, adapt(results[0], shape(s)), adapt(b, shape(s)), s)
          return [
            { sum: run(Pointwise.add, sum, a), s: run(Pointwise.tanh, mixed) },
            { results: results.map(row), s: row(s), a },
          ]
        }
      const given = ([x, y = x, ...captured]: readonly AnyTensor[]): Given => ({
        state: { s: x, sum: row(y) },
        xs: { a: repeated(row(y), length), b: repeated(row(x), length) },
        captured,
      })
      const here = given([first, next, ...inputs.slice(2)])
      return {
        step,
        given: here,
        other: given(others),
        length,
        [fc.toStringMethod]: () => `${print(here)}\n${inWords(step, here)}`,
      }
    })

/** The scan of a loop, as a function of all its inputs. */
export const scanOf =
  ({ step }: Pick<Loop, 'step'>, by: Scanning): Map =>
  (x) => {
    const { state, xs, captured } = x as Given
    return by(step(captured))(state, xs)
  }
