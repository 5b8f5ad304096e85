/**
 * What holds of every differentiable function of tensors, by the derivatives of this library.
 *
 * With `J` the derivative of f at x, `v`, `w` tangents, `c` a cotangent and `φ = ⟨c, f⟩`. Bounds are computed: `rounding.ts` for what differs by rounding
 * alone, `numeric.ts` for the numeric derivative. Where a case lies on a kink, the numeric laws are silent and the others speak.
 *
 * @since 0.1.0
 */
import * as fc from 'fast-check'
import * as Pointwise from '../src/primitive/Pointwise.js'
import { run } from '../src/primitive/Primitive.js'
import { mapTree } from '../src/tensor/Params.js'
import type { Scalar } from '../src/tensor/Value.js'
import * as arbitrary from './arbitraries.js'
import { every, expecting, holds, law, type Law, type LawSet, type Verdict } from './Law.js'
import { agreesWithNumeric } from './numeric.js'
import { agree, same } from './rounding.js'
import {
  axes,
  drawn,
  grad,
  inner,
  jvp,
  numbers,
  plus,
  pulled,
  pushed,
  scale,
  vjp,
  zeros,
  type Cost,
  type Map,
  type Tree,
} from './tree.js'

/** A function at a point, with directions to try. */
export interface Situation {
  readonly f: Map
  readonly x: Tree
  readonly v: Tree
  readonly w: Tree
  readonly a: number
  readonly b: number
  /** What cotangents are drawn from: their structure is known only when f has been computed. */
  readonly seed: number
}

/** Directions for a function at a point. */
export const situation = (f: Map, x: Tree): fc.Arbitrary<Situation> =>
  fc.record({
    f: fc.constant(f),
    x: fc.constant(x),
    v: arbitrary.like(x),
    w: arbitrary.like(x),
    a: arbitrary.number,
    b: arbitrary.number,
    seed: fc.nat(),
  })

/** All that the sides of a law are computed from, as one record. */
interface Given {
  readonly x: Tree
  readonly v: Tree
  readonly w: Tree
  readonly c: Tree
  readonly d: Tree
}

const given = ({ f, x, v, w, seed }: Situation): Given => {
  const y = f(x)
  return { x, v, w, c: drawn(seed, y), d: drawn(seed + 1, y) }
}

/** Two expressions in what is given agree. */
const equal = (s: Situation, expected: (g: Given) => Tree, found: (g: Given) => Tree): Verdict =>
  agree(expected, found, given(s))

/** `φ = ⟨c, f⟩` */
const cost =
  ({ f }: Situation, c: Tree): Cost =>
  (x) =>
    inner(c, f(x))

/** `a·p + b·q` */
const combination = ({ a, b }: Situation, p: Tree, q: Tree): Tree => plus(scale(a, p), scale(b, q))

/** `H·v` of a scalar function, forward over reverse. */
const hvp = (f: Cost, v: Tree): Map => pushed(grad(f), v)

/** `⟨v, ∇f⟩`, forward. */
const slope =
  (f: Cost, v: Tree): Cost =>
  (x) =>
    jvp(f)(x, v).tangent as Scalar

/** `⟨v, ∇f⟩`, reverse. */
const slopeReverse =
  (f: Cost, v: Tree): Cost =>
  (x) =>
    inner(grad(f)(x), v)

/** A smooth function of any record, to put after another. */
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

/** Laws whose judge computes with the situation. */
const laws = (
  cases: fc.Arbitrary<Situation>,
  all: readonly (readonly [name: string, statement: string, judge: (s: Situation) => Verdict])[],
): readonly Law[] => all.map(([name, statement, judge]) => law(name, statement, cases, judge))

/** What derivatives satisfy by themselves, wherever the function is defined. */
export const algebraic = (cases: fc.Arbitrary<Situation>): readonly Law[] =>
  laws(cases, [
    [
      'primal',
      'f computes the same to the bit under every reading',
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
      'a pullback used again answers the same to the bit',
      (s) => {
        const { pullback } = vjp(s.f)(s.x)
        const { c, d } = given(s)
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
        const expected = ({ x, v, c }: Given): Tree => hvp(cost(s, c), v)(x)
        return every([
          equal(s, expected, ({ x, v, c }) => grad(slope(cost(s, c), v))(x)),
          equal(s, expected, ({ x, v, c }) => grad(slopeReverse(cost(s, c), v))(x)),
        ])
      },
    ],
  ])

