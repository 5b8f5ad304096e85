/**
 * Laws of a training step and its fold.
 */
import { knownOptions, flag, fn, integer, text } from '../src/codec/Options.js'
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import * as Data from '../src/Data.js'
import { add, div, mul } from '../src/operation/Binary.js'
import * as Seed from '../src/random/Seed.js'
import { mapTree } from '../src/tensor/Params.js'
import { scalar, type Scalar } from '../src/tensor/Value.js'
import * as Train from '../src/Train.js'
import { grad } from './calculus.js'
import { epochs, type Batches } from './epochs.js'
import { every, expecting, holds, law, type Law, type LawSet, type Verdict } from './Law.js'
import { agree, same } from './rounding.js'
import { plus, type Cost, type Tree } from './tree.js'
import { record as expectRecord } from '../src/tensor/Expect.js'

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/** The first few. */
const first = <A>(n: number, all: Iterable<A>): readonly A[] => {
  const walk = all[Symbol.iterator]()
  return range(n).flatMap(() => {
    const next = walk.next()
    return next.done === true ? [] : [next.value]
  })
}

/**
 * Declared properties of a trainer.
 *
 * @category model
 */
export interface TrainingOptions {
  readonly name?: string
  /** Whether the model uses random numbers in train mode, such as dropout, so that a batch is not computed row by row */
  readonly random?: boolean
  /** The function that divides epochs into batches, by default `Data.batches` */
  readonly batches?: Batches
  /** The largest batch size, by default 8 rows */
  readonly largest?: number
}

/** A trainer without static types. */
type AnyTrainer = Train.Trainer<Record<keyof Train.Types, Tree>>
type State = Train.State<Tree, Tree>
type Batch = Data.Batch<Tree, Tree>

const counters = ({ seed, epoch, iteration, position, history }: Counted): string =>
  `epoch ${epoch}, iteration ${iteration}, position ${position}, ${history.rows} rows of the epoch, seed ${seed.high}:${seed.low}`

type Counted = Omit<State, 'history'> & { readonly history: { readonly rows: number } }

/** The observations of a run, as a record of tensors. */
const lossesOf = ({ history: { losses, total } }: Pick<State, 'history'>): { readonly [name: string]: Tree } => ({
  losses,
  total,
})

const sameState = (expected: State, found: State): Verdict =>
  every([
    expecting(counters(expected) === counters(found), { expected: counters(expected), found: counters(found) }),
    same(
      { params: expected.params, optimizer: expected.optimizer, ...lossesOf(expected) },
      { params: found.params, optimizer: found.optimizer, ...lossesOf(found) },
    ),
  ])

/**
 * The laws of a trainer on a data set: a step is a pure reducer, so that training is a fold that can be interrupted anywhere; it counts iterations; it takes the mean over the rows.
 *
 * - **Bounds** to the bit, except for means: there the two sides add in another order, and `rounding.ts` bounds the difference.
 * - **False alarms** a chance below 10⁻¹⁰ a law.
 *
 * @example
 * import { check, training } from 'nabla-ts/laws'
 * const trainer = Train.trainer({ model: L.dense(1, 1), objective: Objective.regression(1), optimizer: O.sgd({ learningRate: 0.1 }) })
 * const data = Data.fromTensors(T.tensor([[1], [2], [3]]), T.tensor([[2], [4], [6]]))
 * E.isRight(check(training(trainer, data), { numRuns: 10 })) // => true
 *
 * @category sets
 */
