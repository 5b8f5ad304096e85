/**
 * Laws of an engine's arguments: valid ones are never written to, and invalid ones are refused.
 */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import type { Engine, EngineError } from '../../src/Engine.js'
import { take } from '../../src/operation/Layout.js'
import * as Pointwise from '../../src/primitive/Pointwise.js'
import { bind, run as apply } from '../../src/primitive/Primitive.js'
import * as Reduce from '../../src/primitive/Reduce.js'
import { mapTree } from '../../src/tensor/Params.js'
import {
  dense,
  plain,
  shape,
  toNumber,
  uniform,
  type AnyTensor,
  type Scalar,
  type Tensor,
} from '../../src/tensor/Value.js'
import { tensor } from '../arbitraries.js'
import { training } from '../random/graphs/training.js'
import { every, expecting, lawAsync, violated, type AsyncLaw, type Verdict } from '../Law.js'
import { same } from '../rounding.js'
import type { Map, Tree } from '../tree.js'
import { compiled, representable, run, type AnyProgram } from './programs.js'

const tags = (expected: EngineError['_tag'], found: E.Either<EngineError, unknown>): Verdict =>
  E.isRight(found)
    ? violated({ expected, found: 'a result' })
    : expecting(found.left._tag === expected, { expected, found: JSON.stringify(found.left) })

/** A program refuses an argument, and then computes as before. */
const refusing = async (program: AnyProgram, right: Tree, wrongs: readonly Tree[]): Promise<Verdict> =>
  run(program, right, async (before) => {
    const refusals = await wrongs.reduce<Promise<readonly Verdict[]>>(
      async (so, wrong) => [...(await so), tags('WrongArgument', await program.run(wrong)())],
      Promise.resolve([]),
    )
    const after = await run(program, right, (y) => same(before, y))
    return every([...refusals, after])
  })

/** A record nested one level deeper. */
const wrongStructures = (x: Readonly<Record<string, Tree>>): readonly Tree[] => {
  const [key] = Object.keys(x)
  const { [key]: _, ...less } = x
  return [
    less,
    { ...x, stranger: uniform([], 0) },
    { inner: x },
    { ...x, [key]: 'a word' },
    { ...x, [key]: null },
    [],
    null,
    'a word',
  ]
}

const grown = (x: AnyTensor): AnyTensor => bind(Reduce.broadcast, [x], { axis: 0, size: 1 })
const firstOf = (x: AnyTensor): AnyTensor =>
  uniform(
    shape(x).map(() => 1),
    1,
  )
const longer = (x: AnyTensor): AnyTensor =>
  uniform(
    shape(x).map((d) => d + 1),
    1,
  )

/** A copy with one other tensor. */
const changed = (tree: Tree, path: string, f: (x: AnyTensor) => AnyTensor): Tree =>
  mapTree('laws', (x, at) => (at === path ? f(x) : x), tree)

/** Rows of a table, and the same indices as numbers in a second table: an index into one is out of range for the other. */
const rowsOf: Map = (x) => {
  const { table, rows } = x as { readonly table: AnyTensor; readonly rows: AnyTensor }
  return take(rows)(table as Tensor<[number]>)
}

const tables = fc.record({
  size: fc.integer({ min: 1, max: 5 }),
  more: fc.integer({ min: 1, max: 3 }),
  rows: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
  at: fc.nat(),
  stray: fc.constantFrom(-1, -0.5, 0.5, NaN, Infinity, -Infinity, 1e20, 'size' as const),
  numbers: tensor([8, 2]),
})

const tableOf = (numbers: AnyTensor, size: number): AnyTensor => plain([size, 2], dense(numbers).slice(0, 2 * size))
const indices = (rows: readonly number[], size: number): Float64Array => Float64Array.from(rows, (row) => row % size)
const with1 = (values: Float64Array, at: number, value: number): AnyTensor =>
  plain(
    [values.length],
    values.map((v, i) => (i === at % values.length ? value : v)),
  )

