import type { Text } from './lesson.js'

export const text: Text = {
  item: 25,
  title: { ko: 'SGD의 단점: 지그재그', en: 'What SGD is bad at: the zigzag' },
  quotes: ['# Optimizer', '## ■ SGD의 단점', '- 기울기가 최소점을 가르키지 않는 경우 지그재그로 움직임'],
  corrections: [
    {
      quoted: '- 기울기가 최소점을 가르키지 않는 경우 지그재그로 움직임',
      meant: '- 기울기가 최소점을 가리키지 않는 경우 지그재그로 움직임',
      why: {
        ko: '"가르키지"는 "가리키지"의 오타다. 그리고 최소점 쪽을 향하는 것은 기울기가 아니라 그 반대 방향 $-\\nabla f$이다.',
        en: '"가르키지" is a misspelling of "가리키지" (to point at). And what ought to point at the minimum is not the gradient but its opposite, $-\\nabla f$.',
      },
    },
  ],
  paragraphs: [
    {
      ko: '$f(x, y) = x^2/20 + y^2$는 한쪽으로 길게 늘어난 그릇이다. $(-7, 2)$에서 최소점은 거의 옆쪽에 있는데 $-\\nabla f = (0.7, -4)$는 거의 아래를 향한다. 두 방향은 $64^\\circ$나 벌어져 있다. 기울기는 **그 자리에서** 가장 빨리 내려가는 방향일 뿐, 최소점이 있는 방향이 아니다.',
      en: '$f(x, y) = x^2/20 + y^2$ is a bowl drawn out to one side. From $(-7, 2)$ the minimum lies almost sideways, yet $-\\nabla f = (0.7, -4)$ points almost straight down: the two are $64^\\circ$ apart. The gradient is the direction of steepest descent **at this spot**, not the direction in which the minimum lies.',
    },
    {
      ko: '지그재그가 생기는 까닭은 좌표마다 따로 보면 드러난다. 한 걸음은 좌표에 $1 - \\eta\\lambda$를 곱한다($\\lambda$는 그 방향의 곡률, 여기서는 $0.1$과 $2$). $\\eta = 0.95$이면 $y$에는 $-0.9$가 곱해져 걸음마다 부호가 바뀌고, $x$에는 $0.905$가 곱해져 느리게 다가간다.',
      en: 'Why it zigzags is seen one coordinate at a time. A step multiplies a coordinate by $1 - \\eta\\lambda$, where $\\lambda$ is the curvature along it, here $0.1$ and $2$. At $\\eta = 0.95$, $y$ is multiplied by $-0.9$ and changes its sign at every step, while $x$ is multiplied by $0.905$ and creeps.',
    },
    {
      ko: '학습률 하나로 두 방향을 모두 만족시킬 수 없다. $\\eta < 2/L$이어야 가파른 방향이 발산하지 않고($L$은 가장 큰 곡률, `D.hessian`으로 계산), 그 한계가 완만한 방향의 속도를 묶는다. 두 곡률의 비 $\\kappa = L/\\mu = 20$이 클수록 심하다. 가장 좋은 $\\eta$를 골라도 한 걸음에 $(\\kappa-1)/(\\kappa+1) = 0.905$배로만 줄어든다.',
      en: 'No single rate suits both directions. The steep one diverges unless $\\eta < 2/L$ ($L$ the largest curvature, computed with `D.hessian`), and that limit holds back the flat one. The larger the ratio $\\kappa = L/\\mu = 20$, the worse. Even the best $\\eta$ only shrinks the distance to $(\\kappa-1)/(\\kappa+1) = 0.905$ of it in a step.',
    },
    {
      ko: '이 그림에는 확률적인 것이 하나도 없다. 모든 자료를 쓰는 GD도 똑같이 지그재그로 움직인다. 이것은 표본을 뽑아서 생긴 단점이 아니라 기울기만 보고 가는 것의 단점이다. 출발점이 두 축 가운데 하나 위에 있으면 각도는 0이고 지그재그는 없다.',
      en: 'Nothing in this picture is stochastic. GD with all the data zigzags in just the same way: this is a weakness of following the gradient alone, not of sampling. If the start lies on one of the two axes, the angle is 0 and there is no zigzag sideways.',
    },
  ],
  formulas: [
    { name: { ko: '갱신', en: 'update' }, tex: "w' = w - \\eta\\,\\nabla f(w)" },
    {
      name: { ko: '좌표마다', en: 'coordinate by coordinate' },
      tex: 'x_k = (1 - 0.1\\,\\eta)^k\\,x_0,\\qquad y_k = (1 - 2\\,\\eta)^k\\,y_0',
    },
    {
      name: { ko: '최소점과의 각도', en: 'angle to the minimum' },
      tex: '\\cos\\theta = \\frac{-\\nabla f(w)\\cdot(w^* - w)}{\\lVert\\nabla f(w)\\rVert\\,\\lVert w^* - w\\rVert}',
    },
    {
      name: { ko: '한계', en: 'limit' },
      tex: '\\eta < \\frac{2}{L},\\qquad L = \\lambda_{\\max}\\!\\left(\\nabla^2 f\\right)',
    },
  ],
}
