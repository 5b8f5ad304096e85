import type { Text } from './lesson.js'

export const text: Text = {
  item: 7,
  title: { ko: '모든 퍼셉트론이 선형이라면?', en: 'What if every perceptron is linear?' },
  quotes: ['# 선형 신경망', '모든 퍼셉트론이 선형이라면?'],
  paragraphs: [
    {
      ko: '선형층 둘을 이으면 $(xW_1 + b_1)W_2 + b_2$이다. 괄호를 풀면 $x(W_1W_2) + (b_1W_2 + b_2)$, 곧 선형층 **하나**이다. 셋이든 여덟이든 같은 계산을 되풀이하면 하나로 접힌다. 층을 아무리 쌓아도 나타낼 수 있는 함수는 늘지 않는다.',
      en: 'Two linear layers after each other are $(xW_1 + b_1)W_2 + b_2$. Multiplied out this is $x(W_1W_2) + (b_1W_2 + b_2)$: **one** linear layer. Repeat it, and three or eight fold into one as well. However many are stacked, no new function can be expressed.',
    },
    {
      ko: '기하로 보면, 선형층은 곧은 선을 곧은 선으로, 평행선을 평행선으로 보낸다. 이런 사상을 이어도 여전히 그렇다. 휘어진 것은 생기지 않는다.',
      en: 'Seen as geometry, a linear layer sends straight lines to straight lines and parallels to parallels, and so does any chain of them. Nothing ever bends.',
    },
    {
      ko: '오히려 잃을 수 있다. 가운데 층의 뉴런이 적으면 $W_1W_2$의 계수(rank)가 그 수를 넘지 못한다. $3 \\to 1 \\to 3$은 출력이 한 직선 위에만 놓인다.',
      en: 'Something may even be lost: with few units in the middle the rank of $W_1W_2$ cannot exceed their number. The outputs of $3 \\to 1 \\to 3$ all lie on one line.',
    },
    {
      ko: '정확히 말하면, 두 쪽은 함수로서 같을 뿐 학습 과정까지 같지는 않다. 손실은 $(W_1, W_2)$에 대해 볼록하지 않고, 같은 학습률에서도 다른 길로 내려간다. 컴퓨터에서는 덧셈의 순서가 달라 마지막 자릿수가 다를 수 있어서, 검사는 반올림 오차만큼을 허락한다.',
      en: 'To be exact, the two are equal as functions, not in how they learn: the loss is not convex in $(W_1, W_2)$ and descends another way at the same rate. In floating point the additions come in another order, so the check allows for rounding.',
    },
  ],
  formulas: [
    {
      name: { ko: '두 층은 한 층', en: 'two layers are one' },
      tex: '(xW_1 + b_1)W_2 + b_2 = x\\underbrace{W_1W_2}_{W} + \\underbrace{b_1W_2 + b_2}_{b}',
    },
    {
      name: { ko: '계수', en: 'rank' },
      tex: '\\operatorname{rank}(W_1W_2) \\le \\min(\\operatorname{rank} W_1, \\operatorname{rank} W_2)',
    },
  ],
}
