/**
 * Algebraic laws of derivatives: they are linear, transposes of each other, and compose.
 */
import * as Pointwise from '../src/primitive/Pointwise.js'
import { run } from '../src/primitive/Primitive.js'
import { mapTree } from '../src/tensor/Params.js'
import { every, expecting, type Verdict } from './Law.js'
import { same } from './rounding.js'
import { derivativeLaws, combination, cost, equal, inputsOf, type DerivativeLaws, type Inputs } from './situation.js'
import { inner, numbers, zeros, type Map, type Tree } from './tree.js'

/** A smooth function of any record, to compose with another one. */
const sines: Map = (y) => mapTree('laws', (p) => run(Pointwise.sin, p), y)

const allZero = (tree: Tree): Verdict => {
  const wrong = numbers(tree).find(({ values }) => values.some((v) => v !== 0))
  return expecting(wrong === undefined, {
    at: wrong?.path ?? '',
    expected: '0',
    found: wrong === undefined ? '0' : String(wrong.values),
    bound: '0: to the bit',
  })
}

/** The algebraic laws of derivatives, at every point where the function is defined. */
export const algebraic: DerivativeLaws = derivativeLaws(
  ({ jvp, vjp, grad, pushed, pulled, hvp, slope, slopeReverse }) => [
    [
      'primal',
      'f computes the same to the bit under every interpreter',
      ({ f, x, v }) =>
        every([
          same(f(x), jvp(f)(x, v).primal),
          same(f(x), vjp(f)(x).primal),
          same(f(x), jvp((y) => vjp(f)(y).primal)(x, v).primal),
          same(f(x), vjp((y) => jvp(f)(y, v).primal)(x).primal),
        ]),
    ],
    [
      'adjoint',
      '⟨c, J·v⟩ = ⟨Jᵀ·c, v⟩',
      (s) =>
        equal(
          s,
          ({ x, v, c }) => inner(c, pushed(s.f, v)(x)),
          ({ x, v, c }) => inner(pulled(s.f, c)(x), v),
        ),
    ],
    [
      'pullback',
      'a pullback called again returns the same bits',
      (s) => {
        const { pullback } = vjp(s.f)(s.x)
        const { c, d } = inputsOf(s)
        const [first, _, again] = [pullback(c), pullback(d), pullback(c)]
        return same(first, again)
      },
    ],
    [
      'linear in the tangent',
      'J·(a·v + b·w) = a·J·v + b·J·w',
      (s) =>
        equal(
          s,
          ({ x, v, w }) => combination(s, pushed(s.f, v)(x), pushed(s.f, w)(x)),
          ({ x, v, w }) => pushed(s.f, combination(s, v, w))(x),
        ),
    ],
    [
      'linear in the cotangent',
      'Jᵀ·(a·c + b·d) = a·Jᵀ·c + b·Jᵀ·d',
      (s) =>
        equal(
          s,
          ({ x, c, d }) => combination(s, pulled(s.f, c)(x), pulled(s.f, d)(x)),
          ({ x, c, d }) => pulled(s.f, combination(s, c, d))(x),
        ),
    ],
    [
      'zero to zero',
      'J·0 = 0 and Jᵀ·0 = 0, exactly',
      ({ f, x }) => every([allZero(pushed(f, zeros(x))(x)), allZero(pulled(f, zeros(f(x)))(x))]),
    ],
    [
      'chain rule',
      'the derivative of sin ∘ f is that of sin at f(x), times that of f, in both directions',
      (s) => {
        const { f } = s
        const after: Map = (x) => sines(f(x))
        return every([
          equal(
            s,
            ({ x, v }) => jvp(sines)(f(x), pushed(f, v)(x)).tangent,
            ({ x, v }) => pushed(after, v)(x),
          ),
          equal(
            s,
            ({ x, c }) => pulled(f, pulled(sines, c)(f(x)))(x),
            ({ x, c }) => pulled(after, c)(x),
          ),
        ])
      },
    ],
    [
      'Hessian symmetric',
      '⟨w, H·v⟩ = ⟨v, H·w⟩',
      (s) =>
        equal(
          s,
          ({ x, v, w, c }) => inner(w, hvp(cost(s, c), v)(x)),
          ({ x, v, w, c }) => inner(v, hvp(cost(s, c), w)(x)),
        ),
    ],
    [
      'second order',
      'forward over reverse = reverse over forward = reverse over reverse',
      (s) => {
        const expected = ({ x, v, c }: Inputs): Tree => hvp(cost(s, c), v)(x)
        return every([
          equal(s, expected, ({ x, v, c }) => grad(slope(cost(s, c), v))(x)),
          equal(s, expected, ({ x, v, c }) => grad(slopeReverse(cost(s, c), v))(x)),
        ])
      },
    ],
  ],
)
