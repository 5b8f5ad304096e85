/**
 * Laws of `vmap`: it equals the function applied to each example, to the bit; for every primitive with each choice of batched arguments, and for any function.
 */
import { knownOptions } from '../src/codec/Options.js'
import * as Allowed from './allowed.js'
import * as fc from 'fast-check'
import { vmap } from '../src/Diff.js'
import { stack } from '../src/operation/Layout.js'
import { bind, type Primitive } from '../src/primitive/Primitive.js'
import { table } from '../src/primitive/Table.js'
import { entries, mapTree } from '../src/tensor/Params.js'
import { Eq, plain, shape, toFlat, type AnyTensor } from '../src/tensor/Value.js'
import { expecting, every, law, print, type Law, type LawSet, type Verdict } from './Law.js'
import { samples } from './samples/table.js'
import type { Application, Sample } from './samples/sample.js'
import type { Map, Tree } from './tree.js'
import { record as expectRecord, text as expectText } from '../src/tensor/Expect.js'

type Vmap = (f: Map) => Map
const mapped = vmap as unknown as Vmap

const stacked = (examples: readonly AnyTensor[]): AnyTensor =>
  (stack(0) as (xs: readonly AnyTensor[]) => AnyTensor)(examples)

/** The elements shifted by some places: another example in the same domain. */
const rolled = (x: AnyTensor, by: number): AnyTensor => {
  const flat = toFlat(x)
  return plain(
    shape(x),
    flat.map((_, i) => flat[(i + by) % flat.length]),
  )
}

/** `vmap(f)` of examples is each `f` of one, to the bit. */
const alike = (f: Map, examples: readonly Tree[]): Verdict => {
  const [first] = examples
  const all = mapTree('vmap', (_, path) => stacked(examples.map((x) => leaf(x, path))), first)
  const singly = examples.map(f)
  const found = mapped(f)(all)
  return every(
    entries(found).map(([path, x]) => {
      const expected = stacked(singly.map((y) => leaf(y, path)))
      return expecting(Eq.equals(x, expected), { at: path, expected: print(expected), found: print(x) })
    }),
  )
}

const leaf = (tree: Tree, path: string): AnyTensor => entries(tree).find(([at]) => at === path)?.[1] as AnyTensor

interface Batching<A> {
  readonly application: Application<A>
  readonly count: number
  /** A choice of batched arguments, at least one. */
  readonly batched: readonly boolean[]
}

const batchings = <A>({ applications }: Sample<A>): fc.Arbitrary<Batching<A>> =>
  applications.chain((application) =>
    fc.record({
      application: fc.constant(application),
      count: fc.integer({ min: 1, max: 3 }),
      batched: fc
        .tuple(fc.nat(application.args.length - 1), fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()))
        .map(([surely, maybe]) => application.args.map((_, i) => i === surely || maybe[i])),
    }),
  )

/**
 * The batching rule of one primitive, at its sample inputs.
 *
 * @category sets
 */
export const batching = <A>(primitive: Primitive<A>, sample: Sample<A>): Law =>
  law(
    primitive.name,
    'vmap(f)(xs)ᵢ = f(xsᵢ), to the bit, whichever arguments are batched',
    batchings(expectRecord('laws.batching', 'sample inputs of a primitive', { applications: 'object' }, sample)),
    ({ application: { args, attributes }, count, batched }) => {
      const free = args.flatMap((_, i) => (batched[i] ? [i] : []))
      const f: Map = (given) =>
        bind(
          primitive,
          args.map((arg, i) => (batched[i] ? (given as readonly AnyTensor[])[free.indexOf(i)] : arg)),
          attributes,
        )
      return alike(
        f,
        Array.from({ length: count }, (_, example) => free.map((i) => rolled(args[i], example))),
      )
    },
  )

type Name = keyof typeof table

/**
 * The batching rules of all primitives.
 *
 * @category sets
 */
export const batched: LawSet = {
  name: 'vmap of primitives',
  laws: (Object.keys(table) as Name[]).map((name) =>
    batching(table[name] as unknown as Primitive<unknown>, samples[name] as unknown as Sample<unknown>),
  ),
}

/**
 * A function of one example and its `vmap` agree.
 *
 * @category sets
 */
export const mappable = (name: string, f: Map, options: { readonly at: fc.Arbitrary<Tree> }): LawSet => {
  expectText('laws.mappable', name)
  const { at } = knownOptions('laws.mappable', { at: Allowed.arbitrary }, options)
  return {
    name,
    laws: [
      law(
        'vmap',
        'vmap(f)(xs)ᵢ = f(xsᵢ), to the bit',
        at.chain((x) => fc.array(fc.nat(5), { minLength: 1, maxLength: 4 }).map((shifts) => ({ x, shifts }))),
        ({ x, shifts }) =>
          alike(
            f,
            shifts.map((by) => mapTree('vmap', (v) => rolled(v, by), x)),
          ),
      ),
    ],
  }
}
