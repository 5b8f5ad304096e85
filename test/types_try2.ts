import { pipe } from 'fp-ts/lib/function.js'
import * as T from '../src/Tensor.js'
import * as A from '../src/nn/Activation.js'
const gelu = <S extends T.Shape>(x: T.Tensor<S>) => pipe(x, T.pow(3), T.mul(0.044715), T.add(x), T.mul(0.79788456), T.tanh, T.add(1), T.mul(x), T.mul(0.5))
const relu = <S extends T.Shape>(x: T.Tensor<S>) => T.where(pipe(x, T.greater(0)), x, 0)
const relu2 = <S extends T.Shape>(x: T.Tensor<S>) => T.where(pipe(x, T.greater(0)), x, pipe(x, T.mul(x), T.sub(x)))
const soft = <S extends T.Shape>(x: T.Tensor<S>) => A.softmax(x)
const center = <S extends T.Shape>(x: T.Tensor<S>) => pipe(x, T.sub(pipe(x, T.meanAlong(-1, { keepDims: true }))))
const quad = <N extends number>(a: T.Tensor<[N, N]>, x: T.Tensor<[N]>) => pipe(x, T.matmul(a), T.matmul(x))
const linear = <I extends number, O extends number>(w: T.Tensor<[I, O]>, b: T.Tensor<[O]>, x: T.Tensor<[T.Name<'batch'>, I]>) => pipe(x, T.matmul(w), T.add(b))
const five = T.ones([5])
const b34 = T.ones([3, 4])
const r = { gelu: gelu(five), relu: relu(five), relu2: relu2(b34), soft: soft(b34), center: center(b34), quad: quad(T.ones([3, 3]), T.ones([3])),
  linear: linear(T.ones([3, 4]), T.ones([4]), null as unknown as T.Tensor<[T.Name<'batch'>, 3]>),
  bad: soft(T.scalar(3)) }
export const rr: string = r
