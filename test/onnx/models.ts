/**
 * Functions and the ONNX models they become, for tests that run them and for ONNX's own checker (`npm run onnx-check`).
 */
import { pipe } from 'fp-ts/lib/function.js'
import fc from 'fast-check'
import { choices } from '../../laws/random/networks/parts.js'
import { network as randomNetworks, type Network } from '../../laws/random/networks/network.js'
import { samples } from '../../laws/samples/table.js'
import * as A from '../../src/Activation.js'
import * as D from '../../src/Diff.js'
import * as Data from '../../src/Data.js'
import { fuse } from '../../src/graph/Fuse.js'
import type { Precision } from '../../src/onnx/Emitter.js'
import { encode } from '../../src/onnx/Onnx.js'
import { stage } from '../../src/graph/Stage.js'
import * as L from '../../src/Layer.js'
import * as M from '../../src/Model.js'
import * as O from '../../src/Optimizer.js'
import * as Objective from '../../src/Objective.js'
import * as Onnx from '../../src/Onnx.js'
import { bind } from '../../src/primitive/Primitive.js'
import { table } from '../../src/primitive/Table.js'
import * as Schedule from '../../src/Schedule.js'
import * as Seed from '../../src/Seed.js'
import { entries, mapTree } from '../../src/tensor/Params.js'
import type { AnyTensor } from '../../src/tensor/Value.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'
import type { Values } from './run.js'

export const precisions: readonly Precision[] = ['float32', 'float64']

/** A model, what it is run on, and the same function of the same values by the library. */
export interface Case {
  readonly name: string
  readonly model: Onnx.Encoded
  readonly values: Values
  readonly f: (values: Values) => Values
}

/** Tensors by their paths. */
export const byPath = (tree: unknown): Values => Object.fromEntries(entries(tree))

/** A record from tensors by their paths. */
const filled = <P>(like: P, values: Values): P => mapTree('test', (_, path) => values[path] as AnyTensor, like) as P

/** A function of a list of tensors as it is, or fused. */
export const functionCase = (
  name: string,
  f: (args: readonly AnyTensor[]) => unknown,
  args: readonly AnyTensor[],
  precision: Precision,
  fused: boolean,
): Case => {
  const { graph } = stage((xs: readonly AnyTensor[]) => ({ result: f(xs) }))(args as never)
  return {
    name,
    model: encode(fused ? fuse(graph) : graph, { precision, name: 'f', describe: () => undefined }),
    values: byPath(args),
    f: (values) => byPath({ result: f(args.map((_, i) => values[String(i)] as AnyTensor)) }),
  }
}

export const primitiveNames = Object.keys(table) as readonly (keyof typeof table)[]

/** A primitive at one of its samples. */
export const primitiveCases = (name: keyof typeof table): fc.Arbitrary<(precision: Precision) => Case> =>
  (samples[name].applications as fc.Arbitrary<{ args: readonly AnyTensor[]; attributes: unknown }>).map(
    ({ args, attributes }) =>
      (precision) =>
        functionCase(name, (xs) => bind(table[name] as never, xs, attributes as never), args, precision, false),
  )

const seeded = (shape: readonly number[], n: number): AnyTensor => Seed.normal([...shape])(Seed.fromNumber(n))

type Made = (precision: Precision) => Case

/** A network for inference, on batches of any size. */
export interface Inference {
  readonly name: string
  readonly at: (precision: Precision, rows: number) => Case
}

const inference = (name: string, network: unknown, aim: unknown, width: number): Inference => {
  const model = network as M.Model<any, any, any>
  const objective = aim as { readonly name: string; readonly activation: (x: any) => any }
  const params = model.init(Seed.fromNumber(5))
  return {
    name,
    at: (precision, rows) => ({
      name: `inference ${name}`,
      model: Onnx.model(model, params, { input: T.zeros([1, width]), objective, precision }),
      values: { ...byPath(params), input: seeded([rows, width], rows) },
      f: (values) => {
        const given = filled(params, values)
        return { output: objective.activation(model.apply(given)(values.input)) }
      },
    }),
  }
}

