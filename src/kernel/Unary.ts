/**
 * Functions of one number, element by element on `Data`: an array, or one number if all elements are equal. A uniform argument gives a uniform result,
 * without a loop. `Pointwise` says why each cheap function has its own loop.
 *
 * Local mutation, invisible from outside.
 */

/** The elements of a tensor, or one number if all are equal. */
export type Data = number | Float64Array

/**
 * `f(x)` element by element, for functions that cost more than the call.
 */
export const unary =
  (f: (x: number) => number) =>
  (x: Data): Data => {
    if (typeof x === 'number') return f(x)
    const out = new Float64Array(x.length)
    for (let i = 0; i < out.length; i++) out[i] = f(x[i])
    return out
  }

/** `−x` */
export const neg = (x: Data): Data => {
  if (typeof x === 'number') return -x
  const out = new Float64Array(x.length)
  let i = 0
  for (; i + 4 <= out.length; i += 4) {
    out[i] = -x[i]
    out[i + 1] = -x[i + 1]
    out[i + 2] = -x[i + 2]
    out[i + 3] = -x[i + 3]
  }
  for (; i < out.length; i++) out[i] = -x[i]
  return out
}

/** `x·x` */
export const square = (x: Data): Data => {
  if (typeof x === 'number') return x * x
  const out = new Float64Array(x.length)
  let i = 0
  for (; i + 4 <= out.length; i += 4) {
    out[i] = x[i] * x[i]
    out[i + 1] = x[i + 1] * x[i + 1]
    out[i + 2] = x[i + 2] * x[i + 2]
    out[i + 3] = x[i + 3] * x[i + 3]
  }
  for (; i < out.length; i++) out[i] = x[i] * x[i]
  return out
}

/** `√x` */
export const sqrt = (x: Data): Data => {
  if (typeof x === 'number') return Math.sqrt(x)
  const out = new Float64Array(x.length)
  let i = 0
  for (; i + 4 <= out.length; i += 4) {
    out[i] = Math.sqrt(x[i])
    out[i + 1] = Math.sqrt(x[i + 1])
    out[i + 2] = Math.sqrt(x[i + 2])
    out[i + 3] = Math.sqrt(x[i + 3])
  }
  for (; i < out.length; i++) out[i] = Math.sqrt(x[i])
  return out
}

/** `|x|` */
export const abs = (x: Data): Data => {
  if (typeof x === 'number') return Math.abs(x)
  const out = new Float64Array(x.length)
  let i = 0
  for (; i + 4 <= out.length; i += 4) {
    out[i] = Math.abs(x[i])
    out[i + 1] = Math.abs(x[i + 1])
    out[i + 2] = Math.abs(x[i + 2])
    out[i + 3] = Math.abs(x[i + 3])
  }
  for (; i < out.length; i++) out[i] = Math.abs(x[i])
  return out
}

/** `1/x` */
export const reciprocal = (x: Data): Data => {
  if (typeof x === 'number') return 1 / x
  const out = new Float64Array(x.length)
  let i = 0
  for (; i + 4 <= out.length; i += 4) {
    out[i] = 1 / x[i]
    out[i + 1] = 1 / x[i + 1]
    out[i + 2] = 1 / x[i + 2]
    out[i + 3] = 1 / x[i + 3]
  }
  for (; i < out.length; i++) out[i] = 1 / x[i]
  return out
}

/** `eˣ` */
export const exp = (x: Data): Data => {
  if (typeof x === 'number') return Math.exp(x)
  const out = new Float64Array(x.length)
  for (let i = 0; i < out.length; i++) out[i] = Math.exp(x[i])
  return out
}
