/**
 * Training as ONNX models: one step, or many steps in one run. Forward pass, backward pass and update are operators of one graph, so any ONNX runtime can train.
 */
import { knownOptions, integer } from '../codec/Options.js'
import type { Dataset, Examples } from '../data/Dataset.js'
import { placeholder, exported, exportOptions, type ExportOptions } from '../onnx/Export.js'
import type { Encoded } from '../onnx/Onnx.js'
import { hollow } from '../graph/Build.js'
import { fromNumber } from '../random/Seed.js'
import { mapTree } from '../tensor/Params.js'
import { shape, type AnyTensor } from '../tensor/Value.js'
import { drawing, traced } from './Draws.js'
import { foldSteps } from './Fold.js'
import type { Trainer, Types, LearnedOfTrainer } from './Step.js'
import { record as expectRecord } from '../tensor/Expect.js'

const words =
  (each: string) =>
  (path: string): string | undefined => {
    const [first, second, ...rest] = path.split('.')
    const next = first === 'next'
    const where = (next ? rest : [second, ...rest]).filter((step) => step !== undefined).join('.')
    const which = where === '' ? '' : ` "${where}"`
    const when = next ? ` after the ${each}: give it back as "${path.replace(/^next\./, '')}"` : ` before the ${each}`
    switch (next ? second : first) {
      case 'params':
        return `Parameter${which}${when}.`
      case 'optimizer':
        return `What the optimizer remembers${which}${when}.`
      case 'inputs':
        return 'The inputs of a batch.'
      case 'targets':
        return 'The targets of a batch.'
      case 'data':
        return 'The data set, or a part of it, of which batches are rows.'
      case 'rows':
        return 'The rows of the data set that each batch consists of, one batch a step.'
      case 'draws':
        return 'What the model draws at random in training, new for each step: for dropout, uniform numbers from 0 to 1.'
      case 'loss':
        return 'The loss of the batch, before the update.'
      default:
        return undefined
    }
  }

/** The inputs of a step beside the state. */
interface StepInputs<I, T> extends Examples<I, T> {
  readonly draws: readonly AnyTensor[]
}

const emptyTree = <A>(tree: A, lead: readonly number[] = []): A =>
  mapTree('Onnx.step', (x) => placeholder(x, [...lead, ...shape(x)]), tree) as A

/** The shapes of the first state, and of a batch with its random draws. */
const likes = <K extends Types>(
  trainer: Trainer<K>,
  examples: Examples<K['input'], K['targets']>,
): { readonly state: LearnedOfTrainer<K>; readonly inputs: StepInputs<K['input'], K['targets']> } => {
  const { params, optimizer } = trainer.start(fromNumber(0))
  const { inputs, targets } = emptyTree({ inputs: examples.inputs, targets: examples.targets })
  const draws = traced(trainer, params, inputs).draws.map((draw) => hollow(draw.shape))
  return { state: emptyTree({ params, optimizer }), inputs: { inputs, targets, draws } }
}

/**
 * One training step as an ONNX model. Inputs are the state and a batch, `params…`, `optimizer…`, `inputs`, `targets`; outputs the next state, `next.params…`, `next.optimizer…`, and
 * the `loss` of the batch. A model with random layers, such as dropout, has the additional inputs `draws…`.
 *
 * - **Shape** the batch has the size of the one given: the loss is a mean over it. Its numbers are not looked at.
 * - **Gradient** products of derivatives are plain here: at 0·∞, such as the gradient of `where(x > 0, √x, 0)` at 0, the model gives NaN, where `trainer.step` and engines give 0.
 * - **Errors** a `NablaError` where the step cannot be staged.
 *
 * @example
 * const trainer = Train.trainer({ model: L.dense(2, 1), objective: Objective.regression(1), optimizer: O.sgd() })
 * const { graph } = Onnx.step(trainer, { inputs: T.zeros([8, 2]), targets: T.zeros([8, 1]) })
 * graph.inputs.map(({ name }) => name) // => ['inputs', 'params.bias', 'params.weight', 'targets']
 * graph.outputs.map(({ name }) => name) // => ['loss', 'next.params.bias', 'next.params.weight']
 *
 * @category exports
 */
