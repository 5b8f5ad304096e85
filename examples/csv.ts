/** One's own table: read, split, standardised, trained on, tested, saved, loaded. `npx tsx examples/csv.ts` */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as M from 'nabla-ts/Model'
import * as Objective from 'nabla-ts/Objective'
import * as O from 'nabla-ts/Optimizer'
import { toPromise } from 'nabla-ts/Run'
import * as Seed from 'nabla-ts/Seed'
import * as Train from 'nabla-ts/Train'

const seed = Seed.fromNumber(1)
const species = Data.classes(['Adelie', 'Chinstrap', 'Gentoo'])
const columns = ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g'] as const
const raw = Data.table(columns, Data.classOf('species', species))

const rows = await toPromise(Data.readCsv(Data.row(raw), { otherColumns: 'ignore' })('examples/data/penguins.csv'))
const { train, test } = pipe(rows, Data.split(0.8, seed))
const table = pipe(raw, Data.standardise(train))

const model = M.sequential(
  M.named('hidden', L.dense(4, 16)),
  L.activation(A.tanh),
  M.named('logits', L.dense(16, species.count)),
)
const trainer = Train.trainer({
  model,
  objective: Objective.multiclass(species.count),
  optimizer: O.adam({ learningRate: 0.01 }),
})
const { params } = await toPromise(
  Train.fit(trainer, Data.fromRows(table)(train), { from: trainer.start(seed), epochs: 50, size: 16 }),
)
const penguins = Train.predictor(trainer, table)(params)

const right = test.filter((row) => Train.predict(penguins)(row).class === row.species)
console.log(`${right.length} of ${test.length} penguins that it has never seen`)

await toPromise(pipe(penguins, Train.save('penguins.safetensors')))
const loaded = await toPromise(Train.load(trainer, raw)('penguins.safetensors'))
console.log(
  Train.predict(loaded)({ bill_length_mm: 39.1, bill_depth_mm: 18.7, flipper_length_mm: 181, body_mass_g: 3750 }),
)
