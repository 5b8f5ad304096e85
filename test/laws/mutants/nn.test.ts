/**
 * Laws are tested by what they refuse: optimizers, schedules, losses, activations, layers and training steps that are wrong in the ways these are wrong, each of
 * which a named law must catch; and every law must catch something.
 */
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe } from 'vitest'
import {
  activation,
  activations,
  arbitrary,
  epochs,
  layer,
  layers,
  loss,
  losses,
  model,
  optimizer,
  optimizers,
  pairs,
  schedule,
  training,
  transformation,
  type LawSet,
} from '../../../laws/index.js'
import * as A from '../../../src/Activation.js'
import * as Data from '../../../src/Data.js'
import * as D from '../../../src/Diff.js'
import * as L from '../../../src/Layer.js'
import * as Loss from '../../../src/Loss.js'
import * as M from '../../../src/Model.js'
import * as Objective from '../../../src/Objective.js'
import * as O from '../../../src/Optimizer.js'
import * as P from '../../../src/Params.js'
import * as Schedule from '../../../src/Schedule.js'
import * as Seed from '../../../src/Seed.js'
import * as T from '../../../src/Tensor.js'
import * as Train from '../../../src/Train.js'
import { points } from '../../train/support.js'
import { everyLawRefuses, refusedByName, wrong, type Wrong } from './support.js'

// Mistakes are made without the help of types.
const { add, sub, mul, div, sqrt, square, where, greater, greaterOrEqual } = T as any
const { map, zipWith } = P as any
const { oneHot } = T as any

const zeros: any = map((p: any) => mul(0)(p))
const quotient = (x: any, y: any): any => pipe(x, div(y))
const times = (...xs: readonly any[]): any => xs.reduce((a, b) => pipe(a, mul(b)))
const plus = (...xs: readonly any[]): any => xs.reduce((a, b) => pipe(a, add(b)))
const rest = (x: any): any => pipe(T.scalar(1), sub(x))

const asOptimizer = (machine: any): any => ({ ...machine, _tag: 'Optimizer' })
const asTransformation = (machine: any): any => ({ ...machine, _tag: 'GradientTransformation' })

/** One after the other, whatever they are. */
const series = (first: any, second: any): any => asOptimizer(O.chain(asTransformation(first), asTransformation(second)))

/** An optimizer that remembers a number for each parameter: how that goes on, and what is made of it. */
const remembering = (next: (h: any, g: any) => any, updates: (h: any, g: any, old: any) => any): any => ({
  _tag: 'Optimizer',
  init: (p: any) => ({ h: zeros(p) }),
  update: (g: any, { h }: any) => {
    const after = zipWith(next)(h, g)
    const aux = zipWith((a: any, b: any) => updates(a, b, a))(after, g)
    return [updates.length < 3 ? aux : zipWith((a: any, b: any) => updates(null, b, a))(h, g), { h: after }]
  },
})

const adagrad = (update: (o: any, h: any, g: any) => any) => (o: any) =>
  remembering(
    (h, g) => plus(h, square(g)),
    (h, g) => update(o, h, g),
  )

const rmsprop = (next: (decay: any, h: any, g: any) => any) => (o: any) =>
  remembering(
    (h, g) => next(o.decay, h, g),
    (h, g) => quotient(times(-1, g, o.learningRate), sqrt(plus(h, o.epsilon))),
  )

interface Moments {
  readonly m: any
  readonly v: any
  readonly oldM: any
  readonly c1: any
  readonly c2: any
}

/** Adam from its formula, to be changed in one place. */
const adam =
  (
    step: (o: any, s: Moments) => any,
    { exchanged = false, frozen = false }: { readonly exchanged?: boolean; readonly frozen?: boolean } = {},
  ) =>
  (given: any): any => {
    const o = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, biasCorrection: true, ...given }
    const [b1, b2] = exchanged ? [o.beta2, o.beta1] : [o.beta1, o.beta2]
    return {
      _tag: 'Optimizer',
      init: (p: any) => ({ m: zeros(p), v: zeros(p), c1: T.scalar(0), c2: T.scalar(0) }),
      update: (g: any, s: any) => {
        const mean = (b: any) => (old: any, x: any) => plus(times(old, b), times(x, rest(b)))
        const m = zipWith(mean(b1))(s.m, g)
        const v = zipWith(mean(b2))(s.v, map(square)(g))
        const [c1, c2] = [mean(b1)(s.c1, T.scalar(1)), mean(b2)(s.c2, T.scalar(1))]
        const used = { c1: o.biasCorrection ? c1 : T.scalar(1), c2: o.biasCorrection ? c2 : T.scalar(1) }
        const joined = { m, v, oldM: s.m }
        const updates = unzip(joined, (leaf) => step(o, { ...leaf, ...used }))
        return [updates, { m, v, c1: frozen ? s.c1 : c1, c2: frozen ? s.c2 : c2 }]
      },
    }
  }

