/**
 * Messages of a divergence: the non-finite result, its origin, the likely causes, and what to do.
 */
import type { Cause } from './Cause.js'
import type { Origin, NonFiniteOperation, Range } from './Origin.js'
import type { Diagnosis } from './Diagnosis.js'
import type { NonFinite } from './Divergence.js'

/** A number with three digits. */
const format = (v: number): string => {
  if (!Number.isFinite(v)) return v > 0 ? '∞' : v < 0 ? '−∞' : 'NaN'
  const size = Math.abs(v)
  const [mantissa, exponent] = v.toExponential(2).split('e').map(Number)
  return size !== 0 && (size >= 1e5 || size < 1e-3) ? `${mantissa}e${exponent}` : String(Number(v.toPrecision(3)))
}

const quoted = (path: string): string => `"${path}"`

/** A tensor by its path, in a record that may be one tensor. */
const named = (kind: string, path: string): string => (path === '' ? kind : `${kind} ${quoted(path)}`)

const symptom = ({ symptom: { what, path }, loss }: NonFinite<unknown, unknown>): string => {
  switch (what) {
    case 'loss':
      return `The loss became ${format(loss)}`
    case 'gradient':
      return `The gradient of ${named('the parameter', path)} became infinite or NaN`
    case 'updates':
      return `The update of ${named('the parameter', path)} became infinite or NaN`
    case 'optimizer':
      return `What the optimizer remembers as ${quoted(path)} became infinite or NaN`
    case 'params':
      return `${path === '' ? 'The parameter' : `The parameter ${quoted(path)}`} became infinite or NaN`
  }
}

/** "from 0 to 1", or the single value. */
const range = ({ min, max, nonFinite, size }: Range): string => {
  const finite = min === max ? format(min) : `from ${format(min)} to ${format(max)}`
  return nonFinite === 0
    ? finite
    : nonFinite === size
      ? 'nothing finite'
      : `${finite}, with ${nonFinite} of ${size} not finite`
}

