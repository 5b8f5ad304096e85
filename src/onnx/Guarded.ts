/**
 * Primitives whose ONNX operators differ from the library: annihilating products, and reductions of rows that contain NaN. Each applies the operator and replaces the results that differ.
 */
import { sizeOf } from '../tensor/Shape.js'
import { full, number, pointwise, truth, type Site, type Write } from './Elements.js'
import { operate, scalarConstant } from './Emit.js'
import { emitter, isKnown, storedValue, type Dims, type Emitter, type Deferred } from './Emitter.js'
import type { OnnxGraph } from './Model.js'

const choice = (e: Emitter, condition: Deferred, yes: Deferred, no: Deferred): Deferred =>
  number(e, 'Where', condition, yes, no)

const numberOf = (e: Emitter, condition: Deferred): Deferred =>
  choice(e, condition, scalarConstant(e, 1), scalarConstant(e, 0))

/** t·c; 0 where the product is NaN and a factor is 0. */
export const annihilatingMul: Write<undefined> = ({ e, arg }) => {
  const [t, c, zero] = [arg(0, 'number'), arg(1, 'number'), scalarConstant(e, 0)]
  const product = number(e, 'Mul', t, c)
  const none = truth(e, 'Or', truth(e, 'Equal', t, zero), truth(e, 'Equal', c, zero))
  return choice(e, truth(e, 'And', truth(e, 'IsNaN', product), none), zero, product)
}

/** A matrix in parts: its finite elements with 0 for others, and indicators of infinite, positive, negative, NaN and nonzero elements. */
interface Parts {
  readonly finite: Deferred
  /** The signs of its infinite elements; 0 for others. */
  readonly infinite: Deferred
  /** The signs of its finite elements; 0 for others. */
  readonly sign: Deferred
  readonly isNaN: Deferred
  /** 1 for nonzero elements, including NaN. */
  readonly counts: Deferred
}

const partsOf = (e: Emitter, x: Deferred): Parts => {
  const zero = scalarConstant(e, 0)
  const [nan, infinite] = [truth(e, 'IsNaN', x), truth(e, 'IsInf', x)]
  const sign = choice(e, nan, zero, number(e, 'Sign', x))
  return {
    finite: choice(e, truth(e, 'Or', nan, infinite), zero, x),
    infinite: choice(e, infinite, sign, zero),
    sign: choice(e, infinite, zero, sign),
    isNaN: numberOf(e, nan),
    counts: numberOf(e, truth(e, 'Not', truth(e, 'Equal', x, zero))),
  }
}

/**
 * A·B in which terms with a factor 0 are 0: the product of the finite parts, plus ∞, −∞ or NaN where a term is that. With p terms ∞ and n terms −∞, matrix products of signs give
 * p − n and those of their absolute values p + n.
 */
const repaired = (e: Emitter, a: Deferred, b: Deferred, dims: Dims): Deferred => {
  const zero = scalarConstant(e, 0)
  const [x, y] = [partsOf(e, a), partsOf(e, b)]
  const matmul = (p: Deferred, q: Deferred): Deferred => operate(e, 'MatMul', [p.name, q.name], dims)
  const abs = (p: Deferred): Deferred => number(e, 'Abs', p)
  const both = number(e, 'Add', x.sign, x.infinite)
  const sum = (f: (p: Deferred) => Deferred): Deferred =>
    number(e, 'Add', matmul(f(both), f(y.infinite)), matmul(f(x.infinite), f(y.sign)))
  const [difference, count] = [sum((p) => p), sum(abs)]
  const nans = number(e, 'Add', matmul(x.isNaN, y.counts), matmul(x.counts, y.isNaN))
  const some = (terms: Deferred, value: number): Deferred =>
    choice(e, truth(e, 'Greater', terms, zero), scalarConstant(e, value), zero)
  return [
    some(number(e, 'Add', count, difference), Infinity),
    some(number(e, 'Sub', count, difference), -Infinity),
    some(nans, NaN),
  ].reduce((all, extra) => number(e, 'Add', all, extra), matmul(x.finite, y.finite))
}

/** The operators of a branch, which may use values from outside by their names. */
const branch = (e: Emitter, name: string, dims: Dims, write: (inside: Emitter) => Deferred): OnnxGraph => {
  const inside = emitter(e.shared)
  const result = write(inside)
  const output = { name: result.name, element: e.shared.precision, shape: dims }
  const values = inside.values.filter((value) => value.name !== result.name)
  return { name, operations: inside.operations, inputs: [], outputs: [output], initializers: [], values }
}

/** The matrix product of derivatives: a plain product, and only if that contains NaN, one in which terms with a factor 0 are 0. */
export const annihilatingMatmul: Write<undefined> = (site) => {
  const { e, dims, argDims } = site
  const [a, b] = [0, 1].map((i) => storedValue(full(site, i), argDims(i)))
  const plain = operate(e, 'MatMul', [a.name, b.name], dims)
  if (isKnown(dims) && sizeOf(dims) === 0) return plain
  const nans = numberOf(e, truth(e, 'IsNaN', plain))
  const most = operate(e, 'ReduceMax', [nans.name], [], 'number', { keepdims: { int: 0 } })
  const some = truth(e, 'Greater', most, scalarConstant(e, 0))
  const then = branch(e, 'repaired', dims, (inside) =>
    choice(inside, truth(inside, 'IsNaN', plain), repaired(inside, a, b, dims), plain),
  )
  const otherwise = branch(e, 'plain', dims, (inside) => operate(inside, 'Identity', [plain.name], dims))
  return operate(e, 'If', [some.name], dims, 'number', {
    then_branch: { graph: then },
    else_branch: { graph: otherwise },
  })
}

/** The result of a reduction, replaced for rows that contain NaN. */
export const whereNaN = (
  site: Site<{ readonly axis: number }>,
  reduced: (name: string) => Deferred,
  mostOf: (name: string) => Deferred,
  otherwise: (marks: string) => Deferred,
): Deferred => {
  const { e, argDims } = site
  const x = full(site, 0)
  const marks = numberOf(e, truth(e, 'IsNaN', storedValue(x, argDims(0))))
  const some = truth(e, 'Greater', mostOf(marks.name), scalarConstant(e, 0))
  const [plain, instead] = [reduced(x), otherwise(marks.name)]
  return pointwise(e, 'Where', [some, instead, plain], plain.form)
}
