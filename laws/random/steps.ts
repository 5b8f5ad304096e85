/**
 * Paths of optimizers: some steps from given parameters with given gradients.
 */
import * as fc from 'fast-check'
import * as O from '../../src/Optimizer.js'
import { between, like, number } from '../arbitraries.js'
import type { Tree } from '../tree.js'

/** An optimizer or a transformation of any record. */
export interface Untyped {
  readonly init: (params: Tree) => Tree
  readonly update: (gradient: Tree, state: Tree, params: Tree) => readonly [Tree, Tree]
}

export const untyped = (machine: O.AnyOptimizer | O.AnyTransformation): Untyped => machine as unknown as Untyped

export interface Walk {
  readonly updates: readonly Tree[]
  readonly params: Tree
  readonly state: Tree
}

/** Applies an optimizer to a list of gradients: all updates, and the last parameters and state. */
export const walk = (optimizer: Untyped, start: Tree, gradients: readonly Tree[]): Walk =>
  gradients.reduce<Walk>(
    ({ updates, params, state }, gradient) => {
      const [update, next] = optimizer.update(gradient, state, params)
      return { updates: [...updates, update], params: O.apply(update, params), state: next }
    },
    { updates: [], params: start, state: optimizer.init(start) },
  )

export const updatesOf = (optimizer: Untyped, params: Tree, gradients: readonly Tree[]): readonly Tree[] =>
  walk(optimizer, params, gradients).updates

export interface Steps {
  readonly params: Tree
  readonly gradients: readonly Tree[]
  readonly rate: number
}

const rate = between(2 ** -10, 1)

/** Parameters, and gradients for a few steps. */
export const steps = (of: fc.Arbitrary<Tree>, element: fc.Arbitrary<number> = number): fc.Arbitrary<Steps> =>
  of.chain((params) =>
    fc.record({
      params: fc.constant(params),
      gradients: fc.array(like(params, element), { minLength: 1, maxLength: 3 }),
      rate,
    }),
  )
