/**
 * Random functions as lists of nodes, each computed from nodes before it.
 *
 * A node refers to an earlier one by a random number modulo their count, and adapts its argument to any shape. So every shrunk case is
 * again a function.
 */
import * as Layout from '../../../src/primitive/Layout.js'
import { bind } from '../../../src/primitive/Primitive.js'
import * as Reduce from '../../../src/primitive/Reduce.js'
import { equals, sizeOf, type Shape } from '../../../src/tensor/Shape.js'
import { plain, shape, toFlat, uniform, type AnyTensor } from '../../../src/tensor/Value.js'

/** A function of tensors. */
export type Operation = (args: readonly AnyTensor[]) => AnyTensor

/** The requirements on one argument of an operation: a shape (a given one, that of the first argument, or any), and elements in the domain. */
export interface Requirement {
  readonly of: 'like' | 'first' | 'own'
  readonly like: AnyTensor
  /** Whether the argument is an index or a condition, which is not computed */
  readonly isIndex?: boolean
}

/** An operation before its arguments are chosen. */
export interface Step {
  readonly requirements: readonly Requirement[]
  readonly f: Operation
}

/** The source of an argument: a node, a uniform number, some numbers, or an input; and which one. */
export interface Choice {
  readonly kind: 'node' | 'uniform' | 'numbers' | 'input'
  readonly pick: number
  readonly special: number
  /** Numbers to fill it with, at the two points, where those of the domain are not used */
  readonly pool: readonly number[]
  readonly elsewhere: readonly number[]
}

/** A random operation. */
export interface Drawn {
  readonly step: Step
  readonly choices: readonly Choice[]
  /** Whether the node is a result of the function, even if others use it */
  readonly isResult: boolean
}

type Source =
  | { readonly _tag: 'Node'; readonly place: number; readonly to: Shape }
  | { readonly _tag: 'Constant'; readonly value: AnyTensor }

/** The inputs, at two points. */
export interface InputNode {
  readonly _tag: 'Input'
  readonly here: AnyTensor
  readonly there: AnyTensor
  /** Whether the input is an index, which must keep its value */
  readonly isIndex: boolean
}

type Node =
  | InputNode
  | { readonly _tag: 'Applied'; readonly sources: readonly Source[]; readonly f: Operation; readonly isResult: boolean }

/** Nodes, with their values at the drawn point. */
export interface Built {
  readonly nodes: readonly Node[]
  readonly values: readonly AnyTensor[]
}

const reshaped = (x: AnyTensor, to: Shape): AnyTensor => (equals(shape(x), to) ? x : bind(Layout.reshape, [x], { to }))

/** A tensor in any other shape: broadcast, if possible; otherwise its elements in a row, repeated as often as needed. */
export const adapt = (x: AnyTensor, to: Shape): AnyTensor => {
  const from = shape(x)
  const [have, want] = [sizeOf(from), sizeOf(to)]
  if (have === want) return reshaped(x, to)
  if (have === 0) return uniform(to, 0)
  if (to.length === from.length + 1 && equals(to.slice(1), from))
    return bind(Reduce.broadcast, [x], { axis: 0, size: to[0] })
  if (to.length === from.length + 1 && equals(to.slice(0, -1), from))
    return bind(Reduce.broadcast, [x], { axis: from.length, size: to[from.length] })
  const times = Math.ceil(want / have)
  const long =
    times <= 1
      ? reshaped(x, [have])
      : reshaped(bind(Reduce.broadcast, [reshaped(x, [have])], { axis: 0, size: times }), [times * have])
  return reshaped(bind(Layout.slice, [long], { axis: 0, start: 0, end: want }), to)
}

/** Some numbers repeated in a shape. */
export const fill = (of: Shape, pool: readonly number[]): AnyTensor =>
  plain(
    of,
    Float64Array.from({ length: sizeOf(of) }, (_, i) => pool[i % pool.length]),
  )

/** The elements shifted by one place: other numbers in the same domain. */
export const shifted = (x: AnyTensor): AnyTensor => {
  const flat = toFlat(x)
  return plain(
    shape(x),
    flat.map((_, i) => flat[(i + 1) % flat.length]),
  )
}

/** The choice of numbers. */
export interface Numbers {
  /** Whether numbers are from the domain, instead of any */
  readonly wellScaled: boolean
}

