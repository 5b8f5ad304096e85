/**
 * Many steps of a trainer as a function of tensors: the fold that engines run and that is exported.
 */
import type { Examples } from '../data/Dataset.js'
import { scan } from '../graph/Scan.js'
import type { AnyTensor } from '../tensor/Value.js'
import { drawing } from './Draws.js'
import type { LearnedOfTrainer, StepResult, Trainer, Types } from './Step.js'

/** The inputs of one step beside the state. In a fold each has a leading axis of steps. */
export interface Feed {
  /** The random draws of the model. */
  readonly draws: readonly AnyTensor[]
}

/** The examples and the intermediate results of one step. */
export type Stepped<K extends Types> = StepResult<K> & Examples<K['input'], K['targets']>

/** `scan` for records whose structure the compiler does not know. */
type Loop<S, X, Y> = (step: (state: S, x: X) => readonly [S, Y]) => (state: S, xs: X) => readonly [S, unknown]

/**
 * The fold of `trainer.advance` over stacked feeds: the learned tensors after all steps, and what `output` returns for each step, stacked.
 */
export const foldSteps = <K extends Types, X extends Feed, Y>(
  trainer: Trainer<K>,
  examplesOf: (feed: X) => Examples<K['input'], K['targets']>,
  output: (step: Stepped<K>) => Y,
): ((state: LearnedOfTrainer<K>, feeds: X) => readonly [LearnedOfTrainer<K>, unknown]) =>
  (scan as unknown as Loop<LearnedOfTrainer<K>, X, Y>)((state, feed) => {
    const { inputs, targets } = examplesOf(feed)
    const { params, optimizer, ...result } = trainer.advance(state, { inputs, targets }, drawing(feed.draws))
    return [{ params, optimizer }, output({ ...result, inputs, targets })]
  })
