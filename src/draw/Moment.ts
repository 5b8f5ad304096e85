/**
 * What is known in the middle of a walk through a trace: which values and tangents have been computed, which cotangents have arrived.
 */
import type { Step, Trace } from './Trace.js'

/**
 * Which numbers are drawn: the values alone; with the tangents, as dual numbers carry both; with the cotangents, as a tape is walked back; or all.
 *
 * @category model
 */
export type Show = 'values' | 'tangents' | 'cotangents' | 'all'

/** What is known at a moment, node by node. */
export interface Moment {
  readonly value: (place: number) => boolean
  readonly tangent: (place: number) => boolean
  readonly cotangent: (place: number) => boolean
  /** Whether a node has handed its cotangent to what it is made of. */
  readonly handed: (place: number) => boolean
  /** The node that is being computed, or hands on. */
  readonly active: number | undefined
  /** Whether the walk goes back. */
  readonly back: boolean
  /** Whether it is the end, and no step of a walk. */
  readonly whole: boolean
  readonly step: number
  readonly steps: number
}

/** The nodes that are computed, in order. */
const computed = ({ graph }: Trace): readonly number[] =>
  graph.nodes.flatMap(({ _tag }, i) => (_tag === 'Applied' || _tag === 'Scan' ? [i] : []))

const carries = ({ edges }: Step): boolean => edges.some(({ pulled }) => pulled !== undefined)

/** The nodes that hand something back, in order. */
const handing = (trace: Trace): readonly number[] =>
  computed(trace)
    .filter((i) => carries(trace.steps[i]))
    .reverse()

const hasTangents = (show: Show): boolean => show === 'tangents' || show === 'all'

/** How many steps a walk has, besides its beginning. */
export const stepsOf = (trace: Trace, show: Show): number => {
  const [there, back] = [computed(trace).length, handing(trace).length]
  return show === 'cotangents' ? back : show === 'all' ? there + back : there
}

/** What is known after so many steps; without a number, in the end. */
export const momentOf = (trace: Trace, show: Show, step: number | undefined): Moment => {
  const { nodes } = trace.graph
  const [there, back] = [computed(trace), handing(trace)]
  const steps = stepsOf(trace, show)
  const now = Math.max(0, Math.min(steps, Math.floor(step ?? steps)))
  const forward = show === 'cotangents' ? there.length : Math.min(now, there.length)
  const reversed = show === 'cotangents' ? now : show === 'all' ? Math.max(0, now - there.length) : 0
  // A result of a scan is known when the scan is; inputs and constants are from the start.
  const made = (place: number): number => {
    const node = nodes[place]
    return there.indexOf(node._tag === 'Part' ? node.of : place)
  }
  const value = (place: number): boolean => made(place) < forward
  const handed = (place: number): boolean => {
    const at = back.indexOf(place)
    return at >= 0 && at < reversed
  }
  const isBack = show === 'cotangents' || (show === 'all' && now > there.length)
  const begun = show === 'cotangents' || (show === 'all' && now >= there.length)
  // Complete when all that carry something to it have.
  const complete = (place: number): boolean =>
    trace.steps.every(
      ({ edges }, user) =>
        user === place ||
        nodes[user]._tag === 'Part' ||
        handed(user) ||
        !edges.some(({ from, pulled }) => from === place && pulled !== undefined),
    )
  return {
    value,
    tangent: (place) => hasTangents(show) && value(place),
    cotangent: (place) => begun && complete(place),
    handed: (place) => begun && handed(place),
    active: step === undefined ? undefined : isBack ? back[reversed - 1] : there[forward - 1],
    back: isBack,
    whole: step === undefined,
    step: now,
    steps,
  }
}
