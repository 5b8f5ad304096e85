import type { Text } from './lesson.js'

export const text: Text = {
  item: 13,
  title: { ko: '활성함수: Leaky ReLU', en: 'Activation functions: leaky ReLU' },
  quotes: ['# 활성함수', '## Leaky ReLU', '$$\\max(0.1x, x)$$'],
  paragraphs: [
    {
      ko: 'Leaky ReLU는 음수 쪽을 0으로 막지 않고 조금 새게 한다. 기울기 $a$가 0이면 ReLU, 1이면 항등함수이다. 슬라이드의 $0.1$이 라이브러리의 기본값이고, 다른 책과 틀은 대개 $0.01$을 쓴다. 0에서의 기울기는 음수 쪽의 $a$로 정한다.',
      en: 'Leaky ReLU does not shut the negative side but lets a little through. With slope $a = 0$ it is ReLU, with $a = 1$ the identity. The slide has $0.1$, which is the default of the library; other books and frameworks mostly use $0.01$. The slope at 0 is taken to be $a$, that of the negative side.',
    },
    {
      ko: '$\\max(ax, x)$라는 식은 $a \\le 1$일 때만 "음수 쪽 기울기가 $a$"라는 뜻이다. $a > 1$이면 최댓값은 음수 쪽에서 $x$, 양수 쪽에서 $ax$를 고른다. `leakyRelu(slope)`는 언제나 음수 쪽에 기울기를 준다.',
      en: 'The formula $\\max(ax, x)$ means "slope $a$ on the negative side" only for $a \\le 1$; for $a > 1$ the maximum picks $x$ below 0 and $ax$ above. `leakyRelu(slope)` always gives the slope to the negative side.',
    },
    {
      ko: '왜 새게 하는가? 모든 자료에서 음수인 유닛 $f(x - 1.5)$에게 $\\max(0, x)$를 가르쳐 보자. ReLU는 기울기가 정확히 0이라 1000걸음 뒤에도 비용이 $0.17$ 그대로이다. 조금이라도 새면 유닛은 되살아난다. 여기서는 $0.01$이 가장 좋은 끝에 이르지만(목표가 ReLU 자신이므로) 가장 늦게 깨어난다. $0.1$은 빨리 깨어나되 음수 쪽이 새는 만큼 오차가 남는다.',
      en: 'Why leak? Let a unit that is negative for all data, $f(x - 1.5)$, learn $\\max(0, x)$. With ReLU the gradient is exactly 0 and after 1000 steps the cost still is $0.17$. With any leak the unit comes back. Here $0.01$ ends best, since the target is ReLU itself, but wakes up last; $0.1$ wakes up soon and keeps the error of its leak.',
    },
  ],
  formulas: [
    { name: { ko: '슬라이드의 식', en: 'as on the slide' }, tex: 'f(x) = \\max(0.1x, x)' },
    {
      name: { ko: '기울기', en: 'derivative' },
      tex: "f'(x) = \\begin{cases} 1 & x > 0 \\\\ a & x \\le 0 \\end{cases}",
    },
  ],
}
