/**
 * The library's own training step, staged, on an engine: one step in one run, or many steps in one. The data set is in the graph's inputs, as bytes; of a batch it is told the rows.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as E from 'fp-ts/lib/Either.js'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import { Show, type Engine } from 'nabla-ts/Engine'
import * as Graph from 'nabla-ts/Graph'
import * as Objective from 'nabla-ts/Objective'
import * as O from 'nabla-ts/Optimizer'
import * as T from 'nabla-ts/Tensor'
import type { Contender } from './Contender.js'
import { learningRateOf, order, sizesOf, start, stepsPerRun, type Images, type Task } from './task.js'

type Layer = { readonly weight: T.Tensor<[number, number]>; readonly bias: T.Tensor<[number]> }
type Params = readonly Layer[]

const digit = Objective.multiclass(10)

const network =
  (params: Params) =>
  (x: T.Tensor<[number, number]>): T.Tensor<[number, 10]> =>
    params.reduce((h: T.Tensor<[number, number]>, { weight, bias }, i) => {
      const z = pipe(h, T.matmul(weight), T.add(bias))
      return i < params.length - 1 ? A.relu(z) : z
    }, x) as T.Tensor<[number, 10]>

/** A step of training, from tensors to tensors; and everything else that a run needs. */
export const training = <F extends O.StateFunction>(
  optimizer: O.Optimizer<F>,
  task: Task,
  { count, bytes, labels }: Images,
) => {
  const sizes = sizesOf(task)
  const params: Params = start(task).map(({ weight, bias }, i) => ({
    weight: T.fromArray(weight, [sizes[i], sizes[i + 1]]),
    bias: T.fromArray(bias, [sizes[i + 1]]),
  }))
  const data = { images: T.fromArray(bytes, [count, sizes[0]]), labels: T.fromArray(labels, [count]) }
  const state = { params, optimizer: optimizer.init(params) }
  type State = typeof state
  const step = (from: State, rows: T.Tensor<[number]>, within: typeof data): readonly [State, T.Scalar] => {
    const x = pipe(within.images, T.take(rows), T.div(255)) as T.Tensor<[number, number]>
    const targets = pipe(within.labels, T.take(rows))
    const { value, gradient } = D.valueAndGrad((p: Params) => digit.loss(targets)(network(p)(x)))(from.params)
    const [updates, next] = optimizer.update(gradient, from.optimizer, from.params)
    return [{ params: O.apply(updates, from.params), optimizer: next }, value]
  }
  return { data, state, step }
}

const rowsOf = (rows: Int32Array, shape: readonly number[]): T.Tensor<[number]> =>
  T.fromArray(rows, shape) as unknown as T.Tensor<[number]>

const orThrow = <A>(found: E.Either<Parameters<typeof Show.show>[0], A>): A => {
  if (E.isLeft(found)) throw new Error(Show.show(found.left))
  return found.right
}

export const optimizerOf = (task: Task): O.Optimizer<O.StateFunction> => {
  const learningRate = learningRateOf(task)
  return (task.optimizer === 'sgd' ? O.sgd({ learningRate }) : O.adam({ learningRate })) as O.Optimizer<O.StateFunction>
}

/** Many steps in one run: a `Scan`. */
export const stagedFold = (name: string, engine: (threads: number) => Engine): Contender => ({
  name,
  setup: async (task, images) => {
    const { data, state: first, step } = training(optimizerOf(task), task, images)
    const on = engine(task.threads)
    const fold = (x: { readonly data: typeof data; readonly state: typeof first; readonly rows: unknown }) =>
      Graph.scan<typeof first, T.Tensor<[number]>, T.Scalar>((state, rows) => step(state, rows, x.data))(
        x.state,
        x.rows as T.Tensor<[number, number]>,
      )
    const next = order(images.count)
    const chunk = stepsPerRun(task.batch)
    const argument = (state: typeof first, n: number) => ({
      data,
      state,
      rows: rowsOf(next(n * task.batch), [n, task.batch]) as unknown,
    })
    const compiled = (n: number) =>
      on.compile(fold)({ data, state: first, rows: T.zeros([n, task.batch]) as unknown } as never)()
    const programs = new Map([[chunk, orThrow(await compiled(chunk))]])
    let state = first
    return {
      run: async (steps) => {
        let loss = Number.NaN
        for (let done = 0; done < steps; done += chunk) {
          const n = Math.min(chunk, steps - done)
          const program = programs.get(n) ?? orThrow(await compiled(n))
          programs.set(n, program)
          const [end, losses] = orThrow(await program.run(argument(state, n))())
          state = end
          loss = T.toFlat(losses)[n - 1]
        }
        return loss
      },
      release: async () => {
        await Promise.all([...programs.values()].map((program) => program.release()))
      },
    }
  },
})

/** One step in one run. */
export const stagedStep = (name: string, engine: (threads: number) => Engine): Contender => ({
  name,
  setup: async (task, images) => {
    const { data, state: first, step } = training(optimizerOf(task), task, images)
    const one = (x: { readonly data: typeof data; readonly state: typeof first; readonly rows: T.Tensor<[number]> }) =>
      step(x.state, x.rows, x.data)
    const next = order(images.count)
    const program = orThrow(
      await engine(task.threads).compile(one)({ data, state: first, rows: T.zeros([task.batch]) } as never)(),
    )
    let state = first
    return {
      run: async (steps) => {
        let loss = Number.NaN
        for (let s = 0; s < steps; s++) {
          const rows = rowsOf(next(task.batch), [task.batch])
          const [after, value] = orThrow(await program.run({ data, state, rows })())
          state = after
          loss = T.toNumber(value)
        }
        return loss
      },
      release: () => program.release(),
    }
  },
})
