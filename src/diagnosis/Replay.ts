/**
 * Replay of a step with all intermediate values: the primitive and operands of each, in order of computation.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Examples } from '../data/Dataset.js'
import { evaluate } from '../graph/Evaluate.js'
import { fuse } from '../graph/Fuse.js'
import { stage } from '../graph/Stage.js'
import { train as trainMode, type Mode } from '../nn/Model.js'
import { child } from '../random/Seed.js'
import { open, type Entry, type Precision, type Trace } from '../interpreter/Trace.js'
import { entries, mapTree } from '../tensor/Params.js'
import type { AnyTensor } from '../tensor/Value.js'
import { forModel, type Learned, type State, type Trainer, type Types } from '../train/Step.js'

/** A replayed step. Inputs and results are named by their paths: `params.hidden.weight`, `gradient.hidden.weight`. */
export interface Replayed {
  readonly entries: readonly Entry[]
  /** The results that depend on an input, by their paths. */
  readonly outputs: readonly (readonly [path: string, place: number])[]
  /** The output of the model. */
  readonly output: unknown
}

/** The inputs of a step. */
interface Given<P, I, T, S> extends Learned<P, S>, Examples<I, T> {}

/** The mode of a step, with the seed of its random layers. */
export const modeOf = ({ seed, iteration }: State<unknown, unknown>): Mode =>
  trainMode(child(iteration)(forModel(seed)))

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The tensors of a record by their paths; none for examples that are not records of tensors. */
export const tensorsOf = (tree: unknown): readonly (readonly [string, AnyTensor])[] =>
  pipe(
    E.tryCatch(
      () => entries(tree),
      () => [],
    ),
    E.getOrElse((none: readonly (readonly [string, AnyTensor])[]) => none),
  )

/** A record in a trace, under the name of its part: as recorded inputs, or as named constants. Other values pass unchanged. */
const into =
  (trace: Trace, way: 'given' | 'known') =>
  <A>(part: string, tree: A): A =>
    tensorsOf(tree).length === 0
      ? tree
      : (mapTree('replay', (x, path) => trace[way](path === '' ? part : `${part}.${path}`, x), tree) as A)

const found = (trace: Trace, worked: { readonly output: unknown }): Replayed => {
  const numbers = (x: AnyTensor): AnyTensor => {
    const place = trace.placeOf(x)
    return place === undefined ? x : trace.entries[place].value
  }
  return {
    entries: trace.entries,
    outputs: entries(worked).flatMap(([path, x]) => {
      const place = trace.placeOf(x)
      return place === undefined ? [] : [[path, place] as const]
    }),
    output: mapTree('replay', numbers, worked.output),
  }
}

/**
 * Replays a step in the order in which the library computes it. A loss that reads the numbers of its targets, or a model that reads those of its inputs, receives plain tensors;
 * operations on these alone are not in the trace.
 */
export const replay = <K extends Types>(
  trainer: Trainer<K>,
  { params, optimizer, inputs, targets }: Given<K['params'], K['input'], K['targets'], K['optimizer']>,
  mode: Mode,
  precision: Precision,
): E.Either<string, Replayed> => {
  const attempt = (forInputs: 'given' | 'known', forTargets: 'given' | 'known') => () =>
    E.tryCatch(() => {
      const trace = open(precision)
      const watched = into(trace, 'given')
      const at = { params: watched('params', params), optimizer: watched('optimizer', optimizer) }
      const examples = {
        inputs: into(trace, forInputs)('inputs', inputs),
        targets: into(trace, forTargets)('targets', targets),
      }
      return found(trace, trainer.advance(at, examples, mode))
    }, reason)
  return pipe(attempt('given', 'given')(), E.orElse(attempt('given', 'known')), E.orElse(attempt('known', 'known')))
}

/** Replays the graph that engines run, in which operations are fused. */
export const replayFused = <K extends Types>(
  trainer: Trainer<K>,
  given: Given<K['params'], K['input'], K['targets'], K['optimizer']>,
  mode: Mode,
  precision: Precision,
): E.Either<string, Replayed> =>
  E.tryCatch(() => {
    const { params, optimizer, inputs, targets } = given
    const argument = { params, optimizer, inputs, targets }
    const { graph, result } = stage((x: Given<K['params'], K['input'], K['targets'], K['optimizer']>) =>
      trainer.advance(x, x, mode),
    )(argument as never)
    const trace = open(precision)
    const values = entries(argument).map(([path, x]) => trace.given(path, x))
    return found(trace, result(evaluate(fuse(graph), values)))
  }, reason)

/** The part of a step in a path, such as `params` or `gradient`, and the path inside it. */
export const partOf = (path: string): readonly [part: string, inside: string] => {
  const dot = path.indexOf('.')
  return dot < 0 ? [path, ''] : [path.slice(0, dot), path.slice(dot + 1)]
}