/** The slides' network. */
export const mnist = pipe(
  M.named('hidden', L.dense(784, 100)),
  M.map(A.relu),
  M.andThen(M.named('logits', L.dense(100, 10))),
)

const deep = M.sequential(
  M.named('first', L.dense(6, 8)),
  L.activation(A.tanh),
  L.dropout(0.5),
  M.named('pieces', L.maxout(8, 5, 3)),
  L.dropout(0.25),
  M.named('plain', L.dense(5, 7, { bias: false })),
  L.activation(A.elu()),
  M.named('last', L.dense(7, 3)),
)

const rescaled = pipe(
  M.named('rows', L.dense(4, 6)),
  // Each row less its mean, by its deviation: what is called layer normalisation.
  M.map((x) => {
    const centred = pipe(x, T.sub(T.expandDims(1)(T.meanAlong(1)(x) as never) as never)) as T.Tensor<[number, number]>
    const deviation = T.sqrt(pipe(centred, T.square, T.meanAlong(1), T.add(1e-5)))
    return pipe(centred, T.div(T.expandDims(1)(deviation as never) as never)) as T.Tensor<[T.Name<'batch'>, 6]>
  }),
  M.andThen(M.named('out', L.dense(6, 2))),
)

/** Networks for inference: the slides', every layer, every activation, every objective. */
export const inferences: readonly Inference[] = [
  inference('mnist', mnist, Objective.multiclass(10), 784),
  inference('deep', deep, Objective.multiclass(3), 6),
  inference('normalised', rescaled, Objective.regression(2), 4),
  inference('yes or no', M.named('logit', L.dense(3, 1)), Objective.binary, 3),
  inference('nothing', M.identity<T.Tensor<[T.Name<'batch'>, 3]>>(), Objective.regression(3), 3),
  ...choices.map(({ code, f }) =>
    inference(
      code,
      pipe(M.named('hidden', L.dense(3, 5)), M.map(f as never), M.andThen(M.named('out', L.dense(5, 2)) as never)),
      Objective.regression(2),
      3,
    ),
  ),
]

const schedule = Schedule.warmup(3)(Schedule.cosine(0.1, { steps: 20 }))

/** Optimizers of each kind, by name. */
export const optimizers: Readonly<Record<string, unknown>> = {
  sgd: O.sgd({ learningRate: 0.1 }),
  momentum: O.momentum(),
  nesterov: O.nesterov(),
  adagrad: O.adagrad(),
  rmsprop: O.rmsprop(),
  adam: O.adam(),
  adamw: O.adamw(),
  clipped: O.chain(O.clipByGlobalNorm(0.5), O.adam()),
  bounded: O.chain(O.clipByValue(0.1), O.addDecayedWeights(0.01), O.sgd({ learningRate: 0.1 })),
  scheduled: O.scheduled(schedule)(O.momentum),
}

const trained = pipe(
  M.named('hidden', L.dense(3, 4)),
  M.map(A.tanh),
  M.andThen(L.dropout(0.25)),
  M.andThen(M.named('logits', L.dense(4, 3))),
)
const rows = 6

/** A trainer with a model that draws at random. */
export const trainerWith = (optimizer: unknown) =>
  Train.trainer({
    model: trained,
    objective: Objective.multiclass(3),
    optimizer: optimizer as ReturnType<typeof O.adam>,
  })

const batch = (n: number) => ({
  inputs: seeded([rows, 3], n) as T.Tensor<[number, 3]>,
  targets: T.tensor(Array.from({ length: rows }, (_, i) => (i * n) % 3)),
})

/** What comes out, given in again. */
const again = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, x]) => (name.startsWith('next.') ? [[name.slice(5), x]] : [])),
  )

