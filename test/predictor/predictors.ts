/** Small predictors of each kind, for what holds of all of them. */
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from '../../src/Activation.js'
import * as Data from '../../src/Data.js'
import * as L from '../../src/Layer.js'
import * as M from '../../src/Model.js'
import * as ModelSpec from '../../src/ModelSpec.js'
import * as Objective from '../../src/Objective.js'
import * as Seed from '../../src/Seed.js'
import * as Train from '../../src/Train.js'

export const rows = fc.array(
  fc.record({ x: fc.integer({ min: -99, max: 99 }), y: fc.double({ min: -9, max: 9, noNaN: true }) }),
  { minLength: 1, maxLength: 6 },
)

const fitted = Data.standardise([
  { x: 1, y: 0.1, z: 4000, w: 1 },
  { x: 2, y: 0.7, z: 2000, w: 1 },
  { x: 5, y: -0.4, z: 2500, w: 1 },
])

const hidden = pipe(M.named('hidden', L.dense(2, 4)), M.map(A.tanh))
const seed = Seed.fromNumber(5)

/** The description of a network with so many outputs, the same as the ones below. */
const described = (out: number) => ({
  input: 2,
  layers: [{ layer: 'dense', name: 'hidden', out: 4 }, { layer: 'tanh' }, { layer: 'dense', name: 'out', out }],
})

const spec = (out: number, objective: Train.Spec['objective']): Train.Spec => {
  const found = ModelSpec.decode(described(out))
  if (E.isLeft(found)) throw new Error('a description that is none')
  return { model: found.right.spec, objective }
}

export const classes = (() => {
  const model = pipe(hidden, M.andThen(M.named('out', L.dense(4, 3))))
  const task = { model, objective: Objective.multiclass(3) }
  const table = pipe(Data.table(['x', 'y'], Data.classOf('kind', Data.classes(['a', 'b', 'c']))), fitted)
  const make = Train.predictor(task, table, spec(3, 'multiclass'))
  return { task, table, predictor: make(model.init(seed)), plain: Train.predictor(task, table)(model.init(seed)), make }
})()

export const binary = (() => {
  const model = pipe(hidden, M.andThen(M.named('out', L.dense(4, 1))))
  const task = { model, objective: Objective.binary }
  const table = pipe(Data.table(['x', 'y'], Data.classOf('is', Data.classes(['no', 'yes']))), fitted)
  return { task, table, predictor: Train.predictor(task, table, spec(1, 'binary'))(model.init(seed)) }
})()

export const numbers = (() => {
  const model = pipe(hidden, M.andThen(M.named('out', L.dense(4, 2))))
  const task = { model, objective: Objective.regression(2) }
  const table = pipe(Data.table(['x', 'y'], Data.numbers(['z', 'w'])), fitted)
  return { task, table, predictor: Train.predictor(task, table, spec(2, 'regression'))(model.init(seed)) }
})()

export const predictors: readonly Train.Predictor<any, readonly ['x', 'y'], any>[] = [
  classes.predictor,
  binary.predictor,
  numbers.predictor,
]
