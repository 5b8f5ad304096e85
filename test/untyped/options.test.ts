import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { describe, expect, it } from 'vitest'
import * as Codec from 'nabla-ts/Codec'
import * as Data from 'nabla-ts/Data'
import * as Draw from 'nabla-ts/Draw'
import * as Latex from 'nabla-ts/Latex'
import { referenceEngine } from 'nabla-ts/Engine'
import * as L from 'nabla-ts/Layer'
import * as Loss from 'nabla-ts/Loss'
import * as Objective from 'nabla-ts/Objective'
import * as Onnx from 'nabla-ts/Onnx'
import { onnxRuntime } from 'nabla-ts/OnnxRuntime'
import { onnxRuntimeWeb } from 'nabla-ts/OnnxRuntimeWeb'
import * as O from 'nabla-ts/Optimizer'
import * as Safetensors from 'nabla-ts/Safetensors'
import * as Schedule from 'nabla-ts/Schedule'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import * as laws from 'nabla-ts/laws'

/** Options as JavaScript may pass them. */
type Loose = any
type Call = (options: Loose) => unknown

const square = (x: T.Scalar) => T.square(x)
const trace = Draw.trace(square)(T.scalar(2))
const model = L.dense(1, 1)
const objective = Objective.regression(1)
const trainer = Train.trainer({ model, objective, optimizer: O.sgd() })
const data = Data.fromTensors(T.tensor([[1], [2]]), T.tensor([[2], [4]]))
const from = trainer.start(Seed.fromNumber(1))
const cut = { rows: 2, size: 1, dropLast: false }
const table = Data.table(['x'], Data.numbers(['y']))
const predictor = Train.predictor({ model, objective }, table)({ weight: T.tensor([[2]]), bias: T.tensor([0]) })
const row = Codec.closed({ x: Codec.numberFromText })

/** Throws what a run ended with. */
const thrown = async <P, S>(run: TE.TaskEither<Train.Stop<P, S>, unknown>): Promise<void> => {
  const end = await run()
  if (E.isLeft(end)) throw new Error(Train.Show.show(end.left))
}

const answer = async (call: Call, options: Loose): Promise<unknown> => call(options)

/** Every function that takes a record of options, called with these options beside those it needs; the key is one of its own. */
const calls: Readonly<Record<string, readonly [key: string, call: Call]>> = {
  'Data.batches': ['size', (o) => Data.batches(data, { size: 1, ...o })],
  'Data.batchRows': ['size', (o) => Data.batchRows(2, { size: 1, ...o })],
  'Data.csv': ['separator', (o) => Data.csv(row, o)],
  'Data.readCsv': ['separator', (o) => Data.readCsv(row, o)],
  'Data.readText': ['format', (o) => Data.readText('x', o)],
  'Draw.mermaid': ['digits', (o) => Draw.mermaid(trace, o)],
  'Draw.sideBySide': ['digits', (o) => Draw.sideBySide(trace, o)],
  'Draw.steps': ['digits', (o) => Draw.steps(trace, o)],
  'Draw.svg': ['digits', (o) => Draw.svg(trace, o)],
  'Latex.formula': ['variable', (o) => Latex.formula(square, o)(T.scalar(1))],
  'Latex.fromGraph': ['variable', (o) => Latex.fromGraph(trace.graph, o)],
  'Latex.gradient': ['variable', (o) => Latex.gradient(square, o)(T.scalar(1))],
  'Layer.dense': ['bias', (o) => L.dense(1, 1, o)],
  'Layer.maxout': ['init', (o) => L.maxout(1, 1, 2, o)],
  'Onnx.fold': ['precision', (o) => Onnx.fold(trainer, data, { size: 1, ...o })],
  'Onnx.model': ['precision', (o) => Onnx.model(model, predictor.params, { input: T.zeros([1, 1]), ...o })],
  'Onnx.predictor': ['precision', (o) => Onnx.predictor(predictor, o)],
  'Onnx.step': ['precision', (o) => Onnx.step(trainer, data.take([0]), o)],
  'OnnxRuntime.onnxRuntime': ['threads', (o) => onnxRuntime(o)],
  'OnnxRuntimeWeb.onnxRuntimeWeb': ['precision', (o) => onnxRuntimeWeb(o)],
  'Optimizer.adagrad': ['epsilon', (o) => O.adagrad(o)],
  'Optimizer.adam': ['epsilon', (o) => O.adam(o)],
  'Optimizer.adamw': ['epsilon', (o) => O.adamw(o)],
  'Optimizer.momentum': ['momentum', (o) => O.momentum(o)],
  'Optimizer.nesterov': ['momentum', (o) => O.nesterov(o)],
  'Optimizer.rmsprop': ['epsilon', (o) => O.rmsprop(o)],
  'Optimizer.scaleByAdam': ['epsilon', (o) => O.scaleByAdam(o)],
  'Optimizer.scaleByRms': ['epsilon', (o) => O.scaleByRms(o)],
  'Optimizer.scaleByRss': ['epsilon', (o) => O.scaleByRss(o)],
  'Optimizer.sgd': ['learningRate', (o) => O.sgd(o)],
  'Optimizer.trace': ['nesterov', (o) => O.trace(0.9, o)],
  'Safetensors.encode': ['dtype', (o) => Safetensors.encode({ tensors: {}, metadata: {} }, o)],
  'Schedule.cosine': ['steps', (o) => Schedule.cosine(1, { steps: 2, ...o })],
  'Schedule.exponential': ['factor', (o) => Schedule.exponential(1, { every: 2, factor: 0.5, ...o })],
  'Schedule.step': ['factor', (o) => Schedule.step(1, { every: 2, factor: 0.5, ...o })],
  'Tensor.maxAlong': ['keepDims', (o) => T.maxAlong(0, o)(T.tensor([1, 2]))],
  'Tensor.meanAlong': ['keepDims', (o) => T.meanAlong(0, o)(T.tensor([1, 2]))],
  'Tensor.minAlong': ['keepDims', (o) => T.minAlong(0, o)(T.tensor([1, 2]))],
  'Tensor.sumAlong': ['keepDims', (o) => T.sumAlong(0, o)(T.tensor([1, 2]))],
  'Train.fit': ['epochs', (o) => thrown(Train.fit(trainer, data, { from, epochs: 1, size: 1, ...o }))],
  'Train.patience': ['scores', (o) => Train.patience({ scores: 1, ...o })],
  'Train.run': ['epochs', (o) => Train.run(trainer, data, { from, epochs: 1, size: 1, ...o }).next()],
  'Train.saving': ['every', (o) => Train.saving(() => TE.right(0), { every: 1, ...o })],
  'Train.store': ['keep', (o) => Train.store(trainer, 'x', { cut, ...o })],
  'Train.trainer': ['optimizer', (o) => Train.trainer({ model, objective, optimizer: O.sgd(), ...o })],
}

