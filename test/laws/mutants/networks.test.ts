/**
 * What laws of random networks refuse: activations, rules and losses that are wrong in the ways these are wrong, inside networks of up to six layers.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { describe } from 'vitest'
import { choices, goals, networks, type Choice, type Goal } from '../../../laws/index.js'
import * as T from '../../../src/Tensor.js'
import * as Layout from '../../../src/primitive/Layout.js'
import * as Pointwise from '../../../src/primitive/Pointwise.js'
import { apply, run, type General, type None, type Primitive } from '../../../src/primitive/Primitive.js'
import * as Reduce from '../../../src/primitive/Reduce.js'
import { ground, levelOf, shape, type AnyTensor } from '../../../src/tensor/Value.js'
import { everyLawRefuses, refusedByName, wrong, type Wrong } from './support.js'

const { product } = Pointwise

const among = (code: string, f: (x: AnyTensor) => AnyTensor, ...laws: readonly string[]): Wrong =>
  wrong(networks({ activations: [choices[0], { code, f: f as unknown as Choice['f'] }] }), ...laws)

const rowsOf = (x: AnyTensor): number => shape(x)[0]

/** The mean of squares, and what is done to it. */
const trainedFor = (
  code: string,
  loss: (mse: T.Scalar, targets: AnyTensor) => AnyTensor,
  ...laws: readonly string[]
): Wrong => {
  const mse = goals[1]
  const goal: Goal = {
    ...mse,
    code: () => code,
    loss: (outputs) => (targets) => (output) => loss(mse.loss(outputs)(targets)(output), targets) as T.Scalar,
  }
  return wrong(networks({ goals: [goal] }), ...laws)
}

/** The sine, with its slope forward and in reverse. */
const sine = (tangent: (x: AnyTensor) => AnyTensor, cotangent: (x: AnyTensor) => AnyTensor): Primitive<None> => ({
  ...Pointwise.sin,
  derivative: {
    tangent: (t, _, __, ___, x) => product(t, tangent(x)),
    cotangent: (c, _, __, ___, x) => product(c, cotangent(x)),
  },
})

const cosine = (x: AnyTensor): AnyTensor => run(Pointwise.cos, x)

/** The cosine, with the wrong sign in reverse only. */
const turned: Primitive<None> = {
  ...Pointwise.cos,
  derivative: {
    ...Pointwise.cos.derivative!,
    cotangent: (c, _, __, ___, x) => product(c, run(Pointwise.sin, x)),
  },
}

/** A power that gives every example what the first one has. */
const first: General<Pointwise.Exponent> = {
  ...(Pointwise.pow as General<Pointwise.Exponent>),
  batch: (_, attributes, x) => {
    const powers = apply(Pointwise.pow, attributes, x)
    const one = apply(Layout.slice, { axis: 0, start: 0, end: 1 }, powers)
    return apply(Reduce.broadcast, { axis: 0, size: rowsOf(x) }, apply(Layout.reshape, { to: shape(x).slice(1) }, one))
  },
}

const mutants: Readonly<Record<string, Wrong>> = {
  'an activation that drifts when it is read': among(
    'drifting',
    (x) => (levelOf(x) === ground ? x : pipe(x, T.mul(1 + 2 ** -52))),
    'primal',
  ),
  'an activation that lost a factor, forward only': among(
    'sine',
    (x) =>
      run(
        sine((p) => pipe(cosine(p), T.mul(0.5)), cosine),
        x,
      ),
    'forward = reverse',
  ),
  'an activation that lost a factor, both ways': among(
    'sine',
    (x) =>
      run(
        sine(
          (p) => pipe(cosine(p), T.mul(0.5)),
          (p) => pipe(cosine(p), T.mul(0.5)),
        ),
        x,
      ),
    'reverse = numeric',
  ),
  'an activation whose slope has a wrong slope, in reverse only': among(
    'sine',
    (x) =>
      run(
        sine(
          (p) => run(turned, p),
          (p) => run(turned, p),
        ),
        x,
      ),
    'second order',
  ),
  'a loss with a term of the targets that looks at the first example only': trainedFor(
    'penalized',
    (mse, targets) => pipe(mse, T.add(T.mean(apply(first, { exponent: 2 }, targets)))),
    'vmap = map',
  ),
  'an activation whose slope is that of the first example': among(
    'sine',
    (x) => {
      const slope = (p: AnyTensor): AnyTensor => cosine(apply(first, { exponent: 1 }, p))
      return run(sine(slope, slope), x)
    },
    'per-example gradients',
  ),
  'a mean taken twice': trainedFor(
    'meanTwice',
    (mse, targets) => pipe(mse, T.div(rowsOf(targets))),
    'mean of examples',
    'rows twice',
  ),
  'an activation that looks at the whole batch': among('centred', (x) => pipe(x, T.sub(T.mean(x))), 'mean of examples'),
  'a loss with a term of the first row': trainedFor(
    'relative',
    (mse, targets) => pipe(mse, T.add(T.sum(T.square(apply(Layout.slice, { axis: 0, start: 0, end: 1 }, targets))))),
    'order of rows',
  ),
}

describe('the mutants of wrong parts of networks', () => {
  refusedByName(mutants)
  everyLawRefuses(mutants, [networks()])
})
