/**
 * Standardisation: the mean and the standard deviation of columns.
 */
import { rootMeanSquare, unitOf } from '../kernel/RootMeanSquare.js'
import { sum } from '../kernel/Sum.js'
import { fail } from '../tensor/Errors.js'
import { plain, type Tensor } from '../tensor/Value.js'

/**
 * The mean that is subtracted from each column, and the standard deviation by which it is divided.
 *
 * @category model
 */
export interface Scale {
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
}

/** The scale without effect. */
export const unscaled = (columns: number): Scale => ({
  mean: Array.from({ length: columns }, () => 0),
  deviation: Array.from({ length: columns }, () => 1),
})

/**
 * The mean and the population standard deviation of some numbers. Sums are of differences to the first number, in units of a power of two near the range, so that neither a large mean nor a small spread loses
 * digits. The deviation of equal numbers is 1.
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
  // The deviation of two neighbours among the smallest numbers underflows: any positive number will do.
  return [first + mean * unit, Math.max(deviation * unit, Number.MIN_VALUE)]
}

/** The number before scaling. */
export const restored = ({ mean, deviation }: Scale, column: number, z: number): number =>
  mean[column] + z * deviation[column]

/** The number after scaling. */
export const scaled = ({ mean, deviation }: Scale, column: number, x: number): number =>
  (x - mean[column]) / deviation[column]

/** A scale as tensors. */
export interface Scaling {
  readonly mean: Tensor<[number]>
  readonly deviation: Tensor<[number]>
}

const vector = (numbers: readonly number[]): Tensor<[number]> => plain([numbers.length], Float64Array.from(numbers))

/** A scale as tensors, with one number per column. */
export const scaling = ({ mean, deviation }: Scale): Scaling => ({ mean: vector(mean), deviation: vector(deviation) })
