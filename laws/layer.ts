/**
 * What holds of layers: of any, and of those of the slides in particular.
 *
 * @since 0.1.0
 */
import * as fc from 'fast-check'
import * as A from '../src/Activation.js'
import * as L from '../src/Layer.js'
import * as M from '../src/Model.js'
import { add } from '../src/operation/Binary.js'
import { matmul } from '../src/operation/Matrix.js'
import * as Seed from '../src/random/Seed.js'
import { entries } from '../src/tensor/Params.js'
import { print as printShape, sizeOf, type Shape } from '../src/tensor/Shape.js'
import { dense as elements, plain, shape, type AnyTensor, type Tensor } from '../src/tensor/Value.js'
import * as arbitrary from './arbitraries.js'
import { every, expecting, holds, law, silent, violated, type LawSet, type Verdict } from './Law.js'
import { dense as denseLaws, model } from './model.js'
import { agree, same } from './rounding.js'
import { numbers, type Tree } from './tree.js'

/** A size, or a name for one that is drawn at random, the same wherever it stands. */
export type Dims = readonly (number | string)[]

/**
 * What a layer takes and gives.
 *
 * @category model
 * @since 0.1.0
 */
export interface LayerOptions {
  readonly name?: string
  /** The shape of its input: `['batch', 4]`. The first axis counts the examples. */
  readonly input: Dims
  /** The shape of its output; without it, only that there are as many examples is asked. */
  readonly output?: Dims
  /** The elements of its input; well-scaled numbers by default. */
  readonly element?: fc.Arbitrary<number>
  /** Its parameters begin the same whatever the seed. */
  readonly constant?: boolean
}

type Sizes = Readonly<Record<string, number>>

const sized = (dims: Dims, sizes: Sizes): Shape => dims.map((d) => (typeof d === 'number' ? d : sizes[d]))

const structure = (tree: Tree): string =>
  entries(tree)
    .map(([path, x]) => `${path} ${printShape(shape(x))}`)
    .join(', ')

const finite = (tree: Tree, words: string): Verdict => {
  const wrong = numbers(tree).find(({ values }) => !values.every(Number.isFinite))
  return expecting(wrong === undefined, { at: wrong?.path ?? '', expected: words, found: String(wrong?.values) })
}

type AnyLayer = M.Model<Tree, AnyTensor, AnyTensor>

/**
 * The laws of any layer or model: it gives the shape it declares; the structure of its record does not depend on the seed, its numbers on nothing else; in evaluate
 * mode, the default, each example is computed as if it were alone; it can be differentiated in parameters and input.
 *
 * - **False alarms** a chance below 10⁻¹⁰ a law, see `numeric.ts` and `rounding.ts`; two seeds draw the same first number with a chance of 2⁻⁵³.
 *
 * @example
 * import { check, layer } from 'nabla-ts/laws'
 * E.isRight(check(layer(L.dense(4, 3), { input: ['batch', 4], output: ['batch', 3] }), { numRuns: 10 })) // => true
 *
 * @category sets
 * @since 0.1.0
 */
export const layer = (
  given: M.AnyModel,
  { name = 'a layer', input, output, element = arbitrary.number, constant = false }: LayerOptions,
): LawSet => {
  const m = given as unknown as AnyLayer
  const names = [...new Set(input.filter((d) => typeof d === 'string'))]
  const sizes: fc.Arbitrary<Sizes> = fc.record(
    Object.fromEntries(names.map((n) => [n, fc.integer({ min: 1, max: 4 })])),
  )
  const inputs = sizes.chain((s) => arbitrary.tensor(sized(input, s), element)) as fc.Arbitrary<AnyTensor>
  const cases = sizes.chain((s) =>
    fc.record({
      sizes: fc.constant(s),
      x: arbitrary.tensor(sized(input, s), element) as fc.Arbitrary<AnyTensor>,
      seed: fc.integer().map(Seed.fromNumber),
      other: fc.integer().map(Seed.fromNumber),
    }),
  )
  return {
    name,
    laws: [
      law(
        'shapes',
        output === undefined
          ? `an input of shape [${input.join(', ')}] gives an output with as many examples`
          : `an input of shape [${input.join(', ')}] gives an output of shape [${output.join(', ')}]`,
        cases,
        ({ sizes: s, x, seed }) => {
          const found = shape(m.apply(m.init(seed))(x))
          const expected = output === undefined ? [shape(x)[0], ...found.slice(1)] : sized(output, s)
          return expecting(printShape(expected) === printShape(found), {
            expected: printShape(expected),
            found: printShape(found),
          })
        },
      ),
      law('structure', 'the record has the same paths and shapes whatever the seed', cases, ({ seed, other }) =>
        expecting(structure(m.init(seed)) === structure(m.init(other)), {
          expected: structure(m.init(seed)),
          found: structure(m.init(other)),
        }),
      ),
      ...(constant || entries(m.init(Seed.fromNumber(0))).length === 0
        ? []
        : [
            law('other seed', 'another seed makes other parameters', cases, ({ seed, other }) =>
              seed.high === other.high && seed.low === other.low
                ? silent
                : same(m.init(seed), m.init(other))._tag === 'Violated'
                  ? holds
                  : violated({ expected: 'other parameters', found: 'the same', bound: 'a chance of 2⁻⁵³' }),
            ),
          ]),
      law('finite', 'parameters begin finite, and so are the first outputs', cases, ({ x, seed }) =>
        every([finite(m.init(seed), 'finite parameters'), finite(m.apply(m.init(seed))(x), 'a finite output')]),
      ),
      law('evaluate', 'without a mode it is evaluated, to the bit', cases, ({ x, seed }) =>
        same(m.apply(m.init(seed))(x, M.evaluate), m.apply(m.init(seed))(x)),
      ),
      law(
        'train mode',
        'in train mode the same seed gives the same output, to the bit, of the shape it has in evaluate mode',
        cases,
        ({ x, seed, other }) => {
          const apply = (): AnyTensor => m.apply(m.init(seed))(x, M.train(other))
          return every([
            same(apply(), apply()),
            expecting(printShape(shape(apply())) === printShape(shape(m.apply(m.init(seed))(x))), {
              expected: printShape(shape(m.apply(m.init(seed))(x))),
              found: printShape(shape(apply())),
            }),
          ])
        },
      ),
    ],
    parents: [
      model(m as unknown as M.Model<Tree, Tensor<Shape>, AnyTensor>, { input: inputs, name: `${name} as a model` }),
    ],
  }
}

