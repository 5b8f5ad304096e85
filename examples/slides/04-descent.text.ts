import type { Text } from './lesson.js'

export const text: Text = {
  item: 4,
  title: { ko: '경사하강법', en: 'Gradient descent' },
  quotes: [
    '# Gradient Descent',
    '- 손실함수의 기울기를 통해 손실함수를 줄이는 방법',
    '- 초기점에서 출발',
    '- 초기점에서 기울기를 구함',
    '- 기울기의 반대 방향으로 움직임',
    '- 움직이는 정도는 learning rate를 통해 조절함.',
  ],
  paragraphs: [
    {
      ko: '한 걸음은 가중치에서 다음 가중치로 가는 함수(reducer)이고, 여러 걸음은 그 함수의 **fold**이다. 역사를 남기는 fold에서 그림의 점들이 나온다. `O.sgd`도 같은 함수이며 마지막 비트까지 같은 값을 준다.',
      en: 'One step is a function from weights to weights, a reducer, and many steps are its **fold**. A fold that keeps its history gives the dots of the figures. `O.sgd` is the same function and agrees to the last bit.',
    },
    {
      ko: '걸음의 길이는 학습률 $\\eta$만이 아니라 $\\eta\\cdot|\\nabla f|$이다. 그래서 최소점에 가까울수록 저절로 짧아진다. 곡률이 $L$인 포물선에서는 한 걸음이 최소점까지의 거리에 $1 - \\eta L$을 곱한다. $\\eta < 1/L$이면 한쪽에서 다가가고, $1/L$이면 한 걸음에 도착하고, $1/L$과 $2/L$ 사이에서는 지그재그로 다가가며, $2/L$을 넘으면 발산한다.',
      en: 'The length of a step is not the learning rate $\\eta$ but $\\eta\\cdot|\\nabla f|$, so steps shorten by themselves near the minimum. On a parabola of curvature $L$ a step multiplies the distance from the minimum by $1 - \\eta L$: below $1/L$ it comes from one side, at $1/L$ it arrives in one step, between $1/L$ and $2/L$ it zigzags in, above $2/L$ it diverges.',
    },
    {
      ko: '$L$은 `D.hessian(cost)`로 계산한다. 실습 1에서는 22이므로 한계는 1/11이고, 슬라이드의 0.01은 그 아래이다. 가중치가 여럿이면 $L$은 헤시안의 가장 큰 고윳값이다. 포물선이 아닌 손실에서는 $L$이 자리마다 달라, 한계는 근처에서만 맞다.',
      en: '$L$ is computed by `D.hessian(cost)`. In exercise 1 it is 22, so the limit is 1/11, and the 0.01 of the slide lies below. With many weights $L$ is the largest eigenvalue of the Hessian; on a loss that is no parabola it changes from place to place, and the limit holds nearby only.',
    },
    {
      ko: '슬라이드가 말하지 않는 것: 초기점은 장식이 아니다. 골짜기가 여럿이면 어느 골짜기에 닿는지는 초기점이 정하고, 경사하강법은 기울기가 0인 곳에서 멈출 뿐 그곳이 가장 낮은지 모른다. 언제 멈출지도 슬라이드는 정하지 않는다. 여기서는 걸음 수를 정해 둔다.',
      en: 'What the slide leaves open: the start matters. With several valleys it decides which one is reached; descent stops where the gradient is 0 and cannot know whether that is the lowest place. Nor does the slide say when to stop. Here the number of steps is given.',
    },
  ],
  formulas: [
    { name: { ko: '한 걸음', en: 'one step' }, tex: 'w_{k+1} = w_k - \\eta\\,\\nabla f(w_k)' },
    { name: { ko: '포물선에서', en: 'on a parabola' }, tex: 'w_k - w^\\ast = (1 - \\eta L)^k\\,(w_0 - w^\\ast)' },
    {
      name: { ko: '수렴 조건', en: 'it converges iff' },
      tex: "|1 - \\eta L| < 1 \\iff 0 < \\eta < \\frac{2}{L}, \\qquad L = f''(w)",
    },
  ],
}
