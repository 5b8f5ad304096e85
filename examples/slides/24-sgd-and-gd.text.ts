import type { Text } from './lesson.js'

export const text: Text = {
  item: 24,
  title: { ko: 'SGD와 GD', en: 'SGD and GD' },
  quotes: [
    '# Optimizer',
    '## ■ SGD(stochastic gradient descent)',
    "- $w' = w - lr * grad$",
    '- 각 sample 혹은 batch에 대해 반복 시행',
    '- 최적 경로가 아닐 수 있음',
    '- 계산량이 적기 때문에 빠른 학습 가능',
    '## ■ GD(gradient descent)',
    '- 모든 training data에 대해 반복 시행',
    '- 최적 경로를 탐색',
    '- 계산량이 큼',
  ],
  corrections: [
    {
      quoted: '- 최적 경로를 탐색',
      meant: '- 매 걸음 전체 손실이 가장 빨리 줄어드는 방향으로 감',
      why: {
        ko: 'GD도 최적 경로를 찾지 않는다. 그 자리에서 가장 가파른 방향으로 갈 뿐이며, 다음 수업의 그릇에서는 GD도 지그재그로 움직인다.',
        en: 'GD does not find the best path either. It goes where it is steepest at the spot, and on the bowl of the next lesson it zigzags too.',
      },
    },
  ],
  paragraphs: [
    {
      ko: '두 식은 글자까지 똑같다. 다른 것은 기울기를 **무엇에서** 구하느냐뿐이다. 그래서 이 라이브러리에는 `sgd` 하나만 있고, 전체를 먹이면 GD, 일부를 먹이면 SGD이다. 표본 하나하나의 기울기의 평균은 전체의 기울기와 같으므로 SGD는 **평균적으로** 옳은 방향으로 간다.',
      en: 'The two formulas are the same to the letter. What differs is only **of what** the gradient is taken. So this library has one `sgd`: fed with everything it is GD, fed with a part it is SGD. The mean of the gradients of single samples is the gradient of all, so SGD goes the right way **on average**.',
    },
    {
      ko: '공정하게 비교하려면 걸음 수가 아니라 **본 표본 수**를 세어야 한다. 같은 100개를 보는 동안 GD는 한 걸음, 배치 1의 SGD는 100걸음을 간다. 그래서 처음에는 SGD가 훨씬 앞선다. "계산량이 적다"는 것은 한 걸음에 대한 말이고, 한 에폭의 계산량은 같다.',
      en: 'For a fair comparison count not steps but **samples seen**. Over the same 100 samples GD makes one step, SGD with batch 1 makes 100, and so is far ahead at first. "Less computation" is said of a step; the work of an epoch is the same.',
    },
    {
      ko: '그러나 최소점에서도 표본 하나의 기울기는 $0$이 아니다. 전체의 기울기만 $0$이다. 그래서 학습률이 일정하면 SGD는 멈추지 않고 최소점 둘레에서 떨린다. 학습률을 줄이거나 배치를 키우면 떨림이 줄어든다.',
      en: 'Yet at the minimum the gradient of a single sample is not $0$; only that of all is. So with a fixed rate SGD never comes to rest but trembles around the minimum. A smaller rate or a larger batch makes it tremble less.',
    },
    {
      ko: '슬라이드의 "최적 경로를 탐색"은 글자 그대로는 맞지 않는다. GD는 매끄럽게 내려가지만 가장 짧은 길을 찾지는 않는다. 그리고 SGD의 원래 뜻은 한 표본씩이지만, 지금은 배치를 쓰는 것도 SGD라고 부른다.',
      en: 'That GD "finds the best path" is not literally true: it goes down smoothly, but looks for no shortest way. And SGD once meant one sample at a time; today it is also the name for batches.',
    },
  ],
  formulas: [
    { name: { ko: 'GD', en: 'GD' }, tex: "w' = w - \\eta\\,\\frac{1}{N}\\sum_{i=1}^{N} \\nabla \\ell_i(w)" },
    {
      name: { ko: 'SGD (배치 B)', en: 'SGD (batch B)' },
      tex: "w' = w - \\eta\\,\\frac{1}{|B|}\\sum_{i\\in B} \\nabla \\ell_i(w)",
    },
    {
      name: { ko: '평균적으로 옳다', en: 'right on average' },
      tex: '\\mathbb{E}_B\\!\\left[\\frac{1}{|B|}\\sum_{i\\in B} \\nabla \\ell_i(w)\\right] = \\frac{1}{N}\\sum_{i=1}^{N} \\nabla \\ell_i(w)',
    },
  ],
}
