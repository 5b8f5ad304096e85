import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { codec } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'
import * as Codec from '../../src/Codec.js'

const { anyNumber, closed, dictionary, finite, integer, nonNegative, oneOf, positive } = Codec

// ---------------------------------------------------------------------------------------------------------------------------------------
// values
// ---------------------------------------------------------------------------------------------------------------------------------------

const number = fc.oneof(fc.double(), fc.constantFrom(0, -0, NaN, Infinity, -Infinity))
const finiteNumber = number.filter(Number.isFinite)
const rate = fc.double({ min: 0, minExcluded: true, max: 10, noNaN: true })
const key = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'hidden.weight', ''))
const always = (): boolean => true

interface Config {
  readonly learningRate: number
  readonly decay: number
  readonly seed?: number
  readonly note?: string
}

const config = closed({ learningRate: positive, decay: finite }, { seed: integer(0), note: t.string })
const configs: fc.Arbitrary<Config> = fc.record(
  { learningRate: rate, decay: finiteNumber, seed: fc.nat(), note: fc.string() },
  { requiredKeys: ['learningRate', 'decay'] },
)

// ---------------------------------------------------------------------------------------------------------------------------------------
// what is right
// ---------------------------------------------------------------------------------------------------------------------------------------

describeLaws(codec(finite, { values: finiteNumber }))
describeLaws(codec(anyNumber, { name: 'any number', values: number, notFinite: always }))
describeLaws(codec(positive, { values: rate }))
describeLaws(
  codec(nonNegative, { values: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((x) => x + 0) }),
)
describeLaws(codec(integer(), { values: fc.maxSafeInteger() }))
describeLaws(codec(integer(1, 9), { values: fc.integer({ min: 1, max: 9 }) }))
describeLaws(codec(oneOf(['sgd', 'adam', 'constructor']), { values: fc.constantFrom('sgd', 'adam', 'constructor') }))
describeLaws(codec(config, { name: 'a closed record', values: configs }))
describeLaws(
  codec(dictionary(anyNumber), {
    name: 'a dictionary',
    values: fc.dictionary(key, number),
    open: always,
    notFinite: always,
  }),
)

const optimizer = t.union([
  closed({ name: t.literal('sgd'), learningRate: positive }),
  closed({ name: t.literal('adam'), learningRate: positive }, { beta1: finite, beta2: finite }),
])
const optimizers = fc.oneof(
  fc.record({ name: fc.constant('sgd' as const), learningRate: rate }),
  fc.record(
    { name: fc.constant('adam' as const), learningRate: rate, beta1: finiteNumber, beta2: finiteNumber },
    { requiredKeys: ['name', 'learningRate'] },
  ),
)
describeLaws(codec(optimizer, { name: 'a tagged union', values: optimizers }))

describeLaws(
  codec(t.union([t.null, integer(0), closed({ width: finite, height: finite }), closed({ radius: finite })]), {
    name: 'an untagged union',
    values: fc.oneof(
      fc.constant(null),
      fc.nat(),
      fc.record({ width: finiteNumber, height: finiteNumber }),
      fc.record({ radius: finiteNumber }),
    ),
  }),
)

interface Tree {
  readonly value: number
  readonly children: readonly Tree[]
}
const tree: t.Type<Tree, unknown> = t.recursion('a tree', () =>
  closed({ value: finite, children: t.readonlyArray(tree) }),
)
const trees = fc.letrec<{ readonly tree: Tree }>((tie) => ({
  tree: fc.record({
    value: finiteNumber,
    children: fc.array(tie('tree'), { maxLength: 2, depthIdentifier: 'tree', size: '-1' }),
  }),
})).tree
describeLaws(codec(tree, { values: trees }))

describeLaws(
  codec(
    closed(
      {
        run: closed({ epoch: integer(0), history: t.readonlyArray(closed({ loss: anyNumber })) }),
        optimizer,
        shapes: dictionary(t.readonlyArray(integer(1))),
      },
      { best: t.union([anyNumber, t.null]) },
    ),
    {
      name: 'a record of all of these',
      values: fc.record(
        {
          run: fc.record({ epoch: fc.nat(), history: fc.array(fc.record({ loss: number }), { maxLength: 4 }) }),
          optimizer: optimizers,
          shapes: fc.dictionary(key, fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }), { maxKeys: 3 }),
          best: fc.oneof(number, fc.constant(null)),
        },
        { requiredKeys: ['run', 'optimizer', 'shapes'] },
      ),
      open: (path) => path === 'shapes',
      notFinite: (path) => path === 'best' || path.endsWith('.loss'),
    },
  ),
)

/** A codec with a default, as one may well want it. */
const withDefault = new t.Type<{ readonly rate: number }, unknown, unknown>(
  'a record with a default',
  (u): u is { readonly rate: number } => closed({ rate: finite }).is(u),
  (u, context) =>
    pipe(
      closed({}, { rate: finite }).validate(u, context),
      E.map(({ rate = 0.1 }) => ({ rate })),
    ),
  closed({ rate: finite }).encode,
)
describeLaws(codec(withDefault, { values: fc.record({ rate: finiteNumber }) }))
