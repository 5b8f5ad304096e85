/**
 * 실습 1. Put your own expression in the place of each `blank(…)`, then: npm run slides -- 06 --exercise
 */
import * as T from 'nabla-ts/Tensor'
import { blank } from './exercise.js'
import type { Answers } from './06-linear-fit.checks.js'

export const x = T.tensor([1, 2, 3, 4, 5])
export const y = T.tensor([2, 4, 6, 8, 10])

/** 1. Σ(wx − y)²/N, as a function of w. */
const cost: Answers['cost'] = blank(1, {
  ko: 'x에 w를 곱하고, y를 빼고, 제곱하고, 평균을 낸다: pipe(x, T.mul(w), …)',
  en: 'multiply x by w, subtract y, square, take the mean: pipe(x, T.mul(w), …)',
})

/** 2. Its gradient, again a function of w. */
const gradient: Answers['gradient'] = blank(2, {
  ko: 'D.grad는 함수에서 기울기 함수를 만든다. 손으로 구하면 2Σ(wx − y)x/N',
  en: 'D.grad makes the gradient of a function; by hand it is 2Σ(wx − y)x/N',
})

/** 3. w − lr·grad. */
const update: Answers['update'] = blank(3, {
  ko: '(w, gradient, learningRate) => 기울기의 반대 방향으로 학습률만큼',
  en: '(w, gradient, learningRate) => against the gradient, as far as the learning rate says',
})

/** 4. What the slide prints at a step that begins at w, with learning rate 0.01: { cost, w, grad }. */
const step: Answers['step'] = blank(4, {
  ko: 'cost와 grad는 갱신 전의 w에서, 출력하는 w는 갱신한 뒤에',
  en: 'cost and grad at the w before the update, the printed w after it',
})

/** 5. Gradient descent on this cost converges for every learning rate below this number. */
const limit: Answers['limit'] = blank(5, {
  ko: 'w − 2는 걸음마다 (1 − 22·lr)배가 된다. 언제 0으로 가는가?',
  en: 'each step multiplies w − 2 by 1 − 22·lr; when does that go to 0?',
})

export const answers: Answers = { cost, gradient, update, step, limit }