const at = laws.arbitrary.tensor([2])
const set = laws.activation((x: T.AnyTensor) => x)

/** The same for the laws. */
const callsOfLaws: Readonly<Record<string, readonly [key: string, call: Call]>> = {
  activation: ['kinks', (o) => laws.activation((x: T.AnyTensor) => x, o)],
  'arbitrary.shape': ['minRank', (o) => laws.arbitrary.shape(o)],
  check: ['numRuns', (o) => laws.check(set, { numRuns: 1, ...o })],
  checkAsync: ['only', (o) => laws.checkAsync(set, { numRuns: 1, ...o })()],
  codec: ['values', (o) => laws.codec(Codec.numberFromText, { values: at as Loose, ...o })],
  computation: ['wellScaled', (o) => laws.computation(o)],
  differentiable: ['derivatives', (o) => laws.differentiable((x: T.Tensor<[2]>) => x, { at, ...o })],
  engine: ['name', (o) => laws.engine(referenceEngine, o)],
  layer: ['output', (o) => laws.layer(model, { input: ['batch', 1], ...o })],
  loss: ['positive', (o) => laws.loss(Loss.mse, o)],
  model: ['input', (o) => laws.model(model, { input: laws.arbitrary.tensor([2, 1]), ...o })],
  network: ['maxDepth', (o) => laws.network(o)],
  networks: ['maxDepth', (o) => laws.networks(o)],
  optimizer: ['decays', (o) => laws.optimizer(O.sgd, o)],
  schedule: ['falls', (o) => laws.schedule(Schedule.constant(1), o)],
  stage: ['staging', (o) => laws.stage((x: T.Tensor<[2]>) => x, { at, ...o })],
  training: ['largest', (o) => laws.training(trainer, data, o)],
  transformation: ['decays', (o) => laws.transformation(O.nothing, o)],
}

/** Exports whose records are no options: values of the library, which may have other keys, records whose keys are names of the caller, and callbacks that take options. */
const noOptions = [
  'Data.fingerprint',
  'OptimizerSpec.frozenProblems',
  'Optimizer.perPart',
  'Optimizer.scheduled',
  'Train.predictor',
]

