/**
 * The state of lowering a graph to operators: values and their forms, the parts shared by all graphs of a model, and names.
 */
import type { Shape } from '../tensor/Shape.js'
import type { Dimension, Element, Initializer, Operation, ValueInfo } from './Model.js'

/** Element kinds: numbers, booleans, indices, bytes. */
export type Form = 'number' | 'truth' | 'index' | 'byte'

/** The types of numbers that an engine computes with. */
export type Precision = 'float32' | 'float64'

export type Dims = readonly Dimension[]

/** A deferred value: its name, the shape it is stored in, and a shape of the same number of elements that broadcasts to the shape of its node. */
export interface Deferred {
  readonly name: string
  readonly stored: Dims
  readonly shape: Dims
  readonly form: Form
}

/** A value that is stored in its shape. */
export const storedValue = (name: string, dims: Dims, form: Form = 'number'): Deferred => ({
  name,
  stored: dims,
  shape: dims,
  form,
})

/** The parts shared by all graphs of a model: constants and used names. */
export interface Shared {
  readonly precision: Precision
  readonly initializers: Initializer[]
  readonly constants: Map<string, Deferred>
  readonly identities: Map<object, number>
  /** The constants of one element. */
  readonly numbers: Map<string, number>
  readonly taken: Set<string>
  /** The last suffix of each name. */
  readonly counts: Map<string, number>
  /** Where the model finds open sizes. */
  readonly sources: Map<string, Source>
  /** The layers of values, for readable names. */
  readonly layers: Layers | undefined
}

/** An axis of an input. */
export interface Source {
  readonly input: string
  readonly axis: number
}

/** The layers of parameters, and of the values computed from them. */
export interface Layers {
  readonly parameters: Map<string, string>
  readonly values: Map<string, string>
}

/** The operators of a graph, or of the step of a scan, under construction. */
export interface Emitter {
  readonly shared: Shared
  readonly operations: Operation[]
  readonly values: ValueInfo[]
  /** The names of values in other shapes and forms, by a key. */
  readonly variants: Map<string, string>
  /** The operand of each `Neg`, by its result. */
  readonly opposites: Map<string, string>
}

/** The shared parts of an empty model. */
export const shared = (precision: Precision, readable: boolean): Shared => ({
  precision,
  initializers: [],
  constants: new Map(),
  identities: new Map(),
  numbers: new Map(),
  taken: new Set(),
  counts: new Map(),
  sources: new Map(),
  layers: readable ? { parameters: new Map(), values: new Map() } : undefined,
})

/** An empty graph of a model. */
export const emitter = (common: Shared): Emitter => ({
  shared: common,
  operations: [],
  values: [],
  variants: new Map(),
  opposites: new Map(),
})

/** An unused name, which is used from now on. */
export const freshName = ({ taken, counts }: Shared, wish: string): string => {
  // Local mutation, invisible from outside the lowering.
  let name = wish
  let count = counts.get(wish) ?? 1
  while (taken.has(name)) name = `${wish}_${++count}`
  counts.set(wish, count)
  taken.add(name)
  return name
}

/** The element type of a form. */
export const elementOf = (e: Shared, form: Form): Element =>
  (({ number: e.precision, truth: 'bool', index: 'int64', byte: 'uint8' }) as const)[form]

export const sameDims = (a: Dims, b: Dims): boolean => a.length === b.length && a.every((d, i) => d === b[i])

/** Whether all sizes of a shape are known. */
export const isKnown = (dims: Dims): dims is Shape => dims.every((d) => typeof d === 'number')

/** The layer of a parameter among the inputs of an operator, otherwise of another input. */
const layerOf = ({ parameters, values }: Layers, inputs: readonly string[]): string | undefined => {
  const among = (all: Map<string, string>): string | undefined => all.get(inputs.find((name) => all.has(name)) ?? '')
  return among(parameters) ?? among(values)
}

/** A name for the result of an operator. */
export const resultName = (e: Shared, inputs: readonly string[], wish: string): string => {
  const layer = e.layers && layerOf(e.layers, inputs)
  const name = freshName(e, layer === undefined ? wish : `${layer}.${wish}`)
  if (layer !== undefined) e.layers?.values.set(name, layer)
  return name
}
