/**
 * Optimizers for some of the tensors of a record, chosen by path.
 */
import { suggestion } from '../codec/Nearest.js'
import { listed, quoted, shown } from '../codec/Words.js'
import { fail } from '../tensor/Errors.js'
import { array as expectArray, fn as expectFn, record as expectRecord } from '../tensor/Expect.js'
import { entries, mapTree } from '../tensor/Params.js'
import { shape, uniform, type AnyTensor } from '../tensor/Value.js'
import {
  expectMachine,
  expectOptimizer,
  isOptimizer,
  type AnyOptimizer,
  type GradientTransformation,
  type Optimizer,
  type StateFunction,
  type StateOf,
} from './Optimizer.js'

/** Some tensors of a record, by path. */
export type Chosen = Readonly<Record<string, AnyTensor>>

const chosen = (keep: (path: string) => boolean, tree: unknown): Chosen =>
  Object.fromEntries(entries(tree, 'masked').filter(([path]) => keep(path)))

/** The state of an optimizer for the chosen tensors. */
export interface Masked<F extends StateFunction> extends StateFunction {
  readonly out: StateOf<F, Chosen>
}

interface Mask {
  <F extends StateFunction>(optimizer: Optimizer<F>): Optimizer<Masked<F>>
  <F extends StateFunction>(transformation: GradientTransformation<F>): GradientTransformation<Masked<F>>
}

type Untyped = Optimizer<StateFunction> | GradientTransformation<StateFunction>

/**
 * An optimizer or a transformation for the tensors with chosen paths. For the others, an optimizer returns zeros whatever their gradient, and a
 * transformation passes the gradient on.
 *
 * - **Law** `laws/optimizer.ts`: masked by all it is what it was; by none it is `frozen`, or `nothing`.
 *
 * @example
 * const optimizer = O.chain(O.masked((path) => path.endsWith('weight'))(O.addDecayedWeights(0.5)), O.sgd({ learningRate: 1 }))
 * const params = { weight: T.scalar(2), bias: T.scalar(2) }
 * const [updates] = optimizer.update({ weight: T.scalar(0), bias: T.scalar(3) }, optimizer.init(params), params)
 * T.toNumber(updates.weight) // => -1
 * T.toNumber(updates.bias) // => -3
 * const head = O.masked((path) => path === 'weight')(O.sgd({ learningRate: 1 }))
 * T.toNumber(head.update(params, head.init(params), params)[0].bias) // => 0
 *
 * @category combinators
 */
export const masked = (keep: (path: string) => boolean): Mask =>
  ((machine: Untyped): unknown => {
    expectFn('masked', keep, 'a function from paths to whether they are kept')
    const { init, update, ...tags } = expectMachine('masked', machine)
    const other = isOptimizer(machine) ? (g: AnyTensor): AnyTensor => uniform(shape(g), 0) : (g: AnyTensor) => g
    return {
      ...tags,
      init: (params: unknown) => init(chosen(keep, params)),
      update: (gradient: unknown, state: unknown, params: unknown) => {
        const [updates, next] = update(chosen(keep, gradient), state, chosen(keep, params))
        return [mapTree('masked', (g, path) => (keep(path) ? updates[path] : other(g)), gradient), next]
      },
    }
  }) as Mask

/** The states of several optimizers, each for its tensors. */
export interface Partitioned<M> extends StateFunction {
  readonly out: { readonly [K in keyof M]: M[K] extends Optimizer<infer F> ? StateOf<F, Chosen> : never }
}

/**
 * Several optimizers, each for the tensors with its label, a function of the path.
 *
 * - **Errors** a `NablaError` for a label without an optimizer.
 *
 * @example
 * const optimizer = O.partition((path) => (path.startsWith('body.') ? 'body' : 'head'))({ body: O.frozen, head: O.sgd({ learningRate: 1 }) })
 * const params = { body: { w: T.scalar(1) }, head: { w: T.scalar(1) } }
 * const [updates] = optimizer.update(params, optimizer.init(params), params)
 * T.toNumber(updates.body.w) // => 0
 * T.toNumber(updates.head.w) // => -1
 *
 * @category combinators
 */
