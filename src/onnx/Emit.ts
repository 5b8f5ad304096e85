/**
 * Writing operators: names for values, each in the form and the shape in which it is asked for.
 *
 * A value is held loosely. It may be smaller than its node, as long as it stretches to the node's shape by the rules of broadcasting, which ONNX's operators apply by themselves; and it
 * may still have another shape of as many elements. Only who needs it whole makes it so. So most of the `broadcast` and `reshape` of a graph cost nothing.
 */
import { fail } from '../tensor/Errors.js'
import { sizeOf, type Shape } from '../tensor/Shape.js'
import { dataOf, dense, shape, type AnyTensor } from '../tensor/Value.js'
import {
  elementOf,
  freshName,
  isKnown,
  resultName,
  sameDims,
  type Dims,
  type Emitter,
  type Form,
  type Held,
  type Precision,
} from './Emitter.js'
import type { Attribute, Initializer } from './Model.js'
import { openSize } from './Open.js'

/** An operator with one result of some shape. */
export const operate = (
  e: Emitter,
  type: string,
  inputs: readonly string[],
  dims: Dims,
  form: Form = 'number',
  attributes?: Readonly<Record<string, Attribute>>,
  wish = type.toLowerCase(),
): Held => {
  const name = resultName(e.shared, inputs, wish)
  e.operations.push({ type, inputs, outputs: [name], ...(attributes === undefined ? {} : { attributes }) })
  e.values.push({ name, element: elementOf(e.shared, form), shape: dims })
  if (type === 'Neg') e.opposites.set(name, inputs[0])
  return { name, named: dims, shape: dims, form }
}

/** Pieces of one size along an axis. */
export const split = (e: Emitter, from: string, count: number, piece: Dims, axis: number): readonly string[] => {
  const names = Array.from({ length: count }, () => resultName(e.shared, [from], 'piece'))
  e.operations.push({ type: 'Split', inputs: [from], outputs: names, attributes: { axis: { int: axis } } })
  names.forEach((name) => e.values.push({ name, element: e.shared.precision, shape: piece }))
  return names
}

const constant = (
  e: Emitter,
  key: string,
  form: Form,
  dims: Shape,
  data: () => Initializer['data'],
  wish: string,
): Held => {
  const known = e.shared.constants.get(key)
  if (known !== undefined) return known
  const name = freshName(e.shared, wish)
  e.shared.initializers.push({ name, element: elementOf(e.shared, form), shape: dims, data: data() })
  const held: Held = { name, named: dims, shape: dims, form }
  e.shared.constants.set(key, held)
  return held
}

/** Numbers as they are stored. */
export const numbersAs = (precision: Precision, values: Float64Array): Float32Array | Float64Array =>
  precision === 'float32' ? Float32Array.from(values) : values

/** A number. */
export const scalarConstant = (e: Emitter, value: number): Held => {
  const held = constant(
    e,
    `number ${Object.is(value, -0) ? '-0' : value}`,
    'number',
    [],
    () => numbersAs(e.shared.precision, Float64Array.of(value)),
    `constant_${String(value).replace(/[^\w.+-]/g, '')}`,
  )
  e.shared.numbers.set(held.name, value)
  return held
}

/** The numbers of a plain tensor; one number where all are the same. */
export const tensorConstant = (e: Emitter, value: AnyTensor, form: Form): Held => {
  const dims = shape(value)
  const data = dataOf(value)
  if (typeof data === 'number' && form === 'number') return scalarConstant(e, data)
  const { identities } = e.shared
  const identity =
    typeof data === 'number'
      ? String(data)
      : `#${identities.get(data) ?? (identities.set(data, identities.size), identities.size - 1)}`
  const all = dense(value)
  const write = {
    number: () => numbersAs(e.shared.precision, all),
    truth: () => Uint8Array.from(all, (v) => (v !== 0 ? 1 : 0)),
    index: () => BigInt64Array.from(all, (v) => BigInt(v)),
    byte: () => Uint8Array.from(all),
  }
  return constant(e, `${form} ${identity} [${dims.join()}]`, form, dims, write[form], 'constant')
}

/** A list of numbers that are known, as operators take them: sizes, axes. */
export const sizes = (e: Emitter, values: readonly number[]): string =>
  constant(
    e,
    `sizes ${values.join()}`,
    'index',
    [values.length],
    () => BigInt64Array.from(values, (v) => BigInt(v)),
    'sizes',
  ).name

/** A size that is found when the model is run. */
const sizeAt = (e: Emitter, dim: string): string => {
  const { of, times, plus } = openSize(dim)
  const source = e.shared.sources.get(of)
  if (source === undefined) return fail('onnx', 'an axis of an input for each size that is not known', dim)
  const integers = (
    type: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, Attribute>>,
  ): string => operate(e, type, inputs, [1], 'index', attributes, 'size').name
  const size = integers('Shape', [source.input], { start: { int: source.axis }, end: { int: source.axis + 1 } })
  const multiple = times === 1 ? size : integers('Mul', [size, sizes(e, [times])])
  return plus === 0 ? multiple : integers('Add', [multiple, sizes(e, [plus])])
}

