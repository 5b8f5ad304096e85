/**
 * A graph read as mathematics: for each node, what one of its elements is. What is a step of its own in the eyes of a reader gets a definition, and is a reference from there on.
 */
import { div } from '../primitive/Pointwise.js'
import { dataOf, type AnyTensor } from '../tensor/Value.js'
import type { Applied, Graph, Scan } from '../graph/Graph.js'
import { showAttributes, uniformOf } from '../graph/Graph.js'
import { applicationOf } from '../graph/Rule.js'
import { factorsOf } from './Arithmetic.js'
import { recognise, type Given } from './Constants.js'
import { cutsOf, type Kind } from './Cuts.js'
import { elementOf, operatorOf } from './Elements.js'
import {
  axesOf,
  inverse,
  isNumber,
  number,
  opaque,
  product,
  reference,
  same,
  size,
  zero,
  type Expression,
} from './Expression.js'
import type { Along } from './Indices.js'
import { simplify } from './Simplify.js'
import { substitute } from './Traverse.js'
import { polish, tidy, type Assumptions } from './Tidy.js'

/** A number that is to be read as a letter, or as a product of letters. */
export interface Count {
  readonly value: number
  readonly sizes: readonly number[]
  /** Where it was divided by it. */
  readonly place: number
}

/** What some name stands for. */
export interface Definition {
  readonly id: string
  readonly kind: Kind
  readonly shape: readonly number[]
  readonly expression: Expression
  /** Of a cotangent, that of which it is one. */
  readonly partner?: string
}

/** A scan, with what stands for its arguments and its results, where that has a name. */
export interface ScanRead {
  readonly scan: Scan
  readonly states: readonly (string | undefined)[]
  readonly xs: readonly (string | undefined)[]
  readonly captured: readonly (string | undefined)[]
  readonly results: readonly { readonly id: string; readonly index: number }[]
}

export interface Document {
  readonly inputs: readonly { readonly id: string; readonly path: string; readonly shape: readonly number[] }[]
  readonly constants: readonly Given[]
  readonly definitions: readonly Definition[]
  readonly outputs: readonly {
    readonly path: string
    readonly shape: readonly number[]
    readonly expression: Expression
  }[]
  readonly scans: readonly ScanRead[]
  /** What was divided by, as in a mean. */
  readonly counts: readonly Count[]
  /** Numbers that are just numbers. */
  readonly literals: readonly number[]
}

export interface ReadOptions extends Assumptions {
  /** Constants that have a name. */
  readonly given: Readonly<Record<string, AnyTensor>>
  /** Numbers that are to be read as letters wherever they occur. */
  readonly counts: readonly Count[]
  readonly literals: readonly number[]
}

export const inputId = (path: string): string => `input ${path}`

export const givenId = (name: string): string => `given ${name}`

/** Numbers that only differ by their last digits. */
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-12 * Math.abs(b)

/** A constant as a multiple of 1/n, if it is one. */
const asShare = (c: number, { counts, literals }: ReadOptions): Expression | undefined => {
  if (Number.isInteger(c) || literals.some((l) => Math.abs(l) === Math.abs(c))) return undefined
  const found = counts.find(({ value }) => {
    const p = Math.round(c * value)
    return value > 2 && p !== 0 && Math.abs(p) <= 16 && near(c * value, p)
  })
  return found === undefined
    ? undefined
    : simplify(product(number(Math.round(c * found.value)), ...found.sizes.map((n) => inverse(size(n)))))
}

/** The sizes that are summed over, outside in. */
const summed = (e: Expression): readonly number[] =>
  factorsOf(e).flatMap((f) => (f._tag === 'Reduction' && f.kind === 'sum' ? [f.axis.size, ...summed(f.body)] : []))

