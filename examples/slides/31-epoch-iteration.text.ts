import type { Text } from './lesson.js'

export const text: Text = {
  item: 31,
  title: { ko: '에폭과 반복', en: 'Epoch and iteration' },
  quotes: [
    '# Batch Training',
    '## ■ Epoch',
    '- 한 데이터가 총 몇 번 학습에 사용되나?',
    '## ■ Iteration',
    '- 1 epoch에 총 몇 개의 batch를 사용하냐?',
    '<https://geniewishescometrue.tistory.com/entry/ML-DL-WIKI-BatchBatch-sizeEpochIteration>',
  ],
  paragraphs: [
    {
      ko: '에폭은 자료 전체를 한 번 다 쓰는 것이다. 3 에폭을 학습하면 모든 표본이 세 번씩 쓰인다. 반복(iteration)은 배치 하나로 가중치를 한 번 고치는 것이다.',
      en: 'An epoch is one pass through all the data: after 3 epochs every sample has been used three times. An iteration is one update of the weights, with one batch.',
    },
    {
      ko: '슬라이드의 질문 "1 epoch에 총 몇 개의 batch를 사용하냐?"의 답은 $\\lceil N/B \\rceil$이다. 나누어떨어지지 않으면 마지막 배치가 짧다. 그것을 버리면(`dropLast`) $\\lfloor N/B \\rfloor$이고, 그 에폭에서 쓰이지 않는 표본이 생긴다.',
      en: 'The question of the slide, "how many batches does one epoch use?", has the answer $\\lceil N/B \\rceil$. Where $B$ does not divide $N$, the last batch is short. Drop it (`dropLast`), and it is $\\lfloor N/B \\rfloor$, with some samples unused in that epoch.',
    },
    {
      ko: '같은 말이 두 가지로 쓰이니 조심하자. 슬라이드의 iteration은 **한 에폭 안의** 배치 수이고, 학습 상태의 `iteration`은 처음부터 **지금까지** 고친 횟수의 누계이다. 상태에는 끝난 에폭의 수 `epoch`과 지금 에폭에서 끝난 배치의 수 `position`도 있어서 학습을 어디서든 이어 갈 수 있다.',
      en: 'Beware that the word has two uses. On the slide, iteration is the number of batches **in an epoch**; in the training state, `iteration` is the running total of updates **so far**. The state also holds `epoch`, the epochs that are over, and `position`, the batches of the current one that are over, so that a run can be continued from anywhere.',
    },
    {
      ko: '배치를 열 배로 키우면 한 에폭의 반복 수, 곧 가중치를 고치는 횟수가 십분의 일이 된다. 그래서 배치 크기가 다른 두 학습을 에폭 수로만 견주면 고친 횟수가 다르다는 것을 놓친다.',
      en: 'A batch ten times as large means a tenth of the iterations in an epoch, and so of the updates. Who compares runs of different batch sizes by epochs alone overlooks that.',
    },
  ],
  formulas: [
    {
      name: { ko: '한 에폭의 반복 수', en: 'iterations in an epoch' },
      tex: '\\text{iterations per epoch} = \\left\\lceil \\frac{N}{B} \\right\\rceil',
    },
    {
      name: { ko: '전체 반복 수', en: 'iterations in all' },
      tex: '\\text{iterations} = E \\cdot \\left\\lceil \\frac{N}{B} \\right\\rceil',
    },
    {
      name: { ko: 'MNIST, 배치 100', en: 'MNIST, batch 100' },
      tex: '\\left\\lceil \\frac{60000}{100} \\right\\rceil = 600',
    },
  ],
}
