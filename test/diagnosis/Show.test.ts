/** What a reader of docs/reliability.md is shown, word for word. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as Data from '../../src/Data.js'
import * as I from '../../src/Init.js'
import * as L from '../../src/Layer.js'
import * as Loss from '../../src/Loss.js'
import * as M from '../../src/Model.js'
import * as Objective from '../../src/Objective.js'
import * as O from '../../src/Optimizer.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'

/** The words in which a training ends, from the parameters of seed 1. */
const words = async (trainer: any, data: any): Promise<string> => {
  const options = { from: trainer.start(Seed.fromNumber(1)), epochs: 1000, size: 5 }
  for await (const event of Train.run<any>(trainer, data, options))
    if (event._tag === 'Ended' && event.outcome._tag === 'Left') return Train.Show.show(event.outcome.left)
  return 'it ended well'
}

const line = (learningRate: number) =>
  Train.trainer({
    model: M.named('line', L.dense(1, 1)),
    objective: Objective.regression(1),
    optimizer: O.sgd({ learningRate }),
  })

const y = T.tensor([[2], [4], [6], [8], [10]])

describe('the words of a run that diverged', () => {
  it('a rate too high', async () => {
    expect(await words(line(0.5), Data.fromTensors(T.tensor([[1], [2], [3], [4], [5]]), y))).toBe(
      'The loss became ∞ in epoch 149, iteration 149 (5 rows, the first is row 2). ' +
        'It began in the loss: "square" made ∞ of -1.36e154, for row 4 (1 of 5 results are not finite, of operands from -1.36e154 to -3.28e153). ' +
        'The learning rate is too high: 0.5, where gradient descent on this batch is stable up to about 0.0845 (at the first parameters). Take a rate below that. ' +
        'The last good state is kept; where its parameters have grown already, begin again, or from an earlier state.',
    )
  })

  it('NaN in the data', async () => {
    expect(await words(line(0.01), Data.fromTensors(T.tensor([[1], [2], [NaN], [4], [5]]), y))).toBe(
      'The loss became NaN in epoch 1, iteration 1 (5 rows, the first is row 0). ' +
        'The input in row 2, column 0 is NaN: repair that row of the data, or leave it out. ' +
        'The last good state is kept: the run can go on from it.',
    )
  })

  it('a softmax without a shift', async () => {
    const softmax = (z: any) => {
      const e = T.exp<readonly [number, 2]>(z)
      return pipe(e as any, T.div(T.expandDims(1)(T.sumAlong(1)(e)) as any)) as any
    }
    const model = pipe(M.named('logits', L.dense(2, 2, { init: I.constant(50) })), M.map(softmax)) as any
    const objective = { ...Objective.multiclass(2), loss: (t: any) => (p: any) => Loss.crossEntropy(t)(p) } as any
    const trainer = Train.trainer({ model, objective, optimizer: O.adam() })
    expect(
      await words(
        trainer,
        Data.fromTensors(
          T.tensor([
            [9, 9],
            [8, 4],
          ]),
          T.tensor([0, 1]),
        ),
      ),
    ).toBe(
      'The loss became NaN in epoch 1, iteration 1 (2 rows, the first is row 0). ' +
        'It began in the forward pass in layer "logits": "exp" made ∞ of 900, for row 0 (2 of 4 results are not finite, of operands from 600 to 900). ' +
        'exp of 900, which overflows from 710 on: subtract the largest element before, as softmax and logSoftmax do, or use a loss that takes logits. ' +
        'It was the first step of the run, so there is no state to go on from: begin again.',
    )
  })
})
