/**
 * Whether a loss takes the targets of a data set. It looks at their numbers only where it is not staged, so an engine would take a class that is none for something.
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

/** The targets of some rows. Of a data set in memory only they are computed, and not the inputs. */
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

/** `WrongTargets` with the first of some rows whose targets the loss refuses, if there is one; it is found by halves. */
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
    // Each row by itself is taken, and all together are not.
    E.chain(() => E.left<EngineError>({ _tag: 'WrongTargets', row: rows[0], reason })),
  )
}