export const step = <K extends Types>(
  trainer: Trainer<K>,
  examples: Examples<NoInfer<K['input']>, NoInfer<K['targets']>>,
  options: ExportOptions = {},
): Encoded => {
  expectRecord(
    'Onnx.step',
    'a trainer, as Train.trainer makes it',
    { model: 'object', objective: 'object', start: 'function', advance: 'function' },
    trainer,
  )
  knownOptions('Onnx.step', exportOptions, options)

  const { state, inputs } = likes(trainer, examples)
  return exported({
    operation: 'Onnx.step',
    f: ({ params, optimizer, draws, ...batch }: LearnedOfTrainer<K> & StepInputs<K['input'], K['targets']>) => {
      const { loss, ...next } = trainer.advance({ params, optimizer }, batch, drawing(draws))
      return { loss, next: { params: next.params, optimizer: next.optimizer } }
    },
    like: () => ({ ...state, ...inputs }),
    open: [],
    name: 'step',
    doc: `One step of training: the loss of a batch, its gradient, and the update of the parameters. What is called next is what the next step is given.`,
    describe: words('step'),
    metadata: { objective: trainer.objective.name },
    options,
  })
}

/**
 * The options of `Onnx.fold`.
 *
 * @category model
 */
export interface FoldOptions extends ExportOptions {
  /** The number of rows of a batch. */
  readonly size: number
}

/**
 * Many training steps as an ONNX model, in one `Scan`. Inputs are the state, the data set and the rows of each batch, `rows` of shape `[steps, size]`; outputs the state after all steps and the
 * `loss` of each. The numbers of steps and of rows are open. If the data set is not in memory, the batches themselves are inputs.
 *
 * - **Gradient** products of derivatives are plain, as in `step`.
 * - **Errors** a `NablaError` where the step cannot be staged.
 *
 * @example
 * const trainer = Train.trainer({ model: L.dense(2, 1), objective: Objective.regression(1), optimizer: O.sgd() })
 * const data = Data.fromTensors(T.zeros([50, 2]), T.zeros([50, 1]))
 * const { graph } = Onnx.fold(trainer, data, { size: 10 })
 * graph.inputs.map(({ name, shape }) => [name, shape]).slice(0, 2) // => [['data.0', ['count', 2]], ['data.1', ['count', 1]]]
 * graph.outputs.map(({ name, shape }) => [name, shape]) // => [['loss', ['steps']], ['next.params.bias', [1]], ['next.params.weight', [2, 1]]]
 *
 * @category exports
 */
export const fold = <K extends Types>(
  trainer: Trainer<K>,
  data: Dataset<K['input'], K['targets']>,
  options: FoldOptions,
): Encoded => {
  expectRecord(
    'Onnx.fold',
    'a trainer, as Train.trainer makes it',
    { model: 'object', objective: 'object', start: 'function', advance: 'function' },
    trainer,
  )
  expectRecord('Onnx.fold', 'a data set', { count: 'number', take: 'function' }, data)
  knownOptions('Onnx.fold', { ...exportOptions, size: integer(1, 2 ** 24) }, options)

  const { resident, count } = data
  const { size } = options
  const { state, inputs } = likes(trainer, data.take(Array.from({ length: size }, () => 0)))
  interface ExportInputs extends LearnedOfTrainer<K> {
    readonly data: readonly AnyTensor[]
    readonly rows?: AnyTensor
  }
  return exported({
    operation: 'Onnx.fold',
    f: ({ params, optimizer, data: tensors, ...xs }: ExportInputs & Partial<StepInputs<K['input'], K['targets']>>) => {
      const [next, loss] = foldSteps(
        trainer,
        ({ rows, draws: _, ...batch }: StepInputs<K['input'], K['targets']> & { readonly rows?: AnyTensor }) =>
          resident === undefined || rows === undefined ? batch : resident.select(tensors, rows),
        (step) => step.loss,
      )({ params, optimizer }, xs as StepInputs<K['input'], K['targets']>)
      return { loss, next }
    },
    like: ({ steps, count: rows }) => ({
      ...state,
      data: (resident?.tensors ?? []).map((x) =>
        placeholder(
          x,
          shape(x).map((d, i) => (i === 0 && d === count ? rows : d)),
        ),
      ),
      ...(resident === undefined
        ? emptyTree(inputs, [steps])
        : { rows: hollow([steps, size]), draws: emptyTree(inputs.draws, [steps]) }),
    }),
    open: resident === undefined ? ['steps'] : ['steps', 'count'],
    name: 'fold',
    doc: `Many steps of training, one after another: for each its loss, and the state after the last.`,
    describe: words('steps'),
    metadata: { objective: trainer.objective.name, batch: String(size) },
    options,
  })
}
