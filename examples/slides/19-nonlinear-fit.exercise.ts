/**
 * 실습 3. Put your own expression in the place of each `blank(…)`, then: npm run slides -- 19 --exercise
 */
import { blank } from './exercise.js'
import type { Answers } from './19-nonlinear-fit.checks.js'

/** 1. max(0, x), with operations of nabla-ts/Tensor. */
const relu: Answers['relu'] = blank(1, {
  ko: 'T.max는 두 텐서, 또는 텐서와 수의 큰 쪽을 원소마다 고른다',
  en: 'T.max takes the larger of two tensors, or of a tensor and a number, element by element',
})

/** 2. The slopes of ReLU at −1, 0 and 2, as the library has them. */
const slopes: Answers['slopes'] = blank(2, {
  ko: '0에서는 왼쪽과 오른쪽의 기울기가 다르다. D.grad로 물어볼 것',
  en: 'at 0 the slopes to the left and to the right differ; ask D.grad',
})

/** 3. The network: a dense layer, ReLU, a dense layer. `params` has `first` and `second`, each with `weight` and `bias`. */
const network: Answers['network'] = blank(3, {
  ko: '(params) => (x) => pipe(x, T.matmul(params.first.weight), …): xW₁ + b₁, ReLU, ·W₂ + b₂',
  en: '(params) => (x) => pipe(x, T.matmul(params.first.weight), …): xW₁ + b₁, ReLU, ·W₂ + b₂',
})

/** 4. The data are x² + 0.2·U(0, 1). No function of x has a mean squared error below this number (on average). */
const floor: Answers['floor'] = blank(4, {
  ko: '[a, b]에서 고른 분포의 분산은 (b − a)²/12',
  en: 'the variance of a uniform distribution on [a, b] is (b − a)²/12',
})

export const answers: Answers = { relu, slopes, network, floor }
