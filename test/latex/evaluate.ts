/**
 * Formulas computed with numbers: an evaluator of expressions, made of the library's own operations on tensors, so that their rounding can be seen as that of any other function.
 */
import { axesOf, type Expression, type Index } from '../../src/latex/Expression.js'
import { inputId, type Document, type Step } from '../../src/latex/Document.js'
import * as Indexing from '../../src/primitive/Index.js'
import * as Layout from '../../src/primitive/Layout.js'
import * as Pointwise from '../../src/primitive/Pointwise.js'
import * as Reduce from '../../src/primitive/Reduce.js'
import { bind, run } from '../../src/primitive/Primitive.js'
import { entries } from '../../src/tensor/Params.js'
import { dense, ground, levelOf, scalar, shape, type AnyTensor } from '../../src/tensor/Value.js'

type Place = number | AnyTensor
type Places = ReadonlyMap<string, number>

const isPlace = (i: Place): i is number => typeof i === 'number'

/** One element; an index may be a number that is computed. */
const element = (x: AnyTensor, at: readonly Place[]): AnyTensor =>
  at.reduce<AnyTensor>((rest, i) => {
    if (!isPlace(i)) return bind(Indexing.take, [rest, i], { axis: 0 })
    const row = bind(Layout.slice, [rest], { axis: 0, start: i, end: i + 1 })
    return bind(Layout.reshape, [row], { to: shape(rest).slice(1) })
  }, x)

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/** All places of a shape, the last axis fastest. */
const places = (of: readonly number[]): readonly (readonly number[])[] =>
  of.reduce<readonly (readonly number[])[]>((all, n) => all.flatMap((p) => range(n).map((i) => [...p, i])), [[]])

const joined = (xs: readonly AnyTensor[], to: readonly number[]): AnyTensor =>
  bind(
    Layout.reshape,
    [
      Layout.concatAll(
        xs.map((x) => bind(Layout.reshape, [x], { to: [1] })),
        0,
      ),
    ],
    { to },
  )

const unary = {
  log: Pointwise.log,
  sigmoid: Pointwise.sigmoid,
  tanh: Pointwise.tanh,
  sin: Pointwise.sin,
  cos: Pointwise.cos,
  abs: Pointwise.abs,
  sign: Pointwise.sign,
  floor: Pointwise.floor,
}

/** Thrown where an exponential of a finite number overflows, or underflows to 0: a formula holds for real numbers, and what is computed with these says nothing about it. */
export const outOfRange = new Error('an exponential is out of the range of numbers')

const exponential = (x: AnyTensor): AnyTensor => {
  const y = run(Pointwise.exp, x)
  const isLost = (v: number, i: number): boolean => (v === 0 || v === Infinity) && Number.isFinite(dense(x)[i])
  if (levelOf(x) === ground && dense(y).some(isLost)) throw outOfRange
  return y
}

const binary = { max: Pointwise.max, min: Pointwise.min }

const comparisons = { '>': Pointwise.greater, '≥': Pointwise.greaterOrEqual, '=': Pointwise.equal }

const total = (xs: readonly AnyTensor[]): AnyTensor => bind(Reduce.sum, [joined(xs, [xs.length])], { axis: 0 })

/** What expressions are worth, given what their names stand for. Each is computed once for each place. */
export const evaluator = (names: ReadonlyMap<string, AnyTensor>): ((e: Expression, axes: Places) => AnyTensor) => {
  const known = new Map<string, AnyTensor>()
  const evaluate = (e: Expression, axes: Places): AnyTensor => {
    const key = `${e.key} at ${[...e.free].map((name) => `${name}=${axes.get(name)}`).join()}`
    const found = known.get(key) ?? compute(names, evaluate, e, axes)
    known.set(key, found)
    return found
  }
  return evaluate
}

