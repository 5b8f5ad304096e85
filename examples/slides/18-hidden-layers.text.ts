import type { Text } from './lesson.js'

export const text: Text = {
  item: 18,
  title: { ko: '은닉층의 ReLU: 초기화와 깊이', en: 'ReLU in hidden layers: initialisation and depth' },
  quotes: ['# 활성함수', '## ■ ReLU', '- 은닉층(hidden layer)에서 많이 사용함'],
  paragraphs: [
    {
      ko: '슬라이드가 말하지 않는 것: 가중치는 어디에서 시작하는가? 입력이 $n$개인 ReLU 층은 신호의 제곱평균을 $n\\,\\mathrm{Var}(w)/2$배로 만든다(ReLU가 절반을 지우므로 2로 나눈다). 이 수가 1이 아니면 층을 지날 때마다 신호와 기울기가 지수적으로 사라지거나 터진다. 1이 되는 것이 He 초기화 $\\mathrm{Var}(w) = 2/n$이고, 대칭인 tanh에는 Xavier $2/(n_{in}+n_{out})$가 맞는다.',
      en: 'What the slide does not say: where do the weights begin? A ReLU layer with $n$ inputs multiplies the mean square of its signals by $n\\,\\mathrm{Var}(w)/2$ (by one half, since ReLU erases half of them). If this is not 1, signals and gradients vanish or explode exponentially with depth. He initialisation, $\\mathrm{Var}(w) = 2/n$, makes it 1; for tanh, which is symmetric, it is Xavier, $2/(n_{in}+n_{out})$.',
    },
    {
      ko: '`dense`의 기본값 $U(-1/\\sqrt{n}, 1/\\sqrt{n})$은 $\\mathrm{Var}(w) = 1/(3n)$이라 신호를 층마다 $\\sqrt{1/6}$배로 줄인다. 얕은 망에서는 괜찮지만, 깊은 층에서는 입력보다 편향이 커져서 유닛의 절반 가까이가 모든 입력에서 0이 된다. 편향이 0인 네 초기화는 가중치의 크기만 다르므로 죽은 유닛의 수가 똑같다: $\\mathrm{ReLU}(cx) = c\\,\\mathrm{ReLU}(x)$.',
      en: 'The default of `dense`, $U(-1/\\sqrt{n}, 1/\\sqrt{n})$, has $\\mathrm{Var}(w) = 1/(3n)$ and shrinks signals by $\\sqrt{1/6}$ a layer. That is fine in a shallow network; deep down the biases outweigh the signals, and about half of the units are 0 for all inputs. The four initialisations without biases differ in the size of weights only, so they have the same dead units: $\\mathrm{ReLU}(cx) = c\\,\\mathrm{ReLU}(x)$.',
    },
    {
      ko: '왜 무작위인가? 같은 값에서 시작한 두 유닛은 같은 출력, 같은 기울기를 받으므로 영원히 같다(마지막 비트까지 확인한다). 스무 개가 유닛 하나와 다름없다. 모두 0이면 더 나쁘다: 은닉층으로 가는 기울기도 0이라 출력의 편향만 움직이고, 손실은 상수의 한계 $0.0896$에 머문다. 무작위 초기화는 이 **대칭을 깨기** 위한 것이다.',
      en: 'Why random? Two units that begin equal have equal outputs and equal gradients, and stay equal for ever (checked to the last bit): twenty are worth one. All 0 is worse: the gradient of the hidden layer is 0 too, only the output bias moves, and the loss stays at that of the best constant, $0.0896$. Random initialisation is there to **break the symmetry**.',
    },
  ],
  formulas: [
    {
      name: { ko: '층 하나가 하는 일', en: 'what a layer does' },
      tex: '\\mathbb{E}\\,[h_{k+1}^2] = \\frac{n\\,\\mathrm{Var}(w)}{2}\\;\\mathbb{E}\\,[h_k^2] \\qquad (\\mathrm{ReLU},\\ b = 0)',
    },
    { name: { ko: 'He 초기화', en: 'He initialisation' }, tex: 'w \\sim N\\!\\left(0, \\tfrac{2}{n_{in}}\\right)' },
    {
      name: { ko: 'Xavier 초기화', en: 'Xavier initialisation' },
      tex: 'w \\sim N\\!\\left(0, \\tfrac{2}{n_{in}+n_{out}}\\right)',
    },
    {
      name: { ko: 'dense의 기본값', en: 'the default of dense' },
      tex: 'w, b \\sim U\\!\\left(-\\tfrac{1}{\\sqrt{n_{in}}}, \\tfrac{1}{\\sqrt{n_{in}}}\\right), \\qquad \\mathrm{Var}(w) = \\tfrac{1}{3 n_{in}}',
    },
  ],
}
