import type { Text } from './lesson.js'

export const text: Text = {
  item: 0,
  title: { ko: '신경망', en: 'Neural networks' },
  quotes: [
    '# Neural Network',
    '[https://ebrary.net/98123/economics/artificial\\\\_neural\\\\_networks](https://ebrary.net/98123/economics/artificial_neural_networks)',
    '# 참고자료',
    '- 밑바닥부터 시작하는 딥러닝(사이토 고키, 2017)',
    '- CS231n(<http://cs231n.stanford.edu/>)',
    '- <https://github.com/Harry24k>',
    '# NEURAL NETWORK',
  ],
  paragraphs: [
    {
      ko: '신경망은 함수이다. 수 몇 개가 왼쪽으로 들어가 층을 하나씩 지나면서 섞이고 휘어져 오른쪽으로 나온다. 섞는 비율이 **가중치**이고, 그림에서는 선의 굵기와 색이 가중치이다. 원 안의 수는 그 자리를 지나는 신호이다.',
      en: 'A neural network is a function. A few numbers go in on the left, are mixed and bent layer after layer, and come out on the right. The proportions of the mixture are the **weights**: in the drawing, the width and colour of the lines. The number in a circle is the signal that passes there.',
    },
    {
      ko: '그림은 장식이 아니라 계산의 결과이다. 가중치는 씨앗(seed) 하나에서 뽑았고, 신호는 `network.apply(params)(x)`를 층마다 멈추어 읽은 것이다. 같은 씨앗이면 누구의 컴퓨터에서나 같은 그림이 나온다.',
      en: 'The drawing is no decoration, it is computed. The weights are drawn from one seed, and the signals are `network.apply(params)(x)`, read layer by layer. With the same seed the same picture comes out on every computer.',
    },
    {
      ko: '슬라이드는 순서대로 퍼셉트론, 순전파와 역전파, 경사하강법, 활성함수, 손실함수, 최적화, 배치, MNIST를 다룬다. 여기서는 각 장이 하나의 실행되는 수업이다. 수식은 코드가 되고, 코드는 수를 출력하고 스스로 검사한다.',
      en: 'The slides go from the perceptron through forward pass and backpropagation, gradient descent, activation functions, losses, optimizers and batches to MNIST. Here each slide is a lesson that runs: the formula becomes code, and the code prints its numbers and checks them.',
    },
    {
      ko: '초기 가중치는 무작위이므로 이 신경망은 아직 아무것도 모른다. 출력이 확률처럼 보이는 것은 마지막 softmax가 합을 1로 만들기 때문일 뿐이다. "좋은" 가중치를 찾는 것이 나머지 수업의 내용이다.',
      en: 'The weights are random, so this network knows nothing yet. Its outputs look like probabilities only because the softmax at the end makes them sum to 1. To find *good* weights is what the other lessons are about.',
    },
  ],
  formulas: [
    {
      name: { ko: '한 층', en: 'one layer' },
      tex: 'h^{(k)} = \\varphi\\!\\left(h^{(k-1)} W_k + b_k\\right), \\qquad h^{(0)} = x',
    },
    {
      name: { ko: '신경망 전체', en: 'the whole network' },
      tex: 'y = \\operatorname{softmax}\\bigl(\\tanh(\\tanh(xW_1+b_1)W_2+b_2)W_3+b_3\\bigr)',
    },
  ],
}
