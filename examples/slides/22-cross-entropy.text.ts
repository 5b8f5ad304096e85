import type { Text } from './lesson.js'

export const text: Text = {
  item: 22,
  title: { ko: 'CE: 교차 엔트로피와 softmax', en: 'CE: cross entropy and softmax' },
  quotes: [
    '# Loss function',
    '- CE Loss(Cross Entropy)',
    '- Classification에서 one hot label과의 cross entropy를 이용해 loss를 구함',
    '- Torch에서는 softmax와 cross entropy를 합쳐 놓은 것으로 제공',
  ],
  paragraphs: [
    {
      ko: '원-핫 정답은 정답 클래스에서만 $1$이므로, 합에서 남는 것은 $-\\log p_{\\text{정답}}$ 하나뿐이다. 나머지 클래스의 확률은 softmax의 합이 $1$이라는 것을 통해서만 손실에 들어온다. 모두 같다고 답하면($k$ 클래스) 손실은 $\\ln k$이다. MNIST의 학습이 $\\ln 10 \\approx 2.30$ 부근에서 시작하는 까닭이다.',
      en: 'A one-hot label is $1$ only at the true class, so of the sum just $-\\log p_{\\text{true}}$ is left. The other probabilities enter only because softmax sums to $1$. Who answers "all alike" over $k$ classes pays $\\ln k$; that is why training on MNIST begins near $\\ln 10 \\approx 2.30$.',
    },
    {
      ko: 'softmax와 합치면 로짓에 대한 기울기가 $(p - t)/n$이 된다. 역전파에서 이보다 간단할 수 없다. 그림의 주황 막대가 그것이다. 막대의 합은 $0$이어서, 한 로짓을 올리는 만큼 나머지를 내린다. 확신하고 틀릴수록 막대가 길다.',
      en: 'Together with softmax the gradient to the logits is $(p - t)/n$: nothing could be simpler to propagate back. These are the orange bars. They sum to $0$, so that one logit is raised by as much as the others are lowered, and they are the longer the surer the wrong answer.',
    },
    {
      ko: '합쳐 놓는 것은 편해서만이 아니다. 따로 계산하면 softmax가 $0$으로 반올림된 뒤에 $\\log 0 = -\\infty$가 나온다. 합치면 $-\\sum t\\,(z - m - \\log\\sum e^{z-m})$($m$은 가장 큰 로짓)으로 계산하므로 로짓이 아무리 커도 유한하다.',
      en: 'They are joined not just for convenience. Taken apart, softmax rounds to $0$, and then $\\log 0 = -\\infty$. Joined, it is computed as $-\\sum t\\,(z - m - \\log\\sum e^{z-m})$ with $m$ the largest logit, which is finite for logits of any size.',
    },
    {
      ko: '합쳐져 있다는 것을 잊고 모델 끝에 softmax를 또 붙이는 것이 가장 흔한 실수다. 오류도 나지 않고 배우기도 하지만, 열 클래스라면 손실이 $\\ln(1 + 9/e) \\approx 1.46$ 아래로 내려가지 않고 기울기도 약해진다. 여기서는 형이 막는다. `softmax`의 결과는 확률이라는 표가 붙어 있어서 `softmaxCrossEntropy`가 받지 않는다. 정답은 원-핫, 분포, 클래스 번호 가운데 무엇이든 된다.',
      en: 'The classic mistake is to forget this and to end the model with a softmax as well. Nothing fails, and it even learns; but with ten classes the loss never falls below $\\ln(1 + 9/e) \\approx 1.46$, and the gradient is weak. Here the types refuse it: the result of `softmax` is marked as probabilities, which `softmaxCrossEntropy` does not take. Labels may be one-hot, distributions, or class numbers.',
    },
  ],
  formulas: [
    {
      name: { ko: '교차 엔트로피', en: 'cross entropy' },
      tex: '\\mathrm{CE}(p, t) = -\\frac{1}{n}\\sum_{j=1}^{n}\\sum_{i=1}^{k} t_{ji} \\log p_{ji}',
    },
    {
      name: { ko: '로짓으로', en: 'from logits' },
      tex: '\\log \\mathrm{softmax}(z)_i = z_i - m - \\log\\sum_{l} e^{z_l - m},\\qquad m = \\max_l z_l',
    },
    {
      name: { ko: '기울기', en: 'gradient' },
      tex: '\\frac{\\partial\\,\\mathrm{CE}}{\\partial z_{ji}} = \\frac{1}{n}\\left(\\mathrm{softmax}(z_j)_i - t_{ji}\\right)',
    },
  ],
}
