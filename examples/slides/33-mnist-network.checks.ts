/** How the blanks of the MNIST exercise are checked: on small networks and vectors, by arithmetic written out. */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as L from 'nabla-ts/Layer'
import * as Loss from 'nabla-ts/Loss'
import type { Classes } from 'nabla-ts/Metric'
import * as T from 'nabla-ts/Tensor'
import type { Questions } from './exercise.js'

type Vector = T.Tensor<[number]>
type Rows = T.Tensor<[T.Name<'batch'>, 3]>

/** A network 2 → 4 → 3 in the place of 784 → 100 → 10. */
export interface Params {
  readonly hidden: L.Dense<2, 4>
  readonly logits: L.Dense<4, 3>
}

/** What RMSProp keeps and moves; the learning rate is 0.01, γ = 0.9, ε = 0.1 (large, to see where it stands). */
export interface Rms {
  readonly h: Vector
  readonly w: Vector
}

/** What Adam keeps and moves; the learning rate is 0.01, β₁ = 0.9, β₂ = 0.999, ε = 0.1. */
export interface Moments {
  readonly m: Vector
  readonly v: Vector
  readonly w: Vector
}

export interface Answers {
  readonly scale: (bytes: Vector) => Vector
  readonly network: (params: Params) => (x: T.Tensor<[T.Name<'batch'>, 2]>) => Rows
  readonly loss: (targets: Classes, logits: Rows) => T.Scalar
  readonly rmsprop: (state: Rms, gradient: Vector) => Rms
  readonly adam: (state: Moments, gradient: Vector, iteration: number) => Moments
  readonly iterations: number
}

const params: Params = {
  hidden: {
    weight: T.tensor([
      [1, -2, 0.5, 1.5],
      [-1, 1, 2, -0.5],
    ]),
    bias: T.tensor([0.5, -0.5, 0.25, 1]),
  },
  logits: {
    weight: T.tensor([
      [1, -1, 0.5],
      [2, 0.5, -1],
      [-0.5, 1, 1.5],
      [-1, -2, 0.25],
    ]),
    bias: T.tensor([0.1, -0.2, 0.3]),
  },
}
const inputs: T.Tensor<[T.Name<'batch'>, 2]> = T.tensor([
  [1, 2],
  [-1, 0.5],
])
const [hidden, output] = [L.dense(2, 4).apply(params.hidden), L.dense(4, 3).apply(params.logits)]

/** xW₁ + b₁ is [−0.5, −0.5, 4.75, 1.5] and [−1, 2, 0.75, −0.75]; ReLU, then W₂ and b₂. */
const logitsByHand = [
  -0.5 * 4.75 - 1 * 1.5 + 0.1,
  1 * 4.75 - 2 * 1.5 - 0.2,
  1.5 * 4.75 + 0.25 * 1.5 + 0.3,
  2 * 2 - 0.5 * 0.75 + 0.1,
  0.5 * 2 + 1 * 0.75 - 0.2,
  -1 * 2 + 1.5 * 0.75 + 0.3,
]

const logits: Rows = T.tensor([
  [2, -1, 0.5],
  [0, 1, 3],
])
const targets: Classes = T.tensor([0, 1])
const logSum = (...z: readonly number[]): number => Math.log(z.reduce((sum, v) => sum + Math.exp(v), 0))
/** Softmax and then the loss that applies softmax: what the types refuse, so they are told nothing. */
const twice = (t: Classes, z: Rows): T.Scalar => Loss.softmaxCrossEntropy(t)(pipe(A.softmax(z), T.add(0)) as Rows)

const gradients = [
  [0.5, -2],
  [0.01, 3],
] as const
const vector = (...xs: readonly number[]): Vector => T.tensor([...xs])
const numbers = (...all: readonly Vector[]): readonly number[] => all.flatMap((x) => [...T.toFlat(x)])

/** Two steps of RMSProp, from h and w that tell readings apart. */
const twoRms = (rmsprop: Answers['rmsprop']): readonly number[] => {
  const { h, w } = gradients.reduce((state, g) => rmsprop(state, vector(...g)), {
    h: vector(0.3, 0.02),
    w: vector(1, -1),
  })
  return numbers(h, w)
}
const twoAdam = (adam: Answers['adam']): readonly number[] => {
  const start = { m: vector(0, 0), v: vector(0, 0), w: vector(1, -1) }
  const { m, v, w } = gradients.reduce((state, g, i) => adam(state, vector(...g), i + 1), start)
  return numbers(m, v, w)
}

