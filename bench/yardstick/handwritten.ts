/**
 * One step of training a network of dense layers (ReLU between them, softmax cross entropy at the end) by SGD or Adam, as an ONNX graph written by hand, as lean as
 * it could be made: what staged graphs are measured against. As `step`, one run is one step; as `fold`, one run is many steps, in one `Scan`.
 *
 * The formulas, with X the batch, Hₗ = relu(Hₗ₋₁Wₗ + bₗ), H₀ = X, n the batch's size, T the targets as rows of 0 and one 1:
 *
 *   L = log softmax(Z),  loss = −(1/n) Σ T⊙L,  D = exp(L) − T            (n times the derivative by the logits)
 *   Dₗ₋₁ = (Dₗ Wₗᵀ) where Hₗ₋₁ > 0, else 0
 *   SGD   W′ = W − (η/n)·Hₗ₋₁ᵀDₗ,  b′ = b − (η/n)·1ᵀDₗ                    (each one `Gemm`)
 *   Adam  g = (1/n)·Hₗ₋₁ᵀDₗ,  m′ = β₁m + (1 − β₁)g,  v′ = β₂v + (1 − β₂)g⊙g,  c′ = βc + (1 − β),
 *         w′ = w − (η√c₂/c₁)·m′/(√v′ + ε√c₂)
 *
 * What makes it lean: biases and rates are operands of `Gemm`; the division by n and the scale of the images (1/255 for bytes) are its alphas; no gradient passes the
 * largest logit, which `LogSoftmax` takes care of; Adam's corrections meet as scalars before they meet the parameters, and so do its constants:
 * `Gemm` gives √(1 − β₂)·g, whose square is what v needs.
 */
import { graph, model, node, tensor, value, type Attribute, type Bytes, type ElementType } from './wire.js'

export interface Work {
  /** Of the layers, input and output included: `[784, 100, 10]`. */
  readonly sizes: readonly number[]
  readonly optimizer: 'sgd' | 'adam'
  readonly learningRate: number
  /** Rows in a batch. */
  readonly batch: number
  /** How the images lie in memory: floats from 0 to 1, or bytes, which the graph scales by 1/255. */
  readonly images: 'float32' | 'uint8'
  /** Adam's means kept as sums, m/(1 − β₁) and v/(1 − β₂), which saves a pass over memory; by default false, the state of the paper. */
  readonly sums?: boolean
  /** Weights kept as `[out, in]` rather than `[in, out]`, which suits the runtime's products; by default false. */
  readonly transposed?: boolean
}

/** What is carried from step to step: its name and shape. */
export interface Part {
  readonly name: string
  readonly shape: readonly number[]
}

const beta1 = 0.9
const beta2 = 0.999
const epsilon = 1e-8

const parameters = ({ sizes, transposed = false }: Work): Part[] =>
  sizes.slice(1).flatMap((size, i) => [
    { name: `w${i + 1}`, shape: transposed ? [size, sizes[i]] : [sizes[i], size] },
    { name: `b${i + 1}`, shape: [1, size] },
  ])

/** The state: parameters `w1 b1 w2 b2 …`, then for Adam the means `m_w1 …`, `v_w1 …` and the weights `c1`, `c2`. A bias is a row. */
export const state = (work: Work): readonly Part[] => {
  const params = parameters(work)
  const means = (kind: string): Part[] => params.map(({ name, shape }) => ({ name: `${kind}_${name}`, shape }))
  const weights = ['c1', 'c2'].map((name) => ({ name, shape: [] }))
  return work.optimizer === 'sgd' ? params : [...params, ...means('m'), ...means('v'), ...weights]
}

