import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { codec } from '../../laws/index.js'
import { identical } from '../../laws/json.js'
import { describeLaws } from '../../laws/vitest.js'
import * as A from '../../src/Activation.js'
import * as Codec from '../../src/Codec.js'
import * as D from '../../src/Diff.js'
import * as I from '../../src/Init.js'
import * as L from '../../src/Layer.js'
import * as M from '../../src/Model.js'
import * as ModelSpec from '../../src/ModelSpec.js'
import * as P from '../../src/Params.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import { byHand, specs } from './models.js'

describeLaws(codec(ModelSpec.codec, { values: specs }))

const seed = Seed.fromNumber(7)

const words = (u: unknown): readonly string[] =>
  pipe(
    ModelSpec.decode(u),
    E.match(
      (all) => all.map(Codec.Show.show),
      () => [],
    ),
  )

/** What is said of some layers after ten signals. */
const layers = (...all: readonly unknown[]): readonly string[] => words({ input: 10, layers: all })

const decoded = (u: unknown): ModelSpec.Described =>
  pipe(
    ModelSpec.decode(u),
    E.getOrElseW((all) => {
      throw new Error(Codec.showProblems(all))
    }),
  )

describe('a hole among layers or elements', () => {
  it('is refused as what it is: nothing', () => {
    const holes = Object.assign(new Array<unknown>(3), { 0: { layer: 'relu' }, 2: { layer: 'tanh' } })
    expect(layers(...[])).toHaveLength(1)
    expect(words({ input: 10, layers: holes })).toEqual(['at layers[1]: expected a record, found nothing'])
    const numbers = Codec.list(Codec.finite)
    const sparse = Object.assign(new Array<number>(2), { 0: 1 })
    expect(numbers.is(sparse)).toBe(false)
    expect(E.isLeft(numbers.decode(sparse))).toBe(true)
    expect(ModelSpec.codec.is({ input: 10, layers: holes })).toBe(false)
  })
})

