import type { Text } from './lesson.js'

export const text: Text = {
  item: 19,
  title: { ko: '실습 3: 활성함수가 있는 신경망', en: 'Exercise 3: a network with an activation' },
  quotes: [
    '# 활성함수',
    '## ■ 실습 3',
    '- Linear layer와 activation function을 사용해서  $y = x^2$  그래프를 예측',
    '→ Activation function을 사용하면 비선형성을 나타낼 수 있다.',
  ],
  paragraphs: [
    {
      ko: '실습 2와 같은 자료, 같은 1-20-1 망, 같은 학습(SGD, 학습률 0.1, 전체 자료로 500걸음)이고, 두 선형층 사이에 ReLU 하나만 더한다. 손실은 직선의 한계 아래로 내려가 $0.0045$ 근처에서 끝난다. 자료의 잡음 $0.2\\cdot U(0,1)$의 분산 $0.2^2/12 \\approx 0.0033$보다 많이 낮아질 수는 없다: 그 아래는 배움이 아니라 잡음을 외우는 것이다.',
      en: 'The same data, the same network 1-20-1 and the same training as in exercise 2 (SGD, rate 0.1, 500 steps on all data), with nothing but a ReLU between the two linear layers. The loss falls below the limit of straight lines and ends near $0.0045$. It cannot go far below the variance of the noise $0.2\\cdot U(0,1)$, which is $0.2^2/12 \\approx 0.0033$: less would be the noise learned by heart.',
    },
    {
      ko: 'ReLU 망은 꺾은선이다. 은닉 유닛 $\\mathrm{ReLU}(w_i x + b_i)$는 $x = -b_i/w_i$에서 꺾이고, 그곳에서 기울기가 $v_i|w_i|$만큼 변한다. 구간 안의 꺾임을 모두 더하면 두 끝의 기울기 차와 정확히 같다. tanh 망은 꺾이지 않고 굽는다.',
      en: 'A network with ReLU is a broken line. The hidden unit $\\mathrm{ReLU}(w_i x + b_i)$ bends it at $x = -b_i/w_i$, where the slope changes by $v_i|w_i|$. All bends inside the interval sum to the difference of the slopes at its ends, exactly. A network with tanh has no hinges, it curves.',
    },
    {
      ko: '깨끗한 자료에서 시드 1부터 20까지 모두 재어 보았다. `dense`의 기본 초기화이면 손실은 직선의 한계 $0.0896$보다 언제나 30배 넘게 낮다: ReLU는 35.8배에서 148.8배, tanh는 54.1배에서 94.6배. He는 ReLU에서 21.2배에서 55.2배이고 tanh에서는 8.6배에서 18.5배로 한 번도 30배에 이르지 못하며, Xavier는 tanh에서 1.8배에서 52.4배이다(ReLU에서는 36.9배에서 83.1배). 이 두 초기화는 깊은 망의 신호를 지키려는 것이지, 편향이 0이라 꺾이는 점이 모두 0에서 시작하는 이 얕은 망을 위한 것이 아니다. 발산한 것은 없다: He로 시드를 300까지 늘려 처음 60걸음을 보아도 그렇다.',
      en: 'On clean data all seeds from 1 to 20 were measured. With the default initialisation of `dense` the loss always ends more than 30 times below the limit of straight lines, $0.0896$: ReLU from 35.8 to 148.8 times, tanh from 54.1 to 94.6. He has 21.2 to 55.2 with ReLU and, with tanh, 8.6 to 18.5, never 30; Xavier has 1.8 to 52.4 with tanh (36.9 to 83.1 with ReLU). Those two are meant to keep the signals of deep networks; in this shallow one their biases of 0 put all hinges at 0 to begin with. None of them diverged, nor did the first 60 steps of He with seeds up to 300.',
    },
    {
      ko: '슬라이드의 결론은 옳지만 반쪽이다: 활성함수는 비선형성을 **나타낼 수 있게** 하고, 실제로 찾아내는 것은 초기화와 학습률과 걸음 수이다. 또 $[-1, 1]$ 밖에서 ReLU 망은 곧은 직선으로 이어질 뿐, $x^2$을 따라가지 않는다.',
      en: 'The conclusion of the slide is right and half of the story: an activation makes it **possible** to represent what is not linear; whether it is found depends on initialisation, rate and number of steps. And outside $[-1, 1]$ the network goes on as a straight line; it does not follow $x^2$.',
    },
  ],
  formulas: [
    {
      name: { ko: '망', en: 'the network' },
      tex: '\\hat{y}(x) = c + \\sum_{i=1}^{20} v_i\\, \\mathrm{ReLU}(w_i x + b_i)',
    },
    {
      name: { ko: '꺾이는 점과 꺾임', en: 'hinges and bends' },
      tex: "x_i = -\\frac{b_i}{w_i}, \\qquad \\hat{y}'(x_i^+) - \\hat{y}'(x_i^-) = v_i\\,|w_i|",
    },
    {
      name: { ko: '잡음의 바닥', en: 'noise floor' },
      tex: '\\mathrm{Var}\\bigl(0.2\\,U(0,1)\\bigr) = \\frac{0.2^2}{12} \\approx 0.00333',
    },
  ],
}