/** A function of the tensors at the same place of several records. */
const unzip = (all: any, f: (leaf: any) => any): any => {
  const names = Object.keys(all)
  const vectors = Object.fromEntries(names.map((n) => [n, P.flatten(all[n])]))
  return (P.unflatten as any)(all[names[0]])(f(vectors))
}

const right = (o: any, { m, v, c1, c2 }: Moments): any =>
  quotient(times(quotient(m, c1), -1, o.learningRate), plus(sqrt(quotient(v, c2)), o.epsilon))

const sgd = (f: (g: any, params: any) => any): any => ({
  _tag: 'Optimizer',
  init: () => [],
  update: (g: any, s: any, p: any) => [f(g, p), s],
})

const wrongOptimizers: Readonly<Record<string, Wrong>> = {
  'AdaGrad with ε outside the root': wrong(
    optimizers.adagrad(adagrad((o, h, g) => quotient(times(-1, g, o.learningRate), plus(sqrt(h), o.epsilon)))),
    'constant gradient',
    'scale',
  ),
  'AdaGrad with the old h': wrong(
    optimizers.adagrad((o: any) =>
      remembering(
        (h, g) => plus(h, square(g)),
        (_, g, old) => quotient(times(-1, g, o.learningRate), sqrt(plus(old, o.epsilon))),
      ),
    ),
    'constant gradient',
  ),
  'RMSProp with γ and 1 − γ exchanged': wrong(
    optimizers.rmsprop(rmsprop((decay, h, g) => plus(times(h, rest(decay)), times(square(g), decay)))),
    'constant gradient',
    'Adam',
  ),
  'RMSProp with ε outside the root': wrong(
    optimizers.rmsprop((o: any) =>
      remembering(
        (h, g) => plus(times(h, o.decay), times(square(g), rest(o.decay))),
        (h, g) => quotient(times(-1, g, o.learningRate), plus(sqrt(h), o.epsilon)),
      ),
    ),
    'constant gradient',
    'scale',
  ),
  'RMSProp that sums': wrong(
    optimizers.rmsprop(rmsprop((decay, h, g) => plus(times(h, decay), square(g)))),
    'constant gradient',
    'Adam',
  ),
  'Adam with ε inside the root': wrong(
    optimizers.adam(
      adam((o, { m, v, c1, c2 }) =>
        quotient(times(quotient(m, c1), -1, o.learningRate), sqrt(plus(quotient(v, c2), o.epsilon))),
      ),
    ),
    'constant gradient',
    'scale',
  ),
  'Adam with ε added before the correction': wrong(
    optimizers.adam(
      adam((o, { m, v, c1, c2 }) =>
        quotient(times(quotient(m, c1), -1, sqrt(c2), o.learningRate), plus(sqrt(v), o.epsilon)),
      ),
    ),
    'constant gradient',
  ),
  'Adam without bias correction': wrong(
    optimizers.adam((o) => O.adam({ ...o, biasCorrection: false })),
    'constant gradient',
  ),
  'Adam with the corrections exchanged': wrong(
    optimizers.adam(adam((o, s) => right(o, { ...s, c1: s.c2, c2: s.c1 }))),
    'constant gradient',
  ),
  'Adam with β₁ and β₂ exchanged': wrong(optimizers.adam(adam(right, { exchanged: true })), 'RMSProp'),
  'Adam whose count is frozen': wrong(optimizers.adam(adam(right, { frozen: true })), 'constant gradient'),
  'Adam with a stale moment': wrong(
    optimizers.adam(adam((o, s) => right(o, { ...s, m: s.oldM }))),
    'constant gradient',
    'RMSProp',
  ),
  'a count that is no tensor': wrong(
    optimizer((o: any) => ({
      _tag: 'Optimizer',
      init: () => ({ t: 0 }),
      update: (g: any, { t }: any) => [map((x: any) => quotient(times(x, o.learningRate), t + 1))(g), { t: t + 1 }],
    })),
    'structure',
  ),
  'a count outside the state': wrong(
    optimizer((o: any) => {
      let t = 0
      return sgd((g) => ((t += 1), map((x: any) => quotient(times(x, o.learningRate), t))(g)))
    }),
    'pure',
    'chain',
    'scheduled',
  ),
  'a state that is written to': wrong(
    optimizer(() => ({
      _tag: 'Optimizer',
      init: (p: any) => ({ h: zeros(p) }),
      update: (g: any, s: any) => {
        s.h = zipWith(plus)(s.h, g)
        return [s.h, s]
      },
    })),
    'pure',
  ),
  'a gradient keyed by position': wrong(
    optimizer(
      () =>
        sgd((g, p) => {
          const flat = Object.values(g)
          return Object.fromEntries(Object.keys(p).map((key, i) => [key, flat[i]]))
        }),
      { of: fc.record({ a: arbitrary.tensor([2]), b: arbitrary.tensor([2]) }) },
    ),
    'key order',
  ),
  'a rate that depends on the number of keys': wrong(
    optimizer(() => sgd((g) => map((x: any) => div(Object.keys(g).length + 1)(x))(g)), {
      of: fc.constant({ a: { b: T.scalar(1), c: T.scalar(2) }, d: [T.scalar(3)] }),
    }),
    'masked',
    'flattening',
  ),
  'clipping tensor by tensor, undeclared': wrong(
    optimizer(() => sgd(map((x: any) => quotient(x, plus(1, T.sqrt(T.sum(T.square(x)))))))),
    'flattening',
  ),
  'decay that is not declared': wrong(
    optimizer((o: any) => O.chain(O.addDecayedWeights(0.1), O.sgd(o))),
    'zero gradient',
  ),
  'a quotient 0/0': wrong(
    optimizer((o: any) =>
      remembering(
        (h, g) => plus(h, square(g)),
        (h, g) => quotient(times(g, o.learningRate), sqrt(h)),
      ),
    ),
    'zero gradient',
    'finite',
  ),
  'an update without its minus': wrong(
    optimizer((o: any) =>
      asOptimizer(O.perTensor([], (_, g) => ({ update: pipe(g, mul(o.learningRate)) as T.AnyTensor }))),
    ),
    'downhill',
  ),
  'an optimizer under the tag of a transformation': wrong(
    optimizer((o: any) => asTransformation(O.sgd(o))),
    'one optimizer',
    'masked',
    'scheduled',
  ),
  'a transformation of 0 to 1': wrong(
    transformation(asTransformation(sgd(map((x: any) => plus(x, 1))))),
    'zero gradient',
  ),
  'a transformation whose count is no tensor': wrong(
    transformation({
      _tag: 'GradientTransformation',
      init: () => ({ t: 0 }),
      update: (g: any, { t }: any) => [map((x: any) => quotient(x, t + 1))(g), { t: t + 1 }],
    }),
    'structure',
  ),
  'a transformation keyed by position': wrong(
    transformation(
      asTransformation(
        sgd((g, p) => {
          const flat = Object.values(g)
          return Object.fromEntries(Object.keys(p).map((key, i) => [key, flat[i]]))
        }),
      ),
      { of: fc.record({ a: arbitrary.tensor([2]), b: arbitrary.tensor([2]) }) },
    ),
    'key order',
  ),
  'a transformation by the sign as a quotient': wrong(
    transformation(asTransformation(sgd(map((x: any) => quotient(x, T.abs(x)))))),
    'zero gradient',
    'finite',
  ),
  'a transformation with a count outside the state': wrong(
    transformation(
      (() => {
        let t = 0
        return asTransformation(sgd((g) => ((t += 1), map((x: any) => quotient(x, t))(g))))
      })(),
    ),
    'pure',
    'chain',
  ),
  'a transformation that depends on the number of keys': wrong(
    transformation(asTransformation(sgd((g) => map((x: any) => div(Object.keys(g).length + 1)(x))(g))), {
      of: fc.constant({ a: { b: T.scalar(1), c: T.scalar(2) }, d: [T.scalar(3)] }),
    }),
    'masked',
    'flattening',
  ),
  'momentum as an average': wrong(
    optimizers.momentum((o: any) =>
      remembering(
        (h, g) => plus(times(h, o.momentum), times(g, rest(o.momentum), -1, o.learningRate)),
        (h) => h,
      ),
    ),
    'constant gradient',
    'converges below 2(1 + α)/L',
  ),
  'momentum that forgets': wrong(
    optimizers.momentum((o: any) =>
      remembering(
        (_, g) => times(g, -1, o.learningRate),
        (h) => h,
      ),
    ),
    'constant gradient',
    'converges below 2(1 + α)/L',
  ),
  'momentum with a friction of its own': wrong(
    optimizers.momentum((o: any) =>
      remembering(
        (h, g) => plus(times(h, plus(o.momentum, 0.1)), times(g, -1, o.learningRate)),
        (h) => h,
      ),
    ),
    'without momentum',
  ),
  "Nesterov's momentum with a friction of its own": wrong(
    optimizers.nesterov((o: any) => O.nesterov({ ...o, momentum: plus(o.momentum, 0.1) })),
    'without momentum',
    'constant gradient',
  ),
  "Nesterov's momentum with the old velocity": wrong(
    optimizers.nesterov((o: any) => {
      const ahead = (h: any, g: any): any => plus(times(h, o.momentum), times(g, -1, o.learningRate))
      return remembering(ahead, (_, g, old) => ahead(old, g))
    }),
    'constant gradient',
  ),
  ascent: wrong(
    optimizers.sgd((o: any) => sgd(map((x: any) => mul(o.learningRate)(x)))),
    'descends below 2/L',
    'constant gradient',
  ),
  'a rate that is doubled': wrong(
    optimizers.sgd((o: any) => sgd(map((x: any) => times(x, -2, o.learningRate)))),
    'descends below 2/L',
  ),
  'AdamW whose decay is a gradient': wrong(
    optimizers.adamw((o: any) => O.chain(O.addDecayedWeights(o.weightDecay), O.adam({ learningRate: o.learningRate }))),
    'decoupled',
  ),
  'AdamW whose decay has no rate': wrong(
    optimizers.adamw((o: any) =>
      series(
        O.adam({ learningRate: o.learningRate }),
        sgd((g, p) => zipWith((u: any, w: any) => pipe(u, sub(times(w, o.weightDecay))))(g, p)),
      ),
    ),
    'decoupled',
  ),
  'accumulation that steps by the sum': wrong(
    optimizers.accumulate(((k: number) => (o: any) => series(O.accumulate(k)(asOptimizer(O.scale(k))), o)) as never),
    'mean of parts',
  ),
  'accumulation that asks its optimizer each time': wrong(
    optimizers.accumulate(((k: number) => (o: any) => series(O.accumulate(k)(asOptimizer(O.nothing)), o)) as never),
    'mean of parts',
  ),
  'accumulation that forgets no sum': wrong(
    optimizers.accumulate(((k: number) => (o: any) => {
      const own: any = O.accumulate(k)(o)
      return {
        ...own,
        update: (g: any, s: any, p: any) => {
          const [updates, next] = own.update(g, s, p)
          return [updates, { ...next, sum: zipWith(plus)(s.sum, g) }]
        },
      }
    }) as never),
    'mean of parts',
  ),
}