/** Where a derivative along a direction is refused: the first element along which it is refused too, if there is one. */
const located = (s: Situation, along: (v: Tree) => Verdict): Verdict => {
  const verdict = along(s.v)
  if (verdict._tag !== 'Violated') return verdict
  const found = axes(s.x).reduce<Verdict>((so, { at, e }) => {
    const here = so._tag === 'Violated' ? so : along(e)
    return here._tag === 'Violated' && so._tag !== 'Violated' ? { ...here, at } : so
  }, holds)
  return found._tag === 'Violated' ? found : verdict
}

/** Derivatives against numeric ones, at points where the function is smooth. */
export const numeric = (cases: fc.Arbitrary<Situation>): readonly Law[] =>
  laws(cases, [
    [
      'forward = numeric',
      '⟨c, J·v⟩ is the numeric derivative of ⟨c, f⟩ along v',
      (s) => {
        const { x, c } = given(s)
        return located(s, (v) => agreesWithNumeric(cost(s, c), slope(cost(s, c), v), x, v))
      },
    ],
    [
      'reverse = numeric',
      '⟨Jᵀ·c, v⟩ is the numeric derivative of ⟨c, f⟩ along v',
      (s) => {
        const { x, c } = given(s)
        return located(s, (v) => agreesWithNumeric(cost(s, c), slopeReverse(cost(s, c), v), x, v))
      },
    ],
    [
      'second order = numeric',
      '⟨w, H·v⟩ is the numeric derivative of ⟨w, ∇φ⟩ along v',
      (s) => {
        const { x, v, w, c } = given(s)
        return agreesWithNumeric(slopeReverse(cost(s, c), w), (p) => inner(w, hvp(cost(s, c), v)(p)), x, v)
      },
    ],
  ])

/** Derivatives of derivatives of derivatives. */
const thirdOrder = (cases: fc.Arbitrary<Situation>): readonly Law[] =>
  laws(cases, [
    [
      'third order',
      'd³φ(v, v, v) is the same forward three times, and with reverse innermost or outermost',
      (s) => {
        const forward = ({ x, v, c }: Given): Tree => slope(slope(slope(cost(s, c), v), v), v)(x)
        return every([
          equal(s, forward, ({ x, v, c }) => slope(slope(slopeReverse(cost(s, c), v), v), v)(x)),
          equal(s, forward, ({ x, v, c }) => slopeReverse(slope(slope(cost(s, c), v), v), v)(x)),
        ])
      },
    ],
    [
      'third order = numeric',
      'd³φ(v, v, v) is the numeric derivative of d²φ(v, v) along v',
      (s) => {
        const { x, v, c } = given(s)
        const curvature: Cost = (p) => inner(v, hvp(cost(s, c), v)(p))
        return agreesWithNumeric(curvature, slope(curvature, v), x, v)
      },
    ],
  ])

/**
 * The laws of a differentiable function of any record: what it computes does not depend on how it is read, and its derivatives, forward, reverse and
 * nested to third order, are linear, transposes of one another, and what numeric differentiation finds.
 *
 * - **False alarms** a chance below 10⁻¹⁰ a law, see `numeric.ts` and `rounding.ts`.
 *
 * @example
 * import { arbitrary, check } from 'nabla-ts/laws'
 * const norm = (x: T.Tensor<[3]>) => T.sqrt(T.sum(T.square(x)))
 * E.isRight(check(differentiable(norm, { at: arbitrary.tensor([3], arbitrary.awayFrom([0])) }), { numRuns: 10 })) // => true
 *
 * @category sets
 * @since 0.1.0
 */
export const differentiable = <P, Q>(
  f: (x: P) => Q,
  { at, name = 'a differentiable function' }: { readonly at: fc.Arbitrary<P>; readonly name?: string },
): LawSet => {
  const cases = at.chain((x) => situation(f as Map, x))
  return { name, laws: [...algebraic(cases), ...numeric(cases), ...thirdOrder(cases)] }
}
