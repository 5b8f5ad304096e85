/** Reads a graph as a document: an expression for an element of each node, and definitions for the nodes that become steps. */
import { div } from '../primitive/Pointwise.js'
import { dataOf, type AnyTensor } from '../tensor/Value.js'
import { shapeOfNode, showAttributes, uniformOf, type Applied, type Constant, type Graph } from '../graph/Graph.js'
import { applicationOf } from '../graph/Rule.js'
import { factorsOf } from './Arithmetic.js'
import { recognise } from './Constants.js'
import { asShare, countOf, share } from './Counts.js'
import { givenId, inputId, type Count, type Definition, type Document, type Identified } from './Document.js'
import { elementOf, operatorOf } from './Elements.js'
import { axesOf, isNumber, number, opaque, product, reference, same, zero, type Expression } from './Expression.js'
import type { Along } from './Indices.js'
import { polish } from './Polish.js'
import { simplify } from './Simplify.js'
import { stepKinds } from './StepKinds.js'
import { tidy, type Assumptions } from './Tidy.js'
import { substitute } from './Traverse.js'

export interface ReadOptions extends Assumptions {
  /** Constants by name. */
  readonly given: Readonly<Record<string, AnyTensor>>
  /** Numbers that are printed as letters. If there are none, they are found in the graph. */
  readonly counts: readonly Count[]
  /** Numbers that are printed as digits. */
  readonly literals: readonly number[]
}

interface State {
  /** An element of each node that was read. */
  readonly elements: readonly (Expression | undefined)[]
  readonly definitions: readonly Definition[]
  readonly constants: readonly Identified[]
  readonly counts: readonly Count[]
}

/** An element at one index along several axes, of which the indices are not known. */
const unresolved = opaque('unresolved', '', [], [])

/** Whether an expression needs no name: a number, or something named, up to a factor. */
const isPlain = (e: Expression): boolean => {
  const factors = factorsOf(e).filter((f) => !isNumber(f) && f._tag !== 'Size')
  return factors.length === 0 || (factors.length === 1 && factors[0]._tag === 'Reference')
}

const stepId = (node: number): string => `step ${node}`

