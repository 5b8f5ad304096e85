/** Update rules of optimizers as formulas: the next state and the next parameters. */
import { everyOption } from '../codec/Options.js'
import { stage } from '../graph/Stage.js'
import { apply, type AnyOptimizer } from '../optim/Optimizer.js'
import { record as expectRecord } from '../tensor/Expect.js'
import { entries } from '../tensor/Params.js'
import { dataOf, scalar, uniform, type AnyTensor, type Scalar } from '../tensor/Value.js'
import { without } from './Arithmetic.js'
import { inputId, type Document, type Label, type Layout, type Step } from './Document.js'
import { equationsOf, showEquations } from './Equations.js'
import {
  axesOf,
  difference,
  inverse,
  isNumber,
  one,
  power,
  product,
  reference,
  same,
  zero,
  type Expression,
} from './Expression.js'
import { nameOfPath, showName, type Name } from './Names.js'
import { read } from './Read.js'
import { rewriter, rule } from './Rewriter.js'
import { simplify } from './Simplify.js'
import { stepsOf } from './Steps.js'
import { tidy } from './Tidy.js'
import { replaceReferences } from './Traverse.js'

/**
 * The options of optimizers that are printed as letters.
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

/** Values to stage with, which are never printed. */
const half = scalar(0.5)
const sampleOptions: Hyperparameters = {
  learningRate: half,
  momentum: half,
  decay: half,
  epsilon: half,
  beta1: half,
  beta2: half,
  weightDecay: half,
}

/**
 * An optimizer, or the function that returns one for some options, such as `O.adam`.
 *
 * @category model
 */
export type UpdateRule = AnyOptimizer | ((options: Hyperparameters) => AnyOptimizer)

interface UntypedOptimizer {
  readonly init: (params: unknown) => unknown
  readonly update: (gradient: unknown, state: unknown, params: unknown) => readonly [unknown, unknown]
}

const noAssumptions = { distributions: new Set<string>() }

const shorten = tidy(noAssumptions)

/** The number of the step. */
const t = reference('t')

const isState = (path: string): boolean => path.startsWith('state')

const isParams = ({ label }: Step): boolean => label?._tag === 'Named' && label.previous === inputId('params')

const isZero = (e: Expression): boolean => isNumber(e) && Math.abs(e.value) < 1e-12

/** The value after some steps of a state that begins with 0: t for `c′ = c + 1`, and `1 − aᵗ` for `c′ = ac + (1 − a)`. */
const closedForm = (id: string, next: Expression): ((steps: Expression) => Expression) | undefined => {
  const nextOf = (c: Expression): Expression => shorten(replaceReferences((r) => (r === id ? c : undefined), next))
  const offset = nextOf(zero)
  const factor = shorten(difference(nextOf(one), offset))
  const rest = shorten(difference(difference(next, product(factor, reference(id))), offset))
  if (!isZero(rest)) return undefined
  if (isNumber(factor, 1) && isNumber(offset, 1)) return (steps) => steps
  return isZero(shorten(difference(offset, difference(one, factor))))
    ? (steps) => difference(one, power(factor, steps))
    : undefined
}

/** A state with a closed form, before and after step t. */
interface ClosedState {
  readonly path: string
  readonly before: Expression
  readonly after: Expression
}

const closedStates = (document: Document, start: ReadonlyMap<string, AnyTensor>): readonly ClosedState[] =>
  document.outputs.flatMap(({ path, shape, expression }) => {
    const first = start.get(path)
    if (!isState(path) || shape.length > 0 || first === undefined || dataOf(first) !== 0) return []
    const definition = document.definitions.find((d) => same(expression, reference(d.id)))
    const form = closedForm(inputId(path), definition?.expression ?? expression)
    return form === undefined ? [] : [{ path, before: form(difference(t, one)), after: simplify(form(t)) }]
  })

/** A document with states replaced by their closed forms. */
const withClosedForms = (document: Document, states: readonly ClosedState[]): Document => {
  const after = document.outputs.flatMap(({ path, expression }) => {
    const state = states.find((s) => s.path === path)
    return state !== undefined && expression._tag === 'Reference' ? [[expression.id, state.after] as const] : []
  })
  const values = new Map([...states.map((s) => [inputId(s.path), s.before] as const), ...after])
  const replaced = <A extends { readonly expression: Expression }>(a: A): A => ({
    ...a,
    expression: shorten(replaceReferences((id) => values.get(id), a.expression)),
  })
  return {
    ...document,
    definitions: document.definitions.filter((d) => !values.has(d.id)).map(replaced),
    outputs: document.outputs.filter((o) => !states.some((s) => s.path === o.path)).map(replaced),
  }
}

