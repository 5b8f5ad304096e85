/**
 * What is written while a graph becomes operators: values and how they are held, what all graphs of a model share, and names.
 */
import type { Shape } from '../tensor/Shape.js'
import type { Dimension, Element, Initializer, Operation, ValueInfo } from './Model.js'

/** What numbers stand for: themselves, true and false, places, or themselves from 0 to 255. */
export type Form = 'number' | 'truth' | 'index' | 'byte'

/** The two kinds of numbers an engine computes with. */
export type Precision = 'float32' | 'float64'

export type Dims = readonly Dimension[]

/** A value: what it is called, the shape it has under that name, and the shape it is meant to have, of as many elements. */
export interface Held {
  readonly name: string
  readonly named: Dims
  readonly shape: Dims
  readonly form: Form
}

/** What all graphs of one model share: constants, and names that are taken. */
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
  /** The layers that values belong to, where their names are for people. */
  readonly layers: Layers | undefined
}

/** An axis of an input. */
export interface Source {
  readonly input: string
  readonly axis: number
}

/** The layers that parameters, and what is computed from them, belong to. */
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
  // Local mutation, seen by whoever writes the same model only.
  let name = wish
  let count = counts.get(wish) ?? 1
  while (taken.has(name)) name = `${wish}_${++count}`
  counts.set(wish, count)
  taken.add(name)
  return name
}

/** What a form is stored as. */
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

/** A name for what an operator makes of its inputs. */
export const resultName = (e: Shared, inputs: readonly string[], wish: string): string => {
  const layer = e.layers && layerOf(e.layers, inputs)
  const name = freshName(e, layer === undefined ? wish : `${layer}.${wish}`)
  if (layer !== undefined) e.layers?.values.set(name, layer)
  return name
}
