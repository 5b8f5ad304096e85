/** Letters for unnamed steps, for sizes and for indices, each different from all others. */
import type { Kind, Layout, Step } from './Document.js'
import { axesOf, type Expression } from './Expression.js'
import type { Name } from './Names.js'
import type { Letters } from './Pieces.js'
import { parts } from './Traverse.js'
import { isWhole } from './Whole.js'

const lettersOfKind: Readonly<Record<Kind, readonly string[]>> = {
  affine: ['z', 's', 'h', 'u'],
  activation: ['a', 'h', 'y', 'u'],
  cotangent: ['\\delta', '\\epsilon', '\\zeta'],
  result: ['y', 'f', 'u'],
  opaque: ['u', 'r', 'q', 'v'],
  other: ['u', 'r', 'q', 'v'],
}

/** The names of all steps: the given ones, and letters with numbers for the others. A cotangent has the number of its partner. */
const namesOf = (layout: Layout, steps: readonly Step[]): ReadonlyMap<string, Name> => {
  const labelled = new Map(steps.flatMap((s) => (s.label?._tag === 'Named' ? [[s.id, s.label.name] as const] : [])))
  const taken = new Set([...layout.names.values(), ...labelled.values()].map((n) => n.base))
  const letterOf = ({ kind }: Step): string =>
    lettersOfKind[kind].find((l) => !taken.has(l)) ?? `${lettersOfKind[kind][0]}'`
  const open = steps.filter((s) => !labelled.has(s.id))
  const group = (s: Step): readonly Step[] => open.filter((o) => letterOf(o) === letterOf(s))
  const partnerNumber = (s: Step): number | undefined => {
    const partner = open.find((o) => o.id === s.partner)
    const all = partner === undefined ? [] : group(partner)
    return all.length < 2 ? undefined : all.findIndex((o) => o.id === s.partner) + 1
  }
  /** The numbers in a group: those of partners, once each, and the free ones for the others. */
  const numbersOf = (all: readonly Step[]): ReadonlyMap<string, number> =>
    [...all.filter((s) => partnerNumber(s) !== undefined), ...all.filter((s) => partnerNumber(s) === undefined)].reduce<
      ReadonlyMap<string, number>
    >((numbers, s) => {
      const used = new Set(numbers.values())
      const wanted = partnerNumber(s)
      const free = open.map((_, i) => i + 1).find((n) => !used.has(n)) ?? 0
      return new Map([...numbers, [s.id, wanted === undefined || used.has(wanted) ? free : wanted]])
    }, new Map())
  const nameOf = (s: Step): Name =>
    group(s).length === 1 && partnerNumber(s) === undefined
      ? { base: letterOf(s) }
      : { base: letterOf(s), below: String(numbersOf(group(s)).get(s.id)) }
  return new Map([...layout.names, ...labelled, ...open.map((s) => [s.id, nameOf(s)] as const)])
}

const sizeLetters = ['n', 'k', 'm', 'd', 'h', 'N', 'K', 'M', 'D', 'H']
const indexLetters = ['i', 'j', 'l', 'p', 'q', 'r', 's', 'a', 'b', 'c']

/** The sizes that are printed, in the order in which they occur. */
const sizesOf = (steps: readonly Step[]): readonly number[] => {
  const all = steps.flatMap(({ expression, shape, byElement }) => {
    const every = parts(expression)
    const isSilent = byElement !== true && shape.length > 0 && isWhole(expression, axesOf(shape))
    const sizesIn = (e: Expression): readonly number[] =>
      parts(e).flatMap((p) => (p._tag === 'Reduction' ? [p.axis.size] : []))
    return [
      ...(isSilent ? [] : shape),
      ...every.flatMap((p) => (p._tag === 'Size' ? [p.value] : [])),
      ...(isSilent ? every.filter((p) => p.free.size === 0) : [expression]).flatMap(sizesIn),
    ]
  })
  return [...new Set(all)].filter((n) => n > 1)
}

/** The letters of a document. */
export const lettersOf = (layout: Layout, steps: readonly Step[]): Letters => {
  const names = namesOf(layout, steps)
  const taken = new Set([...[...names.values()].map((n) => n.base), ...layout.sizes.values()])
  const sizes = sizesOf(steps)
  const free = sizeLetters.filter((l) => !taken.has(l))
  const used = new Set([...sizes.map((_, i) => free[i]), ...layout.sizes.values()])
  const letters = indexLetters.filter((l) => !taken.has(l) && !used.has(l))
  return {
    name: (id) => names.get(id) ?? { base: '?' },
    size: (n) => layout.sizes.get(n) ?? free[sizes.indexOf(n)] ?? String(n),
    indices: (size) => {
      const preferred = letters[sizes.indexOf(size)]
      return preferred === undefined ? letters : [preferred, ...letters.filter((l) => l !== preferred)]
    },
  }
}
