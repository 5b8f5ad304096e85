/**
 * The cases of all laws about derivatives: a function, a point, and directions.
 */
import * as fc from 'fast-check'
import * as arbitrary from './arbitraries.js'
import { ours, type Calculus } from './calculus.js'
import { law, type Law, type Verdict } from './Law.js'
import { agree } from './rounding.js'
import { drawn, inner, plus, scale, type Cost, type Map, type Tree } from './tree.js'

/** A function at a point, with directions. */
export interface Situation {
  readonly f: Map
  readonly x: Tree
  readonly v: Tree
  readonly w: Tree
  readonly a: number
  readonly b: number
  /** The seed of the cotangents, whose structure is known only after computing f */
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

/** The inputs of both sides of a law */
export interface Inputs {
  readonly x: Tree
  readonly v: Tree
  readonly w: Tree
  readonly c: Tree
  readonly d: Tree
}

/** The point and directions of a situation, and two cotangents. */
export const inputsOf = ({ f, x, v, w, seed }: Situation): Inputs => {
  const y = f(x)
  return { x, v, w, c: drawn(seed, y), d: drawn(seed + 1, y) }
}

/** Two expressions of the point and its directions agree. */
export const equal = (s: Situation, expected: (g: Inputs) => Tree, found: (g: Inputs) => Tree): Verdict =>
  agree(expected, found, inputsOf(s))

/** `φ = ⟨c, f⟩` */
export const cost =
  ({ f }: Situation, c: Tree): Cost =>
  (x) =>
    inner(c, f(x))

/** `a·p + b·q` */
export const combination = ({ a, b }: Situation, p: Tree, q: Tree): Tree => plus(scale(a, p), scale(b, q))

/** The name, the statement and the property of a law. */
type DerivativeLaw = readonly [name: string, statement: string, judge: (s: Situation) => Verdict]

/** Laws about derivatives, for given cases and for the derivatives under test. */
export type DerivativeLaws = (cases: fc.Arbitrary<Situation>, derivatives?: Calculus) => readonly Law[]

/** Laws that compute with the situation. */
export const derivativeLaws =
  (judged: (derivatives: Calculus) => readonly DerivativeLaw[]): DerivativeLaws =>
  (cases, derivatives = ours) =>
    judged(derivatives).map(([name, statement, judge]) => law(name, statement, cases, judge))
