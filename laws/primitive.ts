/**
 * Laws of every primitive of the table.
 *
 * In addition to the laws of every differentiable function: the shape rule gives the shape of the value; forward and reverse are transposes up to a bound that counts
 * the roundings; no derivative passes where none should; and at declared edges the result is finite, in the subdifferential, and the same in both modes.
 */
import * as fc from 'fast-check'
import { bind, shapeOf, valueOf, type Primitive } from '../src/primitive/Primitive.js'
import { table } from '../src/primitive/Table.js'
import { equals, print as printShape, sizeOf } from '../src/tensor/Shape.js'
import { plain, shape, toNumber, type AnyTensor } from '../src/tensor/Value.js'
import { algebraic } from './algebraic.js'
import { jvp, vjp } from './calculus.js'
import { numeric } from './derivative.js'
import { every, expecting, holds, law, print, type Law, type LawSet, type Verdict } from './Law.js'
import { situation, type Situation } from './situation.js'
import { samples } from './samples/table.js'
import type { Application, Edge, Sample } from './samples/sample.js'
import { drawn, inner, numbers, type Map, type Tree } from './tree.js'
import { record as expectRecord } from '../src/tensor/Expect.js'

const unit = 2 ** -52

/** A primitive as a function of its differentiable arguments. */
const moving = <A>(
  primitive: Primitive<A>,
  constants: readonly number[],
  { args, attributes }: Application<A>,
): { readonly f: Map; readonly x: readonly AnyTensor[] } => {
  const free = args.flatMap((_, i) => (constants.includes(i) ? [] : [i]))
  const name = attributes === undefined ? primitive.name : `${primitive.name} ${print(attributes)}`
  // The function has the name of its key, so that a case names the primitive.
  const { [name]: f } = {
    [name]: (x: Tree) =>
      bind(
        primitive,
        args.map((arg, i) => (constants.includes(i) ? arg : (x as readonly AnyTensor[])[free.indexOf(i)])),
        attributes,
      ),
  }
  return { f, x: free.map((i) => args[i]) }
}

const single = (like: AnyTensor, at: number): AnyTensor =>
  plain(
    shape(like),
    Float64Array.from({ length: sizeOf(shape(like)) }, (_, i) => (i === at ? 1 : 0)),
  )

const zero = (like: AnyTensor): AnyTensor => single(like, -1)

/** The directions along which one element changes. */
const axes = (x: readonly AnyTensor[]): readonly (readonly AnyTensor[])[] =>
  x.flatMap((arg, i) =>
    Array.from({ length: sizeOf(shape(arg)) }, (_, at) =>
      x.map((other, j) => (i === j ? single(arg, at) : zero(other))),
    ),
  )

const flat = (tree: Tree): readonly number[] => numbers(tree).flatMap(({ values }) => [...values])

const magnitude = (tree: Tree): Tree => numbers(tree).map(({ values }) => plain([values.length], values.map(Math.abs)))

/** `Σ |u|·|J|·|v|`, by the columns of J. */
const sizeOfProduct = (f: Map, x: readonly AnyTensor[], u: Tree, v: readonly AnyTensor[]): number => {
  const weights = flat(v)
  return axes(x)
    .map((e, j) => Math.abs(weights[j]) * toNumber(inner(magnitude(u), magnitude(jvp(f)(x, e).tangent))))
    .reduce((a, b) => a + b, 0)
}

const shapeLaw = <A>(primitive: Primitive<A>, cases: fc.Arbitrary<Application<A>>): Law =>
  law('shape', 'the shape rule tells the shape of the value', cases, ({ args, attributes }) => {
    const [x, y, z] = args
    const [told, result] = [shapeOf(primitive, attributes, x, y, z), bind(primitive, args, attributes)]
    const data = valueOf(primitive, attributes, x, y, z)
    return every([
      expecting(equals(told, shape(result)), { expected: printShape(told), found: printShape(shape(result)) }),
      expecting(typeof data === 'number' || data.length === sizeOf(told), {
        expected: `${sizeOf(told)} elements, as ${printShape(told)} has`,
        found: typeof data === 'number' ? 'one' : String(data.length),
      }),
    ])
  })

/**
 * ⟨u, J·v⟩ and ⟨Jᵀ·u, v⟩ are sums of the same terms `uᵢ·Jᵢⱼ·vⱼ`, with the entries of J computed by the same formula in both. With N elements of the argument and M of
 * the result, a term passes at most N + M additions, the two products with u and v, and two operations of the rule (a slope or a share), each with a relative error of
 * at most 2⁻⁵³; and there are two sides: n·2⁻⁵²·Σ|u||J||v| with n = N + M + 4. The sum is taken over the columns of J, so that it is the size before any
 * cancellation. The bound is a theorem up to terms in 2⁻¹⁰⁴, so there is no false alarm.
 */
const transposeLaw = (cases: fc.Arbitrary<Situation>): Law =>
  law('transpose', '|⟨u, J·v⟩ − ⟨Jᵀ·u, v⟩| ≤ n·2⁻⁵²·Σ|u||J||v|', cases, (s) => {
    const [x, v] = [s.x as readonly AnyTensor[], s.v as readonly AnyTensor[]]
    const { primal, pullback } = vjp(s.f)(x)
    const u = drawn(s.seed, primal)
    const [forward, reverse] = [toNumber(inner(u, jvp(s.f)(x, v).tangent)), toNumber(inner(pullback(u), v))]
    const n = flat(x).length + flat(primal).length + 4
    const bound = n * unit * sizeOfProduct(s.f, x, u, v)
    return expecting(Math.abs(forward - reverse) <= bound, {
      expected: `${forward}, forward`,
      found: `${reverse}, reverse`,
      bound: `${bound} = n·2⁻⁵²·Σ|u||J||v| with n = ${n}`,
    })
  })

