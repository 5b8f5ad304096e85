import type { Text } from './lesson.js'

export const text: Text = {
  item: 6,
  title: { ko: '실습 1: 선형 신경망', en: 'Exercise 1: a linear network' },
  quotes: [
    '# 선형 신경망',
    '## ■ 실습 1',
    'lr = 0.01',
    'for step in range(20):',
    'pre = w*x',
    'cost = ((pre - y) ** 2).sum() / len(x)',
    '# (wx-y)^2 0/분 1/ 2(wx-y)*x',
    'grad = 2*(pre-y).view(5).dot(x.view(5))/len(x)',
    'w -= lr*grad',
    'if step % 5 == 0:',
    'plt.scatter(x.numpy(), y.numpy())',
    "plt.plot(x.numpy(), pre.numpy(), 'r-')",
    '# w.size() = 1*1, grad.size() = 1',
    "plt.title('step %d : cost=%.4f, w=%.4f, grad=%.4f' % (step, cost.item(), w.item(), grad.item()))",
    'plt.show()',
    'step 0 : cost=41.4864, w=0.4852, grad=-42.7247',
    'step 5 : cost=3.4582, w=1.5627, grad=-12.3354',
    'step 10 : cost=0.2883, w=1.8737, grad=-3.5614',
    'step 15 : cost=0.0240, w=1.9635, grad=-1.0282',
  ],
  corrections: [
    {
      quoted: '# (wx-y)^2 0/분 1/ 2(wx-y)*x',
      meant: '# (wx-y)^2의 미분 → 2(wx-y)*x/N',
      why: {
        ko: '"0/분 1/"는 "의 미분"이 깨진 글자이고, 주석에는 1/N이 빠져 있다. 코드에는 /len(x)가 있다.',
        en: '"0/분 1/" is a garbled "의 미분" (the derivative of), and the comment lacks 1/N, which the code has as /len(x).',
      },
    },
  ],
  paragraphs: [
    {
      ko: '가중치 $w$ 하나로 $y = 2x$를 맞춘다. 비용은 평균제곱오차이고, 기울기는 `D.valueAndGrad(cost)`가 계산한다. 슬라이드의 반복문은 가중치에서 다음 가중치로 가는 순수 함수가 된다.',
      en: 'One weight $w$ is fitted to $y = 2x$. The cost is the mean squared error, and `D.valueAndGrad(cost)` computes the gradient. The loop of the slide becomes a pure function from one weight to the next.',
    },
    {
      ko: '비용과 기울기는 갱신 **전**의 값이고, 출력되는 $w$는 갱신 **후**의 값이다. 열두 수는 $w_0 = 0.0579673$에서 시작할 때 모두 정확히 나온다.',
      en: 'Cost and gradient are taken **before** the update, the printed $w$ **after** it. All twelve numbers come out exactly when $w_0 = 0.0579673$.',
    },
    {
      ko: '$w_k = 2 + (w_0 - 2)\\cdot 0.78^k$이므로, 학습률이 $1/11$보다 작을 때만 수렴한다.',
      en: 'Since $w_k = 2 + (w_0 - 2)\\cdot 0.78^k$, it converges only for learning rates below $1/11$.',
    },
  ],
  formulas: [
    { name: { ko: '비용', en: 'cost' }, tex: '\\mathrm{cost}(w) = \\frac{1}{N}\\sum_{i=1}^{N} (w x_i - y_i)^2' },
    {
      name: { ko: '기울기', en: 'gradient' },
      tex: '\\frac{\\partial\\,\\mathrm{cost}}{\\partial w} = \\frac{2}{N}\\sum_{i=1}^{N} (w x_i - y_i)\\,x_i',
    },
  ],
}
