import type { Text } from './lesson.js'

export const text: Text = {
  item: 14,
  title: { ko: '활성함수: Maxout', en: 'Activation functions: maxout' },
  quotes: ['# 활성함수', '## Maxout', '$$\\max(w_1^T x + b_1, w_2^T x + b_2)$$'],
  paragraphs: [
    {
      ko: 'Maxout은 다른 활성함수와 종류가 다르다. 수 하나를 받아 수 하나를 내는 함수가 아니라, 입력 전체를 보고 **자기 가중치**를 가진 **층**이다: `L.maxout(in, out, pieces)`. 유닛 하나가 퍼셉트론 $k$개의 최댓값이므로 매개변수도 $k$배이다. 슬라이드의 $k$는 2이다.',
      en: 'Maxout is of another kind than the rest: no function from one number to one number but a **layer** that sees the whole input and has **weights of its own**: `L.maxout(in, out, pieces)`. A unit is the maximum of $k$ perceptrons, so there are $k$ times as many parameters. The slide has $k = 2$.',
    },
    {
      ko: '직선들의 최댓값은 언제나 아래로 볼록하고 조각마다 곧다. ReLU, leaky ReLU, $|x|$는 가중치를 고른 maxout이며, 값이 마지막 비트까지 같다. 두 조각이 같은 곳(꺾인 점)에서는 기울기를 나누어 가지므로, 거기서만 ReLU가 정한 값과 다르다.',
      en: 'A maximum of lines is always convex and straight in pieces. ReLU, leaky ReLU and $|x|$ are maxouts with chosen weights, equal to the last bit in value. Where two pieces tie, at the kink, they share the gradient; there alone it differs from the convention of ReLU.',
    },
    {
      ko: '조각 $k$개로 $[-1, 1]$에서 $x^2$에 얼마나 가까워질 수 있을까? 길이 $h = 2/k$인 구간에서 가장 좋은 직선은 가운데의 접선을 $h^2/12$만큼 올린 것이고, 그 평균제곱오차는 $h^4/180$, 곧 $4/(45k^4)$이다. $k = 1$이면 실습 2의 한계 $0.089$이다. 경사하강법이 늘 그곳에 이르지는 않는다: 어디서도 최대가 아닌 조각은 ReLU의 죽은 유닛처럼 기울기를 받지 못한다.',
      en: 'How near can $k$ pieces come to $x^2$ on $[-1, 1]$? On a stretch of length $h = 2/k$ the best line is the tangent in the middle, raised by $h^2/12$; its mean squared error is $h^4/180$, that is $4/(45k^4)$. For $k = 1$ this is the limit $0.089$ of exercise 2. Gradient descent does not always get there: a piece that is nowhere the largest gets no gradient, like a dead ReLU.',
    },
    {
      ko: '한 maxout 유닛은 볼록한 함수만 만들 수 있다. $-x^2$나 사인은 유닛 둘의 차로 만든다: 다음 층의 가중치가 음수일 수 있기 때문에 망 전체는 어떤 연속함수에도 가까워질 수 있다.',
      en: 'A single maxout unit makes convex functions only. For $-x^2$ or a sine it takes the difference of two: since weights of the next layer may be negative, a network can come near any continuous function.',
    },
  ],
  formulas: [
    { name: { ko: '슬라이드의 식', en: 'as on the slide' }, tex: '\\max(w_1^T x + b_1,\\; w_2^T x + b_2)' },
    {
      name: { ko: '조각이 k개일 때', en: 'with k pieces' },
      tex: 'y_j = \\max_{1 \\le i \\le k}\\; \\bigl(x W_i + b_i\\bigr)_j',
    },
    {
      name: { ko: 'x²에 대한 최선', en: 'the best for x²' },
      tex: '\\min_{k\\text{ pieces}}\\ \\frac12\\int_{-1}^{1}\\bigl(f(x)-x^2\\bigr)^2dx = \\frac{4}{45\\,k^4}',
    },
  ],
}
