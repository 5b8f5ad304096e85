import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import { referenceEngine, jit, type Engine } from '../../src/Engine.js'
import * as T from '../../src/Tensor.js'

/** An engine that counts its compilations and the programs that are not released; the first `failing` compilations fail. */
const counting = (failing = 0) => {
  const counts = { compiled: 0, alive: 0 }
  const engine: Engine = {
    ...referenceEngine,
    compile: (f) => (like) => {
      counts.compiled++
      return counts.compiled <= failing
        ? TE.left({ _tag: 'Missing', runtime: 'a runtime', reason: 'not yet' })
        : pipe(
            referenceEngine.compile(f)(like),
            TE.map((program) => {
              counts.alive++
              return {
                ...program,
                release: async () => {
                  counts.alive--
                  await program.release()
                },
              }
            }),
          )
    },
  }
  return { engine, counts }
}
const number = async (task: TE.TaskEither<unknown, T.Scalar>): Promise<number> => {
  const result = await task()
  return E.isRight(result) ? T.toNumber(result.right) : NaN
}
const total = (x: T.Tensor<readonly number[]>): T.Scalar => T.sum(x)

describe('jit', () => {
  it('compiles once for each shape, also when calls come at the same time', async () => {
    const { engine, counts } = counting()
    const { run, release } = jit(engine)(total)
    const xs = [T.tensor([1, 2]), T.tensor([3, 4]), T.tensor([1, 2, 3]), T.tensor([[1, 2]]), T.tensor([5, 6])]
    expect(await Promise.all(xs.map((x) => number(run(x))))).toEqual([3, 7, 6, 3, 11])
    expect(counts).toEqual({ compiled: 3, alive: 3 })
    await release()
    expect(counts.alive).toBe(0)
    expect(await number(run(T.tensor([1, 1])))).toBe(2)
    expect(counts).toEqual({ compiled: 4, alive: 1 })
  })

  it('tells records by the names in them, and bytes from numbers', async () => {
    const { engine, counts } = counting()
    const { run } = jit(engine)((x: Readonly<Record<string, T.Tensor<readonly number[]>>>) =>
      Object.values(x)
        .map(T.sum)
        .reduce((a, b) => pipe(a, T.add(b))),
    )
    expect(await number(run({ a: T.tensor([1]), b: T.tensor([2]) }))).toBe(3)
    expect(await number(run({ b: T.tensor([2]), a: T.tensor([1]) }))).toBe(3)
    expect(await number(run({ a: T.tensor([1]), c: T.tensor([2]) }))).toBe(3)
    expect(await number(run({ a: T.fromArray(Uint8Array.of(1), [1]), c: T.tensor([2]) }))).toBe(3)
    expect(counts.compiled).toBe(3)
  })

  it('tries again what could not be compiled', async () => {
    const { engine, counts } = counting(1)
    const { run } = jit(engine)(total)
    expect(await run(T.tensor([1]))()).toMatchObject(E.left({ _tag: 'Missing' }))
    expect(await number(run(T.tensor([1])))).toBe(1)
    expect(counts.compiled).toBe(2)
  })

  it('answers what is no record of tensors with an error', async () => {
    const { run } = jit(referenceEngine)(total)
    expect(E.isLeft(await run('x' as never)())).toBe(true)
    expect(E.isLeft(await run(null as never)())).toBe(true)
  })
})
