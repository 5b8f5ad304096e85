/** Random descriptions of networks, whole, and how each is written by hand. */
import fc from 'fast-check'
import * as A from '../../src/Activation.js'
import * as I from '../../src/Init.js'
import * as L from '../../src/Layer.js'
import * as M from '../../src/Model.js'
import type * as ModelSpec from '../../src/ModelSpec.js'

const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const size = fc.integer({ min: 1, max: 4 })
const name = fc.stringMatching(/^[a-zé][a-z0-9_-]{0,5}$/u)

const init: fc.Arbitrary<ModelSpec.InitSpec> = fc.oneof(
  fc.constantFrom(
    'uniform' as const,
    'xavierUniform' as const,
    'xavierNormal' as const,
    'heUniform' as const,
    'heNormal' as const,
    'zeros' as const,
  ),
  fc.record({ constant: finite }),
)

const kinds = ['relu', 'tanh', 'sigmoid', 'softmax', 'softplus', 'logSigmoid', 'logSoftmax', 'identity'] as const

const layer: fc.Arbitrary<ModelSpec.LayerSpec> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ layer: fc.constant('dense' as const), out: size, name, bias: fc.boolean(), init }),
  },
  { weight: 2, arbitrary: fc.record({ layer: fc.constant('maxout' as const), out: size, name, pieces: size, init }) },
  {
    weight: 2,
    arbitrary: fc.record({
      layer: fc.constant('dropout' as const),
      rate: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }).map((x) => x + 0),
    }),
  },
  fc.record({ layer: fc.constant('leakyRelu' as const), slope: finite }),
  fc.record({ layer: fc.constant('elu' as const), alpha: finite }),
  { weight: 4, arbitrary: fc.constantFrom(...kinds).map((kind) => ({ layer: kind })) },
)

/** Descriptions with all names and options. */
export const specs: fc.Arbitrary<ModelSpec.ModelSpec> = fc.record({
  input: size,
  layers: fc.uniqueArray(layer, {
    minLength: 1,
    maxLength: 7,
    comparator: (a, b) => 'name' in a && 'name' in b && a.name === b.name,
  }),
})

// ---------------------------------------------------------------------------------------------------------------------------------------
// by hand
// ---------------------------------------------------------------------------------------------------------------------------------------

const inits = {
  uniform: I.uniform,
  xavierUniform: I.xavierUniform,
  xavierNormal: I.xavierNormal,
  heUniform: I.heUniform,
  heNormal: I.heNormal,
  zeros: I.zeros,
}

const initOf = (spec: ModelSpec.InitSpec): I.Init =>
  typeof spec === 'string' ? inits[spec] : I.constant(spec.constant)

type Wide = M.Model<any, ModelSpec.Signals, ModelSpec.Signals>

/** The layer in its place: after the model before it, with so many signals coming in. */
const join = (spec: ModelSpec.LayerSpec, signals: number, before: Wide | undefined): readonly [Wide, number] => {
  const then = (next: any): Wide => (before === undefined ? next : (M.andThen(next) as any)(before))
  const map = (f: any): Wide => M.map(f)(before ?? M.identity<any>()) as Wide
  switch (spec.layer) {
    case 'dense':
      return [
        then(M.named(spec.name, L.dense(signals, spec.out, { bias: spec.bias, init: initOf(spec.init) }))),
        spec.out,
      ]
    case 'maxout':
      return [then(M.named(spec.name, L.maxout(signals, spec.out, spec.pieces, { init: initOf(spec.init) }))), spec.out]
    case 'dropout':
      return [then(L.dropout(spec.rate)), signals]
    case 'leakyRelu':
      return [map(A.leakyRelu(spec.slope)), signals]
    case 'elu':
      return [map(A.elu(spec.alpha)), signals]
    default:
      return [map(A[spec.layer]), signals]
  }
}

/** The model that a description means, written by hand. */
export const byHand = ({ input, layers }: ModelSpec.ModelSpec): Wide =>
  layers.reduce<readonly [Wide | undefined, number]>(
    ([before, signals], spec) => join(spec, signals, before),
    [undefined, input],
  )[0]!
