/** How the blanks of 실습 1 are checked. With c = w − 2, the cost of this data is 11c² and its gradient 22c. */
import { pipe } from 'fp-ts/lib/function.js'
import * as T from 'nabla-ts/Tensor'
import type { Questions } from './exercise.js'

type Curve = (w: T.Scalar) => T.Scalar

/** What the slide prints of a step, and the weight the next step begins with. */
export interface Step {
  readonly cost: T.Scalar
  readonly w: T.Scalar
  readonly grad: T.Scalar
}

export interface Answers {
  readonly cost: Curve
  readonly gradient: Curve
  readonly update: (w: T.Scalar, gradient: T.Scalar, learningRate: number) => T.Scalar
  readonly step: (w: T.Scalar) => Step
  readonly limit: number
}

const weights = [0.0579673, 1, 2, 3.5]
const curve = (f: Curve): readonly number[] => weights.map((w) => T.toNumber(f(T.scalar(w))))
const of =
  (f: (w: number) => number): Curve =>
  (w) =>
    T.scalar(f(T.toNumber(w)))
const stepOf =
  (numbers: (w: number) => readonly [number, number, number]): Answers['step'] =>
  (w) => {
    const [cost, next, grad] = numbers(T.toNumber(w)).map(T.scalar)
    return { cost, w: next, grad }
  }
const after = (w: number): number => w - 0.01 * 22 * (w - 2)

export const questions: Questions<Answers> = {
  cost: {
    number: 1,
    label: { ko: '비용', en: 'the cost' },
    probe: curve,
    expected: weights.map((w) => 11 * (w - 2) ** 2),
    mistakes: [
      {
        message: { ko: '1/N이 빠졌다. 합이 아니라 평균이다', en: 'the 1/N is missing: it is the mean, not the sum' },
        answer: of((w) => 55 * (w - 2) ** 2),
      },
      {
        message: { ko: '제곱이 빠졌다', en: 'the square is missing' },
        answer: of((w) => 3 * (w - 2)),
      },
      {
        message: { ko: '제곱 대신 절댓값을 썼다', en: 'it takes the absolute value instead of the square' },
        answer: of((w) => 3 * Math.abs(w - 2)),
      },
    ],
  },
  gradient: {
    number: 2,
    label: { ko: '기울기', en: 'its gradient' },
    probe: curve,
    expected: weights.map((w) => 22 * (w - 2)),
    mistakes: [
      {
        message: { ko: '1/N이 빠졌다(슬라이드의 주석처럼)', en: 'the 1/N is missing, as in the comment of the slide' },
        answer: of((w) => 110 * (w - 2)),
      },
      { message: { ko: '2가 빠졌다', en: 'the 2 is missing' }, answer: of((w) => 11 * (w - 2)) },
      {
        message: { ko: '안쪽 미분 x가 빠졌다(연쇄법칙)', en: 'the inner derivative x is missing (chain rule)' },
        answer: of((w) => 6 * (w - 2)),
      },
      { message: { ko: '부호가 반대다', en: 'the sign is the other way round' }, answer: of((w) => -22 * (w - 2)) },
    ],
  },
  update: {
    number: 3,
    label: { ko: '갱신', en: 'the update' },
    probe: (update) =>
      [0.01, 0.05].flatMap((rate) => weights.map((w) => T.toNumber(update(T.scalar(w), T.scalar(3 - w), rate)))),
    expected: [0.01, 0.05].flatMap((rate) => weights.map((w) => w - rate * (3 - w))),
    mistakes: [
      {
        message: { ko: '기울기 방향으로 올라간다. 빼야 한다', en: 'it goes up the gradient: subtract' },
        answer: (w, gradient, rate) => pipe(w, T.add(pipe(gradient, T.mul(rate)))),
      },
      {
        message: { ko: '학습률이 빠졌다', en: 'the learning rate is missing' },
        answer: (w, gradient) => pipe(w, T.sub(gradient)),
      },
    ],
  },
  step: {
    number: 4,
    label: { ko: '한 걸음에서 출력하는 세 수', en: 'the three numbers printed at a step' },
    probe: (step) =>
      weights.flatMap((w) => {
        const { cost, w: next, grad } = step(T.scalar(w))
        return [cost, next, grad].map(T.toNumber)
      }),
    expected: weights.flatMap((w) => [11 * (w - 2) ** 2, after(w), 22 * (w - 2)]),
    mistakes: [
      {
        message: {
          ko: 'w를 갱신하기 전에 출력했다. 슬라이드는 갱신한 뒤의 w를 출력한다',
          en: 'w is printed before the update; the slide prints it after',
        },
        answer: stepOf((w) => [11 * (w - 2) ** 2, w, 22 * (w - 2)]),
      },
      {
        message: {
          ko: '비용과 기울기를 갱신한 뒤의 w에서 구했다. 슬라이드는 갱신 전의 값을 출력한다',
          en: 'cost and gradient are taken after the update; the slide prints those before it',
        },
        answer: stepOf((w) => [11 * (after(w) - 2) ** 2, after(w), 22 * (after(w) - 2)]),
      },
      {
        message: { ko: '비용을 갱신한 뒤의 w에서 구했다', en: 'the cost is taken after the update' },
        answer: stepOf((w) => [11 * (after(w) - 2) ** 2, after(w), 22 * (w - 2)]),
      },
    ],
  },
  limit: {
    number: 5,
    label: { ko: '수렴하는 학습률의 한계', en: 'the limit of learning rates that converge' },
    probe: (limit) => [limit],
    expected: [1 / 11],
    mistakes: [
      {
        message: {
          ko: '1/22은 한 걸음에 최소점에 닿는 학습률이다. 그보다 크면 지그재그로 가지만 아직 수렴한다',
          en: '1/22 is the rate that reaches the minimum in one step; above it the steps zigzag and still converge',
        },
        answer: 1 / 22,
      },
      {
        message: { ko: '1/55은 1/N을 빠뜨린 비용의 한계다', en: '1/55 is the limit of the cost without its 1/N' },
        answer: 1 / 55,
      },
    ],
  },
}
