/**
 * The first value of a step that is not finite, and what made it.
 *
 * The search begins at the results of the step that are not finite (loss, gradient, updates, parameters, optimizer state) and goes up through what they were made of, as long as that is
 * not finite where it counts: what a `where` did not choose does not. Of all beginnings so found, the first in the order of computation is the culprit.
 *
 * It belongs to a *layer*, by the parameters of the step:
 *
 * - in the forward pass, to the parameter that entered its computation last;
 * - in the backward pass, to that of the parameters whose gradient depends on it which entered the forward pass last: where the walk back has come to;
 * - in the update, to the parameter that depends on it; to what their paths have in common, when these are several.
 *
 * @since 0.1.0
 */
import type { Entry } from '../reading/Trace.js'
import { dense, shape } from '../tensor/Value.js'
import { partOf, type Replayed } from './Replay.js'

/**
 * What the elements of a tensor are: the range of those that are finite, how many are not, and how many there are. Without a finite one the range is from NaN to NaN.
 *
 * @category model
 * @since 0.1.0
 */
export interface Range {
  readonly min: number
  readonly max: number
  readonly nonFinite: number
  readonly size: number
}

/**
 * A primitive that made something infinite or NaN of numbers that are finite.
 *
 * @category model
 * @since 0.1.0
 */
export interface Made {
  readonly _tag: 'Made'
  /** The name of the primitive, such as `exp`. */
  readonly primitive: string
  readonly phase: 'forward' | 'backward' | 'update'
  /** Whether it is of the model, of the loss, or of the optimizer. */
  readonly part: 'model' | 'loss' | 'optimizer'
  /** The path of its layer, such as `hidden`; empty where no parameter with a name has a part in it. */
  readonly layer: string
  /** The path of the parameter it was found by, such as `hidden.weight`; absent where there is none, or more than one. */
  readonly parameter?: string
  /** The path of the optimizer's state that it spoils, if that is all it spoils. */
  readonly state?: string
  readonly operands: readonly Range[]
  readonly result: Range
  /** The first element that is not finite: ∞, −∞ or NaN. */
  readonly value: number
  /** The numbers that met at the first element that is not finite, where elements meet one by one. */
  readonly values?: readonly number[]
  /** What made each operand; absent for what was given. */
  readonly made: readonly (string | undefined)[]
  /** The row of the batch, from 0, where the result has one for each row. */
  readonly row?: number
}

/**
 * A number that was infinite or NaN before the step: of the data, or of what is learned. A number too large for the precision counts as infinite.
 *
 * @category model
 * @since 0.1.0
 */
export interface Given {
  readonly _tag: 'Given'
  readonly part: 'inputs' | 'targets' | 'params' | 'optimizer'
  /** The path of the tensor in the record, empty where there is one tensor only. */
  readonly path: string
  /** The place of the first such element in it; of data, the first number is the row of the batch. */
  readonly index: readonly number[]
  /** The number as it was given. */
  readonly value: number
  /** How many there are in the tensor. */
  readonly count: number
}

/**
 * A number that the model, the loss or the optimizer has of its own and that is not finite.
 *
 * @category model
 * @since 0.1.0
 */
export interface Own {
  readonly _tag: 'Own'
  readonly value: number
  /** The primitive that it first met. */
  readonly primitive: string
}

/**
 * Where numbers that are not finite come from.
 *
 * @category model
 * @since 0.1.0
 */
export type Culprit = Made | Given | Own

/** The range of numbers. */
export const rangeOf = (data: Float64Array): Range => {
  // Local mutation, invisible from outside.
  let [min, max, nonFinite] = [Infinity, -Infinity, 0]
  for (const v of data) {
    if (!Number.isFinite(v)) nonFinite++
    else {
      min = Math.min(min, v)
      max = Math.max(max, v)
    }
  }
  const none = nonFinite === data.length
  return { min: none ? NaN : min, max: none ? NaN : max, nonFinite, size: data.length }
}

/** The last name of a path taken away: the path of a layer, from that of its parameter. */
export const layerOf = (path: string): string => /^((?:\\.|[^\\])*)\.(?:\\.|[^\\.])*$/.exec(path)?.[1] ?? ''

