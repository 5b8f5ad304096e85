/**
 * Open sizes, which are known when the model is run, by name: `batch`, and expressions of one, `3*batch`, `batch + 1`.
 *
 * Which sizes of a graph these are is found by staging a function twice, for other sizes, and laying one graph on the other.
 */

/** A size as an expression of a named one: times·of + plus. */
export interface OpenSize {
  readonly of: string
  readonly times: number
  readonly plus: number
}

/** A size that was given two values. */
export interface Named {
  readonly name: string
  readonly values: readonly [number, number]
}

/** A size as a model names it. */
export const nameOf = ({ of, times, plus }: OpenSize): string => {
  const multiple = times === 1 ? of : `${times}*${of}`
  return plus === 0 ? multiple : `${multiple} ${plus < 0 ? '-' : '+'} ${Math.abs(plus)}`
}

/** The name of a size with its coefficients. */
export const openSize = (name: string): OpenSize => {
  const [, times = '1', of, sign, plus = '0'] = /^(?:(\d+)\*)?(\w+)(?: ([+-]) (\d+))?$/.exec(name) ?? [name, '1', name]
  return { of, times: Number(times), plus: sign === '-' ? -Number(plus) : Number(plus) }
}

/** The size with one value for the first values of named sizes, and another for the second: a number, an expression, or `undefined` if there is none. */
export const sizeFrom = (named: readonly Named[], first: number, second: number): number | string | undefined => {
  if (first === second) return first
  const all = named.flatMap(({ name, values: [a, b] }): readonly OpenSize[] => {
    const times = (first - second) / (a - b)
    return Number.isInteger(times) && times > 0 ? [{ of: name, times, plus: first - times * a }] : []
  })
  const plain = all.filter(({ plus }) => plus === 0)
  const [only, ...others] = plain.length > 0 ? plain : all
  return only === undefined || others.length > 0 ? undefined : nameOf(only)
}
