import type { Text } from './lesson.js'

export const text: Text = {
  item: 30,
  title: { ko: '배치 학습', en: 'Batch training' },
  quotes: [
    '# Batch Training',
    '## ■ Batch Training',
    '- 한번에 하나의 이미지만 학습하면 학습속도가 느림',
    '- 한번에 전부 다 학습시키면 out of memory',
    '- 적당한 양의 데이터를 묶어 한번에 학습시킨다',
    '- 적당한 양 = Batch size',
  ],
  paragraphs: [
    {
      ko: '자료를 카드 한 벌로 생각하자. 에폭마다 섞고, 정해진 장수씩 자르고, 한 묶음의 **평균** 기울기로 한 걸음 간다. `Data.batches`는 (자료, 시드, 에폭)의 순수 함수이다. 같은 시드이면 같은 묶음이 나오고, 묶음은 필요할 때 만들어진다. 나누어떨어지지 않으면 마지막 묶음은 짧고, 기본으로 버리지 않는다.',
      en: 'Think of the data as a deck of cards: for each epoch shuffle it, cut it into stacks of a fixed size, and make one step with the **mean** gradient of a stack. `Data.batches` is a pure function of (data, seed, epoch): the same seed gives the same batches, and each is made when it is reached. Where the size does not divide, the last batch is short, and kept by default.',
    },
    {
      ko: '왜 하나씩은 느린가? 행렬곱 하나로 여러 표본을 한꺼번에 계산하면 가중치를 한 번 읽어 여러 번 쓰고, 연산을 부르는 비용과 가중치 기울기를 만드는 비용도 나누어 갖기 때문이다. 어느 크기부터는 더 빨라지지 않는다(그림 왼쪽). 걸음 수는 계속 줄어들므로, 크다고 빨리 **배우는** 것은 아니다.',
      en: 'Why is one at a time slow? One matrix product for many samples reads the weights once and uses them many times, and the price of calling an operation and of making a gradient of the weights is shared. From some size on it gets no faster (left picture). Since there are ever fewer steps, a large batch does not **learn** faster.',
    },
    {
      ko: '메모리는 배치 크기에 비례해서 는다. 역전파는 순전파의 중간값을 모두 기억해야 하기 때문이다(그림 오른쪽). 그래도 "전부 다 하면 out of memory"는 MNIST에서는 참이 아니다. 학습 자료 전체는 float32로 188 MB, 여기서 쓰는 float64로 376 MB이고 중간값까지 합해도 요즘 컴퓨터에 들어간다. 큰 이미지와 깊은 망에서는 맞는 말이다.',
      en: 'Memory grows in proportion to the batch, since the backward pass needs what the forward pass computed on the way (right picture). Still, "all at once runs out of memory" is not true of MNIST: the training set is 188 MB in float32 and 376 MB in the float64 used here, and even with the values on the way it fits into any computer of today. For large images and deep networks it is true.',
    },
    {
      ko: '슬라이드가 말하지 않는 것: 왜 섞는가? 자료가 클래스 순서로 늘어서 있으면 한 묶음이 한 클래스뿐이어서 기울기가 한쪽으로 치우친다. 같은 크기의 묶음들의 평균 기울기는 전체의 기울기와 같다.',
      en: 'What the slide leaves open: why shuffle? If the data stand in the order of their classes, a batch holds one class only, and its gradient is lopsided. The mean of the gradients of equal batches is the gradient of the whole.',
    },
  ],
  formulas: [
    {
      name: { ko: '배치의 기울기', en: 'gradient of a batch' },
      tex: 'g_B = \\frac{1}{|B|}\\sum_{i\\in B}\\nabla \\ell_i(w)',
    },
    {
      name: { ko: '같은 크기로 나누면', en: 'in equal parts' },
      tex: '\\frac{1}{K}\\sum_{k=1}^{K} g_{B_k} = \\frac{1}{N}\\sum_{i=1}^{N}\\nabla \\ell_i(w)',
    },
    {
      name: { ko: 'MNIST의 크기', en: 'the size of MNIST' },
      tex: '60000 \\times 784 \\times 4\\,\\text{B} = 188\\,\\text{MB}',
    },
  ],
}
