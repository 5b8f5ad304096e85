/** What the compiler knows of shapes. Checked by tsc: nothing here runs. */
import { pipe } from 'fp-ts/lib/function.js'
import { expectTypeOf } from 'vitest'
import * as A from '../../src/nn/Activation.js'
import * as T from '../../src/Tensor.js'

type Batch = T.Name<'batch'>
type Time = T.Name<'time'>
declare const batch: T.Tensor<[Batch]>
declare const time: T.Tensor<[Time]>
declare const unknown: T.Tensor<[number]>
declare const dynamic: T.Tensor<T.Shape>
const one = T.ones([1])
const three = T.ones([3])
const four = T.ones([4])
const x23 = T.ones([2, 3])
const x234 = T.ones([2, 3, 4])

// --- literals ---------------------------------------------------------------------------------------------------------------------------

expectTypeOf(T.tensor([[1, 2], [3, 4]])).toEqualTypeOf<T.Tensor<[2, 2]>>() // prettier-ignore
expectTypeOf(T.tensor([[[1], [2]]])).toEqualTypeOf<T.Tensor<[1, 2, 1]>>()
expectTypeOf(T.tensor([])).toEqualTypeOf<T.Tensor<[0]>>()
expectTypeOf(T.tensor(7)).toEqualTypeOf<T.Scalar>()
expectTypeOf(T.scalar(7)).toEqualTypeOf<T.Tensor<[]>>()
expectTypeOf(T.tensor([1, 2] as number[])).toEqualTypeOf<T.Tensor<[number]>>()
expectTypeOf(T.tensor([[1, 2]] as readonly (readonly [number, number])[])).toEqualTypeOf<T.Tensor<[number, 2]>>()
declare const nested: T.NestedArray
expectTypeOf(T.tensor(nested)).toEqualTypeOf<T.AnyTensor>()
expectTypeOf(T.zeros([2, 3])).toEqualTypeOf<T.Tensor<[2, 3]>>()
expectTypeOf(T.full([], 1)).toEqualTypeOf<T.Scalar>()
expectTypeOf(T.fromArray([1, 2], [2])).toEqualTypeOf<T.Tensor<[2]>>()
declare const rows: number
expectTypeOf(T.ones([rows, 784])).toEqualTypeOf<T.Tensor<[number, 784]>>()
// @ts-expect-error strings are no numbers
void T.tensor([['1']])
// @ts-expect-error a shape holds numbers
void T.zeros(['2'])

expectTypeOf(T.shape(x23)).toEqualTypeOf<readonly [2, 3]>()
expectTypeOf(T.toArray(x23)).toEqualTypeOf<readonly (readonly number[])[]>()
expectTypeOf(T.toArray(T.scalar(1))).toEqualTypeOf<number>()
// @ts-expect-error a tensor with axes is no scalar
void T.toNumber(one)

// A readonly tuple is the same shape.
expectTypeOf<T.Tensor<[2, 2]>>().toExtend<T.Tensor<readonly [2, 2]>>()
expectTypeOf<T.Tensor<readonly [2, 2]>>().toExtend<T.Tensor<[2, 2]>>()
expectTypeOf<T.Tensor<readonly [2, 2]>>().not.toExtend<T.Tensor<[2, 3]>>()

// --- names and unknown sizes --------------------------------------------------------------------------------------------------------------

declare const classify: (x: T.Tensor<[Batch, 784]>) => T.Tensor<[Batch, 10]>
expectTypeOf(classify(T.ones([100, 784]))).toEqualTypeOf<T.Tensor<[Batch, 10]>>()
void classify(T.ones([rows, 784]))
void classify(null as unknown as T.Tensor<[Batch, 784]>)
// @ts-expect-error 780 is not 784
void classify(T.ones([100, 780]))
// @ts-expect-error another name
void classify(null as unknown as T.Tensor<[Time, 784]>)
// @ts-expect-error a name is no 784
void classify(null as unknown as T.Tensor<[Batch, T.Name<'pixels'>]>)
// @ts-expect-error no rows
void classify(T.ones([784]))

// --- broadcasting -------------------------------------------------------------------------------------------------------------------------

