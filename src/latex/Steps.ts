/**
 * From what a graph says to what a reader wants to see: steps that are used once go where they are used if they fit there, the others are named, and each becomes an equation.
 */
import { toFlat } from '../tensor/Value.js'
import { indicatorOf, termsOf } from './Arithmetic.js'
import {
  axesOf,
  axis,
  one,
  difference,
  exp,
  inverse,
  negative,
  product,
  reduction,
  sum,
  reference,
  same,
  type Expression,
} from './Expression.js'
import { showName } from './Names.js'
import { showNumber } from './Number.js'
import { modeFor, printer, spelledOut, type Mode } from './Print.js'
import { notationOf, type Equation, type Label, type Layout, type Step } from './Notation.js'
import type { Document } from './Read.js'
import { mapChildren, parts, replaceReferences, substitute } from './Traverse.js'
import { tidy } from './Tidy.js'
import { isWhole } from './Whole.js'

/** About how many letters wide something is set. */
export const widthOf = (tex: string): number =>
  tex
    .replace(/\\(left|right|,|top|mathrm|operatorname\*?|text|hat|begin\{\w+\}|end\{\w+\})/g, '')
    .replace(/\\frac\{([^{}]*)\}\{([^{}]*)\}/g, (_, a: string, b: string) => (a.length > b.length ? a : b))
    .replace(/\\[A-Za-z]+/g, 'x')
    .replace(/[{}^_&\s]/g, '').length

/** The results of a document as steps: a definition that is a result carries the label of it. */
export const stepsOf = (document: Document, labels: ReadonlyMap<string, Label>): readonly Step[] =>
  document.outputs.reduce<readonly Step[]>((steps, { path, shape, expression }) => {
    const label = labels.get(path)
    if (label === undefined) return steps
    const i = steps.findIndex((s) => s.label === undefined && same(expression, reference(s.id, axesOf(s.shape))))
    return i < 0
      ? [...steps, { id: `result ${path}`, kind: 'result', shape, expression, label }]
      : steps.map((s, k) => (k === i ? { ...s, label } : s))
  }, document.definitions)

/** How often a step is used, and where at last. */
const usesOf = (id: string, steps: readonly Step[]): readonly Step[] =>
  steps.flatMap((s) => parts(s.expression).flatMap((p) => (refersTo(id, p) ? [s] : [])))

const refersTo = (id: string, e: Expression): boolean =>
  e._tag === 'Reference' ? e.id === id : e._tag === 'Opaque' && e.operands.includes(id)

const put = (step: Step, into: Expression): Expression =>
  replaceReferences(
    (of, indices) =>
      of === step.id ? substitute(new Map(indices.map((i, k) => [`@${k}`, i])), step.expression) : undefined,
    into,
  )

const hasSum = (e: Expression): boolean => parts(e).some((p) => p._tag === 'Reduction')

const isTooLong = (layout: Layout, steps: readonly Step[], e: Expression, shape: readonly number[]): boolean => {
  const notation = notationOf(layout, steps)
  return widthOf(printer(notation)(e, modeFor(notation, e, axesOf(shape))).tex) > layout.width
}

/** Puts steps that are used once where they are used, if it fits, and drops those that are not used. */
const merged = (layout: Layout, steps: readonly Step[]): readonly Step[] =>
  steps.reduce<readonly Step[]>((now, { id }) => {
    const step = now.find((s) => s.id === id)
    if (step === undefined || step.label !== undefined) return now
    const users = usesOf(id, now)
    const without = now.filter((s) => s.id !== id)
    if (users.length === 0) return without
    if (now.some((s) => s.partner === id)) return now
    const [host] = users
    if (
      users.length > 1 ||
      step.kind === 'opaque' ||
      parts(host.expression).some((p) => p._tag === 'Opaque' && p.operands.includes(id))
    )
      return now
    const expression = tidy(layout)(put(step, host.expression))
    const axes = axesOf(host.shape)
    const [before, after] = [isWhole(host.expression, axes), isWhole(expression, axes)]
    const scalarBefore = host.shape.length === 0 && hasSum(host.expression)
    const fits =
      before === after &&
      (host.shape.length === 0 ? !(scalarBefore && hasSum(step.expression)) : before || !hasSum(step.expression))
    return fits && !isTooLong(layout, now, expression, host.shape)
      ? without.map((s) => (s.id === host.id ? { ...s, expression } : s))
      : now
  }, withoutDead(steps))

