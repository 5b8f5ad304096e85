/**
 * The state of the lowering of a graph to operators: values and their forms, the parts shared by all graphs of a model, and names.
 */
import type { Shape } from '../tensor/Shape.js'
import type { Dimension, Element, Initializer, Operation, ValueInfo } from './Model.js'

/** Element kinds: numbers, booleans, indices, bytes. */
export type Form = 'number' | 'truth' | 'index' | 'byte'

/** The two kinds of numbers an engine computes with. */
export type Precision = 'float32' | 'float64'

export type Dims = readonly Dimension[]

/** A value: its name, its stored shape, and its intended shape with the same number of elements. */
export interface Held {
  readonly name: string
  readonly named: Dims
  readonly shape: Dims
  readonly form: Form
}

/** The parts shared by all graphs of a model: constants, and used names. */
export interface Shared {
  readonly precision: Precision
  readonly initializers: Initializer[]
  readonly constants: Map<string, Held>
  readonly identities: Map<object, number>
  /** The constants that are one number. */
  readonly numbers: Map<string, number>
  readonly taken: Set<string>
  /** The number that a name was last given, where it was asked for before. */
  readonly counts: Map<string, number>
  /** Where sizes are found that are not known before the model is run. */
  readonly sources: Map<string, Source>
  /** The layers of values, if names are to be readable. */
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

/** A place to which operators are written: a graph, or the step of a scan. */
export interface Emitter {
  readonly shared: Shared
  readonly operations: Operation[]
  readonly values: ValueInfo[]
  /** Names under which a value is there in another shape or form. */
  readonly variants: Map<string, string>
  /** What each result of a `Neg` is the opposite of. */
  readonly opposites: Map<string, string>
}

/** Nothing written yet. */
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
export const emitter = (of: Shared): Emitter => ({
  shared: of,
  operations: [],
  values: [],
  variants: new Map(),
  opposites: new Map(),
})

/** A name that is not taken yet. */
export const freshName = ({ taken, counts }: Shared, wish: string): string => {
  // Local mutation, seen by the writer of this model only.
  let name = wish
  let count = counts.get(wish) ?? 1
  while (taken.has(name)) name = `${wish}_${++count}`
  counts.set(wish, count)
  taken.add(name)
  return name
}

/** The stored form. */
export const elementOf = (e: Shared, form: Form): Element =>
  (({ number: e.precision, truth: 'bool', index: 'int64', byte: 'uint8' }) as const)[form]

export const sameDims = (a: Dims, b: Dims): boolean => a.length === b.length && a.every((d, i) => d === b[i])

/** Whether all sizes of a shape are known. */
export const isKnown = (dims: Dims): dims is Shape => dims.every((d) => typeof d === 'number')

/** The layer of a parameter that goes into an operator, else of an operand. */
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
