/**
 * Standardisation: the mean and the deviation of columns, and how numbers look from there.
 *
 * @since 0.1.0
 */
import { rootMeanSquare, unitOf } from '../kernel/RootMeanSquare.js'
import { sum } from '../kernel/Sum.js'
import { fail } from '../tensor/Errors.js'
import { plain, type Tensor } from '../tensor/Value.js'

/**
 * What is taken off each column, and what the rest is divided by.
 *
 * @category model
 * @since 0.1.0
 */
export interface Scale {
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
}

/** The scale that leaves numbers as they are. */
export const unscaled = (columns: number): Scale => ({
  mean: Array.from({ length: columns }, () => 0),
  deviation: Array.from({ length: columns }, () => 1),
})

/**
 * The mean and the population deviation of some numbers. Sums are of differences to the first, in units of a power of two near the range, so that neither a large mean nor a small spread costs
 * digits, and no digit is lost by the unit. The deviation of numbers that are all the same is 1.
 */
export const momentsOf = (column: string, numbers: readonly number[]): readonly [mean: number, deviation: number] => {
  const [first] = numbers
  const least = numbers.reduce((a, b) => Math.min(a, b), first)
  const most = numbers.reduce((a, b) => Math.max(a, b), first)
  if (least === most) return [first, 1]
  if (!Number.isFinite(most - least))
    return fail('Data.standardise', `a column ${column} whose range is finite`, `numbers from ${least} to ${most}`)
  const unit = unitOf(most - least)
  const shifts = Float64Array.from(numbers, (x) => (x - first) / unit)
  const mean = sum(shifts, 1, shifts.length, 1)[0] / shifts.length
  const deviation = rootMeanSquare(shifts.map((x) => x - mean))
  // Of two neighbours among the smallest numbers the deviation is none: any number above 0 will do.
  return [first + mean * unit, Math.max(deviation * unit, Number.MIN_VALUE)]
}

/** The number of which a scale makes this one. */
export const restored = ({ mean, deviation }: Scale, column: number, z: number): number =>
  mean[column] + z * deviation[column]

/** A number as a scale has it. */
export const scaled = ({ mean, deviation }: Scale, column: number, x: number): number =>
  (x - mean[column]) / deviation[column]

/** A scale as tensors. */
export interface Scaling {
  readonly mean: Tensor<[number]>
  readonly deviation: Tensor<[number]>
}

const vector = (numbers: readonly number[]): Tensor<[number]> => plain([numbers.length], Float64Array.from(numbers))

/** A scale as tensors, of one number for each column. */
export const scaling = ({ mean, deviation }: Scale): Scaling => ({ mean: vector(mean), deviation: vector(deviation) })