/** One step of an optimizer, after some others, so that its state is none that it begins with. */
export const stepCases: readonly Made[] = Object.entries(optimizers).map(([name, optimizer]) => (precision) => {
  const trainer = trainerWith(optimizer)
  const model = Onnx.step(trainer, batch(1), { precision })
  const start = trainer.start(Seed.fromNumber(2))
  const draws = (n: number): AnyTensor => Seed.uniform([rows, 4])(Seed.fromNumber(n))
  const f = (values: Values): Values => {
    const like = { params: start.params, optimizer: start.optimizer }
    const at = filled(like, values)
    const mode = M.train(Seed.unknown(() => values['draws.0'] as AnyTensor))
    const { inputs, targets } = values as unknown as ReturnType<typeof batch>
    const { loss, params, optimizer: next } = trainer.advance(at, { inputs, targets }, mode)
    return byPath({ loss, next: { params, optimizer: next } })
  }
  const told = (n: number): Values => ({ ...batch(n), 'draws.0': draws(n) })
  const values = [1, 2, 3].reduce<Values>((now, n) => ({ ...again(f(now)), ...told(n + 1) }), {
    ...byPath({ params: start.params, optimizer: start.optimizer }),
    ...told(1),
  })
  return { name: `step ${name}`, model, values, f }
})

const count = 20

/** Many steps, of a data set in memory. */
export const foldCases: readonly Made[] = Object.entries(optimizers).map(([name, optimizer]) => (precision) => {
  const trainer = trainerWith(optimizer)
  const inputs = seeded([count, 3], 7) as T.Tensor<[number, 3]>
  const targets = T.tensor(Array.from({ length: count }, (_, i) => (i * i) % 3))
  const start = trainer.start(Seed.fromNumber(2))
  const steps = 4
  const order = T.tensor(
    Array.from({ length: steps }, (_, s) => Array.from({ length: rows }, (__, i) => (7 * s + 3 * i) % count)),
  )
  const draws = Seed.uniform([steps, rows, 4])(Seed.fromNumber(9))
  const like = { params: start.params, optimizer: start.optimizer }
  return {
    name: `fold ${name}`,
    model: Onnx.fold(trainer, Data.fromTensors(inputs, targets), { size: rows, precision }),
    values: { ...byPath(like), 'data.0': inputs, 'data.1': targets, rows: order, 'draws.0': draws },
    f: (values) => {
      const at = (path: string, i: number): AnyTensor =>
        pipe(values[path] as T.Tensor<[number, number]>, T.take(T.scalar(i)))
      const [end, losses] = Array.from({ length: steps }, (_, i) => i).reduce<
        readonly [typeof like, readonly T.Scalar[]]
      >(
        ([state, seen], i) => {
          const chosen = at('rows', i) as T.Tensor<[number]>
          const examples = {
            inputs: pipe(values['data.0'] as typeof inputs, T.take(chosen)),
            targets: pipe(values['data.1'] as typeof targets, T.take(chosen)),
          }
          const mode = M.train(Seed.unknown(() => at('draws.0', i)))
          const { loss, params, optimizer: next } = trainer.advance(state, examples as never, mode)
          return [{ params, optimizer: next }, [...seen, loss]]
        },
        [filled(like, values), []],
      )
      return byPath({ loss: T.stack(0)(losses as never), next: end })
    },
  }
})

/** The loss of a random network, and its gradient. */
export const networkCases: fc.Arbitrary<Made> = randomNetworks().map(
  ({ model, params, inputs, targets, mode, loss }: Network) =>
    (precision) => {
      const f = ([x, ...ps]: readonly AnyTensor[]): unknown => {
        const paths = entries(params).map(([path]) => path)
        const at = filled(params, Object.fromEntries(paths.map((path, i) => [path, ps[i]])))
        const cost = (p: typeof params): T.Scalar => loss(targets)(model.apply(p)(x as never, mode))
        return D.valueAndGrad(cost as never)(at as never)
      }
      return functionCase('network', f, [inputs, ...entries(params).map(([, x]) => x)], precision, true)
    },
)

/** A random network for inference. */
export const networkInferences: fc.Arbitrary<Inference> = randomNetworks().map(
  ({ model, params, inputs }: Network) => ({
    name: 'a random network',
    at: (precision, n) => ({
      name: 'inference of a random network',
      model: Onnx.model(model as M.Model<any, any, any>, params, { input: inputs, precision }),
      values: { ...byPath(params), input: seeded([n, T.shape(inputs)[1]], n) },
      f: (values) => ({ output: model.apply(filled(params, values))(values.input as never) }),
    }),
  }),
)
