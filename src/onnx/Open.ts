/**
 * Sizes that are not known before a model is run, by name: `batch`, and what is made of one, `3*batch`, `batch + 1`.
 *
 * Which sizes of a graph these are is found by staging a function twice, for other sizes, and laying one graph on the other.
 */

/** A size by what it is named after: times·of + plus. */
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

/** What a size is made of, by its name. */
export const openSize = (name: string): OpenSize => {
  const [, times = '1', of, sign, plus = '0'] = /^(?:(\d+)\*)?(\w+)(?: ([+-]) (\d+))?$/.exec(name) ?? [name, '1', name]
  return { of, times: Number(times), plus: sign === '-' ? -Number(plus) : Number(plus) }
}

/** The size that has one value where named sizes have their first, and another where they have their second: a number, a name, or nothing that can be said in one way. */
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
