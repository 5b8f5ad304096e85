/**
 * All laws of the library with their subjects, as `npm run laws` and `nabla-ts check` run them.
 */
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import * as A from '../src/Activation.js'
import * as Codec from '../src/Codec.js'
import * as Data from '../src/Data.js'
import type { Engine } from '../src/Engine.js'
import * as L from '../src/Layer.js'
import * as M from '../src/Model.js'
import * as Objective from '../src/Objective.js'
import * as O from '../src/Optimizer.js'
import * as Schedule from '../src/Schedule.js'
import * as T from '../src/Tensor.js'
import * as Train from '../src/Train.js'
import { activations } from './slides/activations.js'
import * as arbitrary from './arbitraries.js'
import { codec } from './codec.js'
import { composition, dense } from './composition.js'
import { defined } from './defined.js'
import { differentiable } from './derivative.js'
import { engine } from './engine/engine.js'
import { epochs } from './epochs.js'
import { layer } from './layer.js'
import { layers } from './slides/layers.js'
import { losses } from './slides/losses.js'
import { lineage, type AnyLawSet, type LawSet } from './Law.js'
import { nesting } from './nesting.js'
import { networks } from './networks.js'
import { optimizers } from './slides/optimizers.js'
import { params } from './params.js'
import { primitives } from './primitive.js'
import { published } from './published.js'
import { scans } from './scan.js'
import { schedule } from './schedule.js'
import { seed } from './seed.js'
import { fuse, simplify } from './simplify.js'
import { staged } from './stage.js'
import { training } from './training.js'
import { batched } from './vmap.js'
import { array as expectArray } from '../src/tensor/Expect.js'

const network = pipe(
  M.named('hidden', L.dense(3, 4)),
  M.map(A.relu),
  M.andThen(L.dropout(0.3)),
  M.andThen(M.named('logits', L.maxout(4, 2))),
)
const trainer = Train.trainer({ model: network, objective: Objective.multiclass(2), optimizer: O.adam() })
const points = Data.fromTensors(
  T.tensor(Array.from({ length: 11 }, (_, i): readonly [number, number, number] => [i % 3, Math.sin(i), Math.cos(i)])),
  T.tensor(Array.from({ length: 11 }, (_, i) => i % 2)),
)

/** Records of all that codecs know: options, tags, dictionaries, numbers that are any. */
const record = Codec.closed(
  {
    optimizer: t.union([
      Codec.closed({ name: t.literal('sgd'), learningRate: Codec.positive }),
      Codec.closed({ name: t.literal('adam'), learningRate: Codec.positive }, { epsilon: Codec.nonNegative }),
    ]),
    losses: Codec.dictionary(t.readonlyArray(Codec.anyNumber)),
  },
  { epoch: Codec.integer(0), activation: Codec.oneOf(['relu', 'tanh']), best: t.union([Codec.finite, t.null]) },
)
const rate = fc.double({ min: 0, minExcluded: true, max: 10, noNaN: true })
const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const records: fc.Arbitrary<t.TypeOf<typeof record>> = fc.record(
  {
    optimizer: fc.oneof(
      fc.record({ name: fc.constant('sgd' as const), learningRate: rate }),
      fc.record(
        { name: fc.constant('adam' as const), learningRate: rate, epsilon: rate },
        { requiredKeys: ['name', 'learningRate'] },
      ),
    ),
    losses: fc.dictionary(fc.string(), fc.array(fc.double(), { maxLength: 4 }), { maxKeys: 4 }),
    epoch: fc.nat(),
    activation: fc.constantFrom('relu', 'tanh'),
    best: fc.option(finite),
  },
  { requiredKeys: ['optimizer', 'losses'] },
)
const codecs: readonly LawSet[] = [
  codec(Codec.finite, { values: finite }),
  codec(Codec.anyNumber, { name: 'any number', values: fc.double(), notFinite: () => true }),
  codec(record, {
    name: 'codec of records',
    values: records,
    open: (path) => path === 'losses',
    notFinite: (path) => path.startsWith('losses'),
  }),
]

const subjects = (engines: readonly Engine[]): readonly AnyLawSet[] => [
  primitives,
  batched,
  nesting(),
  defined(),
  published(),
  differentiable((x: T.Tensor<[3]>) => T.logSumExp(x), { at: arbitrary.tensor([3]), name: 'logSumExp' }),
  params(),
  seed,
  composition,
  dense,
  ...Object.values(activations).map((make) => make()),
  ...Object.values(losses).map((make) => make()),
  ...Object.values(layers).map((make) => make()),
  layer(network, { name: 'a network', input: ['batch', 3], output: ['batch', 2] }),
  ...Object.values(optimizers).map((make) => make()),
  schedule(Schedule.warmup(30)(Schedule.cosine(0.7, { steps: 60 })), { name: 'warmup and cosine', high: 0.7 }),
  epochs(),
  ...codecs,
  training(trainer, points, { name: 'training', random: true }),
  staged(),
  scans(),
  simplify(),
  fuse(),
  networks(),
  ...engines.map((each) => engine(each)),
]

/**
 * Every set of laws once, for the parts of the library and these engines, including the parents of each set.
 *
 * @category sets
 */
export const catalogue = (engines: readonly Engine[]): readonly AnyLawSet[] => {
  expectArray('laws.catalogue', engines)
  return [...new Set(subjects(engines).flatMap(lineage))]
}
