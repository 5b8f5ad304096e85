/** What the tests of derivatives share: both modes as one kind of function, and all nestings of them. */
import * as D from '../../src/Diff.js'
import * as T from '../../src/Tensor.js'

/** The derivative of a function of one number. */
export type Derive = (f: (x: T.Scalar) => T.Scalar) => (x: T.Scalar) => T.Scalar

export const forward: Derive = (f) => (x) => D.jvp(f)(x, T.scalar(1)).tangent

export const reverse: Derive = (f) => (x) => D.grad(f)(x)

const modes = [
  ['forward', forward],
  ['reverse', reverse],
] as const

/** All ways to choose the mode of each of `depth` derivatives, the outermost first. */
export const nestings = (depth: number): readonly (readonly [name: string, derive: readonly Derive[]])[] =>
  depth === 0
    ? [['', []]]
    : modes.flatMap(([name, derive]) =>
        nestings(depth - 1).map(
          ([rest, more]) => [rest === '' ? name : `${name} over ${rest}`, [derive, ...more]] as const,
        ),
      )

/** Numbers of which 0 and −0 are one. */
const unsigned = (x: T.AnyTensor): readonly number[] => Array.from(T.toFlat(x), (v) => v + 0)

/** The gradient of a function of a vector, forward and reverse. */
export const gradients = <N extends number>(
  f: (x: T.Tensor<[N]>) => T.Scalar,
  x: T.Tensor<[N]>,
): { readonly forward: readonly number[]; readonly reverse: readonly number[] } => ({
  forward: unsigned(D.jacobianForward(f)(x as never) as T.AnyTensor),
  reverse: unsigned(D.grad(f)(x as never)),
})
