/**
 * The laws of an engine: it computes what the reference engine computes, within the rounding of its numbers, and does not change its arguments.
 */
import { knownOptions, text } from '../../src/codec/Options.js'
import * as fc from 'fast-check'
import type { Engine } from '../../src/Engine.js'
import { bind, type Primitive } from '../../src/primitive/Primitive.js'
import { table } from '../../src/primitive/Table.js'
import { entries } from '../../src/tensor/Params.js'
import { dense, type AnyTensor } from '../../src/tensor/Value.js'
import { edges } from './edges.js'
import { guarding } from './guarding.js'
import { alike, compiled, representable, run } from './programs.js'
import { computation } from '../random/graphs/computation.js'
import {
  elementOf,
  loop,
  loops,
  part,
  scan,
  scanOf,
  stackedTrees,
  type Scanning,
  type Step,
} from '../random/graphs/loops.js'
import { adam, training, type Training } from '../random/graphs/training.js'
import { expecting, holds, lawAsync, type AnyLawSet, type AsyncLaw, type Verdict } from '../Law.js'
import { same } from '../rounding.js'
import { samples } from '../samples/table.js'
import type { Sample } from '../samples/sample.js'
import type { Map, Tree } from '../tree.js'
import { record as expectRecord } from '../../src/tensor/Expect.js'

type Name = keyof typeof table

const primitiveLaw = <A>(engine: Engine, primitive: Primitive<A>, { applications }: Sample<A>): AsyncLaw =>
  lawAsync(
    primitive.name,
    'it gives what the reference engine computes, within rounding',
    applications,
    ({ args, attributes }) => alike(engine, (x) => [bind(primitive, x as readonly AnyTensor[], attributes)], args),
  )

/** Every primitive of the table. */
const primitivesOn = (engine: Engine, name: string): AnyLawSet => ({
  name: `${name}, its primitives`,
  laws: (Object.keys(table) as Name[]).map((each) =>
    primitiveLaw(engine, table[each] as unknown as Primitive<unknown>, samples[each] as unknown as Sample<unknown>),
  ),
})

/** A training step as the step of a scan over batches. */
const stepOf =
  ({ reducer }: Training): Step =>
  (state, batch) => {
    const { loss, params, optimizer } = reducer(state as never, batch as never) as Readonly<Record<string, Tree>>
    return [{ params, optimizer }, loss]
  }

/** A state, and batches to scan over. */
const walkOf = ({ given, other }: Training, length: number): { readonly state: Tree; readonly xs: Tree } => {
  const batches = [given, other].map(({ inputs, targets }) => ({ inputs, targets }))
  const { params, optimizer } = given
  return { state: { params, optimizer }, xs: stackedTrees(Array.from({ length }, (_, i) => batches[i % 2])) }
}

const scanned =
  (step: Step, by: Scanning = scan): Map =>
  (x) => {
    const { state, xs } = x as { readonly state: Tree; readonly xs: Tree }
    return by(step)(state, xs)
  }

/** The largest deviation of a parameter, relative to the largest parameter of its tensor. */
const deviation = (expected: Tree, found: Tree): number => {
  const others = entries(found)
  return Math.max(
    ...entries(expected).map(([, x], k) => {
      const [a, b] = [dense(x), dense(others[k][1])]
      const size = a.reduce((most, v) => Math.max(most, Math.abs(v)), 0)
      const off = a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0)
      return off === 0 ? 0 : off / size
    }),
  )
}

const manySteps = 50

/** The documented bound of float64 after this many steps of Adam. */
const promised = 1e-9

const longRun = (engine: Engine, name: string): AsyncLaw =>
  lawAsync(
    name,
    `after ${manySteps} steps of Adam each parameter is that of the referenceEngine, to ${promised} of the largest of its tensor`,
    adam({ maxDepth: 3 }),
    (t) => {
      const x = walkOf(t, manySteps)
      return compiled(engine, scanned(stepOf(t)), x, (program) =>
        run(program, x, (y) => {
          const [expected, found] = [scanned(stepOf(t), loop)(x), y].map(
            (result) => ((result as readonly Tree[])[0] as { readonly params: Tree }).params,
          )
          const off = deviation(expected, found)
          return expecting(off <= promised, { expected: `at most ${promised}`, found: String(off) })
        }),
      )
    },
  )

