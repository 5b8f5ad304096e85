import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as Data from '../../src/Data.js'
import { referenceEngine, type Engine } from '../../src/Engine.js'
import * as L from '../../src/Layer.js'
import * as Objective from '../../src/Objective.js'
import * as O from '../../src/Optimizer.js'
import * as P from '../../src/Params.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'

import { failing } from '../operation/support.js'
import { bits, line, points, trainer } from './support.js'

const collect = async <A>(events: AsyncIterable<A>): Promise<readonly A[]> => {
  const all: A[] = []
  for await (const event of events) all.push(event)
  return all
}

const seed = Seed.fromNumber(5)

const options = { from: trainer.start(seed), epochs: 3, size: 2 }

describe('run', () => {
  it('tells each step, the end of each epoch and the end, in this order', async () => {
    const events = await collect(Train.run(trainer, points(5), options))
    const epoch = ['Stepped', 'Stepped', 'Stepped', 'EpochEnded']
    expect(events.map(({ _tag }) => _tag)).toEqual([...epoch, ...epoch, ...epoch, 'Ended'])
    const stepped = events.flatMap((event) => (event._tag === 'Stepped' ? [event] : []))
    expect(stepped.map((event) => [event.epoch, event.index])).toEqual(
      [0, 1, 2].flatMap((each) => [0, 1, 2].map((index) => [each, index])),
    )
    expect(stepped.map(({ state }) => state.iteration)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(stepped.map(({ rows }) => rows.length)).toEqual([2, 2, 1, 2, 2, 1, 2, 2, 1])
    expect(events.flatMap((event) => (event._tag === 'EpochEnded' ? [event.epoch] : []))).toEqual([0, 1, 2])
  })

  it('visits each row once an epoch, in another order each time', async () => {
    const events = await collect(Train.run(trainer, points(20), { ...options, size: 3 }))
    const orders = [0, 1, 2].map((epoch) =>
      events.flatMap((event) => (event._tag === 'Stepped' && event.epoch === epoch ? event.rows : [])),
    )
    const all = Array.from({ length: 20 }, (_, i) => i)
    orders.forEach((order) => expect([...order].sort((a, b) => a - b)).toEqual(all))
    expect(new Set([all, ...orders].map(String)).size).toBe(4)
  })

  it('ends, to the bit, where the fold of the same batches ends', async () => {
    const [last] = (await collect(Train.run(trainer, points(5), options))).slice(-1)
    if (last._tag !== 'Ended' || E.isLeft(last.outcome)) return expect.fail('the run should end well')
    const folded = [0, 1, 2].reduce(
      (state, epoch) =>
        pipe(
          Data.batches(points(5), { size: 2, epoch, seed: Train.forBatches(seed) }),
          Train.fold(trainer.step, state),
        ),
      trainer.start(seed),
    )
    expect(bits(last.outcome.right)).toEqual(bits(folded))
  })

  it('says of an epoch the mean loss over its rows, a short batch counting less', async () => {
    const events = await collect(Train.run(trainer, points(5), { ...options, epochs: 1 }))
    const total = events.reduce(
      (sum, event) => (event._tag === 'Stepped' ? sum + event.loss * event.rows.length : sum),
      0,
    )
    const [ended] = events.flatMap((event) => (event._tag === 'EpochEnded' ? [event] : []))
    expect(ended.loss).toBe(total / 5)
  })

  it('gone on with from any of its states, in the middle of an epoch too, ends at the same bits', async () => {
    const cut = fc.record({
      count: fc.integer({ min: 1, max: 6 }),
      size: fc.integer({ min: 1, max: 4 }),
      dropLast: fc.boolean(),
      number: fc.nat(),
    })
    await fc.assert(
      fc.asyncProperty(cut, async ({ count, size, dropLast, number }) => {
        fc.pre(!dropLast || size <= count)
        const data = points(count)
        const from = trainer.start(Seed.fromNumber(number))
        const all = { from, epochs: 2, size, dropLast }
        const whole = await collect(Train.run(trainer, data, all))
        const states = whole.flatMap((event) => (event._tag === 'Stepped' ? [event.state] : []))
        const end = states[states.length - 1]
        for (const [i, state] of [from, ...states].entries()) {
          const rest = await collect(Train.run(trainer, data, { ...all, from: state }))
          const steps = rest.flatMap((event) => (event._tag === 'Stepped' ? [bits(event.state)] : []))
          expect(steps).toEqual(states.slice(i).map(bits))
          expect(rest.slice(-1)).toEqual([{ _tag: 'Ended', outcome: E.right(end) }])
        }
      }),
      { numRuns: 15 },
    )
  })

  it('is lazy, and stops where its walker does; what was seen last can go on', async () => {
    let taken = 0
    const data = points(6)
    const counting: typeof data = { ...data, take: (rows) => ((taken += 1), data.take(rows)) }
    const events = Train.run(trainer, counting, options)
    expect(taken).toBe(0)
    let last = options.from
    for await (const event of events) {
      if (event._tag === 'Stepped') last = event.state
      if (last.iteration === 4) break
    }
    expect(taken).toBe(4)
    expect(await events.next()).toEqual({ done: true, value: undefined })
    const rest = await collect(Train.run(trainer, data, { ...options, from: last }))
    const whole = await collect(Train.run(trainer, data, options))
    expect(rest.slice(-1)).toEqual(whole.slice(-1))
  })

  it('lets timers have their turn', async () => {
    let ticks = 0
    const timer = setInterval(() => (ticks += 1), 0)
    await collect(Train.run(trainer, points(64), { ...options, size: 1 }))
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(1)
  })

  it('ends at once when the epochs of its state are all it was to have', async () => {
    const done = { ...options.from, epoch: 3 }
    expect(await collect(Train.run(trainer, points(5), { ...options, from: done }))).toEqual([
      { _tag: 'Ended', outcome: E.right(done) },
    ])
  })

  it('refuses epochs that are no number of epochs, and epochs without a batch', async () => {
    const refused = async (part: object, operation: string, expected: string, found: string) => {
      const caught = await collect(Train.run(trainer, points(5), { ...options, ...part })).catch((e: unknown) => e)
      failing(
        () => {
          throw caught
        },
        operation,
        expected,
        found,
      )
    }
    await refused({ epochs: NaN }, 'Train.run', 'a whole number of epochs that is not negative', 'NaN')
    await refused({ epochs: -1 }, 'Train.run', 'a whole number of epochs that is not negative', '-1')
    await refused({ size: 6, dropLast: true }, 'Train.run', 'at least one batch an epoch', '5 rows for batches of 6')
    await refused({ size: 0 }, 'Data.batches', 'size to be an integer of at least 1', '0')
    await refused({ size: NaN }, 'Data.batches', 'size to be an integer of at least 1', 'NaN')
  })
})

describe('a run that diverges', () => {
  const fit = (learningRate: number) =>
    Train.trainer({
      model: L.dense(1, 1),
      objective: Objective.regression(1),
      optimizer: O.sgd({ learningRate }),
    })
  const data = Data.fromTensors(line.x, line.y)

  const diverged = async (learningRate: number, epochs = 50) => {
    const events = await collect(Train.run(fit(learningRate), data, { from: fit(1).start(seed), epochs, size: 2 }))
    const [last] = events.slice(-1)
    if (last._tag !== 'Ended' || E.isRight(last.outcome) || last.outcome.left._tag !== 'NonFinite')
      return expect.fail('the run should diverge')
    return { events, problem: last.outcome.left }
  }

  const finite = (params: ReturnType<ReturnType<typeof fit>['start']>['params']): boolean =>
    P.fold(true, (all, x) => all && T.toFlat(x).every(Number.isFinite))(params)

  it('ends with where it went wrong and the last state of finite parameters', async () => {
    const { events, problem } = await diverged(1e10)
    const stepped = events.flatMap((event) => (event._tag === 'Stepped' ? [event] : []))
    expect(problem._tag).toBe('NonFinite')
    expect(problem.iteration).toBe(stepped.length)
    expect(problem.epoch).toBe(Math.floor(stepped.length / 3))
    expect(problem.seed).toEqual(seed)
    expect(problem.before).toBe(stepped[stepped.length - 1].state)
    expect(problem.lastGood).toBe(stepped[stepped.length - 2].state)
    expect(finite(problem.lastGood.params)).toBe(true)
    const [batch] = Data.batches(data, {
      size: 2,
      seed: Train.forBatches(seed),
      epoch: problem.epoch,
      from: problem.before.position,
    })
    expect(problem.rows).toEqual(batch.rows)
    expect(Number.isFinite(T.toNumber(fit(1).observe(problem.before, batch).loss))).toBe(false)
  })

  it('ends so at any rate, with finite parameters in every state it ever told', async () => {
    for (const rate of [1e3, 1e10, 1e155, 1e300, Number.MAX_VALUE]) {
      const { events, problem } = await diverged(rate, 1e6)
      const states = events.flatMap((event) => (event._tag === 'Stepped' ? [event.state] : []))
      expect([...states, problem.lastGood].every(({ params }) => finite(params))).toBe(true)
    }
  })

  it('does not take for a good end that the last update made parameters infinite', async () => {
    const from = fit(1).start(seed)
    const [{ outcome }] = (await collect(
      Train.run(fit(Number.MAX_VALUE), data, { from, epochs: 1, size: 5 }),
    )) as unknown as readonly [{ readonly outcome: E.Either<Train.NonFinite<unknown, unknown>, unknown> }]
    if (E.isRight(outcome)) return expect.fail('the run should diverge')
    expect(Number.isFinite(outcome.left.loss)).toBe(true)
    expect(outcome.left.lastGood).toBe(from)
    expect(Train.Show.show(outcome.left)).toMatch(
      /^The update of the parameter "bias" became infinite or NaN in epoch 1, iteration 1 \(5 rows/,
    )
  })

  it('says so in words: what, where, and what to do', async () => {
    const { problem } = await diverged(1e10)
    const { epoch, iteration, rows } = problem
    const words = Train.Show.show(problem)
    expect(words).toContain(
      `The loss became ∞ in epoch ${epoch + 1}, iteration ${iteration + 1} (` +
        `${rows.length === 1 ? '' : `${rows.length} rows, the first is `}row ${rows[0]}). It began in the loss: "s`,
    )
    expect(words).toContain('The learning rate is too high: 1e10, where gradient descent on this batch is stable up to')
    expect(words).toMatch(/The last good state is kept; .*begin again, or from an earlier state\.$/)
    expect(Train.Show.show({ ...problem, rows: [3] })).toContain('(row 3)')
  })

  it('ends at the first batch when the data hold a NaN', async () => {
    const from = trainer.start(seed)
    const events = await collect(
      Train.run(trainer, Data.fromTensors(T.tensor([[NaN, 1]]), T.tensor([[1]])), { from, epochs: 1, size: 1 }),
    )
    const [batch] = Data.batches(Data.fromTensors(T.tensor([[NaN, 1]]), T.tensor([[1]])), { size: 1 })
    const diagnosis = Train.diagnose(trainer, from, batch)
    const where = { loss: NaN, epoch: 0, iteration: 0, rows: [0], seed, before: from, lastGood: from }
    const symptom = { what: 'loss', path: '' } as const
    expect(events).toEqual([{ _tag: 'Ended', outcome: E.left({ _tag: 'NonFinite', symptom, ...where, diagnosis }) }])
  })
})

describe('a state from elsewhere', () => {
  const refused = async (from: typeof options.from, size = 2) =>
    expect(collect(Train.run(trainer, points(5), { ...options, from, size }))).rejects.toThrow(
      /expected a state in an epoch of \d batches, as 5 rows make in batches of \d, found one after \d batches and \d rows: it was made with other data or another size/,
    )

  it('is refused where its place is beyond the batches of an epoch', () =>
    refused({ ...trainer.start(seed), iteration: 4, position: 4 }))

  it('is refused in the middle of an epoch that was cut otherwise, and taken at its end', async () => {
    const states = (await collect(Train.run(trainer, points(5), options))).flatMap((event) =>
      event._tag === 'Stepped' ? [event.state] : [],
    )
    await refused(states[0], 3)
    const end = (await collect(Train.run(trainer, points(5), { ...options, from: states[2], size: 3 }))).at(-1)
    expect(end?._tag === 'Ended' && E.isRight(end.outcome)).toBe(true)
  })

  it('a size that is none is refused in words of its own', async () => {
    for (const size of [0, -1, 2.5, Infinity, NaN])
      await expect(collect(Train.run(trainer, points(5), { ...options, size }))).rejects.toThrow(/size/)
    await expect(collect(Train.run(trainer, points(5), { ...options, epochs: 1.5 }))).rejects.toThrow(
      'whole number of epochs',
    )
  })
})

describe('norms', () => {
  const withNorms = async (engine?: Engine) =>
    (
      await collect(
        Train.run(trainer, points(5), { ...options, norms: true, ...(engine === undefined ? {} : { engine }) }),
      )
    ).flatMap((event) => (event._tag === 'Stepped' && event.norms !== undefined ? [event.norms] : []))

  it('are those of the gradient and of what was added, step by step', async () => {
    const states = (await collect(Train.run(trainer, points(5), options))).flatMap((event) =>
      event._tag === 'Stepped' ? [event.state] : [],
    )
    const before = [options.from, ...states.slice(0, -1)]
    const moved = states.map(({ params }, i) =>
      T.toNumber(O.globalNorm(P.zipWith((a: any, b: any) => pipe(a, T.sub(b)))(params, before[i].params as never))),
    )
    const norms = await withNorms()
    norms.forEach(({ update }, i) => expect(update).toBeCloseTo(moved[i], 12))
    expect(norms.length).toBe(9)
    norms.forEach(({ gradient }) => expect(gradient).toBeGreaterThan(0))
  })

  it('are the same on an engine, and told only when asked for', async () => {
    expect(await withNorms(referenceEngine)).toEqual(await withNorms())
    const events = await collect(Train.run(trainer, points(5), options))
    expect(events.some((event) => 'norms' in event)).toBe(false)
  })
})

describe('fork', () => {
  it('goes on from the same parameters and place with another optimizer, which begins anew', async () => {
    const sgd = Train.trainer({
      model: trainer.model,
      objective: trainer.objective,
      optimizer: O.sgd({ learningRate: 0.01 }),
    })
    const middle = (await collect(Train.run(trainer, points(5), options)))[2]
    if (middle._tag !== 'Stepped') return expect.fail('a step')
    const forked = sgd.fork(middle.state)
    expect({ ...forked, optimizer: 0 }).toStrictEqual({ ...middle.state, optimizer: 0 })
    const rows = async (of: any, from: any) =>
      (await collect(Train.run<any>(of, points(5), { ...options, from }))).flatMap((event) =>
        event._tag === 'Stepped' ? [event.rows] : [],
      )
    expect(await rows(sgd, forked)).toStrictEqual(await rows(trainer, middle.state))
  })
})