/** The parts that could be steps: they speak of nothing that is bound around them. */
const separable = (e: Expression): readonly Expression[] =>
  parts(e).filter(
    (p) => p !== e && p.leaves >= 6 && p.leaves < e.leaves && [...p.free].every((name) => name.startsWith('@')),
  )

/** An expression with something else in place of a part. */
const replaced = (part: Expression, by: Expression, e: Expression): Expression =>
  same(e, part) ? by : e.key.includes(part.key) ? mapChildren((p) => replaced(part, by, p), e) : e

/** A step that is too long in steps: the largest part that fits gets a name, wherever it stands. */
const split = (layout: Layout, step: Step, count = 0): readonly Step[] => {
  const terms = termsOf(step.expression)
  const wide = terms.some((t) => isTooLong(layout, [step], t, step.shape))
  const parts_ = wide ? separable(step.expression) : []
  if (parts_.length === 0) return [step]
  const most = Math.max(...parts_.map((p) => p.leaves))
  const fitting = parts_.filter((p) => !isTooLong(layout, [step], p, step.shape))
  const size =
    fitting.length === 0 ? Math.min(...parts_.map((p) => p.leaves)) : Math.max(...fitting.map((p) => p.leaves))
  const part = parts_.find((p) => p.leaves === (fitting.length === 0 ? size : Math.min(most, size)))
  if (part === undefined) return [step]
  const own = axesOf(step.shape).filter(({ name }) => part.free.has(name))
  const axes = axesOf(own.map(({ size: n }) => n))
  const named: Step = {
    id: `${step.id} part ${count}`,
    kind: 'other',
    shape: own.map(({ size: n }) => n),
    expression: substitute(new Map(own.map(({ name }, i) => [name, axes[i]])), part),
  }
  const rest = { ...step, expression: replaced(part, reference(named.id, own), step.expression) }
  return [...split(layout, named), ...split(layout, rest, count + 1)]
}

/** Steps that no result needs are dropped, from the last to the first. */
const withoutDead = (steps: readonly Step[]): readonly Step[] =>
  steps.reduceRight<readonly Step[]>(
    (kept, step) => (step.label !== undefined || usesOf(step.id, kept).length > 0 ? [step, ...kept] : kept),
    [],
  )

const showLeft = (label: Label, indices: string): string =>
  label._tag === 'Partial'
    ? `\\frac{\\partial ${word(showName(label.of))}}{\\partial ${showName(label.by, indices)}}`
    : `${showName(label.name, label.of === undefined ? indices : '')}${label.of === undefined ? '' : `(${label.of})${indices === '' ? '' : `_{${indices}}`}`}`

const word = (tex: string): string => (tex.startsWith('\\mathrm') ? `\\,${tex}` : tex)

/** What a function is that has a name: the definition of σ, tanh and softmax; and a condition by itself as cases. */
const unfolded = (e: Expression): Expression => {
  if (e._tag === 'Call' && e.args[0]._tag !== 'Reference') return e
  if (e._tag === 'Call' && e.name === 'sigmoid') return inverse(sum(one, exp(negative(e.args[0]))))
  if (e._tag === 'Call' && e.name === 'tanh') {
    const [up, down] = [exp(e.args[0]), exp(negative(e.args[0]))]
    return product(difference(up, down), inverse(sum(up, down)))
  }
  if (e._tag === 'Softmax' && e.at._tag === 'Axis') {
    const here = substitute(new Map([[e.axis.name, axis(e.at.name, e.at.size)]]), e.body)
    return product(exp(here), inverse(reduction('sum', e.axis, exp(e.body))))
  }
  if (indicatorOf(e) !== undefined && e._tag === 'Cases') return spelledOut(e)
  return e
}

