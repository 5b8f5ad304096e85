import type { Text } from './lesson.js'

export const text: Text = {
  item: 32,
  title: { ko: 'MNIST: 손글씨 숫자', en: 'MNIST: handwritten digits' },
  quotes: [
    '# MNIST',
    '- MNIST: 손글씨 숫자 이미지 데이터',
    '- Training set: 60000장',
    '- Test set: 10000장',
    '- Size: 28 \\* 28',
    '- 흑백 이미지',
  ],
  paragraphs: [
    {
      ko: '이미지 한 장은 28 × 28 = 784개의 회색 값이고, 파일에는 0(종이)부터 255(잉크)까지의 바이트로 들어 있다. `Data.mnist(folder)`는 네 개의 IDX 파일을 읽어 장수, 크기, 라벨을 확인하고, 화소를 255로 나누어 $[0, 1]$로 만든다. "흑백"이라지만 획의 가장자리는 회색이다. 슬라이드에는 없지만 이 나눗셈은 중요하다. 입력이 수백이면 첫 층의 기울기도 그만큼 커져서, 같은 학습률로는 발산하기 쉽다.',
      en: 'An image is 28 × 28 = 784 grey values, in the file bytes from 0 (paper) to 255 (ink). `Data.mnist(folder)` reads the four IDX files, checks counts, sizes and labels, and divides the pixels by 255, so that they lie in $[0, 1]$. The slide says black and white, but the edges of the strokes are grey. The division is not on the slide and matters: with inputs in the hundreds the gradient of the first layer is as many times larger, and the same learning rate easily diverges.',
    },
    {
      ko: '시험 자료 10000장은 학습에 쓰지 않는다. 훈련 자료만 외운 망은 훈련 손실이 작아도 처음 보는 숫자에서는 틀리기 때문에, 정확도는 반드시 따로 둔 자료로 잰다. (학습률 따위를 시험 자료를 보며 고르면 그 자료도 더는 "처음 보는" 자료가 아니다. 그럴 때는 훈련 자료에서 검증용을 떼어 놓는다.)',
      en: 'The 10000 test images are not trained on. A network that has learned its training data by heart has a small training loss and still fails on digits it has not seen, so accuracy is measured on data that were held out. (Whoever chooses learning rates and the like by looking at the test set has seen it, too; then part of the training set is kept aside for validation.)',
    },
    {
      ko: '라벨 $t_n$을 원-핫 행렬 $H \\in \\{0,1\\}^{N\\times 10}$로 쓰면 $H^{\\mathsf T}X$의 $c$번째 행은 숫자 $c$인 이미지의 합이고, 이것을 장수로 나누면 평균 숫자가 된다. 가장 가까운 평균을 고르기만 해도 시험 자료의 약 82 %를 맞힌다. 신경망이 넘어야 할 기준선이다.',
      en: 'With the labels $t_n$ as a one-hot matrix $H \\in \\{0,1\\}^{N\\times 10}$, row $c$ of $H^{\\mathsf T}X$ is the sum of the images of digit $c$; divided by their number it is the mean digit. To choose the nearest mean already gets about 82 % of the test images right: the line a network has to pass.',
    },
    {
      ko: '전체 훈련 자료는 바이트로 47 MB, float32로 188 MB이다. 그러니 "한번에 전부 다 학습시키면 out of memory"라는 말은 MNIST에는 맞지 않는다. 그래도 배치로 나누는 것이 더 빨리 배운다.',
      en: 'The whole training set is 47 MB as bytes and 188 MB as float32, so "all at once runs out of memory" is not true of MNIST. Batches learn faster all the same.',
    },
  ],
  formulas: [
    {
      name: { ko: '입력', en: 'input' },
      tex: 'x_{n} = \\frac{\\mathrm{bytes}_{n}}{255} \\in [0, 1]^{784}, \\qquad 28 \\times 28 = 784',
    },
    {
      name: { ko: '평균 숫자', en: 'mean digit' },
      tex: 'm_c = \\frac{(H^{\\mathsf T} X)_c}{\\sum_n H_{nc}}, \\qquad H_{nc} = \\begin{cases} 1 & t_n = c \\\\ 0 & \\text{otherwise} \\end{cases}',
    },
    {
      name: { ko: '가장 가까운 평균', en: 'nearest mean' },
      tex: '\\hat t(x) = \\underset{c}{\\arg\\min}\\, \\lVert x - m_c \\rVert^2 = \\underset{c}{\\arg\\max}\\, \\bigl(2\\,x \\cdot m_c - \\lVert m_c \\rVert^2\\bigr)',
    },
  ],
}
