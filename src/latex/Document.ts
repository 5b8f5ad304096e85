/** Documents: what a graph says as definitions and results, before it is laid out. */
import type { Scan } from '../graph/Graph.js'
import type { AnyTensor } from '../tensor/Value.js'
import type { Expression } from './Expression.js'
import type { Name } from './Names.js'
import type { Assumptions } from './Tidy.js'

/**
 * What a step is, which decides on its letter: a result of a matrix product (z), an argument of one (a), the cotangent of a result (δ, with the same number), a result of the function, a
 * function without a formula, or anything else.
 */
export type Kind = 'affine' | 'activation' | 'cotangent' | 'result' | 'opaque' | 'other'

/** The expression that a name stands for. */
export interface Definition {
  readonly id: string
  readonly kind: Kind
  readonly shape: readonly number[]
  readonly expression: Expression
  /** The step that a cotangent belongs to. */
  readonly partner?: string
}

/** What stands on the left of an equation: the name of a tensor, that of a function with its arguments, or a derivative. */
export type Label =
  | {
      readonly _tag: 'Named'
      readonly name: Name
      readonly args?: string
      /** The id of the value before the update. */
      readonly previous?: string
    }
  | { readonly _tag: 'Partial'; readonly output: Name; readonly input: Name }

/** A definition or a result, which has a label. */
export interface Step extends Definition {
  readonly label?: Label
  /** Whether it is written by element even where it could be written for whole tensors. */
  readonly byElement?: boolean
}

/** A tensor with an id. */
export interface Identified {
  readonly id: string
  readonly value: AnyTensor
}

/** A number that is printed as a letter or a product of letters: the n of a mean. */
export interface Count {
  readonly value: number
  readonly sizes: readonly number[]
  /** The index of the node that divides by it. */
  readonly node: number
}

/** A scan, with the ids of its arguments and results that have a name. */
export interface ScanDocument {
  readonly scan: Scan
  readonly states: readonly (string | undefined)[]
  readonly xs: readonly (string | undefined)[]
  readonly captured: readonly (string | undefined)[]
  readonly results: readonly { readonly id: string; readonly index: number }[]
}

export interface Document {
  readonly inputs: readonly { readonly id: string; readonly path: string; readonly shape: readonly number[] }[]
  readonly constants: readonly Identified[]
  readonly definitions: readonly Definition[]
  readonly outputs: readonly {
    readonly path: string
    readonly shape: readonly number[]
    readonly expression: Expression
  }[]
  readonly scans: readonly ScanDocument[]
  readonly counts: readonly Count[]
  /** Numbers that are printed as digits. */
  readonly literals: readonly number[]
}

/** How a document is laid out. */
export interface Layout extends Assumptions {
  /** The names of inputs and constants by their ids. */
  readonly names: ReadonlyMap<string, Name>
  /** The letters of sizes that the caller chose. */
  readonly sizes: ReadonlyMap<number, string>
  /** The width of a line in letters. */
  readonly width: number
}

export interface Equation {
  readonly left: string
  readonly right: string
}

export const inputId = (path: string): string => `input ${path}`

export const givenId = (name: string): string => `given ${name}`
