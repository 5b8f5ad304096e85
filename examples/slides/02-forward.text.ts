import type { Text } from './lesson.js'

export const text: Text = {
  item: 2,
  title: { ko: '순전파', en: 'The forward pass' },
  quotes: [
    '# 역전파와 순전파',
    '목표: 역전파를 통해 좋은 가중치를 찾자!',
    '## ■ 순전파',
    '- 데이터처리 → 모델 구현 → 예측값 도출 → 손실함수 계산',
    '- 손실함수는 문제에 따라 정의됨',
  ],
  paragraphs: [
    {
      ko: '순전파는 함수의 합성이다. 자료를 다듬고, 모델에 넣고, 예측값을 얻고, 목표와 견주어 손실이라는 **수 하나**를 얻는다. 모델은 순수 함수 `(params) => (input) => output`이라서, 같은 가중치와 같은 입력은 언제나 같은 값을 준다.',
      en: 'The forward pass is a composition of functions: prepare the data, put it into the model, get a prediction, compare it with the target, and obtain **one number**, the loss. A model is a pure function `(params) => (input) => output`: the same weights and the same input always give the same value.',
    },
    {
      ko: '자료와 목표를 고정하면 손실은 가중치만의 함수 $L(\\theta)$가 된다. "좋은 가중치"는 $L(\\theta)$가 작은 $\\theta$이다. 무작위로 1000번 뽑아 보는 것보다, 기울기를 따라 1000걸음 가는 것이 훨씬 낫다. 역전파는 그 기울기를 빠르게 계산하는 방법이다.',
      en: 'With data and targets fixed, the loss is a function $L(\\theta)$ of the weights alone, and "good weights" are a $\\theta$ for which it is small. A thousand steps along the gradient are far better than a thousand random draws, and backpropagation is the fast way to that gradient.',
    },
    {
      ko: '슬라이드의 "문제에 따라 정의됨"은 그림에서 보인다. 같은 출력도 회귀에서는 목표와의 거리로, 분류에서는 옳은 클래스에 준 확률로 잰다. 자세한 것은 손실함수 수업에 있다.',
      en: 'The slide says the loss depends on the problem, and the figure shows how: one and the same output is measured by its distance from the target in regression, by the probability it gives to the right class in classification. The lessons on losses go further.',
    },
    {
      ko: '슬라이드가 말하지 않는 것: 훈련 자료에서 손실이 작다고 새로운 자료에서도 작은 것은 아니다. 그래서 MNIST에는 시험 자료가 따로 있다.',
      en: 'What the slide leaves out: a small loss on the training data does not promise a small one on new data. That is why MNIST has a test set of its own.',
    },
  ],
  formulas: [
    {
      name: { ko: '순전파', en: 'forward pass' },
      tex: 'x \\;\\mapsto\\; h = \\max(0,\\, xW_1 + b_1) \\;\\mapsto\\; \\hat y = hW_2 + b_2 \\;\\mapsto\\; L = \\frac1n\\sum_{i}(\\hat y_i - y_i)^2',
    },
    {
      name: { ko: '목표', en: 'the aim' },
      tex: '\\theta^\\ast = \\operatorname*{arg\\,min}_{\\theta} L(\\theta), \\qquad \\theta = (W_1, b_1, W_2, b_2)',
    },
  ],
}
