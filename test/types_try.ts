import { pipe } from 'fp-ts/lib/function.js'
import * as T from '../src/Tensor.js'
import * as D from '../src/Diff.js'
import * as M from '../src/nn/Model.js'
import * as L from '../src/nn/Layer.js'
import * as A from '../src/nn/Activation.js'
import * as O from '../src/nn/Objective.js'
declare const batch: T.Tensor<[T.Name<'batch'>]>
declare const time: T.Tensor<[T.Name<'time'>]>
declare const five: T.Tensor<[5]>
const r1 = pipe(five, T.add(batch))
const r2 = pipe(batch, T.add(five))
const r3 = pipe(batch, T.add(time))
const r11 = pipe(five, T.add(T.ones([1])))
const r12 = pipe(T.ones([3]), T.add(five))
const r12b = T.add(five)(T.ones([3]))
const r13 = pipe(T.ones([2, 3]), T.matmul(T.ones([4, 3])))
const r14 = pipe(T.ones([2, 3]), T.sumAlong(2))
const r15 = T.concat(0)([T.ones([2, 3]), T.ones([2, 4])])
const r15a = T.concat(1)([T.ones([2, 3]), T.ones([2, 4])])
const r16 = pipe(L.dense(2, 3), M.named('a', L.dense(4, 5)) && M.andThen(M.named('a', L.dense(4, 5))))
const r17 = pipe(M.named('a', L.dense(2, 3)), M.andThen(M.named('a', L.dense(3, 5))))
const r18 = pipe(L.dense(2, 3), M.andThen(L.dense(3, 5)))
const r19 = M.sequential(L.dense(2, 3), L.dense(3, 5))
const r20 = M.sequential(M.named('a', L.dense(2, 3)), L.activation(A.relu), M.named('b', L.dense(4, 5)))
declare const trainer: <P, OO, E>(m: { model: M.Model<P, unknown, OO>; objective: O.Objective<E, any, any, any> } ) => void
const r21 = D.grad((x: { w: string }) => T.scalar(1))({ w: 'a' })
const r22 = pipe(T.ones([3]), T.reshape([2, 2]))
const r23 = T.stack(0)([T.ones([3]), T.ones([4])])
void [r1,r2,r3,r11,r12,r12b,r13,r14,r15,r15a,r16,r17,r18,r19,r20,r21,r22,r23,trainer]