const toNumber = T.toNumber as any

const wrongSchedules: Readonly<Record<string, Wrong>> = {
  'a schedule that counts its calls': wrong(
    (() => {
      let t = 0
      return schedule(() => T.scalar(1 / ++t))
    })(),
    'function of the iteration',
  ),
  'a line that goes on below 0': wrong(
    schedule((t) => pipe(T.scalar(1), sub(div(50)(t)))),
    'not negative',
    'bounds',
  ),
  'infinite at the start': wrong(
    schedule((t) => quotient(T.scalar(1), sqrt(t))),
    'scalar',
  ),
  'a cosine without an end': wrong(
    schedule((t) => add(1)(T.cos(mul(Math.PI / 10)(t))), { falls: true }),
    'falls',
  ),
  'a cosine that is not halved': wrong(
    schedule((t) => pipe(Schedule.cosine(1, { steps: 100 })(t), mul(2)), { high: 1 }),
    'bounds',
  ),
  'a schedule that looks at the number': wrong(
    schedule((t) => T.scalar(1 / (1 + toNumber(t)))),
    'mathematics',
  ),
}

const parts = {
  model: L.dense(2, 1),
  objective: Objective.regression(1),
  optimizer: O.sgd({ learningRate: 0.1 }),
} as const
const trainer = Train.trainer(parts)
const data = points(9)
const withLoss = (f: (targets: any, output: any) => any) =>
  Train.trainer({
    ...parts,
    objective: { ...parts.objective, loss: (targets: any) => (output: any) => f(targets, output) } as never,
  })
