/**
 * A graph written in operators of ONNX: node by node, and a scan as one `Scan` whose body is written the same way.
 */
import type { Primitive } from '../primitive/Primitive.js'
import { table } from '../primitive/Table.js'
import { fail } from '../tensor/Errors.js'
import { dense, shape, type AnyTensor } from '../tensor/Value.js'
import { shapeOfNode, uniformOf, type Applied, type Graph, type Input, type Scan } from '../graph/Graph.js'
import type { Site } from './Elements.js'
import { as, numbersAs, tensorConstant, whole } from './Emit.js'
import {
  elementOf,
  emitter,
  freshName,
  shared,
  type Dims,
  type Emitter,
  type Form,
  type Held,
  type Precision,
  type Shared,
} from './Emitter.js'
import { formula } from './Formula.js'
import { indexInputs } from './Indices.js'
import type { Dimension, OnnxGraph, ValueInfo } from './Model.js'
import { openSize } from './Open.js'
import { fused, operators } from './Operators.js'
import { pruned } from './Prune.js'

/** Notes for readers of the model, by the names of inputs and outputs. */
export type Words = (name: string) => string | undefined

/** The options of the lowering. */
export interface LowerOptions {
  readonly precision: Precision
  /** The name of the model. */
  readonly name: string
  /** Inputs that are known, by their places: they become parameters of the model. */
  readonly known?: ReadonlyMap<number, AnyTensor>
  /** Set for a readable model: values are named after layers, and each operator has a note. */
  readonly words?: Words
}

/** How an operation is written, by its name. */
const writers: Readonly<Record<string, (site: Site<never>) => Held>> = { ...operators, ...fused }

const writerOf = (primitive: Primitive<unknown>): ((site: Site<never>) => Held) =>
  writers[primitive.name] ?? fail('onnx', `one of ${Object.keys(table).join(', ')}`, primitive.name)

/** A graph that is being written: how each of its nodes is held. */
interface Walk {
  readonly graph: Graph<Dimension>
  readonly e: Emitter
  readonly held: (Held | undefined)[]
  /** Captured inputs, which live outside and take another form there. */
  readonly outside: (place: number, form: Form | undefined) => Held | undefined
}

const dimsAt = ({ graph }: Walk, place: number): Dims => shapeOfNode(graph.nodes[place])

const heldAt = (walk: Walk, place: number, form?: Form): Held => {
  const out = walk.outside(place, form)
  if (out !== undefined) return out
  const node = walk.graph.nodes[place]
  if (node._tag === 'Constant') return tensorConstant(walk.e, node.value, form ?? 'number')
  const held = walk.held[place] as Held
  return form === undefined ? held : as(walk.e, held, form)
}