/** The sizes of a shape, as operators take them. */
export const sizesOf = (e: Emitter, dims: Dims): string => {
  if (isKnown(dims)) return sizes(e, dims)
  const key = `sizes ${dims.join()}`
  const found = e.variants.get(key)
  if (found !== undefined) return found
  const parts = dims.map((d) => (typeof d === 'number' ? sizes(e, [d]) : sizeAt(e, d)))
  const [first, ...others] = parts
  const name =
    others.length === 0
      ? first
      : operate(e, 'Concat', parts, [dims.length], 'index', { axis: { int: 0 } }, 'sizes').name
  e.variants.set(key, name)
  return name
}

/** The same value in another form. */
export const as = (e: Emitter, held: Held, form: Form): Held => {
  if (held.form === form) return held
  const key = `${held.name} as ${form}`
  const to = { number: e.shared.precision === 'float32' ? 1 : 11, truth: 9, index: 7, byte: 2 }[form]
  const name = e.variants.get(key) ?? operate(e, 'Cast', [held.name], held.named, form, { to: { int: to } }).name
  e.variants.set(key, name)
  return { ...held, name, form }
}

/** The name under which a value has a shape of as many elements. */
const reshaped = (e: Emitter, held: Held, dims: Dims): string => {
  if (sameDims(held.named, dims)) return held.name
  const key = `${held.name} to ${dims.join()}`
  const found = e.variants.get(key)
  if (found !== undefined) return found
  // One size may be left to the runtime, unless another one is 0.
  const inferred = !isKnown(dims) && !dims.includes(0) && dims.filter((d) => typeof d === 'string').length === 1
  const target = inferred
    ? sizes(
        e,
        dims.map((d) => (typeof d === 'string' ? -1 : d)),
      )
    : sizesOf(e, dims)
  const attributes = dims.includes(0) ? { allowzero: { int: 1 } } : undefined
  const { name } = operate(e, 'Reshape', [held.name, target], dims, held.form, attributes)
  e.variants.set(key, name)
  return name
}

/** The name of a value in the shape that it is meant to have; it may still have to stretch. */
export const loose = (e: Emitter, held: Held): string => reshaped(e, held, held.shape)

/** The same, where an axis of size 1 in front makes no difference: for what is added to a matrix product, which stretches it. It may not have more than two axes. */
export const stretching = (e: Emitter, held: Held): string => {
  const lead = held.named.findIndex((d) => d !== 1)
  const isFit = held.named.length <= 2 && sameDims(held.named.slice(Math.max(0, lead)), held.shape)
  return isFit ? held.name : loose(e, held)
}

/** As many elements as a number is written out to; more are repeated when the model is run. */
const writtenOut = 2 ** 16

/** The name of a value that has no elements. */
const empty = (e: Emitter, form: Form, dims: Shape): string => {
  const data = {
    number: () => numbersAs(e.shared.precision, new Float64Array(0)),
    truth: () => new Uint8Array(0),
    index: () => new BigInt64Array(0),
    byte: () => new Uint8Array(0),
  }
  return constant(e, `no ${form} [${dims.join()}]`, form, dims, data[form], 'empty').name
}

/** The name of a value in the whole shape of its node. */
export const whole = (e: Emitter, held: Held, dims: Dims): string => {
  // ONNX Runtime stretches nothing to nothing: an axis of size 1 stays when it is to have size 0.
  if (isKnown(dims) && sizeOf(dims) === 0) return empty(e, held.form, dims)
  const name = loose(e, held)
  if (sameDims(held.shape, dims)) return name
  const value = e.shared.numbers.get(name)
  if (value !== undefined && isKnown(dims) && sizeOf(dims) <= writtenOut) {
    const all = (): Initializer['data'] => numbersAs(e.shared.precision, new Float64Array(sizeOf(dims)).fill(value))
    return constant(
      e,
      `number ${Object.is(value, -0) ? '-0' : value} [${dims.join()}]`,
      'number',
      dims,
      all,
      'constant',
    ).name
  }
  const key = `${name} stretched to ${dims.join()}`
  const found = e.variants.get(key)
  if (found !== undefined) return found
  const stretched = operate(e, 'Expand', [name, sizesOf(e, dims)], dims, held.form).name
  e.variants.set(key, stretched)
  return stretched
}

/** A value whose shape is taken as another one of as many elements. */
export const viewed = (held: Held, dims: Dims): Held => ({ ...held, shape: dims })

/** The shape that loose operands stretch to together. */
export const together = (shapes: readonly Dims[]): Dims => {
  const rank = Math.max(0, ...shapes.map((s) => s.length))
  return Array.from({ length: rank }, (_, i) => {
    const here = shapes.map((s) => s[i - rank + s.length] ?? 1)
    return here.find((d) => d !== 1) ?? 1
  })
}