const rowCount = (x: any): number => T.shape<readonly number[]>(x)[0]
const mse = (targets: any) => (Loss.mse as any)(targets)

const withStep = (observe: (state: any, batch: any) => any): LawSet =>
  training({ ...trainer, observe, step: (state: any, batch: any) => observe(state, batch).state }, data)

const withRows = (f: (rows: readonly number[], cut: Data.Batching, count: number) => readonly number[]) =>
  epochs(((from: any, cut: Data.Batching) =>
    Array.from(Data.batches(from, cut), (batch: any) => {
      const rows = f(batch.rows, cut, from.count)
      return { ...batch, rows, ...from.take(rows) }
    })) as any)

const withCut = (f: (cut: Data.Batching) => Data.Batching): LawSet => epochs((from, cut) => Data.batches(from, f(cut)))
const key = (cut: Data.Batching): Seed.Seed => cut.seed ?? Seed.fromNumber(0)

const wrongTraining: Readonly<Record<string, Wrong>> = {
  'rows drawn with replacement': wrong(
    withRows((rows, cut, count) => rows.map((row) => Seed.permutation(count)(Seed.child(row)(key(cut)))[0])),
    'each row once',
  ),
  'an unseeded shuffle': wrong(
    withCut((cut) => ({ ...cut, seed: Seed.fromNumber(Math.random()) })),
    'repeatable',
    'order',
    'resumed',
    'in order',
  ),
  'a shuffle without the epoch': wrong(
    withCut(({ epoch: _, ...cut }) => cut),
    'shuffled anew',
    'sizes',
  ),
  'a shuffle with a pinned seed': wrong(
    withCut((cut) => (cut.seed === undefined ? cut : { ...cut, seed: Seed.fromNumber(1) })),
    'shuffled anew',
  ),
  'a shuffle within each batch alone': wrong(
    withRows((rows, cut) => (cut.seed === undefined ? rows : [...rows].reverse())),
    'order',
  ),
  'a short last batch that is always left out': wrong(
    withCut((cut) => ({ ...cut, dropLast: true })),
    'each row once',
  ),
  'a short last batch that is always kept': wrong(
    withCut((cut) => ({ ...cut, dropLast: false })),
    'each row once',
    'sizes',
  ),
  'a beginning that is ignored': wrong(
    withCut(({ from: _, ...cut }) => cut),
    'resumed',
  ),
  'a sum instead of a mean': wrong(
    training(
      withLoss((t, y) => pipe(mse(t)(y), mul(rowCount(y)))),
      data,
    ),
    'equal parts',
    'rows repeated',
  ),
  'a mean taken twice': wrong(
    training(
      withLoss((t, y) => pipe(mse(t)(y), div(rowCount(y)))),
      data,
    ),
    'equal parts',
    'rows repeated',
  ),
  'a step that divides by the rows once more': wrong(
    withStep((state, batch) => {
      const { state: next, ...seen } = trainer.observe(state, batch)
      const params = zipWith((a: any, b: any) => plus(b, div(batch.rows.length)(sub(b)(a))))(next.params, state.params)
      return { ...seen, state: { ...next, params } }
    }),
    'rows repeated',
  ),
  'a step with a memory of its own': wrong(
    (() => {
      let last: any
      return withStep((state, batch) => {
        const seen = trainer.observe(last === undefined ? state : { ...state, params: last }, batch)
        last = seen.state.params
        return seen
      })
    })(),
    'pure',
    'concatenation',
    'same seed',
    'resumed',
  ),
  'a step that writes to its state': wrong(
    withStep((state, batch) => {
      const seen = trainer.observe(state, batch)
      state.iteration = seen.state.iteration
      return seen
    }),
    'pure',
  ),
  'a step that does not count itself': wrong(
    withStep((state, batch) => {
      const seen = trainer.observe(state, batch)
      return { ...seen, state: { ...seen.state, iteration: state.iteration } }
    }),
    'counters',
  ),
  'a position that does not begin again': wrong(
    withStep((state, batch) => {
      const seen = trainer.observe(state, batch)
      return { ...seen, state: { ...seen.state, position: batch.index + 1 } }
    }),
    'counters',
  ),
  'a position that lags behind': wrong(
    withStep((state, batch) => {
      const seen = trainer.observe(state, batch)
      return { ...seen, state: { ...seen.state, position: batch.last ? 0 : batch.index } }
    }),
    'counters',
    'resumed',
  ),
  'a history that weighs batches alike, whatever their rows': wrong(
    withStep((state, batch) => {
      const seen = trainer.observe(state, batch)
      const { history } = seen.state
      const [sum, parts] = [pipe(state.history.total, T.add(seen.loss)), state.history.rows + 1]
      return {
        ...seen,
        state: {
          ...seen.state,
          history: batch.last
            ? { ...history, losses: [...state.history.losses, pipe(sum, div(parts))] }
            : { ...history, total: sum },
        },
      }
    }),
    'history',
  ),
  'a total that runs on into the next epoch': wrong(
    withStep((state, batch) => {
      const seen = trainer.observe(state, batch)
      const total = pipe(state.history.total, T.add(mul(batch.rows.length)(seen.loss)))
      return { ...seen, state: { ...seen.state, history: { ...seen.state.history, total } } }
    }),
    'history',
  ),
  'an unseeded start': wrong(
    training({ ...trainer, start: () => trainer.start(Seed.fromNumber(Math.random())) } as any, data),
    'same seed',
  ),
  'a loss that is seen after the update': wrong(
    withStep((state, batch) => {
      const seen = trainer.observe(state, batch)
      return { ...seen, loss: trainer.observe(seen.state, batch).loss }
    }),
    'loss seen',
  ),
}