/** The same updates on plain numbers, coordinate by coordinate. */
const each = (f: (...xs: readonly number[]) => number, ...xs: readonly Vector[]): Vector => {
  const columns = xs.map((x) => [...T.toFlat(x)])
  return vector(...columns[0].map((_, i) => f(...columns.map((column) => column[i]))))
}
const rms =
  (next: (h: number, g: number) => number, move: (old: number, h: number, g: number) => number): Answers['rmsprop'] =>
  ({ h, w }, g) => {
    const after = each(next, h, g)
    return { h: after, w: each((x, before, now, slope) => x - 0.01 * move(before, now, slope), w, h, after, g) }
  }
const mixed = (h: number, g: number): number => 0.9 * h + 0.1 * g * g
const inside = (_: number, h: number, g: number): number => g / Math.sqrt(h + 0.1)
const kingma =
  (b1: number, b2: number, step: (m: number, v: number, t: number) => number): Answers['adam'] =>
  ({ m, v, w }, g, t) => {
    const [m1, v1] = [each((a, b) => b1 * a + (1 - b1) * b, m, g), each((a, b) => b2 * a + (1 - b2) * b * b, v, g)]
    return { m: m1, v: v1, w: each((x, a, b) => x - 0.01 * step(a, b, t), w, m1, v1) }
  }
const unbiased = (m: number, v: number, t: number) => [m / (1 - 0.9 ** t), v / (1 - 0.999 ** t)] as const

