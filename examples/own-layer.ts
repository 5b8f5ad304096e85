/**
 * A layer and an optimizer of one's own, each held to the laws in one line; and what is printed when a derivative written by hand is wrong.
 *
 *     npm run example examples/own-layer.ts
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import { check, layer, optimizer, showReport } from 'nabla-ts/laws'
import * as M from 'nabla-ts/Model'
import * as Objective from 'nabla-ts/Objective'
import * as O from 'nabla-ts/Optimizer'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'

// ---------------------------------------------------------------------------------------------------------------------------------------
// A layer: gain · x / √(mean of x² + ε), row by row (B. Zhang and R. Sennrich, "Root mean square layer normalization", NeurIPS 2019).

const width = 4

type Batch = T.Tensor<[T.Name<'batch'>, typeof width]>

const meanOfRow = T.meanAlong(-1, { keepDims: true })

const size = (x: Batch) => pipe(x, T.square, meanOfRow, T.add(1e-5), T.sqrt)

/** x in units of its size, with the derivative (dx − n·mean(n·dx))/size, where n is the result. */
const normal = D.customDerivative({
  value: (x: Batch) => pipe(x, T.div(size(x))),
  tangent: (x: Batch, dx: Batch) => {
    const n = pipe(x, T.div(size(x)))
    const along = pipe(n, T.mul(dx), meanOfRow)
    return pipe(dx, T.sub(pipe(n, T.mul(along))), T.div(size(x)))
  },
})

/** The same with a classical mistake: as if the size did not change with x. */
const careless = D.customDerivative({
  value: (x: Batch) => pipe(x, T.div(size(x))),
  tangent: (x: Batch, dx: Batch) => pipe(dx, T.div(size(x))),
})

const rmsNorm = (
  normalise: (x: Batch) => Batch,
): M.Model<{ readonly gain: T.Tensor<[typeof width]> }, Batch, Batch> => ({
  init: () => ({ gain: T.ones([width]) }),
  apply:
    ({ gain }) =>
    (x) =>
      pipe(normalise(x), T.mul(gain)),
})

// ---------------------------------------------------------------------------------------------------------------------------------------
// An optimizer: w′ = w − η·sign(0.9·m + 0.1·g), m′ = 0.99·m + 0.01·g (X. Chen et al., "Symbolic discovery of optimization algorithms", 2023).

const mix = (keep: number, m: T.Tensor<T.Shape>, g: T.Tensor<T.Shape>) =>
  pipe(m, T.mul(keep), T.add(pipe(g, T.mul(1 - keep))))

const lion = ({ learningRate }: { readonly learningRate: number | T.Scalar }) =>
  O.chain(
    O.perTensor(['m'], ({ m }, g) => ({ update: pipe(mix(0.9, m, g), T.sign), m: mix(0.99, m, g) })),
    O.scaleByLearningRate(learningRate),
  )

// ---------------------------------------------------------------------------------------------------------------------------------------
// Held to the laws, a line each; the last one is refused, and says why.

const shapes = { input: ['batch', width], output: ['batch', width], constant: true } as const

/** So that this takes seconds; 100 cases a law, unless said otherwise, are for a test. */
const few = { numRuns: 20 }

const held = [
  check(layer(rmsNorm(normal), { name: 'RMS norm', ...shapes }), few),
  check(optimizer(lion, { name: 'Lion' }), few),
  check(layer(rmsNorm(careless), { name: 'the careless RMS norm', ...shapes }), { only: 'reverse = numeric' }),
]
held.forEach(
  E.match(
    (report) => console.log(`${showReport(report)}\n`),
    () => console.log('all laws hold'),
  ),
)

// ---------------------------------------------------------------------------------------------------------------------------------------
// And used, like any of the library's own.

const network = pipe(
  M.named('hidden', L.dense(2, width)),
  M.andThen(M.named('norm', rmsNorm(normal))),
  M.map(A.tanh),
  M.andThen(M.named('logits', L.dense(width, 2))),
)
const xor = Data.fromTensors(
  T.tensor([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]),
  T.tensor([0, 1, 1, 0]),
)
const trainer = Train.trainer({
  model: network,
  objective: Objective.multiclass(2),
  optimizer: lion({ learningRate: 0.05 }),
})
const [batch] = Data.batches(xor, { size: 4 })
const end = pipe(
  Array.from({ length: 100 }, () => batch),
  Train.fold(trainer.step, trainer.start(Seed.fromNumber(1))),
)
console.log('XOR is', T.toArray(trainer.objective.decide(network.apply(end.params)(batch.inputs))))
