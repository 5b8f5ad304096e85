import type { Text } from './lesson.js'

export const text: Text = {
  item: 11,
  title: { ko: '활성함수: tanh', en: 'Activation functions: tanh' },
  quotes: ['# 활성함수', '## tanh', '$$\\tanh(x)$$'],
  paragraphs: [
    {
      ko: 'tanh는 새로운 함수가 아니라 시그모이드를 늘이고 옮긴 것이다: $\\tanh(x) = 2\\sigma(2x) - 1$. 치역은 열린 구간 $(-1, 1)$이고 0에 대해 대칭이므로, 평균이 0인 신호는 평균이 0인 신호로 나간다. 시그모이드의 출력은 언제나 양수이다.',
      en: 'tanh is no new function but the sigmoid, stretched and moved: $\\tanh(x) = 2\\sigma(2x) - 1$. Its range is the open interval $(-1, 1)$ and it is odd, so signals distributed evenly around 0 stay so. What a sigmoid puts out is always positive.',
    },
    {
      ko: '0에서의 기울기는 $1$로 시그모이드의 $1/4$보다 네 배 가파르다. 그래서 층을 지나도 신호와 기울기가 덜 줄어든다. 그러나 포화는 더 빨리 온다: $|x| > 2.993$이면 기울기가 $0.01$보다 작다.',
      en: 'At 0 its slope is $1$, four times the $1/4$ of the sigmoid, so signals and gradients shrink less from layer to layer. But it saturates earlier: for $|x| > 2.993$ the slope is below $0.01$.',
    },
    {
      ko: '교과서의 $1 - \\tanh^2(x)$는 $\\tanh(x)$가 1로 반올림되면 0이다. 20에서 참값은 $1.7\\cdot10^{-17}$이지만 이 식은 0을 준다. 라이브러리는 $4\\,\\sigma(2x)\\,\\sigma(-2x)$로 계산한다. 반대로 $2\\sigma(2x) - 1$은 수학으로는 옳지만 0 근처에서 계산식으로 쓰면 자릿수를 잃고($10^{-17}$에서 0), 지수함수의 몫은 710부터 $\\infty/\\infty$가 된다.',
      en: "The textbook's $1 - \\tanh^2(x)$ is 0 once $\\tanh(x)$ is rounded to 1: at 20 the true slope is $1.7\\cdot10^{-17}$, the formula says 0. The library computes $4\\,\\sigma(2x)\\,\\sigma(-2x)$. Conversely $2\\sigma(2x) - 1$, right as mathematics, loses its digits near 0 when used to compute (it is 0 at $10^{-17}$), and the quotient of exponentials is $\\infty/\\infty$ from 710 on.",
    },
  ],
  formulas: [
    {
      name: { ko: '쌍곡탄젠트', en: 'hyperbolic tangent' },
      tex: '\\tanh(x) = \\frac{e^{x}-e^{-x}}{e^{x}+e^{-x}} = 2\\,\\sigma(2x) - 1',
    },
    { name: { ko: '기울기', en: 'derivative' }, tex: "\\tanh'(x) = 1-\\tanh^2(x) = 4\\,\\sigma(2x)\\,\\sigma(-2x)" },
    { name: { ko: '2차 도함수', en: 'second derivative' }, tex: "\\tanh''(x) = -2\\tanh(x)\\,\\tanh'(x)" },
  ],
}