/** What paths have in common, name by name. */
const common = (paths: readonly string[]): string =>
  paths
    .map((path) => path.split(/(?<!\\)\./))
    .reduce((a, b) =>
      a.slice(
        0,
        Math.max(
          0,
          [...a, undefined].findIndex((name, i) => name === undefined || name !== b[i]),
        ),
      ),
    )
    .join('.')

/** The place of an element in a tensor, from its place in row-major order. */
const indexOf = (sizes: readonly number[], flat: number): readonly number[] =>
  sizes.map((size, axis) => Math.floor(flat / sizes.slice(axis + 1).reduce((p, d) => p * d, 1)) % size)

const isBad = (v: number): boolean => !Number.isFinite(v)

/** Which operand a pointwise primitive takes an element from, if it takes one only. */
const chosen = ({ primitive }: Entry, operands: readonly Float64Array[], k: number): number | undefined =>
  primitive?.name === 'where' ? (operands[0][k] !== 0 ? 1 : 2) : undefined

/** What can be asked of a step that was replayed. */
export interface Search {
  /** For each value the place of the last use of a parameter it depends on, itself included, or −1. */
  readonly entered: readonly number[]
  /** The path of the parameter that was used at a place. */
  readonly usedAt: (place: number) => string | undefined
  /** The places of all values that something was made of, itself included. */
  readonly above: (places: readonly number[]) => ReadonlySet<number>
  /** The results that depend on a value. */
  readonly below: (place: number) => readonly string[]
}

/** What depends on what in a step. */
export const search = ({ entries, outputs }: Replayed): Search => {
  const usedAt = (place: number): string | undefined => {
    const names = entries[place].args.map((arg) => partOf(entries[arg].name ?? ''))
    return names.reverse().find(([part]) => part === 'params')?.[1]
  }
  // Local mutation, invisible from outside.
  const entered: number[] = []
  entries.forEach(({ args }, place) =>
    entered.push(usedAt(place) !== undefined ? place : args.reduce((most, arg) => Math.max(most, entered[arg]), -1)),
  )
  const above = (places: readonly number[]): ReadonlySet<number> => {
    const met = new Set<number>()
    const waiting = [...places]
    for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
      if (met.has(place)) continue
      met.add(place)
      waiting.push(...entries[place].args)
    }
    return met
  }
  const below = (from: number): readonly string[] => {
    const met = entries.map(() => false)
    entries.forEach(({ args }, place) => {
      met[place] = place === from || args.some((arg) => met[arg])
    })
    return outputs.flatMap(([path, place]) => (met[place] ? [path] : []))
  }
  return { entered, usedAt, above, below }
}

/** The operands of a value that account for its not being finite. */
const accountable = (
  entries: readonly Entry[],
  place: number,
  data: (at: number) => Float64Array,
): readonly number[] => {
  const entry = entries[place]
  const { primitive, args } = entry
  if (primitive?.name === 'custom') return args.slice(1).filter((arg) => data(arg).some(isBad))
  const bad = args.filter((arg) => data(arg).some(isBad))
  if (bad.length === 0 || primitive === undefined || !('elements' in primitive)) return bad
  const operands = args.map(data)
  const result = data(place)
  return args.filter(
    (arg, i) =>
      bad.includes(arg) &&
      result.some((v, k) => isBad(v) && isBad(operands[i][k]) && (chosen(entry, operands, k) ?? i) === i),
  )
}

/** The place of the culprit, if anything is not finite. */
const firstOf = ({ entries, outputs }: Replayed, data: (at: number) => Float64Array): number | undefined => {
  // Local mutation, invisible from outside.
  const met = new Set<number>()
  const waiting = outputs.flatMap(([, place]) => (data(place).some(isBad) ? [place] : []))
  let first: number | undefined
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    if (met.has(place)) continue
    met.add(place)
    const from = accountable(entries, place, data)
    if (from.length === 0) first = Math.min(first ?? place, place)
    else waiting.push(...from)
  }
  return first
}

