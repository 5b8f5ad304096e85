/**
 * Laws of every differentiable function of tensors, with the derivatives of this library by default.
 *
 * With `J` the derivative of f at x, `v`, `w` tangents, `c` a cotangent and `φ = ⟨c, f⟩`. Bounds are computed: `rounding.ts` for what differs by rounding
 * alone, `numeric.ts` for the numeric derivative. Where a case lies on a kink, the numeric laws are silent and the other laws apply.
 */
import { knownOptions, record, text } from '../src/codec/Options.js'
import * as Allowed from './allowed.js'
import * as fc from 'fast-check'
import { algebraic } from './algebraic.js'
import { calculus, ours, type Derivatives } from './calculus.js'
import { every, holds, type LawSet, type Verdict } from './Law.js'
import { agreesWithNumeric } from './numeric.js'
import {
  derivativeLaws,
  cost,
  equal,
  inputsOf,
  situation,
  type DerivativeLaws,
  type Inputs,
  type Situation,
} from './situation.js'
import { axes, inner, type Cost, type Map, type Tree } from './tree.js'
import { fn as expectFn } from '../src/tensor/Expect.js'

/** The verdict along a direction; if it is a violation, the first element along which it is violated too. */
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
export const numeric: DerivativeLaws = derivativeLaws(({ slope, slopeReverse, hvp }) => [
  [
    'forward = numeric',
    '⟨c, J·v⟩ is the numeric derivative of ⟨c, f⟩ along v',
    (s) => {
      const { x, c } = inputsOf(s)
      return located(s, (v) => agreesWithNumeric(cost(s, c), slope(cost(s, c), v), x, v))
    },
  ],
  [
    'reverse = numeric',
    '⟨Jᵀ·c, v⟩ is the numeric derivative of ⟨c, f⟩ along v',
    (s) => {
      const { x, c } = inputsOf(s)
      return located(s, (v) => agreesWithNumeric(cost(s, c), slopeReverse(cost(s, c), v), x, v))
    },
  ],
  [
    'second order = numeric',
    '⟨w, H·v⟩ is the numeric derivative of ⟨w, ∇φ⟩ along v',
    (s) => {
      const { x, v, w, c } = inputsOf(s)
      return agreesWithNumeric(slopeReverse(cost(s, c), w), (p) => inner(w, hvp(cost(s, c), v)(p)), x, v)
    },
  ],
])

/** Third derivatives. */
const thirdOrder: DerivativeLaws = derivativeLaws(({ slope, slopeReverse, hvp }) => [
  [
    'third order',
    'd³φ(v, v, v) is the same forward three times, and with reverse innermost or outermost',
    (s) => {
      const forward = ({ x, v, c }: Inputs): Tree => slope(slope(slope(cost(s, c), v), v), v)(x)
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
      const { x, v, c } = inputsOf(s)
      const curvature: Cost = (p) => inner(v, hvp(cost(s, c), v)(p))
      return agreesWithNumeric(curvature, slope(curvature, v), x, v)
    },
  ],
])

/**
 * The laws of a differentiable function of any record: its derivatives, forward, reverse and nested to third order, are the same in every order of modes, are linear and transposes of
 * each other, and equal the numeric derivative. They are derivatives by this library, or by the option `derivatives`.
 *
 * - **False alarms** a chance below 10⁻¹⁰ a law, see `numeric.ts` and `rounding.ts`.
 *
 * @example
 * import { arbitrary, check } from 'nabla-ts/laws'
 * const norm = (x: T.Tensor<[3]>) => T.sqrt(T.sum(T.square(x)))
 * E.isRight(check(differentiable(norm, { at: arbitrary.tensor([3], arbitrary.awayFrom([0])) }), { numRuns: 10 })) // => true
 *
 * @category sets
 */
export const differentiable = <P, Q>(
  f: (x: P) => Q,
  options: { readonly at: fc.Arbitrary<P>; readonly name?: string; readonly derivatives?: Derivatives },
): LawSet => {
  expectFn('laws.differentiable', f)
  const {
    at,
    name = 'a differentiable function',
    derivatives,
  } = knownOptions('laws.differentiable', { at: Allowed.arbitrary, name: text, derivatives: record }, options)

  const cases = at.chain((x) => situation(f as Map, x))
  const judged = derivatives === undefined ? ours : calculus(derivatives)
  return { name, laws: [algebraic, numeric, thirdOrder].flatMap((laws) => laws(cases, judged)) }
}
