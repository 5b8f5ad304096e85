/**
 * The rule by which an optimizer steps, as on the slides: what it remembers, and what becomes of the parameters.
 */
import { everyOption } from '../codec/Options.js'
import { apply, type AnyOptimizer } from '../optim/Optimizer.js'
import { entries } from '../tensor/Params.js'
import { dataOf, scalar, uniform, type AnyTensor, type Scalar } from '../tensor/Value.js'
import { stage } from '../graph/Stage.js'
import { factorsOf } from './Arithmetic.js'
import {
  axesOf,
  difference,
  inverse,
  isNumber,
  number,
  one,
  power,
  product,
  reference,
  same,
  sum,
  zero,
  type Expression,
} from './Expression.js'
import { nameOfPath, type Name } from './Names.js'
import { inputId, type Document, type Label, type Layout, type Step } from './Document.js'
import { equationsOf, showEquations } from './Equations.js'
import { read } from './Read.js'
import { simplify } from './Simplify.js'
import { mapChildren, parts, replaceReferences } from './Traverse.js'
import { stepsOf } from './Steps.js'
import { tidy } from './Tidy.js'
import { record as expectRecord } from '../tensor/Expect.js'

/**
 * The options of the optimizers, each as a letter.
 *
 * @category model
 */
export interface Hyperparameters {
  readonly learningRate: Scalar
  readonly momentum: Scalar
  readonly decay: Scalar
  readonly epsilon: Scalar
  readonly beta1: Scalar
  readonly beta2: Scalar
  readonly weightDecay: Scalar
}

const some = scalar(0.5)

const hyperparameters: Hyperparameters = {
  learningRate: some,
  momentum: some,
  decay: some,
  epsilon: some,
  beta1: some,
  beta2: some,
  weightDecay: some,
}

type Untyped = {
  readonly init: (params: unknown) => unknown
  readonly update: (gradient: unknown, state: unknown, params: unknown) => readonly [unknown, unknown]
}

/**
 * An optimizer, or what makes one of its options, such as `O.adam`.
 *
 * @category model
 */
export type Updating = AnyOptimizer | ((options: Hyperparameters) => AnyOptimizer)

const noAssumptions = { distributions: new Set<string>() }

const shortened = tidy(noAssumptions)

/** The number of the step. */
const t = reference('t', [])

const isState = (path: string): boolean => path.startsWith('state')

/** What a state that begins with 0 is at step t: t for `c′ = c + 1`, and `1 − aᵗ` for `c′ = ac + (1 − a)`. */
const closedForm = (id: string, next: Expression): ((step: Expression) => Expression) | undefined => {
  const at = (c: Expression): Expression => shortened(replaceReferences((of) => (of === id ? c : undefined), next))
  const fresh = at(zero)
  const factor = shortened(difference(at(one), fresh))
  const isZero = (e: Expression): boolean => isNumber(e) && Math.abs(e.value) < 1e-12
  const rest = shortened(difference(difference(next, product(factor, reference(id))), fresh))
  if (!isZero(rest)) return undefined
  if (isNumber(factor, 1) && isNumber(fresh, 1)) return (step) => step
  return isZero(simplify(sum(fresh, factor, number(-1)))) ? (step) => difference(one, power(factor, step)) : undefined
}

interface Weight {
  readonly path: string
  readonly before: Expression
  readonly after: Expression
}

/** The state that has a closed form. */
const weightsOf = (document: Document, start: ReadonlyMap<string, AnyTensor>): readonly Weight[] =>
  document.outputs.flatMap(({ path, shape, expression }) => {
    const first = start.get(path)
    if (!isState(path) || shape.length > 0 || first === undefined || dataOf(first) !== 0) return []
    const own = document.definitions.find((d) => same(expression, reference(d.id, [])))
    const form = closedForm(inputId(path), own?.expression ?? expression)
    return form === undefined ? [] : [{ path, before: form(difference(t, one)), after: simplify(form(t)) }]
  })

/** A document without the state that has a closed form. */
const closed = (document: Document, weights: readonly Weight[]): Document => {
  const ids = new Map(
    weights.flatMap(({ path, before, after }) => {
      const output = document.outputs.find((o) => o.path === path)
      return [
        [inputId(path), before] as const,
        ...(output?.expression._tag === 'Reference' ? [[output.expression.id, after] as const] : []),
      ]
    }),
  )
  const put = (e: Expression): Expression => shortened(replaceReferences((of) => ids.get(of), e))
  return {
    ...document,
    definitions: document.definitions
      .filter((d) => !ids.has(d.id))
      .map((d) => ({ ...d, expression: put(d.expression) })),
    outputs: document.outputs
      .filter(({ path }) => !weights.some((w) => w.path === path))
      .map((o) => ({ ...o, expression: put(o.expression) })),
  }
}

const hatId = (id: string): string => `hat ${id}`

