import type { Text } from './lesson.js'

export const text: Text = {
  item: 9,
  title: { ko: '비선형성', en: 'Nonlinearity' },
  quotes: [
    '# 활성함수',
    '## ■ 비선형성',
    '- 선형결합의 선형결합은 선형결합이기 때문에, linear layer를 여러 번 쌓은 것은 의미가 없음',
    '- 즉, 비선형성을 갖는 함수가 필요함',
    '➔ Activation function!',
  ],
  paragraphs: [
    {
      ko: '층 사이에 선형이 아닌 함수를 하나 끼우면 접히지 않는다. 그것이 **활성함수**이다. 라이브러리에서 활성함수는 특별한 것이 아니라 미분할 수 있는 보통 함수이고, `M.map(A.relu)`로 끼운다.',
      en: 'Put one function that is not linear between the layers, and they fold no more. That is the **activation function**. In the library it is nothing special, an ordinary differentiable function, put in with `M.map(A.relu)`.',
    },
    {
      ko: 'ReLU 신경망은 조각마다 선형이다. 은닉층 하나에서 뉴런은 저마다 한 번 꺾이므로 꺾인 점은 많아야 뉴런 수만큼이고, 층을 쌓으면 앞 층의 조각이 다시 꺾여 더 많아질 수 있다. 가중치가 같아도 활성함수를 빼면 언제나 기울기 하나의 직선이다.',
      en: 'A ReLU network is linear in pieces. In one hidden layer each unit bends once, so there are at most as many kinks as units; further layers bend the pieces of those before, and there can be many more. With the same weights and no activation there is always one slope.',
    },
    {
      ko: '꺾인 점이 곡선을 만든다. 구간을 $n$개로 나누어 점들을 이으면 $x^2$과의 오차는 정확히 $1/n^2$이고, 이 꺾은선은 ReLU $n$개의 신경망이다. 가중치는 학습하지 않고 손으로 놓았다. 실습 3에서는 학습이 찾는다.',
      en: 'Kinks make curves. Join the points of $x^2$ over $n$ equal pieces: the error is exactly $1/n^2$, and the polygon is a network of $n$ ReLUs. Here its weights are placed by hand; in exercise 3 training finds them.',
    },
    {
      ko: '깊다고 저절로 꺾인 점이 많아지는 것은 아니다. 가능한 수는 깊이에 따라 지수적으로 늘지만, 무작위 가중치에서는 그보다 훨씬 적다. 또 아무 비선형 함수나 되는 것도 아니다. 은닉층 하나로 모든 연속함수에 다가갈 수 있으려면 활성함수가 **다항식이 아니어야** 한다(Leshno 외, 1993). 예를 들어 $x^2$을 활성함수로 쓰면 층이 하나인 신경망은 언제나 이차식이다.',
      en: 'Depth does not bring kinks by itself: their possible number grows exponentially with it, but random weights give far fewer. Nor will any nonlinear function do: for one hidden layer to come near every continuous function, the activation must **not be a polynomial** (Leshno et al., 1993). With $x^2$ as activation, one layer is always a quadratic.',
    },
  ],
  formulas: [
    {
      name: { ko: '활성함수를 끼운 두 층', en: 'two layers with an activation' },
      tex: 'y = \\varphi(xW_1 + b_1)\\,W_2 + b_2',
    },
    {
      name: { ko: '꺾은선은 ReLU의 합', en: 'a polygon is a sum of ReLUs' },
      tex: 'f(x) = 1 + \\sum_{i=0}^{n-1} (s_i - s_{i-1})\\,\\max(0,\\, x - t_i), \\qquad s_{-1} = 0,\\; t_i = -1 + \\tfrac{2i}{n}',
    },
    { name: { ko: '오차', en: 'error' }, tex: '\\max_{|x|\\le 1}\\,\\lvert f(x) - x^2\\rvert = \\frac{1}{n^2}' },
  ],
}
