/**
 * Gradient transformations from a formula for one tensor.
 */
import { fail } from '../tensor/Errors.js'
import { entries, mapTree, sameShape } from '../tensor/Params.js'
import type { AnyTensor } from '../tensor/Value.js'
import { zeros, type GradientTransformation, type StateFunction } from './Optimizer.js'
import { array as expectArray, fn as expectFn } from '../tensor/Expect.js'
import { record as expectRecord } from '../tensor/Expect.js'

/** The state has, under each name, a record like the parameters. */
export interface Remembering<Name extends string> extends StateFunction {
  readonly out: { readonly [N in Name]: this['in'] }
}

/**
 * The result of a step for one tensor: the update, and the next state.
 *
 * @category model
 */
export type TensorStep<Name extends string> = { readonly update: AnyTensor } & { readonly [N in Name]: AnyTensor }

/** The tensors of a step by name, each of the shape of the gradient. */
const alike = (name: string, path: string, gradient: AnyTensor, found: unknown): AnyTensor =>
  sameShape(`perTensor, ${name}`, gradient, found, path)

/**
 * A gradient transformation from a formula for one tensor. Its state starts at 0; the formula maps the state, the gradient and the parameter, all of one shape, to the update and
 * the next state under each name. Chained with `scaleByLearningRate` it is an optimizer.
 *
 * - **Errors** a `NablaError` for a memory that is called `update`, and, where a step is made, for an answer of another shape, by path.
 * - **Law** `laws/optimizer.ts`, as for every transformation.
 *
 * @example
 * // w′ = w − η·sign(0.9·m + 0.1·g), m′ = 0.99·m + 0.01·g
 * const mix = (keep: number, m: T.Tensor<T.Shape>, g: T.Tensor<T.Shape>) => pipe(m, T.mul(keep), T.add(pipe(g, T.mul(1 - keep))))
 * const lion = (learningRate: number) =>
 *   O.chain(
 *     O.perTensor(['m'], ({ m }, g) => ({ update: pipe(mix(0.9, m, g), T.sign), m: mix(0.99, m, g) })),
 *     O.scaleByLearningRate(learningRate),
 *   )
 * const { init, update } = lion(0.5)
 * const [updates, state] = update({ w: T.tensor([4, -2]) }, init({ w: T.tensor([1, 1]) }), { w: T.tensor([1, 1]) })
 * T.toArray(updates.w) // => [-0.5, 0.5]
 * T.toArray(state[0].m.w) // => [4 * (1 - 0.99), -2 * (1 - 0.99)]
 *
 * @category constructors
 */
export const perTensor = <const Name extends string>(
  remembered: readonly Name[],
  step: (memory: { readonly [N in Name]: AnyTensor }, gradient: AnyTensor, parameter: AnyTensor) => TensorStep<Name>,
): GradientTransformation<Remembering<Name>> => {
  expectArray('perTensor', remembered)
  expectFn('perTensor', step)
  if (remembered.some((name) => name === 'update')) return fail('perTensor', 'another name than update', 'update')
  type Memory<A> = { readonly [N in Name]: A }
  const memory = <A>(of: (name: Name) => A): Memory<A> =>
    Object.fromEntries(remembered.map((name) => [name, of(name)])) as Memory<A>
  return {
    _tag: 'GradientTransformation',
    init: (params) => memory(() => zeros(params)),
    update: (gradient, state, params) => {
      expectRecord('Optimizer.update', 'the state that init makes', {}, state)
      const at = (tree: unknown): ReadonlyMap<string, AnyTensor> => new Map(entries(tree, 'perTensor'))
      const [kept, own] = [memory((name) => at(state[name])), at(params)]
      const steps = new Map(
        entries(gradient, 'perTensor').map(([path, g]) => [
          path,
          step(
            memory((name) => alike(name, path, g, kept[name].get(path))),
            g,
            alike('parameter', path, g, own.get(path)),
          ),
        ]),
      )
      const made = (name: Name | 'update') =>
        mapTree('perTensor', (g, path) => alike(name, path, g, steps.get(path)?.[name]), gradient) as typeof gradient
      return [made('update'), memory(made)]
    },
  }
}