// A literal, with all four kinds on either side.
expectTypeOf(pipe(three, T.add(three))).toEqualTypeOf<T.Tensor<[3]>>()
expectTypeOf(pipe(three, T.add(one))).toEqualTypeOf<T.Tensor<[3]>>()
expectTypeOf(pipe(one, T.add(three))).toEqualTypeOf<T.Tensor<[3]>>()
expectTypeOf(pipe(three, T.add(batch))).toEqualTypeOf<T.Tensor<[3]>>()
expectTypeOf(pipe(batch, T.add(three))).toEqualTypeOf<T.Tensor<[3]>>()
expectTypeOf(pipe(three, T.add(unknown))).toEqualTypeOf<T.Tensor<[3]>>()
expectTypeOf(pipe(unknown, T.add(three))).toEqualTypeOf<T.Tensor<[3]>>()
// Names and unknown sizes.
expectTypeOf(pipe(batch, T.add(batch))).toEqualTypeOf<T.Tensor<[Batch]>>()
expectTypeOf(pipe(batch, T.add(one))).toEqualTypeOf<T.Tensor<[Batch]>>()
expectTypeOf(pipe(one, T.add(batch))).toEqualTypeOf<T.Tensor<[Batch]>>()
expectTypeOf(pipe(batch, T.add(unknown))).toEqualTypeOf<T.Tensor<[Batch]>>()
expectTypeOf(pipe(unknown, T.add(batch))).toEqualTypeOf<T.Tensor<[Batch]>>()
expectTypeOf(pipe(unknown, T.add(unknown))).toEqualTypeOf<T.Tensor<[number]>>()
expectTypeOf(pipe(unknown, T.add(one))).toEqualTypeOf<T.Tensor<[number]>>()
expectTypeOf(pipe(one, T.add(unknown))).toEqualTypeOf<T.Tensor<[number]>>()
// Of unknown rank.
expectTypeOf(pipe(dynamic, T.add(three))).toEqualTypeOf<T.AnyTensor>()
expectTypeOf(pipe(three, T.add(dynamic))).toEqualTypeOf<T.AnyTensor>()
// Ranks that differ.
expectTypeOf(pipe(x234, T.mul(T.ones([3, 1])))).toEqualTypeOf<T.Tensor<[2, 3, 4]>>()
expectTypeOf(pipe(T.ones([3, 1]), T.mul(x234))).toEqualTypeOf<T.Tensor<[2, 3, 4]>>()
expectTypeOf(pipe(T.ones([2, 1, 4]), T.mul(T.ones([3, 1])))).toEqualTypeOf<T.Tensor<[2, 3, 4]>>()
expectTypeOf(pipe(T.scalar(1), T.mul(x234))).toEqualTypeOf<T.Tensor<[2, 3, 4]>>()
// @ts-expect-error 3 is not 4
void pipe(three, T.add(four))
// @ts-expect-error 4 is not 3
void pipe(four, T.add(three))
// @ts-expect-error two names are two sizes
void pipe(batch, T.add(time))
// @ts-expect-error aligned at the last axis: 3 is not 4
void pipe(x234, T.add(three))
// @ts-expect-error every binary operation is checked
void pipe(three, T.greater(four))

// A number, a scalar, or either.
declare const either: number | T.Scalar
expectTypeOf(pipe(x23, T.mul(2))).toEqualTypeOf<T.Tensor<[2, 3]>>()
expectTypeOf(pipe(x23, T.mul(T.scalar(2)))).toEqualTypeOf<T.Tensor<[2, 3]>>()
expectTypeOf(pipe(x23, T.mul(either))).toEqualTypeOf<T.Tensor<[2, 3]>>()
// @ts-expect-error a string is no operand
void pipe(x23, T.mul('2'))

expectTypeOf(T.where(three, three, 0)).toEqualTypeOf<T.Tensor<[3]>>()
expectTypeOf(T.where(three, 1, 0)).toEqualTypeOf<T.Tensor<[3]>>()
expectTypeOf(T.where(T.ones([2, 1]), three, one)).toEqualTypeOf<T.Tensor<[2, 3]>>()
expectTypeOf(T.where(batch, either, 0)).toEqualTypeOf<T.Tensor<[Batch]>>()
// @ts-expect-error 3 is not 4
void T.where(one, three, four)
// @ts-expect-error the condition is 3, the others 4
void T.where(three, four, four)

