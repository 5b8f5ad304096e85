import type { Text } from './lesson.js'

export const text: Text = {
  item: 1,
  title: { ko: '퍼셉트론', en: 'The perceptron' },
  quotes: [
    '# 선형회귀와 신경망',
    '## ■ 퍼셉트론',
    '- 다수의 신호를 입력 받아 하나의 신호를 출력',
    '- 선형회귀는 하나의 퍼셉트론으로 구현 가능',
    '$$wx + b = y$$',
  ],
  paragraphs: [
    {
      ko: '퍼셉트론은 입력 신호마다 **가중치**를 곱하고, 모두 더하고, **편향**을 더한다. 입력이 여럿이면 $w$와 $x$는 벡터이고 $wx$는 내적이다. 라이브러리에서는 `dense(3, 1)`이고, 예를 행으로 쌓아 $y = xW + b$로 쓴다. $W$의 모양은 `[입력, 출력]`이다.',
      en: 'A perceptron multiplies each input signal by a **weight**, adds everything up, and adds a **bias**. With several inputs $w$ and $x$ are vectors and $wx$ is their inner product. In the library it is `dense(3, 1)`; examples are stacked as rows, so it reads $y = xW + b$, and $W$ has the shape `[inputs, outputs]`.',
    },
    {
      ko: '입력이 하나이면 그래프는 직선, 둘이면 평면, $n$개이면 초평면이다. $w$는 기울기, $b$는 원점에서의 높이를 정한다. $b \\ne 0$이면 엄밀히는 선형(linear)이 아니라 아핀(affine) 함수이지만, 딥러닝에서는 보통 "linear layer"라고 부른다.',
      en: 'Its graph is a line for one input, a plane for two, a hyperplane for $n$. $w$ sets the slope and $b$ the height at the origin. With $b \\ne 0$ the function is, strictly, affine rather than linear; in deep learning it is called a linear layer all the same.',
    },
    {
      ko: '선형회귀는 이 함수의 $w$, $b$를 평균제곱오차가 가장 작게 고르는 일이다. 답을 바로 주는 공식 $w = \\mathrm{cov}(x, y)/\\mathrm{var}(x)$이 있지만, 여기서는 경사하강법으로 배운다. 둘은 열두 자리까지 같다. 공식이 없는 신경망에도 쓸 수 있는 것은 두 번째 방법이다.',
      en: 'Linear regression chooses $w$ and $b$ of this function so that the mean squared error is smallest. There is a formula, $w = \\mathrm{cov}(x, y)/\\mathrm{var}(x)$; here the perceptron learns them by gradient descent instead. Both agree to twelve digits, and only the second way goes on to networks, which have no formula.',
    },
    {
      ko: '슬라이드가 말하지 않는 것: 로젠블랫의 원래 퍼셉트론(1958)은 합이 문턱값을 넘는지에 따라 0이나 1을 내보냈다. 여기의 퍼셉트론은 그 계단 함수를 뺀 것으로, 미분할 수 있어서 학습에 쓸 수 있다. 계단의 자리는 뒤에서 활성함수가 맡는다.',
      en: 'What the slide does not say: the perceptron of Rosenblatt (1958) put out 0 or 1, depending on whether the sum passed a threshold. The perceptron here is that one without its step, so that it can be differentiated; activation functions will take the place of the step.',
    },
  ],
  formulas: [
    { name: { ko: '퍼셉트론', en: 'perceptron' }, tex: 'y = wx + b = \\sum_{i=1}^{n} w_i x_i + b' },
    {
      name: { ko: '최소제곱 직선', en: 'line of least squares' },
      tex: 'w = \\frac{\\sum_i (x_i - \\bar x)\\,y_i}{\\sum_i (x_i - \\bar x)^2}, \\qquad b = \\bar y - w\\bar x',
    },
  ],
}
