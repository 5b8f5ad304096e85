/**
 * Engines, which run graphs. An engine compiles a function to a program for arguments of some shapes; a program can be run any number of times and is then released.
 *
 * Engines have effects: compiling and running are `TaskEither`s. The mathematical modules do not import them.
 *
 * Laws (`laws/engine/engine.ts`): a program computes what the reference engine does, within the rounding of its precision.
 */
import * as E from 'fp-ts/lib/Either.js'
import type * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from '../graph/Evaluate.js'
import type { Graph } from '../graph/Graph.js'
import { simplify } from '../graph/Simplify.js'
import { stage, type Staged } from '../graph/Stage.js'
import { isNablaError } from '../tensor/Errors.js'
import { entries, type CheckTree } from '../tensor/Params.js'
import { equals, print } from '../tensor/Shape.js'
import { shape, type AnyTensor } from '../tensor/Value.js'
import type { EngineError } from './Errors.js'
import { checkedInputs } from './Checks.js'
import type { Loaded } from './Loaded.js'

/**
 * A function compiled for arguments of some shapes.
 *
 * @category model
 */
export interface Program<P, Q> {
  /** The graph that is run. */
  readonly graph: Graph
  /** The result for an argument, which must have the compiled structure and shapes. */
  readonly run: (x: P) => TE.TaskEither<EngineError, Q>
  /** Releases the resources of the engine. Running a released program is an error. */
  readonly release: T.Task<void>
}

/**
 * An engine.
 *
 * @category model
 */
export interface Engine {
  /** Its name, for messages. */
  readonly name: string
  /** The significant bits of its numbers: 53 for float64, 24 for float32. */
  readonly precision: 'float32' | 'float64'
  /** Compiles a function for arguments with the structure and shapes of the given one; its numbers are not read. */
  readonly compile: <P, Q>(f: (x: P) => Q) => (like: P & CheckTree<P>) => TE.TaskEither<EngineError, Program<P, Q>>
  /** Loads a model from the bytes of a file; absent if the engine reads no files. */
  readonly load?: (bytes: Uint8Array) => TE.TaskEither<EngineError, Loaded>
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Stages a function, or returns the reason why it cannot be staged. Other exceptions are rethrown. */
export const staged = <P, Q>(engine: string, f: (x: P) => Q, like: P): E.Either<EngineError, Staged<P, Q>> =>
  E.tryCatch(
    () => stage(f)(like as P & CheckTree<P>),
    (error) => ({ _tag: 'Unsupported', engine, reason: sentence(error) }),
  )

/** The tensors of an argument, if it has the compiled structure and shapes. */
export const argument = <P>(like: P, x: P): E.Either<EngineError, readonly AnyTensor[]> =>
  pipe(
    E.tryCatch(
      () => [entries(like), entries(x)] as const,
      (error): EngineError => ({
        _tag: 'WrongArgument',
        path: '',
        expected: 'a record of tensors',
        found: isNablaError(error) ? error.found : sentence(error),
      }),
    ),
    E.chain(([expected, found]) => {
      const paths = (all: typeof found): string => `{ ${all.map(([path]) => path).join(', ')} }`
      // A single tensor has an empty path, as does an empty record.
      if (expected.length !== found.length || paths(expected) !== paths(found))
        return E.left<EngineError>({ _tag: 'WrongArgument', path: '', expected: paths(expected), found: paths(found) })
      const wrong = expected.findIndex(([, a], i) => !equals(shape(a), shape(found[i][1])))
      return wrong < 0
        ? E.right(found.map(([, tensor]) => tensor))
        : E.left({
            _tag: 'WrongArgument',
            path: expected[wrong][0],
            expected: `shape ${print(shape(expected[wrong][1]))}`,
            found: print(shape(found[wrong][1])),
          })
    }),
  )

/**
 * The reference engine: evaluates the graph with the library's own kernels, in float64.
 *
 * @example
 * import { referenceEngine } from 'nabla-ts/Engine'
 * const square = await referenceEngine.compile((x: T.Scalar) => T.square(x))(T.scalar(0))()
 * const result = E.isRight(square) ? await square.right.run(T.scalar(3))() : square
 * E.isRight(result) && T.toNumber(result.right) // => 9
 *
 * @category engines
 */
export const referenceEngine: Engine = {
  name: 'the reference engine',
  precision: 'float64',
  compile:
    <P, Q>(f: (x: P) => Q) =>
    (like: P) =>
      pipe(
        staged('The reference engine', f, like),
        E.map((of): Program<P, Q> => {
          const graph = simplify(of.graph)
          const checked = checkedInputs(graph, of.checks)
          // Local mutation, seen by this program only.
          let released = false
          return {
            graph,
            run: (x) => () =>
              Promise.resolve(
                released
                  ? E.left<EngineError>({ _tag: 'Released', engine: 'the reference engine' })
                  : pipe(
                      argument(of.like, x),
                      E.chain(checked),
                      E.chain((inputs) =>
                        E.tryCatch(
                          () => of.result(evaluate(graph, inputs)),
                          (error): EngineError => ({
                            _tag: 'Failed',
                            engine: 'The reference engine',
                            reason: sentence(error),
                          }),
                        ),
                      ),
                    ),
              ),
            release: () => {
              released = true
              return Promise.resolve()
            },
          }
        }),
        TE.fromEither,
      ),
}
