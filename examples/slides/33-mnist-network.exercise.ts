/**
 * 실습, MNIST. Put your own expression in the place of each `blank(…)`, then: npm run slides -- 33 --exercise
 *
 * The checks use a network 2 → 4 → 3 instead of 784 → 100 → 10; nothing else is different.
 */
import { blank } from './exercise.js'
import type { Answers } from './33-mnist-network.checks.js'

/** 1. Bytes from 0 to 255 as pixels from 0 to 1. */
const scale: Answers['scale'] = blank(1, {
  ko: '(bytes) => pipe(bytes, T.div(…))',
  en: '(bytes) => pipe(bytes, T.div(…))',
})

/** 2. The network: a dense layer `hidden`, ReLU, a dense layer `logits`. What does it end in, when the loss is that of blank 3? */
const network: Answers['network'] = blank(2, {
  ko: '(params) => (x) => pipe(x, L.dense(2, 4).apply(params.hidden), …)',
  en: '(params) => (x) => pipe(x, L.dense(2, 4).apply(params.hidden), …)',
})

/** 3. The cross entropy of class numbers, from logits, averaged over the batch. */
const loss: Answers['loss'] = blank(3, {
  ko: 'Torch처럼 softmax와 교차 엔트로피를 합쳐 놓은 것: Loss.softmaxCrossEntropy(targets)(…)',
  en: 'softmax and cross entropy in one, as in Torch: Loss.softmaxCrossEntropy(targets)(…)',
})

/** 4. RMSProp as on the slide: from { h, w } and the gradient to the next { h, w }; lr = 0.01, γ = 0.9, ε = 0.1. */
const rmsprop: Answers['rmsprop'] = blank(4, {
  ko: "h' = γh + (1 − γ)g⊙g, w' = w − lr·g/√(h' + ε). 모두 원소별로, 나누는 것은 새 h'",
  en: "h' = γh + (1 − γ)g⊙g, w' = w − lr·g/√(h' + ε), element by element; the new h' divides",
})

/** 5. Adam by Kingma & Ba: the same with m and v; `iteration` is 1 at the first step; lr = 0.01, β₁ = 0.9, β₂ = 0.999, ε = 0.1. */
const adam: Answers['adam'] = blank(5, {
  ko: "m' = β₁m + (1 − β₁)g, v' = β₂v + (1 − β₂)g⊙g, 둘 다 1 − βᵗ로 나눈 것이 m̂과 v̂, w' = w − lr·m̂/(√v̂ + ε)",
  en: "m' = β₁m + (1 − β₁)g, v' = β₂v + (1 − β₂)g⊙g; divided by 1 − βᵗ they are m̂ and v̂; w' = w − lr·m̂/(√v̂ + ε)",
})

/** 6. How many iterations are 3 epochs of 60000 images in batches of 128? */
const iterations: Answers['iterations'] = blank(6, {
  ko: '한 에폭의 마지막 배치는 다 차지 않는다',
  en: 'the last batch of an epoch is not full',
})

export const answers: Answers = { scale, network, loss, rmsprop, adam, iterations }
