import type { Text } from './lesson.js'

export const text: Text = {
  item: 27,
  title: { ko: 'AdaGrad: 좌표마다 다른 학습률', en: 'AdaGrad: a learning rate for each coordinate' },
  quotes: [
    '# Optimizer',
    '## ■ AdaGrad',
    '- 학습률을 감소시키면서 학습을 진행함.',
    "- $h' = h + grad \\odot grad$",
    "- $w' = w - lr \\frac{1}{\\sqrt{h' + \\epsilon}} grad$",
    '- 크게 움직일수록 학습률 감소',
    '- 단점: 어느 순간 이후 학습률 = 0이 될 수 있음.',
  ],
  paragraphs: [
    {
      ko: "좌표마다 지금까지의 기울기 제곱을 더해 $h$에 쌓고, 그 제곱근으로 나눈다. 제곱·제곱근·나눗셈은 모두 원소별이다. 그래서 기울기가 컸던 좌표의 학습률은 많이, 작았던 좌표의 학습률은 조금 줄어든다. $h$는 $0$에서 시작하고, 나눌 때 쓰는 것은 **새** $h'$이다. $\\epsilon = 10^{-8}$은 제곱근 **안에** 있다.",
      en: "For each coordinate the squares of its gradients so far are added up in $h$, and the gradient is divided by the root. Square, root and division act on each element by itself. So the rate of a coordinate that had large gradients shrinks much, that of one with small gradients little. $h$ starts at $0$, the **new** $h'$ is the divisor, and $\\epsilon = 10^{-8}$ stands **inside** the root.",
    },
    {
      ko: "첫 걸음에서 $h' = g\\odot g$이므로 $g/\\sqrt{h'} = \\pm 1$이다. 기울기가 $(-0.7, 4)$인데도 두 좌표가 똑같이 $1.5$만큼 움직인다. 기울기에 상수를 곱해도 경로는 ($\\epsilon$을 빼면) 그대로다. 그래서 길게 늘어난 그릇도 지그재그 없이 내려간다.",
      en: "At the first step $h' = g\\odot g$, so $g/\\sqrt{h'} = \\pm 1$: although the gradient is $(-0.7, 4)$, both coordinates move by the same $1.5$. Multiplying a gradient by a constant leaves the path as it is (but for $\\epsilon$). That is why it comes down a drawn-out bowl without a zigzag.",
    },
    {
      ko: '"크게 움직일수록"은 정확히는 "기울기가 컸을수록"이다. 학습률을 줄이는 것은 걸음의 크기가 아니라 쌓인 기울기 제곱이다.',
      en: 'The slide\'s "the more it has moved" is, exactly, "the larger its gradients were": what lowers the rate is not the length of the steps but the squares of the gradients.',
    },
    {
      ko: '단점에 대하여: $h$는 유한하므로 학습률이 정확히 $0$이 되지는 않지만 얼마든지 작아질 수 있다. 기울기가 줄지 않으면(예를 들어 배치마다 흔들리면) 학습률은 $\\eta/(|g|\\sqrt{k})$로 끝없이 줄어든다. 그릇에서처럼 기울기가 $0$으로 가면 $h$도 멈추어 학습률은 양수에 머문다. 문제는 멀리 있는데 이미 작아졌을 때다: 학습률 0.2와 0.5의 그림.',
      en: 'About the drawback: $h$ is finite, so the rate never becomes exactly $0$, but it may become as small as you like. Where the gradients do not fade, for instance because each batch perturbs them, the rate falls like $\\eta/(|g|\\sqrt{k})$ without end. Where they go to $0$, as on the bowl, $h$ comes to rest and the rate stays positive. It hurts when the rate is small while the minimum is still far: see the pictures for 0.2 and 0.5.',
    },
  ],
  formulas: [
    { name: { ko: '쌓기', en: 'accumulating' }, tex: "h' = h + g \\odot g,\\qquad h_0 = 0" },
    { name: { ko: '갱신', en: 'update' }, tex: "w' = w - \\eta\\,\\frac{1}{\\sqrt{h' + \\epsilon}} \\odot g" },
    {
      name: { ko: '기울기가 일정할 때', en: 'under a constant gradient' },
      tex: '\\frac{\\eta}{\\sqrt{h_k}} = \\frac{\\eta}{|g|\\sqrt{k}}',
    },
  ],
}