/** The exports whose signatures take a record of options, by the report of the API. */
const signatures = (): readonly string[] => {
  const folder = resolve(import.meta.dirname, '../../docs/api')
  return readdirSync(folder)
    .filter((name) => /^[A-Z]\w+\.md$/.test(name) && name !== 'README.md')
    .flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .split(/\n(?=(?:const|function|interface|type) |```)/)
        .filter((text) => /^(const|function) .*?[(,]\s*(\w*[oO]ptions|cut|parts|\{[^()]*?\})\??: /s.test(text))
        .map((text) => `${name.slice(0, -3)}.${/^(?:const|function) (\w+)/.exec(text)?.[1]}`),
    )
}

describe('a record of options', () => {
  it('is one of this table, for each export that takes one', () => {
    expect(Object.keys(calls).sort()).toEqual(
      signatures()
        .filter((name) => !noOptions.includes(name))
        .sort(),
    )
  })

  it.each(Object.entries({ ...calls, ...callsOfLaws }))(
    'of %s is refused with a misspelt key, which is named with the key that was meant',
    async (_, [key, call]) => {
      const misspelt = `${key.slice(0, -2)}${key.slice(-1)}`
      await answer(call, {})
      await expect(answer(call, { [misspelt]: undefined })).rejects.toThrow(
        new RegExp(
          `expected a record of options, of .*${key}.*found the key “${misspelt}”\\. Did you mean “${key}”\\?`,
        ),
      )
    },
  )

  it.each(Object.entries(calls))('of %s is refused with a key of somebody else', async (_, [, call]) => {
    await expect(answer(call, { zzz: 1 })).rejects.toThrow('the key “zzz”')
  })

  // Values that no option has, or few.
  const odd = [null, -1, 0.5, NaN, '', 'zzz', true, [], [undefined], {}, { x: 1 }, () => 0, T.zeros([0])]
  it.each(Object.entries({ ...calls, ...callsOfLaws }))(
    'of %s with an odd value is taken, or refused in words',
    async (_, [, call]) => {
      const all = await answer(call, { zzz: 1 }).catch((error: unknown) => (error as Error).message)
      const names = /of options, of (.*), found the key/.exec(String(all))?.[1].split(', ') ?? []
      expect(names.length).toBeGreaterThan(0)
      for (const name of names)
        for (const value of odd) {
          const error: unknown = await answer(call, { [name]: value }).then(
            () => undefined,
            (thrown: unknown) => thrown,
          )
          if (error !== undefined && (error as Error).constructor === Error) continue // What a run ended with.
          if (error !== undefined && !T.isNablaError(error))
            expect.fail(
              `${name}: ${JSON.stringify(value) ?? String(value)} is refused by ${String(error)}\n${String((error as Error).stack)}`,
            )
        }
    },
    60_000,
  )

  it.each([
    [() => Data.csv(row, { separator: '' } as Loose), 'expected one of ",", ";", "\\t", "|" as "separator", found'],
    [() => Data.csv(row, { otherColumns: 'skip' } as Loose), 'expected one of "refuse", "ignore" as "otherColumns"'],
    [
      () => Safetensors.encode({ tensors: {}, metadata: {} }, { dtype: 'F16' } as Loose),
      'one of "F64", "F32" as "dtype"',
    ],
    [() => Draw.svg(trace, { show: 'gradients' } as Loose), '"cotangents", "all" as "show", found “gradients”'],
    [() => Draw.svg(trace, { digits: 0 }), 'expected an integer from 1 to 100 as "digits", found 0'],
    [() => Latex.formula(square, { name: 3 } as Loose), 'expected a text as "name", found 3'],
    [() => Onnx.fold(trainer, data, { size: 1e9 }), 'expected an integer from 1 to 16777216 as "size"'],
    [() => onnxRuntime({ precision: 'f64' } as Loose), 'expected one of "float32", "float64" as "precision"'],
    [() => L.dense(1, 1, { bias: 'no' } as Loose), 'expected true or false as "bias", found “no”'],
    [() => T.sumAlong(0, { keepDims: 1 } as Loose)(T.ones([1])), 'expected true or false as "keepDims", found 1'],
  ])('with a value of another kind is refused: %s', (call, words) => {
    expect(call).toThrow(words)
  })

  it('of laws.check is refused where it would check nothing', () => {
    expect(() => laws.check(set, { only: 'shap' })).toThrow('expected the name of a law in "only", one of ')
    expect(() => laws.check(set, { numRuns: 0 })).toThrow(
      'laws.check: expected an integer from 1 on as "numRuns", found 0',
    )
    expect(E.isRight(laws.check(set, { only: 'an activation: shape' }))).toBe(true)
  })

  it('is refused within another one, too', () => {
    expect(() => Train.store(trainer, 'x', { cut: { ...cut, dropLst: true } as Loose })).toThrow(
      'Did you mean “dropLast”?',
    )
    expect(() => Train.predictor({ model, objective }, table, { objectve: 1 } as Loose)(predictor.params)).toThrow(
      'Did you mean “objective”?',
    )
  })
})