expectTypeOf(pipe(one, T.broadcastTo([2, 3]))).toEqualTypeOf<T.Tensor<[2, 3]>>()
// @ts-expect-error 3 does not stretch to 4
void pipe(three, T.broadcastTo([4]))
// @ts-expect-error a matrix does not shrink to a vector
void pipe(x23, T.broadcastTo([3]))
// @ts-expect-error 3 does not shrink to 1
void pipe(three, T.broadcastTo([1]))

// --- matrix products ------------------------------------------------------------------------------------------------------------------------

declare const images: T.Tensor<[Batch, 784]>
expectTypeOf(pipe(x23, T.matmul(T.ones([3, 4])))).toEqualTypeOf<T.Tensor<[2, 4]>>()
expectTypeOf(pipe(images, T.matmul(T.ones([784, 10])))).toEqualTypeOf<T.Tensor<[Batch, 10]>>()
expectTypeOf(pipe(x23, T.matmul(three))).toEqualTypeOf<T.Tensor<[2]>>()
expectTypeOf(pipe(three, T.matmul(T.ones([3, 4])))).toEqualTypeOf<T.Tensor<[4]>>()
expectTypeOf(pipe(three, T.matmul(three))).toEqualTypeOf<T.Scalar>()
expectTypeOf(pipe(T.ones([5, 2, 3]), T.matmul(T.ones([3, 4])))).toEqualTypeOf<T.Tensor<[5, 2, 4]>>()
expectTypeOf(pipe(T.ones([5, 2, 3]), T.matmul(T.ones([5, 3, 4])))).toEqualTypeOf<T.Tensor<[5, 2, 4]>>()
expectTypeOf(pipe(T.ones([6, 1, 2, 3]), T.matmul(T.ones([5, 3, 4])))).toEqualTypeOf<T.Tensor<[6, 5, 2, 4]>>()
expectTypeOf(pipe(T.ones([5, 2, 3]), T.matmul(three))).toEqualTypeOf<T.Tensor<[5, 2]>>()
expectTypeOf(pipe(three, T.matmul(T.ones([5, 3, 4])))).toEqualTypeOf<T.Tensor<[5, 4]>>()
expectTypeOf(pipe(T.transpose(images), T.matmul(T.ones([100, 10])))).toEqualTypeOf<T.Tensor<[784, 10]>>()
expectTypeOf(pipe(dynamic, T.matmul(x23))).toEqualTypeOf<T.AnyTensor>()
// @ts-expect-error 784 is not 100
void pipe(images, T.matmul(T.ones([100, 10])))
// @ts-expect-error batches of 5 and 6
void pipe(T.ones([5, 2, 3]), T.matmul(T.ones([6, 3, 4])))
// @ts-expect-error a scalar has no axis
void pipe(T.scalar(1), T.matmul(x23))
// @ts-expect-error names that differ
void pipe(batch, T.matmul(time))

// --- reductions ---------------------------------------------------------------------------------------------------------------------------

