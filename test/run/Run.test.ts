/** The way out of `Either`: what is refused is said by the one who refused it, and nothing of it is lost. */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts/lib/index.js'
import { describe, expect, it } from 'vitest'
import * as Codec from '../../src/Codec.js'
import * as Data from '../../src/Data.js'
import { referenceEngine, Show as ShowEngine } from '../../src/Engine.js'
import * as Run from '../../src/Run.js'
import * as Safetensors from '../../src/Safetensors.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'

const rejection = (task: TE.TaskEither<Run.Refusal, unknown>): Promise<unknown> =>
  Run.toPromise(task).then(
    () => expect.fail('it was not rejected'),
    (error: unknown) => error,
  )

const left = <Error>(found: E.Either<Error, unknown>): Error =>
  E.isLeft(found) ? found.left : expect.fail('nothing was refused')

describe('toPromise', () => {
  it('resolves to the result', () =>
    fc.assert(
      fc.asyncProperty(fc.anything(), async (value) => {
        expect(await Run.toPromise(TE.right({ value }))).toEqual({ value })
      }),
    ))

  it('rejects with text as it is, on a line each, and with the cause', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.string()), async (texts) => {
        expect(await rejection(TE.left(texts))).toMatchObject({ message: texts.join('\n'), cause: texts })
      }),
    ))

  it('rejects with the very error that somebody else made', async () => {
    const error = new TypeError('theirs')
    expect(await rejection(TE.left(error))).toBe(error)
  })

  it('says what an engine says', async () => {
    const program = await Run.toPromise(referenceEngine.compile(T.square<[number]>)(T.zeros([2])))
    const task = program.run(T.zeros([3]))
    expect(await rejection(task)).toMatchObject({ message: ShowEngine.show(left(await task())) })
  })

  it('says what a store of checkpoints says', async () => {
    const task = Train.newest('package.json')
    expect(await rejection(task)).toMatchObject({ message: Train.ShowStore.show(left(await task())) })
  })
})

describe('orThrow', () => {
  const row = Codec.closed({ x: Codec.numberFromText, y: Codec.numberFromText })

  it('says every problem of a table', () => {
    const found = Data.csv(row)('x,y\none,two\n3,4,5\n')
    expect(() => Run.orThrow(found)).toThrow(left(found).map(Data.Show.show).join('\n'))
  })

  it('says what a codec says, each problem once', () => {
    const found = t.readonlyArray(row).decode([{ x: '1' }, { x: 'one', y: '2', z: '3' }])
    const said = pipe(Codec.problems(left(found)), Codec.showProblems)
    expect(said.split('\n')).toHaveLength(3)
    expect(() => Run.orThrow(found)).toThrow(said)
  })

  it('says what is wrong with a safetensors file', () => {
    const found = Safetensors.decode(new Uint8Array(3))
    expect(() => Run.orThrow(found)).toThrow(Safetensors.Show.show(left(found)))
  })
})
