/**
 * Laws are tested by what they refuse: rules that are wrong in the ways rules are wrong, each of which a named law must catch.
 */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { pipe } from 'fp-ts/lib/function.js'
import {
  arbitrary,
  batching,
  check,
  defined,
  differentiable,
  mappable,
  modes,
  nesting,
  primitive,
  primitives,
  published,
  samples,
  type Derive,
  type LawSet,
  type Sample,
  type Subjects,
} from '../../../laws/index.js'
import { naming } from '../../../laws/primitive.js'
import { pull, push } from '../../../src/diff/Formal.js'
import * as D from '../../../src/Diff.js'
import * as O from '../../../src/Optimizer.js'
import * as P from '../../../src/Params.js'
import * as T from '../../../src/Tensor.js'
import * as Kernel from '../../../src/kernel/Pointwise.js'
import * as Index from '../../../src/primitive/Index.js'
import * as Layout from '../../../src/primitive/Layout.js'
import * as Linear from '../../../src/primitive/Linear.js'
import * as Pointwise from '../../../src/primitive/Pointwise.js'
import * as Reduce from '../../../src/primitive/Reduce.js'
import {
  apply,
  run,
  type Derivative,
  type Elements,
  type General,
  type Interpreter,
  type None,
  type Primitive,
} from '../../../src/primitive/Primitive.js'
import { table } from '../../../src/primitive/Table.js'
import * as Dual from '../../../src/interpreter/Dual.js'
import { fresh } from '../../../src/interpreter/Level.js'
import * as Tape from '../../../src/interpreter/Tape.js'
import {
  fromTraced,
  ground,
  levelOf,
  TracedValue,
  shape,
  toTraced,
  type AnyTensor,
  type Data,
  type ValueInterpreter,
} from '../../../src/tensor/Value.js'
import { everyLawRefuses, refusedByName, wrong, type Wrong } from './support.js'

const { product, constant } = Pointwise

/** A primitive with another rule in one direction or both. */
const withRule = <A>(right: Primitive<A>, rule: Partial<Derivative<A>>): Primitive<A> => ({
  ...right,
  derivative: { ...right.derivative!, ...rule },
})

const both = <A>(rule: Derivative<A>['tangent']): Derivative<A> => ({ tangent: rule, cotangent: rule })

const turned = (x: AnyTensor): AnyTensor => apply(Layout.transpose, { permutation: [1, 0] }, x)

/** Square matrices, for which a transposed cotangent has the right shape. */
const squares: Sample<None> = {
  applications: fc
    .integer({ min: 2, max: 3 })
    .chain((n) => fc.tuple(arbitrary.tensor([n, n]), arbitrary.tensor([n, n])))
    .map((args) => ({ args, attributes: undefined })),
}

/** A wrong primitive. */
const ruled = <A>(bad: Primitive<A>, sample: Sample<A>, ...laws: readonly string[]): Wrong =>
  wrong(primitive(bad, sample), ...laws)

/** A primitive whose rule for many examples at once is wrong: the one law is called as the primitive. */
const batchedWrongly = <A>(right: Primitive<A>, sample: Sample<A>, batch: General<A>['batch']): Wrong =>
  wrong({ name: 'vmap', laws: [batching({ ...(right as General<A>), batch }, sample)] }, right.name)

const scalars = { at: arbitrary.tensor([], arbitrary.awayFrom([0])) }

/** A derivative by hand: the laws must say whether it is true. */
const byHand = (
  value: (x: T.Scalar) => T.Scalar,
  cotangent: (x: T.Scalar, c: T.Scalar) => T.Scalar,
  ...laws: readonly string[]
): Wrong => wrong(differentiable(D.customDerivative({ value, cotangent }), scalars), ...laws)

const nested = (mode: Derive): LawSet => nesting({ ...modes, wrong: mode })

