/**
 * The options of optimizers, each declared once with its range and default. Defaults, run-time checks and, by `kind`, the JSON codecs of `OptimizerSpec`
 * are derived from here. Codecs are not declared here, since every optimizer would load io-ts.
 */
import { knownOptions } from '../codec/Options.js'
import { shown } from '../codec/Words.js'
import { fail } from '../tensor/Errors.js'
import { isTensor, shape, type Scalar } from '../tensor/Value.js'

/** A hyperparameter: a number, or a scalar tensor that may change from step to step. */
export type Hyper = number | Scalar

/** A range of values, and its description in errors. */
interface Range {
  readonly holds: (u: unknown) => boolean
  readonly range: string
}

/** The kinds of options, each with a codec in `OptimizerSpec`. */
export interface Kinds {
  readonly nonNegative: number
  readonly fraction: number
  readonly flag: boolean
}

/** An option: its kind, its range, and its default. */
export interface Field<K extends keyof Kinds = keyof Kinds> extends Range {
  readonly kind: K
  readonly byDefault: Kinds[K]
}

/** Options by name. */
export type Fields = Readonly<Record<string, Field>>

/** The options of some fields, each with a value. */
export type Options<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<'flag'> ? boolean : Hyper
}

/** Numbers that satisfy a predicate, or a scalar tensor. */
const hyper = (range: string, takes: (n: number) => boolean): Range => ({
  range,
  holds: (u) => (typeof u === 'number' ? takes(u) : isTensor(u) && shape(u).length === 0),
})

// −0 is 0 here; the codecs refuse it, since JSON would lose its sign.
export const notNegative = hyper('that is finite and not negative', (n) => n >= 0 && n < Infinity)
export const share = hyper('that is at least 0 and below 1', (n) => n >= 0 && n < 1)
export const limit = hyper('that is above 0', (n) => n > 0)

const atLeast0 = (byDefault: number): Field<'nonNegative'> => ({ ...notNegative, kind: 'nonNegative', byDefault })
const kept = (byDefault: number): Field<'fraction'> => ({ ...share, kind: 'fraction', byDefault })
const flag = (byDefault: boolean): Field<'flag'> => ({
  range: 'that is true or false',
  holds: (u) => typeof u === 'boolean',
  kind: 'flag',
  byDefault,
})

const adam = {
  beta1: kept(0.9),
  beta2: kept(0.999),
  epsilon: atLeast0(1e-8),
  biasCorrection: flag(true),
}

/** The options of transformations with a state per coordinate, without a rate. */
export const scaling = {
  adam,
  rms: { decay: kept(0.9), epsilon: atLeast0(1e-8) },
  rss: { epsilon: atLeast0(1e-8) },
  trace: { nesterov: flag(false) },
}

/** The options of each optimizer. */
export const fields = {
  sgd: { learningRate: atLeast0(0.01) },
  momentum: { learningRate: atLeast0(0.01), momentum: kept(0.9) },
  nesterov: { learningRate: atLeast0(0.01), momentum: kept(0.9) },
  adagrad: { learningRate: atLeast0(0.01), ...scaling.rss },
  rmsprop: { learningRate: atLeast0(1e-3), ...scaling.rms },
  adam: { learningRate: atLeast0(1e-3), ...adam },
  adamw: { learningRate: atLeast0(1e-3), ...adam, weightDecay: atLeast0(0.01) },
}

const article = (name: string): string => (/^[aeiou]/.test(name) ? 'an' : 'a')

/** Refuses a number out of range; tensors are not checked. */
const valid = (operation: string, name: string, { holds, range }: Range, value: unknown): void => {
  if (!holds(value)) fail(operation, `${article(name)} ${name} ${range}`, shown(value))
}

/** Checks a single hyperparameter. */
export const inRange = (operation: string, name: string, range: Range, value: Hyper): Hyper => {
  valid(operation, name, range, value)
  return value
}

/**
 * The options with defaults for those left out.
 *
 * - **Errors** a `NablaError` for options that are no record, that do not exist, or that are out of their range.
 */
export const optionsOf = <const F extends Fields>(
  operation: string,
  all: F,
  given: Partial<Options<F>>,
): Options<F> => {
  knownOptions(operation, Object.keys(all), given)
  const values: Readonly<Record<string, unknown>> = given
  return Object.fromEntries(
    Object.entries(all).map(([name, each]) => {
      const value = values[name] === undefined ? each.byDefault : values[name]
      valid(operation, name, each, value)
      return [name, value]
    }),
  ) as Options<F>
}
