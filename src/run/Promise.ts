/**
 * From `Either` and `TaskEither` to promises and exceptions.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { Show, type Refusal } from './Refusal.js'
import { fn as expectFn, record as expectRecord } from '../tensor/Expect.js'

/** An error with the message of a refusal, and the refusal as its cause; an `Error` stays itself. */
const errorOf = (refusal: Refusal): Error =>
  refusal instanceof Error ? refusal : new Error(Show.show(refusal), { cause: refusal })

/**
 * Runs a task as a promise, which rejects with an `Error` with the message of the error, and the tagged error as its `cause`.
 *
 * - **Errors** rejects where the task is a `Left`.
 *
 * @example
 * import { referenceEngine } from 'nabla-ts/Engine'
 * const program = await Run.toPromise(referenceEngine.compile(T.square<[]>)(T.scalar(0)))
 * T.toNumber(await Run.toPromise(program.run(T.scalar(3)))) // => 9
 *
 * const row = Codec.closed({ petal: Codec.numberFromText })
 * const message = await Run.toPromise(Data.readCsv(row)('no-such-file.csv')).catch((error: Error) => error.message)
 * message // => 'no-such-file.csv: expected a file of this name, found none. Put the file there, or give another path.'
 *
 * @category destructors
 */
export const toPromise = async <A>(task: TaskEither<Refusal, A>): Promise<A> =>
  orThrow(await expectFn('Run.toPromise', task, 'a TaskEither')())

/**
 * The result of an `Either`; throws an `Error` with the message of the error, and the tagged error as its `cause`.
 *
 * - **Errors** throws where it is a `Left`.
 *
 * @example
 * const point = Codec.closed({ x: Codec.numberFromText })
 * Run.orThrow(Data.csv(point)('x\n1\n2\n')) // => [{ x: 1 }, { x: 2 }]
 * Run.orThrow(Data.csv(point)('x\n1\ntwo\n')) // throws csv, line 3, column 1 (“x”): expected a finite number
 *
 * @category destructors
 */
export const orThrow = <A>(found: E.Either<Refusal, A>): A => {
  expectRecord('Run.orThrow', 'an Either', { _tag: 'string' }, found)
  if (E.isLeft(found)) throw errorOf(found.left)
  return found.right
}