/** A scan in parts gives the bits of the whole scan. */
const inParts = (
  engine: Engine,
  f: Map,
  x: { readonly state: Tree; readonly xs: Tree },
  lengths: readonly number[],
) => {
  const total = lengths.reduce((a, b) => a + b, 0)
  const at = lengths.map((_, i) => lengths.slice(0, i).reduce((a, b) => a + b, 0))
  const go = (state: Tree, ys: readonly Tree[], i: number, whole: Tree): Promise<Verdict> => {
    if (i === lengths.length) {
      const [end, all] = whole as readonly [Tree, Tree]
      const cut = at.map((start, k) => part(all, start, start + lengths[k]))
      return Promise.resolve(same([end, cut], [state, ys]))
    }
    const now = { ...x, state, xs: part(x.xs, at[i], at[i] + lengths[i]) }
    return compiled(engine, f, now, (program) =>
      run(program, now, (y) => {
        const [next, seen] = y as readonly [Tree, Tree]
        return go(next, [...ys, seen], i + 1, whole)
      }),
    )()
  }
  return total === 0
    ? () => Promise.resolve(holds)
    : compiled(engine, f, x, (program) => run(program, x, (whole) => go(x.state, [], 0, whole)))
}

const lengths = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 })

/**
 * The laws of an engine: every primitive, random functions and training steps agree with the reference engine, also values and gradients at points where they are not finite; the
 * size of chunks changes no bit; arguments stay unchanged.
 *
 * A random case is silent where a value is not finite, overflows or underflows in the engine's numbers, or is so close to a jump that rounding decides the result.
 *
 * - **Bounds** by `rounding.ts`, from the rounding of the graph and of the fused graph, with the units of the engine's numbers.
 * - **False alarms** a chance below 10⁻¹⁰ a law of 100 cases.
 *
 * @example
 * import { referenceEngine } from 'nabla-ts/Engine'
 * import { checkAsync, engine } from 'nabla-ts/laws'
 * E.isRight(await checkAsync(engine(referenceEngine), { numRuns: 2 })()) // => true
 *
 * @category sets
 */
export const engine = (e: Engine, given: { readonly name?: string } = {}): AnyLawSet => {
  expectRecord('laws.engine', 'an engine', { name: 'string', compile: 'function' }, e)
  const { name = `engine ${e.name}` } = knownOptions('laws.engine', { name: text }, given)

  const agreeing: readonly AsyncLaw[] = [
    lawAsync(
      'random graphs',
      'a random function gives what the reference engine computes, within rounding',
      computation({ wellScaled: true }),
      (c) => alike(e, c.f as Map, c.inputs),
    ),
    lawAsync(
      'training',
      'step by step from an equal state: loss, gradient and update are those of the reference engine, within rounding',
      training(),
      ({ step, given }) => {
        const { params, optimizer } = step(given) as Pick<typeof given, 'params' | 'optimizer'>
        return alike(e, step as Map, given, representable(e, { ...given, params, optimizer }))
      },
    ),
    ...(e.precision === 'float64' ? [longRun(e, 'many steps')] : []),
  ]
  // One number a step: ONNX Runtime rounds sin x or log x of a row differently at different addresses, hence at different places in a chunk.
  const chunks: readonly AsyncLaw[] = [
    lawAsync(
      'chunks',
      'the steps of a scan over numbers at once, or in parts, give the same bits',
      fc.record({ l: loops({ wellScaled: true, numbers: true }), lengths }),
      ({ l, lengths: all }) => {
        const count = all.reduce((a, b) => a + b, 0)
        const { state, xs, captured } = representable(e, l.given)
        const many = stackedTrees(Array.from({ length: count }, (_, i) => elementOf(xs, i % l.length)))
        return inParts(e, scanOf(l, scan), { state, xs: many, captured } as never, all)
      },
    ),
    lawAsync(
      'chunks of training',
      'epochs in one chunk, or in several, end with the same bits',
      fc.tuple(training({ maxDepth: 3 }), lengths),
      ([t, all]) => {
        const x = walkOf(
          t,
          all.reduce((a, b) => a + b, 0),
        )
        return inParts(e, scanned(stepOf(t)), representable(e, x), all)
      },
    ),
  ]
  return {
    name,
    laws: [...agreeing, ...edges(e), ...chunks, ...guarding(e)],
    parents: [primitivesOn(e, name)],
  }
}