const compute = (
  names: ReadonlyMap<string, AnyTensor>,
  evaluate: (e: Expression, axes: Places) => AnyTensor,
  e: Expression,
  axes: Places,
): AnyTensor => {
  const value = (x: Expression): AnyTensor => evaluate(x, axes)
  const within = (body: Expression, name: string, size: number): readonly AnyTensor[] =>
    range(size).map((i) => evaluate(body, new Map([...axes, [name, i]])))
  const index = (i: Index): Place => {
    switch (i._tag) {
      case 'Axis':
        return axes.get(i.name) ?? NaN
      case 'Fixed':
        return i.value
      case 'Shifted':
        return (axes.get(i.axis.name) ?? NaN) + i.offset
      case 'Gathered':
        return value(i.index)
    }
  }
  /** The logits of a softmax less the largest of them, which changes no softmax and lets no exponential overflow. */
  const logits = (softmax: Expression & { readonly _tag: 'Softmax' }) => {
    const { axis, at, body } = softmax
    const each = joined(within(body, axis.name, axis.size), [axis.size])
    const largest = bind(Reduce.broadcast, [bind(Reduce.maxAlong, [each], { axis: 0 })], { axis: 0, size: axis.size })
    const all = run(Pointwise.sub, each, largest)
    return { all, here: element(all, [index(at)]) }
  }
  switch (e._tag) {
    case 'Number':
    case 'Size':
      return scalar(e.value)
    case 'Reference': {
      const found = names.get(e.id)
      if (found === undefined) throw new Error(`nothing is called ${e.id}`)
      return element(found, e.indices.map(index))
    }
    case 'Position': {
      const i = index(e.index)
      return isPlace(i) ? scalar(i) : i
    }
    case 'Sum':
      return total(e.terms.map(value))
    case 'Product':
      return e.factors.map(value).reduce((a, b) => run(Pointwise.mul, a, b))
    case 'Power':
      if (e.exponent._tag !== 'Number')
        return exponential(run(Pointwise.mul, value(e.exponent), run(Pointwise.log, value(e.base))))
      return e.exponent.value === -1
        ? run(Pointwise.reciprocal, value(e.base))
        : e.exponent.value === 0.5
          ? run(Pointwise.sqrt, value(e.base))
          : bind(Pointwise.pow, [value(e.base)], { exponent: e.exponent.value })
    case 'Call':
      // A softmax may underflow where its logarithm does not.
      if (e.name === 'log' && e.args[0]._tag === 'Softmax') {
        const { all, here } = logits(e.args[0])
        return run(Pointwise.sub, here, run(Pointwise.log, bind(Reduce.sum, [run(Pointwise.exp, all)], { axis: 0 })))
      }
      if (e.name === 'exp') return exponential(value(e.args[0]))
      return e.name in binary
        ? run(binary[e.name as keyof typeof binary], value(e.args[0]), value(e.args[1]))
        : run(unary[e.name as keyof typeof unary], value(e.args[0]))
    case 'Reduction': {
      const all = within(e.body, e.axis.name, e.axis.size)
      const reduce = { sum: Reduce.sum, max: Reduce.maxAlong, argmax: Reduce.argmax }[e.kind]
      return bind(reduce, [joined(all, [all.length])], { axis: 0 })
    }
    case 'Softmax': {
      const { all, here } = logits(e)
      const exponentials = run(Pointwise.exp, all)
      return run(Pointwise.div, run(Pointwise.exp, here), bind(Reduce.sum, [exponentials], { axis: 0 }))
    }
    case 'Cases': {
      const { comparison, left, right } = e.condition
      const condition = run(comparisons[comparison], value(left), value(right))
      return run(Pointwise.where, condition, value(e.then), value(e.otherwise))
    }
    case 'Opaque':
      throw new Error(`nothing is known of ${e.operator}`)
  }
}

/** What the steps of a formula are worth, for an argument. */
export const evaluateSteps = (
  document: Document,
  steps: readonly Step[],
  x: unknown,
  more: ReadonlyMap<string, AnyTensor> = new Map(),
): ReadonlyMap<string, AnyTensor> =>
  steps.reduce<ReadonlyMap<string, AnyTensor>>(
    (names, { id, shape: of, expression }) => {
      const axes = axesOf(of)
      const evaluate = evaluator(names)
      const all = places(of).map((at) => evaluate(expression, new Map(at.map((i, k) => [axes[k].name, i]))))
      return new Map([...names, [id, joined(all, of)]])
    },
    new Map([
      ...document.constants.map(({ id, value }) => [id, value] as const),
      ...entries(x).map(([path, value]) => [inputId(path), value] as const),
      ...more,
    ]),
  )
