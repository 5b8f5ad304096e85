/**
 * The origin of a divergence: the first non-finite value of a step.
 *
 * The search starts at the non-finite results of the step (loss, gradient, updates, parameters, optimizer state) and follows operands that are non-finite and have an effect: an
 * operand that `where` did not choose has none. The origin is the first value so found in order of computation.
 *
 * It is assigned to a *layer* by the parameters of the step:
 *
 * - in the forward pass, the layer of the last parameter used in its computation;
 * - in the backward pass, of the parameters whose gradient depends on it, the layer of the one used last in the forward pass;
 * - in the update, the layer of the parameter that depends on it, or the common prefix of several.
 */
import { isOneOf } from '../graph/Rule.js'
import { custom } from '../primitive/Custom.js'
import { where } from '../primitive/Pointwise.js'
import type { Entry } from '../interpreter/Trace.js'
import { dense, shape } from '../tensor/Value.js'
import { common, endsIn, layerOf, search } from './Provenance.js'
import { partOf, type Replayed } from './Replay.js'

/**
 * A summary of the elements of a tensor: the range of the finite ones, the number of non-finite ones, and the size. Without finite elements the range is from NaN to NaN.
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
 * An operation with a non-finite result from finite operands.
 *
 * @category model
 */
export interface NonFiniteOperation {
  readonly _tag: 'Operation'
  /** The name of the primitive, such as `exp`. */
  readonly primitive: string
  readonly phase: 'forward' | 'backward' | 'update'
  /** Whether it belongs to the model, the loss or the optimizer. */
  readonly part: 'model' | 'loss' | 'optimizer'
  /** The path of its layer, such as `hidden`; empty if it involves no named parameter. */
  readonly layer: string
  /** The path of the parameter that located it, such as `hidden.weight`; absent if there is none or more than one. */
  readonly parameter?: string
  /** The path of the optimizer state that it makes non-finite, if it affects nothing else. */
  readonly state?: string
  readonly operands: readonly Range[]
  readonly result: Range
  /** The first non-finite element: ∞, −∞ or NaN. */
  readonly value: number
  /** The operands' elements at the first non-finite element, for pointwise primitives. */
  readonly values?: readonly number[]
  /** The primitive that computed each operand; absent for inputs. */
  readonly made: readonly (string | undefined)[]
  /** The row of the batch, from 0, if the result has one element or row per example. */
  readonly row?: number
}

/**
 * A number that was non-finite before the step: in the data, the parameters or the optimizer state. A number too large for the precision counts as infinite.
 *
 * @category model
 */
export interface NonFiniteInput {
  readonly _tag: 'Input'
  readonly part: 'inputs' | 'targets' | 'params' | 'optimizer'
  /** The path of the tensor in the record; empty for a single tensor. */
  readonly path: string
  /** The index of the first such element; for data, its first entry is the row of the batch. */
  readonly index: readonly number[]
  /** The number before rounding. */
  readonly value: number
  /** The number of such elements in the tensor. */
  readonly count: number
}

/**
 * A non-finite constant of the model, the loss or the optimizer.
 *
 * @category model
 */
export interface NonFiniteConstant {
  readonly _tag: 'Constant'
  readonly value: number
  /** The first primitive that uses it. */
  readonly primitive: string
}

/**
 * The origin of non-finite numbers.
 *
 * @category model
 */
export type Origin = NonFiniteOperation | NonFiniteInput | NonFiniteConstant

/** The range of some numbers. */
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

/** The multi-index of an element from its row-major index. */
const indexOf = (sizes: readonly number[], flat: number): readonly number[] =>
  sizes.map((size, axis) => Math.floor(flat / sizes.slice(axis + 1).reduce((p, d) => p * d, 1)) % size)

const isBad = (v: number): boolean => !Number.isFinite(v)

/** The elements of each value. */
type Numbers = (place: number) => Float64Array

/** The operand from which a pointwise primitive takes an element, if it takes only one. */
const chosen = ({ primitive }: Entry, operands: readonly Float64Array[], k: number): number | undefined =>
  primitive !== undefined && isOneOf(where)(primitive) ? (operands[0][k] !== 0 ? 1 : 2) : undefined

/** The operands that make a value non-finite. */
const accountable = (entries: readonly Entry[], place: number, data: Numbers): readonly number[] => {
  const entry = entries[place]
  const { primitive, args } = entry
  if (primitive !== undefined && isOneOf(custom)(primitive)) return args.slice(1).filter((arg) => data(arg).some(isBad))
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

/** The first index that makes results non-finite. */
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

/** The index of the origin, if a result is non-finite. An infinity in the optimizer's initial state is considered only if all other results are finite. */
const placeOf = ({ entries, outputs }: Replayed, data: Numbers): number | undefined => {
  const kept = new Set(
    entries.flatMap(({ name }, place) => (name !== undefined && data(place).some(isBad) ? [name] : [])),
  )
  const became = outputs.filter(([path]) => !kept.has(path) || partOf(path)[0] !== 'optimizer')
  const places = (some: Replayed['outputs']): readonly number[] => some.map(([, place]) => place)
  return firstOf(entries, places(became), data) ?? firstOf(entries, places(outputs), data)
}

/** The origin of a value that was non-finite before the step. */
const given = (
  entries: readonly Entry[],
  place: number,
  data: Numbers,
  original: Original,
): NonFiniteInput | NonFiniteConstant => {
  const { name, value } = entries[place]
  const result = data(place)
  const at = result.findIndex(isBad)
  if (name === undefined) {
    const user = entries.find(({ args }) => args.includes(place))
    return { _tag: 'Constant', value: result[at], primitive: user?.primitive?.name ?? '' }
  }
  const [part, path] = partOf(name)
  return {
    _tag: 'Input',
    part: part as NonFiniteInput['part'],
    path,
    index: indexOf(shape(value), at),
    value: original(name)?.[at] ?? result[at],
    count: rangeOf(result).nonFinite,
  }
}

/** The position of a value in a step. */
type Where = Pick<NonFiniteOperation, 'phase' | 'part' | 'layer' | 'parameter' | 'state'>

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

/** The inputs by their paths, before rounding. */
type Original = (path: string) => Float64Array | undefined

/**
 * The origin of a divergence, if a result of the step is non-finite. `rows` is the size of the batch; `inLoss` says whether the gradient of the loss with respect to the output is
 * non-finite.
 */
export const origin = (
  replayed: Replayed,
  original: Original,
  rows: number,
  inLoss: () => boolean,
): Origin | undefined => {
  const { entries } = replayed
  // Local mutation, invisible from outside: the elements of each value, computed once.
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
    _tag: 'Operation',
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
