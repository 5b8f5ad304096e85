import type { Text } from './lesson.js'

export const text: Text = {
  item: 17,
  title: { ko: '소프트맥스', en: 'Softmax' },
  quotes: [
    '# 활성함수',
    '## ■ Softmax',
    '- N개의 다른 이벤트에 대한 확률 분포',
    '- 일반적으로 각 대상 클래스의 확률 계산, 모든 확률의 합 = 1',
    '- Multiclass classification 문제의 출력층에서 사용',
  ],
  paragraphs: [
    {
      ko: '소프트맥스는 수 $n$개(로짓)를 합이 1인 양수 $n$개로 바꾼다. 순서는 지킨다. "다른 이벤트"는 **서로 배타적**이라는 뜻이다: 정확히 하나의 클래스가 참일 때 쓴다. 여럿이 함께 참일 수 있으면 클래스마다 시그모이드를 쓴다. 원소마다 따로 작용하는 함수가 아니므로 은닉층의 활성함수들과 종류가 다르다.',
      en: 'Softmax turns $n$ numbers (logits) into $n$ positive ones that sum to 1, in the same order. "Different events" means **mutually exclusive** ones: exactly one class is true. Where several may be true together, each class gets a sigmoid of its own. It does not act element by element, so it is of another kind than the activations of hidden layers.',
    },
    {
      ko: '모든 로짓에 같은 수를 더해도 결과는 같다. 그래서 로짓 하나는 남는 자유도이고, 클래스가 둘이면 두 로짓의 **차**의 시그모이드이다. 이 성질은 계산도 구한다: 식 그대로면 $e^{1000} = \\infty$라서 NaN이 되지만, 가장 큰 로짓을 먼저 빼면 지수는 0보다 크지 않다.',
      en: 'Adding one number to all logits changes nothing. So one of them is superfluous, and for two classes the softmax is the sigmoid of the **difference** of the logits. The same property rescues the computation: literally, $e^{1000} = \\infty$ makes it NaN; after the largest logit is subtracted no exponent is above 0.',
    },
    {
      ko: '로짓을 온도 $T$로 나누면 분포가 뾰족해지거나($T < 1$) 평평해진다($T > 1$). 소프트맥스의 확률은 로짓의 크기에 달려 있으며, 망이 말하는 0.99가 백 번 중 아흔아홉 번 맞는다는 보장은 아니다.',
      en: 'Dividing the logits by a temperature $T$ makes the distribution sharper ($T < 1$) or flatter ($T > 1$). The probabilities depend on the size of the logits; a network that says 0.99 is not thereby right 99 times in a hundred.',
    },
    {
      ko: '로그가 필요하면 `logSoftmax`를 쓴다: 확률이 0으로 반올림된 뒤의 로그는 $-\\infty$이고, 그 기울기는 쓸모가 없다. 손실함수(22번)가 로짓을 받는 까닭이다.',
      en: 'Where a logarithm is wanted, use `logSoftmax`: after a probability has been rounded to 0 its logarithm is $-\\infty$ and its gradient useless. This is why the loss (lesson 22) takes logits.',
    },
  ],
  formulas: [
    {
      name: { ko: '소프트맥스', en: 'softmax' },
      tex: 'p_i = \\frac{e^{z_i}}{\\sum_{j} e^{z_j}} = \\frac{e^{z_i-m}}{\\sum_{j} e^{z_j-m}}, \\quad m = \\max_j z_j, \\qquad \\sum_i p_i = 1',
    },
    { name: { ko: '로그 소프트맥스', en: 'log softmax' }, tex: '\\log p_i = z_i - m - \\log \\sum_j e^{z_j - m}' },
    {
      name: { ko: '기울기', en: 'derivative' },
      tex: '\\frac{\\partial p_i}{\\partial z_j} = p_i\\,(\\delta_{ij} - p_j)',
    },
    { name: { ko: '클래스가 둘일 때', en: 'two classes' }, tex: '\\mathrm{softmax}(z_1, z_2)_1 = \\sigma(z_1 - z_2)' },
  ],
}
