/**
 * Writing operators and constants, with values in the form and the shape that an operator needs.
 *
 * Values are deferred: a value may be smaller than its node if it broadcasts to the node's shape, which most operators of ONNX do by themselves, and it may be stored in another shape with as many
 * elements. An operator that needs the whole value asks for it, so most broadcasts and reshapes of a graph cost nothing.
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
  storedValue,
  type Deferred,
  type Dims,
  type Emitter,
  type Form,
  type Precision,
} from './Emitter.js'
import type { Attribute, Dimension, Initializer } from './Model.js'
import { parseSize } from './Open.js'

/** Adds an operator with one result. */
export const operate = (
  e: Emitter,
  type: string,
  inputs: readonly string[],
  dims: Dims,
  form: Form = 'number',
  attributes?: Readonly<Record<string, Attribute>>,
  wish = type.toLowerCase(),
): Deferred => {
  const name = resultName(e.shared, inputs, wish)
  e.operations.push({ type, inputs, outputs: [name], ...(attributes === undefined ? {} : { attributes }) })
  e.values.push({ name, element: elementOf(e.shared, form), shape: dims })
  if (type === 'Neg') e.opposites.set(name, inputs[0])
  return storedValue(name, dims, form)
}

/** Splits a value into pieces of equal size along an axis. */
export const split = (e: Emitter, from: string, count: number, piece: Dims, axis: number): readonly string[] => {
  const names = Array.from({ length: count }, () => resultName(e.shared, [from], 'piece'))
  e.operations.push({ type: 'Split', inputs: [from], outputs: names, attributes: { axis: { int: axis } } })
  names.forEach((name) => e.values.push({ name, element: e.shared.precision, shape: piece }))
  return names
}

/** Elements as a model stores them. */
export const elementsAs = (precision: Precision, form: Form, values: ArrayLike<number>): Initializer['data'] => {
  switch (form) {
    case 'number':
      return (precision === 'float32' ? Float32Array : Float64Array).from(values)
    case 'truth':
      return Uint8Array.from(values, (v) => (v !== 0 ? 1 : 0))
    case 'index':
      return BigInt64Array.from(Array.from(values, BigInt))
    case 'byte':
      return Uint8Array.from(values)
  }
}

const constant = (
  e: Emitter,
  key: string,
  form: Form,
  dims: Shape,
  values: () => ArrayLike<number>,
  wish = 'constant',
): Deferred => {
  const { constants, initializers, precision } = e.shared
  const known = constants.get(key)
  if (known !== undefined) return known
  const name = freshName(e.shared, wish)
  initializers.push({
    name,
    element: elementOf(e.shared, form),
    shape: dims,
    data: elementsAs(precision, form, values()),
  })
  const value = storedValue(name, dims, form)
  constants.set(key, value)
  return value
}

/** A number as a key: −0 differs from 0. */
const keyOf = (value: number): string => `number ${Object.is(value, -0) ? '-0' : value}`

/** A constant number. */
export const scalarConstant = (e: Emitter, value: number): Deferred => {
  const wish = `constant_${String(value).replace(/[^\w.+-]/g, '')}`
  const number = constant(e, keyOf(value), 'number', [], () => [value], wish)
  e.shared.numbers.set(number.name, value)
  return number
}

/** A constant tensor; one number if it is uniform. */
export const tensorConstant = (e: Emitter, value: AnyTensor, form: Form): Deferred => {
  const data = dataOf(value)
  if (typeof data === 'number' && form === 'number') return scalarConstant(e, data)
  const { identities } = e.shared
  const identity =
    typeof data === 'number'
      ? String(data)
      : `#${identities.get(data) ?? (identities.set(data, identities.size), identities.size - 1)}`
  const dims = shape(value)
  return constant(e, `${form} ${identity} [${dims.join()}]`, form, dims, () => dense(value))
}

/** A constant list of integers: sizes or axes. */
export const sizes = (e: Emitter, values: readonly number[]): string =>
  constant(e, `sizes ${values.join()}`, 'index', [values.length], () => values, 'sizes').name

/** The name of a variant of a value, which is written once. */
const variant = (e: Emitter, key: string, write: () => string): string => {
  const name = e.variants.get(key) ?? write()
  e.variants.set(key, name)
  return name
}

/** An open size, computed when the model is run. */
const sizeAt = (e: Emitter, dim: Dimension): string => {
  if (typeof dim === 'number') return sizes(e, [dim])
  const { name, times, plus } = parseSize(dim)
  const source = e.shared.sources.get(name)
  if (source === undefined) return fail('onnx', 'an axis of an input for each open size', dim)
  const integers = (
    type: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, Attribute>>,
  ): string => operate(e, type, inputs, [1], 'index', attributes, 'size').name
  const size = integers('Shape', [source.input], { start: { int: source.axis }, end: { int: source.axis + 1 } })
  const multiple = times === 1 ? size : integers('Mul', [size, sizes(e, [times])])
  return plus === 0 ? multiple : integers('Add', [multiple, sizes(e, [plus])])
}

