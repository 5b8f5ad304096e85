/**
 * A graph written in operators of ONNX: node by node, and a scan as one `Scan` whose body is written the same way.
 */
import type { Primitive } from '../primitive/Primitive.js'
import { table } from '../primitive/Table.js'
import { fail } from '../tensor/Errors.js'
import { dense, shape, type AnyTensor } from '../tensor/Value.js'
import { shapeOfNode, uniformOf, type Applied, type Graph, type Input, type Scan } from '../graph/Graph.js'
import type { Site } from './Elements.js'
import { cast, elementsAs, tensorConstant, expanded } from './Emit.js'
import {
  elementOf,
  emitter,
  freshName,
  shared,
  storedValue,
  type Dims,
  type Emitter,
  type Form,
  type Deferred,
  type Precision,
  type Shared,
} from './Emitter.js'
import { formula } from './Formula.js'
import { indexInputs } from './Indices.js'
import type { Dimension, OnnxGraph, ValueInfo } from './Model.js'
import { parseSize } from './Open.js'
import { fused, operators } from './Operators.js'
import { pruned } from './Prune.js'

/** The options of the lowering. */
export interface LowerOptions {
  readonly precision: Precision
  /** The name of the model. */
  readonly name: string
  /** The value of an input that becomes a parameter of the model, by its path. */
  readonly parameter?: (path: string) => AnyTensor | undefined
  /** The name of an input, by its path. */
  readonly rename?: (path: string) => string
  /** Notes on inputs and outputs, by their names. If given, values are named after layers, and each operator has a note. */
  readonly describe?: (name: string) => string | undefined
}

/** How each primitive is written, by its name. */
const writers: Readonly<Record<string, (site: Site<never>) => Deferred>> = { ...operators, ...fused }

const writerOf = (primitive: Primitive<unknown>): ((site: Site<never>) => Deferred) =>
  writers[primitive.name] ?? fail('onnx', `one of ${Object.keys(table).join(', ')}`, primitive.name)

/** A graph whose nodes are being written. */
interface Walk {
  readonly graph: Graph<Dimension>
  readonly e: Emitter
  /** The value of each node that is written. */
  readonly values: (Deferred | undefined)[]
  /** The value outside of a captured input. */
  readonly outside: (place: number, form: Form | undefined) => Deferred | undefined
}

const dimsAt = ({ graph }: Walk, place: number): Dims => shapeOfNode(graph.nodes[place])

/** The value of a node, in a form. */
const valueAt = (walk: Walk, place: number, form?: Form): Deferred => {
  const out = walk.outside(place, form)
  if (out !== undefined) return out
  const node = walk.graph.nodes[place]
  if (node._tag === 'Constant') return tensorConstant(walk.e, node.value, form ?? 'number')
  const value = walk.values[place] as Deferred
  return form === undefined ? value : cast(walk.e, value, form)
}

const writeApplied = (walk: Walk, node: Applied<Dimension>, place: number): Deferred => {
  const site: Site<unknown> = {
    e: walk.e,
    attributes: node.attributes,
    dims: dimsAt(walk, place),
    arity: node.args.length,
    arg: (i, form) => valueAt(walk, node.args[i], form),
    argDims: (i) => dimsAt(walk, node.args[i]),
  }
  const { operations } = walk.e
  const before = operations.length
  const written = writerOf(node.primitive)(site as Site<never>)
  if (walk.e.shared.layers !== undefined && operations.length > before) {
    const doc = formula(node, (arg) => nameAt(walk, arg))
    operations.slice(before).forEach((operation, i) => {
      operations[before + i] = { ...operation, doc }
    })
  }
  return written
}

/** The name of a node in notes. */
const nameAt = (walk: Walk, place: number): string => {
  const node = walk.graph.nodes[place]
  const number = node._tag === 'Constant' ? uniformOf(node) : undefined
  return number === undefined ? valueAt(walk, place).name : String(number)
}

const info = (e: Shared, name: string, form: Form, shape: Dims): ValueInfo => ({
  name,
  element: elementOf(e, form),
  shape,
})

/** A result of the model, copied to a name of its own. */
const result = (walk: Walk, place: number, wish: string): ValueInfo => {
  const { e } = walk
  const dims = dimsAt(walk, place)
  const from = expanded(e, valueAt(walk, place, 'number'), dims)
  const name = freshName(e.shared, wish)
  e.operations.push({ type: 'Identity', inputs: [from], outputs: [name] })
  return info(e.shared, name, 'number', dims)
}

/** The results of a step. One that no operator of the step computes, or that occurs twice, is copied. */
const results = (walk: Walk): readonly ValueInfo[] => {
  const { e, graph } = walk
  const names = graph.outputs.map(({ node }) => expanded(e, valueAt(walk, node, 'number'), dimsAt(walk, node)))
  const computed = new Set(e.operations.flatMap(({ outputs }) => outputs))
  return graph.outputs.map(({ name: wish, node }, i) =>
    computed.has(names[i]) && names.indexOf(names[i]) === i
      ? info(e.shared, names[i], 'number', dimsAt(walk, node))
      : result(walk, node, wish.replace(/ /g, '_')),
  )
}

