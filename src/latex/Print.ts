/**
 * Expressions as TeX: for whole tensors where that says it all, and by element where it does not.
 */
import { coefficientOf, factorsOf, indicatorOf, isNegative, scaled } from './Arithmetic.js'
import {
  isNumber,
  number,
  power as powerOf,
  fixed,
  type Axis,
  type Cases,
  type Condition,
  type Expression,
  type Index,
  type Opaque,
  type Reduction,
  type Power,
  type Reference,
  type Softmax,
} from './Expression.js'
import { showName, type Name } from './Names.js'
import { showNumber } from './Number.js'
import {
  atLeast,
  byOrder,
  called,
  exponentOf,
  fraction,
  isScalar,
  parentheses,
  printed,
  upside,
  type Printed,
} from './Pieces.js'
import { parts, substitute } from './Traverse.js'
import { isSelection, isWhole, matrixProduct, shownIndices, standing, type Factor } from './Whole.js'

/** What names and letters there are. */
export interface Notation {
  readonly name: (id: string) => Name
  /** The letter of a size, or its number. */
  readonly size: (n: number) => string
  /** Letters for an index over so many, the best first. */
  readonly letters: (n: number) => readonly string[]
}

/** For whole tensors with some axes, or by element, with letters for the axes (none for an axis of which all is meant). */
export type Mode =
  | { readonly whole: true; readonly axes: readonly Axis[] }
  | { readonly whole: false; readonly letters: ReadonlyMap<string, string> }

export const letterFor = (notation: Notation, { size }: Axis, taken: ReadonlyMap<string, string>): string => {
  const used = new Set(taken.values())
  const letters = notation.letters(size)
  const found = letters.find((l) => !used.has(l))
  // Where there are no letters left, one with a number.
  return found ?? `${letters[0] ?? 'i'}_{${used.size}}`
}

