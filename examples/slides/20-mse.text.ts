import type { Text } from './lesson.js'

export const text: Text = {
  item: 20,
  title: { ko: 'MSE: 평균제곱오차', en: 'MSE: the mean squared error' },
  quotes: [
    '# Loss function',
    '- MSE Loss(mean squared error)',
    '- 예측한 값과 실제값의 차이를 제공한 것의 평균(앞선 예시에서 사용)',
  ],
  corrections: [
    {
      quoted: '- 예측한 값과 실제값의 차이를 제공한 것의 평균(앞선 예시에서 사용)',
      meant: '- 예측한 값과 실제값의 차이를 제곱한 것의 평균(앞선 예시에서 사용)',
      why: { ko: '"제공"(내어 줌)은 "제곱"의 오타다.', en: '"제공" (offering) is a misspelling of "제곱" (square).' },
    },
  ],
  paragraphs: [
    {
      ko: '손실함수는 예측이 실제와 얼마나 다른지를 수 하나로 말한다. MSE는 점과 직선 사이의 거리를 한 변으로 하는 정사각형들의 평균 넓이다. 제곱하므로 부호가 사라지고, 두 배 틀리면 네 배의 값을 치른다.',
      en: 'A loss function says in one number how far predictions are from the truth. MSE is the mean area of the squares on the distances between points and line. Squaring removes the sign, and being off twice as far costs four times as much.',
    },
    {
      ko: '기울기는 $2(\\hat y - y)/n$으로 오차에 비례한다. 최소점에 가까워지면 당기는 힘이 저절로 약해지므로 일정한 학습률로도 멈출 수 있다. $w$에 대해서는 포물선이어서, `D.grad`를 두 번 써서 구한 뉴턴의 한 걸음이 곧바로 최소점에 닿는다.',
      en: "Its gradient $2(\\hat y - y)/n$ is proportional to the error: near the minimum the pull fades by itself, so that a fixed learning rate can come to rest. In $w$ it is a parabola, and one step of Newton's method, with `D.grad` used twice, lands on the minimum.",
    },
    {
      ko: '슬라이드가 말하지 않는 것: 무엇의 평균인가? `mse`는 행이 아니라 **모든 원소**에 대해 평균한다($[2, 3]$이면 $6$으로 나눈다). 그리고 제곱은 멀리 떨어진 점 하나에 크게 끌린다. 마지막 점을 위로 옮기면 가장 좋은 $w$가 함께 따라 올라간다.',
      en: 'What the slide leaves open: the mean of what? `mse` averages over **all elements**, not over rows (a $[2, 3]$ is divided by $6$). And squares give much weight to a single point far away: as the last point moves up, the best $w$ follows it.',
    },
  ],
  formulas: [
    {
      name: { ko: '평균제곱오차', en: 'mean squared error' },
      tex: '\\mathrm{MSE}(\\hat y, y) = \\frac{1}{n}\\sum_{i=1}^{n} (\\hat y_i - y_i)^2',
    },
    {
      name: { ko: '기울기', en: 'gradient' },
      tex: '\\frac{\\partial\\,\\mathrm{MSE}}{\\partial \\hat y_i} = \\frac{2}{n}(\\hat y_i - y_i)',
    },
  ],
}