/** Forward mode whose levels are all one. */
const reusedDual: Derive = (() => {
  const { dual, primal, tangent } = Dual.open()
  return (f) => (x) => {
    const y = f(dual(primal(x), T.scalar(1)) as T.Scalar)
    return (tangent(y) ?? T.scalar(0)) as T.Scalar
  }
})()

/** Reverse mode on one tape for all. */
const reusedTape: Derive = (() => {
  const tape = Tape.open()
  return (f) => (x) => {
    const input = tape.input(tape.primal(x))
    return (tape.pull([[f(input as T.Scalar), T.scalar(1)]], [input])[0] ?? T.scalar(0)) as T.Scalar
  }
})()

/** A stopGradient that removes the newest interpreter and leaves those below. */
const stripsOne = (x: T.Scalar): T.Scalar =>
  levelOf(x) === ground ? x : (toTraced(x) as unknown as { readonly primal: T.Scalar }).primal

const defect = (replaced: Partial<Subjects>, ...laws: readonly string[]): Wrong => wrong(published(replaced), ...laws)

type Vector = T.Tensor<[number]>

class Moving extends TracedValue {
  declare readonly primal: AnyTensor
  declare readonly tangent: AnyTensor
  constructor(interpreter: ValueInterpreter, primal: AnyTensor, tangent: AnyTensor) {
    super(interpreter)
    this.primal = primal
    this.tangent = tangent
  }
}

/** Forward mode, for functions of one number, that takes the slope of each step where the step begins, as it should, or at the very input: the chain rule without its inner function. */
const slopesAt = (where: 'where they are' | 'the input'): typeof D.jvp =>
  ((f: (x: AnyTensor) => AnyTensor) => (x: AnyTensor, dx: AnyTensor) => {
    const level = fresh()
    const own = (v: AnyTensor): Moving | undefined => (levelOf(v) === level ? (toTraced(v) as Moving) : undefined)
    const primal = (v: AnyTensor): AnyTensor => own(v)?.primal ?? v
    const interpreter: Interpreter = {
      name: 'a number that moves',
      level,
      shape: (v) => shape((v as Moving).primal),
      within: (v) => [(v as Moving).primal, (v as Moving).tangent],
      apply: (primitive_, attributes, ...given) => {
        const args = given.flatMap((v) => (v === undefined ? [] : [v]))
        const [p, q, r] = args.map(primal)
        const y = apply(primitive_, attributes, p, q, r)
        const [a, b, c] = where === 'the input' ? args.map((v) => (own(v) === undefined ? v : x)) : [p, q, r]
        const tangent = args
          .map((v, i) => {
            const t = own(v)?.tangent
            return t && primitive_.derivative?.tangent(t, i, attributes, y, a, b, c)
          })
          .reduce(Pointwise.plus, undefined)
        return tangent === undefined ? y : moving(y, tangent)
      },
    }
    const moving = (p: AnyTensor, tangent: AnyTensor): AnyTensor => fromTraced(new Moving(interpreter, p, tangent))
    const y = f(moving(x, dx))
    return { primal: primal(y), tangent: own(y)?.tangent ?? T.scalar(0) }
  }) as unknown as typeof D.jvp

/** cos x with the slope −sin x, of which no further derivative is seen. */
const cosine = D.customDerivative({
  value: (x: T.Scalar) => T.cos(x),
  tangent: (x: T.Scalar, dx: T.Scalar) => pipe(T.sin(D.stopGradient(x)), T.neg, T.mul(dx)),
}) as unknown as (x: AnyTensor) => AnyTensor

/** sin x, with a slope forward or in reverse that may be another than cos x. */
const sine = (
  slopes: { readonly tangent?: typeof cosine; readonly cotangent?: typeof cosine } = {},
): Primitive<None> => {
  const { tangent = T.cos, cotangent = T.cos } = slopes
  return withRule(Pointwise.sin, {
    tangent: (t, _, __, ___, x) => product(t, tangent(x)),
    cotangent: (c, _, __, ___, x) => product(c, cotangent(x)),
  })
}