const writeApplied = (walk: Walk, node: Applied<Dimension>, place: number): Held => {
  const site: Site<unknown> = {
    e: walk.e,
    attributes: node.attributes,
    dims: dimsAt(walk, place),
    arity: node.args.length,
    held: (i, form) => heldAt(walk, node.args[i], form),
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

/** The readable name of a node. */
const nameAt = (walk: Walk, place: number): string => {
  const node = walk.graph.nodes[place]
  const number = node._tag === 'Constant' ? uniformOf(node) : undefined
  return number === undefined ? heldAt(walk, place).name : String(number)
}

const info = (e: Shared, name: string, form: Form, shape: Dims): ValueInfo => ({
  name,
  element: elementOf(e, form),
  shape,
})

/** A result of the model, under a unique name that is not the name of an input. */
const result = (walk: Walk, place: number, wish: string): ValueInfo => {
  const { e } = walk
  const dims = dimsAt(walk, place)
  const from = whole(e, heldAt(walk, place, 'number'), dims)
  const name = freshName(e.shared, wish)
  e.operations.push({ type: 'Identity', inputs: [from], outputs: [name] })
  return info(e.shared, name, 'number', dims)
}

/** The results of a step. One that no operator of the step made, or that is there twice, is copied. */
const results = (walk: Walk): readonly ValueInfo[] => {
  const { e, graph } = walk
  const names = graph.outputs.map(({ node }) => whole(e, heldAt(walk, node, 'number'), dimsAt(walk, node)))
  const made = new Set(e.operations.flatMap(({ outputs }) => outputs))
  return graph.outputs.map(({ name: wish, node }, i) =>
    made.has(names[i]) && names.indexOf(names[i]) === i
      ? info(e.shared, names[i], 'number', dimsAt(walk, node))
      : result(walk, node, wish.replace(/ /g, '_')),
  )
}

const writeScan = (walk: Walk, node: Scan<Dimension>, place: number): readonly Held[] => {
  const { body, states, xs, captured } = node
  const e = emitter(walk.e.shared)
  const indices = indexInputs(body)
  const firstCaptured = states.length + xs.length
  const captures = new Map(body.inputs.slice(firstCaptured).map((input, i) => [input, captured[i]]))
  const held = new Array<Held | undefined>(body.nodes.length)
  const inner: Walk = {
    graph: body,
    e,
    held,
    outside: (i, form) => {
      const from = captures.get(i)
      return from === undefined ? undefined : heldAt(walk, from, form)
    },
  }
  const inputs = body.inputs.slice(0, firstCaptured).map((input, i) => {
    const form: Form = i >= states.length && indices.has(input) ? 'index' : 'number'
    const dims = dimsAt(inner, input)
    const name = freshName(e.shared, i < states.length ? `state_${i + 1}` : `x_${i - states.length + 1}`)
    held[input] = { name, named: dims, shape: dims, form }
    return info(e.shared, name, form, dims)
  })
  write(inner)
  const outputs = results(inner)
  const given = [
    ...states.map((s) => whole(walk.e, heldAt(walk, s, 'number'), dimsAt(walk, s))),
    ...xs.map((x, i) => {
      const form = inputs[states.length + i].element === 'int64' ? 'index' : 'number'
      return whole(walk.e, heldAt(walk, x, form), dimsAt(walk, x))
    }),
  ]
  const names = node.results.map((_, i) => freshName(e.shared, `scan_${place}_${i + 1}`))
  const step = pruned({
    name: `step_${place}`,
    operations: e.operations,
    inputs,
    outputs,
    initializers: [],
    values: e.values,
  })
  walk.e.operations.push({
    type: 'Scan',
    inputs: given,
    outputs: names,
    attributes: { body: { graph: step }, num_scan_inputs: { int: xs.length } },
  })
  return node.results.map((dims, i) => {
    walk.e.values.push(info(e.shared, names[i], 'number', dims))
    return { name: names[i], named: dims, shape: dims, form: 'number' }
  })
}

/** Writes all nodes of a graph but its inputs and constants. */
const write = (walk: Walk): void => {
  const scans = new Map<number, readonly Held[]>()
  walk.graph.nodes.forEach((node, place) => {
    if (node._tag === 'Applied') walk.held[place] = writeApplied(walk, node, place)
    if (node._tag === 'Scan') scans.set(place, writeScan(walk, node, place))
    if (node._tag === 'Part') walk.held[place] = scans.get(node.of)?.[node.index]
  })
}

/** A parameter of the model. */
const parameter = (e: Emitter, name: string, value: AnyTensor, doc: string | undefined): Held => {
  const dims = shape(value)
  const { precision, initializers } = e.shared
  initializers.push({
    name,
    element: precision,
    shape: dims,
    data: numbersAs(precision, dense(value)),
    ...(doc === undefined ? {} : { doc }),
  })
  return { name, named: dims, shape: dims, form: 'number' }
}

/** Whatever stands before the last dot of a path: the layer. */
const layerOf = (path: string): string | undefined => /^(?:.*\.)?([^.]+)\.[^.]+$/.exec(path)?.[1]

/** A graph in operators. */
export const lower = (graph: Graph<Dimension>, options: LowerOptions): OnnxGraph => {
  const { precision, name, words, known } = options
  const all = shared(precision, words !== undefined)
  const e = emitter(all)
  const indices = indexInputs(graph)
  const held = new Array<Held | undefined>(graph.nodes.length)
  const inputs = graph.inputs.flatMap((place) => {
    const node = graph.nodes[place] as Input<Dimension>
    const wish = node.name === '' ? 'x' : node.name
    const called = freshName(all, wish)
    const doc = words?.(wish)
    const value = known?.get(place)
    const layer = layerOf(wish)
    if (layer !== undefined) all.layers?.parameters.set(called, layer)
    if (value !== undefined) {
      held[place] = parameter(e, called, value, doc)
      return []
    }
    const form: Form = indices.has(place) ? 'index' : node.bytes === true ? 'byte' : 'number'
    const { shape } = node
    held[place] = { name: called, named: shape, shape, form }
    shape.forEach((d, axis) => {
      const open = typeof d === 'string' ? openSize(d) : undefined
      if (open?.times === 1 && open.plus === 0) all.sources.set(open.of, { input: called, axis })
    })
    return [{ ...info(all, called, form, shape), ...(doc === undefined ? {} : { doc }) }]
  })
  const walk: Walk = { graph, e, held, outside: () => undefined }
  write(walk)
  const outputs = graph.outputs.map(({ name: wish, node }) => {
    const doc = words?.(wish)
    return { ...result(walk, node, wish === '' ? 'y' : wish), ...(doc === undefined ? {} : { doc }) }
  })
  return pruned({
    name,
    operations: e.operations,
    inputs,
    outputs,
    initializers: all.initializers,
    values: e.values,
  })
}
