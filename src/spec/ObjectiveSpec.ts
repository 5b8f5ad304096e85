/**
 * Objectives as data: `"regression"`, `"multiclass"` or `"binary"`. How many outputs or classes there are, the network says.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import type * as t from 'io-ts/lib/index.js'
import { oneOf } from '../codec/OneOf.js'
import type { Problem } from '../codec/Problem.js'
import { quoted } from '../codec/Words.js'
import type { Name } from '../tensor/Shape.js'
import type { Classes } from '../nn/Metric.js'
import type { Probabilities } from '../nn/Model.js'
import { outputs, probabilities, type ModelSpec, type Signals } from './ModelSpec.js'
import * as Objective from '../nn/Objective.js'
import { fail } from '../tensor/Errors.js'
import { describe, record as expectRecord } from '../tensor/Expect.js'

interface Entry {
  readonly make: (outputs: number) => unknown
  /** How many outputs it takes. */
  readonly takes: (outputs: number) => boolean
  readonly expected: string
}

/** Exhaustive by type: an objective without an entry does not compile. */
const table = {
  regression: {
    make: (n: number) => Objective.regression(n),
    takes: () => true,
    expected: 'at least one output',
  },
  multiclass: {
    make: (n: number) => Objective.multiclass(n),
    takes: (n) => n >= 2,
    expected: 'two outputs or more, one for each class',
  },
  binary: {
    // With one output, which is checked.
    make: () =>
      Objective.binary as unknown as Objective.Objective<
        Signals,
        Classes,
        Probabilities<[Name<'batch'>, number]>,
        Classes
      >,
    takes: (n) => n === 1,
    expected: 'one output, the logit of a yes',
  },
} satisfies Readonly<Record<keyof typeof Objective, Entry>>

type Table = typeof table

/**
 * An objective as data.
 *
 * @category model
 */
export type ObjectiveSpec = keyof Table

/**
 * The objective of a name.
 *
 * @category model
 */
export type ObjectiveOf<K extends ObjectiveSpec> = ReturnType<Table[K]['make']>

/**
 * The codec of objectives.
 *
 * @example
 * pipe(codec.decode('multiclas'), E.mapLeft(Codec.problems), E.mapLeft(Codec.showProblems))
 * // => E.left('at the root: expected one of regression, multiclass, binary, found “multiclas”. Did you mean “multiclass”?')
 *
 * @category codecs
 */
export const codec: t.Type<ObjectiveSpec, ObjectiveSpec, unknown> = oneOf(
  Object.keys(table) as readonly ObjectiveSpec[],
)

const problemsOf = (name: ObjectiveSpec, spec: ModelSpec): readonly Problem[] => {
  const { takes, expected }: Entry = table[name]
  const width = outputs(spec)
  return [
    ...pipe(
      probabilities(spec),
      O.match(
        () => [],
        (index) => [
          {
            path: `layers[${index}]`,
            expected: 'logits at the end, since the objective applies the last activation itself',
            found: quoted(spec.layers[index].layer),
            next: 'Leave this layer out.',
          },
        ],
      ),
    ),
    ...(takes(width)
      ? []
      : [
          {
            path: `layers[${spec.layers.length - 1}]`,
            expected: `${expected}, which is what ${name} takes`,
            found: String(width),
          },
        ]),
  ]
}

/**
 * The objective for the outputs of a described network, or why it does not fit: what types say of networks that are written by hand.
 *
 * - **Errors** a problem where the network ends in probabilities, since objectives take logits; and where it has another number of outputs than the objective takes.
 *
 * @example
 * const network = (layer: unknown) => ModelSpec.decode({ input: 2, layers: [{ layer: 'dense', out: 3 }, layer] })
 * const task = (layer: unknown) => pipe(network(layer), E.chain(({ spec }) => objective('multiclass')(spec)))
 * pipe(task({ layer: 'tanh' }), E.map(({ name }) => name)) // => E.right('one of 3 classes')
 * pipe(task({ layer: 'softmax' }), E.mapLeft(Codec.showProblems))
 * // => E.left('at layers[1]: expected logits at the end, since the objective applies the last activation itself, found “softmax”. Leave this layer out.')
 *
 * @category destructors
 */
export const objective =
  <const K extends ObjectiveSpec>(name: K) =>
  (spec: ModelSpec): E.Either<readonly Problem[], ObjectiveOf<K>> => {
    if (!codec.is(name)) return fail('ObjectiveSpec.objective', codec.name, describe(name))
    expectRecord('ObjectiveSpec.objective', 'the spec of a model', { layers: 'array' }, spec)
    const wrong = problemsOf(name, spec)
    return wrong.length > 0 ? E.left(wrong) : E.right(table[name].make(outputs(spec)) as ObjectiveOf<K>)
  }
