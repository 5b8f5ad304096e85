/** Steps as equations in TeX. */
import { sizeOf, type Shape } from '../tensor/Shape.js'
import { shape, toFlat } from '../tensor/Value.js'
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

/** The number of entries of a constant that are printed: of a list, and of each axis of a matrix. */
const few = { list: 8, matrix: 4 }

const signed = (v: number): string => `${v < 0 ? '-' : ''}${showNumber(Math.abs(v))}`

/** The first of some entries, and dots if there are more. */
const first = (most: number, dots: string, all: readonly string[]): readonly string[] =>
  all.length > most ? [...all.slice(0, most), dots] : all

/** Numbers as a list, as a matrix, or as a list of these. */
const showNumbers = (sizes: Shape, flat: readonly number[]): string => {
  const list = (all: readonly string[]): string => `(${first(few.list, '\\ldots', all).join(',\\, ')})`
  if (sizes.length < 2) return list(flat.map(signed))
  const inner = sizeOf(sizes.slice(1))
  const rows = Array.from({ length: sizes[0] }, (_, i) => flat.slice(i * inner, (i + 1) * inner))
  if (sizes.length > 2) return list(rows.map((row) => showNumbers(sizes.slice(1), row)))
  const entries = rows.map((row) => first(few.matrix, '\\cdots', row.map(signed)).join(' & '))
  return `\\begin{pmatrix} ${first(few.matrix, '\\vdots', entries).join(' \\\\ ')} \\end{pmatrix}`
}

const showConstant = (letters: Letters, { id, value }: Identified): Equation => ({
  left: showName(letters.name(id)),
  right: showNumbers(shape(value), Array.from(toFlat(value))),
})

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
  const [only, ...more] = equations
  if (only !== undefined && more.length === 0 && !only.right.includes('\\\\ &')) return `${only.left} = ${only.right}`
  const lines = equations.map((equation, i) => {
    const next = equations[i + 1]
    const end = next === undefined ? '' : isTall(equation) && isTall(next) ? ' \\\\[4pt] ' : ' \\\\ '
    return `${equation.left} &= ${equation.right}${end}`
  })
  return `\\begin{aligned} ${lines.join('')} \\end{aligned}`
}
