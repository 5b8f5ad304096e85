/**
 * Construction of graphs, node by node. An existing node is reused (hash-consing), so common subexpressions are shared.
 *
 * A builder may have a rewrite rule that sees each application before it is added and may return a simpler node. `Simplify` and `Fuse` rebuild a graph through such rules.
 */
import { shapeOf, type Primitive } from '../primitive/Primitive.js'
import { insertAt, type Shape } from '../tensor/Shape.js'
import { dataOf, plain, shape, type AnyTensor } from '../tensor/Value.js'
import { operands, uses, type Applied, type Graph, type Input, type Node, type Output, type Scan } from './Graph.js'

/** A scan before it is in a graph. */
export type ScanParts = Omit<Scan, '_tag' | 'results'>

/** A graph under construction. Each method returns the index of a node. */
export interface Builder {
  readonly at: (place: number) => Node
  readonly shape: (place: number) => Shape
  readonly input: (name: string, shape: Shape, bytes?: boolean) => number
  readonly constant: (value: AnyTensor) => number
  /** An application, or its replacement by the rule. */
  readonly apply: <A>(primitive: Primitive<A>, attributes: A, ...args: readonly number[]) => number
  /** An application, without the rule. */
  readonly make: <A>(primitive: Primitive<A>, attributes: A, ...args: readonly number[]) => number
  /** The indices of all results of a scan. */
  readonly scan: (parts: ScanParts) => readonly number[]
  readonly graph: (outputs: readonly Output[]) => Graph
}

/** A rewrite rule: the replacement of an application, or `undefined`. */
export type Rule = (
  builder: Builder,
  applied: Omit<Applied, '_tag' | 'shape'>,
  /** Whether a node is used once, as far as is known. */
  single: (place: number) => boolean,
) => number | undefined

/** A tensor with a shape but no elements, for shape rules. */
export const hollow = (of: Shape): AnyTensor => plain(of, 0)

const none: Rule = () => undefined

/** Opens a graph. */
export const open = (rule: Rule = none, single: (place: number) => boolean = () => false): Builder => {
  // Local mutation, invisible from outside.
  const nodes: Node[] = []
  const inputs: number[] = []
  const known = new Map<unknown, Map<string, number>>()
  const identities = new Map<object, number>()
  const identity = (of: object): string => {
    const found = identities.get(of) ?? identities.size
    identities.set(of, found)
    return `#${found}`
  }
  const add = (node: Node): number => nodes.push(node) - 1
  const shared = (kind: unknown, key: string, node: () => Node): number => {
    const family = known.get(kind) ?? new Map<string, number>()
    known.set(kind, family)
    const place = family.get(key) ?? add(node())
    family.set(key, place)
    return place
  }
  const attributesKey = (attributes: unknown): string =>
    typeof attributes !== 'object' || attributes === null
      ? ''
      : Object.values(attributes).some((v) => typeof v === 'function')
        ? identity(attributes)
        : // JSON has no infinities, which an exponent may be.
          JSON.stringify(
            Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)),
            (_, v: unknown) => (typeof v === 'number' ? String(v) : v),
          )
  const shapeAt = (place: number): Shape => {
    const node = nodes[place]
    return node._tag === 'Scan' ? [] : node.shape
  }
  const builder: Builder = {
    at: (place) => nodes[place],
    shape: shapeAt,
    input: (name, of, bytes = false) => {
      const place = add({ _tag: 'Input', name, shape: of, ...(bytes ? { bytes } : {}) })
      inputs.push(place)
      return place
    },
    constant: (value) => {
      const data = dataOf(value)
      const content = typeof data === 'number' ? (Object.is(data, -0) ? '-0' : String(data)) : identity(data)
      return shared('constant', `${content}[${shape(value).join()}]`, () => ({
        _tag: 'Constant',
        value,
        shape: shape(value),
      }))
    },
    apply: (primitive, attributes, ...args) =>
      rule(builder, { primitive: primitive as Primitive<unknown>, attributes, args }, single) ??
      builder.make(primitive, attributes, ...args),
    make: (typed, attributes, ...args) => {
      const primitive = typed as Primitive<unknown>
      return shared(primitive, `${attributesKey(attributes)}(${args.join()})`, () => {
        const [x, y, z] = args.map((arg) => hollow(shapeAt(arg)))
        return { _tag: 'Applied', primitive, attributes, args, shape: shapeOf(primitive, attributes, x, y, z) }
      })
    },
    scan: (parts) => {
      const results = parts.body.outputs.map(({ node }, i) => {
        const each = parts.body.nodes[node] as Exclude<Node, Scan>
        return i < parts.states.length ? each.shape : insertAt(each.shape, 0, parts.length)
      })
      const of = add({ _tag: 'Scan', ...parts, results })
      return results.map((each, index) => add({ _tag: 'Part', of, index, shape: each }))
    },
    graph: (outputs) => {
      // Only what the results need, and all inputs.
      const needed = new Set<number>(inputs)
      const waiting = outputs.map(({ node }) => node)
      for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
        if (needed.has(place) && nodes[place]._tag !== 'Input') continue
        needed.add(place)
        waiting.push(...operands(nodes[place]).filter((i) => !needed.has(i)))
      }
      const kept = [...needed].sort((a, b) => a - b)
      const moved = new Map(kept.map((place, i) => [place, i]))
      const to = (place: number): number => moved.get(place) ?? place
      return {
        nodes: kept.map((place) => relocated(nodes[place], to)),
        inputs: inputs.map(to),
        outputs: outputs.map(({ name, node }) => ({ name, node: to(node) })),
      }
    },
  }
  return builder
}