// -------------------------------------------------------------------------------------------------
// The layers of the slides
// -------------------------------------------------------------------------------------------------

interface Affine {
  readonly weight: AnyTensor
  readonly bias: AnyTensor
}

const affine = ({ weight, bias }: Affine, x: AnyTensor): AnyTensor =>
  (add(bias) as (y: AnyTensor) => AnyTensor)((matmul(weight as never) as unknown as (y: AnyTensor) => AnyTensor)(x))

const tensorOf = (sizes: Shape, flat: readonly number[]): AnyTensor => plain(sizes, Float64Array.from(flat))

/** One number a row. */
const column = fc.array(arbitrary.number, { minLength: 1, maxLength: 5 }).map((xs) => tensorOf([xs.length, 1], xs))

type Make = (fanIn: number, fanOut: number) => M.AnyModel
type MakeMaxout = (fanIn: number, fanOut: number, pieces: number) => M.AnyModel

/** So many signals that their share is known well. */
const signals = 1000

/** Hoeffding: a share of n independent draws is further than t from its mean with a chance below 2·exp(−2nt²); this is 10⁻¹³. */
const margin = Math.sqrt(Math.log(2e13) / (2 * signals))

/**
 * The laws of the layers of the slides. Whoever writes one anew holds it to the same: `layers.dense(myDense)`.
 *
 * @example
 * import { check, layers } from 'nabla-ts/laws'
 * E.isRight(check(layers.dropout(), { numRuns: 10 })) // => true
 *
 * @category sets
 * @since 0.1.0
 */
