import type { Text } from './lesson.js'

export const text: Text = {
  item: 3,
  title: { ko: '역전파', en: 'Backpropagation' },
  quotes: [
    '## ■ 역전파',
    '- 기울기계산 → 개선방향 구하기 → **가중치 개선**',
    '- 개선 방향 = loss를 감소시키는 방향',
    '- 기울기 방향의 (-)는 loss를 감소시키는 방향이다',
  ],
  paragraphs: [
    {
      ko: '손실은 간단한 계산의 사슬이고, 사슬 전체를 그린 것이 **계산 그래프**이다. 역전파는 연쇄법칙을 끝에서부터 적용한다. 마지막 노드에서 $\\partial L/\\partial L = 1$로 시작하여, 각 노드가 자기 몫 $\\bar v = \\partial L/\\partial v$에 국소 도함수를 곱해 재료에게 넘긴다. 여러 곳에 쓰인 값에는 몫이 **더해진다**. 그림의 $w$가 그렇다.',
      en: 'A loss is a chain of simple computations; drawn as a whole it is the **computational graph**. Backpropagation applies the chain rule from the end. It begins with $\\partial L/\\partial L = 1$, and each node multiplies its $\\bar v = \\partial L/\\partial v$ by its local derivative and hands it to what it is made of. Where a value is used in several places the shares **add up**, as for $w$ in the figure.',
    },
    {
      ko: '순방향 모드(이중수)는 반대로 간다. 입력 하나를 움직이고 모든 노드의 속도 $\\dot v$를 앞으로 밀고 간다. 입력이 $n$개이면 $n$번 돌아야 한다. 역전파는 출력이 수 하나이면 **한 번**으로 모든 기울기를 얻는다. 가중치가 수십만 개인 신경망에서 역전파를 쓰는 이유이다. 그래프를 어디서 잘라도 $\\sum \\bar v\\,\\dot v$는 같다.',
      en: 'Forward mode (dual numbers) goes the other way: one input moves, and the speed $\\dot v$ of every node is pushed forward. With $n$ inputs it takes $n$ runs, while backpropagation gets all slopes of one number in **one**. With hundreds of thousands of weights that decides it. Wherever one cuts the graph, $\\sum \\bar v\\,\\dot v$ is the same.',
    },
    {
      ko: '여기서 미분은 손으로 하지 않았다. 각 노드의 규칙은 `D.vjp`와 `D.jvp`가 주고, 다 되짚은 결과가 `D.grad(loss)`, 차분으로 구한 기울기와 같은지 검사한다.',
      en: 'Nothing here is differentiated by hand. `D.vjp` and `D.jvp` give the rule of each node, and the result of the replay is checked against `D.grad(loss)` and against numeric differences.',
    },
    {
      ko: '단위 방향 $u$로의 기울기는 $\\nabla L\\cdot u = |\\nabla L|\\cos\\varphi$이므로, 가장 가파른 내리막은 $-\\nabla L$ 방향이다. 다만 슬라이드의 말은 **충분히 작은** 걸음에 대해서만 맞다. 오른쪽 그림에서 걸음이 크면 손실은 오히려 처음보다 커진다. 또 "가장 가파름"은 국소적인 성질이라 최소점을 가리킨다는 뜻은 아니다.',
      en: 'The slope in a unit direction $u$ is $\\nabla L\\cdot u = |\\nabla L|\\cos\\varphi$, so the steepest way down is $-\\nabla L$. What the slide says holds for steps that are **small enough** only: in the figure a large one ends higher than it began. And steepest is a local property: it does not mean that the direction points at the minimum.',
    },
  ],
  formulas: [
    {
      name: { ko: '연쇄법칙, 뒤로', en: 'chain rule, backward' },
      tex: '\\bar v_j = \\sum_{i\\,:\\,j \\to i} \\bar v_i\\,\\frac{\\partial v_i}{\\partial v_j}, \\qquad \\bar L = 1',
    },
    {
      name: { ko: '연쇄법칙, 앞으로', en: 'chain rule, forward' },
      tex: '\\dot v_i = \\sum_{j\\,:\\,j \\to i} \\frac{\\partial v_i}{\\partial v_j}\\,\\dot v_j',
    },
    {
      name: { ko: '작은 걸음', en: 'a small step' },
      tex: 'L(\\theta - \\eta\\,\\nabla L) = L(\\theta) - \\eta\\,\\lVert\\nabla L\\rVert^2 + O(\\eta^2)',
    },
  ],
}
