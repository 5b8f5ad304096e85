/**
 * What is known after some steps of a forward or a backward pass.
 */
import { hasCotangents, type Look, type Vertex } from './Vertex.js'

/** The state of a pass; functions take the index of a vertex. */
export interface Progress {
  /** Whether its value and its tangent are known. */
  readonly isComputed: (vertex: number) => boolean
  /** Whether its cotangent is complete. */
  readonly hasCotangent: (vertex: number) => boolean
  /** Whether it has passed its cotangent on to its arguments. */
  readonly hasPulled: (vertex: number) => boolean
  /** The vertex of the current step. */
  readonly active: number | undefined
  /** Whether the current step goes backward. */
  readonly back: boolean
  readonly step: number
  readonly steps: number
}

const operations = (vertices: readonly Vertex[]): readonly number[] =>
  vertices.flatMap(({ node: { _tag } }, i) => (_tag === 'Applied' || _tag === 'Scan' ? [i] : []))

/** The vertices that pass a cotangent on, in the order of the backward pass. */
const pulling = (vertices: readonly Vertex[]): readonly number[] =>
  operations(vertices)
    .filter((i) => vertices[i].ports.some(({ pulled }) => pulled !== undefined))
    .reverse()

/** The number of steps of the passes that are shown. */
export const stepsOf = (vertices: readonly Vertex[], look: Look): number =>
  (look.show === 'cotangents' ? 0 : operations(vertices).length) + (hasCotangents(look) ? pulling(vertices).length : 0)

/** The state after some steps; after the last one, if no number is given. */
export const progressOf = (vertices: readonly Vertex[], look: Look, step: number | undefined): Progress => {
  const [order, backOrder] = [operations(vertices), pulling(vertices)]
  const steps = stepsOf(vertices, look)
  const now = Math.max(0, Math.min(steps, Math.floor(step ?? steps)))
  const forward = look.show === 'cotangents' ? order.length : Math.min(now, order.length)
  const backward = hasCotangents(look) ? now - (look.show === 'cotangents' ? 0 : forward) : 0
  const back = look.show === 'cotangents' || backward > 0
  // The backward pass begins, with the cotangents of the results, when the forward pass has ended.
  const begun = hasCotangents(look) && forward === order.length
  const computed = new Set(order.slice(0, forward))
  const pulled = new Set(begun ? backOrder.slice(0, backward) : [])
  const isComputed = (i: number): boolean => {
    const { node, ports } = vertices[i]
    return node._tag === 'Part'
      ? isComputed(ports[0].from)
      : node._tag === 'Input' || node._tag === 'Constant' || computed.has(i)
  }
  return {
    isComputed,
    hasCotangent: (i) =>
      begun &&
      vertices.every(
        ({ ports }, user) => pulled.has(user) || !ports.some((port) => port.from === i && port.pulled !== undefined),
      ),
    hasPulled: (i) => pulled.has(i),
    active: step === undefined ? undefined : back ? backOrder[backward - 1] : order[forward - 1],
    back,
    step: now,
    steps,
  }
}