export const layers = {
  dense: (make: Make = L.dense as Make): LawSet => ({
    name: 'a dense layer',
    laws: [
      law(
        'affine',
        'y = x·W + b',
        fc.record({
          params: fc.record({ weight: arbitrary.tensor([4, 3]), bias: arbitrary.tensor([3]) }),
          x: fc.integer({ min: 1, max: 4 }).chain((n) => arbitrary.tensor([n, 4])),
        }) as fc.Arbitrary<{ readonly params: Affine; readonly x: AnyTensor }>,
        (c) =>
          agree<typeof c>(
            ({ params, x }) => affine(params, x),
            ({ params, x }) => (make(4, 3) as unknown as AnyLayer).apply(params)(x),
            c,
          ),
      ),
      law(
        'first numbers',
        'weights and biases begin from −1/√in to 1/√in',
        fc.record({ seed: fc.integer(), fanIn: fc.integer({ min: 1, max: 20 }) }),
        ({ seed, fanIn }) => {
          const limit = 1 / Math.sqrt(fanIn)
          const params = (make(fanIn, 3) as unknown as AnyLayer).init(Seed.fromNumber(seed))
          const wrong = numbers(params).find(({ values }) => !values.every((v) => Math.abs(v) <= limit))
          return expecting(wrong === undefined, {
            at: wrong?.path ?? '',
            expected: `from ${-limit} to ${limit}`,
            found: String(wrong?.values),
          })
        },
      ),
    ],
    parents: [
      denseLaws,
      layer(make(4, 3), { name: 'a dense layer as a layer', input: ['batch', 4], output: ['batch', 3] }),
    ],
  }),
  maxout: (make: MakeMaxout = L.maxout as unknown as MakeMaxout): LawSet => {
    const contains = (name: string, statement: string, slopes: readonly number[], f: (x: number) => number) =>
      law(name, statement, column, (x) =>
        same(
          tensorOf(
            shape(x),
            Array.from(elements(x), (v) => f(v) + 0),
          ),
          (make(1, 1, slopes.length) as unknown as AnyLayer).apply({
            weight: tensorOf([slopes.length, 1, 1], slopes),
            bias: tensorOf(
              [slopes.length, 1],
              slopes.map(() => 0),
            ),
          })(x),
        ),
      )
    return {
      name: 'a maxout layer',
      laws: [
        contains('ReLU', 'with the slopes 1 and 0 it is ReLU, to the bit', [1, 0], (x) => Math.max(x, 0)),
        contains('leaky ReLU', 'with the slopes 1 and 1/8 it is leaky ReLU, to the bit', [1, 1 / 8], (x) =>
          Math.max(x, x / 8),
        ),
        contains('absolute value', 'with the slopes 1 and −1 it is the absolute value, to the bit', [1, -1], Math.abs),
      ],
      parents: [layer(make(3, 2, 3), { name: 'a maxout layer as a layer', input: ['batch', 3], output: ['batch', 2] })],
    }
  },
  dropout: (make: (rate: number) => M.AnyModel = L.dropout): LawSet => {
    const drawn = fc.record({
      rate: arbitrary.between(1 / 8, 7 / 8),
      seed: fc.integer().map(Seed.fromNumber),
      other: fc.integer().map(Seed.fromNumber),
      x: arbitrary
        .tensor([signals / 10], arbitrary.awayFrom([0]))
        .map((x) => tensorOf([10, signals / 10], Array.from({ length: 10 }, () => Array.from(elements(x))).flat())),
    })
    const apply = (rate: number, x: AnyTensor, mode?: M.Mode): AnyTensor =>
      (make(rate) as unknown as AnyLayer).apply({})(x, mode)
    const dropped = (x: AnyTensor): readonly boolean[] => Array.from(elements(x), (v) => v === 0)
    return {
      name: 'dropout',
      laws: [
        law('evaluate mode', 'in evaluate mode nothing happens, to the bit', drawn, ({ rate, x }) =>
          every([same(x, apply(rate, x)), same(x, apply(rate, x, M.evaluate))]),
        ),
        law('rescaled', 'in train mode each signal is 0 or x/(1 − rate)', drawn, ({ rate, x, seed }) => {
          const flat = elements(x)
          const found = elements(apply(rate, x, M.train(seed)))
          // A reciprocal and a product, or a quotient: three roundings at most, each half of 2⁻⁵².
          const bound = (v: number): number => (3 / 2) * 2 ** -52 * Math.abs(v)
          const i = found.findIndex((y, k) => {
            const kept = flat[k] / (1 - rate)
            return y !== 0 && !(Math.abs(y - kept) <= bound(kept))
          })
          return expecting(i < 0, {
            at: `[${i}]`,
            expected: `0 or ${flat[i] / (1 - rate)}`,
            found: String(found[i]),
            bound: `${bound(flat[i] / (1 - rate))}: three roundings`,
          })
        }),
        law('rate', 'the share of signals that are 0 is the rate', drawn, ({ rate, x, seed }) => {
          const zeros = dropped(apply(rate, x, M.train(seed))).filter((z) => z).length / sizeOf(shape(x))
          return expecting(Math.abs(zeros - rate) <= margin, {
            expected: String(rate),
            found: String(zeros),
            bound: `${margin}: by Hoeffding, with a chance of 10⁻¹³`,
          })
        }),
        law('seeds', 'another seed drops other signals', drawn, ({ rate, x, seed, other }) =>
          seed.high === other.high && seed.low === other.low
            ? silent
            : expecting(
                dropped(apply(rate, x, M.train(seed))).join() !== dropped(apply(rate, x, M.train(other))).join(),
                {
                  expected: 'other signals',
                  found: 'the same',
                  bound: 'a chance of at most (50/64)¹⁰⁰⁰, below 10⁻¹⁰⁰',
                },
              ),
        ),
      ],
      parents: [layer(make(0.5), { name: 'dropout as a layer', input: ['batch', 3], output: ['batch', 3] })],
    }
  },
  activation: (make: (f: (x: AnyTensor) => AnyTensor) => M.AnyModel = L.activation): LawSet => ({
    name: 'an activation layer',
    laws: [
      law('activation', 'it is the function, to the bit', column, (x) =>
        same(A.tanh(x), (make(A.tanh) as unknown as AnyLayer).apply({})(x)),
      ),
    ],
    parents: [
      layer(make(A.tanh), { name: 'an activation as a layer', input: ['batch', 2, 3], output: ['batch', 2, 3] }),
    ],
  }),
}