export const partition =
  <const L extends string>(label: (path: string) => L) =>
  <const M extends { readonly [K in L]: AnyOptimizer }>(optimizers: M): Optimizer<Partitioned<M>> => {
    expectFn('partition', label, 'a function from paths to labels')
    const names = Object.keys(expectRecord('partition', 'a record of optimizers', {}, optimizers))
    if (names.length === 0) fail('partition', 'an optimizer for each label', 'an empty record')
    const parts = names.map((name) => {
      const optimizer = (optimizers as Readonly<Record<string, unknown>>)[name]
      expectOptimizer(`partition, ${name}`, optimizer)
      return [name, masked((path) => label(path) === name)(optimizer as Optimizer<StateFunction>)] as const
    })
    const check = (params: unknown): void =>
      entries(params, 'partition').forEach(([path]) => {
        const found = label(path)
        if (!names.includes(found))
          fail('partition', `a label among ${listed(names)} for ${quoted(path)}`, shown(found))
      })
    const untyped = {
      _tag: 'Optimizer',
      init: (params: unknown) => {
        check(params)
        return Object.fromEntries(parts.map(([name, { init }]) => [name, init(params)]))
      },
      update: (gradient: unknown, states: unknown, params: unknown) => {
        const before = states as Readonly<Record<string, unknown>>
        const done = parts.map(([name, { update }]) => [name, update(gradient, before[name], params)] as const)
        const updates = new Map(done.map(([name, [all]]) => [name, new Map(entries(all))]))
        return [
          mapTree('partition', (g, path) => updates.get(label(path))?.get(path) ?? g, gradient),
          Object.fromEntries(done.map(([name, [, next]]) => [name, next])),
        ]
      },
    }
    return untyped as unknown as Optimizer<Partitioned<M>>
  }

/** A path and all its prefixes. Steps are separated by dots; a dot after a backslash is part of a key. */
const upward = (path: string): readonly string[] => {
  const steps = path.match(/(?:\\.|[^.\\])+/gs) ?? ['']
  return steps.map((_, i) => steps.slice(0, i + 1).join('.'))
}

/** Whether a path equals another one or is below it. */
const isWithin =
  (place: string) =>
  (path: string): boolean =>
    upward(path).includes(place)

/**
 * The problems of paths of a record at which there is no tensor: the available paths, or the one that was probably meant.
 */
export const missingPlaces = (
  places: readonly string[],
  params: unknown,
): readonly { readonly index: number; readonly place: string; readonly next: string }[] => {
  const paths = entries(params, 'freeze').map(([path]) => path)
  const known = [...new Set([...paths, ...paths.flatMap(upward)])]
  return places.flatMap((place, index) =>
    paths.some(isWithin(place)) ? [] : [{ index, place, next: `${suggestion(known, place)}` }],
  )
}

/**
 * An optimizer for all tensors except those at some paths, which stay unchanged: each a path of a tensor, or of a record, such as the name of a layer.
 *
 * - **Errors** a `NablaError` where a state is made, for a place without a tensor.
 *
 * @example
 * const optimizer = O.freeze(['body'])(O.sgd({ learningRate: 1 }))
 * const params = { body: { w: T.scalar(1) }, head: { w: T.scalar(1) } }
 * const [updates] = optimizer.update(params, optimizer.init(params), params)
 * T.toNumber(updates.body.w) // => 0
 * T.toNumber(updates.head.w) // => -1
 *
 * @category combinators
 */
export const freeze =
  (places: readonly string[]) =>
  <F extends StateFunction>(optimizer: Optimizer<F>): Optimizer<Masked<F>> => {
    if (!Array.isArray(places)) return fail('freeze', 'a list of paths', shown(places))
    expectArray('freeze', places, 'a list of paths')
    expectOptimizer('freeze', optimizer)
    const machine = masked((path) => !places.some((place) => isWithin(place)(path)))(optimizer)
    return {
      ...machine,
      init: (params) => {
        missingPlaces(places, params).forEach(({ place, next }) =>
          fail('freeze', 'a path of the parameters, or one above', `${quoted(place)}. ${next}`),
        )
        return machine.init(params)
      },
    }
  }