const inputFor = ({ wellScaled }: Numbers, { like, isIndex = false }: Requirement, of: Shape, choice: Choice): Node => {
  const here = wellScaled || isIndex ? adapt(like, of) : fill(of, choice.pool)
  return { _tag: 'Input', here, there: isIndex || wellScaled ? shifted(here) : fill(of, choice.elsewhere), isIndex }
}

/** An argument adapt to its place, and the nodes with it, if it is an input. */
const sourceOf = (
  numbers: Numbers,
  built: Built,
  requirements: Requirement,
  first: Shape | undefined,
  choice: Choice,
): { readonly built: Built; readonly source: Source } => {
  const { of, like, isIndex = false } = requirements
  const count = built.nodes.length
  const alike = built.nodes.flatMap((_, i) => (first !== undefined && equals(shape(built.values[i]), first) ? [i] : []))
  const to =
    of === 'first' && first !== undefined
      ? first
      : of === 'own'
        ? shape(built.values[choice.pick % count])
        : shape(like)
  switch (isIndex && choice.kind !== 'input' ? 'numbers' : choice.kind) {
    case 'node': {
      // Prefer a node of the same shape.
      const place =
        of === 'first' && alike.length > 0 && choice.pick % 3 > 0
          ? alike[choice.pick % alike.length]
          : choice.pick % count
      return { built, source: { _tag: 'Node', place, to } }
    }
    case 'uniform':
      return { built, source: { _tag: 'Constant', value: uniform(to, choice.special) } }
    case 'numbers': {
      const value = numbers.wellScaled || isIndex ? adapt(like, to) : fill(to, choice.pool)
      return { built, source: { _tag: 'Constant', value } }
    }
    case 'input': {
      const node = inputFor(numbers, requirements, to, choice)
      return { built: withNode(built, node), source: { _tag: 'Node', place: count, to } }
    }
  }
}

const valueOf = (source: Source, values: readonly AnyTensor[]): AnyTensor =>
  source._tag === 'Constant' ? source.value : adapt(values[source.place], source.to)

const withNode = ({ nodes, values }: Built, node: Node): Built => ({
  nodes: [...nodes, node],
  values: [
    ...values,
    node._tag === 'Input' ? node.here : node.f(node.sources.map((source) => valueOf(source, values))),
  ],
})

/** A function with one more node, which is left out if its value is not `accepted`. */
export const extended =
  (numbers: Numbers, accepted: (value: AnyTensor) => boolean) =>
  (before: Built, { step, choices, isResult }: Drawn): Built => {
    const { built, sources } = step.requirements.reduce<{ readonly built: Built; readonly sources: readonly Source[] }>(
      (so, requirements, i) => {
        const [lead] = so.sources
        const first = lead === undefined ? undefined : shape(valueOf(lead, so.built.values))
        const { built: next, source } = sourceOf(numbers, so.built, requirements, first, choices[i % choices.length])
        return { built: next, sources: [...so.sources, source] }
      },
      { built: before, sources: [] },
    )
    const after = withNode(built, { _tag: 'Applied', sources, f: step.f, isResult })
    return accepted(after.values[after.values.length - 1]) ? after : before
  }

/** A function with inputs and no operations. */
export const inputsOnly = (inputs: readonly (readonly [here: AnyTensor, there: AnyTensor])[]): Built => ({
  nodes: inputs.map(([here, there]) => ({ _tag: 'Input', here, there, isIndex: false })),
  values: inputs.map(([here]) => here),
})

/** The function: its results are the nodes that no other node uses, and those marked as results. */
export const functionOf =
  ({ nodes }: Built) =>
  (inputs: readonly AnyTensor[]): readonly AnyTensor[] => {
    const { values } = nodes.reduce<{ readonly values: readonly AnyTensor[]; readonly rest: readonly AnyTensor[] }>(
      ({ values: so, rest }, node) =>
        node._tag === 'Input'
          ? { values: [...so, rest[0]], rest: rest.slice(1) }
          : { values: [...so, node.f(node.sources.map((source) => valueOf(source, so)))], rest },
      { values: [], rest: inputs },
    )
    const used = new Set(
      nodes.flatMap((node) =>
        node._tag === 'Input' ? [] : node.sources.flatMap((s) => (s._tag === 'Node' ? [s.place] : [])),
      ),
    )
    const results = nodes.flatMap((node, i) =>
      node._tag === 'Applied' && (node.isResult || !used.has(i)) ? [values[i]] : [],
    )
    return results.length > 0 ? results : values.slice(0, 1)
  }
