import type { Text } from './lesson.js'

export const text: Text = {
  item: 12,
  title: { ko: '활성함수: ReLU', en: 'Activation functions: ReLU' },
  quotes: [
    '# 활성함수',
    '## ReLU',
    '$$\\max(0, x)$$',
    '## ■ ReLU',
    '- 입력값이 0보다 크면 입력값을 그대로 출력, 0보다 작으면 0을 출력',
    '- 값을 그대로 보내기 때문에 계산 및 학습이 빠름',
    '- 은닉층(hidden layer)에서 많이 사용함',
  ],
  paragraphs: [
    {
      ko: 'ReLU는 두 직선을 이어 붙인 것이다. 0에서는 미분할 수 없고, 0과 1 사이의 어떤 수도 그곳의 접선 기울기(열미분)가 될 수 있다. 라이브러리는 0을 고른다. 슬라이드는 0보다 큰 경우와 작은 경우만 말하지만, 0에서의 값은 어느 쪽으로 읽어도 0이다.',
      en: 'ReLU is two straight lines joined. At 0 it has no derivative; any number from 0 to 1 is the slope of a supporting line there (a subgradient), and the library picks 0. The slide speaks of inputs above and below 0 only; at 0 the value is 0 either way.',
    },
    {
      ko: '"값을 그대로 보내기 때문에 계산 및 학습이 빠름"에는 두 가지가 들어 있다. **계산**: 지수함수 없이 비교 한 번이다(잰 값은 아래). **학습**: 역전파는 층마다 기울기를 곱하는데, 양수 입력에서 ReLU의 기울기는 정확히 1이므로 10층을 지나도 1이다. 시그모이드는 층마다 많아야 $1/4$이라 10층이면 $0.25^{10} \\approx 10^{-6}$도 되지 않는다. 물론 실제 망에서는 가중치도 곱해지므로, 초기화가 함께 맞아야 한다(18번).',
      en: '"Computing and learning are fast, since values pass unchanged" says two things. **Computing**: one comparison, no exponential (measured below). **Learning**: backpropagation multiplies one slope per layer, and where its input is positive that of ReLU is exactly 1, through ten layers too. A sigmoid contributes at most $1/4$ each time, after ten layers less than $0.25^{10} \\approx 10^{-6}$. In a real network the weights are factors too, so the initialisation has to fit (lesson 18).',
    },
    {
      ko: '대가도 있다. 음수 쪽 기울기는 정확히 0이다. 모든 자료에서 입력이 음수인 유닛은 출력도 기울기도 0이어서 다시는 배우지 못한다: **죽은 유닛**. `dense`의 기본 초기화에서 입력이 $[-1, 1]$의 수 하나이면 $b < -|w|$일 확률, 곧 $1/4$은 처음부터 죽어 있고, 학습률이 크면 훨씬 더 많이 죽는다. 13번의 leaky ReLU는 이것을 막으려는 것이다.',
      en: 'There is a price. On the negative side the slope is exactly 0. A unit whose input is negative for all data puts out 0, gets gradient 0 and never learns again: a **dead unit**. With the default initialisation of `dense` and one input in $[-1, 1]$, a unit is dead from the start with the probability that $b < -|w|$, which is $1/4$; a large learning rate kills many more. Leaky ReLU (lesson 13) is meant against that.',
    },
  ],
  formulas: [
    { name: { ko: 'ReLU', en: 'ReLU' }, tex: '\\mathrm{ReLU}(x) = \\max(0, x)' },
    {
      name: { ko: '기울기', en: 'derivative' },
      tex: "\\mathrm{ReLU}'(x) = \\begin{cases} 1 & x > 0 \\\\ 0 & x \\le 0 \\end{cases}",
    },
    {
      name: { ko: '연쇄법칙: 기울기의 곱', en: 'chain rule: a product of slopes' },
      tex: "\\frac{d h_n}{d h_0} = \\prod_{k=1}^{n} f'(h_{k-1}), \\qquad h_k = f(h_{k-1})",
    },
  ],
}
