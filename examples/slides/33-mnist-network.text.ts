import type { Text } from './lesson.js'

export const text: Text = {
  item: 33,
  title: { ko: 'MNIST를 위한 신경망', en: 'A neural network for MNIST' },
  quotes: [
    '# MNIST',
    '## ■ MNIST를 위한 Neural Network',
    '- Size :  $28 \\times 28 = 784$',
    '- Output : 10 (이미지가 0일 확률 ~ 9일 확률)',
    '실습',
  ],
  paragraphs: [
    {
      ko: '입력 784개, 은닉층 100개(ReLU), 출력 10개. 출력층의 열 수는 로짓이고, softmax를 거쳐야 "0일 확률 ~ 9일 확률"이 된다. 손실 `Objective.multiclass(10)`은 로짓을 받아 softmax와 교차 엔트로피를 한 번에 계산한다. 모델 끝에 softmax를 또 붙이면 두 번 적용되는 셈이라 컴파일되지 않는다.',
      en: '784 inputs, 100 hidden units with ReLU, 10 outputs. The ten outputs are logits; it takes a softmax to make them "the probability of a 0 … of a 9". The objective `Objective.multiclass(10)` takes logits and computes softmax and cross entropy in one. A softmax at the end of the model would be applied twice: that does not compile.',
    },
    {
      ko: '학습은 접기(fold)이다. 상태(파라미터, 옵티마이저, 씨앗, 세는 수)와 배치에서 다음 상태가 나오고, 배치 600개가 한 에폭이다. `Train.run`은 같은 접기를 사건의 흐름으로 보여 준다. 아무것도 바뀌지 않으므로 도중의 상태를 간직하는 데 복사도 필요 없고, 열 개의 막대 그림은 그렇게 간직한 다섯 개의 망에서 나왔다.',
      en: 'Training is a fold: from a state (parameters, optimizer, seed, counters) and a batch comes the next state, and 600 batches make an epoch. `Train.run` is the same fold as a stream of events. Nothing changes in place, so to keep a state on the way takes no copying; the ten bars are drawn from five networks kept like that.',
    },
    {
      ko: '학습 전의 손실은 $\\ln 10 \\approx 2.303$에 가깝다. 열 숫자에 거의 같은 확률을 주기 때문이다. 로짓에 대한 기울기는 $(\\mathrm{softmax}(z) - t)/n$이어서, 확신에 차서 틀린 이미지가 가장 크게 망을 민다. 세 에폭 뒤의 시험 정확도 0.963은 같은 설정의 PyTorch와 같다(± 0.008). 초깃값과 섞는 순서에 따라 달라지므로 한 번의 결과로 소수 셋째 자리를 따지지 말 것.',
      en: 'Before training the loss is near $\\ln 10 \\approx 2.303$, since all ten digits get about the same probability. The gradient in the logits is $(\\mathrm{softmax}(z) - t)/n$: an image that is wrong with confidence pushes hardest. The test accuracy after three epochs, 0.963, is that of PyTorch with the same settings (± 0.008). It depends on the start and on the shuffling: nobody should argue about the third digit of a single run.',
    },
    {
      ko: '은닉층이 없으면 가중치 행렬의 열 하나가 숫자 하나의 본(template)이고, 로짓은 이미지와 본의 내적이다. 본이 하나뿐이라 모든 7을 한 장으로 나타내야 한다. 은닉층은 이 일을 획과 가장자리를 찾는 단위 100개로 나누어, 같은 숫자의 여러 모양을 받아들인다.',
      en: 'Without a hidden layer each column of the weight matrix is the template of a digit, and a logit is the inner product of image and template. One template has to stand for every 7 there is. A hidden layer divides the work among 100 units that look for strokes and edges, so that a digit may come in several shapes.',
    },
    {
      ko: '가장 틀린 이미지를 보는 것은 숫자 하나의 정확도보다 많은 것을 알려 준다. 어떤 것은 망의 잘못이고, 어떤 것은 사람도 읽기 어려우며, 몇몇은 라벨이 의심스럽다. softmax의 확률은 "얼마나 확실한가"를 정직하게 말해 주지 않는다. 틀린 답에도 0.99를 줄 수 있다.',
      en: "To look at the worst mistakes says more than one number of accuracy. Some are the network's fault, some are hard to read for anybody, and a few labels are doubtful. A softmax is no honest measure of how sure one may be: it can give 0.99 to a wrong answer.",
    },
  ],
  formulas: [
    {
      name: { ko: '신경망', en: 'the network' },
      tex: 'z = \\mathrm{ReLU}(x W_1 + b_1)\\,W_2 + b_2, \\qquad W_1 \\in \\mathbb{R}^{784 \\times 100},\\; W_2 \\in \\mathbb{R}^{100 \\times 10}',
    },
    {
      name: { ko: '열 개의 확률', en: 'ten probabilities' },
      tex: 'p_i = \\mathrm{softmax}(z)_i = \\frac{e^{z_i}}{\\sum_{j=0}^{9} e^{z_j}}',
    },
    {
      name: { ko: '손실과 기울기', en: 'loss and gradient' },
      tex: 'L = -\\frac{1}{n}\\sum_{i=1}^{n} \\log p_{i,t_i}, \\qquad \\frac{\\partial L}{\\partial z_{ij}} = \\frac{p_{ij} - [\\,t_i = j\\,]}{n}',
    },
    {
      name: { ko: '학습은 접기', en: 'training is a fold' },
      tex: 's_{k+1} = \\mathrm{step}(s_k, \\mathrm{batch}_k), \\qquad s_{\\mathrm{end}} = \\mathrm{fold}(\\mathrm{step})(s_0,\\, \\mathrm{batches})',
    },
  ],
}