expectTypeOf(T.sum(x234)).toEqualTypeOf<T.Scalar>()
expectTypeOf(T.mean(images)).toEqualTypeOf<T.Scalar>()
expectTypeOf(pipe(x234, T.sumAlong(0))).toEqualTypeOf<T.Tensor<[3, 4]>>()
expectTypeOf(pipe(x234, T.sumAlong(-1))).toEqualTypeOf<T.Tensor<[2, 3]>>()
expectTypeOf(pipe(x234, T.sumAlong(-3))).toEqualTypeOf<T.Tensor<[3, 4]>>()
expectTypeOf(pipe(x234, T.sumAlong(1, { keepDims: true }))).toEqualTypeOf<T.Tensor<[2, 1, 4]>>()
expectTypeOf(pipe(x234, T.sumAlong(-2, { keepDims: false }))).toEqualTypeOf<T.Tensor<[2, 4]>>()
expectTypeOf(pipe(x234, T.meanAlong(-2))).toEqualTypeOf<T.Tensor<[2, 4]>>()
expectTypeOf(pipe(x234, T.meanAlong(2, { keepDims: true }))).toEqualTypeOf<T.Tensor<[2, 3, 1]>>()
expectTypeOf(pipe(x234, T.maxAlong(1))).toEqualTypeOf<T.Tensor<[2, 4]>>()
expectTypeOf(pipe(images, T.maxAlong(-1, { keepDims: true }))).toEqualTypeOf<T.Tensor<[Batch, 1]>>()
expectTypeOf(pipe(images, T.minAlong(0))).toEqualTypeOf<T.Tensor<[784]>>()
expectTypeOf(pipe(three, T.sumAlong(0))).toEqualTypeOf<T.Scalar>()
expectTypeOf(T.argmax(images)).toEqualTypeOf<T.Tensor<[Batch]>>()
expectTypeOf(T.logSumExp(x234)).toEqualTypeOf<T.Tensor<[2, 3]>>()
expectTypeOf(T.oneHot(10)(batch)).toEqualTypeOf<T.Tensor<[Batch, 10]>>()
expectTypeOf(pipe(dynamic, T.sumAlong(0))).toEqualTypeOf<T.AnyTensor>()
declare const anyAxis: number
expectTypeOf(pipe(x234, T.sumAlong(anyAxis))).toEqualTypeOf<T.Tensor<[number, number]>>()
// @ts-expect-error axes are 0, 1 and 2
void pipe(x234, T.sumAlong(3))
// @ts-expect-error and −1, −2, −3
void pipe(x234, T.meanAlong(-4))
// @ts-expect-error a scalar has no axis
void pipe(T.scalar(1), T.maxAlong(0))
// @ts-expect-error nor a last one
void T.argmax(T.scalar(1))
// @ts-expect-error nor a last one
void A.softmax(T.scalar(1))

// --- layout -------------------------------------------------------------------------------------------------------------------------------

expectTypeOf(pipe(x234, T.reshape([6, 4]))).toEqualTypeOf<T.Tensor<[6, 4]>>()
expectTypeOf(pipe(T.zeros([60000, 784]), T.reshape([47040000]))).toEqualTypeOf<T.Tensor<[47040000]>>()
expectTypeOf(pipe(T.zeros([60000, 784]), T.reshape([60000, 28, 28]))).toEqualTypeOf<T.Tensor<[60000, 28, 28]>>()
expectTypeOf(pipe(one, T.reshape([]))).toEqualTypeOf<T.Scalar>()
expectTypeOf(pipe(T.zeros([0, 3]), T.reshape([3, 0]))).toEqualTypeOf<T.Tensor<[3, 0]>>()
expectTypeOf(pipe(images, T.reshape([rows, 28, 28]))).toEqualTypeOf<T.Tensor<[number, 28, 28]>>()
// @ts-expect-error 24 elements are not 25
void pipe(x234, T.reshape([25]))
// @ts-expect-error 47040000 elements are not 47040001
void pipe(T.zeros([60000, 784]), T.reshape([47040001]))

expectTypeOf(pipe(x234, T.reshape([-1, 4]))).toEqualTypeOf<T.Tensor<[6, 4]>>()
expectTypeOf(pipe(x234, T.reshape([-1]))).toEqualTypeOf<T.Tensor<[24]>>()
expectTypeOf(pipe(T.zeros([60000, 28, 28]), T.reshape([-1, 784]))).toEqualTypeOf<T.Tensor<[60000, 784]>>()
expectTypeOf(pipe(T.zeros([0, 3]), T.reshape([-1, 3]))).toEqualTypeOf<T.Tensor<[0, 3]>>()
expectTypeOf(pipe(T.scalar(1), T.reshape([-1, 1]))).toEqualTypeOf<T.Tensor<[1, 1]>>()
expectTypeOf(pipe(images, T.reshape([-1, 28, 28]))).toEqualTypeOf<T.Tensor<[Batch, 28, 28]>>()
expectTypeOf(pipe(images, T.reshape([-1, 7]))).toEqualTypeOf<T.Tensor<[number, 7]>>()
expectTypeOf(pipe(images, T.reshape([rows, -1]))).toEqualTypeOf<T.Tensor<[number, number]>>()
expectTypeOf(pipe(dynamic, T.reshape([2, -1]))).toEqualTypeOf<T.Tensor<[2, number]>>()
declare const sizes: readonly number[]
expectTypeOf(pipe(x234, T.reshape(sizes))).toExtend<T.AnyTensor>()
// @ts-expect-error 24 elements are no multiple of 5
void pipe(x234, T.reshape([-1, 5]))
// @ts-expect-error two sizes are open
void pipe(x234, T.reshape([-1, -1]))
// @ts-expect-error the same of unknown sizes
void pipe(images, T.reshape([-1, -1]))
// @ts-expect-error any size would do
void pipe(T.zeros([0, 3]), T.reshape([-1, 0]))

