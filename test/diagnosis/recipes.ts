/**
 * Ten recipes (and some more) that diverge in practice, each with the diagnosis it deserves. None depends on its seed: whatever is drawn, it diverges, and for the same reason.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from '../../src/Activation.js'
import type { Engine } from '../../src/Engine.js'
import * as Data from '../../src/Data.js'
import * as I from '../../src/Init.js'
import * as L from '../../src/Layer.js'
import * as Loss from '../../src/Loss.js'
import * as M from '../../src/Model.js'
import * as Objective from '../../src/Objective.js'
import * as O from '../../src/Optimizer.js'
import type * as Seed from '../../src/Seed.js'
import * as S from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'

/** What is expected of a origin. */
export type Expected =
  | {
      readonly primitive: string | readonly string[]
      readonly phase: Train.NonFiniteOperation['phase']
      readonly part: Train.NonFiniteOperation['part']
      readonly layer: string | RegExp
    }
  | { readonly part: Train.NonFiniteInput['part'] }

/** A training that goes wrong. */
export interface Recipe {
  readonly name: string
  /** Where it goes wrong: an engine in float32 ends where float64 goes on. */
  readonly precisions: readonly ('float64' | 'float32')[]
  readonly trainer: Train.Trainer<any>
  readonly data: (seed: Seed.Seed) => Data.Dataset<any, any>
  /** What may have made the first number that is not finite; more than one, where it depends on what is drawn. */
  readonly origin: readonly Expected[]
  /** The likeliest cause. */
  readonly cause: Train.Cause['_tag']
  /** Where in the data. */
  readonly at?: { readonly row: number; readonly column: readonly number[] }
}

/** Inputs in [−1, 1], by their own seed, of a size that no learning rate is too high for at once. */
const inputs = (seed: Seed.Seed, count: number, width: number) =>
  S.uniform([count, width], -1, 1)(S.child(77)(seed)) as unknown as T.Tensor<[number, number]>

const sums = (x: T.Tensor<[number, number]>) => T.toArray(x).map((row) => [row.reduce((a, b) => a + b, 0)])

const fit = (seed: Seed.Seed, count: number, width: number) => {
  const x = inputs(seed, count, width)
  return Data.fromTensors(x, T.tensor(sums(x)) as T.Tensor<[number, 1]>)
}

/** How a recipe ends. */
export const end = async (
  { trainer, data }: Pick<Recipe, 'trainer' | 'data'>,
  seed: Seed.Seed,
  engine?: Engine,
  epochs = 5000,
): Promise<Train.Stop<any, any> | undefined> => {
  const events = Train.run(trainer, data(seed), {
    from: trainer.start(seed),
    epochs,
    size: 4,
    ...(engine === undefined ? {} : { engine, chunk: 20 }),
  })
  for await (const event of events)
    if (event._tag === 'Ended') return event.outcome._tag === 'Left' ? event.outcome.left : undefined
  return undefined
}

/** An objective of a loss of one's own, for what a user might write. */
const objective = (loss: (targets: any) => (output: any) => T.Scalar) => ({
  ...Objective.regression(1),
  loss,
})

/** A row of inputs each, with a number that is not what it should be. */
const withCell = (row: number, column: number, value: number) => (seed: Seed.Seed) => {
  const x = inputs(seed, 10, 2)
  const broken = T.toArray(x).map((all, i) => all.map((v, j) => (i === row && j === column ? value : v)))
  return Data.fromTensors(T.tensor(broken) as T.Tensor<[number, number]>, T.tensor(sums(x)) as T.Tensor<[number, 1]>)
}

/** Pictures of 16 pixels from 0 to 255, one of them always white, and their mean brightness. */
const pictures = (seed: Seed.Seed) => {
  const grey = T.toArray(inputs(seed, 20, 16)).map((row) =>
    row.map((v, j) => (j === 0 ? 255 : Math.floor(128 + 127 * v))),
  )
  return Data.fromTensors(
    T.tensor(grey) as T.Tensor<[number, number]>,
    T.tensor(grey.map((row) => [row.reduce((a, b) => a + b, 0) / (16 * 255)])) as T.Tensor<[number, 1]>,
  )
}

const line = M.named('line', L.dense(2, 1))

const network = M.sequential(M.named('hidden', L.dense(2, 8)), L.activation(A.tanh), M.named('out', L.dense(8, 1)))

