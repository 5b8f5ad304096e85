import type { Text } from './lesson.js'

export const text: Text = {
  item: 23,
  title: { ko: '정리: 과제 → 출력층 활성함수 → 손실함수', en: 'Summary: task → output activation → loss' },
  quotes: [
    '# Summary',
    '## ■ Regression',
    '- Activation function(출력층): 항등함수',
    '- Loss function: MSE',
    '## ■ Binary classification',
    '- Activation function(출력층): sigmoid/softmax',
    '- Loss function: BCE/CEE',
    '## ■ Multiclass classification',
    '- Activation function(출력층): softmax',
    '- Loss function: CEE',
  ],
  paragraphs: [
    {
      ko: '무엇을 예측하느냐가 출력층의 활성함수와 손실함수를 정한다. 값이면 항등함수와 MSE, 예/아니요이면 sigmoid와 BCE, 여럿 가운데 하나이면 softmax와 CE(슬라이드의 CEE)이다. 세 짝 모두 출력에 대한 기울기가 "예측 − 정답"(MSE는 그 두 배)인 것은 우연이 아니다. 각 손실은 그 활성함수에 맞는 분포의 음의 로그가능도이다.',
      en: 'What is to be predicted decides the output activation and the loss: a value takes identity and MSE, yes or no takes sigmoid and BCE, one of several takes softmax and CE (CEE on the slide). That in all three the gradient to the output is "prediction − truth" (twice that for MSE) is no accident: each loss is the negative log-likelihood of the distribution its activation belongs to.',
    },
    {
      ko: '슬라이드의 "sigmoid/softmax", "BCE/CEE"는 아무렇게나 섞으라는 뜻이 아니다. 출력이 **하나**이면 sigmoid와 BCE, **둘**이면 softmax와 CE이다. 로짓 하나가 두 로짓의 차 $z_1 - z_0$이면 둘은 손실도, 기울기도, 결정도 같다. 출력 하나에 softmax를 쓰면 언제나 $1$이다.',
      en: 'The "sigmoid/softmax" and "BCE/CEE" of the slide do not mean that they may be mixed: with **one** output it is sigmoid and BCE, with **two** softmax and CE. When the one logit is the difference $z_1 - z_0$ of the two, both have the same loss, gradient and decision. A softmax of a single output is always $1$.',
    },
    {
      ko: '이 표는 여기서 형(type)이다. `Objective`는 활성함수, 손실, 결정을 하나로 묶고, 모델은 활성함수를 거치지 않은 로짓을 내놓는다. softmax로 끝나는 모델을 `multiclass`에 넘기면 "this objective takes logits"라는 말과 함께 컴파일이 멈춘다.',
      en: 'Here this table is a type. An `Objective` joins activation, loss and decision, and the model gives logits, before any activation. Hand `multiclass` a model that ends in softmax, and it does not compile, with the words "this objective takes logits".',
    },
    {
      ko: '슬라이드가 말하지 않는 것: 손실로 배우지만 성적은 다른 자로 잰다. 정확도는 계단 함수여서 기울기가 $0$이므로 배우는 데 쓸 수 없고, 교차 엔트로피는 매끄럽지만 사람이 읽기 어렵다. 정확히 $0.5$이면 클래스 1로 친다.',
      en: 'What the slide leaves open: one learns by the loss but is marked by another measure. Accuracy is a step function of slope $0$, no use for learning; cross entropy is smooth, but hard to read. Exactly $0.5$ counts as class 1.',
    },
  ],
  formulas: [
    { name: { ko: '회귀', en: 'regression' }, tex: '\\hat y = z,\\qquad \\frac{1}{n}\\sum (\\hat y - y)^2' },
    {
      name: { ko: '이진 분류', en: 'binary' },
      tex: 'p = \\sigma(z),\\qquad -\\frac{1}{n}\\sum \\left[t\\log p + (1-t)\\log(1-p)\\right]',
    },
    {
      name: { ko: '다중 분류', en: 'multiclass' },
      tex: 'p = \\mathrm{softmax}(z),\\qquad -\\frac{1}{n}\\sum\\sum_i t_i \\log p_i',
    },
    {
      name: { ko: '하나와 둘', en: 'one and two' },
      tex: '\\mathrm{softmax}(z_0, z_1)_1 = \\frac{e^{z_1}}{e^{z_0}+e^{z_1}} = \\sigma(z_1 - z_0)',
    },
  ],
}