describe('the model of a description', () => {
  it('is the one written by hand, to the bit: parameters, outputs, outputs in training, gradients', () => {
    fc.assert(
      fc.property(specs, fc.nat(), (spec, key) => {
        const [ours, theirs] = [ModelSpec.model(spec), byHand(spec)]
        const start = Seed.fromNumber(key)
        const params = ours.init(start)
        const x = Seed.normal([3, spec.input])(Seed.child(9)(start)) as unknown as ModelSpec.Signals
        const loss = (model: M.Model<any, ModelSpec.Signals, ModelSpec.Signals>) => (p: ModelSpec.Params) =>
          T.sum(T.square(model.apply(p)(x, M.train(start))))
        expect(identical(params, theirs.init(start))).toBe(true)
        expect(identical(ours.apply(params)(x), theirs.apply(params)(x))).toBe(true)
        expect(identical(ours.apply(params)(x, M.train(start)), theirs.apply(params)(x, M.train(start)))).toBe(true)
        expect(identical(D.grad(loss(ours))(params as never), D.grad(loss(theirs))(params as never))).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('is what the page says, written out once', () => {
    const { model } = decoded({
      input: 5,
      layers: [
        { layer: 'dense', name: 'hidden', out: 4, init: 'heNormal' },
        { layer: 'relu' },
        { layer: 'dropout', rate: 0.3 },
        { layer: 'dense', name: 'logits', out: 2 },
      ],
    })
    const network = pipe(
      M.named('hidden', L.dense(5, 4, { init: I.heNormal })),
      M.map(A.relu),
      M.andThen(L.dropout(0.3)),
      M.andThen(M.named('logits', L.dense(4, 2))),
    )
    const params = network.init(seed)
    expect(identical(model.init(seed), params)).toBe(true)
    const x = Seed.normal([3, 5])(seed)
    expect(identical(model.apply(params)(x, M.train(seed)), network.apply(params)(x, M.train(seed)))).toBe(true)
  })

  it('has a type without holes', () => {
    type Batch = T.Tensor<[T.Name<'batch'>, number]>
    expectTypeOf<ReturnType<typeof ModelSpec.model>>().toEqualTypeOf<M.Model<ModelSpec.Params, Batch, Batch>>()
    expectTypeOf<ModelSpec.Params[string]>().not.toBeAny()
    expectTypeOf<ModelSpec.LayerSpec>().not.toBeAny()
    type Dense = Extract<ModelSpec.LayerSpec, { readonly layer: 'dense' }>
    expectTypeOf<Dense>().toEqualTypeOf<{
      readonly layer: 'dense'
      readonly out: number
      readonly name: string
      readonly bias: boolean
      readonly init: ModelSpec.InitSpec
    }>()
  })

  it('may be as deep as descriptions may be', () => {
    const deep = decoded({ input: 2, layers: Array.from({ length: 200 }, () => ({ layer: 'dense', out: 2 })) })
    const params = deep.model.init(seed)
    expect(P.paths(params).length).toBe(400)
    const loss = (p: ModelSpec.Params) => T.sum(deep.model.apply(p)(T.ones([1, 2])))
    expect(P.paths(D.grad(loss)(params))).toEqual(P.paths(params))
  })

  it('is refused for what no codec took', () => {
    expect(() => ModelSpec.model({ input: 1, layers: [] })).toThrow(
      'ModelSpec.model: expected a description that its codec takes',
    )
  })
})

describe('what is left out', () => {
  it('is what the library has by default', () => {
    expect(
      decoded({
        input: 10,
        layers: [
          { layer: 'dense', out: 9 },
          { layer: 'leakyRelu' },
          { layer: 'maxout', out: 8 },
          { layer: 'elu' },
          { layer: 'dense', name: 'third', out: 7 },
          { layer: 'dense', out: 6 },
        ],
      }).spec,
    ).toEqual({
      input: 10,
      layers: [
        { layer: 'dense', name: 'dense1', out: 9, bias: true, init: 'uniform' },
        { layer: 'leakyRelu', slope: 0.1 },
        { layer: 'maxout', name: 'maxout1', out: 8, pieces: 2, init: 'uniform' },
        { layer: 'elu', alpha: 1 },
        { layer: 'dense', name: 'third', out: 7, bias: true, init: 'uniform' },
        { layer: 'dense', name: 'dense3', out: 6, bias: true, init: 'uniform' },
      ],
    })
    const given = decoded({ input: 3, layers: [{ layer: 'maxout', out: 2 }, { layer: 'leakyRelu' }, { layer: 'elu' }] })
    const byDefault = pipe(M.named('maxout1', L.maxout(3, 2)), M.map(A.leakyRelu()), M.map(A.elu()))
    expect(identical(given.model.init(seed), byDefault.init(seed))).toBe(true)
    const x = T.tensor([[-1, 2, -3]])
    const params = byDefault.init(seed)
    expect(identical(given.model.apply(params)(x), byDefault.apply(params)(x))).toBe(true)
  })

  it('is written, so that it is read the same when a default has changed', () => {
    const { spec } = decoded({ input: 10, layers: [{ layer: 'dense', out: 9 }] })
    expect(ModelSpec.codec.encode(spec)).toEqual({
      input: 10,
      layers: [{ layer: 'dense', name: 'dense1', out: 9, bias: true, init: 'uniform' }],
    })
  })
})

describe('what is refused', () => {
  it('a layer that is not known, with the nearest one', () => {
    expect(layers({ layer: 'dens', out: 3 })).toEqual([
      'at layers[0].layer: expected one of dense, maxout, dropout, leakyRelu, elu, relu, tanh, sigmoid, softmax, softplus, logSigmoid, logSoftmax, identity, found “dens”. Did you mean “dense”?',
    ])
    expect(layers({ layer: '__proto__' }, { layer: 'constructor' }, {}, 'relu', null).length).toBe(5)
  })

  it('an initialisation that is not known, with the nearest one', () => {
    expect(layers({ layer: 'dense', out: 3, init: 'heNorml' })).toEqual([
      'at layers[0].init: expected one of uniform, xavierUniform, xavierNormal, heUniform, heNormal, zeros, or a record with the key constant, found “heNorml”. Did you mean “heNormal”?',
    ])
    expect(layers({ layer: 'dense', out: 3, init: { constant: 'x' } })).toEqual([
      'at layers[0].init.constant: expected a finite number, found “x”',
    ])
  })

  it('sizes that are none', () => {
    const said = (out: unknown) => layers({ layer: 'dense', out })
    expect([0, -1, 1.5, '3', null, undefined].map(said)).toEqual(
      ['0', '-1', '1.5', '“3”', 'null', 'nothing'].map((found) => [
        `at layers[0].out: expected an integer of at least 1, found ${found}`,
      ]),
    )
    expect(words({ input: 0, layers: [{ layer: 'relu' }] })).toEqual([
      'at input: expected an integer from 1 to 33554432, found 0',
    ])
  })

  it('networks that would fill the memory, with how many parameters they would have', () => {
    expect(layers({ layer: 'dense', out: 1e9 })).toEqual([
      'at layers[0].out: expected a network of at most 33,554,432 parameters, found 1000000000. With this layer it would have 11,000,000,000.',
    ])
    expect(layers({ layer: 'maxout', out: 1e4, pieces: 1e9 })).toEqual([
      'at layers[0].out: expected a network of at most 33,554,432 parameters, found 10000. With this layer it would have 110,000,000,000,000.',
    ])
    expect(layers({ layer: 'dense', out: 1000 }, { layer: 'dense', out: 40_000 }, { layer: 'dense', out: 0 })).toEqual([
      'at layers[2].out: expected an integer of at least 1, found 0',
      'at layers[1].out: expected a network of at most 33,554,432 parameters, found 40000. With this layer it would have 40,051,000.',
    ])
    // 10 + 1 parameters an output, and not one more than there may be.
    const most = Math.floor(2 ** 25 / 11)
    expect(layers({ layer: 'dense', out: most })).toEqual([])
    expect(layers({ layer: 'dense', out: most + 1 }).length).toBe(1)
  })

  it('rates of dropout outside [0, 1)', () => {
    const said = (rate: unknown) => layers({ layer: 'dropout', rate })
    expect([1, -0.1, NaN, '0.5'].map(said)).toEqual(
      ['1', '-0.1', 'NaN', '“0.5”'].map((found) => [
        `at layers[0].rate: expected a number of at least 0 and below 1, found ${found}`,
      ]),
    )
  })

  it('no layers, too many layers, and what is no list', () => {
    const said = (all: unknown) => words({ input: 1, layers: all })
    const expected = 'at layers: expected an array of 1 to 200 layers, found'
    expect(said([])).toEqual([`${expected} an empty array`])
    expect(said(Array.from({ length: 201 }, () => ({ layer: 'relu' })))).toEqual([`${expected} an array of 201`])
    expect(said({ 0: { layer: 'relu' } })).toEqual([`${expected} a record with the key 0`])
    expect(said(undefined)).toEqual([`${expected} nothing`])
  })

  it('names that are empty, that have dots, and those that are no names', () => {
    const said = (name: unknown) => layers({ layer: 'dense', out: 1, name })
    const expected =
      'at layers[0].name: expected a name: a letter, then letters, digits, _ or -, at most 60 in all, found'
    expect(said('')).toEqual([`${expected} “”`])
    expect(said('a.b')).toEqual([`${expected} “a.b”. Dots separate names in the paths of parameters.`])
    expect(said('__proto__')).toEqual([`${expected} “__proto__”`])
    ;['7', ' a', 'a b', 'a\\b', 'a'.repeat(61), null, 3].forEach((name) => expect(said(name).length).toBe(1))
    ;['a', 'fc-1', 'fc_1', '은닉', 'été', 'constructor', 'toString', 'hasOwnProperty', 'a'.repeat(60)].forEach((name) =>
      expect(said(name)).toEqual([]),
    )
  })

  it('nothing that a record inherits is taken for a layer of that name', () => {
    const { model } = decoded({
      input: 2,
      layers: ['constructor', 'toString', 'valueOf'].map((name) => ({ layer: 'dense', name, out: 2 })),
    })
    const params = model.init(seed)
    expect(Object.keys(params)).toEqual(['constructor', 'toString', 'valueOf'])
    expect(T.shape(model.apply(params)(T.ones([1, 2])))).toEqual([1, 2])
  })

  it('names that occur twice, by default or not', () => {
    const dense = (name?: string) => ({ layer: 'dense', out: 1, ...(name === undefined ? {} : { name }) })
    expect(layers(dense('a'), { layer: 'relu' }, dense('a'), dense('a'))).toEqual([
      'at layers[2].name: expected a name that no other layer has, found “a”. It is the name of layers[0].',
      'at layers[3].name: expected a name that no other layer has, found “a”. It is the name of layers[0].',
    ])
    expect(layers(dense('dense2'), dense())).toEqual([
      'at layers[1].name: expected a name that no other layer has, found “dense2”. It is called so because it has none, and it is the name of layers[0].',
    ])
  })

  it('options of another layer, and misspelt ones', () => {
    expect(
      layers({ layer: 'dense', out: 1, pieces: 2 }, { layer: 'relu', slope: 0.1 }, { layer: 'elu', alphaa: 1 }),
    ).toEqual([
      'at layers[0].pieces: expected no key of this name, found 2. There are layer, out, name, bias, init.',
      'at layers[1].slope: expected no key of this name, found 0.1. There are layer.',
      'at layers[2].alphaa: expected no key of this name, found 1. Did you mean “alpha”?',
    ])
  })

  it('everything at once', () => {
    expect(
      words({
        input: 1.5,
        layers: [
          { layer: 'dense', name: 'a', out: 0 },
          { layer: 'rleu' },
          { layer: 'dropout', rate: 1 },
          { layer: 'dense', name: 'b.c', out: 3, init: 'zero' },
          { layer: 'dense', name: 'd', out: 3 },
          { layer: 'dense', name: 'd', out: 3 },
        ],
        extra: true,
      }).map((line) => line.split(':')[0]),
    ).toEqual([
      'at input',
      'at layers[0].out',
      'at layers[1].layer',
      'at layers[2].rate',
      'at layers[3].name',
      'at layers[3].init',
      'at layers[5].name',
      'at extra',
    ])
  })
})

describe('what a description tells', () => {
  const spec = (last: string): ModelSpec.ModelSpec =>
    decoded({
      input: 3,
      layers: [{ layer: 'dense', out: 4, bias: false }, { layer: 'maxout', out: 2, pieces: 3 }, { layer: last }],
    }).spec

  it('how many parameters and outputs there are', () => {
    fc.assert(
      fc.property(specs, (each) => {
        const params = ModelSpec.model(each).init(seed)
        const total = P.fold(0, (n: number, x) => n + T.toFlat(x).length)(params)
        expect(ModelSpec.parameters(each)).toBe(total)
        expect(T.shape(ModelSpec.model(each).apply(params)(T.ones([2, each.input]) as never))).toEqual([
          2,
          ModelSpec.outputs(each),
        ])
      }),
    )
    expect(ModelSpec.parameters(spec('relu'))).toBe(3 * 4 + 3 * (4 * 2 + 2))
  })

  it('whether probabilities come out of it', () => {
    expect(ModelSpec.probabilities(spec('softmax'))).toEqual(O.some(2))
    expect(ModelSpec.probabilities(spec('relu'))).toEqual(O.none)
    const { layers: all, input } = spec('sigmoid')
    const then = (...more: readonly ModelSpec.LayerSpec[]) =>
      ModelSpec.probabilities({ input, layers: [...all, ...more] })
    expect(then({ layer: 'dropout', rate: 0.1 }, { layer: 'identity' })).toEqual(O.some(2))
    expect(then({ layer: 'tanh' })).toEqual(O.none)
  })

  it('itself, on one line', () => {
    expect(ModelSpec.Show.show(spec('elu'))).toBe('3 → dense 4 without bias → maxout 2 of 3 → elu 1')
  })
})