expectTypeOf(T.transpose(x234)).toEqualTypeOf<T.Tensor<[4, 3, 2]>>()
expectTypeOf(pipe(images, T.transpose)).toEqualTypeOf<T.Tensor<[784, Batch]>>()
expectTypeOf(pipe(x234, T.transpose([2, 0, 1]))).toEqualTypeOf<T.Tensor<[4, 2, 3]>>()
// @ts-expect-error an axis twice
void pipe(x234, T.transpose([0, 0, 1]))
// @ts-expect-error an axis is missing
void pipe(x234, T.transpose([1, 0]))

expectTypeOf(pipe(x23, T.expandDims(0))).toEqualTypeOf<T.Tensor<[1, 2, 3]>>()
expectTypeOf(pipe(x23, T.expandDims(1))).toEqualTypeOf<T.Tensor<[2, 1, 3]>>()
expectTypeOf(pipe(x23, T.expandDims(-1))).toEqualTypeOf<T.Tensor<[2, 3, 1]>>()
expectTypeOf(pipe(x23, T.expandDims(-3))).toEqualTypeOf<T.Tensor<[1, 2, 3]>>()
// @ts-expect-error the result has axes 0 to 2
void pipe(x23, T.expandDims(3))

expectTypeOf(pipe(x234, T.slice(1, 1, 3))).toEqualTypeOf<T.Tensor<[2, 2, 4]>>()
expectTypeOf(pipe(x234, T.slice(-1, 0, 0))).toEqualTypeOf<T.Tensor<[2, 3, 0]>>()
expectTypeOf(pipe(T.zeros([60000, 784]), T.slice(0, 100, 55000))).toEqualTypeOf<T.Tensor<[54900, 784]>>()
expectTypeOf(pipe(images, T.slice(0, 0, 32))).toEqualTypeOf<T.Tensor<[32, 784]>>()
expectTypeOf(pipe(x234, T.slice(0, 0, rows))).toEqualTypeOf<T.Tensor<[number, 3, 4]>>()
// @ts-expect-error the axis ends at 3
void pipe(x234, T.slice(1, 1, 4))
// @ts-expect-error the end is before the start
void pipe(x234, T.slice(1, 2, 1))
// @ts-expect-error no such axis
void pipe(x234, T.slice(3, 0, 1))

expectTypeOf(pipe(x234, T.take(T.tensor([0, 1, 0, 1, 0])))).toEqualTypeOf<T.Tensor<[5, 3, 4]>>()
expectTypeOf(pipe(x234, T.take(T.tensor([[0], [2]]), 1))).toEqualTypeOf<T.Tensor<[2, 2, 1, 4]>>()
expectTypeOf(pipe(x234, T.take(T.scalar(0), -1))).toEqualTypeOf<T.Tensor<[2, 3]>>()
// @ts-expect-error no such axis
void pipe(x23, T.take(T.tensor([0]), 2))

expectTypeOf(T.concat(0)([x23, x23])).toEqualTypeOf<T.Tensor<[4, 3]>>()
expectTypeOf(T.concat(-1)([x23, T.ones([2, 784]), x23])).toEqualTypeOf<T.Tensor<[2, 790]>>()
expectTypeOf(T.concat(0)([x23, x23] as readonly T.Tensor<[2, 3]>[])).toEqualTypeOf<T.Tensor<[number, 3]>>()
expectTypeOf(T.concat(1)([images, T.ones([100, 16])])).toEqualTypeOf<T.Tensor<[Batch, 800]>>()
// @ts-expect-error 3 is not 4 off the axis
void T.concat(0)([x23, T.ones([2, 4])])
void T.concat(2)([
  // @ts-expect-error no such axis
  x23,
  // @ts-expect-error no such axis
  x23,
])

