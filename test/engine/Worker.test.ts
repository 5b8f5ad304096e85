/** The thread of the runtime: what it must not change, and what it leaves free. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import * as Graph from '../../src/Graph.js'
import { onnxRuntime } from '../../src/OnnxRuntime.js'
import * as T from '../../src/Tensor.js'

const unwrap = <A>(found: E.Either<unknown, A>): A =>
  E.isRight(found) ? found.right : expect.fail(JSON.stringify(found.left))

/** Numbers that no compiler folds. */
const product = (a: string, b: string): number => Number(a) * Number(b)

describe('the thread of ONNX Runtime', () => {
  it('may count denormal numbers as 0; JavaScript computes with them as before', async () => {
    const square = unwrap(await onnxRuntime().compile((x: T.Scalar) => T.square(x))(T.scalar(0))())
    // Of all sessions of a process only the first one decides, so here it may be either.
    expect([0, 9.80908925027372e-45]).toContain(T.toNumber(unwrap(await square.run(T.scalar(1e-22))())))
    expect(product('5e-324', '1')).toBe(5e-324)
    expect(product('1e-160', '1e-160')).toBe(1e-320)
    await square.release()
  })

  it('leaves the loop of events free while it computes', async () => {
    const long = (x: { readonly w: T.Tensor<[256, 256]>; readonly xs: T.Tensor<[400]> }): T.Tensor<[256, 256]> =>
      Graph.fold((w: T.Tensor<[256, 256]>, s: T.Scalar) => T.tanh(T.matmul(T.mul(s)(w))(w)))(x.w, x.xs)
    const like = { w: T.full([256, 256], 0.001), xs: T.ones([400]) }
    const program = unwrap(await onnxRuntime().compile(long)(like)())
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    unwrap(await program.run(like)())
    clearInterval(timer)
    await program.release()
    expect(turns).toBeGreaterThan(3)
  })

  it('keeps no result that nobody has any more', async () => {
    setFlagsFromString('--expose_gc')
    const collect = runInNewContext('gc') as () => void
    const size = 100_000
    const program = unwrap(await onnxRuntime().compile((x: T.Tensor<[number]>) => T.add(1)(x))(T.zeros([size]))())
    const many = async (runs: number): Promise<void> => {
      let x: T.Tensor<[number]> = T.zeros([size])
      for (let i = 0; i < runs; i++) x = unwrap(await program.run(x)())
    }
    const held = async (): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      collect()
      const { external } = process.memoryUsage()
      return external / (4 * size)
    }
    await many(20)
    const before = await held()
    await many(150)
    // Every result takes 4 bytes an element: 150 of them would be seen. What is free is given back by other threads, some time after a collection; what is held is held for ever.
    const settled = async (tries: number): Promise<number> => {
      const more = (await held()) - before
      return more < 50 || tries === 0 ? more : settled(tries - 1)
    }
    expect(await settled(100)).toBeLessThan(50)
    await program.release()
  })
})