const meanRows = (x: any): any => pipe(T.sum(x), div(rowCount(x)))
const withoutShift = (x: any): any => {
  const e = T.exp(x)
  return quotient(e, (T.sumAlong as any)(-1, { keepDims: true })(e))
}
const overRows = (x: any): any => pipe(x, T.transpose as any, A.softmax as any, T.transpose as any)
const softmaxCrossEntropy = Loss.softmaxCrossEntropy as any
/** Class numbers, if that is what the targets are, each the next one. */
const fromOne = (t: any, y: any): any =>
  T.shape(t).length === 1 ? T.tensor(Array.from(T.toFlat(t), (c) => (c + 1) % T.shape<readonly number[]>(y)[1])) : t
/** The same targets, without a derivative where they are 0. */
const cutAtZero = (t: any): any => (T.where as any)(pipe(t, (T.equal as any)(0)), 0, t)
const squares = (t: any, y: any): any => square(pipe(y, sub(t)))

const wrongLosses: Readonly<Record<string, Wrong>> = {
  'a loss for each row': wrong(
    loss((t: any) => (y: any) => (T.meanAlong as any)(1)(squares(t, y))),
    'scalar',
  ),
  'a binary cross entropy that is cut where a target is 0': wrong(
    losses.bce((t) => (y) => (Loss.bce as any)(cutAtZero(t))(y)),
    'targets',
  ),
  'a binary cross entropy of logits that is cut where a target is 0': wrong(
    losses.bceWithLogits((t) => (y) => (Loss.bceWithLogits as any)(cutAtZero(t))(y)),
    'targets',
  ),
  'a cross entropy of probabilities that is cut where a target is 0': wrong(
    losses.crossEntropy((t) => (y) => (Loss.crossEntropy as any)(cutAtZero(t))(y)),
    'targets',
  ),
  'a cross entropy that is cut where a target is 0': wrong(
    losses.softmaxCrossEntropy((t) => (y) => (Loss.softmaxCrossEntropy as any)(cutAtZero(t))(y)),
    'targets',
  ),
  'a likelihood instead of its opposite': wrong(
    loss((t: any) => (y: any) => T.neg(mse(t)(y))),
    'not negative',
  ),
  'a loss that is least elsewhere': wrong(
    loss((t: any) => (y: any) => mse(t)(mul(1.01)(y))),
    'best',
  ),
  'a cross entropy whose logits are halved': wrong(
    losses.softmaxCrossEntropy((t) => (z) => softmaxCrossEntropy(t)(div(2)(z))),
    'best',
    'softmax',
    'gradient',
  ),
  'a sum of squares': wrong(
    losses.mse((t) => (y) => T.sum(squares(t, y))),
    'rows twice',
    'mean',
    'gradient',
  ),
  'a mean of squares taken twice': wrong(
    loss((t: any) => (y: any) => pipe(mse(t)(y), div(rowCount(y)))),
    'rows twice',
    'mean',
  ),
  'half of the mean of squares': wrong(
    losses.mse((t) => (y) => pipe(mse(t)(y), div(2))),
    'gradient',
  ),
  'the root of the mean of squares': wrong(
    loss((t: any) => (y: any) => T.sqrt(mse(t)(y))),
    'mean',
  ),
  'a first row that counts twice': wrong(
    loss(
      (t: any) => (y: any) =>
        plus(mse(t)(y), quotient(mse((T.slice as any)(0, 0, 1)(t))((T.slice as any)(0, 0, 1)(y)), rowCount(y))),
    ),
    'order of rows',
  ),
  'a loss that broadcasts': wrong(
    loss((t: any) => (y: any) => T.mean(squares(t, y))),
    'other shapes',
  ),
  'a factor that no derivative sees': wrong(
    loss((t: any) => (y: any) => pipe(mse(t)(y), mul(plus(1, T.square(T.mean(D.stopGradient(y))))))),
    'forward = numeric',
    'reverse = numeric',
  ),
  'a cross entropy without the shift': wrong(
    losses.softmaxCrossEntropy(
      (t) => (z) =>
        T.neg(
          meanRows(times(typeof t === 'object' && T.shape(t).length === 1 ? oneHot(3)(t) : t, T.log(withoutShift(z)))),
        ),
    ),
    'far out',
  ),
  'a cross entropy with the softmax over the rows': wrong(
    losses.softmaxCrossEntropy((t) => (z) => (Loss.crossEntropy as any)(t)(overRows(z))),
    'softmax',
    'mean',
  ),
  'a cross entropy after another softmax': wrong(
    losses.softmaxCrossEntropy((t) => (z) => softmaxCrossEntropy(t)(A.softmax(z as any))),
    'softmax',
    'gradient',
  ),
  'classes of logits, counted from 1': wrong(
    losses.softmaxCrossEntropy((t) => (z) => softmaxCrossEntropy(fromOne(t, z))(z)),
    'class numbers',
  ),
  'classes of probabilities, counted from 1': wrong(
    losses.crossEntropy((t) => (p) => (Loss.crossEntropy as any)(fromOne(t, p))(p)),
    'class numbers',
  ),
  'binary cross entropy that forgets the other answer': wrong(
    losses.bce((t) => (p) => T.neg(meanRows(times(t, T.log(p))))),
    'two classes',
    'gradient',
    'best',
  ),
  'a sigmoid taken twice': wrong(
    losses.bceWithLogits((t) => (z) => (Loss.bceWithLogits as any)(t)(A.sigmoid(z))),
    'sigmoid',
    'two classes',
    'gradient',
  ),
  'a cross entropy that squares its targets': wrong(
    losses.crossEntropy((t) => (p) => T.neg(meanRows(times(square(t), T.log(p))))),
    'best',
    'gradient',
  ),
  'a cross entropy the wrong way round': wrong(
    losses.crossEntropy((t) => (p) => T.neg(meanRows(times(p, T.log(plus(t, 0.1)))))),
    'gradient',
  ),
}

