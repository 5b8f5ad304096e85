import type { Text } from './lesson.js'

export const text: Text = {
  item: 15,
  title: { ko: '활성함수: ELU', en: 'Activation functions: ELU' },
  quotes: ['# 활성함수', '## ELU', '$$\\begin{cases} x & x \\geq 0 \\\\ \\alpha(e^x - 1) & x < 0 \\end{cases}$$'],
  paragraphs: [
    {
      ko: 'ELU는 0 이상에서는 항등함수이고, 그 아래에서는 $-\\alpha$로 부드럽게 가라앉는다. 음수 쪽 기울기 $\\alpha e^x$는 0이 되지 않으므로(수학에서는) 유닛이 죽지 않는다. 다만 왼쪽 끝에서는 시그모이드처럼 포화한다.',
      en: 'ELU is the identity from 0 on and sinks smoothly towards $-\\alpha$ below. Its slope there, $\\alpha e^x$, is never 0 (as mathematics), so units do not die; far to the left, though, it saturates as a sigmoid does.',
    },
    {
      ko: "슬라이드는 $\\alpha$를 정하지 않는다. 기본값은 1이고, 여기에는 까닭이 있다: 0의 왼쪽 기울기는 $\\alpha$, 오른쪽은 1이므로 $\\alpha = 1$일 때만 기울기가 이어진다. 그때도 $f''$는 1에서 0으로 뛴다. 0에서의 기울기는 $x \\ge 0$ 쪽을 따라 1로 정한다.",
      en: "The slide leaves $\\alpha$ open. The default is 1 for a reason: the slope is $\\alpha$ left of 0 and 1 right of it, so it is continuous for $\\alpha = 1$ only. Even then $f''$ jumps from 1 to 0. At 0 itself the slope is that of the side $x \\ge 0$, which is 1.",
    },
    {
      ko: 'ReLU의 출력은 음수가 아니어서 평균이 0보다 크다(입력이 $N(0,1)$이면 $1/\\sqrt{2\\pi} \\approx 0.40$). ELU는 음수도 내보내므로 평균이 0에 더 가깝다($\\alpha = 1$이면 $0.16$): 다음 층이 치우치지 않은 신호를 받는다.',
      en: 'What ReLU puts out is never negative, so its mean is above 0 ($1/\\sqrt{2\\pi} \\approx 0.40$ for inputs from $N(0,1)$). ELU lets negative values out and its mean is nearer to 0 ($0.16$ for $\\alpha = 1$): the next layer gets signals that are less biased.',
    },
    {
      ko: '$e^x - 1$을 그대로 계산하면 0 근처에서 자릿수가 사라진다: $x = -10^{-12}$에서 이미 다섯째 자리부터 틀리고, $-10^{-17}$에서는 0이다. `expm1`은 뺄셈 없이 계산하여 모두 지킨다.',
      en: 'Computed as it is written, $e^x - 1$ loses digits near 0: at $x = -10^{-12}$ it is wrong from the fifth digit on, at $-10^{-17}$ it is 0. `expm1` computes it without the subtraction and keeps them all.',
    },
  ],
  formulas: [
    {
      name: { ko: '슬라이드의 식', en: 'as on the slide' },
      tex: '\\mathrm{ELU}(x) = \\begin{cases} x & x \\geq 0 \\\\ \\alpha(e^x - 1) & x < 0 \\end{cases}',
    },
    {
      name: { ko: '기울기', en: 'derivative' },
      tex: "\\mathrm{ELU}'(x) = \\begin{cases} 1 & x \\geq 0 \\\\ \\alpha e^x & x < 0 \\end{cases}",
    },
    {
      name: { ko: '0에서의 도약', en: 'the jump at 0' },
      tex: "\\lim_{x\\to 0^+} f'(x) - \\lim_{x\\to 0^-} f'(x) = 1 - \\alpha",
    },
  ],
}
