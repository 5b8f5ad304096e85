/**
 * Laws of an engine where values or slopes are not finite: its results are ∞, −∞ and NaN where those of the reference engine are, and finite elsewhere.
 */
import * as fc from 'fast-check'
import { logSoftmax, softmax } from '../../src/Activation.js'
import type { Engine } from '../../src/Engine.js'
import { gradientOf, pull } from '../../src/diff/Formal.js'
import { fold } from '../../src/graph/Scan.js'
import { bce } from '../../src/Loss.js'
import { expand } from '../../src/operation/Binary.js'
import * as Layout from '../../src/primitive/Layout.js'
import { matmul } from '../../src/primitive/Linear.js'
import * as Pointwise from '../../src/primitive/Pointwise.js'
import { bind, run as apply } from '../../src/primitive/Primitive.js'
import * as Reduce from '../../src/primitive/Reduce.js'
import { entries } from '../../src/tensor/Params.js'
import { dense, plain, shape, uniform, type AnyTensor, type Scalar } from '../../src/tensor/Value.js'
import { logSumExp, sum } from '../../src/Tensor.js'
import { expecting, lawAsync, type AsyncLaw, type Verdict } from '../Law.js'
import type { Map, Tree } from '../tree.js'
import { compiled, representable, run } from './programs.js'

const [rows, columns] = [3, 4]

const positive = (x: AnyTensor): AnyTensor => apply(Pointwise.greater, x, uniform(shape(x), 0))
const guarded = (condition: AnyTensor, x: AnyTensor): AnyTensor =>
  apply(Pointwise.where, condition, x, uniform(shape(x), 0))
const root = (x: AnyTensor): AnyTensor => apply(Pointwise.sqrt, x)
const squared = (x: AnyTensor): AnyTensor => apply(Pointwise.square, x)
const ofRows = (x: AnyTensor): AnyTensor => bind(Reduce.sum, [squared(x)], { axis: 1 })
const flipped = (x: AnyTensor): AnyTensor => bind(Layout.transpose, [x], { permutation: [1, 0] })

/** Functions with a slope that is infinite or NaN where a branch is not taken or a cotangent is 0. No slope is a difference, whose sign would depend on rounding. */
const simple: Readonly<Record<string, (x: AnyTensor) => AnyTensor>> = {
  'a guarded root': (x) => guarded(positive(x), root(x)),
  'a guarded logarithm': (x) => guarded(positive(x), apply(Pointwise.mul, x, apply(Pointwise.log, x))),
  'a guarded reciprocal': (x) => guarded(positive(x), apply(Pointwise.reciprocal, x)),
  'the root of a square': (x) => root(squared(x)),
  'the power 0': (x) => bind(Pointwise.pow, [x], { exponent: 0 }),
  'the power ½ of a square': (x) => bind(Pointwise.pow, [squared(x)], { exponent: 0.5 }),
  'a guarded norm of rows': (x) => guarded(positive(ofRows(x)), root(ofRows(x))),
}

const slopes: typeof simple = {
  ...simple,
  'unit rows': (x) => {
    const norms = expand('laws', bind(Layout.reshape, [root(ofRows(x))], { to: [rows, 1] }), shape(x))
    return guarded(positive(norms), apply(Pointwise.div, x, norms))
  },
  'a guarded matrix product': (x) => {
    const product = apply(matmul, x, flipped(apply(Pointwise.reciprocal, x)))
    return guarded(positive(product), product)
  },
}

/** Functions whose value may be infinite or NaN. */
const values: Readonly<Record<string, (x: AnyTensor) => Tree>> = {
  'log Σ exp': (x) => logSumExp(x as never),
  'softmax and its logarithm': (x) => [softmax(x as never), logSoftmax(x as never)],
  'the largest elements': (x) => [0, 1].map((axis) => bind(Reduce.maxAlong, [x], { axis })),
  'the indices of the largest elements': (x) => [0, 1].map((axis) => bind(Reduce.argmax, [x], { axis })),
  'the rectifier': (x) => apply(Pointwise.where, apply(Pointwise.greaterOrEqual, uniform(shape(x), 0), x), uniform(shape(x), 0), x), // prettier-ignore
}

const total = (x: AnyTensor): Scalar => sum(x)

/** The value and the formal gradient, which is the derivative that a staged function computes, also where its value is not finite. */
const slopesOf =
  (f: (x: AnyTensor) => AnyTensor): Map =>
  (x) => {
    const { value, gradient } = gradientOf(pull((y: AnyTensor) => ({ value: total(f(y)), aux: [] }), x as AnyTensor))
    return { value, gradient }
  }

/** A comparison of the gradient, which hides a NaN. */
const hidden =
  (f: (x: AnyTensor) => AnyTensor): Map =>
  (x) => {
    const { gradient } = slopesOf(f)(x) as unknown as { readonly gradient: AnyTensor }
    return apply(Pointwise.greaterOrEqual, gradient, uniform(shape(gradient), 0))
  }