export const read = (graph: Graph, options: ReadOptions): Document => {
  const { nodes } = graph
  const kinds = stepKinds(graph)
  const shortened = tidy(options)
  const axesAt = (i: number) => axesOf(shapeOfNode(nodes[i]))

  /** The id of a node that is equal to something named. */
  const idOf = ({ elements }: State, i: number): string | undefined => {
    const e = elements[i]
    return e?._tag === 'Reference' && nodes[i]._tag !== 'Scan' && same(e, reference(e.id, axesAt(i))) ? e.id : undefined
  }

  /** A function without a formula. Its arguments become steps. */
  const withoutFormula = (state: State, node: Applied): readonly [Expression, readonly Definition[]] => {
    const unnamed = node.args.flatMap((i): readonly Definition[] => {
      const expression = state.elements[i]
      return idOf(state, i) !== undefined || expression === undefined || nodes[i]._tag === 'Scan'
        ? []
        : [{ id: stepId(i), kind: 'other', shape: shapeOfNode(nodes[i]), expression }]
    })
    const fresh = unnamed.filter((d) => !state.definitions.some(({ id }) => id === d.id))
    const ids = node.args.map((i) => idOf(state, i) ?? stepId(i))
    const e = opaque(operatorOf(node), showAttributes(node.attributes), ids, axesOf(node.shape))
    return [e, [...state.definitions, ...fresh]]
  }

  /** A constant as a multiple of 1/n. Numbers that occur before the first division by n are literals. */
  const shareIn = ({ counts, elements }: State, c: number): Expression | undefined => {
    if (options.counts.length > 0 || counts.length === 0) return asShare(c, options.counts, options.literals)
    const literals = elements.slice(0, counts[0].node).flatMap((_, i) => uniformOf(nodes[i]) ?? [])
    return asShare(
      c,
      counts,
      literals.filter((v) => v !== counts[0].value),
    )
  }

  const given = Object.entries(options.given).map(([name, value]): Identified => ({ id: givenId(name), value }))

  const constant = (state: State, node: Constant): readonly [Expression, readonly Identified[]] => {
    const uniform = uniformOf(node)
    if (uniform !== undefined) return [shareIn(state, uniform) ?? number(uniform), state.constants]
    const isEqual = ({ value }: Identified): boolean => dataOf(value) === dataOf(node.value)
    const known = state.constants.find(isEqual)
    const own = known ?? given.find(isEqual)
    const recognised =
      own === undefined
        ? recognise(node.value, [...given, ...state.constants], (factor) =>
            Math.abs(factor) === 1 ? number(factor) : shareIn(state, factor),
          )
        : undefined
    if (recognised !== undefined) return [recognised, state.constants]
    const id = own?.id ?? `constant ${state.constants.length + 1}`
    const constants = known === undefined ? [...state.constants, { id, value: node.value }] : state.constants
    return [reference(id, axesOf(node.shape)), constants]
  }

  const step = (state: State, i: number): State => {
    const node = nodes[i]
    const at = (j: number, along: readonly Along[]): Expression => {
      const element = state.elements[j]
      const isMerged = along.some((a, k) => a._tag === 'Merged' && element?.free.has(`@${k}`) !== false)
      if (element !== undefined && !isMerged) {
        const images = along.flatMap((a, k) => (a._tag === 'Merged' ? [] : [[`@${k}`, a] as const]))
        return simplify(substitute(new Map(images), element))
      }
      const inner = nodes[j]
      const deep = inner._tag === 'Applied' ? elementOf({ nodes, at }, inner, j, along) : undefined
      return deep === undefined ? unresolved : simplify(deep)
    }
    const done = (element: Expression | undefined, more: Partial<State> = {}): State => ({
      ...state,
      ...more,
      elements: [...state.elements, element],
    })
    switch (node._tag) {
      case 'Input':
        return done(reference(inputId(node.name), axesAt(i)))
      case 'Scan':
        return done(undefined)
      case 'Part':
        return done(reference(stepId(i), axesAt(i)))
      case 'Constant': {
        const [element, constants] = constant(state, node)
        return done(element, { constants })
      }
      case 'Applied': {
        const divisor = applicationOf(div, node) && uniformOf(nodes[node.args[1]])
        const dividend = divisor === undefined ? zero : at(node.args[0], axesAt(i))
        const count = divisor === undefined ? undefined : countOf(divisor, dividend, i)
        const counts = count === undefined ? state.counts : [...state.counts, count]
        const element = count ? product(share(count.sizes), dividend) : elementOf({ nodes, at }, node, i, axesAt(i))
        const hasFormula = element !== undefined && !element.key.includes(unresolved.key)
        const [e, before] = hasFormula ? [simplify(element), state.definitions] : withoutFormula(state, node)
        const kind = hasFormula ? kinds.kindOf(i, e) : 'opaque'
        if (kind === undefined) return done(e, { counts })
        const expression = polish(shortened(e))
        if (isPlain(expression)) return done(expression, { counts })
        const partner = kind === 'cotangent' ? kinds.partner(i) : undefined
        const definition = { id: stepId(i), kind, shape: node.shape, expression }
        const named = partner === undefined ? definition : { ...definition, partner: stepId(partner) }
        return done(reference(stepId(i), axesAt(i)), { counts, definitions: [...before, named] })
      }
    }
  }

  const empty: State = { elements: [], definitions: [], constants: [], counts: [] }
  const end = nodes.reduce((state, _, i) => step(state, i), empty)
  const { elements, definitions, constants, counts } = end
  const idsOf = (all: readonly number[]): readonly (string | undefined)[] => all.map((i) => idOf(end, i))
  const divisors = new Set(counts.map((c) => c.value))
  return {
    inputs: graph.inputs.flatMap((i) => {
      const node = nodes[i]
      return node._tag === 'Input' ? [{ id: inputId(node.name), path: node.name, shape: node.shape }] : []
    }),
    constants,
    definitions,
    outputs: graph.outputs.map(({ name, node }) => ({
      path: name,
      shape: shapeOfNode(nodes[node]),
      expression: polish(shortened(elements[node] ?? zero)),
    })),
    scans: nodes.flatMap((scan, i) =>
      scan._tag !== 'Scan'
        ? []
        : {
            scan,
            states: idsOf(scan.states),
            xs: idsOf(scan.xs),
            captured: idsOf(scan.captured),
            results: nodes.flatMap((node, j) =>
              node._tag === 'Part' && node.of === i ? [{ id: stepId(j), index: node.index }] : [],
            ),
          },
    ),
    counts,
    literals: nodes.flatMap((node) => uniformOf(node) ?? []).filter((value) => !divisors.has(value)),
  }
}
