/** Predictors as ONNX models, run with nothing but a runtime: raw rows in, what `Train.predict` says out. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as Objective from '../../src/Objective.js'
import * as Onnx from '../../src/Onnx.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'
import { judge } from '../onnx/judge.js'
import { native, open, type Values } from '../onnx/run.js'
import { binary, classes, numbers } from './predictors.js'

type Rows = T.Tensor<[number, number]>

const vector = (xs: readonly number[]): T.Tensor<[number]> => T.tensor(xs) as unknown as T.Tensor<[number]>

/** What should come out, by the operations of the library. */
const expected = {
  classes: (x: Rows, output: Rows): Values => {
    const p = classes.task.objective.activation(output as never) as unknown as Rows
    return { probabilities: p, class: T.argmax(output) }
  },
  binary: (x: Rows, output: Rows): Values => {
    const yes = T.sigmoid(output)
    const no = pipe(T.ones(T.shape(yes) as [number, number]), T.sub(yes)) as Rows
    return { probabilities: T.concat(1)([no, yes]), class: Objective.binary.decide(output as never) }
  },
  numbers: (x: Rows, output: Rows): Values => {
    const { mean, deviation } = numbers.table.targetScale
    return { numbers: pipe(output, T.mul(vector(deviation)), T.add(vector(mean))) }
  },
}

const kinds = { classes, binary, numbers }

describe.each(['classes', 'binary', 'numbers'] as const)('a predictor of %s as an ONNX model', (kind) => {
  const { predictor, task, table } = kinds[kind]
  const apply = task.model.apply(predictor.params as never) as unknown as (x: Rows) => Rows
  const f = ({ input }: Values): Values => {
    const { mean, deviation } = table.scale
    const scaled = pipe(input as Rows, T.sub(vector(mean)), T.div(vector(deviation))) as Rows
    return expected[kind](input as Rows, apply(scaled))
  }

  it.each(['float32', 'float64'] as const)(
    'takes rows as they are, and says what it says here: %s',
    async (precision) => {
      const model = Onnx.predictor(predictor as never, { precision })
      for (const rows of [1, 5, 40]) {
        const input = pipe(Seed.normal([rows, 2])(Seed.fromNumber(rows)), T.mul(3))
        await judge(native, { name: kind, model, values: { input }, f }, precision)
      }
    },
  )

  it('says in its metadata which columns it takes, and what it says', async () => {
    const model = Onnx.predictor(predictor as never, { precision: 'float64' })
    const session = await open(native, model)
    const row = { x: 3, y: -0.25 }
    const found = await session.run({ input: T.tensor([[row.x, row.y]]) })
    await session.release()
    const said = Train.predict(predictor as typeof classes.predictor)(row)
    const { target } = table
    if (target._tag === 'Class') expect(target.names[T.toFlat(found['class'])[0]]).toBe(said.class)
    const text = new TextDecoder().decode(model.bytes)
    for (const each of ['["x","y"]', JSON.stringify(target), task.objective.name]) expect(text).toContain(each)
  })
})