/** Several steps of gradient descent, each with half of the previous rate, so that a NaN in one step remains. */
const descent =
  (f: (x: AnyTensor) => AnyTensor): Map =>
  (x) =>
    (fold as unknown as (step: (w: AnyTensor, y: AnyTensor) => AnyTensor) => (w: Tree, ys: Tree) => Tree)((w, y) => {
      const { gradient } = slopesOf(f)(apply(Pointwise.mul, w, y)) as unknown as { readonly gradient: AnyTensor }
      return apply(Pointwise.sub, w, apply(Pointwise.mul, gradient, uniform(shape(gradient), 2 ** -4)))
    })(uniform([rows, columns], 1), x)

const matrix = (of: readonly number[], lead: readonly number[] = []): fc.Arbitrary<AnyTensor> => {
  const size = lead.reduce((a, b) => a * b, rows * columns)
  return fc
    .array(fc.constantFrom(...of), { minLength: size, maxLength: size })
    .map((all) => plain([...lead, rows, columns], Float64Array.from(all)))
}

/** The approximate number of roundings between an argument and a result. This law only asks whether the result is a number. */
const roundings = 100

const agreeing = (engine: Engine, expected: Tree, found: Tree): Verdict => {
  const unit = engine.precision === 'float32' ? 2 ** -23 : 2 ** -52
  const others = entries(found).map(([, x]) => dense(x))
  const off = entries(expected).flatMap(([path, x], k) =>
    [...dense(x)].flatMap((v, i) => {
      const w = others[k][i]
      const isClose = Math.abs(v - w) <= roundings * unit * Math.max(1, Math.abs(v))
      return Object.is(v, w) || v === w || isClose ? [] : [`${path} [${i}]: ${v} expected, ${w} found`]
    }),
  )
  return expecting(off.length === 0, { expected: 'the numbers of the library', found: off.join('; ') })
}

interface Case {
  readonly what: string
  readonly f: Map
  readonly x: AnyTensor
}

const cases = (functions: Readonly<Record<string, Map>>, x: fc.Arbitrary<AnyTensor>): fc.Arbitrary<Case> =>
  fc.record({ what: fc.constantFrom(...Object.keys(functions)), x }).map((c) => ({ ...c, f: functions[c.what] }))

const every = <F>(functions: Readonly<Record<string, F>>, make: (f: F) => Map): Readonly<Record<string, Map>> =>
  Object.fromEntries(Object.entries(functions).map(([name, f]) => [name, make(f)]))

const edgeLaw = (engine: Engine, name: string, statement: string, all: fc.Arbitrary<Case>): AsyncLaw =>
  lawAsync(name, statement, all, ({ f, x }) => {
    const at = representable(engine, x)
    return compiled(engine, f, at, (program) => run(program, at, (y) => agreeing(engine, f(at), y)))
  })

const finite = [0, 0, 1, -1, 4, 0.25]
const extended = [0, 1, -1, Infinity, -Infinity, -Infinity, NaN]

/** The laws of an engine at points where values or slopes are not finite. */
export const edges = (engine: Engine): readonly AsyncLaw[] => [
  edgeLaw(
    engine,
    'infinite slopes',
    'a gradient is that of the library where a slope is infinite and nothing depends on it',
    cases(every(slopes, slopesOf), matrix(finite)),
  ),
  edgeLaw(
    engine,
    'infinite slopes, compared',
    'what is made of such a gradient by a comparison is what the library makes of it',
    cases(every(simple, hidden), matrix(finite)),
  ),
  edgeLaw(
    engine,
    'infinite slopes, in a loop',
    'steps against such gradients end where those of the library do',
    cases(every(simple, descent), matrix(finite, [3])),
  ),
  edgeLaw(
    engine,
    'certain probabilities',
    'the cross entropy of probabilities that are 0 or 1, and its gradient, are those of the library',
    fc
      .tuple(
        fc.array(fc.constantFrom(0, 1, 0.5), { minLength: rows * columns, maxLength: rows * columns }),
        matrix([0, 1, 0.25]),
      )
      .map(([targets, x]) => {
        const t = plain([rows, columns], Float64Array.from(targets))
        const loss = bce(t as never) as unknown as (p: AnyTensor) => AnyTensor
        return { what: `bce of ${targets.join(' ')}`, f: slopesOf(loss), x }
      }),
  ),
  edgeLaw(
    engine,
    'infinite values',
    'maxima, their indices, softmax and log Σ exp of rows with ∞, −∞ and NaN are those of the library',
    cases(
      every(
        values,
        (f): Map =>
          (x) =>
            f(x as AnyTensor),
      ),
      matrix(extended),
    ),
  ),
]
