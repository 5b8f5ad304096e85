/** How the blanks of 실습 2 are checked. */
import { pipe } from 'fp-ts/lib/function.js'
import type { Dense } from 'nabla-ts/Layer'
import * as T from 'nabla-ts/Tensor'
import type { Questions } from './exercise.js'

type Points = T.Tensor<[500, 1]>

export interface Answers {
  readonly inputs: Points
  readonly loss: (targets: Points, predictions: Points) => T.Scalar
  readonly collapse: (first: Dense<1, 3>, second: Dense<3, 1>) => Dense<1, 1>
  readonly best: number
}

const grid = (step: number): readonly number[] => Array.from({ length: 500 }, (_, i) => -1 + step * i)
const points = (f: (i: number) => number): Points =>
  T.fromArray(
    Array.from({ length: 500 }, (_, i) => f(i)),
    [500, 1],
  )

/** Off by −1, 0, 1, 2, −1, …: the mean of the squares is 1.5. */
const [targets, predictions] = [points((i) => Math.cos(i)), points((i) => Math.cos(i) + (i % 4) - 1)]

const first: Dense<1, 3> = { weight: T.tensor([[2, -1, 0.5]]), bias: T.tensor([1, 3, -2]) }
const second: Dense<3, 1> = { weight: T.tensor([[3], [4], [-2]]), bias: T.tensor([0.25]) }
const one = (weight: number, bias: number): Dense<1, 1> => ({ weight: T.tensor([[weight]]), bias: T.tensor([bias]) })

export const questions: Questions<Answers> = {
  inputs: {
    number: 1,
    label: { ko: '입력', en: 'the inputs' },
    probe: (x) => [...T.shape(x), ...[0, 1, 250, 499].map((i) => T.toFlat(x)[i])],
    expected: [500, 1, ...[0, 1, 250, 499].map((i) => grid(2 / 499)[i])],
    mistakes: [
      {
        message: {
          ko: '끝점 1이 빠졌다. 점 500개 사이의 간격은 499개다',
          en: 'the end point 1 is missing: between 500 points there are 499 gaps',
        },
        answer: T.fromArray(grid(2 / 500), [500, 1]),
      },
      {
        message: { ko: '구간이 [−1, 1]이 아니라 [0, 1]이다', en: 'the interval is [−1, 1], not [0, 1]' },
        answer: points((i) => i / 499),
      },
    ],
  },
  loss: {
    number: 2,
    label: { ko: '손실', en: 'the loss' },
    probe: (loss) => [T.toNumber(loss(targets, predictions)), T.toNumber(loss(targets, targets))],
    expected: [1.5, 0],
    mistakes: [
      {
        message: { ko: '1/N이 빠졌다. 합이 아니라 평균이다', en: 'the 1/N is missing: it is the mean, not the sum' },
        answer: (t, p) => pipe(p, T.sub(t), T.square, T.sum),
      },
      {
        message: { ko: '제곱이 빠졌다', en: 'the square is missing' },
        answer: (t, p) => pipe(p, T.sub(t), T.mean),
      },
      {
        message: { ko: '제곱 대신 절댓값을 썼다(MAE)', en: 'it takes the absolute value instead of the square (MAE)' },
        answer: (t, p) => pipe(p, T.sub(t), T.abs, T.mean),
      },
      {
        message: { ko: '제곱근을 취했다(RMSE)', en: 'it takes the root of the mean (RMSE)' },
        answer: (t, p) => pipe(p, T.sub(t), T.square, T.mean, T.sqrt),
      },
    ],
  },
  collapse: {
    number: 3,
    label: { ko: '두 층과 같은 한 층', en: 'the one layer that equals the two' },
    probe: (collapse) => {
      const { weight, bias } = collapse(first, second)
      return [...T.shape(weight), ...T.shape(bias), ...T.toFlat(weight), ...T.toFlat(bias)]
    },
    // 2·3 − 1·4 − 0.5·2, and 1·3 + 3·4 + 2·2 + 0.25.
    expected: [1, 1, 1, 1, 19.25],
    mistakes: [
      {
        message: {
          ko: '첫째 층의 편향이 빠졌다. 그것도 W₂를 지난다: b = b₁W₂ + b₂',
          en: 'the bias of the first layer is missing; it passes W₂, too: b = b₁W₂ + b₂',
        },
        answer: () => one(1, 0.25),
      },
      {
        message: { ko: '둘째 층의 편향이 빠졌다', en: 'the bias of the second layer is missing' },
        answer: () => one(1, 19),
      },
      {
        message: {
          ko: '첫째 층의 편향을 W₂에 통과시키지 않고 더하기만 했다',
          en: 'the bias of the first layer is only added up; it has to pass W₂',
        },
        answer: () => one(1, 2.25),
      },
    ],
  },
  best: {
    number: 4,
    label: { ko: '가장 좋은 직선의 높이', en: 'the height of the best line' },
    probe: (best) => [best],
    expected: [grid(2 / 499).reduce((sum, x) => sum + (x * x) / 500, 0)],
    mistakes: [
      {
        message: {
          ko: '1/3은 연속 구간에서의 평균이다. 점 500개에서는 조금 다르다',
          en: '1/3 is the mean over the whole interval; over the 500 points it is a little more',
        },
        answer: 1 / 3,
      },
      {
        message: {
          ko: '1/2은 최댓값과 최솟값의 가운데다. 평균이어야 한다',
          en: '1/2 is midway between least and most; it has to be the mean',
        },
        answer: 1 / 2,
      },
    ],
  },
}
