/**
 * Just-in-time compilation: a function is compiled at its first call with a structure and shapes.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type * as T from 'fp-ts/lib/Task.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { entries, type CheckTree } from '../tensor/Params.js'
import { print } from '../tensor/Shape.js'
import { bytesOf, shape } from '../tensor/Value.js'
import type { Engine, Program } from './Engine.js'
import type { EngineError } from './Errors.js'
import { fn as expectFn, record as expectRecord } from '../tensor/Expect.js'

/**
 * A function on an engine, for arguments of any shapes.
 *
 * @category model
 */
export interface Jitted<P, Q> {
  readonly run: (x: P) => TaskEither<EngineError, Q>
  /** Frees all programs; the next call compiles again. */
  readonly release: T.Task<void>
}

/** The key of a program: structure, shapes and element kinds. Tensors of bytes and of numbers are of different kinds. A value that is not a record of tensors has no key; compiling it is an error. */
const keyOf = (x: unknown): string =>
  pipe(
    E.tryCatch(
      () => entries(x),
      () => 'no record',
    ),
    E.fold(
      (none) => none,
      (all) =>
        all
          .map(([path, tensor]) => `${JSON.stringify(path)} ${print(shape(tensor))}${bytesOf(tensor) ? ' bytes' : ''}`)
          .join('\n'),
    ),
  )

type Compiled<P, Q> = Promise<E.Either<EngineError, Program<P, Q>>>

/**
 * Compiles a function for each structure and shapes of its arguments, and caches the programs. A failed compilation is not cached.
 *
 * @example
 * import { referenceEngine, jit } from 'nabla-ts/Engine'
 * const total = jit(referenceEngine)((x: T.Tensor<readonly number[]>) => T.sum(x))
 * const [two, three] = await Promise.all([total.run(T.tensor([1, 2]))(), total.run(T.tensor([1, 2, 3]))()])
 * E.isRight(two) && E.isRight(three) && [T.toNumber(two.right), T.toNumber(three.right)] // => [3, 6]
 *
 * @category constructors
 */
export const jit = (engine: Engine) => {
  expectRecord('Engine.jit', 'an engine', { name: 'string', compile: 'function' }, engine)
  return <P, Q>(f: (x: P) => Q): Jitted<P, Q> => {
    expectFn('Engine.jit', f)

    // Local mutation, seen by this function only.
    const programs = new Map<string, Compiled<P, Q>>()
    const programFor = (x: P & CheckTree<P>): Compiled<P, Q> => {
      const key = keyOf(x)
      const known = programs.get(key)
      if (known !== undefined) return known
      const compiled = engine.compile(f)(x)()
      programs.set(key, compiled)
      void compiled.then((result) => {
        if (E.isLeft(result)) programs.delete(key)
      })
      return compiled
    }
    return {
      run: (x) => async () => {
        const program = await programFor(x as P & CheckTree<P>)
        return E.isLeft(program) ? program : program.right.run(x)()
      },
      release: async () => {
        const all = [...programs.values()]
        programs.clear()
        await Promise.all(
          all.map(async (compiled) => {
            const result = await compiled
            if (E.isRight(result)) await result.right.release()
          }),
        )
      },
    }
  }
}