export const training = <K extends Train.Types>(
  trainer: Train.Trainer<K>,
  dataset: Data.Dataset<K['input'], K['targets']>,
  options: TrainingOptions = {},
): LawSet => {
  const {
    name = 'training',
    random = false,
    batches = Data.batches,
    largest = 8,
  } = knownOptions('laws.training', { name: text, random: flag, batches: fn, largest: integer(1) }, options)
  expectRecord('laws.training', 'a data set', { count: 'number', take: 'function' }, dataset)

  const { start, step, observe, model, objective } = expectRecord(
    'laws.training',
    'a trainer',
    { start: 'function', step: 'function' },
    trainer,
  ) as unknown as AnyTrainer
  const data = dataset as Data.Dataset<Tree, Tree>
  const most = Math.min(largest, data.count)
  const cases = fc
    .record({
      size: fc.integer({ min: 1, max: most }),
      dropLast: fc.boolean(),
      seed: fc.integer().map(Seed.fromNumber),
      epoch: fc.nat(3),
      place: fc.nat(),
      steps: fc.integer({ min: 1, max: 3 }),
    })
    .map((c) => {
      // All batches, of which a few are used; in half of the cases the last one is among them.
      const total = c.dropLast ? Math.floor(data.count / c.size) : Math.ceil(data.count / c.size)
      const from = c.place % 2 === 0 ? Math.max(0, total - 2) : (c.place >> 1) % total
      return { ...c, from }
    })
  type Case = { readonly size: number; readonly dropLast: boolean; readonly seed: Seed.Seed; readonly epoch: number }
  const few = (c: Case, from: number, count = 3): readonly Batch[] =>
    first(
      count,
      batches(data, { size: c.size, dropLast: c.dropLast, seed: Train.forBatches(c.seed), epoch: c.epoch, from }),
    )
  const folded = (from: State, all: readonly Batch[]): State => Train.fold(step, from)(all)
  /** A state after some steps. */
  const moved = (
    c: Case & { readonly from: number; readonly steps: number },
  ): { readonly state: State; readonly batch: Batch } => {
    const all = few(c, c.from, c.steps)
    return { state: folded(start(c.seed), all.slice(0, -1)), batch: all[all.length - 1] }
  }
  const lossOf = (params: Tree, { inputs, targets }: Data.Examples<Tree, Tree>): Scalar =>
    objective.loss(targets)(model.apply(params)(inputs))
  const chosen = fc.record({
    seed: fc.integer().map(Seed.fromNumber),
    rows: fc.array(fc.nat(data.count - 1), { minLength: 1, maxLength: most }),
    times: fc.integer({ min: 2, max: 3 }),
  })
  const batchOf = (rows: readonly number[]): Batch => ({ ...data.take(rows), rows, epoch: 0, index: 0, last: false })
  const repeated = (rows: readonly number[], times: number): readonly number[] => range(times).flatMap(() => rows)

  const reducer: readonly Law[] = [
    law('concatenation', 'the fold of a concatenation is fold after fold, to the bit', cases, (c) => {
      const all = few(c, c.from)
      const whole = folded(start(c.seed), all)
      return every(
        range(all.length + 1).map((k) =>
          sameState(whole, folded(folded(start(c.seed), all.slice(0, k)), all.slice(k))),
        ),
      )
    }),
    law('pure', 'a step returns the same bits when called again, and does not change the state', cases, (c) => {
      const { state, batch } = moved(c)
      const before = { ...state }
      const [one, again] = [step(state, batch), step(state, batch)]
      return every([sameState(one, again), sameState(before, state), sameState(one, observe(state, batch).state)])
    }),
    law('same seed', 'the same seed makes the same run, to the bit', cases, (c) =>
      sameState(folded(start(c.seed), few(c, c.from)), folded(start(c.seed), few(c, c.from))),
    ),
    law('counters', 'a step counts itself, its place in the epoch, and the epochs that are over', cases, (c) => {
      const { state, batch } = moved(c)
      const expected = {
        ...state,
        iteration: state.iteration + 1,
        epoch: batch.epoch + (batch.last ? 1 : 0),
        position: batch.last ? 0 : batch.index + 1,
        history: { rows: batch.last ? 0 : state.history.rows + batch.rows.length },
      }
      const found = step(state, batch)
      return every([
        expecting(counters(expected) === counters(found), { expected: counters(expected), found: counters(found) }),
        expecting(start(c.seed).iteration + start(c.seed).epoch + start(c.seed).position === 0, {
          at: 'start',
          expected: 'counters of 0',
          found: counters(start(c.seed)),
        }),
      ])
    }),
    law(
      'history',
      'the history holds the mean loss over the rows of an epoch that is over, and of the current one the sum so far, to the bit',
      cases,
      (c) => {
        const { state, batch } = moved(c)
        const { loss, state: found } = observe(state, batch)
        const total = add(mul(batch.rows.length)(loss))(state.history.total)
        const mean = div(state.history.rows + batch.rows.length)(total)
        const { losses } = state.history
        return same(batch.last ? { losses: [...losses, mean], total: scalar(0) } : { losses, total }, lossesOf(found))
      },
    ),
    law('resumed', 'a run that is resumed from the position of its state goes on to the same bits', cases, (c) => {
      const all = few(c, 0)
      const [begun] = all
      const state = step(start(c.seed), begun)
      return begun.last
        ? holds
        : sameState(folded(start(c.seed), all), folded(state, few(c, state.position, all.length - 1)))
    }),
  ]

  const means: readonly Law[] = [
    law(
      'equal parts',
      'the mean of the losses and gradients of equal parts is that of the whole batch',
      chosen,
      ({ seed, rows, times }) => {
        const parts = range(times).map((k) => rows.map((row) => (row + k) % data.count))
        const both = (params: Tree, examples: Data.Examples<Tree, Tree>): Tree => ({
          loss: lossOf(params, examples),
          gradient: grad(((p) => lossOf(p, examples)) as Cost)(params),
        })
        const given = {
          params: start(seed).params,
          whole: data.take(parts.flat()),
          parts: parts.map((part) => data.take(part)),
        }
        return agree<typeof given>(
          (x) => both(x.params, x.whole),
          (x) =>
            meanOf(
              x.parts.map((part) => both(x.params, part)),
              times,
            ),
          given,
        )
      },
    ),
    ...(random
      ? []
      : [
          law(
            'rows repeated',
            'a batch that has each row k times makes the same step',
            chosen,
            ({ seed, rows, times }) => {
              const state = start(seed)
              const { params, optimizer } = state
              const given = { params, optimizer, once: data.take(rows), more: data.take(repeated(rows, times)) }
              const after = (x: typeof given, examples: Data.Examples<Tree, Tree>, all: readonly number[]): Tree =>
                step({ ...state, params: x.params, optimizer: x.optimizer }, { ...batchOf(all), ...examples }).params
              return agree<typeof given>(
                (x) => after(x, x.once, rows),
                (x) => after(x, x.more, repeated(rows, times)),
                given,
              )
            },
          ),
          law('loss seen', 'a step sees the loss and the output of before its update, to the bit', cases, (c) => {
            const { state, batch } = moved(c)
            const { loss, output } = observe(state, batch)
            return same(
              { loss: lossOf(state.params, batch), output: model.apply(state.params)(batch.inputs) },
              { loss, output },
            )
          }),
        ]),
  ]
  return {
    name,
    laws: [...reducer, ...means],
    parents: [epochs(batches, { name: `${name}, its epochs`, count: Math.min(data.count, 50) })],
  }
}

/** The mean of some records. */
const meanOf = (all: readonly Tree[], n: number): Tree => divided(all.reduce(plus), n)

const divided = (tree: Tree, n: number): Tree => mapTree('laws', (x) => pipe(x, div(n)), tree)