export const questions: Questions<Answers> = {
  scale: {
    number: 1,
    label: { ko: '화소의 크기', en: 'the scale of the pixels' },
    probe: (scale) => numbers(scale(vector(0, 51, 255))),
    expected: [0, 0.2, 1],
    mistakes: [
      {
        message: {
          ko: '나누지 않았다. 입력이 수백이면 기울기도 수백 배가 된다',
          en: 'not scaled: inputs in the hundreds make gradients in the hundreds',
        },
        answer: (bytes) => bytes,
      },
      {
        message: { ko: '256으로 나누었다. 가장 큰 값은 255다', en: 'divided by 256; the largest value is 255' },
        answer: (bytes) => pipe(bytes, T.div(256)),
      },
    ],
  },
  network: {
    number: 2,
    label: { ko: '신경망', en: 'the network' },
    probe: (network) => [...T.toFlat(network(params)(inputs))],
    expected: logitsByHand,
    mistakes: [
      {
        message: {
          ko: 'softmax가 두 번이 된다. 손실이 로짓에 softmax를 적용하므로 망은 로짓에서 끝나야 한다',
          en: 'that makes softmax twice: the loss applies it to logits, so the network ends in logits',
        },
        answer: () => (x) => pipe(A.softmax(output(A.relu(hidden(x)))), T.add(0)) as Rows,
      },
      {
        message: {
          ko: '활성함수가 없다. 두 선형층은 한 층과 같다',
          en: 'there is no activation: two linear layers are one',
        },
        answer: () => (x) => output(hidden(x)),
      },
      {
        message: {
          ko: '출력층에도 ReLU를 붙였다. 로짓은 음수일 수 있어야 한다',
          en: 'there is a ReLU on the output as well; logits have to be free to be negative',
        },
        answer: () => (x) => A.relu(output(A.relu(hidden(x)))),
      },
    ],
  },
  loss: {
    number: 3,
    label: { ko: '손실', en: 'the loss' },
    probe: (loss) => [T.toNumber(loss(targets, logits)), T.toNumber(loss(T.tensor([2, 2]), logits))],
    expected: [
      (logSum(2, -1, 0.5) - 2 + logSum(0, 1, 3) - 1) / 2,
      (logSum(2, -1, 0.5) - 0.5 + logSum(0, 1, 3) - 3) / 2,
    ],
    mistakes: [
      {
        message: {
          ko: 'softmax를 두 번 적용했다. softmaxCrossEntropy는 로짓을 받는다',
          en: 'softmax is applied twice: softmaxCrossEntropy takes logits',
        },
        answer: twice,
      },
      {
        message: {
          ko: '1/N이 빠졌다. 배치에 대한 합이 아니라 평균이다',
          en: 'the 1/N is missing: it is the mean over the batch, not the sum',
        },
        answer: (t, z) => pipe(Loss.softmaxCrossEntropy(t)(z), T.mul(2)),
      },
      {
        message: { ko: '부호가 반대다. 손실은 −log p이다', en: 'the sign is the other way round: the loss is −log p' },
        answer: (t, z) => T.neg(Loss.softmaxCrossEntropy(t)(z)),
      },
    ],
  },
  rmsprop: {
    number: 4,
    label: { ko: 'RMSProp의 한 걸음', en: 'a step of RMSProp' },
    probe: twoRms,
    expected: twoRms(rms(mixed, inside)),
    mistakes: [
      {
        message: {
          ko: 'ε이 제곱근 밖에 있다. 슬라이드에서는 안에 있다: √(h′ + ε)',
          en: 'ε stands outside the root; on the slide it is inside: √(h′ + ε)',
        },
        answer: rms(mixed, (_, h, g) => g / (Math.sqrt(h) + 0.1)),
      },
      {
        message: { ko: 'γ와 1 − γ가 바뀌었다', en: 'γ and 1 − γ are swapped' },
        answer: rms((h, g) => 0.1 * h + 0.9 * g * g, inside),
      },
      {
        message: {
          ko: '옛 h를 썼다. 새 h′으로 나누어야 한다',
          en: 'it divides by the old h; the new h′ is the one used',
        },
        answer: rms(mixed, (old, _, g) => g / Math.sqrt(old + 0.1)),
      },
      {
        message: { ko: '그것은 AdaGrad다. 제곱을 더하기만 한다', en: 'that is AdaGrad: it only adds up the squares' },
        answer: rms((h, g) => h + g * g, inside),
      },
      {
        message: { ko: 'ε이 빠졌다', en: 'ε is missing' },
        answer: rms(mixed, (_, h, g) => g / Math.sqrt(h)),
      },
    ],
  },
  adam: {
    number: 5,
    label: { ko: 'Adam의 한 걸음', en: 'a step of Adam' },
    probe: twoAdam,
    expected: twoAdam(
      kingma(0.9, 0.999, (...seen) => {
        const [m, v] = unbiased(...seen)
        return m / (Math.sqrt(v) + 0.1)
      }),
    ),
    mistakes: [
      {
        message: {
          ko: '편향 보정이 없다. m과 v를 1 − βᵗ로 나누어야 한다',
          en: 'there is no bias correction: m and v are divided by 1 − βᵗ',
        },
        answer: kingma(0.9, 0.999, (m, v) => m / (Math.sqrt(v) + 0.1)),
      },
      {
        message: {
          ko: 'ε이 제곱근 안에 있다. Adam에서는 밖에 있다: √v̂ + ε',
          en: 'ε stands inside the root; for Adam it is outside: √v̂ + ε',
        },
        answer: kingma(0.9, 0.999, (...seen) => {
          const [m, v] = unbiased(...seen)
          return m / Math.sqrt(v + 0.1)
        }),
      },
      {
        message: { ko: 'β₁과 β₂가 바뀌었다', en: 'β₁ and β₂ are swapped' },
        answer: kingma(0.999, 0.9, (a, b, t) => a / (1 - 0.999 ** t) / (Math.sqrt(b / (1 - 0.9 ** t)) + 0.1)),
      },
      {
        message: {
          ko: '보정의 지수가 하나 크다. 첫 걸음에서 t = 1이다',
          en: 'the power of the correction is one too large: at the first step t = 1',
        },
        answer: kingma(0.9, 0.999, (a, b, t) => {
          const [m, v] = unbiased(a, b, t + 1)
          return m / (Math.sqrt(v) + 0.1)
        }),
      },
    ],
  },
  iterations: {
    number: 6,
    label: { ko: '반복 수', en: 'the iterations' },
    probe: (iterations) => [iterations],
    expected: [1407],
    mistakes: [
      {
        message: {
          ko: '마지막 배치를 버렸다. 차지 않은 배치도 한 번의 반복이다: ⌈N/B⌉',
          en: 'the last batch is left out; one that is not full is an iteration, too: ⌈N/B⌉',
        },
        answer: 1404,
      },
      {
        message: {
          ko: '세 에폭을 이어서 나누었다. 배치는 에폭마다 새로 나뉜다',
          en: 'the three epochs are cut as one; batches are cut anew each epoch',
        },
        answer: 1406,
      },
      {
        message: { ko: '올림하지 않았다. 반복은 정수다', en: 'not rounded up: iterations are whole' },
        answer: 1406.25,
      },
      { message: { ko: '한 에폭의 반복 수다', en: 'that is one epoch' }, answer: 469 },
    ],
  },
}
