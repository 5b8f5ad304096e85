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
 */
import type { Entry } from '../interpreter/Trace.js'
import { dense, shape } from '../tensor/Value.js'
import { common, endsIn, layerOf, search } from './Provenance.js'
import { partOf, type Replayed } from './Replay.js'

/**
 * What the elements of a tensor are: the range of those that are finite, how many are not, and how many there are. Without a finite one the range is from NaN to NaN.
 *
 * @category model
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

/** The place of an element in a tensor, from its place in row-major order. */
const indexOf = (sizes: readonly number[], flat: number): readonly number[] =>
  sizes.map((size, axis) => Math.floor(flat / sizes.slice(axis + 1).reduce((p, d) => p * d, 1)) % size)

const isBad = (v: number): boolean => !Number.isFinite(v)

/** The numbers of each value. */
type Numbers = (place: number) => Float64Array

/** Which operand a pointwise primitive takes an element from, if it takes one only. */
const chosen = ({ primitive }: Entry, operands: readonly Float64Array[], k: number): number | undefined =>
  primitive?.name === 'where' ? (operands[0][k] !== 0 ? 1 : 2) : undefined

/** The operands of a value that account for its not being finite. */
const accountable = (entries: readonly Entry[], place: number, data: Numbers): readonly number[] => {
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

/** The first place that accounts for results that are not finite. */
const firstOf = (entries: readonly Entry[], results: readonly number[], data: Numbers): number | undefined => {
  // Local mutation, invisible from outside.
  const met = new Set<number>()
  const waiting = results.filter((place) => data(place).some(isBad))
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

/** The place of the culprit, if anything is not finite. An infinity that an optimizer begins with and keeps is only looked at when all else is finite. */
const placeOf = ({ entries, outputs }: Replayed, data: Numbers): number | undefined => {
  const kept = new Set(
    entries.flatMap(({ name }, place) => (name !== undefined && data(place).some(isBad) ? [name] : [])),
  )
  const became = outputs.filter(([path]) => !kept.has(path) || partOf(path)[0] !== 'optimizer')
  const places = (some: Replayed['outputs']): readonly number[] => some.map(([, place]) => place)
  return firstOf(entries, places(became), data) ?? firstOf(entries, places(outputs), data)
}

/** What was not finite before the step. */
const given = (entries: readonly Entry[], place: number, data: Numbers, original: Original): Given | Own => {
  const { name, value } = entries[place]
  const result = data(place)
  const at = result.findIndex(isBad)
  if (name === undefined) {
    const user = entries.find(({ args }) => args.includes(place))
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

/** Where in a step a value is. */
type Where = Pick<Made, 'phase' | 'part' | 'layer' | 'parameter' | 'state'>

const whereIs = (replayed: Replayed, place: number, data: Numbers, inLoss: () => boolean): Where => {
  const { entered, usedAt, above, below } = search(replayed)
  const outputs = new Set(below(place))
  const parts = [...outputs].map(partOf)
  const has = (kind: string): boolean => parts.some(([part]) => part === kind)
  const of = (parameter: string | undefined) => ({
    layer: layerOf(parameter ?? ''),
    ...(parameter === undefined ? {} : { parameter }),
  })
  if (has('loss') || has('output'))
    return {
      phase: 'forward',
      part: has('output') ? 'model' : 'loss',
      ...of(entered[place] < 0 ? undefined : usedAt(entered[place])),
    }
  if (has('gradient')) {
    const wanted = new Set(parts.flatMap(([part, path]) => (part === 'gradient' ? [path] : [])))
    const losses = replayed.outputs.flatMap(([path, at]) => (path === 'loss' ? [at] : []))
    const uses = [...above(losses)].sort((a, b) => b - a).map(usedAt)
    const parameter = uses.find((path) => path !== undefined && wanted.has(path)) ?? [...wanted].sort()[0]
    return { phase: 'backward', part: inLoss() ? 'loss' : 'model', ...of(parameter) }
  }
  const updated = replayed.entries
    .flatMap(({ name = '' }) => (partOf(name)[0] === 'params' ? [partOf(name)[1]] : []))
    .filter((path) => parts.some(([, inside]) => endsIn(inside, path)))
  const spoilt = replayed.outputs
    .filter(([path, at]) => outputs.has(path) && data(at).some(isBad))
    .map(([path]) => path)
  const isMemory = spoilt.length > 0 && spoilt.every((path) => partOf(path)[0] === 'optimizer')
  return {
    phase: 'update',
    part: 'optimizer',
    ...(updated.length === 1 ? of(updated[0]) : { layer: updated.length === 0 ? '' : common(updated) }),
    ...(isMemory ? { state: common(spoilt.map((path) => partOf(path)[1])) } : {}),
  }
}

/** The numbers that were given, by their paths, before they were rounded. */
type Original = (path: string) => Float64Array | undefined

/**
 * The culprit of a step, if anything in it is not finite. `rows` is how many rows the batch has; `inLoss` says whether the gradient of the loss with respect to the output is not finite
 * already.
 */
export const culprit = (
  replayed: Replayed,
  original: Original,
  rows: number,
  inLoss: () => boolean,
): Culprit | undefined => {
  const { entries } = replayed
  // Local mutation, invisible from outside: the numbers of each value, written out once.
  const known = new Map<number, Float64Array>()
  const data: Numbers = (place) => {
    const numbers = known.get(place) ?? dense(entries[place].value)
    known.set(place, numbers)
    return numbers
  }
  const place = placeOf(replayed, data)
  if (place === undefined) return undefined
  const { primitive, args, value } = entries[place]
  if (primitive === undefined) return given(entries, place, data, original)
  const result = data(place)
  const at = result.findIndex(isBad)
  const where = whereIs(replayed, place, data, inLoss)
  const inRows = where.phase === 'forward' && shape(value)[0] === rows
  return {
    _tag: 'Made',
    primitive: primitive.name,
    ...where,
    operands: args.map((arg) => rangeOf(data(arg))),
    result: rangeOf(result),
    value: result[at],
    ...('elements' in primitive ? { values: args.map((arg) => data(arg)[at]) } : {}),
    made: args.map((arg) => entries[arg].primitive?.name),
    ...(inRows ? { row: indexOf(shape(value), at)[0] } : {}),
  }
}
