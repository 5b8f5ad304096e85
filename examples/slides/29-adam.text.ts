import type { Text } from './lesson.js'

export const text: Text = {
  item: 29,
  title: { ko: 'Adam, 그리고 여섯의 경주', en: 'Adam, and the race of six' },
  quotes: ['# Optimizer', '## ■ Adam', '- **Adagrad** + **Momentum**', '- 매개변수 2개 지정', '- RMSProp를 일반화'],
  paragraphs: [
    {
      ko: 'Adam은 기울기의 지수이동평균 $m$과 기울기 제곱의 지수이동평균 $v$를 함께 기억하고, $m$을 $\\sqrt{v}$로 나눈 방향으로 간다. 슬라이드의 "매개변수 2개"는 두 평균의 $\\beta_1 = 0.9$와 $\\beta_2 = 0.999$이다. $\\epsilon = 10^{-8}$은 여기서는 제곱근 **밖에** 있다(Kingma & Ba).',
      en: 'Adam remembers an exponential moving average $m$ of the gradients and one, $v$, of their squares, and goes along $m$ divided by $\\sqrt{v}$. The "two parameters" of the slide are those of the two means, $\\beta_1 = 0.9$ and $\\beta_2 = 0.999$. $\\epsilon = 10^{-8}$ here stands **outside** the root (Kingma & Ba).',
    },
    {
      ko: '"Adagrad + Momentum"은 어림잡은 말이다. 정확히는 RMSProp + **평균** 꼴의 관성 + 편향 보정이다. $v$는 AdaGrad의 합이 아니라 평균이고, $m$도 슬라이드의 Momentum처럼 쌓인 합이 아니라 $(1-\\beta_1)$이 곱해진 평균이다. "RMSProp를 일반화"는 정확하다. $\\beta_1 = 0$이고 보정이 없으면 ($\\epsilon$의 자리를 빼고) RMSProp과 같은 경로를 걷는다.',
      en: '"Adagrad + Momentum" is said roughly. Exactly it is RMSProp + *averaged* momentum + bias correction: $v$ is a mean, not the sum of AdaGrad, and $m$ is a mean with the factor $(1-\\beta_1)$, not the accumulated velocity of the slide. "It generalises RMSProp" is exact: with $\\beta_1 = 0$ and no correction it walks the path of RMSProp, but for where $\\epsilon$ stands.',
    },
    {
      ko: '두 평균은 $0$에서 시작하므로 처음에는 너무 작다. $t$걸음 뒤에 무게의 합은 $1 - \\beta^t$이므로, 그것으로 나누면 제대로 된 가중평균 $\\hat m, \\hat v$가 된다(`state[0].correction1`, `state[0].correction2`). 보정이 없으면 $v$가 $m$보다 더 작게 치우쳐 있어 첫 걸음이 $\\eta(1-\\beta_1)/\\sqrt{1-\\beta_2} = 3.16\\,\\eta$가 되고, 기울기가 그대로라면 몇 걸음 뒤에는 여섯 배를 넘는다. 보정이 있으면 첫 걸음은 정확히 $\\eta$이다.',
      en: 'Both means start at $0$ and are too small at first. After $t$ steps their weights add up to $1 - \\beta^t$; divided by that they become proper weighted means $\\hat m, \\hat v$ (see `state[0].correction1`, `state[0].correction2`). Without the correction $v$ is more biased than $m$: the first step is $\\eta(1-\\beta_1)/\\sqrt{1-\\beta_2} = 3.16\\,\\eta$, and, were the gradient to stay, a few steps later over six times $\\eta$. With it the first step is exactly $\\eta$.',
    },
    {
      ko: '경주에서: SGD는 지그재그, Momentum과 Nesterov는 크게 돌아서, AdaGrad·RMSProp·Adam은 두 좌표를 비슷한 속도로 내려간다. 하지만 이것은 이차함수 하나, 학습률 한 벌, 잡음 없는 기울기에서의 그림이다. 여기서 앞선 방법이 MNIST에서도 앞선다는 뜻은 아니다.',
      en: 'In the race SGD zigzags, Momentum and Nesterov swing wide, AdaGrad, RMSProp and Adam bring both coordinates down at a similar pace. But this is one quadratic, one set of rates, and gradients without noise: who is ahead here need not be ahead on MNIST.',
    },
  ],
  formulas: [
    {
      name: { ko: '두 평균', en: 'two means' },
      tex: "m' = \\beta_1 m + (1-\\beta_1)\\,g,\\qquad v' = \\beta_2 v + (1-\\beta_2)\\,g\\odot g",
    },
    {
      name: { ko: '편향 보정', en: 'bias correction' },
      tex: "\\hat m = \\frac{m'}{1-\\beta_1^{\\,t}},\\qquad \\hat v = \\frac{v'}{1-\\beta_2^{\\,t}}",
    },
    { name: { ko: '갱신', en: 'update' }, tex: "w' = w - \\eta\\,\\frac{\\hat m}{\\sqrt{\\hat v} + \\epsilon}" },
  ],
}