/** Ten times as large as weights should be drawn. */
const tenfold: I.Init = (fanIn, fanOut) => {
  const { weight, bias } = I.xavierUniform(fanIn, fanOut)
  return { weight: (of) => (seed) => T.mul(10)(weight(of)(seed) as never) as never, bias }
}

const floor = (i: number) => `floor${String(i + 1).padStart(2, '0')}`

const tower = Array.from({ length: 12 }, (_, i) => i).reduce<any>(
  (below, i) =>
    pipe(
      below,
      M.andThen(M.named(floor(i), L.dense(i === 0 ? 2 : 16, i === 11 ? 1 : 16, { init: tenfold }))) as any,
      M.map(i === 11 ? (x: any) => x : A.leakyRelu(0.1)) as any,
    ),
  M.identity(),
)

/** Two logits, both w·(x₁ + x₂) with w given: x is positive here. */
const alike = (w: number) => M.named('logits', L.dense(2, 2, { init: I.constant(w) }))
const positive = (seed: Seed.Seed) => {
  const x = T.add(2)(inputs(seed, 10, 2)) as unknown as T.Tensor<[number, number]>
  return Data.fromTensors(x, T.tensor(T.toArray(x).map((_, i) => i % 2)))
}

/** A softmax as the formula says it. */
const naive = (z: any) => {
  const e = T.exp(z) as any
  return pipe(e, T.div(T.expandDims(1)(T.sumAlong(1)(e as T.Tensor<[number, 2]>)) as any)) as any
}

const crossEntropy = objective((t) => (p) => Loss.crossEntropy(t)(p))

const sgd = (learningRate: number) => O.sgd({ learningRate })

const regression = Objective.regression(1)

/** What ends a run whose errors grow from step to step: a square of the loss, or the sum of squares. */
const squaredError = (layer: string): Expected => ({
  primitive: ['square', 'sum'],
  phase: 'forward',
  part: 'loss',
  layer,
})

const recipe = (
  name: string,
  parts: { readonly model: any; readonly objective: any; readonly optimizer: any },
  data: (seed: Seed.Seed) => any,
  rest: Omit<Recipe, 'name' | 'run' | 'trainer' | 'data'>,
): Recipe => {
  const trainer = Train.trainer(parts) as any
  return { name, trainer, data, ...rest }
}

const both = ['float64', 'float32'] as const

