/** Expressions as TeX: for whole tensors where that is possible, else by element. */
import { coefficientOf, factorsOf, indicatorOf, isCall, isNegative, scaled } from './Arithmetic.js'
import {
  fixed,
  isNumber,
  type Axis,
  type Call,
  type Cases,
  type Condition,
  type Expression,
  type FunctionName,
  type Index,
  type Opaque,
  type Power,
  type Reduction,
  type Reference,
  type Softmax,
} from './Expression.js'
import { showName } from './Names.js'
import { showNumber } from './Number.js'
import { atLeast, called, parentheses, printed, type Letters, type Mode, type Print, type Printed } from './Pieces.js'
import { printFactors, printProduct, printSquare } from './PrintProduct.js'
import { parts, substitute } from './Traverse.js'
import { isSelection, isWhole, orientationOf, matrixProduct, shownIndices, type Factor } from './Whole.js'

/** The symbol of each function, and how its arguments are enclosed if not by parentheses. */
const symbols: Readonly<Record<FunctionName, { readonly symbol: string; readonly around?: (tex: string) => string }>> =
  {
    exp: { symbol: 'e', around: (tex) => `e^{${tex}}` },
    log: { symbol: '\\log' },
    sigmoid: { symbol: '\\sigma' },
    tanh: { symbol: '\\tanh' },
    sin: { symbol: '\\sin' },
    cos: { symbol: '\\cos' },
    abs: { symbol: '|', around: (tex) => `\\left| ${tex} \\right|` },
    sign: { symbol: '\\operatorname{sign}' },
    floor: { symbol: '\\lfloor', around: (tex) => `\\left\\lfloor ${tex} \\right\\rfloor` },
    max: { symbol: '\\max' },
    min: { symbol: '\\min' },
  }

const relations = { '>': ['>', '\\le'], '≥': ['\\ge', '<'], '=': ['=', '\\ne'] } as const

/** A letter for an index that is not taken, or one with a number where no letter is left. */
const letterFor = ({ indices }: Letters, { size }: Axis, taken: ReadonlyMap<string, string>): string => {
  const used = new Set(taken.values())
  const letters = indices(size)
  return letters.find((l) => !used.has(l)) ?? `${letters[0] ?? 'i'}_{${used.size}}`
}

/** Whether a term has no end of its own: a sum over an axis, or the logarithm of one. */
const isOpen = (t: Expression): boolean =>
  factorsOf(t).some(
    (f) => (f._tag === 'Reduction' && f.kind === 'sum') || (isCall(f, 'log') && f.args[0]._tag === 'Reduction'),
  )

/** Terms in order: a positive one first, and those without an end last, unless a negative one would come first. */
const sortTerms = (terms: readonly Expression[], mode: Mode): readonly Expression[] => {
  const lastIf = (isLast: (t: Expression) => boolean, all: readonly Expression[]): readonly Expression[] => [
    ...all.filter((t) => !isLast(t)),
    ...all.filter(isLast),
  ]
  const first = isNegative(terms[0]) ? lastIf(isNegative, terms) : terms
  const last = mode.whole ? first : lastIf(isOpen, terms)
  return isNegative(last[0]) ? first : last
}

