/**
 * Operations whose ONNX operators differ from the library: annihilating products, and the maximum of a row with NaN.
 *
 * Each computes the operator, and repairs the results that differ.
 */
import { sizeOf } from '../tensor/Shape.js'
import { full, pointwise, type Site, type Write } from './Elements.js'
import { operate, scalarConstant } from './Emit.js'
import { emitter, isKnown, type Dims, type Emitter, type Held } from './Emitter.js'
import type { OnnxGraph } from './Model.js'

const number = (e: Emitter, type: string, ...operands: readonly Held[]): Held => pointwise(e, type, operands)

const truth = (e: Emitter, type: string, ...operands: readonly Held[]): Held => pointwise(e, type, operands, 'truth')

const choice = (e: Emitter, condition: Held, yes: Held, no: Held): Held => pointwise(e, 'Where', [condition, yes, no])

const numberOf = (e: Emitter, condition: Held): Held => choice(e, condition, scalarConstant(e, 1), scalarConstant(e, 0))

/** t·c, and 0 where that is NaN and a factor is 0. */
export const annihilatingMul: Write<undefined> = ({ e, held }) => {
  const [t, c, zero] = [held(0, 'number'), held(1, 'number'), scalarConstant(e, 0)]
  const product = number(e, 'Mul', t, c)
  const none = truth(e, 'Or', truth(e, 'Equal', t, zero), truth(e, 'Equal', c, zero))
  return choice(e, truth(e, 'And', truth(e, 'IsNaN', product), none), zero, product)
}

/** A matrix in parts: its finite elements with 0 for others, and indicators of infinite, positive, negative, NaN and nonzero elements. */
interface Parts {
  readonly finite: Held
  /** The signs of its infinite elements; 0 for others. */
  readonly infinite: Held
  /** The signs of its finite elements; 0 for others. */
  readonly sign: Held
  readonly isNaN: Held
  /** 1 for nonzero elements, including NaN. */
  readonly counts: Held
}

const partsOf = (e: Emitter, x: Held): Parts => {
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
 * A·B with terms that are 0 where a factor is 0: the product of the finite parts, with ∞, −∞ or NaN added where a term is that. With p terms ∞ and n terms −∞, matrix products of signs give
 * p − n and those of their absolute values p + n.
 */
const repaired = (e: Emitter, a: Held, b: Held, dims: Dims): Held => {
  const zero = scalarConstant(e, 0)
  const [x, y] = [partsOf(e, a), partsOf(e, b)]
  const matmul = (p: Held, q: Held): Held => operate(e, 'MatMul', [p.name, q.name], dims)
  const abs = (p: Held): Held => number(e, 'Abs', p)
  const both = number(e, 'Add', x.sign, x.infinite)
  const sum = (f: (p: Held) => Held): Held =>
    number(e, 'Add', matmul(f(both), f(y.infinite)), matmul(f(x.infinite), f(y.sign)))
  const [difference, count] = [sum((p) => p), sum(abs)]
  const nans = number(e, 'Add', matmul(x.isNaN, y.counts), matmul(x.counts, y.isNaN))
  const some = (terms: Held, value: number): Held =>
    choice(e, truth(e, 'Greater', terms, zero), scalarConstant(e, value), zero)
  return [
    some(number(e, 'Add', count, difference), Infinity),
    some(number(e, 'Sub', count, difference), -Infinity),
    some(nans, NaN),
  ].reduce((all, extra) => number(e, 'Add', all, extra), matmul(x.finite, y.finite))
}

/** The operators of a branch, which takes values from around it by their names. */
const branch = (e: Emitter, name: string, dims: Dims, write: (inside: Emitter) => Held): OnnxGraph => {
  const inside = emitter(e.shared)
  const result = write(inside)
  const output = { name: result.name, element: e.shared.precision, shape: dims }
  const values = inside.values.filter((value) => value.name !== result.name)
  return { name, operations: inside.operations, inputs: [], outputs: [output], initializers: [], values }
}

/** The matrix product of derivatives: a plain one, and, only if it has a NaN, one in which terms with a 0 are 0. */
export const annihilatingMatmul: Write<undefined> = (site) => {
  const { e, dims, argDims } = site
  const [a, b] = [0, 1].map((i): Held => ({
    name: full(site, i),
    named: argDims(i),
    shape: argDims(i),
    form: 'number',
  }))
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

/** 1 where an element is NaN, and else 0, as numbers. */
const nansOf = ({ e, argDims }: Site<{ readonly axis: number }>, name: string): Held => {
  const x: Held = { name, named: argDims(0), shape: argDims(0), form: 'number' }
  return numberOf(e, truth(e, 'IsNaN', x))
}

/** The result of a reduction, replaced for rows that contain NaN. */
export const whereNaN = (
  site: Site<{ readonly axis: number }>,
  reduced: (name: string) => Held,
  mostOf: (name: string) => Held,
  otherwise: (marks: string) => Held,
): Held => {
  const { e } = site
  const x = full(site, 0)
  const marks = nansOf(site, x)
  const some = truth(e, 'Greater', mostOf(marks.name), scalarConstant(e, 0))
  const [plain, instead] = [reduced(x), otherwise(marks.name)]
  return pointwise(e, 'Where', [some, instead, plain], plain.form)
}
