/**
 * The numbers that are known after some steps of a forward or a backward pass, and the look of the wires then.
 */
import { colors } from './Picture.js'
import { hasCotangents, type Line, type Look, type Vertex } from './Vertex.js'

/** The look of a wire. */
export interface Wire {
  readonly color: string
  readonly width: number
  /** Whether a cotangent flows up on it. */
  readonly back: boolean
}

/** The state of a pass. Functions take the index of a vertex. */
export interface Progress {
  readonly isKnown: (kind: Line['kind'], vertex: number) => boolean
  /** Whether a vertex has passed its cotangent to its arguments. */
  readonly hasPulled: (vertex: number) => boolean
  /** The wire from an argument into a vertex. */
  readonly wireInto: (vertex: number, port: number) => Wire
  readonly wireOut: (vertex: number) => Wire
  /** The vertex of the current step, and its colour. */
  readonly active: number | undefined
  readonly color: string
  /** Whether the current step goes backward. */
  readonly back: boolean
  readonly step: number
  readonly steps: number
}

const idle: Wire = { color: colors.ink, width: 1.3, back: false }
const waiting: Wire = { ...idle, color: colors.faint }

/** The vertices that are computed, in the order of the forward pass, and those that pass a cotangent on, in the order of the backward pass. */
const passesOf = (vertices: readonly Vertex[], look: Look) => {
  const order = vertices.flatMap(({ node: { _tag } }, i) => (_tag === 'Applied' || _tag === 'Scan' ? [i] : []))
  const isPulling = (i: number): boolean => vertices[i].ports.some(({ pulled }) => pulled !== undefined)
  return { order, backOrder: hasCotangents(look) ? order.filter(isPulling).reverse() : [] }
}

/** The number of steps of the passes that are shown. */
export const stepsOf = (vertices: readonly Vertex[], look: Look): number => {
  const { order, backOrder } = passesOf(vertices, look)
  return (look.show === 'cotangents' ? 0 : order.length) + backOrder.length
}

/** The state after some steps; after the last one, if no number is given. */
export const progressOf = (vertices: readonly Vertex[], look: Look, step?: number): Progress => {
  const { order, backOrder } = passesOf(vertices, look)
  const steps = stepsOf(vertices, look)
  const now = Math.max(0, Math.min(steps, Math.floor(step ?? steps)))
  const forward = look.show === 'cotangents' ? order.length : Math.min(now, order.length)
  const backward = now - steps + backOrder.length
  const back = look.show === 'cotangents' || backward > 0
  // The backward pass begins, with the cotangents of the results, when the forward pass has ended.
  const hasBegun = forward === order.length
  const unknown = new Set(order.slice(forward))
  const pulled = new Set(backOrder.slice(0, Math.max(0, backward)))
  const isComputed = (i: number): boolean => {
    const { node, ports } = vertices[i]
    return node._tag === 'Part' ? isComputed(ports[0].from) : !unknown.has(i)
  }
  const hasCotangent = (i: number): boolean =>
    hasBegun &&
    vertices.every(
      ({ ports }, user) => pulled.has(user) || !ports.some((port) => port.from === i && port.pulled !== undefined),
    )
  const active = step === undefined ? undefined : back ? backOrder[backward - 1] : order[forward - 1]
  // A picture of both directions at their end shows neither.
  const isUp = back && !(look.show === 'all' && active === undefined)
  const color = isUp ? colors.red : look.show === 'values' ? colors.ink : colors.blue
  const flowing = { color, width: 1.6, back: isUp }
  const wireOut = (i: number): Wire => {
    const isFlowing = vertices[i].label.some(({ kind, x }) => kind === 'cotangent' && x !== undefined)
    return isUp && isFlowing && hasCotangent(i) ? flowing : isComputed(i) ? idle : waiting
  }
  return {
    isKnown: (kind, i) => (kind === 'cotangent' ? hasCotangent(i) : isComputed(i)),
    hasPulled: (i) => pulled.has(i),
    wireOut,
    wireInto: (i, port) => {
      if (!isComputed(i)) return waiting
      // A cotangent of a result of a scan is a cotangent of the scan.
      if (isUp && vertices[i].node._tag === 'Part') return wireOut(i)
      const isFlowing = isUp ? pulled.has(i) && vertices[i].ports[port].pulled !== undefined : active === i
      return isFlowing ? { ...flowing, width: active === i ? 3 : flowing.width } : idle
    },
    active,
    color,
    back,
    step: now,
    steps,
  }
}
