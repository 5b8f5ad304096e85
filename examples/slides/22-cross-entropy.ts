/**
 * CE: the cross entropy with a one-hot label, computed together with the softmax.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import * as Loss from 'nabla-ts/Loss'
import * as T from 'nabla-ts/Tensor'

/** Logits and targets of one answer over four classes, and leads of a wrong logit over the right one. */
export const slideDefaults = {
  answers: [
    { name: '모름 no idea', logits: [0, 0, 0, 0], target: [0, 1, 0, 0] },
    { name: '맞음 right', logits: [0, 1.5, 0.5, -0.5], target: [0, 1, 0, 0] },
    { name: '확신하고 맞음 right and sure', logits: [-1, 4, 0, -1], target: [0, 1, 0, 0] },
    { name: '틀림 wrong', logits: [0.5, 0, 1.5, -0.5], target: [0, 1, 0, 0] },
    { name: '확신하고 틀림 wrong and sure', logits: [-1, -1, 4, 0], target: [0, 1, 0, 0] },
    { name: '부드러운 정답 soft label', logits: [0, 1.5, 0.5, -0.5], target: [0.1, 0.6, 0.2, 0.1] },
  ],
  gaps: [10, 100, 700, 750, 1000],
}

type Row = T.Tensor<[1, number]>
const row = (values: readonly number[]): Row => T.fromArray(values, [1, values.length])

/** The loss of one answer, and for each class the probability and the gradient with respect to the logit. */
const answer = ({ name, logits, target }: (typeof slideDefaults)['answers'][number]) => {
  const [z, t] = [row(logits), row(target)]
  const { value, gradient } = D.valueAndGrad((x: Row) => pipe(x, Loss.softmaxCrossEntropy(t)))(z)
  const [p, g] = [T.toFlat(A.softmax(z)), T.toFlat(gradient)]
  const classes = target.map((t, k) => ({ k, target: t, p: p[k], gradient: g[k] }))
  return { name, loss: T.toNumber(value), classes }
}

/** The loss of the logits [gap, 0] for class 1: computed together with the softmax, and in two steps. */
export const lead = (gap: number) => {
  const [z, target] = [row([gap, 0]), T.tensor([1])]
  return {
    gap,
    together: T.toNumber(pipe(z, Loss.softmaxCrossEntropy(target))),
    apart: T.toNumber(pipe(A.softmax(z), Loss.crossEntropy(target))),
  }
}

/** The loss of ten classes whose true logit is z and whose others are 0: with one softmax, and with two. */
const ten = (z: number) => row([z, 0, 0, 0, 0, 0, 0, 0, 0, 0])
const loss = Loss.softmaxCrossEntropy(T.tensor([0]))
export const once = (z: number): number => T.toNumber(pipe(ten(z), loss))
// The types refuse the probabilities. Any operation on them, here · 1, gives plain numbers again.
export const twice = (z: number): number => T.toNumber(pipe(A.softmax(ten(z)), T.mul(1), loss))
// @ts-expect-error this loss takes logits: leave the softmax or sigmoid out, the loss applies it
const _refused = () => loss(A.softmax(ten(1)))

export const run = ({ answers, gaps } = slideDefaults) => {
  const logits = T.fromArray([1, 2, 0, -1, 0, 0, 3, 1, 2, -1, 0, 1], [3, 4])
  const labels = T.tensor([1, 2, 3])
  const oneHot = T.oneHot(4)(labels)
  const gradient = pipe(
    logits,
    D.grad((z: T.Tensor<[3, 4]>) => pipe(z, Loss.softmaxCrossEntropy(labels))),
  )
  const difference = pipe(A.softmax(logits), T.sub(oneHot), T.div(3))

  // A label is a class number or one-hot, and the softmax is part of the loss or a step of its own.
  const [numbered, hot, apart] = [
    pipe(logits, Loss.softmaxCrossEntropy(labels)),
    pipe(logits, Loss.softmaxCrossEntropy(oneHot)),
    pipe(A.softmax(logits), Loss.crossEntropy(labels)),
  ].map(T.toNumber)
  const zero = T.toNumber(pipe(T.zeros([1, 10]), Loss.softmaxCrossEntropy(T.tensor([7]))))
  // With two softmaxes the loss of ten classes is never below ln(1 + 9/e).
  const floor = Math.log(1 + 9 / Math.E)
  const forms = { numbered, hot, apart }
  return { answers: answers.map(answer), gradient, difference, forms, zero, leads: gaps.map(lead), floor }
}
