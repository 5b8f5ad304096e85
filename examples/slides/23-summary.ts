/**
 * Summary: the activation and the loss of each task, joined in an objective.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as A from 'nabla-ts/Activation'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as M from 'nabla-ts/Model'
import * as Metric from 'nabla-ts/Metric'
import * as O from 'nabla-ts/Optimizer'
import * as Objective from 'nabla-ts/Objective'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { linspace } from './curves.js'

export const slideDefaults = { count: 90, epochs: 250, learningRate: 0.03 }

/** One network for all tasks. Only the number of outputs differs. */
const network = <const K extends number>(outputs: K) =>
  pipe(M.named('hidden', L.dense(1, 16)), M.map(A.tanh), M.andThen(M.named('output', L.dense(16, outputs))))