expectTypeOf(T.stack(0)([x23, x23, x23])).toEqualTypeOf<T.Tensor<[3, 2, 3]>>()
expectTypeOf(T.stack(-1)([x23, x23])).toEqualTypeOf<T.Tensor<[2, 3, 2]>>()
expectTypeOf(T.stack(0)([x23] as readonly T.Tensor<[2, 3]>[])).toEqualTypeOf<T.Tensor<[number, 2, 3]>>()
// @ts-expect-error all are of one shape
void T.stack(0)([x23, T.ones([3, 2])])
// @ts-expect-error the result has axes 0 to 2
void T.stack(3)([x23])

// --- code that is generic in the shape ------------------------------------------------------------------------------------------------------

const twiceItself = <S extends T.Shape>(x: T.Tensor<S>) => pipe(x, T.add(1), T.mul(x))
expectTypeOf(twiceItself(x23)).toEqualTypeOf<T.Tensor<[2, 3]>>()
expectTypeOf(twiceItself(images)).toEqualTypeOf<T.Tensor<[Batch, 784]>>()
expectTypeOf(twiceItself(T.scalar(2))).toEqualTypeOf<T.Scalar>()

const gelu = <S extends T.Shape>(x: T.Tensor<S>) =>
  pipe(x, T.pow(3), T.mul(0.044715), T.add(x), T.mul(Math.sqrt(2 / Math.PI)), T.tanh, T.add(1), T.mul(x), T.mul(0.5))
expectTypeOf(gelu(x23)).toEqualTypeOf<T.Tensor<[2, 3]>>()

const guarded = <S extends T.Shape>(x: T.Tensor<S>) => T.where(pipe(x, T.greater(0)), T.sqrt(x), 0)
expectTypeOf(guarded(batch)).toEqualTypeOf<T.Tensor<[Batch]>>()

const standardised = <S extends T.Shape>(x: T.Tensor<S>) => {
  const centred = pipe(x, T.sub(pipe(x, T.meanAlong(0, { keepDims: true }))))
  return pipe(centred, T.div(pipe(centred, T.square, T.meanAlong(0, { keepDims: true }), T.sqrt)))
}
expectTypeOf(standardised(x23)).toEqualTypeOf<T.Tensor<[2, 3]>>()

const squaredDistance = <S extends T.Shape>(x: T.Tensor<S>, y: T.Tensor<S>) => pipe(x, T.sub(y), T.square, T.sum)
expectTypeOf(squaredDistance(x23, x23)).toEqualTypeOf<T.Scalar>()

const affine = <I extends number, O extends number>(w: T.Tensor<[I, O]>, b: T.Tensor<[O]>, x: T.Tensor<[Batch, I]>) =>
  pipe(x, T.matmul(w), T.add(b))
expectTypeOf(affine(T.ones([784, 10]), T.ones([10]), images)).toEqualTypeOf<T.Tensor<[Batch, 10]>>()

const mixed = <S extends T.Shape>(x: T.Tensor<S>) => ({
  softmax: A.softmax(x),
  argmax: T.argmax(x),
  turned: pipe(x, T.transpose([1, 0])),
  flat: pipe(x, T.reshape([6])),
  first: pipe(x, T.slice(0, 0, 1)),
  wide: T.concat(1)([x, x]),
  deep: T.stack(0)([x, x]),
})
expectTypeOf(mixed(x23).softmax).toExtend<T.Tensor<[2, 3]>>()
expectTypeOf(mixed(x23).argmax).toEqualTypeOf<T.Tensor<[2]>>()
expectTypeOf(mixed(x23).turned).toEqualTypeOf<T.Tensor<[3, 2]>>()
expectTypeOf(mixed(x23).flat).toEqualTypeOf<T.Tensor<[6]>>()
expectTypeOf(mixed(x23).first).toEqualTypeOf<T.Tensor<[1, 3]>>()
expectTypeOf(mixed(x23).wide).toEqualTypeOf<T.Tensor<[2, 6]>>()
expectTypeOf(mixed(x23).deep).toEqualTypeOf<T.Tensor<[2, 2, 3]>>()
