/** Code that is generic in its shapes: it compiles without a cast, and is refused where it is wrong for some shape. Checked by tsc: nothing here runs. */
import { pipe } from 'fp-ts/lib/function.js'
import { expectTypeOf } from 'vitest'
import * as A from '../../src/Activation.js'
import * as Loss from '../../src/Loss.js'
import * as M from '../../src/Model.js'
import * as T from '../../src/Tensor.js'

type Batch = T.Name<'batch'>
const keep = { keepDims: true } as const

export const ln1 =
  <N extends number>(gain: T.Tensor<[N]>, bias: T.Tensor<[N]>) =>
  (x: T.Tensor<[Batch, N]>): T.Tensor<[Batch, N]> => {
    const centred = pipe(x, T.sub(pipe(x, T.meanAlong(-1, keep))))
    const variance = pipe(centred, T.square, T.meanAlong(-1, keep))
    return pipe(centred, T.div(pipe(variance, T.add(1e-5), T.sqrt)), T.mul(gain), T.add(bias))
  }
export const ln2 = <S extends T.Shape>(x: T.Tensor<S>): T.Tensor<S> => {
  const centred = pipe(x, T.sub(pipe(x, T.meanAlong(-1, keep))))
  const variance = pipe(centred, T.square, T.meanAlong(-1, keep))
  return pipe(centred, T.div(pipe(variance, T.add(1e-5), T.sqrt)))
}
export const sm = <S extends T.Shape>(x: T.Tensor<S>): T.Tensor<S> => {
  const e = pipe(x, T.sub(pipe(x, T.maxAlong(-1, keep))), T.exp)
  return pipe(e, T.div(pipe(e, T.sumAlong(-1, keep))))
}
export const smN = <R extends number, N extends number>(x: T.Tensor<[R, N]>): T.Tensor<[R, N]> => {
  const e = pipe(x, T.sub(pipe(x, T.maxAlong(-1, keep))), T.exp)
  return pipe(e, T.div(pipe(e, T.sumAlong(-1, keep))))
}
export const rms = <S extends T.Shape>(x: T.Tensor<S>): T.Tensor<S> =>
  pipe(x, T.div(pipe(x, T.square, T.meanAlong(-1, keep), T.add(1e-5), T.sqrt)))
export const rmsN =
  <N extends number>(gain: T.Tensor<[N]>) =>
  (x: T.Tensor<[Batch, N]>): T.Tensor<[Batch, N]> =>
    pipe(x, T.div(pipe(x, T.square, T.meanAlong(-1, keep), T.add(1e-5), T.sqrt)), T.mul(gain))
export const residual =
  <S extends T.Shape>(f: (x: T.Tensor<S>) => T.Tensor<S>) =>
  (x: T.Tensor<S>): T.Tensor<S> =>
    pipe(x, f, T.add(x))
export const residualModel = <P, S extends T.Shape>(
  m: M.Model<P, T.Tensor<S>, T.Tensor<S>>,
): M.Model<P, T.Tensor<S>, T.Tensor<S>> => ({
  init: m.init,
  apply: (p) => (x, mode) => pipe(m.apply(p)(x, mode), T.add(x)),
})
export const attention = <N extends number, K extends number, D extends number>(
  q: T.Tensor<[N, D]>,
  k: T.Tensor<[K, D]>,
  v: T.Tensor<[K, D]>,
): T.Tensor<[N, D]> => pipe(q, T.matmul(T.transpose(k)), T.div(Math.sqrt(T.shape(q)[1])), A.softmax, T.matmul(v))
export const attentionB = <B extends number, N extends number, D extends number>(
  q: T.Tensor<[B, N, D]>,
  k: T.Tensor<[B, N, D]>,
  v: T.Tensor<[B, N, D]>,
): T.Tensor<[B, N, D]> => pipe(q, T.matmul(pipe(k, T.transpose([0, 2, 1]))), T.div(8), A.softmax, T.matmul(v))
export const gelu = <S extends T.Shape>(x: T.Tensor<S>): T.Tensor<S> =>
  pipe(x, T.pow(3), T.mul(0.044715), T.add(x), T.mul(Math.sqrt(2 / Math.PI)), T.tanh, T.add(1), T.mul(x), T.mul(0.5))
export const lrelu = <S extends T.Shape>(x: T.Tensor<S>): T.Tensor<S> =>
  T.where(pipe(x, T.greater(0)), x, pipe(x, T.mul(0.1)))