const withState = (outputs: readonly string[]): Pick<Made, 'state'> => {
  const parts = outputs.map(partOf)
  return parts.length > 0 && parts.every(([part]) => part === 'optimizer')
    ? { state: common(parts.map(([, path]) => path)) }
    : {}
}

/** Whether a path ends in another one. */
export const endsIn = (path: string, end: string): boolean => end === '' || path === end || path.endsWith(`.${end}`)

/**
 * The culprit of a step, if anything in it is not finite. `original` are the numbers that were given, by their paths, before they were rounded; `inLoss` says whether the gradient of the
 * loss with respect to the output is not finite already.
 */
export const culprit = (
  replayed: Replayed,
  original: (path: string) => Float64Array | undefined,
  rows: number,
  inLoss: () => boolean,
): Culprit | undefined => {
  const { entries } = replayed
  // Local mutation, invisible from outside: the numbers of each value, written out once.
  const known = new Map<number, Float64Array>()
  const data = (place: number): Float64Array => {
    const numbers = known.get(place) ?? dense(entries[place].value)
    known.set(place, numbers)
    return numbers
  }
  const place = firstOf(replayed, data)
  if (place === undefined) return undefined
  const { primitive, name, args, value } = entries[place]
  const result = data(place)
  const at = result.findIndex(isBad)
  if (primitive === undefined) {
    if (name === undefined) {
      const user = entries.find((entry) => entry.args.includes(place))
      return { _tag: 'Own', value: result[at], primitive: user?.primitive?.name ?? '' }
    }
    const [part, path] = partOf(name)
    return {
      _tag: 'Given',
      part: part as Given['part'],
      path,
      index: indexOf(shape(value), at),
      value: original(name)?.[at] ?? result[at],
      count: rangeOf(result).nonFinite,
    }
  }
  const found = search(replayed)
  const outputs = found.below(place)
  const parts = outputs.map(partOf)
  const has = (...some: readonly string[]): boolean => parts.some(([part]) => some.includes(part))
  const phase = has('loss', 'output') ? 'forward' : has('gradient') ? 'backward' : 'update'
  const params = entries.flatMap((entry) => {
    const [part, path] = partOf(entry.name ?? '')
    return part === 'params' ? [path] : []
  })
  const parameters = {
    forward: () => found.usedAt(found.entered[place]),
    backward: () => {
      const lossAt = replayed.outputs.flatMap(([path, p]) => (partOf(path)[0] === 'loss' ? [p] : []))
      const wanted = new Set(parts.flatMap(([part, path]) => (part === 'gradient' ? [path] : [])))
      const uses = [...found.above(lossAt)].sort((a, b) => b - a).map(found.usedAt)
      return uses.find((path) => path !== undefined && wanted.has(path)) ?? [...wanted].sort()[0]
    },
    update: () => undefined,
  }
  const parameter = found.entered[place] < 0 && phase === 'forward' ? undefined : parameters[phase]()
  const updated = params.filter((path) => parts.some(([, inside]) => endsIn(inside, path)))
  const only = phase === 'update' && updated.length === 1 ? updated[0] : parameter
  const pointwise = 'elements' in primitive
  const inRows = phase === 'forward' && shape(value)[0] === rows
  return {
    _tag: 'Made',
    primitive: primitive.name,
    phase,
    part:
      phase === 'update'
        ? 'optimizer'
        : phase === 'forward'
          ? has('output')
            ? 'model'
            : 'loss'
          : inLoss()
            ? 'loss'
            : 'model',
    layer: phase === 'update' && updated.length > 1 ? common(updated) : layerOf(only ?? ''),
    ...(only === undefined ? {} : { parameter: only }),
    ...withState(
      replayed.outputs.flatMap(([path, at]) => (outputs.includes(path) && data(at).some(isBad) ? [path] : [])),
    ),
    operands: args.map((arg) => rangeOf(data(arg))),
    result: rangeOf(result),
    value: result[at],
    ...(pointwise ? { values: args.map((arg) => data(arg)[at]) } : {}),
    made: args.map((arg) => entries[arg].primitive?.name),
    ...(inRows ? { row: indexOf(shape(value), at)[0] } : {}),
  }
}