/** Prints expressions with the letters of a document. */
export const printer = (letters: Letters): Print => {
  const print: Print = (e, mode) => {
    // A scalar in a formula for whole tensors is printed by element: its sums run over elements.
    if (mode.whole && e.free.size === 0) return print(e, { whole: false, letters: new Map() })
    switch (e._tag) {
      case 'Number':
        return e.value < 0 ? printed(1, `-${showNumber(-e.value)}`) : printed(3, showNumber(e.value))
      case 'Size':
        return printed(3, letters.size(e.value))
      case 'Reference':
        return reference(e, mode)
      case 'Opaque':
        return opaque(e, mode)
      case 'Position':
        return printed(3, index(e.index, mode))
      case 'Sum':
        return sum(e.terms, mode)
      case 'Product':
        return printProduct(print, e, mode)
      case 'Power':
        return isNumber(e.exponent) && e.exponent.value < 0 ? printProduct(print, e, mode) : power(e, mode)
      case 'Call':
        return call(e, mode)
      case 'Reduction':
        return reduction(e, mode)
      case 'Softmax':
        return softmax(e, mode)
      case 'Cases':
        return choice(e, mode)
    }
  }

  const index = (i: Index, mode: Mode): string => {
    switch (i._tag) {
      case 'Axis':
        return mode.whole ? '' : (mode.letters.get(i.name) ?? '?')
      case 'Fixed':
        return String(i.value + 1)
      case 'Shifted':
        return `${index(i.axis, mode)}+${i.offset}`
      case 'Gathered':
        return print(i.index, mode).tex
    }
  }

  const indices = (all: readonly Index[], mode: Mode): string => {
    const shown = shownIndices(all)
      .map((i) => index(i, mode))
      .filter((s) => s !== '')
    return shown.join(shown.every((s) => s.length === 1) ? '' : ',\\,')
  }

  const reference = ({ id, indices: all }: Reference, mode: Mode): Printed => {
    const name = letters.name(id)
    if (!mode.whole) return printed(3, showName(name, indices(all, mode)))
    const [first] = all
    if (isSelection(all, mode.axes) && first._tag === 'Gathered')
      return printed(3, showName(name, print(first.index, { whole: true, axes: mode.axes.slice(0, 1) }).tex))
    return orientationOf(all, mode.axes) === 'transposed'
      ? printed(2, `${showName(name)}^{\\top}`)
      : printed(3, showName(name))
  }

  const opaque = ({ operator, operands, indices: all }: Opaque, mode: Mode): Printed => {
    const tex = `\\operatorname{${operator}}(${operands.map((id) => showName(letters.name(id))).join(', ')})`
    const below = mode.whole ? '' : indices(all, mode)
    return printed(3, below === '' ? tex : `${tex}_{${below}}`)
  }

  const sum = (terms: readonly Expression[], mode: Mode): Printed => {
    const sorted = sortTerms(terms, mode)
    const texs = sorted.map((t, i) => {
      const [c, rest] = coefficientOf(t)
      const p = print(c < 0 ? scaled(-c, rest) : t, mode)
      const body = i < sorted.length - 1 && isOpen(t) && !mode.whole ? parentheses(p.tex) : atLeast(1, p)
      return i === 0 ? `${c < 0 ? '-' : ''}${body}` : ` ${c < 0 ? '-' : '+'} ${body}`
    })
    return printed(0, texs.join(''))
  }

  const power = (e: Power, mode: Mode): Printed => {
    const { base, exponent } = e
    if (isNumber(exponent, 0.5)) return printed(3, `\\sqrt{${print(base, mode).tex}}`)
    const square = printSquare(print, e, mode)
    if (square !== undefined) return square
    const up = print(exponent, mode).tex
    const operator = base._tag === 'Call' ? symbols[base.name] : undefined
    if (base._tag === 'Call' && operator?.around === undefined)
      return printed(3, `${operator?.symbol}^{${up}}${called(print(base.args[0], mode).tex)}`)
    const below = print(base, mode)
    const tex = /['^]/.test(below.tex) && below.level === 3 ? `{${below.tex}}` : atLeast(3, below)
    return printed(3, `${tex}^{${up}}`)
  }

  const call = ({ name, args }: Call, mode: Mode): Printed => {
    const all = args.map((a) => print(a, mode))
    const tex = all.map((p) => p.tex).join(', ')
    const { symbol, around } = symbols[name]
    if (name !== 'log') return printed(3, around?.(tex) ?? `${symbol}${called(tex)}`)
    // A sum over an axis has no end of its own, and neither has its logarithm.
    if (args[0]._tag === 'Reduction' && !mode.whole) return printed(1, `${symbol} ${tex}`)
    return printed(2, all[0].level === 3 ? `${symbol} ${tex}` : `${symbol}${called(tex)}`)
  }

  const reduction = (e: Reduction, mode: Mode): Printed => {
    if (mode.whole) return printed(1, matrixProduct(e, mode.axes)?.map(factor).join(' ') ?? '?')
    if (e.axis.size === 1) return print(substitute(new Map([[e.axis.name, fixed(0, 1)]]), e.body), mode)
    const letter = letterFor(letters, e.axis, mode.letters)
    const body = atLeast(1, print(e.body, { whole: false, letters: new Map([...mode.letters, [e.axis.name, letter]]) }))
    if (e.kind !== 'sum')
      return printed(2, `${e.kind === 'max' ? '\\max' : '\\operatorname*{arg\\,max}'}_{${letter}} ${body}`)
    const n = letters.size(e.axis.size)
    // An index that stands as a number counts from 0.
    const isCounted = parts(e.body).some(
      (p) => p._tag === 'Position' && p.index._tag === 'Axis' && p.index.name === e.axis.name,
    )
    const last = isCounted ? (/^\d+$/.test(n) ? String(Number(n) - 1) : `${n}-1`) : n
    return printed(1, `\\sum_{${letter}=${isCounted ? 0 : 1}}^{${last}} ${body}`)
  }

  const factor = ({ factors, axes, transposed }: Factor): string => {
    const p = printFactors(print, factors, { whole: true, axes })
    return transposed ? `${atLeast(3, p)}^{\\top}` : atLeast(2, p)
  }

  const softmax = ({ axis, body, at }: Softmax, mode: Mode): Printed => {
    const inner: Mode = mode.whole
      ? { whole: true, axes: [...mode.axes.slice(0, -1), axis] }
      : { whole: false, letters: new Map([...mode.letters, [axis.name, '']]) }
    const tex = `\\operatorname{softmax}${called(print(body, inner).tex)}`
    return printed(3, mode.whole ? tex : `${tex}_{${index(at, mode)}}`)
  }

  const condition = ({ comparison, left, right }: Condition, holds: boolean, mode: Mode): string =>
    `${print(left, mode).tex} ${relations[comparison][holds ? 0 : 1]} ${print(right, mode).tex}`

  const choice = (e: Cases, mode: Mode): Printed => {
    const indicator = e.isSpelledOut === true ? undefined : indicatorOf(e)
    if (indicator !== undefined) return printed(3, `[${condition(indicator.condition, indicator.holds, mode)}]`)
    const lines = [e.then, e.otherwise].map(
      (value, i) => `${print(value, mode).tex} & ${condition(e.condition, i === 0, mode)}`,
    )
    return printed(3, `\\begin{cases} ${lines.join(' \\\\ ')} \\end{cases}`)
  }

  return print
}

/** The mode for an expression with some axes: for whole tensors, unless that is impossible or not wanted. */
export const modeFor = (letters: Letters, e: Expression, axes: readonly Axis[], byElement = false): Mode =>
  !byElement && isWhole(e, axes)
    ? { whole: true, axes }
    : {
        whole: false,
        letters: axes.reduce<ReadonlyMap<string, string>>(
          (all, a) => new Map([...all, [a.name, a.size === 1 ? '' : letterFor(letters, a, all)]]),
          new Map(),
        ),
      }