const tanhOf = A.tanh as any

const wrongActivations: Readonly<Record<string, Wrong>> = {
  'a rectifier that loses NaN': wrong(
    activations.relu((x) => where(greater(0)(x), x, 0)),
    'NaN passes',
  ),
  'a rectifier with the slope 1 at 0': wrong(
    activations.relu((x) => where(greaterOrEqual(0)(x), x, where(greater(x)(T.scalar(0)), 0, x))),
    'kink',
  ),
  'a rectifier with the slope 2 at 0': wrong(
    activation((x) => plus(A.relu(x), where((T.equal as any)(0)(x), mul(2)(x), 0)), { kinks: [0] }),
    'kink at 0',
  ),
  'a rectifier that leaks': wrong(activations.relu(A.leakyRelu(0.01)), 'relu'),
  'a leak of its own': wrong(
    activations.leakyRelu(() => A.leakyRelu(0.2)),
    'leaky',
  ),
  'an elu without its 1': wrong(
    activations.elu((alpha) => (x) => where(greater(0)(x), x, mul(alpha)(T.exp(x)))),
    'elu',
  ),
  'a softplus that overflows': wrong(
    activations.softplus((x) => T.log(add(1)(T.exp(x)) as T.AnyTensor)),
    'finite',
  ),
  'a softplus that is a rectifier': wrong(activations.softplus(A.relu), 'slope'),
  'a softplus with an offset': wrong(
    activations.softplus((x) => plus(A.softplus(x), div(100)(square(x)), x)),
    'halves',
  ),
  'a hyperbolic tangent of half the argument': wrong(
    activations.tanh((x) => tanhOf(div(2)(x))),
    'sigmoid',
    'slope',
  ),
  'a sigmoid that is hard': wrong(
    activations.sigmoid((x) => (T.min as any)(1)((T.max as any)(0)(plus(div(4)(x), 0.5)))),
    'slope',
  ),
  'a sigmoid with another middle': wrong(
    activations.sigmoid((x) => A.sigmoid(add(1)(x) as never)),
    'symmetry',
  ),
  'a slope that no derivative sees': wrong(
    activation((x) => times(x, A.sigmoid(D.stopGradient(x)))),
    'forward = numeric',
    'reverse = numeric',
  ),
  'swish, declared monotone': wrong(
    activation((x) => times(x, A.sigmoid(x)), { monotone: true }),
    'monotone',
  ),
  'a maximum over all elements': wrong(
    activation((x) => pipe(x, sub(T.mean(x)))),
    'element by element',
  ),
  'a sum over an axis': wrong(
    activation((x) => T.sum(x)),
    'shape',
  ),
  'the logarithm of a sigmoid with another sign': wrong(
    activations.logSigmoid((x) => A.softplus(T.neg(x))),
    'logarithm',
  ),
  'an identity that rounds': wrong(
    activations.identity((x) => pipe(x, add(0.1), sub(0.1))),
    'identity',
  ),
  'a softmax without the shift': wrong(activations.softmax(withoutShift), 'finite'),
  'a softmax over the whole tensor': wrong(
    activations.softmax((x) => {
      const e = T.exp(sub(30)(x) as T.AnyTensor)
      return quotient(e, T.sum(e))
    }),
    'row by row',
    'sums to 1',
    'logarithm',
  ),
  'a softmax that is not normalised': wrong(
    activations.softmax((x) => T.exp(x)),
    'probabilities',
    'shift invariance',
  ),
  'a logarithm of a softmax of squares': wrong(
    activations.logSoftmax((x) => (A.logSoftmax as any)(square(x))),
    'shift invariance',
  ),
  'a logarithm of a softmax without its normalisation': wrong(
    activations.logSoftmax((x) => pipe(x, sub((T.maxAlong as any)(-1, { keepDims: true })(x)))),
    'sums to 1',
  ),
}