const listed = (all: readonly string[]): string =>
  all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all[all.length - 1]}`

const place = ({ phase, part, layer, parameter, state }: NonFiniteOperation): string => {
  const at = layer === '' ? (parameter === undefined ? '' : ` at ${quoted(parameter)}`) : ` in layer ${quoted(layer)}`
  switch (phase) {
    case 'forward':
      return part === 'loss' ? 'in the loss' : `in the forward pass${at}`
    case 'backward':
      return part === 'loss' ? 'in the gradient of the loss' : `in the backward pass${at}`
    case 'update':
      return state === undefined
        ? `in the update of ${parameter === undefined ? (layer === '' ? 'the parameters' : `layer ${quoted(layer)}`) : quoted(parameter)}`
        : `in what the optimizer remembers as ${quoted(state)}`
  }
}

/** The operation of an origin: its first non-finite element and, if there are more, the whole tensor. */
const operationMessage = (origin: NonFiniteOperation, rows: readonly number[]): string => {
  const { primitive, value, values, operands, result, row } = origin
  const what = `${quoted(primitive)} made ${format(value)}${values === undefined ? '' : ` of ${listed(values.map(format))}`}`
  const of = row === undefined || rows.length === 1 ? '' : `, for row ${rows[row]}`
  const whole =
    result.size === 1 && values !== undefined
      ? ''
      : ` (${result.nonFinite} of ${result.size} results are not finite, of operands ${listed(operands.map(range))})`
  return `It began ${place(origin)}: ${what}${of}${whole}. `
}

const originMessage = (origin: Origin, rows: readonly number[]): string => {
  switch (origin._tag) {
    case 'Operation':
      return operationMessage(origin, rows)
    case 'Input':
      return ''
    case 'Constant':
      return `It began with a number that the model, the loss or the optimizer has of its own, at ${quoted(origin.primitive)}. `
  }
}

const parts = {
  inputs: 'The input',
  targets: 'The target',
  params: 'The parameter',
  optimizer: 'The state of the optimizer',
}

/** The message of a cause, with what to do. */
export const showCause = (cause: Cause): string => {
  switch (cause._tag) {
    case 'DataNotFinite': {
      const { part, path, row, column, value, count } = cause
      const more = count === 1 ? '' : ` (and ${count - 1} more in this batch)`
      const found = Number.isFinite(value) ? `${format(value)}, which is too large for float32` : format(value)
      return `${named(parts[part], path)} in row ${row}${column.length === 0 ? '' : `, column ${column.join(', ')}`} is ${found}${more}: repair that row of the data, or leave it out.`
    }
    case 'StateNotFinite':
      return `${named(parts[cause.part], cause.path)} was not finite when the run went on from it: begin with another state.`
    case 'ConstantNotFinite':
      return `A number that depends neither on the data nor on the parameters is ${format(cause.value)}: look at what ${quoted(cause.primitive)} is given.`
    case 'LogOfZero':
      return cause.inLoss
        ? 'A logarithm of 0 in the loss: a probability has become exactly 0. Leave softmax or sigmoid out of the model and use the loss that takes logits (softmaxCrossEntropy, bceWithLogits), which has no such point.'
        : 'A logarithm of 0: add a small number before it, or use logSoftmax in the place of the logarithm of a softmax.'
    case 'LogOfNegative':
      return `A logarithm of ${format(cause.value)}, which is below 0: what goes into it has to be positive, as exp or softplus make it.`
    case 'DivisionByZero':
      return 'A division by 0: add a small number to the divisor, or choose with where what there is to divide, before the division.'
    case 'SlopeAtZero':
      return `The slope of ${cause.primitive} at 0 is infinite: add a small number under the root.`
    case 'RootOfNegative':
      return `A root of ${format(cause.value)}, which is below 0: what goes into it has to be at least 0.`
    case 'ExpOverflow':
      return `exp of ${format(cause.value)}, which overflows from ${format(cause.limit)} on: subtract the largest element before, as softmax and logSoftmax do, or use a loss that takes logits.`
    case 'SquaresOverflow':
      return `The optimizer squares gradients as large as ${format(cause.largest)}, and the square ${cause.state === '' ? '' : `in ${quoted(cause.state)} `}is too large for its numbers: scale the loss or the targets down, or clip the gradient before it (clipByGlobalNorm).`
    case 'UpdateOverflow':
      return `The update is too large for its numbers, though the gradient is at most ${format(cause.gradient)}: take a far lower learning rate.`
    case 'VelocityGrows':
      return `The optimizer keeps ${format(cause.momentum)} of its velocity in each step, so that it never slows down: a momentum has to be below 1, such as 0.9.`
    case 'ExplodingDepth': {
      const { layers, factor } = cause
      const all = layers.map(({ layer, largest }) => `${layer === '' ? 'the layer' : layer} ${format(largest)}`)
      const shown = all.length <= 6 ? all : [...all.slice(0, 3), '…', ...all.slice(-2)]
      return `Signals grow about ${format(factor)} times from layer to layer with the parameters that were drawn (the largest: ${shown.join(', ')}): draw smaller weights (heNormal for relu, xavierUniform for tanh).`
    }
    case 'InputsNotScaled': {
      const { range: found, divisor, rates } = cause
      const why =
        rates === undefined
          ? ''
          : ` The rate ${format(rates.used)} is above the largest stable one for them, about ${format(rates.stable)}; for inputs divided by ${format(divisor)} that would be ${format(rates.stableScaled)}.`
      return `The inputs are not scaled: they go ${range(found)}.${why} Divide them by ${format(divisor)}, or standardise them.`
    }
    case 'RateTooHigh': {
      const { descent, stable, at } = cause
      const kind = descent.momentum > 0 ? `momentum ${format(descent.momentum)}` : 'gradient descent'
      return `The learning rate is too high: ${format(descent.rate)}, where ${kind} on this batch is stable up to about ${format(stable)} (at ${at}). Take a rate below that.`
    }
    case 'HugeParams': {
      const { path, from, to, iterations } = cause
      return iterations === 0
        ? `${named('The parameter', path)} is as large as ${format(to)} from the beginning: begin with smaller ones.`
        : `${named('The parameter', path)} is as large as ${format(to)} after ${iterations} ${iterations === 1 ? 'step' : 'steps'}, when the first parameters are at most ${format(from)}: take a lower learning rate, or clip the gradient.`
    }
  }
}

const withoutOrigin = ({ replayed, precision }: Diagnosis): string =>
  replayed === 'not at all'
    ? 'The step could not be run again, so what began it is not known. The learning rate may be too high, or the data not scaled. '
    : `Run again in ${precision}, the step is finite throughout, so what began it is not known: the engine computes in another order. `

const causesMessage = (all: readonly Cause[]): string =>
  all.length === 0
    ? ''
    : all.length === 1
      ? `${showCause(all[0])} `
      : `Likely causes: ${all.map((cause, i) => `(${i + 1}) ${showCause(cause)}`).join(' ')} `

/** Whether a cause makes the parameters grow from step to step. */
const isGrowth = ({ _tag }: Cause): boolean =>
  ['VelocityGrows', 'ExplodingDepth', 'InputsNotScaled', 'RateTooHigh', 'HugeParams', 'UpdateOverflow'].includes(_tag)

/** The message of a divergence. */
export const divergence = (found: NonFinite<unknown, unknown>): string => {
  const { epoch, iteration, rows, diagnosis } = found
  const where = rows.length === 1 ? `row ${rows[0]}` : `${rows.length} rows, the first is row ${rows[0]}`
  const { origin, causes } = diagnosis
  const isKept = 'The last good state is kept'
  const isFirst =
    found.symptom.what === 'loss' && origin?._tag !== 'Input' && found.lastGood.iteration === found.before.iteration
  const next = isFirst
    ? 'It was the first step of the run, so there is no state to go on from: begin again.'
    : causes.some(isGrowth)
      ? `${isKept}; where its parameters have grown already, begin again, or from an earlier state.`
      : origin === undefined
        ? `${isKept}: the run can go on from it, with a tenth of the learning rate for a start.`
        : `${isKept}: the run can go on from it.`
  return (
    `${symptom(found)} in epoch ${epoch + 1}, iteration ${iteration + 1} (${where}). ` +
    `${origin === undefined ? withoutOrigin(diagnosis) : originMessage(origin, rows)}${causesMessage(causes)}${next}`
  )
}
