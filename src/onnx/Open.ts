/**
 * Symbolic sizes: sizes that are known when the model is run, by name: `batch`, and expressions of one name, `3*batch`, `batch + 1`.
 *
 * A size of JavaScript is a number, which a function computes with, so a function is staged for several values of each name. Wherever the graphs have different sizes, these are the values of an
 * expression, which is found from them; everything else in the graphs is equal, or the function is refused.
 */
import type { Dimension } from './Model.js'

/** A size as an expression of a name: times·name + plus. */
export interface OpenSize {
  readonly name: string
  readonly times: number
  readonly plus: number
}

/** The expression as text. */
export const showSize = ({ name, times, plus }: OpenSize): string => {
  const multiple = times === 1 ? name : `${times}*${name}`
  return plus === 0 ? multiple : `${multiple} ${plus < 0 ? '-' : '+'} ${Math.abs(plus)}`
}

/** The expression of a text. */
export const parseSize = (text: string): OpenSize => {
  const [, times = '1', name, sign, plus = '0'] = /^(?:(\d+)\*)?(\w+)(?: ([+-]) (\d+))?$/.exec(text) ?? [
    text,
    '1',
    text,
  ]
  return { name, times: Number(times), plus: sign === '-' ? -Number(plus) : Number(plus) }
}

/** Values of the open sizes, by name. */
export type Sizes = Readonly<Record<string, number>>

/**
 * The values of the open sizes that a function is staged for. Two determine an expression `times·name + plus`, and the third excludes other functions of the size. The values of one name are no expressions of those of
 * another. They lie far apart, so that a function that branches on a size takes both branches.
 */
export const samples = (names: readonly string[]): readonly Sizes[] =>
  (names.length === 0 ? [0] : [2, 53, 211]).map((value, k) =>
    Object.fromEntries(names.map((name, i) => [name, value + i * (k + 2)])),
  )

/** The size that has some values at the samples: a number, an expression, or `undefined`. */
export const sizeFrom = (at: readonly Sizes[], values: readonly number[]): Dimension | undefined => {
  const [first, second] = values
  if (values.every((value) => value === first)) return first
  const expressions = Object.keys(at[0]).map((name): OpenSize => {
    const times = (second - first) / (at[1][name] - at[0][name])
    return { name, times, plus: first - times * at[0][name] }
  })
  const found = expressions.find(
    ({ name, times, plus }) =>
      Number.isInteger(times) && times > 0 && values.every((value, k) => value === times * at[k][name] + plus),
  )
  return found && showSize(found)
}