const dense = L.dense(3, 2)
const input = { input: ['batch', 3] } as const
const denseLike = (f: (layer: any) => any): LawSet => layer({ ...dense, ...f(dense) } as any, input)
const applying = (f: (y: any, x: any, params: any) => any): LawSet =>
  denseLike((d) => ({ apply: (params: any) => (x: any) => f(d.apply(params)(x), x, params) }))
const row = (T.meanAlong as any)(0, { keepDims: true })

const dropping = (f: (x: any, keep: any, rate: number, mode: any) => any) => (rate: number) =>
  ({
    init: () => ({}),
    apply: () => (x: any, mode: any) => {
      const seed = mode?._tag === 'train' ? mode.seed : Seed.fromNumber(0)
      return f(x, greaterOrEqual(rate)(Seed.uniform(T.shape(x) as any)(seed)), rate, mode)
    },
  }) as any

const wrongLayers: Readonly<Record<string, Wrong>> = {
  'statistics of the batch': wrong(
    applying((y) => pipe(y, sub(row(y)))),
    'examples',
  ),
  'a row that knows its number': wrong(
    applying((y) =>
      plus(
        y,
        T.reshape([rowCount(y), 1] as never)(T.tensor(Array.from({ length: rowCount(y) }, (_, i) => i)) as never),
      ),
    ),
    'examples',
    'order of rows',
  ),
  'an output that is transposed': wrong(
    applying((y) => (T.transpose as any)(y)),
    'shapes',
  ),
  'an init that ignores the seed': wrong(
    denseLike((d) => ({ init: () => d.init(Seed.fromNumber(1)) })),
    'other seed',
  ),
  'an init without a seed': wrong(
    denseLike((d) => ({ init: () => d.init(Seed.fromNumber(Math.random())) })),
    'init',
  ),
  'a record that depends on the seed': wrong(
    denseLike((d) => ({
      init: (seed: Seed.Seed) => ({ ...d.init(seed), ...(seed.low % 2 === 0 ? { more: T.scalar(0) } : {}) }),
    })),
    'structure',
  ),
  'parameters that begin as NaN': wrong(
    denseLike((d) => ({ init: (seed: Seed.Seed) => map((x: any) => mul(NaN)(x))(d.init(seed)) })),
    'finite',
  ),
  'a layer that remembers what it saw': wrong(
    (() => {
      let seen = 0
      return applying((y) => pipe(y, add((seen += 1))))
    })(),
    'pure',
  ),
  'a weight that no derivative sees': wrong(
    denseLike((d) => ({
      apply: (params: any) => (x: any) => times(d.apply(params)(x), D.stopGradient(T.sum(params.bias))),
    })),
    'forward = numeric',
    'reverse = numeric',
  ),
  'train mode by default': wrong(
    layer(dropping((x, keep, _, mode) => (mode?._tag === 'evaluate' ? x : where(keep, x, 0)))(0.5), input),
    'evaluate',
  ),
  'train mode without a seed': wrong(
    layer(dropping((x, _, __, mode) => (mode?._tag === 'train' ? mul(Math.random())(x) : x))(0.5), input),
    'train mode',
  ),
  'a dense layer without its bias': wrong(
    layers.dense(
      (i, o) => ({ ...L.dense(i, o), apply: (p: any) => (x: any) => (T.matmul as any)(p.weight)(x) }) as any,
    ),
    'affine',
  ),
  'a dense layer that begins too wide': wrong(
    layers.dense(
      (i, o) =>
        ({ ...L.dense(i, o), init: (s: Seed.Seed) => map((x: any) => mul(2)(x))(L.dense(i, o).init(s)) }) as any,
    ),
    'first numbers',
  ),
  'a maxout that takes the least': wrong(
    layers.maxout((i, o, k) => {
      const right2 = L.maxout(i, o, k)
      return { ...right2, apply: (p: any) => (x: any) => T.neg((right2.apply as any)(map(T.neg as any)(p))(x)) } as any
    }),
    'ReLU',
    'leaky ReLU',
    'absolute value',
  ),
  'dropout that is not rescaled': wrong(
    layers.dropout(dropping((x, keep, _, mode) => (mode?._tag === 'train' ? where(keep, x, 0) : x))),
    'rescaled',
  ),
  'dropout in evaluate mode': wrong(
    layers.dropout(dropping((x, keep, rate) => where(keep, div(1 - rate)(x), 0))),
    'evaluate mode',
  ),
  'dropout that keeps what it should drop': wrong(
    layers.dropout(dropping((x, keep, rate, mode) => (mode?._tag === 'train' ? where(keep, 0, div(1 - rate)(x)) : x))),
    'rate',
  ),
  'dropout with one mask for all steps': wrong(
    layers.dropout((rate) => {
      const right2 = L.dropout(rate)
      return {
        ...right2,
        apply: (p: any) => (x: any, mode: any) =>
          right2.apply(p)(x, mode?._tag === 'train' ? M.train(Seed.fromNumber(1)) : mode),
      } as any
    }),
    'seeds',
  ),
  'an activation layer that does nothing': wrong(
    layers.activation(() => L.activation(A.identity)),
    'activation',
  ),
}

const mutants = {
  ...wrongOptimizers,
  ...wrongSchedules,
  ...wrongTraining,
  ...wrongLosses,
  ...wrongActivations,
  ...wrongLayers,
}

describe('the mutants of wrong networks', () => {
  refusedByName(mutants)
  everyLawRefuses(mutants, [
    ...Object.values(optimizers).map((laws) => laws()),
    ...Object.values(activations).map((laws) => laws()),
    ...Object.values(losses).map((laws) => laws()),
    ...Object.values(layers).map((laws) => laws()),
    optimizer(O.adam),
    transformation(O.nothing),
    schedule(Schedule.constant(1), { falls: true }),
    epochs(),
    training(trainer, data),
    layer(dense, input),
    model(dense, { input: arbitrary.tensor([2, 3]), name: 'a model' }),
    loss(Loss.mse, { of: pairs.values, reach: 1000 }),
    activation(A.relu, { kinks: [0], monotone: true }),
    activation(A.softmax, { each: 'row' }),
  ])
})
