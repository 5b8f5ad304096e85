/**
 * 순전파: data → model → prediction → loss; and why the weights matter.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import * as L from 'nabla-ts/Layer'
import * as Loss from 'nabla-ts/Loss'
import * as M from 'nabla-ts/Model'
import * as O from 'nabla-ts/Optimizer'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'

export const slideDefaults = { seed: 3, learningRate: 0.2, steps: 1000, samples: 1000 }

/** Rows of three grey values from 0 to 255. The target is the contrast of the two ends. */
const raw = T.tensor([
  [0, 51, 255],
  [255, 204, 0],
  [102, 102, 102],
  [51, 153, 204],
])
const targets = T.tensor([[1], [1], [0], [0.6]])

/** 데이터처리 */
const scale = (pixels: T.Tensor<[4, 3]>) => pipe(pixels, T.div(255))

/** 모델: a pure function (params) → (input) → output. */
const [hidden, output] = [L.dense(3, 4), L.dense(4, 1)] as const
const model = pipe(M.named('hidden', hidden), M.map(A.relu), M.andThen(M.named('output', output)))
type Params = ReturnType<typeof model.init>

/** 손실함수: from the parameters to one number. */
const mse = Loss.mse<[T.Name<'batch'>, 1]>(targets)
const loss = (params: Params): T.Scalar => pipe(scale(raw), model.apply(params), mse)

/** The same computation with the value after each stage. */
const stages = (params: Params) => {
  const scaled = scale(raw)
  const mixed = hidden.apply(params.hidden)(scaled)
  const bent = A.relu(mixed)
  const prediction = output.apply(params.output)(bent)
  return { raw, scaled, mixed, bent, prediction, loss: T.toNumber(mse(prediction)) }
}

/** 손실함수는 문제에 따라 정의됨: the loss of one output for three tasks. */
const losses = {
  regression: (z: number) => pipe(T.tensor([z]), Loss.mse(T.tensor([1]))),
  binary: (z: number) => pipe(T.tensor([z]), Loss.bceWithLogits(T.tensor([1]))),
  classes: (z: number) => pipe(T.tensor([[z, 0, 0]]), Loss.softmaxCrossEntropy(T.tensor([0]))),
}

export const run = ({ seed, learningRate, steps, samples } = slideDefaults) => {
  const params = model.init(Seed.fromNumber(seed))
  /** 역전파를 통해 좋은 가중치를 찾자. */
  const sgd = O.sgd({ learningRate })
  const descend = (p: Params): Params => O.apply(sgd.update(D.grad(loss)(p), [], p)[0], p)
  const learned = Array.from({ length: steps }).reduce<Params>(descend, params)
  return {
    steps,
    targets,
    losses,
    stages: stages(params),
    loss: T.toNumber(loss(params)),
    again: T.toNumber(loss(params)),
    learned: T.toNumber(loss(learned)),
    random: Seed.split(samples)(Seed.fromNumber(4)).map((s) => T.toNumber(loss(model.init(s)))),
  }
}
