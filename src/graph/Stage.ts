/**
 * Staging: a value is a node of a graph under construction. A function runs once, on inputs without numbers, and its operations are recorded, including those of derivatives, optimizers and
 * folds.
 *
 * Shapes are those of the inputs, so a function is staged once per shape. A graph contains inputs, values computed from them, and constants; a value of an enclosing derivative is
 * refused.
 */
import { check } from '../primitive/Known.js'
import * as Layout from '../primitive/Layout.js'
import { bind, type Check, type Interpreter, type Primitive, type Step, type Stepped } from '../primitive/Primitive.js'
import { fresh } from '../interpreter/Level.js'
import { fail } from '../tensor/Errors.js'
import { entries, mapTree, zipTree, type CheckTree } from '../tensor/Params.js'
import { equals, print, sizeOf, type Shape } from '../tensor/Shape.js'
import {
  bytesOf,
  fromTraced,
  ground,
  levelOf,
  TracedValue,
  interpreterOf,
  shape,
  toTraced,
  type AnyTensor,
  type ValueInterpreter,
} from '../tensor/Value.js'
import * as Build from './Build.js'
import { element, evaluate } from './Evaluate.js'
import type { Graph } from './Graph.js'
import { movedCheck, type MovedCheck } from './Movement.js'
import { fn as expectFn, record as expectRecord } from '../tensor/Expect.js'

class Recorded extends TracedValue {
  declare readonly place: number
  constructor(interpreter: ValueInterpreter, place: number) {
    super(interpreter)
    this.place = place
  }
}

/** A graph under construction. */
interface Recording {
  readonly builder: Build.Builder
  readonly value: (place: number) => AnyTensor
  /** The place of a value: a new constant if it is plain, and that of `foreign` if it belongs to another interpreter. */
  readonly placeOf: (x: AnyTensor) => number
}

const why =
  'a staged function is run once, without numbers, to record what it computes; so no branch, loop or print in it may depend on a value. ' +
  'Use `where` for a choice and `scan` for a loop, or return what you want to see'

/** Opens a recording. `foreign` looks up values of other interpreters; `require` receives the checks of inputs. */
const open = (
  foreign: (x: AnyTensor, builder: Build.Builder) => number,
  require: (check: MovedCheck) => void,
): Recording => {
  const builder = Build.open()
  const level = fresh()
  const placeOf = (x: AnyTensor): number =>
    interpreterOf(x) === interpreter
      ? (toTraced(x) as Recorded).place
      : levelOf(x) === ground
        ? builder.constant(x)
        : foreign(x, builder)
  const value = (place: number): AnyTensor => fromTraced(new Recorded(interpreter, place))
  const interpreter: Interpreter = {
    name: 'a staged value',
    why,
    level,
    shape: (x) => builder.shape((x as Recorded).place),
    within: () => [],
    require: (x, check) => {
      const found = movedCheck(builder.at, (x as Recorded).place, check)
      if (found !== undefined) require(found)
    },
    apply: <A>(primitive: Primitive<A>, attributes: A, ...args: readonly (AnyTensor | undefined)[]): AnyTensor =>
      value(builder.apply(primitive, attributes, ...args.flatMap((x) => (x === undefined ? [] : [placeOf(x)])))),
    scan: (length, step, states, xs) => {
      const { body, captured } = recordStep(step, states, xs)
      const all = builder
        .scan({
          body,
          length,
          states: states.map(placeOf),
          xs: xs.map(placeOf),
          captured: captured.map(placeOf),
        })
        .map(value)
      return { states: all.slice(0, states.length), ys: all.slice(states.length) }
    },
  }
  return { builder, value, placeOf }
}

/** The graph of one step. Staged values from outside become inputs of the step. */
const recordStep = (
  step: Step,
  states: readonly AnyTensor[],
  xs: readonly AnyTensor[],
): { readonly body: Graph; readonly captured: readonly AnyTensor[] } => {
  // Local mutation, invisible from outside.
  const captured: AnyTensor[] = []
  const places: number[] = []
  // What checks an input of the step: outside it is a captured value, or a stack of which each step has one element.
  const checks = new Map<number, (found: MovedCheck) => void>()
  const { builder, value, placeOf } = open(
    (x, inside) => {
      if ((interpreterOf(x) as Interpreter).scan === undefined) return refuse(x)
      const found = captured.findIndex((c) => samePlace(c, x))
      if (found >= 0) return places[found]
      captured.push(x)
      const place = inside.input(`captured ${captured.length}`, shape(x))
      places.push(place)
      checks.set(place, (found) => check(x, found.check))
      return place
    },
    (found) => checks.get(found.place)?.(found),
  )
  const given = (kind: string, all: readonly AnyTensor[], each: (x: AnyTensor) => readonly number[]) =>
    all.map((x, i) => value(builder.input(`${kind} ${i + 1}`, each(x))))
  const before = given('state', states, (x) => shape(x))
  const each = given('x', xs, (x) => shape(x).slice(1))
  each.forEach((x, i) => checks.set(placeOf(x), (found) => check(xs[i], ofStack(shape(x), found))))
  const result: Stepped = step(before, each)
  const body = builder.graph([
    ...result.states.map((s, i) => ({ name: `state ${i + 1}`, node: placeOf(s) })),
    ...result.ys.map((y, i) => ({ name: `y ${i + 1}`, node: placeOf(y) })),
  ])
  return { body, captured }
}

