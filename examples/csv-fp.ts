/** `examples/csv.ts` for those who know fp-ts: the same run as one value, a `TaskEither` in which nothing happens before it is called. */
import * as Console from 'fp-ts/lib/Console.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as A from 'nabla-ts/Activation'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as M from 'nabla-ts/Model'
import * as Objective from 'nabla-ts/Objective'
import * as O from 'nabla-ts/Optimizer'
import * as Run from 'nabla-ts/Run'
import * as Seed from 'nabla-ts/Seed'
import * as Train from 'nabla-ts/Train'

const seed = Seed.fromNumber(1)
const species = Data.classes(['Adelie', 'Chinstrap', 'Gentoo'])
const columns = ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g'] as const
const raw = Data.table(columns, Data.classOf('species', species))
const trainer = Train.trainer({
  model: pipe(
    M.named('hidden', L.dense(4, 16)),
    M.map(A.tanh),
    M.andThen(M.named('logits', L.dense(16, species.count))),
  ),
  objective: Objective.multiclass(species.count),
  optimizer: O.adam({ learningRate: 0.01 }),
})
const penguin = { bill_length_mm: 46.5, bill_depth_mm: 17.9, flipper_length_mm: 192, body_mass_g: 3500 }

// `W` stands for widening: the errors of all steps add up to one union, and `Run.Show` has a sentence for each of them.
const program = pipe(
  TE.Do,
  TE.apS('rows', Data.readCsv(Data.row(raw), { otherColumns: 'ignore' })('examples/data/penguins.csv')),
  TE.let('parts', ({ rows }) => pipe(rows, Data.split(0.8, seed))),
  TE.let('table', ({ parts }) => pipe(raw, Data.standardise(parts.train))),
  TE.bindW('end', ({ parts, table }) =>
    Train.fit(trainer, Data.fromRows(table)(parts.train), { from: trainer.start(seed), epochs: 50, size: 16 }),
  ),
  TE.let('penguins', ({ table, end }) => Train.predictor(trainer, table)(end.params)),
  TE.let('right', ({ parts, penguins }) =>
    parts.test.filter((row) => Train.predict(penguins)(row).class === row.species),
  ),
  TE.tapIO(({ parts, right }) =>
    Console.log(`${right.length} of ${parts.test.length} penguins that it has never seen`),
  ),
  TE.chainFirstW(({ penguins }) => pipe(penguins, Train.save('out/penguins.safetensors'))),
  TE.chainW(() => Train.load(trainer, raw)('out/penguins.safetensors')),
  TE.map((loaded) => Train.predict(loaded)(penguin)),
)

await pipe(
  program,
  TE.matchE(
    (refusal) => T.fromIO(Console.error(Run.Show.show(refusal))),
    (prediction) => T.fromIO(Console.log(prediction)),
  ),
)()