/** A result as it is spelled out. */
const spelled = (step: Step): Step => {
  const { label, expression } = step
  if (label === undefined) return step
  if (label._tag === 'Named' && label.of !== undefined)
    return { ...step, expression: unfolded(expression), byElement: expression._tag === 'Softmax' }
  return label._tag === 'Partial' && expression._tag === 'Cases' ? { ...step, expression: unfolded(expression) } : step
}

/** What was there before comes first. */
const startingWith = (id: string | undefined, e: Expression): Expression => {
  if (id === undefined || e._tag !== 'Sum') return e
  const has = (t: Expression): boolean => parts(t).some((p) => refersTo(id, p))
  return sum(...e.terms.filter(has), ...e.terms.filter((t) => !has(t)))
}

const indicesIn = (mode: Mode): string => (mode.whole ? '' : [...mode.letters.values()].join(''))

/** A sum that is too wide, in lines. */
const broken = (layout: Layout, e: Expression, show: (e: Expression) => string): string => {
  const whole = show(e)
  if (e._tag !== 'Sum' || widthOf(whole) <= layout.width) return whole
  const rows = termsOf(e).reduce<readonly (readonly Expression[])[]>((all, t) => {
    const last = all[all.length - 1] ?? []
    const wide = last.length > 0 && widthOf(show(sum(...last, t))) > layout.width
    return wide || all.length === 0 ? [...all, [t]] : [...all.slice(0, -1), [...last, t]]
  }, [])
  const texs = rows.map((row) => show(row.length === 1 ? row[0] : sum(...row)))
  return texs.map((tex, i) => (i === 0 || tex.startsWith('-') ? tex : `+ ${tex}`)).join(' \\\\ &\\quad ')
}

/** The steps as they are shown: what fits is put together, and results are spelled out. */
export const arranged = (layout: Layout, all: readonly Step[]): readonly Step[] =>
  merged(layout, all)
    .flatMap((step) => split(layout, step))
    .map(spelled)

/** The equations of a document. */
export const equationsOf = (layout: Layout, document: Document, all: readonly Step[]): readonly Equation[] => {
  const steps = arranged(layout, all)
  const notation = notationOf(layout, steps)
  const print = printer(notation)
  const lines = steps.map(({ id, shape, expression, label, byElement }): Equation => {
    const shown = startingWith(label?._tag === 'Named' ? label.previous : undefined, expression)
    const mode = modeFor(notation, shown, axesOf(shape), byElement)
    return {
      left: showLeft(label ?? { _tag: 'Named', name: notation.name(id) }, indicesIn(mode)),
      right: broken(layout, shown, (e) => print(e, mode).tex),
    }
  })
  const few = 8
  const constants = document.constants
    .filter(({ id }) => id.startsWith('constant') && usesOf(id, steps).length > 0)
    .map(({ id, value }): Equation => {
      const flat = Array.from(toFlat(value))
      const numbers = flat.slice(0, few).map((v) => `${v < 0 ? '-' : ''}${showNumber(Math.abs(v))}`)
      return {
        left: showName(notation.name(id)),
        right: `(${[...numbers, ...(flat.length > few ? ['\\ldots'] : [])].join(',\\, ')})`,
      }
    })
  return [...lines, ...constants]
}

const isTall = ({ left, right }: Equation): boolean => /\\(frac|sum|begin)/.test(left + right)

/** Equations as TeX: one by itself, several one below the other. */
export const showEquations = (equations: readonly Equation[]): string =>
  equations.length === 1 && !equations[0].right.includes('\\\\ &')
    ? `${equations[0].left} = ${equations[0].right}`
    : `\\begin{aligned} ${equations
        .map(({ left, right }, i) => {
          const next = equations[i + 1]
          const room = next !== undefined && isTall(equations[i]) && isTall(next) ? '[4pt]' : ''
          return `${left} &= ${right}${next === undefined ? '' : ` \\\\${room} `}`
        })
        .join('')} \\end{aligned}`