/** A check of each element of a stack, or of a stack of stacks where scans are nested. An element that is not moved is checked with the others at once. */
const ofStack =
  (each: Shape, { check: test, isMoved }: MovedCheck): Check =>
  (all) => {
    if (!isMoved) return test(all)
    const outer = shape(all).slice(0, shape(all).length - each.length)
    const list = bind(Layout.reshape, [all], { to: [sizeOf(outer), ...each] })
    Array.from({ length: sizeOf(outer) }, (_, i) => element(list, i)).forEach(test)
  }

const samePlace = (a: AnyTensor, b: AnyTensor): boolean =>
  interpreterOf(a) === interpreterOf(b) && (toTraced(a) as Recorded).place === (toTraced(b) as Recorded).place

const refuse = (x: AnyTensor): never =>
  fail(
    'stage',
    'a function of its arguments and of constants',
    `${interpreterOf(x).name} of shape ${print(shape(x))} from outside: pass it as an argument, or stage the whole, the derivative included`,
  )

/**
 * A staged function: its graph, and the structures of its argument and result.
 *
 * @category model
 */
export interface Staged<P, Q> {
  readonly graph: Graph
  /** The structure of the argument, with tensors without numbers. */
  readonly like: P
  /** The result from the outputs of the graph. */
  readonly result: (outputs: readonly AnyTensor[]) => Q
  /** The checks of the inputs' numbers, each with the index of an input: for example, that class numbers are in range. */
  readonly checks: readonly InputCheck[]
}

/** A check of the numbers of an input; it throws a `NablaError`. */
export interface InputCheck {
  readonly input: number
  readonly check: Check
}

/**
 * Stages a function for arguments of the shapes of `like`; its numbers are not read.
 *
 * - **Errors** a `NablaError` where the function looks at a value, or uses one of a derivative that is open around it.
 * - **Law** staged once and run at y it gives f(y).
 *
 * @example
 * const slope = Graph.stage(D.grad((x: T.Scalar) => T.square(x)))(T.scalar(0))
 * T.toNumber(Graph.run(slope)(T.scalar(3))) // => 6
 *
 * @category constructors
 */
export const stage = <P, Q>(f: (x: P) => Q) => {
  expectFn('Graph.stage', f)
  return (like: P & CheckTree<P>): Staged<P, Q> => {
    // Local mutation, invisible from outside.
    const inputPlaces: number[] = []
    const checks: InputCheck[] = []
    const { builder, value, placeOf } = open(refuse, ({ place, check }) =>
      checks.push({ input: inputPlaces.indexOf(place), check }),
    )
    const inputs = mapTree(
      'stage',
      (x, path) => {
        inputPlaces.push(builder.input(path, shape(x), bytesOf(x) !== undefined))
        return value(inputPlaces[inputPlaces.length - 1])
      },
      like,
    ) as P
    const output = f(inputs)
    const found = entries(output, 'stage')
    const places = new Map(found.map(([path], i) => [path, i]))
    const hollow = (tree: unknown): unknown => mapTree('stage', (x) => Build.hollow(shape(x)), tree)
    const structure = hollow(output)
    return {
      graph: builder.graph(found.map(([name, x]) => ({ name, node: placeOf(x) }))),
      like: hollow(like) as P,
      result: (outputs) => mapTree('stage', (_, path) => outputs[places.get(path) ?? 0], structure) as Q,
      checks,
    }
  }
}

/**
 * Runs a staged function node by node.
 *
 * - **Errors** a `NablaError` for an argument of another structure or of other shapes.
 *
 * @category destructors
 */
export const run = <P, Q>(staged: Staged<P, Q>) => {
  const { graph, like, result, checks } = expectRecord('Graph.run', 'a record', {}, staged)
  return (x: P): Q => {
    const inputs = checked('run', like, x)
    checks.forEach(({ input, check: test }) => check(inputs[input], test))
    return result(evaluate(graph, inputs))
  }
}

/** The tensors of an argument with the staged structure and shapes. */
export const checked = <P>(operation: string, like: P, x: P): readonly AnyTensor[] =>
  entries(
    zipTree(
      operation,
      (a, b, path) =>
        equals(shape(a), shape(b))
          ? b
          : fail(
              operation,
              `a tensor of shape ${print(shape(a))} at ${path === '' ? 'the root' : `"${path}"`}`,
              print(shape(b)),
            ),
      like,
      x,
    ),
  ).map(([, v]) => v)
