import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as Data from '../../src/Data.js'
import * as L from '../../src/Layer.js'
import * as Objective from '../../src/Objective.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'
import { binary, classes, numbers, predictors, rows } from './predictors.js'

describe('predict', () => {
  it('says of a row what it says of it among others', () => {
    fc.assert(
      fc.property(fc.constantFrom(...predictors), rows, (predictor, all) => {
        const together = Train.predict(predictor)(all)
        expect(all.map((row) => Train.predict(predictor)(row))).toEqual(together)
      }),
    )
  })

  it('says what the model says of the scaled tensor of the rows', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const { task, table, predictor } = classes
        const probabilities = pipe(Data.inputs(table)(all), Train.predict(task, predictor.params), T.toArray)
        expect(Train.predict(predictor)(all).map((each) => Object.values(each.probabilities))).toEqual(probabilities)
        const outputs = pipe(Data.inputs(numbers.table)(all), Train.predict(numbers.task, numbers.predictor.params))
        const { mean, deviation } = numbers.table.targetScale
        expect(Train.predict(numbers.predictor)(all).map(({ z, w }) => [z, w])).toEqual(
          (T.toArray(outputs) as readonly (readonly number[])[]).map((each) =>
            each.map((v, k) => mean[k] + v * deviation[k]),
          ),
        )
      }),
    )
  })

  it('names the class of the largest probability, and probabilities add up to 1', () => {
    fc.assert(
      fc.property(rows, (all) => {
        for (const by of [classes, binary] as const)
          for (const row of all) {
            const { class: name, probabilities } = Train.predict(by.predictor as typeof classes.predictor)(row)
            const found = Object.values(probabilities)
            expect(probabilities[name]).toBe(Math.max(...found))
            expect(Math.abs(found.reduce((a, b) => a + b, 0) - 1)).toBeLessThanOrEqual(4 * 2 ** -52)
          }
      }),
    )
  })

  it('takes one output as the probability of the second of two classes, and 0.5 for it', () => {
    const table = Data.table(['x'], Data.classOf('is', Data.classes(['no', 'yes'])))
    const yes = Train.predictor(
      { model: L.dense(1, 1), objective: Objective.binary },
      table,
    )({
      weight: T.tensor([[1]]),
      bias: T.tensor([0]),
    })
    expect(Train.predict(yes)({ x: 0 })).toEqual({ class: 'yes', probabilities: { no: 0.5, yes: 0.5 } })
    expect(Train.predict(yes)({ x: -2 }).class).toBe('no')
  })

  it('makes no predictions of no rows', () => {
    for (const predictor of predictors) expect(Train.predict(predictor)([])).toEqual([])
  })

  it('does not look at columns that the table has not', () => {
    const row = { x: 1, y: 2, kind: 'a', note: 'text' }
    expect(Train.predict(classes.predictor)(row)).toEqual(Train.predict(classes.predictor)({ x: 1, y: 2 }))
  })

  it('is typed by the table', () => {
    const one = Train.predict(classes.predictor)({ x: 1, y: 2 })
    expectTypeOf(one.class).toEqualTypeOf<'a' | 'b' | 'c'>()
    expectTypeOf(one.probabilities).toEqualTypeOf<{ readonly [_ in 'a' | 'b' | 'c']: number }>()
    expectTypeOf(Train.predict(numbers.predictor)([{ x: 1, y: 2 }])).toEqualTypeOf<
      readonly { readonly z: number; readonly w: number }[]
    >()
    // @ts-expect-error There is no y.
    expect(() => Train.predict(classes.predictor)({ x: 1 })).toThrow('a finite number in the column “y” of row 0')
    expect(() => Train.predict(classes.predictor)({ x: 1, y: NaN })).toThrow('found NaN')
  })
})

describe('a predictor', () => {
  const params = L.dense(2, 3).init(Seed.fromNumber(1))

  it('does not compile with a model of other columns or classes than the table', () => {
    const objective = Objective.multiclass(3)
    // @ts-expect-error The table has two columns.
    expect(() => Train.predictor({ model: L.dense(3, 3), objective }, classes.table)(L.dense(3, 3).init(Seed.fromNumber(1)))).toThrow() // prettier-ignore
    const two = Data.table(['x', 'y'], Data.classOf('kind', Data.classes(['a', 'b'])))
    // @ts-expect-error The table has two classes.
    expect(() => Train.predictor({ model: L.dense(2, 3), objective }, two)(params)).toThrow(
      'Train.predictor: expected an output of 2 or 1 numbers a row, as the table has it, found [1, 3]',
    )
    // @ts-expect-error The objective is for numbers, the table for classes.
    Train.predictor({ model: L.dense(2, 3), objective: Objective.regression(3) }, classes.table)
  })

  it('refuses the spec of a model with other parameters', () => {
    const task = { model: L.dense(2, 3), objective: Objective.multiclass(3) }
    const layer = { layer: 'dense', name: 'out', out: 3, bias: true, init: 'uniform' } as const
    const spec = { model: { input: 2, layers: [layer] }, objective: 'multiclass' } as const
    expect(() => Train.predictor(task, classes.table, spec)(params)).toThrow(
      'Train.predictor: expected the spec of a model with bias [3], weight [2, 3], found out.bias [3], out.weight [2, 3]',
    )
  })
})
