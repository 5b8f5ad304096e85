import type { Text } from './lesson.js'

export const text: Text = {
  item: 10,
  title: { ko: '활성함수: 시그모이드', en: 'Activation functions: the sigmoid' },
  quotes: [
    '# 활성함수',
    '## Sigmoid',
    '$$\\sigma(x) = \\frac{1}{1+e^{-x}}$$',
    '## ■ Sigmoid',
    '- 범위는 0과 1 사이 (s형태의 커브 생성)',
    '- 미분 가능 ( 기울기가 항상 1보다 작음)',
  ],
  paragraphs: [
    {
      ko: '시그모이드의 치역은 **열린** 구간 $(0, 1)$이다. 어떤 실수에서도 0이나 1이 되지 않지만, 배정밀도에서는 $\\sigma(37)$이 정확히 1로, $\\sigma(-746)$이 정확히 0으로 반올림된다.',
      en: 'The range of the sigmoid is the **open** interval $(0, 1)$: no real number reaches 0 or 1. Doubles do: $\\sigma(37)$ is rounded to exactly 1 and $\\sigma(-746)$ to exactly 0.',
    },
    {
      ko: '슬라이드는 "기울기가 항상 1보다 작다"고 하지만 훨씬 더 작다. $\\sigma\'(x) = \\sigma(x)\\,\\sigma(-x)$는 두 수의 합이 1이므로 많아야 $1/4$이고, $|x| > 4.585$에서는 $0.01$보다 작다. 이 **포화 구간**에 들어간 유닛은 거의 배우지 못하며, 층을 쌓으면 이 작은 기울기들이 곱해진다(12번 수업).',
      en: "The slide says that the slope is always below 1. It is far smaller: in $\\sigma'(x) = \\sigma(x)\\,\\sigma(-x)$ the two factors sum to 1, so it is at most $1/4$, and for $|x| > 4.585$ it is below $0.01$. A unit in this **saturated zone** hardly learns, and stacked layers multiply these small slopes (lesson 12).",
    },
    {
      ko: "도함수의 그림은 손으로 쓴 식이 아니라 `D.grad`에서 나온다. 여러 점을 한 텐서에 담고 그 합 $\\sum_i f(x_i)$를 미분하면, $x_i$는 자기 항에만 들어 있으므로 기울기의 $i$번째 성분이 바로 $f'(x_i)$이다. 한 번 더 하면 $f''$이다.",
      en: "The derivatives are not typed in, they come from `D.grad`. Put many points into one tensor and differentiate the sum $\\sum_i f(x_i)$: each $x_i$ occurs in its own term only, so component $i$ of the gradient is $f'(x_i)$. Once more gives $f''$.",
    },
    {
      ko: '같은 수학도 계산 순서에 따라 무너진다. $\\sigma(x)$가 1로 반올림되면 $\\sigma(1-\\sigma)$는 0이 되어 37부터 기울기가 사라지지만, $\\sigma(x)\\,\\sigma(-x)$는 모든 자릿수를 지킨다. $\\log(\\sigma(x))$는 $-745$ 아래에서 $-\\infty$이지만 `logSigmoid`는 $x$에 가까운 유한한 값이다. 손실함수(21번)는 그래서 확률이 아니라 로짓을 받는다.',
      en: 'The same mathematics breaks or holds depending on the order of computation. Once $\\sigma(x)$ is rounded to 1, $\\sigma(1-\\sigma)$ is 0, and from 37 on the gradient is gone; $\\sigma(x)\\,\\sigma(-x)$ keeps all digits. $\\log(\\sigma(x))$ is $-\\infty$ below $-745$, `logSigmoid` stays finite, close to $x$. This is why losses (lesson 21) take logits and not probabilities.',
    },
  ],
  formulas: [
    { name: { ko: '시그모이드', en: 'sigmoid' }, tex: '\\sigma(x) = \\frac{1}{1+e^{-x}}' },
    {
      name: { ko: '기울기', en: 'derivative' },
      tex: "\\sigma'(x) = \\sigma(x)\\,\\bigl(1-\\sigma(x)\\bigr) = \\sigma(x)\\,\\sigma(-x) \\le \\tfrac14",
    },
    {
      name: { ko: '2차 도함수', en: 'second derivative' },
      tex: "\\sigma''(x) = \\sigma'(x)\\,\\bigl(1-2\\sigma(x)\\bigr)",
    },
    {
      name: { ko: '안정한 계산', en: 'stable form' },
      tex: '\\log\\sigma(x) = \\min(x, 0) - \\log\\bigl(1+e^{-|x|}\\bigr)',
    },
  ],
}
