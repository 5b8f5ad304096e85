import type { Text } from './lesson.js'

export const text: Text = {
  item: 8,
  title: { ko: '실습 2: 선형층으로 y = x²', en: 'Exercise 2: y = x² with linear layers' },
  quotes: [
    '# 선형 신경망',
    '## ■ 실습 2',
    '- $y = x^2$  그래프를 linear layer 2개를 사용한 모델로 예측하면?',
    '→ Linear layer를 여러 개 쌓는 것은 의미가 없다!',
  ],
  paragraphs: [
    {
      ko: '$[-1, 1]$에 고르게 놓인 500점에서 $y = x^2$에 $U(0, 0.2)$의 잡음을 더하고, 뉴런 20개를 사이에 둔 선형층 둘(1-20-1)을 평균제곱오차로 학습한다. 전체 자료로 500걸음, 학습률 0.1. 매개변수는 61개이지만 결과는 직선이다.',
      en: 'On 500 even points of $[-1, 1]$, $y = x^2$ with noise from $U(0, 0.2)$ is learned by two linear layers with 20 units between them (1-20-1), with the mean squared error: 500 steps with all the data at a rate of 0.1. There are 61 parameters, and the result is a straight line.',
    },
    {
      ko: '얼마나 나쁜지는 미리 계산할 수 있다. 직선 중에서 가장 좋은 것은 최소제곱 직선이고, 그 손실이 **바닥**이다. 잡음이 없으면 대칭이므로 상수 $\\overline{x^2} = 0.33467$이고, 손실은 $0.08960$이다. 학습은 이 바닥에 다가가지만 뚫지 못한다. 반올림 오차 $10^{-15}$까지 검사한다.',
      en: 'How bad it is can be computed beforehand. The best of all straight lines is that of least squares, and its loss is the **floor**. Without noise it is, by symmetry, the constant $\\overline{x^2} = 0.33467$ with loss $0.08960$. Training comes near the floor and never breaks through, checked to a rounding of $10^{-15}$.',
    },
    {
      ko: '슬라이드의 "의미가 없다"는 나타낼 수 있는 함수에 관한 말이다. 선형층 둘은 학습의 길이 한 층과 다르고, 가운데를 좁힌 선형 자기부호화기는 주성분분석과 같은 공간을 찾는다. 그래도 $y = x^2$의 굽은 모양은 어떤 선형층으로도 얻지 못한다.',
      en: 'That stacking them "has no meaning" is about the functions they can express. Two linear layers learn along another path than one, and a linear autoencoder with a narrow middle finds the space of the principal components. But the bend of $y = x^2$ is out of reach for any of them.',
    },
    {
      ko: '슬라이드에는 잡음, 초기화, 걸음 수가 적혀 있지 않다. 여기서는 씨앗으로 정해 누구나 같은 수를 얻는다. 잡음의 평균이 0이 아니라 0.1이므로 직선도 약 0.1만큼 올라간다.',
      en: 'The slide gives neither noise nor initialisation nor number of steps; here a seed fixes them, so everybody gets the same numbers. The noise has the mean 0.1, not 0, so the line lies higher by about that much.',
    },
  ],
  formulas: [
    { name: { ko: '모델', en: 'model' }, tex: '\\hat y = (xW_1 + b_1)W_2 + b_2 = wx + b' },
    {
      name: { ko: '직선의 바닥', en: 'the floor of all lines' },
      tex: '\\min_{w,\\,b}\\; \\frac1N\\sum_{i=1}^{N}\\left(wx_i + b - x_i^2\\right)^2 = \\operatorname{var}(x^2) = 0.0896017\\ldots',
    },
  ],
}
