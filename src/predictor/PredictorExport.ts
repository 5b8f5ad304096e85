/**
 * Predictors as ONNX models, from the numbers of a row to its class or its numbers.
 */
import { knownOptions } from '../codec/Options.js'
import type { Columns } from '../data/Columns.js'
import { scaling, type Scaling } from '../data/Scale.js'
import type { Target } from '../data/Table.js'
import { exported, exportOptions, type ExportOptions } from '../onnx/Export.js'
import type { Encoded } from '../onnx/Onnx.js'
import { add, div, mul, sub } from '../operation/Binary.js'
import { concat } from '../operation/Layout.js'
import { entries } from '../tensor/Params.js'
import { shape, uniform, type AnyTensor, type Tensor } from '../tensor/Value.js'
import type { Predictor } from './Predictor.js'
import { record as expectRecord } from '../tensor/Expect.js'

type Rows = Tensor<[number, number]>

const scaled = (x: AnyTensor, { mean, deviation }: Scaling): Rows => div(deviation)(sub(mean)(x as Rows)) as Rows

const restored = (x: AnyTensor, { mean, deviation }: Scaling): Rows => add(mean)(mul(deviation)(x as Rows)) as Rows

/** A probability for each class; a single number for two classes is that of the second. */
const eachClass = (p: AnyTensor): AnyTensor =>
  shape(p)[1] === 1 ? (concat(1)([sub(p as Rows)(uniform(shape(p), 1) as Rows) as Rows, p as Rows]) as AnyTensor) : p

interface Given<P> {
  readonly params: P
  readonly scale: Scaling
  readonly targetScale: Scaling
  readonly input: AnyTensor
}

const notes: Readonly<Record<string, string>> = {
  input: 'Rows: the numbers of the columns that the metadata name, in their order, as they are.',
  probabilities: 'The probability of each class, in the order of the names in the metadata.',
  class: 'The number of the class, from 0, in the order of the names in the metadata.',
  numbers: 'The numbers of the columns that the metadata name under target.',
}

/**
 * A predictor as an ONNX model. Its input is `input`, rows of unscaled numbers; its outputs are those of `Train.predict`: `probabilities` and the `class` number, or
 * `numbers`. The scales are part of the model. The names of columns and classes are in the metadata, as JSON under `columns` and `target`.
 *
 * - **Shape** `input` `[batch, columns]`; `probabilities` `[batch, classes]`, `class` `[batch]`; `numbers` `[batch, columns of the target]`.
 * - **Errors** a `NablaError` where the model is not the same for each size of a batch, or cannot be staged.
 *
 * @example
 * const table = pipe(Data.table(['x'], Data.classOf('is', Data.classes(['low', 'high']))), Data.standardise([{ x: 0 }, { x: 4 }]))
 * const levels = Train.predictor({ model: L.dense(1, 2), objective: Objective.multiclass(2) }, table)({ weight: T.tensor([[-1, 1]]), bias: T.tensor([0, 0]) })
 * const { graph } = Onnx.predictor(levels)
 * graph.inputs.map(({ name, shape }) => [name, shape]) // => [['input', ['batch', 1]]]
 * graph.outputs.map(({ name, shape }) => [name, shape]) // => [['class', ['batch']], ['probabilities', ['batch', 2]]]
 *
 * @category exports
 */
export const predictor = <P, K extends Columns, Y extends Target>(
  of: Predictor<P, K, Y>,
  options: ExportOptions = {},
): Encoded => {
  expectRecord('Onnx.predictor', 'a predictor, as Train.predictor makes it', { table: 'object', params: 'any' }, of)
  knownOptions('Onnx.predictor', exportOptions, options)

  const { columns, scale, targetScale } = of.table
  const target: Target = of.table.target
  const given = { params: of.params, scale: scaling(scale), targetScale: scaling(targetScale) }
  const known = new Map(entries(given).map(([path, x]) => [path, x]))
  return exported({
    operation: 'Onnx.predictor',
    f: (x: Given<P>) => {
      const { meaning, decided } = of.answer(x.params)(scaled(x.input, x.scale) as never)
      return target._tag === 'Numbers'
        ? { numbers: restored(meaning, x.targetScale) }
        : { probabilities: eachClass(meaning), class: decided }
    },
    like: (sizes): Given<P> => ({ ...given, input: uniform([sizes.batch, columns.length], 0) }),
    open: ['batch'],
    parameter: (path) => known.get(path),
    rename: (path) => path.replace(/^params\./, ''),
    name: 'predictor',
    doc: 'What is predicted of rows, from the numbers in their columns, in evaluate mode. Each row is computed by itself.',
    describe: (name) => notes[name] ?? `Parameter "${name}".`,
    metadata: { objective: of.objective, columns: JSON.stringify(columns), target: JSON.stringify(target) },
    options,
  })
}