/** A divisor as the size of what is summed, if it is that. */
export const countOf = (divisor: number, dividend: Expression, place: number): Count | undefined => {
  const sizes = summed(dividend).filter((n) => n > 1)
  const candidates = [...sizes.map((n) => [n]), ...sizes.map((_, i) => sizes.slice(0, i + 1))]
  const found = candidates.find((c) => c.reduce((p, n) => p * n, 1) === divisor)
  return found === undefined ? undefined : { value: divisor, sizes: found, place }
}

interface State {
  readonly elements: readonly (Expression | undefined)[]
  readonly definitions: readonly Definition[]
  readonly constants: readonly Given[]
  readonly counts: readonly Count[]
}

/** Reads a graph. */
export const read = (graph: Graph, options: ReadOptions): Document => {
  const { nodes } = graph
  const cuts = cutsOf(graph)
  const tidied = tidy(options)
  const stepId = (place: number): string => `step ${place}`

  /** The name of a node that is nothing but something with a name. */
  const idIn = ({ elements }: State, place: number): string | undefined => {
    const e = elements[place]
    const node = nodes[place]
    return e?._tag === 'Reference' && node._tag !== 'Scan' && same(e, reference(e.id, axesOf(node.shape)))
      ? e.id
      : undefined
  }

  /** Something of which nothing is known but its name; what it is made of has names. */
  const unknown = (state: State, node: Applied): readonly [Expression, readonly Definition[]] => {
    const more = node.args.flatMap((arg): readonly Definition[] => {
      const [e, of] = [state.elements[arg], nodes[arg]]
      return idIn(state, arg) !== undefined || e === undefined || of._tag === 'Scan'
        ? []
        : [{ id: stepId(arg), kind: 'other', shape: of.shape, expression: e }]
    })
    const fresh = more.filter((d) => !state.definitions.some(({ id }) => id === d.id))
    const ids = node.args.map((arg) => idIn(state, arg) ?? stepId(arg))
    return [
      opaque(operatorOf(node), showAttributes(node.attributes), ids, axesOf(node.shape)),
      [...state.definitions, ...fresh],
    ]
  }

  /** What may be read as a letter: what was given, else what was divided by so far, but for the numbers that stood before it. */
  const counted = ({ counts, elements }: State): ReadOptions =>
    options.counts.length > 0 || counts.length === 0
      ? options
      : {
          ...options,
          counts,
          literals: elements
            .slice(0, counts[0].place)
            .flatMap((_, i) => uniformOf(nodes[i]) ?? [])
            .filter((v) => v !== counts[0].value),
        }

  const step = (state: State, place: number): State => {
    const node = nodes[place]
    const at = (other: number, along: readonly Along[]): Expression => {
      const element = state.elements[other]
      const merged = along.some((a, k) => a._tag === 'Merged' && element?.free.has(`@${k}`) !== false)
      const inner = nodes[other]
      if (element !== undefined && !merged)
        return simplify(
          substitute(new Map(along.flatMap((i, k) => (i._tag === 'Merged' ? [] : [[`@${k}`, i] as const]))), element),
        )
      const deep = inner._tag === 'Applied' ? elementOf({ nodes, at }, inner, other, along) : undefined
      return deep === undefined ? unresolved : simplify(deep)
    }
    const done = (element: Expression | undefined, more: Partial<State> = {}): State => ({
      ...state,
      ...more,
      elements: [...state.elements, element],
    })
    switch (node._tag) {
      case 'Input':
        return done(reference(inputId(node.name), axesOf(node.shape)))
      case 'Scan':
        return done(undefined)
      case 'Part':
        return done(reference(stepId(place), axesOf(node.shape)))
      case 'Constant': {
        const uniform = uniformOf(node)
        if (uniform !== undefined) return done(asShare(uniform, counted(state)) ?? number(uniform))
        const axes = axesOf(node.shape)
        const data = dataOf(node.value)
        const known = state.constants.find((c) => dataOf(c.value) === data)
        const named = Object.entries(options.given).find(([, value]) => dataOf(value) === data)
        const recognised =
          known === undefined && named === undefined
            ? recognise(
                node.value,
                [
                  ...Object.entries(options.given).map(([name, value]) => ({ id: givenId(name), value })),
                  ...state.constants,
                ],
                (factor) => (Math.abs(factor) === 1 ? number(factor) : asShare(factor, counted(state))),
              )
            : undefined
        if (recognised !== undefined) return done(recognised)
        const id = known?.id ?? (named === undefined ? `constant ${state.constants.length + 1}` : givenId(named[0]))
        const constants = known === undefined ? [...state.constants, { id, value: node.value }] : state.constants
        return done(reference(id, axes), { constants })
      }
      case 'Applied': {
        const axes = axesOf(node.shape)
        const mean = meanOf(node, place, at)
        const unsimplified = mean?.expression ?? elementOf({ nodes, at }, node, place, axes)
        const element = unsimplified && simplify(unsimplified)
        const raw = element?.key.includes(unresolved.key) === true ? undefined : element
        const counts = mean === undefined ? state.counts : [...state.counts, mean.count]
        const kind = raw === undefined ? 'opaque' : cuts.kindOf(place, raw)
        const [full, before] = raw === undefined ? unknown(state, node) : [raw, state.definitions]
        if (kind === undefined) return done(full, { counts })
        const expression = polish(tidied(full))
        if (isPlain(expression)) return done(expression, { counts })
        const partner = kind === 'cotangent' ? cuts.partner(place) : undefined
        const definition: Definition = {
          id: stepId(place),
          kind,
          shape: node.shape,
          expression,
          ...(partner === undefined ? {} : { partner: stepId(partner) }),
        }
        return done(reference(stepId(place), axes), { counts, definitions: [...before, definition] })
      }
    }
  }

  const meanOf = (node: Applied, place: number, at: (place: number, along: readonly Along[]) => Expression) => {
    const divisor = applicationOf(div, node) && uniformOf(nodes[node.args[1]])
    if (divisor === undefined) return undefined
    const dividend = at(node.args[0], axesOf(node.shape))
    const count = countOf(divisor, dividend, place)
    return count === undefined
      ? undefined
      : { count, expression: product(...count.sizes.map((n) => inverse(size(n))), dividend) }
  }

  const empty: State = { elements: [], definitions: [], constants: [], counts: [] }
  const end = nodes.reduce((state, _, place) => step(state, place), empty)
  const { elements, definitions, constants, counts } = end
  const divisors = new Set(counts.map((c) => c.value))
  return {
    inputs: graph.inputs.flatMap((place) => {
      const node = nodes[place]
      return node._tag === 'Input' ? [{ id: inputId(node.name), path: node.name, shape: node.shape }] : []
    }),
    constants,
    definitions,
    outputs: graph.outputs.map(({ name, node }) => {
      const at = nodes[node]
      const element = elements[node] ?? zero
      return { path: name, shape: at._tag === 'Scan' ? [] : at.shape, expression: polish(tidied(element)) }
    }),
    scans: nodes.flatMap((scan, place) =>
      scan._tag !== 'Scan'
        ? []
        : {
            scan,
            states: scan.states.map((i) => idIn(end, i)),
            xs: scan.xs.map((i) => idIn(end, i)),
            captured: scan.captured.map((i) => idIn(end, i)),
            results: nodes.flatMap((node, i) =>
              node._tag === 'Part' && node.of === place ? [{ id: stepId(i), index: node.index }] : [],
            ),
          },
    ),
    counts,
    literals: nodes.flatMap((n) => {
      const value = uniformOf(n)
      return value === undefined || divisors.has(value) ? [] : [value]
    }),
  }
}

/** Where several axes are one, and nothing says what stands at one place of it. */
const unresolved = opaque('unresolved', '', [], [])

/** What needs no name of its own: a number, or something that has a name, up to a factor. */
const isPlain = (e: Expression): boolean =>
  factorsOf(e)
    .filter((f) => !isNumber(f) && f._tag !== 'Size')
    .every((f) => f._tag === 'Reference') && factorsOf(e).filter((f) => f._tag === 'Reference').length <= 1
