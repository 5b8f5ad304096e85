import type { Text } from './lesson.js'

export const text: Text = {
  item: 21,
  title: { ko: 'BCE: 두 클래스의 교차 엔트로피', en: 'BCE: the cross entropy of two classes' },
  quotes: [
    '# Loss function',
    '- BCE Loss(Binary Cross Entropy)',
    '- Binary classification(0, 1의 class로 분류) 문제에서 사용하는 cross entropy',
  ],
  paragraphs: [
    {
      ko: '모델이 "클래스 1일 확률은 $p$"라고 답하고 정답 $t$는 $0$ 또는 $1$이다. 손실은 정답에 준 확률의 로그에 음의 부호를 붙인 것, 곧 $t = 1$이면 $-\\log p$, $t = 0$이면 $-\\log(1-p)$이다. 두 곡선을 하나의 식으로 묶은 것이 BCE이다. 단위는 nat이고, 모른다고 답하면($p = 0.5$) $\\ln 2$이다.',
      en: 'The model answers "class 1 with probability $p$", and the truth $t$ is $0$ or $1$. The loss is minus the logarithm of the probability that was given to the truth: $-\\log p$ if $t = 1$, $-\\log(1-p)$ if $t = 0$. BCE is both curves in one formula. Its unit is the nat; "I do not know" ($p = 0.5$) costs $\\ln 2$.',
    },
    {
      ko: '왜 하필 로그인가? 열 번 가운데 일곱 번이 $1$이라면 평균 손실은 $p = 0.7$에서 가장 작다. 정직한 확률을 말하는 것이 가장 이득이 되는 손실이다. 그때 남는 값이 엔트로피이며 $0$이 아니다.',
      en: 'Why the logarithm? If seven answers of ten are $1$, the mean loss is smallest at $p = 0.7$: it pays to state the honest probability. What then remains is the entropy, which is not $0$.',
    },
    {
      ko: '시그모이드와 함께 쓰면 로짓 $z$에 대한 기울기가 $\\sigma(z) - t$, 곧 "예측 빼기 정답"이 된다. 시그모이드의 MSE를 쓰면 기울기에 $\\sigma\'(z)$가 곱해져서 확신하고 틀린 곳에서 거의 배우지 못한다.',
      en: 'Together with the sigmoid the gradient with respect to the logit $z$ is $\\sigma(z) - t$, "prediction minus truth". With the MSE of a sigmoid it is multiplied by $\\sigma\'(z)$, and hardly anything is learned where the answer is sure and wrong.',
    },
    {
      ko: '슬라이드가 말하지 않는 것: 컴퓨터에서 $1 - \\sigma(40)$은 정확히 $0$이어서 식 그대로 계산하면 손실이 $\\infty$가 된다. 그래서 로짓을 받는 `bceWithLogits`를 쓴다. $\\mathrm{softplus}$로 계산하므로 $z = 1000$에서도 손실은 $1000$이다. 평균은 행에 대해 낸다.',
      en: 'What the slide leaves open: in a computer $1 - \\sigma(40)$ is exactly $0$, and the formula as it stands gives $\\infty$. Hence `bceWithLogits`, which takes logits: computed with $\\mathrm{softplus}$, the loss at $z = 1000$ is $1000$. The mean is over the rows.',
    },
  ],
  formulas: [
    {
      name: { ko: 'BCE', en: 'BCE' },
      tex: '\\mathrm{BCE}(p, t) = -\\frac{1}{n}\\sum_{i=1}^{n} \\left[t_i \\log p_i + (1-t_i)\\log(1-p_i)\\right]',
    },
    {
      name: { ko: '로짓으로', en: 'from logits' },
      tex: '\\frac{1}{n}\\sum_{i=1}^{n}\\left[t_i\\,\\mathrm{softplus}(-z_i) + (1-t_i)\\,\\mathrm{softplus}(z_i)\\right],\\quad \\mathrm{softplus}(z) = \\log(1+e^{z})',
    },
    {
      name: { ko: '기울기', en: 'gradient' },
      tex: '\\frac{\\partial}{\\partial z_i} = \\frac{1}{n}\\left(\\sigma(z_i) - t_i\\right)',
    },
  ],
}
