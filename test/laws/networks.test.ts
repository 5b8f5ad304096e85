import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as A from '../../src/Activation.js'
import * as D from '../../src/Diff.js'
import * as L from '../../src/Layer.js'
import * as Loss from '../../src/Loss.js'
import * as M from '../../src/Model.js'
import * as Objective from '../../src/Objective.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import { check, choices, goals, network, networks, type Choice, type Failure, type Goal } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'

describeLaws(networks(), { numRuns: 10 })

/** What is printed of a network, run as a program. */
const lossOfPrinted = (text: string): T.Scalar =>
  new Function('pipe', 'A', 'L', 'Loss', 'M', 'Objective', 'Seed', 'T', `${text}\nreturn loss`)(
    ...[pipe, A, L, Loss, M, Objective, Seed, T],
  ) as T.Scalar

describe('random networks', () => {
  const many = fc.sample(network(), 300)
  const texts = many.map((n) => n[fc.toStringMethod]())

  it('print as what a user would type: what is printed runs, and computes the same loss to the bit', () => {
    many.forEach(({ model, params, inputs, targets, mode, loss }, i) => {
      expect(lossOfPrinted(texts[i])).toEqual(loss(targets)(model.apply(params)(inputs, mode)))
    })
  })

  it('hold one to six layers, each activation, each loss, dropout, maxout, biases and none', () => {
    const depths = new Set(texts.map((text) => [...text.matchAll(/M\.named/g)].length))
    expect([...depths].sort()).toEqual([1, 2, 3, 4, 5, 6])
    const all = texts.join('\n')
    choices.slice(1).forEach(({ code }) => expect(all).toContain(`L.activation(${code})`))
    goals.forEach(({ code }) =>
      expect([1, 2, 3, 4, 5].some((k) => all.includes(`const loss = ${code(k)}(`))).toBe(true),
    )
    ;['L.dropout(', 'L.maxout(', 'bias: false', 'M.train(Seed'].forEach((word) => expect(all).toContain(word))
    expect(all).toMatch(/L\.dense\(\d, \d\)/)
  })
})

/** It ends at the first refusal, so it may look as long as the mutants does. */
const refused = (law: string, options: Parameters<typeof networks>[0]): Failure => {
  const report = check(networks(options), { only: law, numRuns: 10_000 })
  return E.isLeft(report) ? report.left.failures[0] : expect.fail(`${law} holds`)
}

describe('a wrong part in random networks', () => {
  /** x·σ(x), with the second half of its derivative lost. */
  const swish: Choice = {
    code: 'swish',
    f: D.customDerivative({
      value: (x: T.Tensor<[number, number]>) => pipe(x, T.mul(T.sigmoid(x))),
      tangent: (x: T.Tensor<[number, number]>, dx: T.Tensor<[number, number]>) => pipe(dx, T.mul(T.sigmoid(x))),
    }) as Choice['f'],
  }

  it('an activation that lost a term is refused, and shrinks to the smallest network that has it', () => {
    const { counterexample, message } = refused('reverse = numeric', { activations: [choices[0], swish], maxDepth: 4 })
    // One hidden layer, which alone can have an activation, and one row. Shrinking is greedy, so now and then a second unit stays, with weights that are 0, or a second row.
    expect(counterexample).toMatch(/M\.named\('hidden1', L\.dense\([12], [12]/)
    expect(counterexample).toContain('M.andThen(L.activation(swish))')
    expect(counterexample).not.toContain('hidden3')
    expect(counterexample).toMatch(/const inputs = T\.tensor\(\[\[[^\]]+\](,\[[^\]]+\])?\]\)/)
    expect(message).toMatch(/^at {8}(hidden\d|output)\.(weight|bias)\[\d\]/)
  })

  it('a loss that takes the mean twice is refused by the laws of rows', () => {
    const twice: Goal = {
      ...goals[1],
      code: () => 'meanTwice',
      loss: () => (targets) => (output) =>
        pipe(goals[1].loss(1)(targets)(output), T.div(T.shape(output as T.AnyTensor)[0])),
    }
    expect(refused('mean of examples', { goals: [twice] }).counterexample).toContain('meanTwice(targets)')
    expect(refused('rows twice', { goals: [twice] }).counterexample).toContain("const network = M.named('output', ")
  })

  it('an activation that looks at the whole batch is refused: examples must not know of one another', () => {
    const centred: Choice = { code: 'centred', f: (x) => pipe(x, T.sub(T.mean(x))) as typeof x }
    expect(refused('mean of examples', { activations: [choices[0], centred] }).counterexample).toContain('centred')
  })
})