export const recipes: readonly Recipe[] = [
  recipe(
    'a rate too high for a line',
    { model: line, objective: regression, optimizer: sgd(10) },
    (seed) => fit(seed, 10, 2),
    { precisions: both, origin: [squaredError('line')], cause: 'RateTooHigh' },
  ),
  recipe(
    'a rate too high for a network',
    { model: network, objective: regression, optimizer: sgd(10) },
    (seed) => fit(seed, 10, 2),
    {
      precisions: both,
      origin: [
        squaredError('out'),
        { primitive: ['annihilatingMatmul', 'annihilatingMul'], phase: 'backward', part: 'model', layer: 'hidden' },
      ],
      cause: 'RateTooHigh',
    },
  ),
  recipe(
    'the logarithm of a probability that is 0',
    {
      model: pipe(
        alike(0),
        M.map((z: any) => A.softmax(T.add(T.tensor([0, 1000]))(z) as any)),
      ),
      objective: crossEntropy,
      optimizer: sgd(0.1),
    },
    positive,
    {
      precisions: both,
      origin: [{ primitive: 'log', phase: 'forward', part: 'loss', layer: 'logits' }],
      cause: 'LogOfZero',
    },
  ),
  recipe(
    'NaN in a row of the data',
    { model: network, objective: regression, optimizer: O.adam() },
    withCell(3, 1, NaN),
    { precisions: both, origin: [{ part: 'inputs' }], cause: 'DataNotFinite', at: { row: 3, column: [1] } },
  ),
  recipe(
    'an infinity in a cell of the data',
    { model: line, objective: regression, optimizer: O.adam() },
    withCell(7, 0, Infinity),
    { precisions: both, origin: [{ part: 'inputs' }], cause: 'DataNotFinite', at: { row: 7, column: [0] } },
  ),
  recipe(
    'a number in the data that is too large for float32',
    { model: line, objective: regression, optimizer: sgd(0.01) },
    withCell(2, 0, 1e40),
    { precisions: ['float32'], origin: [{ part: 'inputs' }], cause: 'DataNotFinite', at: { row: 2, column: [0] } },
  ),
  recipe(
    'pixels from 0 to 255 with a rate for 0 to 1',
    { model: M.named('line', L.dense(16, 1)), objective: regression, optimizer: sgd(0.02) },
    pictures,
    { precisions: both, origin: [squaredError('line')], cause: 'InputsNotScaled' },
  ),
  recipe(
    'twelve layers with weights ten times too large',
    { model: tower, objective: regression, optimizer: sgd(0.01) },
    (seed) => fit(seed, 10, 2),
    {
      precisions: both,
      origin: [
        squaredError('floor12'),
        { primitive: ['matmul', 'add'], phase: 'forward', part: 'model', layer: /^floor\d\d$/ },
        {
          primitive: ['annihilatingMatmul', 'annihilatingMul'],
          phase: 'backward',
          part: 'model',
          layer: /^floor\d\d$/,
        },
      ],
      cause: 'ExplodingDepth',
    },
  ),
  recipe(
    'a softmax of one’s own without a shift, in float32',
    { model: pipe(alike(60), M.map(naive)), objective: crossEntropy, optimizer: sgd(0.1) },
    positive,
    {
      precisions: ['float32'],
      origin: [{ primitive: 'exp', phase: 'forward', part: 'model', layer: 'logits' }],
      cause: 'ExpOverflow',
    },
  ),
  recipe(
    'a softmax of one’s own without a shift',
    { model: pipe(alike(600), M.map(naive)), objective: crossEntropy, optimizer: sgd(0.1) },
    positive,
    {
      precisions: both,
      origin: [{ primitive: 'exp', phase: 'forward', part: 'model', layer: 'logits' }],
      cause: 'ExpOverflow',
    },
  ),
  recipe(
    'a relative error where a target is 0',
    {
      model: line,
      objective: objective((t) => (y) => pipe(y, T.sub(t), T.div(t), T.square, T.mean) as T.Scalar),
      optimizer: sgd(0.01),
    },
    (seed) => Data.fromTensors(inputs(seed, 4, 2), T.tensor([[1], [0], [1], [1]])),
    {
      precisions: both,
      origin: [{ primitive: 'div', phase: 'forward', part: 'loss', layer: 'line' }],
      cause: 'DivisionByZero',
    },
  ),
  recipe(
    'the slope of a root at 0',
    {
      model: pipe(M.named('line', L.dense(2, 1, { init: I.zeros })), M.map(T.sqrt)),
      objective: regression,
      optimizer: sgd(0.01),
    },
    (seed) => Data.fromTensors(inputs(seed, 4, 2), T.tensor([[1], [2], [3], [4]])),
    {
      precisions: both,
      origin: [{ primitive: 'div', phase: 'backward', part: 'model', layer: 'line' }],
      cause: 'SlopeAtZero',
    },
  ),
  ...(
    [
      ['float64', 1e160],
      ['float32', 1e25],
    ] as const
  ).map(([precision, size]) =>
    recipe(
      `squares in Adam’s memory that overflow in ${precision}`,
      {
        model: line,
        objective: objective(() => (y) => pipe(y, T.mean, T.mul(size)) as T.Scalar),
        optimizer: O.adam({ epsilon: 0 }),
      },
      (seed) => fit(seed, 10, 2),
      {
        precisions: [precision],
        origin: [{ primitive: 'mulAdd', phase: 'update', part: 'optimizer', layer: 'line' }],
        cause: 'SquaresOverflow',
      },
    ),
  ),
  recipe(
    'a momentum of 9 for one of 0.9',
    { model: line, objective: regression, optimizer: O.momentum({ learningRate: 0.01, momentum: T.scalar(9) }) },
    (seed) => fit(seed, 10, 2),
    { precisions: both, origin: [squaredError('line')], cause: 'VelocityGrows' },
  ),
]

/** An infinity in the data that tanh hides: the slope there is 0, and 0 times ∞ is 0. */
export const hidden: Pick<Recipe, 'trainer' | 'data'> = {
  trainer: Train.trainer({ model: network, objective: regression, optimizer: O.adam() } as any) as any,
  data: withCell(7, 0, Infinity),
}
