/**
 * Checks of the targets of a data set against the loss, before a run on an engine. A staged loss has no numbers to check.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Dataset } from '../data/Dataset.js'
import type { EngineError } from '../engine/Errors.js'
import { hollow } from '../graph/Build.js'
import { run, stage } from '../graph/Stage.js'
import { mapTree } from '../tensor/Params.js'
import { plain, shape, type AnyTensor } from '../tensor/Value.js'
import type { Trainer, Types } from './Step.js'

/** Why a loss refuses some targets, if it does; `output` is an output of the model for a batch of any size. */
const refusal = <K extends Types>(
  { objective }: Trainer<K>,
  targets: K['targets'],
  output: K['output'],
  count: number,
): string | undefined => {
  const outputs = mapTree('Train.run', (x) => hollow([count, ...shape(x).slice(1)]), output) as K['output']
  const loss = E.tryCatch(
    () => objective.loss(targets)(outputs),
    (error) => (error instanceof Error ? error.message : String(error)),
  )
  return E.isLeft(loss) ? loss.left : undefined
}

/** The targets of some rows. For a data set in memory the inputs are not computed. */
const targetsOf = <I, T>({ resident, take }: Dataset<I, T>, rows: readonly number[]): T => {
  if (resident === undefined) return take(rows).targets
  interface Argument {
    readonly data: readonly AnyTensor[]
    readonly rows: AnyTensor
  }
  const x: Argument = { data: resident.tensors, rows: plain([rows.length], Float64Array.from(rows)) }
  const targets = stage((given: Argument) => resident.select(given.data, given.rows).targets)(x as never)
  return run(targets)(x as never)
}

/** `WrongTargets` with the first row whose targets the loss refuses, found by bisection. */
export const checkTargets = <K extends Types>(
  trainer: Trainer<K>,
  data: Dataset<K['input'], K['targets']>,
  output: K['output'],
  rows: readonly number[],
): E.Either<EngineError, void> => {
  const reason = refusal(trainer, targetsOf(data, rows), output, rows.length)
  if (reason === undefined) return E.right(undefined)
  if (rows.length === 1) return E.left({ _tag: 'WrongTargets', row: rows[0], reason })
  const half = rows.length >> 1
  return pipe(
    checkTargets(trainer, data, output, rows.slice(0, half)),
    E.chain(() => checkTargets(trainer, data, output, rows.slice(half))),
    // Each half is accepted alone, but not both together.
    E.chain(() => E.left<EngineError>({ _tag: 'WrongTargets', row: rows[0], reason })),
  )
}
