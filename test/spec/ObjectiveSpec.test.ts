import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { codec } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'
import * as A from '../../src/Activation.js'
import * as Codec from '../../src/Codec.js'
import * as L from '../../src/Layer.js'
import * as M from '../../src/Model.js'
import * as ModelSpec from '../../src/ModelSpec.js'
import type * as Metric from '../../src/Metric.js'
import * as Objective from '../../src/Objective.js'
import * as ObjectiveSpec from '../../src/ObjectiveSpec.js'
import * as O from '../../src/Optimizer.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'

const names = ['regression', 'multiclass', 'binary'] as const

describeLaws(codec(ObjectiveSpec.codec, { name: 'the name of an objective', values: fc.constantFrom(...names) }))

/** What is said of an objective after a dense layer of some outputs and one more layer. */
const words = (name: ObjectiveSpec.ObjectiveSpec, out: number, last: unknown): readonly string[] =>
  pipe(
    ModelSpec.decode({ input: 2, layers: [{ layer: 'dense', out }, last] }),
    E.chain(({ spec }): E.Either<readonly Codec.Problem[], unknown> => ObjectiveSpec.objective(name)(spec)),
    E.match(
      (all) => all.map(Codec.Show.show),
      () => [],
    ),
  )

describe('an objective', () => {
  it('takes the outputs that it needs, and no others', () => {
    const tanh = { layer: 'tanh' }
    const taken = names.map((name) => [1, 2, 7].filter((out) => words(name, out, tanh).length === 0))
    expect(taken).toEqual([[1, 2, 7], [2, 7], [1]])
    expect(words('binary', 2, tanh)).toEqual([
      'at layers[1]: expected one output, the logit of a yes, which is what binary takes, found 2',
    ])
    expect(words('multiclass', 1, tanh)).toEqual([
      'at layers[1]: expected two outputs or more, one for each class, which is what multiclass takes, found 1',
    ])
  })

  it('is refused after a softmax or sigmoid, as types refuse it, and no other activation is', () => {
    const logits = 'expected logits at the end, since the objective applies the last activation itself'
    names.forEach((name) => {
      const out = name === 'binary' ? 1 : 3
      expect(words(name, out, { layer: 'softmax' })).toEqual([
        `at layers[1]: ${logits}, found “softmax”. Leave this layer out.`,
      ])
      const refused = [...Object.keys(A), 'dropout'].filter((layer) => {
        const options = layer === 'dropout' ? { rate: 0.5 } : {}
        return words(name, out, { layer, ...options }).length > 0
      })
      expect(refused.sort()).toEqual(['sigmoid', 'softmax'])
    })
    expect(words('multiclass', 1, { layer: 'sigmoid' }).length).toBe(2)
    const parts = { model: pipe(L.dense(2, 3), M.map(A.sigmoid)), optimizer: O.sgd() }
    // @ts-expect-error ModelError<"this objective takes logits: leave the last activation out, the objective applies it">
    void Train.trainer({ ...parts, objective: Objective.multiclass(3) })
    // @ts-expect-error the same for a regression
    void Train.trainer({ ...parts, objective: Objective.regression(3) })
  })

  it('is the one written by hand', () => {
    const spec = (out: number): ModelSpec.ModelSpec => ({
      input: 2,
      layers: [{ layer: 'dense', name: 'a', out, bias: true, init: 'uniform' }],
    })
    const output = T.tensor([[0.3, -2, 1]])
    const classes = T.tensor([2])
    const right = <A>(either: E.Either<readonly Codec.Problem[], A>): A =>
      pipe(
        either,
        E.getOrElseW((all) => {
          throw new Error(Codec.showProblems(all))
        }),
      )
    const multiclass = right(ObjectiveSpec.objective('multiclass')(spec(3)))
    expect(T.toNumber(multiclass.loss(classes)(output))).toBe(T.toNumber(Objective.multiclass(3).loss(classes)(output)))
    const regression = right(ObjectiveSpec.objective('regression')(spec(3)))
    expect(T.toNumber(regression.loss(output)(T.ones([1, 3])))).toBe(
      T.toNumber(Objective.regression(3).loss(output)(T.ones([1, 3]))),
    )
    const binary = right(ObjectiveSpec.objective('binary')(spec(1)))
    expect(T.toArray(binary.decide(T.tensor([[-1], [0]])))).toEqual([0, 1])
    expect([regression.name, multiclass.name, binary.name]).toEqual([
      'regression of 3',
      'one of 3 classes',
      'yes or no',
    ])
  })

  it('joins a described network and a described optimizer to a trainer, with types', () => {
    const described = pipe(
      ModelSpec.decode({
        input: 2,
        layers: [{ layer: 'dense', out: 8 }, { layer: 'tanh' }, { layer: 'dense', out: 2 }],
      }),
      E.bindTo('network'),
      E.bindW('objective', ({ network }) => ObjectiveSpec.objective('multiclass')(network.spec)),
    )
    if (E.isLeft(described)) throw new Error(Codec.showProblems(described.left))
    const { network, objective } = described.right
    expectTypeOf(objective).toEqualTypeOf<
      Objective.Objective<ModelSpec.Signals, Metric.Classes, M.Probabilities<[T.Name<'batch'>, number]>, Metric.Classes>
    >()
    const trainer = Train.trainer({ model: network.model, objective, optimizer: O.adam({ learningRate: 0.1 }) })
    const inputs = T.tensor([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ])
    const batch = { inputs, targets: T.tensor([0, 1, 1, 0]), rows: [0, 1, 2, 3], index: 0, last: true, epoch: 0 }
    const end = pipe(
      Array.from({ length: 200 }, () => batch),
      Train.fold(trainer.step, trainer.start(Seed.fromNumber(1))),
    )
    expect(T.toArray(objective.decide(network.model.apply(end.params)(inputs)))).toEqual([0, 1, 1, 0])
  })
})
