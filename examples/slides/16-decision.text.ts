import type { Text } from './lesson.js'

export const text: Text = {
  item: 16,
  title: { ko: '시그모이드로 판정하기', en: 'Deciding with a sigmoid' },
  quotes: [
    '# 활성함수',
    '## ■ Sigmoid',
    '- Binary classification에서 출력층에서 사용(0.5보다 작으면 0, 0.5보다 크면 1로 분류)',
  ],
  paragraphs: [
    {
      ko: '출력층의 시그모이드는 수 하나(로짓 $z = wx + b$)를 클래스 1의 **확률**로 바꾼다. 판정은 그다음의 일이다. $\\sigma(z) \\ge 0.5$는 $z \\ge 0$과 같으므로 `Objective.binary.decide`는 로짓의 부호만 본다. 슬라이드는 정확히 0.5인 경우를 말하지 않는다: 여기서는 1이다.',
      en: 'In the output layer the sigmoid turns a number, the logit $z = wx + b$, into the **probability** of class 1. Deciding comes after. $\\sigma(z) \\ge 0.5$ is the same as $z \\ge 0$, so `Objective.binary.decide` looks at the sign of the logit only. The slide leaves out what exactly 0.5 is; here it counts as 1.',
    },
    {
      ko: '왜 하필 시그모이드일까? 두 클래스가 $N(-1, 1)$과 $N(1, 1)$에서 같은 비율로 나온다면, 베이즈 정리로 클래스 1의 확률은 정확히 $\\sigma(2x)$이다. 표본 800개에서 배운 가중치는 2에, 편향은 0에 가깝다.',
      en: 'Why a sigmoid of all functions? If both classes are equally frequent and drawn from $N(-1, 1)$ and $N(1, 1)$, the probability of class 1 is, by the theorem of Bayes, exactly $\\sigma(2x)$. The weight learned from 800 samples is near 2, the bias near 0.',
    },
    {
      ko: '0.5라는 문턱은 두 가지 잘못이 똑같이 나쁠 때만 옳다. 문턱을 올리면 거짓 1이 줄고 거짓 0이 는다. ROC 곡선은 모든 문턱을 한 그림에 담고, 그 아래 넓이(AUC)는 무작위로 고른 1이 무작위로 고른 0보다 큰 확률을 받을 비율과 같다. 둘을 따로 세어 같은지 확인한다.',
      en: 'A threshold of 0.5 is right only if both kinds of mistakes are equally bad. A higher one makes fewer false 1s and more false 0s. The ROC shows all thresholds at once; the area under it (AUC) is the probability that a random 1 gets a larger probability than a random 0. Both are counted here, and compared.',
    },
  ],
  formulas: [
    {
      name: { ko: '판정', en: 'decision' },
      tex: '\\hat{y} = \\begin{cases} 1 & \\sigma(z) \\ge 0.5 \\\\ 0 & \\sigma(z) < 0.5 \\end{cases} \\iff \\hat{y} = [\\,z \\ge 0\\,]',
    },
    {
      name: { ko: '베이즈 정리', en: 'theorem of Bayes' },
      tex: 'P(1 \\mid x) = \\frac{\\varphi(x-1)}{\\varphi(x-1)+\\varphi(x+1)} = \\sigma(2x)',
    },
    {
      name: { ko: 'ROC 아래의 넓이', en: 'area under the ROC' },
      tex: '\\mathrm{AUC} = P\\bigl(p(x_1) > p(x_0)\\bigr)',
    },
  ],
}