export const guard = <S extends T.Shape>(x: T.Tensor<S>): T.Tensor<S> => T.where(pipe(x, T.greater(0)), T.sqrt(x), 0)
export const guard2 = <S extends T.Shape>(x: T.Tensor<S>): T.Tensor<S> => T.where(pipe(x, T.greater(0)), 0, T.sqrt(x))
export const std0 = <N extends number>(x: T.Tensor<[Batch, N]>): T.Tensor<[Batch, N]> => {
  const c = pipe(x, T.sub(pipe(x, T.meanAlong(0))))
  return pipe(c, T.div(pipe(c, T.square, T.meanAlong(0), T.sqrt)))
}
export const oneMinus = <S extends T.Shape>(x: T.Tensor<S>): T.Tensor<S> => pipe(T.scalar(1), T.sub(x))
export const keptLeft = <N extends number>(x: T.Tensor<[Batch, N]>): T.Tensor<[Batch, N]> =>
  pipe(x, T.meanAlong(-1, keep), T.sub(x))
export const dense =
  <I extends number, O extends number>(w: T.Tensor<[I, O]>, b: T.Tensor<[O]>) =>
  (x: T.Tensor<[Batch, I]>): T.Tensor<[Batch, O]> =>
    pipe(x, T.matmul(w), T.add(b))
export const ed = <N extends number>(x: T.Tensor<[Batch, N]>): T.Tensor<[Batch, N]> =>
  pipe(x, T.sub(pipe(x, T.meanAlong(-1), T.expandDims(-1))))

export const loss = <N extends number>(y: T.Tensor<[Batch, N]>, t: T.Tensor<[Batch, N]>): T.Scalar =>
  pipe(y, Loss.mse(t))

export const heads = <N extends number>(x: T.Tensor<[N, 8]>): T.Tensor<[N, 2, 4]> =>
  pipe(x, T.reshape([T.shape(x)[0], 2, 4]))
export const joined = <N extends number>(x: T.Tensor<[2, N, 4]>): T.Tensor<[N, 8]> =>
  pipe(x, T.transpose([1, 0, 2]), T.reshape([T.shape(x)[1], 8]))

// What they are where they are called.
expectTypeOf(ln2(T.ones([2, 3]))).toEqualTypeOf<T.Tensor<[2, 3]>>()
const inferred = <S extends T.Shape>(x: T.Tensor<S>) => pipe(x, T.sub(pipe(x, T.meanAlong(-1, keep))))
expectTypeOf(inferred(T.ones([2, 3]))).toEqualTypeOf<T.Tensor<[2, 3]>>()
expectTypeOf(inferred(null! as T.Tensor<[Batch, 784]>)).toEqualTypeOf<T.Tensor<[Batch, 784]>>()
const inferredN = <N extends number>(x: T.Tensor<[Batch, N]>) => pipe(x, T.sub(pipe(x, T.meanAlong(-1, keep))))
expectTypeOf(inferredN(T.ones([2, 3]))).toEqualTypeOf<T.Tensor<[Batch, 3]>>()
expectTypeOf(inferredN(T.ones([2, 1]))).toEqualTypeOf<T.Tensor<[Batch, 1]>>()
const sum = <S extends T.Shape, U extends T.Shape>(x: T.Tensor<S>, y: T.Tensor<U>) => pipe(x, T.add(y))
expectTypeOf(sum(T.ones([2, 3]), T.ones([3]))).toEqualTypeOf<T.Tensor<[2, 3]>>()
expectTypeOf(sum(T.ones([3]), T.ones([2, 1]))).toEqualTypeOf<T.Tensor<[2, 3]>>()
const sumN = <N extends number, K extends number>(x: T.Tensor<[Batch, N]>, y: T.Tensor<[K]>) => pipe(x, T.add(y))
expectTypeOf(sumN(T.ones([2, 1]), T.ones([3]))).toEqualTypeOf<T.Tensor<[Batch, 3]>>()
expectTypeOf(sumN(T.ones([2, 3]), T.ones([1]))).toEqualTypeOf<T.Tensor<[Batch, 3]>>()

// What is wrong for some shape.
// @ts-expect-error an axis of size 1 is not the axis
export const kept = <S extends T.Shape>(x: T.Tensor<S>): T.Tensor<S> => pipe(x, T.meanAlong(-1, keep))
export const either = <S extends T.Shape, U extends T.Shape>(x: T.Tensor<S>, y: T.Tensor<U>): T.Tensor<S> =>
  // @ts-expect-error the other one may be the larger
  pipe(x, T.add(y))
export const other = <S extends T.Shape, U extends T.Shape>(x: T.Tensor<S>, y: T.Tensor<U>): T.Tensor<S> =>
  // @ts-expect-error what is left of another one may be the larger
  pipe(x, T.sub(pipe(y, T.meanAlong(-1, keep))))
// @ts-expect-error a matrix may be the larger
export const matrix = <S extends T.Shape>(x: T.Tensor<S>): T.Tensor<S> => pipe(x, T.add(T.ones([2, 3])))
export const sizes = <N extends number, K extends number>(x: T.Tensor<[Batch, N]>, y: T.Tensor<[K]>) => {
  const total = pipe(x, T.add(y))
  // @ts-expect-error two sizes
  const wrong: T.Tensor<[Batch, N]> = total
  return wrong
}
