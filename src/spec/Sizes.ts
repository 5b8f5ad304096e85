/**
 * Sizes of a chain of layers: the input of each is the output of the one before it.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { part, type LayerSpec, type Part } from './LayerSpec.js'

/** A quarter of a gigabyte of numbers; training takes that several times over. */
export const MOST_PARAMETERS = 2 ** 25

/** The layers, in order. */
export const parts = (input: number, layers: readonly LayerSpec[]): readonly Part[] =>
  layers.reduce<readonly Part[]>(
    (before, spec) => [...before, part(spec, before.length === 0 ? input : before[before.length - 1].outputs)],
    [],
  )

/** How many parameters there are. */
export const count = (all: readonly Part[]): number => all.reduce((total, { parameters }) => total + parameters, 0)

/** The first layer with which there are too many parameters, and how many there are then. */
export const tooMany = (
  input: number,
  layers: readonly LayerSpec[],
): O.Option<{ readonly index: number; readonly total: number }> => {
  const totals = pipe(
    parts(input, layers),
    RA.scanLeft(0, (total, { parameters }) => total + parameters),
  ).slice(1)
  return pipe(
    totals,
    RA.findIndex((total) => total > MOST_PARAMETERS),
    O.map((index) => ({ index, total: totals[index] })),
  )
}