/** The laws of an engine's arguments. */
export const guarding = (engine: Engine): readonly AsyncLaw[] => {
  const steps = training({ maxDepth: 2 })
  return [
    lawAsync(
      'again',
      'a program that is run again, or twice at a time, gives the same bits',
      steps,
      ({ step, given }) =>
        compiled(engine, step as Map, given, (program) =>
          run(program, given, async (y) =>
            every(await Promise.all([run(program, given, (z) => same(y, z)), run(program, given, (z) => same(y, z))])),
          ),
        ),
    ),
    lawAsync('fed', 'what is given, and what was got before, stay as they are', steps, ({ step, given, other }) =>
      compiled(engine, step as Map, given, (program) => {
        const copy = (tree: Tree): Tree => mapTree('laws', (x) => plain(shape(x), dense(x).slice()), tree)
        const before = copy(given)
        return run(program, given, (y) => {
          const got = copy(y)
          return run(program, other, () => every([same(before, given), same(got, y)]))
        })
      }),
    ),
    lawAsync(
      'fresh',
      'a program sees what it is given now, not what it was given before',
      steps,
      ({ step, given, other }) =>
        compiled(engine, step as Map, given, (first) =>
          run(first, other, (alone) =>
            compiled(engine, step as Map, given, (second) =>
              run(second, given, () => run(second, other, (y) => same(alone, y))),
            )(),
          ),
        ),
    ),
    lawAsync(
      'released',
      'a program that was released refuses to run, and may be released again',
      steps,
      ({ step, given }) =>
        compiled(engine, step as Map, given, async (program) => {
          await program.release()
          const after = await program.run(given)()
          await program.release()
          return tags('Released', after)
        }),
    ),
    lawAsync(
      'other arguments',
      'another structure or shape is refused, broadcastable or not; then all is as before',
      steps,
      ({ step, given }) =>
        compiled(engine, step as Map, given, (program) =>
          refusing(program, given, [
            ...wrongStructures({ ...given }),
            changed(given, 'inputs', grown),
            changed(given, 'inputs', longer),
            ...(shape(given.inputs).every((d) => d === 1) ? [] : [changed(given, 'inputs', firstOf)]),
          ]),
        ),
    ),
    lawAsync(
      'stray indices',
      'an index that is no integer, negative, too large or NaN is refused; then all is as before',
      tables,
      (t) => {
        const table = tableOf(t.numbers, t.size)
        const rows = indices(t.rows, t.size)
        const stray = t.stray === 'size' ? t.size : t.stray
        const right = { table, rows: plain([rows.length], rows) }
        return compiled(engine, rowsOf, right, (program) =>
          refusing(program, right, [{ table, rows: with1(rows, t.at, stray) }]),
        )
      },
    ),
    lawAsync(
      'two programs',
      'programs of one engine do not know of one another, whatever tensors they share',
      tables,
      (t) => {
        const [small, large] = [t.size, t.size + t.more].map((size) => tableOf(t.numbers, size))
        const values = with1(indices(t.rows, t.size), t.at, t.size + t.more - 1)
        const within = plain([t.rows.length], indices(t.rows, t.size))
        const twice: Map = (x) => {
          const { table, rows } = x as { readonly table: AnyTensor; readonly rows: AnyTensor }
          return [apply(Pointwise.add, table, table), apply(Pointwise.add, rows, rows)]
        }
        return compiled(engine, rowsOf, { table: large, rows: values }, (first) =>
          compiled(engine, rowsOf, { table: small, rows: values }, (second) =>
            compiled(engine, twice, { table: small, rows: values }, async (third) =>
              every([
                await run(first, { table: large, rows: values }, (y) =>
                  same(representable(engine, rowsOf({ table: large, rows: values })), y),
                ),
                // An index that is valid for the other table is too large here.
                tags('WrongArgument', await second.run({ table: small, rows: values })()),
                await run(third, { table: small, rows: values }, (y) =>
                  same(representable(engine, twice(representable(engine, { table: small, rows: values }))), y),
                ),
                ...(await Promise.all([
                  run(second, { table: small, rows: within }, (y) =>
                    same(representable(engine, rowsOf({ table: small, rows: within })), y),
                  ),
                  run(first, { table: large, rows: within }, (y) =>
                    same(representable(engine, rowsOf({ table: large, rows: within })), y),
                  ),
                ])),
              ]),
            )(),
          )(),
        )
      },
    ),
    lawAsync(
      'not staged',
      'a function that reads a number is refused at compilation',
      fc.constant(undefined),
      () => async () => {
        const looks: Map = (x) => (toNumber(x as Scalar) > 0 ? x : x)
        const compile = engine.compile as unknown as (
          g: Map,
        ) => (x: Tree) => () => Promise<E.Either<EngineError, AnyProgram>>
        return tags('Unsupported', await compile(looks)(uniform([], 1))())
      },
    ),
  ]
}
