/** Steps as equations in TeX. */
import { toFlat } from '../tensor/Value.js'
import { termsOf } from './Arithmetic.js'
import type { Document, Equation, Identified, Label, Layout, Step } from './Document.js'
import { axesOf, sum, type Expression } from './Expression.js'
import { lettersOf } from './Letters.js'
import { showName } from './Names.js'
import { showNumber } from './Number.js'
import type { Letters } from './Pieces.js'
import { modeFor, printer } from './Print.js'
import { arrange, refersTo, usersOf, widthOf } from './Steps.js'
import { parts } from './Traverse.js'

/** A name after ∂. A word is set apart. */
const apart = (tex: string): string => (tex.startsWith('\\mathrm') ? `\\,${tex}` : tex)

const showLabel = (label: Label, indices: string): string => {
  if (label._tag === 'Partial')
    return `\\frac{\\partial ${apart(showName(label.output))}}{\\partial ${showName(label.input, indices)}}`
  if (label.args === undefined) return showName(label.name, indices)
  return `${showName(label.name)}(${label.args})${indices === '' ? '' : `_{${indices}}`}`
}

/** A sum with the terms first that refer to a step. */
const startingWith = (id: string | undefined, e: Expression): Expression => {
  if (id === undefined || e._tag !== 'Sum') return e
  const refers = (t: Expression): boolean => parts(t).some((p) => refersTo(id, p))
  return sum(...e.terms.filter(refers), ...e.terms.filter((t) => !refers(t)))
}

/** A sum that is wider than a line, on several. */
const inLines = (width: number, e: Expression, show: (e: Expression) => string): string => {
  const line = show(e)
  if (e._tag !== 'Sum' || widthOf(line) <= width) return line
  const rows = termsOf(e).reduce<readonly (readonly Expression[])[]>((all, t) => {
    const last = all[all.length - 1]
    return last === undefined || widthOf(show(sum(...last, t))) > width
      ? [...all, [t]]
      : [...all.slice(0, -1), [...last, t]]
  }, [])
  const texs = rows.map((row) => show(sum(...row)))
  return texs.map((tex, i) => (i === 0 || tex.startsWith('-') ? tex : `+ ${tex}`)).join(' \\\\ &\\quad ')
}

/** The number of elements of a constant that are printed. */
const fewElements = 8

const showConstant = (letters: Letters, { id, value }: Identified): Equation => {
  const flat = Array.from(toFlat(value))
  const numbers = flat.slice(0, fewElements).map((v) => `${v < 0 ? '-' : ''}${showNumber(Math.abs(v))}`)
  const all = flat.length > fewElements ? [...numbers, '\\ldots'] : numbers
  return { left: showName(letters.name(id)), right: `(${all.join(',\\, ')})` }
}

/** The equations of a document: one for each step, and one for each unnamed constant. */
export const equationsOf = (layout: Layout, document: Document, all: readonly Step[]): readonly Equation[] => {
  const steps = arrange(layout, all)
  const letters = lettersOf(layout, steps)
  const print = printer(letters)
  const lines = steps.map(({ id, shape, expression, label, byElement }): Equation => {
    const e = startingWith(label?._tag === 'Named' ? label.previous : undefined, expression)
    const mode = modeFor(letters, e, axesOf(shape), byElement)
    const indices = mode.whole ? '' : [...mode.letters.values()].join('')
    return {
      left: showLabel(label ?? { _tag: 'Named', name: letters.name(id) }, indices),
      right: inLines(layout.width, e, (part) => print(part, mode).tex),
    }
  })
  const constants = document.constants.filter(({ id }) => id.startsWith('constant') && usersOf(id, steps).length > 0)
  return [...lines, ...constants.map((c) => showConstant(letters, c))]
}

const isTall = ({ left, right }: Equation): boolean => /\\(frac|sum|begin)/.test(left + right)

/** Equations as TeX, one below the other. */
export const showEquations = (equations: readonly Equation[]): string => {
  const [first, ...more] = equations
  if (first !== undefined && more.length === 0 && !first.right.includes('\\\\ &'))
    return `${first.left} = ${first.right}`
  const lines = equations.map((equation, i) => {
    const next = equations[i + 1]
    const end = next === undefined ? '' : isTall(equation) && isTall(next) ? ' \\\\[4pt] ' : ' \\\\ '
    return `${equation.left} &= ${equation.right}${end}`
  })
  return `\\begin{aligned} ${lines.join('')} \\end{aligned}`
}
