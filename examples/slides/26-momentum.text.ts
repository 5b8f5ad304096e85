import type { Text } from './lesson.js'

export const text: Text = {
  item: 26,
  title: { ko: 'Momentum: 관성', en: 'Momentum: inertia' },
  quotes: [
    '# Optimizer',
    '## ■ Momentum',
    '- 관성을 가지는 모델',
    '- 이전 변화량을 가중치 업데이트에 사용',
    "- $v' = \\alpha * v - lr * grad$",
    "- $w' = w + v'$",
  ],
  paragraphs: [
    {
      ko: '속도 $v$는 지난 변화량이다. 걸음마다 $\\alpha$배만 남기고 새 기울기를 더한다. 지그재그하는 방향에서는 부호가 번갈아 바뀌는 기울기가 서로 지워지고, 골짜기를 따라가는 방향에서는 같은 부호의 기울기가 쌓인다. $v$는 $0$에서 시작하고 `state[1].velocity`에서 볼 수 있다.',
      en: 'The velocity $v$ is the last change. At each step only the share $\\alpha$ of it is kept, and the new gradient is added. Across the valley gradients of alternating sign cancel; along it gradients of one sign pile up. $v$ starts at $0$ and can be seen in `state[1].velocity`.',
    },
    {
      ko: '슬라이드의 $v$는 **평균이 아니라 합**이다. 기울기 $g$가 일정하면 속도는 $-\\eta g/(1-\\alpha)$까지 자라므로, $\\alpha = 0.9$는 학습률을 열 배로 올린 것과 같다. $(1-\\alpha)$를 곱하는 평균 꼴(Adam의 $m$)과 헷갈리면 학습률이 열 배 어긋난다.',
      en: 'The $v$ of the slide is **a sum, not an average**. Under a constant gradient $g$ it grows to $-\\eta g/(1-\\alpha)$, so $\\alpha = 0.9$ is like ten times the learning rate. Who takes it for the averaged form with a factor $(1-\\alpha)$ (the $m$ of Adam) is off by ten.',
    },
    {
      ko: '관성은 안정 범위를 넓히기도 한다. 곡률이 $L$인 이차함수에서 $\\eta < 2(1+\\alpha)/L$이면, 그리고 그럴 때만 수렴한다($0 \\le \\alpha < 1$). $\\alpha = 0$이면 SGD의 한계 $2/L$이다. 아래 그림은 이 선을 공식이 아니라 실제로 걸어 본 1200쌍에서 다시 찾은 것이다.',
      en: 'Inertia also widens the range in which it is stable. On a quadratic of curvature $L$ it converges if and only if $\\eta < 2(1+\\alpha)/L$ (for $0 \\le \\alpha < 1$); at $\\alpha = 0$ that is the limit $2/L$ of SGD. The picture finds this line again, not from the formula but from 1200 pairs that were walked.',
    },
    {
      ko: '슬라이드가 말하지 않는 것: 클수록 좋은 것이 아니다. 이 그릇에서 가장 빠른 것은 $\\alpha \\approx 0.40$, $\\eta \\approx 1.34$이고 한 걸음에 $\\sqrt{\\alpha} \\approx 0.635$배로 줄어든다(가장 좋은 SGD는 $0.905$). 흔히 쓰는 $\\alpha = 0.9$와 $\\eta = 0.1$은 $\\sqrt{0.9} \\approx 0.949$배여서 잘 맞춘 SGD보다 느리다. 곡률을 모르는 문제에서 무난할 뿐이다.',
      en: 'What the slide leaves open: larger is not better. Fastest on this bowl are $\\alpha \\approx 0.40$ and $\\eta \\approx 1.34$, which shrink the distance to $\\sqrt{\\alpha} \\approx 0.635$ of it in a step (the best SGD: $0.905$). The usual $\\alpha = 0.9$ with $\\eta = 0.1$ gives $\\sqrt{0.9} \\approx 0.949$, slower than well-tuned SGD; it is merely a safe choice where the curvatures are not known.',
    },
  ],
  formulas: [
    { name: { ko: '속도', en: 'velocity' }, tex: "v' = \\alpha v - \\eta\\,\\nabla f(w),\\qquad v_0 = 0" },
    { name: { ko: '가중치', en: 'weights' }, tex: "w' = w + v'" },
    {
      name: { ko: '풀어 쓰면', en: 'written out' },
      tex: 'v_{k+1} = -\\eta \\sum_{i=0}^{k} \\alpha^{i}\\, \\nabla f(w_{k-i})',
    },
    { name: { ko: '수렴하는 범위', en: 'where it converges' }, tex: '0 < \\eta < \\frac{2(1+\\alpha)}{L}' },
  ],
}