/** Nodes written one after another; an operation returns the name of its result. */
const writer = () => {
  const nodes: Bytes[] = []
  const constants = new Map<string, Bytes>()
  const apply =
    (type: string) =>
    (inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}, name = `t${nodes.length}`) => {
      nodes.push(node(type, inputs, [name], attributes))
      return name
    }
  const constant = (name: string, shape: readonly number[], data: Float32Array | BigInt64Array): string => {
    constants.set(name, tensor(name, shape, data))
    return name
  }
  return {
    nodes,
    constants,
    apply,
    constant,
    scalar: (name: string, x: number) => constant(name, [], new Float32Array([x])),
    // transA, transB, alpha and beta as a BLAS has them
    gemm: (
      [a, b, c]: readonly [string, string, string | undefined],
      {
        transA = 0,
        transB = 0,
        alpha = 1,
      }: { readonly transA?: number; readonly transB?: number; readonly alpha?: number },
      name?: string,
    ) =>
      apply('Gemm')(
        c === undefined ? [a, b] : [a, b, c],
        { transA: { int: transA }, transB: { int: transB }, alpha: { float: alpha } },
        name,
      ),
  }
}

/** The nodes of a step: from the state `name_in` to the state `name_out`, with the loss as `loss_out`; `rows`, `images` and `targets` are at hand. */
const writeStep = (work: Work) => {
  const { sizes, optimizer, learningRate, batch, images, sums = false, transposed = false } = work
  const w = writer()
  const { apply, gemm } = w
  const depth = sizes.length - 1
  const pixel = images === 'uint8' ? 1 / 255 : 1

  const taken = apply('Gather')(['images', 'rows'])
  const x = images === 'uint8' ? apply('Cast')([taken], { to: { int: 1 } }) : taken
  const t = apply('Gather')(['targets', 'rows'])
  const h = [x]
  for (let l = 1; l <= depth; l++) {
    const z = gemm([h[l - 1], `w${l}_in`, `b${l}_in`], { transB: Number(transposed), alpha: l === 1 ? pixel : 1 })
    h.push(l < depth ? apply('Relu')([z]) : apply('LogSoftmax')([z], { axis: { int: 1 } }))
  }
  const total = apply('ReduceSum')([apply('Mul')([t, h[depth]])], { keepdims: { int: 0 } })
  apply('Mul')([total, w.scalar('per_row', -1 / batch)], {}, 'loss_out')

  const d: string[] = []
  d[depth] = apply('Sub')([apply('Exp')([h[depth]]), t])
  for (let l = depth; l > 1; l--) {
    const through = gemm([d[l], `w${l}_in`, undefined], { transB: Number(!transposed) })
    const zero = w.scalar('zero', 0)
    d[l - 1] = apply('Where')([apply('Greater')([h[l - 1], zero]), through, zero])
  }

  /** `scale` times the gradient of layer l, for weights and bias, added to what is given. */
  const ones = w.constant('ones', [1, batch], new Float32Array(batch).fill(1))
  const weightGradient = (l: number, scale: number, to?: string, name?: string): string =>
    gemm(
      transposed ? [d[l], h[l - 1], to] : [h[l - 1], d[l], to],
      { transA: 1, alpha: ((l === 1 ? pixel : 1) * scale) / batch },
      name,
    )
  const biasGradient = (l: number, scale: number, to?: string, name?: string): string =>
    gemm([ones, d[l], to], { alpha: scale / batch }, name)
  const gradients = (l: number) => [[`w${l}`, weightGradient] as const, [`b${l}`, biasGradient] as const]

  if (optimizer === 'sgd') {
    for (let l = 1; l <= depth; l++)
      for (const [p, gradient] of gradients(l)) gradient(l, -learningRate, `${p}_in`, `${p}_out`)
    return w
  }

  const keep1 = w.scalar('beta1', beta1)
  const keep2 = w.scalar('beta2', beta2)
  const average = (c: string, keep: string, fresh: number): string =>
    apply('Add')([apply('Mul')([`${c}_in`, keep]), w.scalar(`fresh_${c}`, fresh)], {}, `${c}_out`)
  const c1 = average('c1', keep1, 1 - beta1)
  const c2 = average('c2', keep2, 1 - beta2)
  // With sums M = m/(1 − β₁) and V = v/(1 − β₂): m/(√v + ε√c₂) = M·(1 − β₁)/√(1 − β₂) / (√V + ε√c₂/√(1 − β₂)).
  const [ofMean, ofRoot] = sums ? [(1 - beta1) / Math.sqrt(1 - beta2), Math.sqrt(1 - beta2)] : [1, 1]
  const root = apply('Sqrt')([c2])
  const rate = apply('Mul')([apply('Div')([root, c1]), w.scalar('rate', learningRate * ofMean)])
  const offset = apply('Mul')([root, w.scalar('epsilon', epsilon / ofRoot)])
  for (let l = 1; l <= depth; l++)
    for (const [p, gradient] of gradients(l)) {
      // √(1 − β₂)·g, or g where sums are kept
      const g = gradient(l, sums ? 1 : Math.sqrt(1 - beta2))
      const fresh = sums ? g : apply('Mul')([g, w.scalar('fresh', (1 - beta1) / Math.sqrt(1 - beta2))])
      const m = apply('Add')([apply('Mul')([`m_${p}_in`, keep1]), fresh], {}, `m_${p}_out`)
      const v = apply('Add')([apply('Mul')([`v_${p}_in`, keep2]), apply('Mul')([g, g])], {}, `v_${p}_out`)
      const direction = apply('Div')([m, apply('Add')([apply('Sqrt')([v]), offset])])
      apply('Sub')([`${p}_in`, apply('Mul')([direction, rate])], {}, `${p}_out`)
    }
  return w
}

