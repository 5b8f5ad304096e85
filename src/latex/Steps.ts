/** Steps arranged for a reader: those that are used once are inlined where they fit on a line, those that are too long are split, and unused ones are dropped. */
import { indicatorOf, termsOf } from './Arithmetic.js'
import type { Document, Label, Layout, Step } from './Document.js'
import {
  axesOf,
  axis,
  difference,
  exp,
  inverse,
  negative,
  one,
  product,
  reduction,
  reference,
  same,
  spelledOut,
  sum,
  type Expression,
} from './Expression.js'
import { lettersOf } from './Letters.js'
import { modeFor, printer } from './Print.js'
import { tidy } from './Tidy.js'
import { mapChildren, parts, replaceReferences, substitute } from './Traverse.js'
import { isWhole } from './Whole.js'

/** The approximate width of TeX when set, in letters. */
export const widthOf = (tex: string): number =>
  tex
    .replace(/\\(left|right|,|top|mathrm|operatorname\*?|text|hat|begin\{\w+\}|end\{\w+\})/g, '')
    .replace(/\\frac\{([^{}]*)\}\{([^{}]*)\}/g, (_, a: string, b: string) => (a.length > b.length ? a : b))
    .replace(/\\[A-Za-z]+/g, 'x')
    .replace(/[{}^_&\s]/g, '').length

/** The definitions and results of a document as steps. A definition that is a result has the label of the result. */
export const stepsOf = (document: Document, labels: ReadonlyMap<string, Label>): readonly Step[] =>
  document.outputs.reduce<readonly Step[]>((steps, { path, shape, expression }) => {
    const label = labels.get(path)
    if (label === undefined) return steps
    const found = steps.find((s) => s.label === undefined && same(expression, reference(s.id, axesOf(s.shape))))
    return found === undefined
      ? [...steps, { id: `result ${path}`, kind: 'result', shape, expression, label }]
      : steps.map((s) => (s === found ? { ...s, label } : s))
  }, document.definitions)

/** Whether an expression itself is a reference to a step, or a function of it without a formula. */
export const refersTo = (id: string, e: Expression): boolean =>
  e._tag === 'Reference' ? e.id === id : e._tag === 'Opaque' && e.operands.includes(id)

/** The steps that use another, each as often as it does. */
export const usersOf = (id: string, steps: readonly Step[]): readonly Step[] =>
  steps.flatMap((s) => parts(s.expression).flatMap((p) => (refersTo(id, p) ? [s] : [])))

/** An expression with the definition of a step in place of references to it. */
const inlined = (step: Step, into: Expression): Expression =>
  replaceReferences(
    (id, indices) =>
      id === step.id ? substitute(new Map(indices.map((i, k) => [`@${k}`, i])), step.expression) : undefined,
    into,
  )

const hasReduction = (e: Expression): boolean => parts(e).some((p) => p._tag === 'Reduction')

const isTooLong = (layout: Layout, steps: readonly Step[], e: Expression, shape: readonly number[]): boolean => {
  const letters = lettersOf(layout, steps)
  return widthOf(printer(letters)(e, modeFor(letters, e, axesOf(shape))).tex) > layout.width
}

/** Whether a host stays as readable as it was: still for whole tensors if it was, and without new sums by element. */
const isReadable = (step: Step, { expression, shape }: Step, merged: Expression): boolean => {
  const axes = axesOf(shape)
  const before = isWhole(expression, axes)
  if (before !== isWhole(merged, axes)) return false
  return !hasReduction(step.expression) || (shape.length === 0 ? !hasReduction(expression) : before)
}

