import type { Text } from './lesson.js'

export const text: Text = {
  item: 28,
  title: { ko: 'RMSProp: 잊어 가며 나누기', en: 'RMSProp: dividing, and forgetting' },
  quotes: [
    '# Optimizer',
    '## ■ RMSProp',
    '- 학습률을 감소시키면서 학습을 진행함.',
    '- 가장 가까운 기울기에 가중, 과거 기울기 반영 규모를 기하급수적으로 감소',
    "- $h' = \\gamma h + (1 - \\gamma) * grad \\odot grad$",
    "- $w' = w - lr \\frac{1}{\\sqrt{h' + \\epsilon}} grad$",
  ],
  corrections: [
    {
      quoted: '- 학습률을 감소시키면서 학습을 진행함.',
      meant: '- 좌표마다 학습률을 줄이기도 늘리기도 하면서 학습을 진행함.',
      why: {
        ko: 'AdaGrad에는 맞는 말이지만 RMSProp에는 아니다. $h$가 줄면 학습률은 다시 올라간다.',
        en: 'True of AdaGrad, not of RMSProp: when $h$ falls, the rate rises again.',
      },
    },
  ],
  paragraphs: [
    {
      ko: 'AdaGrad의 합을 지수이동평균으로 바꾼 것이다. $k$걸음 전의 기울기 제곱은 $(1-\\gamma)\\gamma^k$의 무게로 남는다. 무게를 모두 더하면 $1$에 다가가므로 $h$는 합이 아니라 **최근 기울기 제곱의 평균**이고, $\\sqrt{h}$가 이름의 RMS(root mean square)이다. $\\gamma = 0.9$이면 대략 최근 열 걸음을 본다.',
      en: 'The sum of AdaGrad becomes an exponential moving average. The squared gradient of $k$ steps ago remains with the weight $(1-\\gamma)\\gamma^k$. The weights add up to $1$ in the long run, so $h$ is no sum but **the mean of recent squares**, and $\\sqrt{h}$ is the RMS (root mean square) of the name. $\\gamma = 0.9$ looks back about ten steps.',
    },
    {
      ko: '그래서 "학습률을 감소시키면서"라는 슬라이드의 말은 RMSProp에는 맞지 않는다. 기울기가 작아지면 $h$도 작아지고 학습률은 다시 **올라간다**. 이것이 AdaGrad의 단점을 고치는 방식이다. 평평한 곳에 들어서도 걸음이 사라지지 않는다.',
      en: 'So what the slide says, "while the learning rate decreases", does not hold of RMSProp: when the gradients become small, $h$ does too, and the rate **rises** again. This is just how it mends the drawback of AdaGrad: on flat ground the steps do not die out.',
    },
    {
      ko: '대가도 있다. 걸음의 크기가 기울기와 거의 상관없이 $\\eta$ 정도이므로, 학습률을 일정하게 두면 최소점에 멈추지 않고 그 둘레에서 $\\eta$ 크기로 흔들린다. $\\gamma = 0$인 그림이 가장 뚜렷하다. 끝에 학습률을 줄이는 일정(`nabla-ts/Schedule`)을 쓰는 까닭이다.',
      en: 'There is a price. A step is about as long as $\\eta$ whatever the gradient, so with a fixed rate it does not come to rest at the minimum but jitters around it by about $\\eta$; the picture for $\\gamma = 0$ shows it best. That is why a schedule (`nabla-ts/Schedule`) lowers the rate towards the end.',
    },
    {
      ko: '$h$는 $0$에서 시작하므로 처음에는 평균이 너무 작다. 첫 걸음은 $\\eta$가 아니라 $\\eta/\\sqrt{1-\\gamma}$이다($\\gamma = 0.9$이면 약 3.2배, $0.999$이면 32배). Adam의 편향 보정이 이것을 고친다. $\\gamma$와 $1-\\gamma$를 바꾸어 쓰는 것이 가장 흔한 실수이며, 그러면 거의 지난 걸음 하나만 기억한다.',
      en: '$h$ starts at $0$, so at first the mean is too small. The first step is not $\\eta$ but $\\eta/\\sqrt{1-\\gamma}$: about 3.2 times as much for $\\gamma = 0.9$, 32 times for $0.999$. The bias correction of Adam mends this. The commonest slip is to swap $\\gamma$ and $1-\\gamma$: then hardly more than the last step is remembered.',
    },
  ],
  formulas: [
    {
      name: { ko: '지수이동평균', en: 'exponential moving average' },
      tex: "h' = \\gamma h + (1-\\gamma)\\, g \\odot g,\\qquad h_0 = 0",
    },
    { name: { ko: '갱신', en: 'update' }, tex: "w' = w - \\eta\\,\\frac{1}{\\sqrt{h' + \\epsilon}} \\odot g" },
    {
      name: { ko: '풀어 쓰면', en: 'written out' },
      tex: 'h_{k+1} = (1-\\gamma)\\sum_{i=0}^{k}\\gamma^{i}\\, g_{k-i}\\odot g_{k-i}',
    },
  ],
}
