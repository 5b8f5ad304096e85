/** How the blanks of 실습 3 are checked. */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as L from 'nabla-ts/Layer'
import * as T from 'nabla-ts/Tensor'
import type { Questions } from './exercise.js'

type Vector = T.Tensor<[number]>
type Column = T.Tensor<[T.Name<'batch'>, 1]>

export interface Params {
  readonly first: L.Dense<1, 3>
  readonly second: L.Dense<3, 1>
}

export interface Answers {
  readonly relu: (x: Vector) => Vector
  readonly slopes: readonly [number, number, number]
  readonly network: (params: Params) => (x: Column) => Column
  readonly floor: number
}

const xs = [-2, -0.5, 0, 0.25, 3]
const params: Params = {
  first: { weight: T.tensor([[2, -1, 0.5]]), bias: T.tensor([1, 0.5, -0.25]) },
  second: { weight: T.tensor([[3], [-4], [-2]]), bias: T.tensor([0.25]) },
}
const inputs: Column = T.tensor([[-2], [-0.5], [0.1], [1], [3]])
const [first, second] = [L.dense(1, 3).apply(params.first), L.dense(3, 1).apply(params.second)]

/** 0.25 + 3·max(0, 2x + 1) − 4·max(0, 0.5 − x) − 2·max(0, 0.5x − 0.25) */
const byHand = (x: number): number =>
  0.25 + 3 * Math.max(0, 2 * x + 1) - 4 * Math.max(0, 0.5 - x) - 2 * Math.max(0, 0.5 * x - 0.25)

export const questions: Questions<Answers> = {
  relu: {
    number: 1,
    label: { ko: 'ReLU', en: 'ReLU' },
    probe: (relu) => [...T.toFlat(relu(T.tensor(xs)))],
    expected: xs.map((x) => Math.max(0, x)),
    mistakes: [
      {
        message: {
          ko: '그것은 Leaky ReLU다. ReLU는 음수에서 0이다',
          en: 'that is leaky ReLU; ReLU is 0 for negative inputs',
        },
        answer: A.leakyRelu(),
      },
      {
        message: {
          ko: '그것은 절댓값이다. 음수는 0이 되어야 한다',
          en: 'that is the absolute value; negative inputs have to become 0',
        },
        answer: T.abs,
      },
      {
        message: { ko: 'max가 아니라 min을 썼다', en: 'it takes the minimum instead of the maximum' },
        answer: T.min(0),
      },
      {
        message: { ko: '그것은 ReLU의 도함수(계단함수)다', en: 'that is the derivative of ReLU, a step' },
        answer: T.greater(0),
      },
    ],
  },
  slopes: {
    number: 2,
    label: { ko: 'ReLU의 기울기', en: 'the slopes of ReLU' },
    probe: (slopes) => [...slopes],
    expected: [0, 0, 1],
    mistakes: [
      {
        message: {
          ko: '0에서의 기울기를 1로 했다. 0과 1 사이의 모든 수가 subgradient이고, 이 라이브러리는 0을 쓴다',
          en: 'the slope at 0 is taken to be 1; any number from 0 to 1 is a subgradient there, and this library takes 0',
        },
        answer: [0, 1, 1],
      },
      {
        message: {
          ko: '0에서의 기울기를 1/2로 했다. 0과 1 사이의 모든 수가 subgradient이고, 이 라이브러리는 0을 쓴다',
          en: 'the slope at 0 is taken to be 1/2; any number from 0 to 1 is a subgradient there, and this library takes 0',
        },
        answer: [0, 0.5, 1],
      },
      {
        message: { ko: '함숫값을 적었다. 기울기를 물었다', en: 'these are the values (0, 0, 2), not the slopes' },
        answer: [0, 0, 2],
      },
    ],
  },
  network: {
    number: 3,
    label: { ko: '신경망', en: 'the network' },
    probe: (network) => [...T.toFlat(network(params)(inputs))],
    expected: Array.from(T.toFlat(inputs), byHand),
    mistakes: [
      {
        message: {
          ko: '활성함수가 없다. 선형의 선형은 선형이므로 곡선이 될 수 없다',
          en: 'there is no activation: linear after linear is linear, it cannot bend',
        },
        answer: () => (x) => second(first(x)),
      },
      {
        message: {
          ko: '출력층에도 ReLU를 붙였다. 회귀의 출력은 항등함수다',
          en: 'there is a ReLU on the output as well; the output of a regression is the identity',
        },
        answer: () => (x) => A.relu(second(A.relu(first(x)))),
      },
      {
        message: {
          ko: 'ReLU가 두 층 사이가 아니라 출력에 있다',
          en: 'the ReLU is on the output instead of between the layers',
        },
        answer: () => (x) => A.relu(second(first(x))),
      },
      {
        message: { ko: '편향이 빠졌다', en: 'the biases are missing' },
        answer:
          ({ first: f, second: s }) =>
          (x) =>
            pipe(x, T.matmul(f.weight), A.relu, T.matmul(s.weight)),
      },
    ],
  },
  floor: {
    number: 4,
    label: { ko: '잡음의 바닥', en: 'the noise floor' },
    probe: (floor) => [floor],
    expected: [0.04 / 12],
    mistakes: [
      {
        message: {
          ko: '0.2²/3은 E[n²]이다. 잡음의 평균 0.1은 편향이 배우므로 분산만 남는다',
          en: '0.2²/3 is E[n²]; the mean of the noise, 0.1, is learned by the bias, so only the variance remains',
        },
        answer: 0.04 / 3,
      },
      { message: { ko: '폭을 제곱하지 않았다', en: 'the width is not squared' }, answer: 0.2 / 12 },
      {
        message: {
          ko: '0.1²은 평균의 제곱이다. 분산을 물었다',
          en: '0.1² is the square of the mean, not the variance',
        },
        answer: 0.01,
      },
      {
        message: {
          ko: '그것은 표준편차다. 평균제곱오차의 바닥은 분산이다',
          en: 'that is the standard deviation; the floor of the mean squared error is the variance',
        },
        answer: 0.2 / Math.sqrt(12),
      },
    ],
  },
}
