/**
 * The laws of a layer.
 */
import { knownOptions, flag, text } from '../src/codec/Options.js'
import * as Allowed from './allowed.js'
import * as fc from 'fast-check'
import * as M from '../src/Model.js'
import * as Seed from '../src/random/Seed.js'
import { entries } from '../src/tensor/Params.js'
import { print as printShape, type Shape } from '../src/tensor/Shape.js'
import { shape, type AnyTensor, type Tensor } from '../src/tensor/Value.js'
import * as arbitrary from './arbitraries.js'
import { every, expecting, holds, law, silent, violated, type LawSet, type Verdict } from './Law.js'
import { model } from './model.js'
import { same } from './rounding.js'
import { numbers, type Tree } from './tree.js'
import { record as expectRecord } from '../src/tensor/Expect.js'

/** A size, or a name for a random size that is the same everywhere in the shape. */
export type Dims = readonly (number | string)[]

/**
 * The shapes of the input and output of a layer.
 *
 * @category model
 */
export interface LayerOptions {
  readonly name?: string
  /** The shape of its input: `['batch', 4]`. The first axis counts the examples. */
  readonly input: Dims
  /** The shape of the output; by default, only the number of examples is checked. */
  readonly output?: Dims
  /** The elements of the input; well-scaled numbers by default. */
  readonly element?: fc.Arbitrary<number>
  /** Whether the initial parameters are the same for every seed */
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

/** A layer without static types. */
export type AnyLayer = M.Model<Tree, AnyTensor, AnyTensor>

/**
 * The laws of a layer or model: the output has the declared shape; the structure of its parameters does not depend on the seed, and their numbers depend only on it; in evaluate
 * mode, the default, each example is computed independently; the model is differentiable in parameters and input.
 *
 * - **False alarms** a chance below 10⁻¹⁰ a law, see `numeric.ts` and `rounding.ts`; two seeds draw the same first number with a chance of 2⁻⁵³.
 *
 * @example
 * import { check, layer } from 'nabla-ts/laws'
 * E.isRight(check(layer(L.dense(4, 3), { input: ['batch', 4], output: ['batch', 3] }), { numRuns: 10 })) // => true
 *
 * @category sets
 */
export const layer = (given: M.AnyModel, options: LayerOptions): LawSet => {
  const {
    name = 'a layer',
    input,
    output,
    element = arbitrary.number,
    constant = false,
  } = expectRecord(
    'laws.layer',
    'a record of options',
    { input: 'array' },
    knownOptions(
      'laws.layer',
      { name: text, input: Allowed.dims, output: Allowed.dims, element: Allowed.arbitrary, constant: flag },
      options,
    ),
  )

  const m = expectRecord('laws.layer', 'a model', { init: 'function', apply: 'function' }, given) as unknown as AnyLayer
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
