/**
 * `scan` and `fold`: a step carried over stacked inputs. Under every interpreter they are plain loops; under `stage` they are one node of the graph, which an engine runs as
 * one loop of its own.
 */
import type { Interpreter, Step } from '../primitive/Primitive.js'
import type { Examples } from '../diff/Vmap.js'
import { fail } from '../tensor/Errors.js'
import { entries, mapTree, zipTree } from '../tensor/Params.js'
import { equals, print } from '../tensor/Shape.js'
import { ground, levelOf, interpreterOf, shape, toTraced, type AnyTensor } from '../tensor/Value.js'
import { walk } from './Evaluate.js'

/**
 * A step: the next state, and the outputs to be stacked.
 *
 * @category model
 */
export type ScanStep<S, X, Y> = (state: S, x: X) => readonly [state: S, y: Y]

const tracing = (x: AnyTensor): Interpreter | undefined =>
  levelOf(x) === ground ? undefined : (interpreterOf(x) as Interpreter)

/** Whether a value is staged, or contains a staged value. */
const isStaged = (x: AnyTensor): boolean => {
  const interpreter = tracing(x)
  return interpreter !== undefined && (interpreter.scan !== undefined || interpreter.within(toTraced(x)).some(isStaged))
}

const newest = (all: readonly AnyTensor[]): Interpreter | undefined =>
  tracing(all.reduce((a, b) => (levelOf(b) > levelOf(a) ? b : a)))

const sameShape = (before: AnyTensor, after: AnyTensor, path: string): AnyTensor =>
  equals(shape(before), shape(after))
    ? after
    : fail(
        'scan',
        `a step that keeps the shape ${print(shape(before))} of the state${path === '' ? '' : ` at "${path}"`}`,
        print(shape(after)),
      )

const lengthOf = (xs: readonly AnyTensor[]): number => {
  const lengths = xs.map((x) => shape(x)[0])
  const [first] = lengths
  return first !== undefined && first > 0 && lengths.every((n) => n === first)
    ? first
    : fail(
        'scan',
        'inputs with a leading axis of one length, at least 1',
        xs.map((x) => print(shape(x))).join(' and ') || 'none',
      )
}

const filled = (like: unknown, tensors: readonly AnyTensor[]): unknown => {
  const places = new Map(entries(like, 'scan').map(([path], i) => [path, i]))
  return mapTree('scan', (_, path) => tensors[places.get(path) ?? 0], like)
}

const flat = (tree: unknown): readonly AnyTensor[] => entries(tree, 'scan').map(([, x]) => x)

/**
 * `(sᵢ₊₁, yᵢ) = step(sᵢ, xᵢ)` for i = 0 … n − 1: the last state and all y, stacked along a leading axis, as the x are. State, x and y are records of tensors.
 *
 * - **Errors** a `NablaError` where the step changes the structure or a shape of the state; where a derivative is taken of a scan inside a staged function: stage the scan of the derivative instead.
 * - **Law** it is the loop, under every interpreter; staged, it is one node.
 *
 * @example
 * const running = Graph.scan((sum: T.Scalar, x: T.Scalar) => [pipe(sum, T.add(x)), pipe(sum, T.add(x))])
 * const [total, sums] = running(T.scalar(0), T.tensor([1, 2, 3]))
 * T.toArray(sums) // => [1, 3, 6]
 *
 * @category folds
 */
export const scan =
  <S, X, Y>(step: ScanStep<S, X, Y>) =>
  (state: S, xs: Examples<X>): readonly [state: S, ys: Examples<Y>] => {
    const [states, inputs] = [flat(state), flat(xs)]
    const length = lengthOf(inputs)
    // Local mutation, invisible from outside: the structure of y is known after the first step.
    const seen: { y?: unknown } = {}
    const flatStep: Step = (now, each) => {
      const [next, y] = step(filled(state, now) as S, filled(xs, each) as X)
      seen.y ??= y
      return { states: flat(zipTree('scan', sameShape, state, next)), ys: flat(y) }
    }
    const interpreter = newest([...states, ...inputs])
    if (interpreter?.scan === undefined && [...states, ...inputs].some(isStaged))
      return fail(
        'scan',
        'values of the staged function itself',
        `${interpreter?.name ?? 'another value'}: a derivative through a staged scan is not supported. Take the derivative inside the step, as training does`,
      )
    const result = (interpreter?.scan ?? walk)(length, flatStep, states, inputs)
    return [filled(state, result.states) as S, filled(seen.y, result.ys) as Examples<Y>]
  }

/**
 * The state after all steps: `sᵢ₊₁ = step(sᵢ, xᵢ)`.
 *
 * @example
 * const total = Graph.fold((sum: T.Scalar, x: T.Scalar) => pipe(sum, T.add(x)))(T.scalar(0), T.tensor([1, 2, 3]))
 * T.toNumber(total) // => 6
 *
 * @category folds
 */
export const fold =
  <S, X>(step: (state: S, x: X) => S) =>
  (state: S, xs: Examples<X>): S =>
    scan<S, X, readonly []>((s, x) => [step(s, x), []])(state, xs)[0]