/** Prints expressions. */
export const printer = (notation: Notation): ((e: Expression, mode: Mode) => Printed) => {
  const print = (e: Expression, mode: Mode): Printed => {
    // A number among tensors is printed by element, since it has sums over elements.
    if (mode.whole && isScalar(e)) return print(e, { whole: false, letters: new Map() })
    switch (e._tag) {
      case 'Number':
        return e.value < 0 ? printed(1, `-${showNumber(-e.value)}`) : printed(3, showNumber(e.value))
      case 'Size':
        return printed(3, notation.size(e.value))
      case 'Reference':
        return reference(e, mode)
      case 'Opaque':
        return opaque(e, mode)
      case 'Position':
        return printed(3, index(e.index, mode))
      case 'Sum':
        return sum(e.terms, mode)
      case 'Product':
        return product(e, mode)
      case 'Power':
        return exponentOf(e) < 0 ? product(e, mode) : power(e, mode)
      case 'Call':
        return call(e.name, e.args, mode)
      case 'Reduction':
        return over(e, mode)
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
    const name = notation.name(id)
    if (!mode.whole) return printed(3, showName(name, indices(all, mode)))
    const [first] = all
    if (isSelection(all, mode.axes) && first._tag === 'Gathered')
      return printed(3, showName(name, print(first.index, { whole: true, axes: mode.axes.slice(0, 1) }).tex))
    return standing(all, mode.axes) === 'transposed'
      ? printed(2, `${showName(name)}^{\\top}`)
      : printed(3, showName(name))
  }

  const opaque = ({ operator, operands, indices: all }: Opaque, mode: Mode): Printed => {
    const tex = `\\operatorname{${operator}}(${operands.map((id) => showName(notation.name(id))).join(', ')})`
    const below = mode.whole ? '' : indices(all, mode)
    return printed(3, below === '' ? tex : `${tex}_{${below}}`)
  }

  /** A term without its sign. */
  const term = (e: Expression, mode: Mode): readonly [sign: '+' | '-', Printed] => {
    const [c, rest] = coefficientOf(e)
    return c < 0 ? ['-', print(scaled(-c, rest), mode)] : ['+', print(e, mode)]
  }

  /** Whether something has no end of its own: a sum over an axis, or its logarithm. */
  const reaches = (t: Expression): boolean =>
    factorsOf(t).some(
      (f) =>
        (f._tag === 'Reduction' && f.kind === 'sum') ||
        (f._tag === 'Call' && f.name === 'log' && f.args[0]._tag === 'Reduction'),
    )

  /** Positive terms first, if the first is negative; what has no end, last, if that does not put a negative one first. */
  const arranged = (terms: readonly Expression[], mode: Mode): readonly Expression[] => {
    const first = isNegative(terms[0]) ? [...terms.filter((t) => !isNegative(t)), ...terms.filter(isNegative)] : terms
    const last = mode.whole ? first : [...terms.filter((t) => !reaches(t)), ...terms.filter(reaches)]
    return isNegative(last[0]) ? first : last
  }

  const sum = (terms: readonly Expression[], mode: Mode): Printed => {
    const sorted = arranged(terms, mode)
    const all = sorted.map((t) => term(t, mode))
    const tex = all.map(([sign, p], i) => {
      const body = i < all.length - 1 && reaches(sorted[i]) && !mode.whole ? parentheses(p.tex) : atLeast(1, p)
      return i === 0 ? (sign === '-' ? `-${body}` : body) : ` ${sign} ${body}`
    })
    return printed(0, tex.join(''))
  }

  /** Factors side by side; elements of tensors are multiplied with ⊙. */
  const beside = (factors: readonly Expression[], mode: Mode): Printed => {
    const sorted = byOrder(factors, mode.whole).flatMap((f) => squared(f, mode) ?? [f])
    const texs = sorted.map((f, i) => {
      const p = print(f, mode)
      const isLast = i === sorted.length - 1
      return {
        tensor: mode.whole && !isScalar(f),
        tex: sorted.length === 1 ? p : printed(3, atLeast(isLast && f._tag === 'Reduction' && !mode.whole ? 1 : 2, p)),
      }
    })
    if (texs.length === 1) return texs[0].tex
    return printed(
      1,
      texs
        .map(({ tensor, tex }, i) => `${i === 0 ? '' : tensor && texs[i - 1].tensor ? ' \\odot ' : ' '}${tex.tex}`)
        .join(''),
    )
  }

  /** The square of a tensor is its product with itself. */
  const squared = (e: Expression, mode: Mode): readonly Expression[] | undefined =>
    mode.whole && e._tag === 'Power' && isNumber(e.exponent, 2) && e.base._tag === 'Reference' && !isScalar(e.base)
      ? [e.base, e.base]
      : undefined

  const product = (e: Expression, mode: Mode): Printed => {
    const [c, rest] = coefficientOf(e)
    const factors = isNumber(rest) ? [] : factorsOf(rest)
    const isSize = (f: Expression): boolean => f._tag === 'Size' || (f._tag === 'Power' && f.base._tag === 'Size')
    const isBelow = (f: Expression): boolean => exponentOf(f) < 0
    const above = factors.filter((f) => !isBelow(f) && !isSize(f))
    const below = factors.filter((f) => isBelow(f) && !isSize(f)).map(upside)
    const sizesAbove = factors.filter((f) => isSize(f) && !isBelow(f))
    const sizesBelow = factors.filter((f) => isSize(f) && isBelow(f)).map(upside)
    const sign = c < 0 ? '-' : ''
    const size = Math.abs(c)
    const counted = [...(size === 1 ? [] : [number(size)]), ...sizesAbove]
    // Numbers and sizes, in front.
    const front =
      sizesBelow.length > 0
        ? [fraction(counted.length === 0 ? '1' : beside(counted, mode).tex, beside(sizesBelow, mode).tex)]
        : counted.length === 0
          ? []
          : [beside(counted, mode).tex]
    const join = (texs: readonly string[]): Printed =>
      texs.length === 1 && sign === ''
        ? printed(2, texs[0])
        : printed(1, `${sign}${texs.reduce((a, b) => `${a} ${b.startsWith('\\frac') ? '\\, ' : ''}${b}`)}`)
    if (below.length === 0) {
      if (above.length === 0) return front.length === 1 && sign === '' ? printed(3, front[0]) : join(front)
      const tail = beside(above, mode)
      return front.length === 0 && sign === '' ? tail : join([...front, atLeast(1, tail)])
    }
    const tensors = mode.whole && below.some((f) => !isScalar(f))
    const before = tensors ? above.filter(isScalar) : []
    const inside = above.filter((f) => !before.includes(f))
    const numbers = tensors || sizesBelow.length > 0 || (inside.length > 0 && !Number.isInteger(size)) ? front : []
    const top = [...(numbers.length === 0 ? counted : []), ...inside]
    const over_ = top.length === 0 ? '1' : beside(top, mode).tex
    return join([
      ...numbers,
      ...(before.length === 0 ? [] : [beside(before, mode).tex]),
      fraction(over_, beside(below, mode).tex),
    ])
  }

  const power = ({ base, exponent }: Power, mode: Mode): Printed => {
    if (isNumber(exponent, 0.5)) return printed(3, `\\sqrt{${print(base, mode).tex}}`)
    const twice = squared(powerOf(base, exponent), mode)
    if (twice !== undefined) return beside(twice, mode)
    const up = print(exponent, mode).tex
    if (base._tag === 'Call' && Object.hasOwn(operators, base.name))
      return printed(3, `${operators[base.name]}^{${up}}${called(print(base.args[0], mode).tex)}`)
    const below = print(base, mode)
    const tex = /['^]/.test(below.tex) && below.level === 3 ? `{${below.tex}}` : atLeast(3, below)
    return printed(3, `${tex}^{${up}}`)
  }

  const operators: Readonly<Record<string, string>> = {
    sigmoid: '\\sigma',
    tanh: '\\tanh',
    sin: '\\sin',
    cos: '\\cos',
    log: '\\log',
    max: '\\max',
    min: '\\min',
    sign: '\\operatorname{sign}',
  }

  const call = (name: string, args: readonly Expression[], mode: Mode): Printed => {
    const texs = args.map((a) => print(a, mode))
    switch (name) {
      case 'exp':
        return printed(3, `e^{${texs[0].tex}}`)
      case 'abs':
        return printed(3, `\\left| ${texs[0].tex} \\right|`)
      case 'floor':
        return printed(3, `\\left\\lfloor ${texs[0].tex} \\right\\rfloor`)
      case 'log':
        // A sum over an axis reaches as far as it can, and so does its logarithm.
        return args[0]._tag === 'Reduction' && !mode.whole
          ? printed(1, `\\log ${texs[0].tex}`)
          : printed(2, texs[0].level === 3 ? `\\log ${texs[0].tex}` : `\\log${called(texs[0].tex)}`)
      default:
        return printed(3, `${operators[name] ?? name}${called(texs.map((t) => t.tex).join(', '))}`)
    }
  }

  const over = (e: Reduction, mode: Mode): Printed => {
    if (mode.whole) {
      const found = matrixProduct(e, mode.axes)
      return found === undefined ? printed(3, '?') : printed(1, found.map(factor).join(' '))
    }
    if (e.axis.size === 1) return print(substitute(new Map([[e.axis.name, fixed(0, 1)]]), e.body), mode)
    const letter = letterFor(notation, e.axis, mode.letters)
    const inner: Mode = { whole: false, letters: new Map([...mode.letters, [e.axis.name, letter]]) }
    const body = atLeast(1, print(e.body, inner))
    if (e.kind !== 'sum')
      return printed(2, `${e.kind === 'max' ? '\\max' : '\\operatorname*{arg\\,max}'}_{${letter}} ${body}`)
    const n = notation.size(e.axis.size)
    const counted = parts(e.body).some(
      (p) => p._tag === 'Position' && p.index._tag === 'Axis' && p.index.name === e.axis.name,
    )
    const last = counted ? (/^\d+$/.test(n) ? String(Number(n) - 1) : `${n}-1`) : n
    return printed(1, `\\sum_{${letter}=${counted ? 0 : 1}}^{${last}} ${body}`)
  }

  /** A factor of a matrix product. */
  const factor = ({ factors, axes, transposed }: Factor): string => {
    const p = beside(factors, { whole: true, axes })
    return transposed ? `${atLeast(3, p)}^{\\top}` : atLeast(2, p)
  }

  const softmax = ({ axis, body, at }: Softmax, mode: Mode): Printed => {
    const inner: Mode = mode.whole
      ? { whole: true, axes: [...mode.axes.slice(0, -1), axis] }
      : { whole: false, letters: new Map([...mode.letters, [axis.name, '']]) }
    const tex = `\\operatorname{softmax}${called(print(body, inner).tex)}`
    return printed(3, mode.whole ? tex : `${tex}_{${index(at, mode)}}`)
  }

  const condition = ({ comparison, left, right }: Condition, holds: boolean, mode: Mode): string => {
    const signs = { '>': ['>', '\\le'], '≥': ['\\ge', '<'], '=': ['=', '\\ne'] } as const
    return `${print(left, mode).tex} ${signs[comparison][holds ? 0 : 1]} ${print(right, mode).tex}`
  }

  /** A condition in brackets, or cases. */
  const choice = (e: Cases, mode: Mode): Printed => {
    const indicator = indicatorOf(e)
    if (indicator !== undefined && !e.key.startsWith(spelled))
      return printed(3, `[${condition(indicator.condition, indicator.holds, mode)}]`)
    const lines = [
      `${print(e.then, mode).tex} & ${condition(e.condition, true, mode)}`,
      `${print(e.otherwise, mode).tex} & ${condition(e.condition, false, mode)}`,
    ]
    return printed(3, `\\begin{cases} ${lines.join(' \\\\ ')} \\end{cases}`)
  }

  return print
}

const spelled = 'spelled out '

/** A condition by itself, as cases. */
export const spelledOut = (e: Cases): Expression => ({ ...e, key: `${spelled}${e.key}` })

/** By element or for whole tensors, as it can be. */
export const modeFor = (notation: Notation, e: Expression, axes: readonly Axis[], byElement = false): Mode =>
  !byElement && isWhole(e, axes)
    ? { whole: true, axes }
    : {
        whole: false,
        letters: axes.reduce<ReadonlyMap<string, string>>(
          (letters, a) => new Map([...letters, [a.name, a.size === 1 ? '' : letterFor(notation, a, letters)]]),
          new Map(),
        ),
      }
