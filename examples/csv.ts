/** A table of one's own: read, split, standardised; a network trained, tested, saved, loaded, asked. `npx tsx --conditions=nabla-source examples/csv.ts` */
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

const hidden = pipe(M.named('hidden', L.dense(4, 16)), M.map(A.tanh))
const model = pipe(hidden, M.andThen(M.named('logits', L.dense(16, species.count))))
const objective = Objective.multiclass(species.count)
const trainer = Train.trainer({ model, objective, optimizer: O.adam({ learningRate: 0.01 }) })
const options = { from: trainer.start(seed), epochs: 50, size: 16 }
const { params } = await toPromise(Train.fit(trainer, Data.fromRows(table)(train), options))

const penguins = Train.predictor(trainer, table)(params)
const right = test.filter((row) => Train.predict(penguins)(row).class === row.species)
console.log(`${right.length} of ${test.length} penguins that it has never seen`)

await toPromise(pipe(penguins, Train.save('out/penguins.safetensors')))
const loaded = await toPromise(Train.load(trainer, raw)('out/penguins.safetensors'))
const penguin = { bill_length_mm: 46.5, bill_depth_mm: 17.9, flipper_length_mm: 192, body_mass_g: 3500 }
console.log(Train.predict(loaded)(penguin))