let calls = 0

const mutants: Readonly<Record<string, Wrong>> = {
  'a lost factor, in both directions': ruled(
    withRule(
      Pointwise.square,
      both((t, _, __, ___, x) => product(t, x)),
    ),
    samples.square,
    'forward = numeric',
    'reverse = numeric',
  ),
  'a lost factor, in reverse only': ruled(
    withRule(Pointwise.square, { cotangent: (c, _, __, ___, x) => product(c, x) }),
    samples.square,
    'transpose',
    'adjoint',
    'reverse = numeric',
    'second order',
  ),
  'a wrong sign, in both directions': ruled(
    withRule(
      Pointwise.cos,
      both((t, _, __, ___, x) => product(t, run(Pointwise.sin, x))),
    ),
    samples.cos,
    'forward = numeric',
    'reverse = numeric',
  ),
  'a wrong sign, forward only': ruled(
    withRule(Pointwise.sub, { tangent: (t) => t }),
    samples.sub,
    'transpose',
    'forward = numeric',
  ),
  'a transposed matmul cotangent': ruled(
    withRule(Linear.matmul, {
      cotangent: (c, i, _, __, x, y) => (i === 0 ? run(Linear.matmul, c, y) : run(Linear.matmul, turned(x), c)),
    }),
    squares,
    'transpose',
    'reverse = numeric',
  ),
  'a broadcast that is not summed back': ruled(
    withRule(Reduce.broadcast, {
      cotangent: (c, _, { axis }, __, x) =>
        apply(Layout.reshape, { to: shape(x) }, apply(Layout.slice, { axis, start: 0, end: 1 }, c)),
    }),
    samples.broadcast,
    'transpose',
    'reverse = numeric',
  ),
  'a product that annihilates on one side only': ruled(
    {
      ...Pointwise.annihilatingMul,
      // 0 on the left annihilates, 0 on the right does not.
      elements: ((a: Data, b: Data, length: number) =>
        Kernel.where(a, Kernel.mul(a, b, length), 0, length)) as Elements,
    },
    samples.annihilatingMul,
    'edges',
  ),
  'a rule whose product does not annihilate': ruled(
    withRule(
      Pointwise.sqrt,
      both((t, _, __, y) => run(Pointwise.div, run(Pointwise.mul, t, constant(y, 0.5)), y)),
    ),
    samples.sqrt,
    'edges',
  ),
  'ties that sum to 2': ruled(
    withRule(
      Pointwise.max,
      both((t, i, _, __, x, y) =>
        product(t, i === 0 ? run(Pointwise.greaterOrEqual, x, y) : run(Pointwise.greaterOrEqual, y, x)),
      ),
    ),
    samples.max,
    'edges',
  ),
  'a slope outside of the subdifferential': ruled(
    withRule(
      Pointwise.abs,
      both((t, _, __, y, x) =>
        product(t, run(Pointwise.div, constant(x, 2), run(Pointwise.add, run(Pointwise.sign, x), constant(x, 0.5)))),
      ),
    ),
    samples.abs,
    'edges',
  ),
  'a derivative where none should pass': ruled(
    { ...Pointwise.stopGradient, derivative: both((t) => t) },
    // A stopGradient that lets derivatives pass is a differentiable identity: only the declared decree tells the two apart.
    { ...samples.stopGradient, constants: [0] },
    'passes none',
  ),
  'a rule that is right to first order only': ruled(
    // The slope is written as a constant of the numbers of x, so that no derivative sees that it moves.
    withRule(
      Pointwise.sin,
      both((t, _, __, ___, x) => product(t, run(Pointwise.stopGradient, run(Pointwise.cos, x)))),
    ),
    samples.sin,
    'second order = numeric',
  ),
  'a tangent with a constant added': ruled(
    withRule(Pointwise.exp, { tangent: (t, _, __, y) => run(Pointwise.add, product(t, y), constant(y, 1)) }),
    samples.exp,
    'zero to zero',
    'linear in the tangent',
  ),
  'a cotangent that is squared': ruled(
    withRule(Pointwise.neg, { cotangent: (c) => run(Pointwise.neg, run(Pointwise.mul, c, c)) }),
    samples.neg,
    'linear in the cotangent',
  ),
  'a slope that is off by one part in a million': ruled(
    withRule(
      Pointwise.log,
      both((t, _, __, ___, x) => product(t, run(Pointwise.div, constant(x, 1 + 1e-6), x))),
    ),
    samples.log,
    'forward = numeric',
    'reverse = numeric',
  ),
  'a shape rule that does not know its value': ruled(
    { ...Reduce.sum, shape: (_, x) => shape(x) },
    samples.sum,
    'shape',
  ),
  'an index that lets derivatives pass': ruled(
    withRule(Index.take, {
      cotangent: (c, i, attributes, result, x, y, z) =>
        i === 1
          ? run(Pointwise.add, y, constant(y, 1))
          : Index.take.derivative!.cotangent(c, i, attributes, result, x, y, z),
    }),
    samples.take,
    'passes none',
  ),
  'a slope by the other argument': ruled(
    withRule(
      Pointwise.mul,
      both((t, i, _, __, x, y) => product(t, i === 0 ? x : y)),
    ),
    samples.mul,
    'forward = numeric',
    'reverse = numeric',
  ),
  'a division that forgets its denominator': ruled(
    withRule(Pointwise.div, {
      cotangent: (c, i, _, r, __, y) =>
        i === 0 ? product(c, run(Pointwise.reciprocal, y)) : run(Pointwise.neg, product(c, r)),
    }),
    samples.div,
    'transpose',
    'reverse = numeric',
  ),
  'a where by multiplication: 0 · ∞ from the branch not taken': ruled(
    {
      ...Pointwise.where,
      elements: ((c: Data, a: Data, b: Data, n: number) =>
        Kernel.add(Kernel.mul(c, a, n), Kernel.mul(Kernel.sub(1, c, n), b, n), n)) as Elements,
    },
    samples.where,
    'edges',
  ),
  'a where that passes to both branches': ruled(
    withRule(
      Pointwise.where,
      both((t, i) => (i === 0 ? undefined : t)),
    ),
    samples.where,
    'forward = numeric',
    'edges',
  ),
  'ties along an axis that each count in full': ruled(
    withRule(Reduce.maxAlong, {
      cotangent: (c, _, { axis }, y, x) => {
        const spread = (v: AnyTensor) => apply(Reduce.broadcast, { axis, size: shape(x)[axis] }, v)
        return product(spread(c), run(Pointwise.equal, x, spread(y)))
      },
    }),
    samples.maxAlong,
    'edges',
  ),
  'a sum whose cotangent is shared out as if it were a mean': ruled(
    withRule(Reduce.sum, {
      cotangent: (c, _, { axis }, __, x) =>
        run(
          Pointwise.div,
          apply(Reduce.broadcast, { axis, size: shape(x)[axis] }, c),
          constant(x, Math.max(1, shape(x)[axis])),
        ),
    }),
    samples.sum,
    'transpose',
    'reverse = numeric',
  ),
  'a pad that pulls back from its beginning': ruled(
    withRule(Layout.pad, {
      cotangent: (c, _, { axis }, __, x) => apply(Layout.slice, { axis, start: 0, end: shape(x)[axis] }, c),
    }),
    samples.pad,
    'transpose',
    'reverse = numeric',
  ),
  'a transpose that is pulled back by itself and not by its inverse': ruled(
    withRule(Layout.transpose, { cotangent: (c, _, attributes) => apply(Layout.transpose, attributes, c) }),
    {
      applications: arbitrary.tensor([2, 2, 2]).map((x) => ({ args: [x], attributes: { permutation: [1, 2, 0] } })),
    },
    'transpose',
    'reverse = numeric',
  ),
  'a scatterAdd in which the last one wins': ruled(
    {
      ...Index.scatterAdd,
      value: ({ size }, x, indices) => {
        const out = new Float64Array(size)
        Array.from(T.toFlat(indices), (at, i) => (out[at] = T.toFlat(x)[i]))
        return out
      },
    } as typeof Index.scatterAdd,
    {
      ...samples.scatterAdd,
      applications: arbitrary
        .tensor([3])
        .map((x) => ({ args: [x, T.tensor([0, 1, 0])], attributes: { axis: 0, size: 2 } })),
    },
    'edges',
    'forward = numeric',
    'reverse = numeric',
  ),
  'a pullback that remembers: each use answers for twice as much': byHand(
    T.square,
    (x, c) => pipe(x, T.mul(c), T.mul(2 ** (calls = (calls + 1) % 8))),
    'pullback',
  ),
  'a function that computes something else when it is read': wrong(
    differentiable((x: T.Scalar) => (levelOf(x) === ground ? x : pipe(x, T.mul(1 + 2 ** -52))), scalars),
    'primal',
  ),
  'a derivative by hand with a lost factor': byHand(
    T.square,
    (x, c) => pipe(x, T.mul(c)),
    'forward = numeric',
    'reverse = numeric',
  ),
  'a derivative by hand that is not linear': byHand(
    T.square,
    (x, c) => pipe(x, T.mul(2), T.mul(c), T.mul(T.abs(c))),
    'linear in the cotangent',
  ),
  'a derivative by hand that holds the point still': byHand(
    T.square,
    (x, c) => pipe(D.stopGradient(x), T.mul(2), T.mul(c)),
    'second order = numeric',
  ),
  'a chain rule that takes all slopes at the input': wrong(
    differentiable(T.square, { ...scalars, derivatives: { ...D, jvp: slopesAt('the input') } }),
    'chain rule',
  ),
  'derivatives as the rules give them, whether or not there is one': wrong(
    defined({
      ...D,
      jvp: ((f: (x: unknown) => unknown) => (x: unknown, dx: unknown) => push(f, x, dx)) as typeof D.jvp,
      vjp: ((f: (x: unknown) => unknown) => (x: unknown) => pull(f, x)) as typeof D.vjp,
    }),
    'forward',
    'reverse',
  ),
  'a pullback that asks nothing of the value': wrong(
    defined({ ...D, vjp: ((f: (x: unknown) => unknown) => (x: unknown) => pull(f, x)) as typeof D.vjp }),
    'both',
  ),
  'a rule that is right to second order only, forward': wrong(
    differentiable((x: T.Scalar) => run(sine({ tangent: cosine }), x), scalars),
    'third order',
  ),
  'a rule that is right to second order only, both ways': wrong(
    differentiable((x: T.Scalar) => run(sine({ tangent: cosine, cotangent: cosine }), x), scalars),
    'third order = numeric',
  ),
  'a derivative by hand that clips': byHand(
    T.square,
    (x, c) => pipe(x, T.mul(2), T.min(1), T.mul(c)),
    'reverse = numeric',
  ),
  'a Hessian that is not symmetric: a slope that holds the other argument still': wrong(
    differentiable(
      ({ a, b }: { readonly a: T.Scalar; readonly b: T.Scalar }) =>
        run(
          withRule(
            Pointwise.mul,
            both((t, i, _, __, x, y) => product(t, i === 0 ? run(Pointwise.stopGradient, y) : x)),
          ),
          a,
          b,
        ),
      { at: fc.record({ a: scalars.at, b: scalars.at }) },
    ),
    'Hessian symmetric',
    'second order = numeric',
  ),
  'a primitive under another name': wrong(
    { name: 'a table', laws: [naming({ ...table, add: { ...Pointwise.add, name: 'sum' } })] },
    'named',
  ),
  'examples that know they are many': wrong(
    mappable('f', (x) => (levelOf(x as AnyTensor) === ground ? x : pipe(x as T.Scalar, T.mul(1 + 2 ** -52))), scalars),
    'vmap',
  ),
  'a sum batched along the wrong axis': batchedWrongly(Reduce.sum, samples.sum, (_, { axis }, x) =>
    apply(Reduce.sum, { axis: Math.max(axis, 1) }, x),
  ),
  'a broadcast batched in front of the examples': batchedWrongly(
    Reduce.broadcast,
    samples.broadcast,
    (_, attributes, x) => apply(Reduce.broadcast, attributes, x),
  ),
  'a take batched without offsets': batchedWrongly(Index.take, samples.take, (batched, attributes, x, indices) => {
    if (!batched[0] || !batched[1])
      return (Index.take as General<{ readonly axis: number }>).batch(batched, attributes, x, indices, x)
    // All examples look up in the first.
    const first = apply(Layout.slice, { axis: 0, start: 0, end: 1 }, x)
    const one = apply(Layout.reshape, { to: shape(x).slice(1) }, first)
    return (Index.take as General<{ readonly axis: number }>).batch([false, true, false], attributes, one, indices, x)
  }),
  'a concat batched along the examples': batchedWrongly(Layout.concat, samples.concat, (batched, { axis }, x, y) =>
    apply(Layout.concat, { axis }, ...Reduce.alike(batched, x, y)),
  ),
  'a transpose that moves the examples too': batchedWrongly(
    Layout.transpose,
    samples.transpose,
    (_, { permutation }, x) => apply(Layout.transpose, { permutation: [...permutation, permutation.length] }, x),
  ),
  'a matmul that gives all examples the first right factor': batchedWrongly(
    Linear.matmul,
    samples.matmul,
    (batched, _, x, y) => {
      const [a, b] = Reduce.alike(batched, x, y)
      const first = apply(Layout.slice, { axis: 0, start: 0, end: 1 }, b)
      return run(
        Linear.matmul,
        a,
        apply(
          Reduce.broadcast,
          { axis: 0, size: shape(b)[0] },
          apply(Layout.reshape, { to: shape(b).slice(1) }, first),
        ),
      )
    },
  ),
  'forward mode that reuses a level: perturbation confusion': wrong(
    nested(reusedDual),
    'the expression itself',
    'a constant of the inside',
    'an operation on the result',
    'side by side',
    'a closure that escapes',
    'three deep',
    'three products',
  ),
  'reverse mode on one tape for all: perturbation confusion': wrong(
    nested(reusedTape),
    'a product',
    'three at one point',
  ),
  'a derivative that does not know of the one outside': wrong(
    nested((f) => (x) => D.grad(f)(D.stopGradient(x) as never) as T.Scalar),
    'at the outer variable',
    'outer in inner',
    'third derivative',
  ),
  'a stopGradient that removes one interpreter only': wrong(
    nesting(modes, stripsOne),
    'stop, twice',
    'stop of both',
    'stop, three times',
  ),
  'a stopGradient that stops nothing': wrong(
    nesting(modes, (x) => x),
    'stop, twice',
    'stop holds the outside',
  ),
  'd²(stop(x)·x) as it is where stop removes one interpreter': defect({ stop: stripsOne }, 'stop'),
  'a root whose slope is not guarded: NaN from the branch not taken': defect(
    {
      guardedRoot: (x) =>
        T.where(
          pipe(x, T.greater(0)),
          D.customDerivative({ value: T.sqrt, cotangent: (y: T.Scalar, c: T.Scalar) => pipe(c, T.div(T.sqrt(y))) })(x),
          0,
        ),
    },
    'where and sqrt',
  ),
  'a norm with the slope x/‖x‖: NaN at 0': defect(
    {
      norm: D.customDerivative({
        value: (x: Vector) => T.sqrt(T.sum(T.square(x))),
        cotangent: (x: Vector, c: T.Scalar) => pipe(x, T.div(T.sqrt(T.sum(T.square(x)))), T.mul(c)) as Vector,
      }),
    },
    'norm at 0',
  ),
  'a product with the slopes ∏/xᵢ: NaN where a factor is 0': defect(
    {
      product: D.customDerivative({
        value: (x: Vector) => {
          const [a, b, c] = T.toFlat(x)
          return T.scalar(a * b * c)
        },
        cotangent: (x: Vector, c: T.Scalar) => {
          const all = T.toFlat(x).reduce((p, v) => p * v, 1)
          return pipe(T.scalar(all), T.div(x), T.mul(c)) as Vector
        },
      }),
    },
    'product with a zero',
  ),
  'a maximum in which both of a tie count in full': defect(
    {
      max: (a, b) =>
        D.customDerivative({
          value: ({ p, q }: { readonly p: T.Scalar; readonly q: T.Scalar }) => pipe(p, T.max(q)),
          cotangent: ({ p, q }, c: T.Scalar) => ({
            p: pipe(p, T.greaterOrEqual(q), T.mul(c)),
            q: pipe(q, T.greaterOrEqual(p), T.mul(c)),
          }),
        })({ p: a, q: b }),
    },
    'ties',
  ),
  'a sigmoid with the slope σ·(1 − σ): 0 from 37 on': defect(
    {
      sigmoid: D.customDerivative({
        value: T.sigmoid,
        cotangent: (x: T.Scalar, c: T.Scalar) =>
          pipe(T.sigmoid(x), T.mul(pipe(T.scalar(1), T.sub(T.sigmoid(x)))), T.mul(c)),
      }),
    },
    'far out',
  ),
  'a tanh with the slope 1 − tanh²: 0 from 20 on': defect(
    {
      tanh: D.customDerivative({
        value: T.tanh,
        cotangent: (x: T.Scalar, c: T.Scalar) => pipe(T.scalar(1), T.sub(T.square(T.tanh(x))), T.mul(c)),
      }),
    },
    'far out',
  ),
  'records paired by place': defect(
    {
      pair: (f, a, b) => {
        const values = Object.values(b as Readonly<Record<string, AnyTensor>>)
        return Object.fromEntries(
          Object.entries(a as Readonly<Record<string, AnyTensor>>).map(([key, x], i) => [key, f(x, values[i])]),
        )
      },
    },
    'other keys',
  ),
  'an optimizer that takes gradients by their place': defect(
    {
      twoSteps: (params, first, second) => {
        const record = params as Readonly<Record<string, T.Scalar>>
        const placed = (g: unknown): Readonly<Record<string, T.Scalar>> => {
          const values = Object.values(g as Readonly<Record<string, T.Scalar>>)
          return Object.fromEntries(P.paths(record).map((key, i) => [key, values[i]]))
        }
        const { init, update } = O.momentum({ learningRate: 0.1 })
        const [, state] = update(placed(first), init(record), record)
        return update(placed(second), state, record)[0]
      },
    },
    'order of keys',
  ),
}

const holding = (set: LawSet): void => expect(check(set)).toEqual(E.right(undefined))

describe('the mutants of wrong rules', () => {
  refusedByName(mutants)
  everyLawRefuses(
    mutants,
    [
      primitives,
      primitive(Index.take, samples.take),
      differentiable(T.square, scalars),
      nesting(),
      defined(),
      published(),
      mappable('f', (x) => x, scalars),
    ],
    { shared: true },
  )

  it('the right rules it is made from are refused by none', () => {
    holding(primitive(Pointwise.square, samples.square))
    holding(primitive(Linear.matmul, squares))
    holding(differentiable((x: T.Scalar) => run(sine(), x) as T.Scalar, scalars))
    holding(differentiable(T.square, { ...scalars, derivatives: { ...D, jvp: slopesAt('where they are') } }))
  })
})
