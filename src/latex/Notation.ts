/**
 * Letters: for steps that have no name, for sizes and for indices, each unlike all others.
 */
import { axesOf, type Expression } from './Expression.js'
import type { Name } from './Names.js'
import type { Notation } from './Print.js'
import type { Definition } from './Read.js'
import { parts } from './Traverse.js'
import type { Assumptions } from './Tidy.js'
import { isWhole } from './Whole.js'

/** One line of a formula. */
export interface Equation {
  readonly left: string
  readonly right: string
}

/** What stands on the left: a name, of a function with what it is a function of; or a derivative. */
export type Label =
  | { readonly _tag: 'Named'; readonly name: Name; readonly of?: string; readonly previous?: string }
  | { readonly _tag: 'Partial'; readonly of: Name; readonly by: Name }

/** A definition, or a result, with what stands on its left. */
export interface Step extends Definition {
  readonly label?: Label
  /** Whether it is written by element in any case. */
  readonly byElement?: boolean
}

export interface Layout extends Assumptions {
  /** How things that are no steps are called. */
  readonly names: ReadonlyMap<string, Name>
  /** Letters that somebody chose for sizes. */
  readonly sizes: ReadonlyMap<number, string>
  /** How wide a line may be, in letters. */
  readonly width: number
}

const lettersOfKind: Readonly<Record<Definition['kind'], readonly string[]>> = {
  affine: ['z', 's', 'h', 'u'],
  activation: ['a', 'h', 'y', 'u'],
  cotangent: ['\\delta', '\\epsilon', '\\zeta'],
  result: ['y', 'f', 'u'],
  opaque: ['u', 'r', 'q', 'v'],
  other: ['u', 'r', 'q', 'v'],
}

/** Names for the steps that have none: z₁, z₂ for what comes out of matrix products, a for what goes into them, δ for cotangents, u for others. */
const namesOf = (layout: Layout, steps: readonly Step[]): ReadonlyMap<string, Name> => {
  const labelled = new Map(steps.flatMap((s) => (s.label?._tag === 'Named' ? [[s.id, s.label.name] as const] : [])))
  const taken = new Set([...layout.names.values(), ...labelled.values()].map((n) => n.base))
  const group = (s: Step): string => lettersOfKind[s.kind].find((l) => !taken.has(l)) ?? `${lettersOfKind[s.kind][0]}'`
  const open = steps.filter((s) => !labelled.has(s.id))
  const isAlone = (s: Step): boolean => open.filter((o) => group(o) === group(s)).length === 1
  const nth = (s: Step): number => open.filter((o) => group(o) === group(s)).findIndex((o) => o.id === s.id) + 1
  /** The number of what it is a cotangent of. */
  const given = (s: Step): number | undefined => {
    const partner = open.find((o) => o.id === s.partner)
    return partner === undefined || isAlone(partner) ? undefined : nth(partner)
  }
  /** The numbers of a group: those that are given, once each, and for the others those that are left. */
  const numbers = (s: Step): ReadonlyMap<string, number> =>
    open
      .filter((o) => group(o) === group(s))
      .sort((a, b) => (given(a) === undefined ? 1 : 0) - (given(b) === undefined ? 1 : 0))
      .reduce<ReadonlyMap<string, number>>((all, o) => {
        const used = new Set(all.values())
        const wanted = given(o)
        const left = open.map((_, i) => i + 1).find((n) => !used.has(n)) ?? 0
        return new Map([...all, [o.id, wanted === undefined || used.has(wanted) ? left : wanted]])
      }, new Map())
  const named = (s: Step): Name =>
    isAlone(s) && given(s) === undefined ? { base: group(s) } : { base: group(s), below: String(numbers(s).get(s.id)) }
  return new Map([...layout.names, ...labelled, ...open.map((s) => [s.id, named(s)] as const)])
}

const sizeLetters = ['n', 'k', 'm', 'd', 'h', 'N', 'K', 'M', 'D', 'H']
const indexLetters = ['i', 'j', 'l', 'p', 'q', 'r', 's', 'a', 'b', 'c']

/** Sizes that are spoken of, in the order in which they come up. */
const sizesOf = (steps: readonly Step[]): readonly number[] => {
  const spoken = steps.flatMap(({ expression, shape, byElement }) => {
    const all = parts(expression)
    const counts = all.flatMap((p) => (p._tag === 'Size' ? [p.value] : []))
    const isQuiet = byElement !== true && shape.length > 0 && isWhole(expression, axesOf(shape))
    const overs = (e: Expression): readonly number[] =>
      parts(e).flatMap((p) => (p._tag === 'Reduction' ? [p.axis.size] : []))
    const summed = isQuiet ? all.filter((p) => p.free.size === 0).flatMap(overs) : overs(expression)
    return [...(isQuiet ? [] : shape), ...counts, ...summed]
  })
  return [...new Set(spoken)].filter((n) => n > 1)
}

export const notationOf = (layout: Layout, steps: readonly Step[]): Notation => {
  const names = namesOf(layout, steps)
  const taken = new Set([...[...names.values()].map((n) => n.base), ...layout.sizes.values()])
  const sizes = sizesOf(steps)
  const free = sizeLetters.filter((l) => !taken.has(l))
  const used = new Set([...sizes.map((_, i) => free[i]), ...layout.sizes.values()])
  const letters = indexLetters.filter((l) => !taken.has(l) && !used.has(l))
  return {
    name: (id) => names.get(id) ?? { base: '?' },
    size: (n) => layout.sizes.get(n) ?? (sizes.includes(n) ? (free[sizes.indexOf(n)] ?? String(n)) : String(n)),
    letters: (n) => {
      const i = sizes.indexOf(n)
      return i < 0 || i >= letters.length ? letters : [letters[i], ...letters.filter((_, k) => k !== i)]
    },
  }
}