/** Inlines the steps that are used once, where the result is readable and fits on a line, and drops those that are not used. */
const merge = (layout: Layout, steps: readonly Step[]): readonly Step[] => {
  const shortened = tidy(layout)
  return steps.reduce<readonly Step[]>((now, { id }) => {
    const step = now.find((s) => s.id === id)
    if (step === undefined || step.label !== undefined) return now
    const others = now.filter((s) => s.id !== id)
    const [host, ...more] = usersOf(id, now)
    if (host === undefined) return others
    const isOperand = parts(host.expression).some((p) => p._tag === 'Opaque' && p.operands.includes(id))
    if (more.length > 0 || step.kind === 'opaque' || isOperand || now.some((s) => s.partner === id)) return now
    const expression = shortened(inlined(step, host.expression))
    return isReadable(step, host, expression) && !isTooLong(layout, now, expression, host.shape)
      ? others.map((s) => (s.id === host.id ? { ...s, expression } : s))
      : now
  }, withoutUnused(steps))
}

const withoutUnused = (steps: readonly Step[]): readonly Step[] =>
  steps.reduceRight<readonly Step[]>(
    (kept, step) => (step.label !== undefined || usersOf(step.id, kept).length > 0 ? [step, ...kept] : kept),
    [],
  )

/** The fewest leaves of a part that becomes a step. */
const fewLeaves = 6

/** The parts that can become steps: none of their axes is bound around them. */
const separable = (e: Expression): readonly Expression[] =>
  parts(e).filter(
    (p) => p !== e && p.leaves >= fewLeaves && p.leaves < e.leaves && [...p.free].every((name) => name.startsWith('@')),
  )

const replaced = (part: Expression, by: Expression, e: Expression): Expression =>
  same(e, part) ? by : e.key.includes(part.key) ? mapChildren((p) => replaced(part, by, p), e) : e

/** The largest of the parts that fit on a line, else the smallest. */
const partToSplit = (layout: Layout, step: Step): Expression | undefined => {
  const fits = (e: Expression): boolean => !isTooLong(layout, [step], e, step.shape)
  if (termsOf(step.expression).every(fits)) return undefined
  const all = [...separable(step.expression)].sort((a, b) => b.leaves - a.leaves)
  const smallest = all[all.length - 1]
  return all.find(fits) ?? all.find((p) => p.leaves === smallest.leaves)
}

/** A step that is too long as several. */
const split = (layout: Layout, step: Step, count = 0): readonly Step[] => {
  const part = partToSplit(layout, step)
  if (part === undefined) return [step]
  const own = axesOf(step.shape).filter(({ name }) => part.free.has(name))
  const shape = own.map(({ size }) => size)
  const images = new Map(own.map(({ name }, i) => [name, axesOf(shape)[i]]))
  const named: Step = { id: `${step.id} part ${count}`, kind: 'other', shape, expression: substitute(images, part) }
  const rest = { ...step, expression: replaced(part, reference(named.id, own), step.expression) }
  return [...split(layout, named), ...split(layout, rest, count + 1)]
}

/** The definition of σ, tanh or softmax, or an indicator as cases; other expressions as they are. */
const definitionOf = (e: Expression): Expression => {
  if (e._tag === 'Softmax' && e.at._tag === 'Axis') {
    const here = substitute(new Map([[e.axis.name, axis(e.at.name, e.at.size)]]), e.body)
    return product(exp(here), inverse(reduction('sum', e.axis, exp(e.body))))
  }
  if (e._tag === 'Cases' && indicatorOf(e) !== undefined) return spelledOut(e)
  if (e._tag !== 'Call' || e.args[0]._tag !== 'Reference') return e
  const [up, down] = [exp(e.args[0]), exp(negative(e.args[0]))]
  return e.name === 'sigmoid'
    ? inverse(sum(one, down))
    : e.name === 'tanh'
      ? product(difference(up, down), inverse(sum(up, down)))
      : e
}

/** A function that is nothing but a named one is printed with the definition of that. */
const withDefinition = (step: Step): Step => {
  const { label, expression } = step
  const defined = { ...step, expression: definitionOf(expression) }
  if (label?._tag === 'Named' && label.args !== undefined)
    return { ...defined, byElement: expression._tag === 'Softmax' }
  return label?._tag === 'Partial' && expression._tag === 'Cases' ? defined : step
}

/** The steps as they are printed. */
export const arrange = (layout: Layout, all: readonly Step[]): readonly Step[] =>
  merge(layout, all)
    .flatMap((step) => split(layout, step))
    .map(withDefinition)
