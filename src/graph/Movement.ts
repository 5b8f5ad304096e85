/** Values that only move elements of one input, so that a check of the value is a check of the input. */
import { take } from '../primitive/Index.js'
import * as Layout from '../primitive/Layout.js'
import { bind, type Check, type Primitive } from '../primitive/Primitive.js'
import * as Pointwise from '../primitive/Pointwise.js'
import * as Reduce from '../primitive/Reduce.js'
import type { AnyTensor } from '../tensor/Value.js'
import type { Applied, Node } from './Graph.js'

const movements: readonly Primitive<never>[] = [
  Layout.reshape,
  Layout.transpose,
  Layout.slice,
  Reduce.broadcast,
  Pointwise.stopGradient,
  take,
]

/** A check of the input at a place, and whether its elements are moved first. */
export interface MovedCheck {
  readonly place: number
  readonly check: Check
  readonly isMoved: boolean
}

/** The check of the input whose elements a value moves, with the place of the input, if there is one. Indices of a `take` must be constants. */
export const movedCheck = (at: (place: number) => Node, place: number, test: Check): MovedCheck | undefined => {
  const from = (here: number, isMoved: boolean, check: Check): MovedCheck | undefined => {
    const node = at(here)
    if (node._tag === 'Input') return { place: here, isMoved, check }
    const others = node._tag === 'Applied' && movements.includes(node.primitive) ? constants(node, at) : undefined
    if (others === undefined) return undefined
    const { primitive, attributes, args } = node as Applied
    return from(args[0], true, (x) => check(bind(primitive, [x, ...others], attributes)))
  }
  return from(place, false, test)
}

/** The operands of an application after its first, if they are constants. */
const constants = ({ args }: Applied, at: (place: number) => Node): readonly AnyTensor[] | undefined => {
  const values = args.slice(1).flatMap((place) => {
    const node = at(place)
    return node._tag === 'Constant' ? [node.value] : []
  })
  return values.length === args.length - 1 ? values : undefined
}