/** What is divided by such a weight has a name with a hat: m̂ = m′/(1 − β₁ᵗ). */
const corrected = (steps: readonly Step[], weights: readonly Weight[]): readonly Step[] =>
  steps.reduce<readonly Step[]>((now, step) => {
    if (step.label?._tag !== 'Named' || step.label.previous === undefined) return now
    const { name } = step.label
    const own = reference(step.id, axesOf(step.shape))
    const found = weights.find(({ after }) => now.some((s) => divides(own, after, s.expression)))
    if (found === undefined) return now
    const hat: Step = {
      id: hatId(step.id),
      kind: 'result',
      shape: step.shape,
      expression: simplify(product(own, inverse(found.after))),
      label: {
        _tag: 'Named',
        name: { base: `\\hat{${name.base}}`, ...(name.below === undefined ? {} : { below: name.below }) },
      },
    }
    const replaced = now.map((s) => ({
      ...s,
      expression: simplify(withHat(own, found.after, reference(hat.id, own.indices), s.expression)),
    }))
    const i = replaced.findIndex((s) => s.label?._tag === 'Named' && s.label.previous === inputId('params'))
    return i < 0 ? [...replaced, hat] : [...replaced.slice(0, i), hat, ...replaced.slice(i)]
  }, steps)

const divides = (own: Expression, by: Expression, e: Expression): boolean =>
  parts(e).some((p) => p._tag === 'Product' && hasBoth(own, by, p))

const hasBoth = (own: Expression, by: Expression, e: Expression): boolean =>
  factorsOf(e).some((f) => same(f, own)) && factorsOf(e).some((f) => same(f, simplify(inverse(by))))

const withHat = (own: Expression, by: Expression, hat: Expression, e: Expression): Expression =>
  e._tag === 'Product' && hasBoth(own, by, e)
    ? product(
        ...factorsOf(e).flatMap((f) =>
          same(f, own) ? [hat] : same(f, simplify(inverse(by))) ? [] : [withHat(own, by, hat, f)],
        ),
      )
    : mapChildren((p) => withHat(own, by, hat, p), e)

/** The rule of an optimizer in steps. */
export const updateSteps = (
  optimizer: Updating,
): { readonly layout: Layout; readonly document: Document; readonly steps: readonly Step[] } => {
  const make = (options: Hyperparameters): Untyped =>
    (typeof optimizer === 'function'
      ? optimizer({ ...options, [everyOption]: true } as Hyperparameters)
      : optimizer) as unknown as Untyped
  const params = uniform([2], 0)
  const state = make(hyperparameters).init(params)
  const like = { params, gradient: params, state, options: hyperparameters }
  const step = (x: typeof like): unknown => {
    const [updates, next] = make(x.options).update(x.gradient, x.state, x.params)
    return { params: apply(updates as AnyTensor, x.params), state: next }
  }
  const { graph } = stage(step as (x: never) => unknown)(like as never)
  const document = read(graph, { ...noAssumptions, given: {}, counts: [], literals: [] })
  const weights = weightsOf(document, new Map(entries({ state })))
  const rest = closed(document, weights)
  const names = namesOf(document)
  const layout: Layout = {
    ...noAssumptions,
    width: 72,
    sizes: new Map(),
    names: new Map([...names, ['t', { base: 't' }]]),
  }
  const labels = rest.outputs
    .filter(({ path, expression }) => !same(expression, reference(inputId(path), [])))
    .map(({ path }): readonly [string, Label] => [
      path,
      { _tag: 'Named', name: { ...(names.get(inputId(path)) ?? { base: '?' }), prime: true }, previous: inputId(path) },
    ])
  const steps = corrected(stepsOf(rest, new Map(labels)), weights)
  return { layout, document: rest, steps: inOrder(steps) }
}

/**
 * The rule by which an optimizer steps, as TeX: w are the parameters, g their gradient, t the number of the step, and what has a prime is next. Given what makes an optimizer of its
 * options, the options are letters; given an optimizer, they are its numbers.
 *
 * State that is a function of the number of steps alone is written as that: Adam's carried weights are `1 − βᵗ`.
 *
 * @example
 * Latex.update(O.sgd) // => String.raw`w' = w - \eta g`
 * Latex.update(O.sgd({ learningRate: 0.1 })) // => `w' = w - 0.1 g`
 *
 * @category formulas
 */
export const update = (optimizer: Updating): string => {
  if (typeof optimizer !== 'function')
    expectRecord('Latex.update', 'an optimizer', { init: 'function', update: 'function' }, optimizer)
  const { layout, document, steps } = updateSteps(optimizer)
  return showEquations(equationsOf(layout, document, steps))
}

/** The parameters last. */
const inOrder = (steps: readonly Step[]): readonly Step[] => {
  const isLast = (s: Step): boolean => s.label?._tag === 'Named' && s.label.previous === inputId('params')
  return [...steps.filter((s) => !isLast(s)), ...steps.filter(isLast)]
}

/** The letters: w for the parameters, g for the gradient, what the state is called by its last key, or by all of its path if two are called alike. */
const namesOf = (document: Document): ReadonlyMap<string, Name> => {
  const short = (path: string): Name => (path === 'params' ? { base: 'w' } : nameOfPath(path.replace(/^.*\./, ''), 's'))
  const all = document.inputs.map(({ path }) => path)
  const isAlone = (path: string): boolean =>
    all.filter((p) => short(p).base === short(path).base && short(p).below === short(path).below).length === 1
  return new Map(
    document.inputs.map(({ id, path }) => [
      id,
      isAlone(path) || !isState(path) ? short(path) : nameOfPath(path.replace(/^state\.?/, ''), 's'),
    ]),
  )
}