const writeScan = (walk: Walk, node: Scan<Dimension>, place: number): readonly Deferred[] => {
  const { body, states, xs, captured } = node
  const e = emitter(walk.e.shared)
  const indices = indexInputs(body)
  const firstCaptured = states.length + xs.length
  const captures = new Map(body.inputs.slice(firstCaptured).map((input, i) => [input, captured[i]]))
  const values = new Array<Deferred | undefined>(body.nodes.length)
  const inner: Walk = {
    graph: body,
    e,
    values,
    outside: (i, form) => {
      const from = captures.get(i)
      return from === undefined ? undefined : valueAt(walk, from, form)
    },
  }
  const inputs = body.inputs.slice(0, firstCaptured).map((input, i) => {
    const form: Form = i >= states.length && indices.has(input) ? 'index' : 'number'
    const dims = dimsAt(inner, input)
    const name = freshName(e.shared, i < states.length ? `state_${i + 1}` : `x_${i - states.length + 1}`)
    values[input] = storedValue(name, dims, form)
    return info(e.shared, name, form, dims)
  })
  write(inner)
  const outputs = results(inner)
  const operands = [
    ...states.map((s) => expanded(walk.e, valueAt(walk, s, 'number'), dimsAt(walk, s))),
    ...xs.map((x, i) => {
      const form = inputs[states.length + i].element === 'int64' ? 'index' : 'number'
      return expanded(walk.e, valueAt(walk, x, form), dimsAt(walk, x))
    }),
  ]
  const names = node.results.map((_, i) => freshName(e.shared, `scan_${place}_${i + 1}`))
  const { operations, values: infos } = e
  const step = pruned({ name: `step_${place}`, operations, inputs, outputs, initializers: [], values: infos })
  walk.e.operations.push({
    type: 'Scan',
    inputs: operands,
    outputs: names,
    attributes: { body: { graph: step }, num_scan_inputs: { int: xs.length } },
  })
  return node.results.map((dims, i) => {
    walk.e.values.push(info(e.shared, names[i], 'number', dims))
    return storedValue(names[i], dims)
  })
}

/** Writes all nodes of a graph except inputs and constants. */
const write = (walk: Walk): void => {
  const scans = new Map<number, readonly Deferred[]>()
  walk.graph.nodes.forEach((node, place) => {
    if (node._tag === 'Applied') walk.values[place] = writeApplied(walk, node, place)
    if (node._tag === 'Scan') scans.set(place, writeScan(walk, node, place))
    if (node._tag === 'Part') walk.values[place] = scans.get(node.of)?.[node.index]
  })
}

const documented = <A>(value: A, doc: string | undefined): A => (doc === undefined ? value : { ...value, doc })

/** A parameter of the model. */
const parameterValue = (
  { shared: all }: Emitter,
  name: string,
  value: AnyTensor,
  doc: string | undefined,
): Deferred => {
  const dims = shape(value)
  const { precision, initializers } = all
  const data = elementsAs(precision, 'number', dense(value))
  initializers.push(documented({ name, element: precision, shape: dims, data }, doc))
  return storedValue(name, dims)
}

/** The layer of a parameter: the last step but one of its path. */
const layerOf = (path: string): string | undefined => /^(?:.*\.)?([^.]+)\.[^.]+$/.exec(path)?.[1]

/** The operators of a graph. */
export const lower = (graph: Graph<Dimension>, options: LowerOptions): OnnxGraph => {
  const { precision, name, parameter, rename = (path) => path, describe } = options
  const all = shared(precision, describe !== undefined)
  const e = emitter(all)
  const indices = indexInputs(graph)
  const values = new Array<Deferred | undefined>(graph.nodes.length)
  const inputs = graph.inputs.flatMap((place) => {
    const { name: path, shape: dims, bytes } = graph.nodes[place] as Input<Dimension>
    const wish = rename(path) === '' ? 'x' : rename(path)
    const input = freshName(all, wish)
    const doc = describe?.(wish)
    const value = parameter?.(path)
    const layer = layerOf(wish)
    if (layer !== undefined) all.layers?.parameters.set(input, layer)
    if (value !== undefined) {
      values[place] = parameterValue(e, input, value, doc)
      return []
    }
    const form: Form = indices.has(place) ? 'index' : bytes === true ? 'byte' : 'number'
    values[place] = storedValue(input, dims, form)
    dims.forEach((d, axis) => {
      const open = typeof d === 'string' ? parseSize(d) : undefined
      if (open?.times === 1 && open.plus === 0) all.sources.set(open.name, { input, axis })
    })
    return [documented(info(all, input, form, dims), doc)]
  })
  const walk: Walk = { graph, e, values, outside: () => undefined }
  write(walk)
  const outputs = graph.outputs.map(({ name: wish, node }) =>
    documented(result(walk, node, wish === '' ? 'y' : wish), describe?.(wish)),
  )
  const { operations, values: infos } = e
  return pruned({ name, operations, inputs, outputs, initializers: all.initializers, values: infos })
}
