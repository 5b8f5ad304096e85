/** A predictor in a file, with the weights that a test wants. */
import * as E from 'fp-ts/lib/Either.js'
import * as Data from '../../src/Data.js'
import * as ModelSpec from '../../src/ModelSpec.js'
import * as Objective from '../../src/Objective.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'

/** Writes one that says the sum of some columns, each times its weight. Whatever the weights are: a file may come from anywhere. */
export const predictorFile = async (
  path: string,
  columns: readonly string[],
  weights: readonly number[],
  answer = 'sum',
): Promise<string> => {
  const described = ModelSpec.decode({ input: columns.length, layers: [{ layer: 'dense', name: 'sum', out: 1 }] })
  if (E.isLeft(described)) throw new Error('a description that is none')
  const { spec, model } = described.right
  const task = { model, objective: Objective.regression(1) }
  const table = Data.table(columns, Data.numbers([answer]))
  const made = Train.predictor(task as never, table, { model: spec, objective: 'regression' })(
    model.init(Seed.fromNumber(1)) as never,
  )
  const params = { sum: { weight: T.fromArray(weights, [columns.length, 1]), bias: T.tensor([0]) } }
  const saved = await Train.save(path)({ ...made, params })()
  if (E.isLeft(saved)) throw new Error(Data.Show.show(saved.left))
  return path
}
