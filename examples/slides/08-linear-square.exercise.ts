/**
 * 실습 2. Put your own expression in the place of each `blank(…)`, then: npm run slides -- 08 --exercise
 */
import { blank } from './exercise.js'
import type { Answers } from './08-linear-square.checks.js'

/** 1. 500 points from −1 to 1, both ends among them, evenly spaced, as a column: Tensor<[500, 1]>. */
const inputs: Answers['inputs'] = blank(1, {
  ko: 'T.fromArray(Array.from({ length: 500 }, (_, i) => …), [500, 1])',
  en: 'T.fromArray(Array.from({ length: 500 }, (_, i) => …), [500, 1])',
})

/** 2. The mean squared error of predictions, for targets. */
const loss: Answers['loss'] = blank(2, {
  ko: '(targets, predictions) => 빼고, 제곱하고, 평균을 낸다',
  en: '(targets, predictions) => subtract, square, take the mean',
})

/** 3. The weight and the bias of the one dense layer that equals two with nothing between: (xW₁ + b₁)W₂ + b₂ = xW + b. */
const collapse: Answers['collapse'] = blank(3, {
  ko: '(first, second) => ({ weight: …, bias: … }). 괄호를 풀고 T.matmul을 쓴다',
  en: '(first, second) => ({ weight: …, bias: … }): multiply out, with T.matmul',
})

/** 4. On these points the best straight line for x² is level. At what height? */
const best: Answers['best'] = blank(4, {
  ko: '제곱오차를 가장 작게 하는 상수는 평균이다',
  en: 'the constant of the least squared error is the mean',
})

export const answers: Answers = { inputs, loss, collapse, best }