/** The sizes of a shape, as an operand. */
export const sizesOf = (e: Emitter, dims: Dims): string =>
  isKnown(dims)
    ? sizes(e, dims)
    : variant(e, `sizes ${dims.join()}`, () => {
        const parts = dims.map((dim) => sizeAt(e, dim))
        return parts.length === 1
          ? parts[0]
          : operate(e, 'Concat', parts, [dims.length], 'index', { axis: { int: 0 } }, 'sizes').name
      })

const castTo = { float32: 1, float64: 11, bool: 9, int64: 7, uint8: 2 } as const

/** An index beyond every axis, exact in float32. */
const beyond = 2 ** 53

/** The name of numbers that become indices. A number that is no index becomes one that the runtime refuses; it would round a fraction and count a negative one from the end. */
const indexOrBeyond = (e: Emitter, { name, stored }: Deferred): string => {
  const near = operate(e, 'Floor', [operate(e, 'Abs', [name], stored).name], stored).name
  const isIndex = operate(e, 'Equal', [name, near], stored, 'truth').name
  return operate(e, 'Where', [isIndex, name, scalarConstant(e, beyond).name], stored).name
}

/** A value in another form. */
export const cast = (e: Emitter, value: Deferred, form: Form): Deferred => {
  if (value.form === form) return value
  const to = { int: castTo[elementOf(e.shared, form)] }
  const name = variant(e, `${value.name} as ${form}`, () => {
    const from = value.form === 'number' && form === 'index' ? indexOrBeyond(e, value) : value.name
    return operate(e, 'Cast', [from], value.stored, form, { to }).name
  })
  return { ...value, name, form }
}

const reshaped = (e: Emitter, value: Deferred, dims: Dims): string =>
  sameDims(value.stored, dims)
    ? value.name
    : variant(e, `${value.name} to ${dims.join()}`, () => {
        // One size may be left to the runtime, unless another one is 0.
        const inferred = !dims.includes(0) && dims.filter((d) => typeof d === 'string').length === 1
        const target = inferred
          ? sizes(
              e,
              dims.map((d) => (typeof d === 'string' ? -1 : d)),
            )
          : sizesOf(e, dims)
        const attributes = dims.includes(0) ? { allowzero: { int: 1 } } : undefined
        return operate(e, 'Reshape', [value.name, target], dims, value.form, attributes).name
      })

/** The name of a value in its shape, which may still be smaller than that of its node. */
export const inShape = (e: Emitter, value: Deferred): string => reshaped(e, value, value.shape)

/** `inShape` for a value that is added to a matrix product of at most two axes: leading axes of size 1 may stay. */
export const addend = (e: Emitter, value: Deferred): string => {
  const lead = value.stored.findIndex((d) => d !== 1)
  const isFit = value.stored.length <= 2 && sameDims(value.stored.slice(Math.max(0, lead)), value.shape)
  return isFit ? value.name : inShape(e, value)
}

/** The largest constant that is stored with all its elements; a larger one is expanded when the model is run. */
const mostStored = 2 ** 16

/** The name of a value in the shape of its node. */
export const expanded = (e: Emitter, value: Deferred, dims: Dims): string => {
  // ONNX Runtime does not expand an axis of size 1 to size 0.
  if (isKnown(dims) && sizeOf(dims) === 0)
    return constant(e, `no ${value.form} [${dims.join()}]`, value.form, dims, () => [], 'empty').name
  const name = inShape(e, value)
  if (sameDims(value.shape, dims)) return name
  const number = e.shared.numbers.get(name)
  return number !== undefined && isKnown(dims) && sizeOf(dims) <= mostStored
    ? constant(e, `${keyOf(number)} [${dims.join()}]`, 'number', dims, () =>
        new Float64Array(sizeOf(dims)).fill(number),
      ).name
    : variant(
        e,
        `${name} stretched to ${dims.join()}`,
        () => operate(e, 'Expand', [name, sizesOf(e, dims)], dims, value.form).name,
      )
}

/** A value in another shape of as many elements; nothing is written. */
export const withShape = (value: Deferred, dims: Dims): Deferred => ({ ...value, shape: dims })

/** The shape that deferred operands broadcast to. */
export const broadcastShape = (shapes: readonly Dims[]): Dims => {
  const rank = Math.max(0, ...shapes.map((s) => s.length))
  return Array.from({ length: rank }, (_, i) => {
    const axis = shapes.map((s) => s[i - rank + s.length] ?? 1)
    return axis.find((d) => d !== 1) ?? 1
  })
}
