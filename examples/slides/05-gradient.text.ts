import type { Text } from './lesson.js'

export const text: Text = {
  item: 5,
  title: { ko: '기울기', en: 'The gradient' },
  quotes: [
    '# Gradient',
    '## ■ Gradient',
    '- $f: \\mathbb{R}^n \\rightarrow \\mathbb{R}$  real valued function에 대해서,',
    '$$\\frac{\\partial f}{\\partial \\mathbf{x}} := \\nabla f(\\mathbf{x}) \\stackrel{def}{=} \\begin{bmatrix} \\frac{\\partial f}{\\partial x_1} \\\\ \\vdots \\\\ \\frac{\\partial f}{\\partial x_n} \\end{bmatrix} \\in \\mathbb{R}^{n \\times 1}$$',
    '- $\\partial$ : partial derivative',
  ],
  paragraphs: [
    {
      ko: '변수가 여럿인 함수의 기울기는 편미분을 모은 벡터이다. 편미분 $\\partial f/\\partial x_i$는 $x_i$만 움직일 때의 기울기이다. 기울기 벡터는 가장 가파른 오르막을 가리키고, 등고선에 수직이며, 길이는 그 방향의 가파르기이다.',
      en: 'The gradient of a function of several variables collects its partial derivatives, and $\\partial f/\\partial x_i$ is the slope when $x_i$ alone moves. The vector points up the steepest way, is perpendicular to the contour, and its length is the slope in that direction.',
    },
    {
      ko: '슬라이드의 기울기는 $n \\times 1$ 열벡터이다. 신경망의 매개변수는 행렬과 벡터의 레코드이므로, `D.grad`는 **인수와 같은 모양의 레코드**를 준다. `P.flatten`을 하면 슬라이드의 열벡터가 되고 `P.unflatten`이 되돌린다. 갱신 $w - \\eta\\,\\nabla f$가 성립하려면 둘의 모양이 같아야 한다.',
      en: 'On the slide the gradient is a column, $n \\times 1$. The parameters of a network are a record of matrices and vectors, and `D.grad` gives a **record of the same shape as its argument**; `P.flatten` makes it the column, `P.unflatten` goes back. For an update $w - \\eta\\,\\nabla f$ both must have one shape.',
    },
    {
      ko: '기울기는 접평면을 준다. $f(\\mathbf x + t\\mathbf v)$와 접평면의 차이는 $t$가 아니라 $t^2$에 비례하고, 그 비는 $\\frac12 \\mathbf v^{\\mathsf T} H \\mathbf v$로 간다. 헤시안 $H$는 곡면이 얼마나 휘었는지를 말하며, `D.hvp`는 $H$를 만들지 않고 $H\\mathbf v$를 계산한다.',
      en: 'The gradient gives the tangent plane. The difference of $f(\\mathbf x + t\\mathbf v)$ and the plane goes with $t^2$, not with $t$, and their ratio tends to $\\frac12 \\mathbf v^{\\mathsf T} H \\mathbf v$. The Hessian $H$ says how the surface bends, and `D.hvp` computes $H\\mathbf v$ without ever making $H$.',
    },
    {
      ko: '관례에 주의: 출력이 벡터이면 `D.jacobian`은 출력마다 기울기를 **행**으로 쌓는다. 출력이 하나인 야코비 행렬은 $1 \\times n$ 행이고, 슬라이드의 기울기는 그것의 전치이다. 또 편미분이 모두 있다고 미분 가능한 것은 아니다. 접평면이 있으려면 더 필요하다. 여기의 $f$는 매끄러워서 문제가 없다.',
      en: 'Mind the conventions: for several outputs `D.jacobian` stacks the gradients as **rows**, so the Jacobian of a single output is a $1 \\times n$ row, and the gradient of the slide its transpose. And having all partial derivatives does not make a function differentiable: a tangent plane asks for more. The $f$ here is smooth.',
    },
  ],
  formulas: [
    {
      name: { ko: '기울기', en: 'gradient' },
      tex: '\\nabla f(\\mathbf x) = \\begin{bmatrix} \\partial f/\\partial x_1 \\\\ \\vdots \\\\ \\partial f/\\partial x_n \\end{bmatrix} \\in \\mathbb{R}^{n\\times 1}',
    },
    { name: { ko: '예', en: 'the example' }, tex: 'f(\\mathbf x) = \\sin x_1 + \\tfrac12 x_2^2 + \\tfrac14 x_1 x_2' },
    {
      name: { ko: '접평면과 그 오차', en: 'tangent plane and its error' },
      tex: 'f(\\mathbf x + t\\mathbf v) = f(\\mathbf x) + t\\,\\nabla f(\\mathbf x)^{\\mathsf T}\\mathbf v + \\tfrac{t^2}{2}\\,\\mathbf v^{\\mathsf T} H \\mathbf v + O(t^3)',
    },
  ],
}