const data = ({ sizes, images }: Work): Bytes[] => [
  value('images', images, ['count', sizes[0]]),
  value('targets', 'float32', ['count', sizes[sizes.length - 1]]),
]

const floats = (parts: readonly Part[], suffix: string): Bytes[] =>
  parts.map(({ name, shape }) => value(`${name}_${suffix}`, 'float32', shape))

const rowType: ElementType = 'int32'

/**
 * One step: takes `images`, `targets` (a row for each image), `rows` (`[batch]`, int32) and the state as `w1_in …`, gives the next state as `w1_out …` and
 * `loss_out`.
 */
export const step = (work: Work): Uint8Array => {
  const { nodes, constants } = writeStep(work)
  const parts = state(work)
  return model(
    graph({
      name: 'step',
      nodes,
      constants: [...constants.values()],
      inputs: [...data(work), value('rows', rowType, [work.batch]), ...floats(parts, 'in')],
      outputs: [...floats(parts, 'out'), value('loss_out', 'float32', [])],
    }),
  )
}

/**
 * Any number of steps: takes `images`, `targets`, `rows` (`[steps, batch]`, int32) and the state as `w1 …`, gives the state after them as `w1_end …` and the loss of
 * each step as `loss` (`[steps]`).
 */
export const fold = (work: Work): Uint8Array => {
  const { nodes, constants } = writeStep(work)
  const parts = state(work)
  const body = graph({
    name: 'step',
    nodes,
    constants: [],
    inputs: [...floats(parts, 'in'), value('rows', rowType, [work.batch])],
    outputs: [...floats(parts, 'out'), value('loss_out', 'float32', [])],
  })
  const names = parts.map(({ name }) => name)
  return model(
    graph({
      name: 'fold',
      nodes: [
        node('Scan', [...names, 'batches'], [...names.map((name) => `${name}_end`), 'loss'], {
          num_scan_inputs: { int: 1 },
          body: { graph: body },
        }),
      ],
      constants: [...constants.values()],
      inputs: [
        ...data(work),
        value('batches', rowType, ['steps', work.batch]),
        ...parts.map(({ name, shape }) => value(name, 'float32', shape)),
      ],
      outputs: [...floats(parts, 'end'), value('loss', 'float32', ['steps'])],
    }),
  )
}