/** Names a state divided by a closed form with a hat, as in the bias correction of Adam: `m̂ = m′/(1 − β₁ᵗ)`. */
const withHats = (all: readonly Step[], states: readonly ClosedState[]): readonly Step[] =>
  all.reduce<readonly Step[]>((steps, { id, shape, label }) => {
    if (label?._tag !== 'Named' || label.previous === undefined) return steps
    const state = reference(id, axesOf(shape))
    const hat = reference(`hat ${id}`, state.indices)
    const corrections = states.map(({ after }) => {
      const divisor = simplify(inverse(after))
      const correct = rewriter([
        rule('Product', 'bias correction', ({ factors }) => {
          const [i, j] = [state, divisor].map((x) => factors.findIndex((f) => same(f, x)))
          return i < 0 || j < 0 ? undefined : product(hat, ...without(factors, i, j))
        }),
      ])
      return {
        expression: simplify(product(state, divisor)),
        corrected: steps.map((s) => ({ ...s, expression: simplify(correct(s.expression)) })),
      }
    })
    const found = corrections.find(({ corrected }) =>
      corrected.some((s, i) => !same(s.expression, steps[i].expression)),
    )
    if (found === undefined) return steps
    const { base, below } = label.name
    const name = { base: `\\hat{${base}}`, ...(below === undefined ? {} : { below }) }
    const step: Step = {
      id: hat.id,
      kind: 'result',
      shape,
      expression: found.expression,
      label: { _tag: 'Named', name },
    }
    const i = found.corrected.findIndex(isParams)
    return i < 0 ? [...found.corrected, step] : [...found.corrected.slice(0, i), step, ...found.corrected.slice(i)]
  }, all)

/** Names: w for the parameters, g for the gradient; for states the last key of the path, or the whole path where two would be equal. */
const namesOf = (document: Document): ReadonlyMap<string, Name> => {
  const short = (path: string): Name => (path === 'params' ? { base: 'w' } : nameOfPath(path.replace(/^.*\./, ''), 's'))
  const texs = document.inputs.map(({ path }) => showName(short(path)))
  return new Map(
    document.inputs.map(({ id, path }, i) => [
      id,
      isState(path) && texs.indexOf(texs[i]) !== texs.lastIndexOf(texs[i])
        ? nameOfPath(path.replace(/^state\.?/, ''), 's')
        : short(path),
    ]),
  )
}

/** The steps of an update rule, those of the parameters last. */
export const updateSteps = (
  optimizer: UpdateRule,
): { readonly layout: Layout; readonly document: Document; readonly steps: readonly Step[] } => {
  const make = (options: Hyperparameters): UntypedOptimizer =>
    (typeof optimizer === 'function'
      ? optimizer({ ...options, [everyOption]: true } as Hyperparameters)
      : optimizer) as unknown as UntypedOptimizer
  const params = uniform([2], 0)
  const state = make(sampleOptions).init(params)
  const like = { params, gradient: params, state, options: sampleOptions }
  const next = (x: typeof like): unknown => {
    const [updates, after] = make(x.options).update(x.gradient, x.state, x.params)
    return { params: apply(updates as AnyTensor, x.params), state: after }
  }
  const { graph } = stage(next as (x: never) => unknown)(like as never)
  const whole = read(graph, { ...noAssumptions, given: {}, counts: [], literals: [] })
  const states = closedStates(whole, new Map(entries({ state })))
  const document = withClosedForms(whole, states)
  const names = new Map([...namesOf(whole), ['t', { base: 't' }] as const])
  const labels = document.outputs
    .filter(({ path, expression }) => !same(expression, reference(inputId(path))))
    .map(({ path }): readonly [string, Label] => {
      const name = names.get(inputId(path)) ?? { base: '?' }
      return [path, { _tag: 'Named', name: { ...name, prime: true }, previous: inputId(path) }]
    })
  const steps = withHats(stepsOf(document, new Map(labels)), states)
  return {
    layout: { ...noAssumptions, width: 72, sizes: new Map(), names },
    document,
    steps: [...steps.filter((s) => !isParams(s)), ...steps.filter(isParams)],
  }
}

/**
 * The update rule of an optimizer, as TeX: w are the parameters, g is their gradient, t the number of the step, and a prime marks the next value. Options are letters for a function that
 * returns an optimizer, and numbers for an optimizer.
 *
 * A state that depends on the number of steps alone is replaced by its closed form: the weights of Adam's bias correction are `1 − βᵗ`.
 *
 * @example
 * Latex.update(O.sgd) // => String.raw`w' = w - \eta g`
 * Latex.update(O.sgd({ learningRate: 0.1 })) // => `w' = w - 0.1 g`
 *
 * @category formulas
 */
export const update = (optimizer: UpdateRule): string => {
  if (typeof optimizer !== 'function')
    expectRecord('Latex.update', 'an optimizer', { init: 'function', update: 'function' }, optimizer)
  const { layout, document, steps } = updateSteps(optimizer)
  return showEquations(equationsOf(layout, document, steps))
}