const allZero = (what: string, tree: Tree): Verdict =>
  expecting(
    flat(tree).every((v) => v === 0),
    { expected: `0 from ${what}`, found: String(flat(tree)) },
  )

/** No derivative passes a primitive without one, nor an argument that is an index or a condition. */
const stoppedLaw = <A>(
  primitive: Primitive<A>,
  constants: readonly number[],
  cases: fc.Arbitrary<Application<A>>,
): Law =>
  law('passes none', 'no derivative passes where the function is constant between jumps', cases, (application) => {
    const stopped = application.args.flatMap((_, i) =>
      primitive.derivative === undefined || constants.includes(i) ? [i] : [],
    )
    const others = application.args.map((_, i) => i).filter((i) => !stopped.includes(i))
    const { f, x } = moving(primitive, others, application)
    const ones = x.map((arg) => plain(shape(arg), 1))
    const { primal, pullback } = vjp(f)(x)
    return every([
      allZero('a tangent', jvp(f)(x, ones).tangent),
      allZero('a cotangent', pullback(plain(shape(primal as AnyTensor), 1))),
    ])
  })

const inside = (v: number, [low, high]: readonly [number, number]): boolean => low <= v && v <= high

/** The law at one edge. */
const atEdge = <A>(
  primitive: Primitive<A>,
  { name, args, attributes, value, cotangent, gradient, total }: Edge<A>,
): Verdict => {
  const { f, x } = moving(primitive, [], { args, attributes })
  const { primal, pullback } = vjp(f)(x)
  const u = plain(shape(primal as AnyTensor), Float64Array.from(cotangent))
  const pulled = numbers(pullback(u)).map(({ values }) => [...values])
  const pushed = axes(x).map((e) => toNumber(inner(u, jvp(f)(x, e).tangent)))
  const found = pulled.flat()
  const sum = found.reduce((a, b) => a + b, 0)
  return every([
    expecting(
      flat(primal).every((v, i) => Object.is(v, value[i]) || v === value[i]),
      { at: name, expected: `the value ${value.join()}`, found: flat(primal).join() },
    ),
    expecting(
      pulled.every((values, i) => values.every((v, j) => inside(v, gradient[i][j]))),
      { at: name, expected: `a gradient in ${print(gradient)}, finite`, found: print(pulled) },
    ),
    expecting(
      pushed.every((v, i) => v === found[i]),
      { at: name, expected: `${found.join()} forward too, as it is in reverse`, found: pushed.join() },
    ),
    total === undefined
      ? holds
      : expecting(Math.abs(sum - total) <= found.length * unit * Math.abs(total), {
          at: name,
          expected: `parts that sum to ${total}`,
          found: String(sum),
          bound: `${found.length * unit * Math.abs(total)}: one rounding for each part`,
        }),
  ])
}

const edgeLaw = <A>(primitive: Primitive<A>, edges: readonly Edge<A>[]): Law =>
  law(
    'edges',
    'at each declared edge the derivative is finite, inside the subdifferential, and alike forward and reverse',
    fc.constantFrom(...edges),
    (edge) => atEdge(primitive, edge),
  )

/**
 * The laws of one primitive, at its sample inputs.
 *
 * @category sets
 */
export const lawsOf = <A>(primitive: Primitive<A>, sample: Sample<A>): LawSet => {
  expectRecord('laws.primitive', 'sample inputs of a primitive', { applications: 'object' }, sample)
  expectRecord('laws.primitive', 'a primitive', { name: 'string' }, primitive)
  const { applications, constants = [], isZeroByDefinition = false, edges = [] } = sample
  const cases = applications.chain((application) => {
    const { f, x } = moving(primitive, constants, application)
    return situation(f, x)
  })
  const constant = primitive.derivative === undefined || constants.length > 0
  return {
    name: primitive.name,
    laws: [
      shapeLaw(primitive, applications),
      transposeLaw(cases),
      ...algebraic(cases),
      ...(isZeroByDefinition ? [] : numeric(cases)),
      ...(constant ? [stoppedLaw(primitive, constants, applications)] : []),
      ...(edges.length > 0 ? [edgeLaw(primitive, edges)] : []),
    ],
  }
}

type Name = keyof typeof table

const setFor = <N extends Name>(name: N): LawSet =>
  lawsOf(table[name] as unknown as Primitive<unknown>, samples[name] as unknown as Sample<unknown>)

/** Each primitive has the name of its key in the table. */
export const naming = (entries: Readonly<Record<string, Pick<Primitive<never>, 'name'>>>): Law =>
  law('named', 'a primitive is called as the table calls it', fc.constantFrom(...Object.keys(entries)), (name) =>
    expecting(entries[name].name === name, { expected: name, found: entries[name].name }),
  )

/**
 * The laws of all primitives: one set for each entry of the table.
 *
 * @category sets
 */
export const primitives: LawSet = {
  name: 'primitives',
  laws: [naming(table)],
  parents: (Object.keys(table) as Name[]).map(setFor),
}