const relocated = (node: Node, to: (place: number) => number): Node => {
  switch (node._tag) {
    case 'Input':
    case 'Constant':
      return node
    case 'Applied':
      return { ...node, args: node.args.map(to) }
    case 'Part':
      return { ...node, of: to(node.of) }
    case 'Scan':
      return { ...node, states: node.states.map(to), xs: node.xs.map(to), captured: node.captured.map(to) }
  }
}

/** Options of a rebuild. */
export interface Changes {
  /** Adds an input to the new graph, given its index among the inputs. */
  readonly input?: (builder: Builder, input: Input, i: number) => number
  /** Adds a scan whose step was rebuilt. */
  readonly scan?: (builder: Builder, parts: ScanParts) => readonly number[]
  /** The node of the source that becomes a result. */
  readonly output?: (output: Output, i: number) => number
}

/** Rebuilds a graph, and the steps of its scans, through a rule. */
export const rebuilt = (rule: Rule, source: Graph): Graph => rebuiltBy(() => () => rule, source)

/** Rebuilds a graph through rules that receive the graph and the index of the node. */
export const rebuiltBy = (
  rulesOf: (source: Graph) => (place: number) => Rule,
  source: Graph,
  changes: Changes = {},
): Graph => {
  const {
    input = (b, { name, shape: of, bytes }) => b.input(name, of, bytes),
    scan = (b, parts) => b.scan(parts),
    output = ({ node }) => node,
  } = changes
  // Local mutation, invisible from outside: the new index of each node of the source (a scan has one per result), and the use counts.
  const places: (number | readonly number[])[] = []
  const counts = new Map<number, number>()
  const used = uses(source)
  // Nodes that a rule added are counted in the next round.
  const ruleAt = rulesOf(source)
  const builder = open(
    (b, applied, single) => ruleAt(places.length)(b, applied, single),
    (place) => counts.get(place) === 1,
  )
  const to = (place: number): number => places[place] as number
  const put = (place: number): void => {
    counts.set(place, (counts.get(place) ?? 0) + used[places.length])
    places.push(place)
  }
  const inputPlaces = new Map(source.inputs.map((place, i) => [place, i]))
  source.nodes.forEach((node, place) => {
    switch (node._tag) {
      case 'Input':
        return put(input(builder, node, inputPlaces.get(place) ?? 0))
      case 'Constant':
        return put(builder.constant(node.value))
      case 'Applied':
        return put(builder.apply(node.primitive, node.attributes, ...node.args.map(to)))
      case 'Part':
        return put((places[node.of] as readonly number[])[node.index])
      case 'Scan': {
        const { length, states, xs, captured } = node
        const body = rebuiltBy(rulesOf, node.body, changes.scan === undefined ? {} : { scan: changes.scan })
        places.push(scan(builder, { length, body, states: states.map(to), xs: xs.map(to), captured: captured.map(to) }))
      }
    }
  })
  return builder.graph(source.outputs.map((each, i) => ({ name: each.name, node: to(output(each, i)) })))
}

/** The rule that replaces nothing. */
export const unchanged: Rule = none

/** Copies the nodes of a graph into another one, with given indices for its inputs; returns the indices of its results. */
export const copied = (builder: Builder, source: Graph, inputs: readonly number[]): readonly number[] => {
  // Local mutation, invisible from outside: the new index of each node of the source.
  const places: (number | readonly number[])[] = []
  const to = (place: number): number => places[place] as number
  const inputPlaces = new Map(source.inputs.map((place, i) => [place, inputs[i]]))
  source.nodes.forEach((node, place) => {
    switch (node._tag) {
      case 'Input':
        return places.push(inputPlaces.get(place) ?? builder.input(node.name, node.shape, node.bytes))
      case 'Constant':
        return places.push(builder.constant(node.value))
      case 'Applied':
        return places.push(builder.make(node.primitive, node.attributes, ...node.args.map(to)))
      case 'Part':
        return places.push((places[node.of] as readonly number[])[node.index])
      case 'Scan': {
        const { length, body, states, xs, captured } = node
        return places.push(
          builder.scan({ length, body, states: states.map(to), xs: xs.map(to), captured: captured.map(to) }),
        )
      }
    }
  })
  return source.outputs.map(({ node }) => to(node))
}
