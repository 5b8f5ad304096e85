/**
 * The likely causes of a divergence, from its origin and a few experiments, most likely first.
 *
 * Non-finite numbers before the step are a complete explanation. Otherwise a primitive outside its domain is (log 0, division by 0, …), unless the parameters had already grown very
 * large: then the reason for their growth comes first.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Batch } from '../data/Dataset.js'
import { entries } from '../tensor/Params.js'
import { dense, type Scalar } from '../tensor/Value.js'
import { layerOf, search } from './Provenance.js'
import { largestCurvature } from './Curvature.js'
import { rangeOf, type Origin, type NonFiniteInput, type NonFiniteOperation, type Range } from './Origin.js'
import { descentOf, largest, numbersOf, scaled, stableBelow, type Descent } from './Probe.js'
import { modeOf, partOf, replay, tensorsOf, type Replayed } from './Replay.js'
import type { Trainer, Types, StateOfTrainer } from '../train/Step.js'

/**
 * A cause of a divergence.
 *
 * @category model
 */
export type Cause =
  /** A non-finite number in the data; `row` is a row of the data set, `column` the index in the row. */
  | {
      readonly _tag: 'DataNotFinite'
      readonly part: 'inputs' | 'targets'
      readonly path: string
      readonly row: number
      readonly column: readonly number[]
      readonly value: number
      /** How many there are in this batch. */
      readonly count: number
    }
  /** A non-finite number in the state from which the run continued. */
  | { readonly _tag: 'StateNotFinite'; readonly part: 'params' | 'optimizer'; readonly path: string }
  /** A non-finite constant of the model, the loss or the optimizer. */
  | { readonly _tag: 'ConstantNotFinite'; readonly value: number; readonly primitive: string }
  | { readonly _tag: 'LogOfZero'; readonly inLoss: boolean }
  | { readonly _tag: 'LogOfNegative'; readonly value: number }
  | { readonly _tag: 'DivisionByZero' }
  /** The slope of √x or of a power at 0. */
  | { readonly _tag: 'SlopeAtZero'; readonly primitive: string }
  | { readonly _tag: 'RootOfNegative'; readonly value: number }
  | { readonly _tag: 'ExpOverflow'; readonly value: number; readonly limit: number }
  /** A square in the state of the optimizer that is too large for the precision. */
  | { readonly _tag: 'SquaresOverflow'; readonly state: string; readonly largest: number }
  /** A non-finite update from a finite gradient. */
  | { readonly _tag: 'UpdateOverflow'; readonly gradient: number }
  /** A momentum of 1 or more. */
  | { readonly _tag: 'VelocityGrows'; readonly momentum: number }
  /** Signals that grow from layer to layer with the initial parameters. */
  | {
      readonly _tag: 'ExplodingDepth'
      readonly layers: readonly { readonly layer: string; readonly largest: number }[]
      readonly factor: number
    }
  /** Inputs far from 1; if known, the learning rate and the largest stable one for these inputs and for inputs divided by `divisor`. */
  | {
      readonly _tag: 'InputsNotScaled'
      readonly range: Range
      readonly divisor: number
      readonly rates?: { readonly used: number; readonly stable: number; readonly stableScaled: number }
    }
  /** A learning rate above the largest stable one of this batch, at the parameters before the step or, if these had grown, at the initial ones. */
  | {
      readonly _tag: 'RateTooHigh'
      readonly descent: Descent
      readonly stable: number
      readonly at: 'the parameters before the step' | 'the first parameters'
    }
  | {
      readonly _tag: 'HugeParams'
      readonly path: string
      readonly from: number
      readonly to: number
      readonly iterations: number
    }

/** Limits of plausible sizes: parameters relative to the initial ones, inputs, and the growth over layers. */
const [grownBy, farFromOne, deep] = [100, 100, 1e3]

/** The relative tolerance of curvatures. */
const enough = 1e-4

/** The argument at which exp overflows. */
const limits = { float64: Math.log(Number.MAX_VALUE), float32: Math.log(2 ** 128 * (1 - 2 ** -25)) } as const

const given = ({ part, path, index, value, count }: NonFiniteInput, rows: readonly number[]): Cause =>
  part === 'inputs' || part === 'targets'
    ? { _tag: 'DataNotFinite', part, path, row: rows[index[0]] ?? index[0], column: index.slice(1), value, count }
    : { _tag: 'StateNotFinite', part, path }

const squares = ['square', 'mul', 'mulAdd', 'annihilatingMul', 'pow']

/** The cause of a primitive outside its domain. */
const mechanism = (
  { primitive, values = [], made, phase, part, state, operands }: NonFiniteOperation,
  precision: keyof typeof limits,
): readonly Cause[] => {
  const [x, y] = values
  const inLoss = part === 'loss'
  switch (primitive) {
    case 'log':
      return x === 0 ? [{ _tag: 'LogOfZero', inLoss }] : x < 0 ? [{ _tag: 'LogOfNegative', value: x }] : []
    case 'log1p':
      return x === -1 ? [{ _tag: 'LogOfZero', inLoss }] : x < -1 ? [{ _tag: 'LogOfNegative', value: 1 + x }] : []
    case 'div':
      return y !== 0
        ? []
        : [
            made[1] === 'sqrt' && phase === 'backward'
              ? { _tag: 'SlopeAtZero', primitive: 'sqrt' }
              : { _tag: 'DivisionByZero' },
          ]
    case 'reciprocal':
      return x === 0 ? [{ _tag: 'DivisionByZero' }] : []
    case 'sqrt':
      return x < 0 ? [{ _tag: 'RootOfNegative', value: x }] : []
    case 'exp':
    case 'expm1':
      return x > 0 ? [{ _tag: 'ExpOverflow', value: x, limit: limits[precision] }] : []
    case 'pow':
      if (x === 0) return [{ _tag: 'SlopeAtZero', primitive }]
      if (x < 0 && !Number.isFinite(x)) return [{ _tag: 'RootOfNegative', value: x }]
  }
  return phase === 'update' && state !== undefined && squares.includes(primitive)
    ? [
        {
          _tag: 'SquaresOverflow',
          state,
          largest: Math.max(...operands.map(({ min, max }) => Math.max(Math.abs(min), Math.abs(max)))),
        },
      ]
    : []
}

/** The largest output of each layer, in order. */
const signals = (replayed: Replayed): readonly { readonly layer: string; readonly largest: number }[] => {
  const { entries: all, outputs } = replayed
  const { above, entered, usedAt } = search(replayed)
  const forward = [...above(outputs.flatMap(([path, at]) => (partOf(path)[0] === 'output' ? [at] : [])))].sort(
    (a, b) => a - b,
  )
  const last = new Map<string, number>()
  forward.forEach((place) => {
    const path = entered[place] < 0 ? undefined : usedAt(entered[place])
    // A broadcast bias is not a signal.
    const isSignal = all[place].args.some(
      (arg) => entered[arg] >= 0 || all[arg].name === undefined || !all[arg].name.startsWith('params'),
    )
    if (path !== undefined && isSignal) last.set(layerOf(path), place)
  })
  return [...last].map(([layer, place]) => {
    const { min, max } = rangeOf(dense(all[place].value))
    return { layer, largest: Math.max(Math.abs(min), Math.abs(max)) }
  })
}

const exploding = (replayed: Replayed): readonly Cause[] => {
  const layers = signals(replayed).filter(({ largest: most }) => most > 0)
  const growth = layers.length < 3 ? 1 : layers[layers.length - 1].largest / layers[0].largest
  const factor = growth ** (1 / (layers.length - 1))
  return growth >= deep && factor >= 2 ? [{ _tag: 'ExplodingDepth', layers, factor }] : []
}

/** The suggested divisor of inputs: 255 for integers from 0 to 255, otherwise the largest. */
const divisorOf = (inputs: Float64Array): number => {
  const most = largest(inputs)
  return most <= 255 && inputs.every((v) => v >= 0 && Number.isInteger(v)) ? 255 : most
}

const attempt = <A>(f: () => A): A | undefined =>
  pipe(
    E.tryCatch(f, () => undefined),
    E.getOrElseW(() => undefined),
  )

/**
 * The likely causes, most likely first.
 */
export const causes = <K extends Types>(
  trainer: Trainer<K>,
  before: StateOfTrainer<K>,
  batch: Batch<K['input'], K['targets']>,
  precision: keyof typeof limits,
  origin: Origin,
): readonly Cause[] => {
  if (origin._tag === 'Input') return [given(origin, batch.rows)]
  if (origin._tag === 'Constant')
    return [{ _tag: 'ConstantNotFinite', value: origin.value, primitive: origin.primitive }]
  const mode = modeOf(before)
  const first = before.iteration === 0 ? before : trainer.start(before.seed)
  const [size, firstSize] = [before, first].map(({ params }) => largest(numbersOf(params)))
  const hasGrown = size > grownBy * Math.max(firstSize, 1)
  const base = hasGrown ? first : before
  const loss =
    (inputs: K['input']) =>
    (params: K['params']): Scalar =>
      trainer.objective.loss(batch.targets)(trainer.model.apply(params)(inputs, mode))
  const descent = attempt(() => descentOf(trainer, { params: base.params, optimizer: before.optimizer }, batch, mode))
  const stableFor = (inputs: K['input']): number | undefined => {
    if (descent === undefined) return undefined
    const most = attempt(() => largestCurvature(loss(inputs), enough)(base.params))
    return most !== undefined && most > 0 ? stableBelow(descent, most) : undefined
  }
  const inputs = numbersOf(tensorsOf(batch.inputs).map(([, x]) => x))
  const divisor = divisorOf(inputs)
  const far = largest(inputs) > farFromOne
  const stable = stableFor(batch.inputs)
  const stableScaled = far ? stableFor(scaled(batch.inputs, 1 / divisor) as K['input']) : undefined
  const isFast = descent !== undefined && stable !== undefined && descent.rate >= stable
  const isCured = isFast && stableScaled !== undefined && descent.rate < stableScaled
  const notScaled: readonly Cause[] = far
    ? [
        {
          _tag: 'InputsNotScaled',
          range: rangeOf(inputs),
          divisor,
          ...(isCured ? { rates: { used: descent.rate, stable, stableScaled } } : {}),
        },
      ]
    : []
  const atFirst = replay(trainer, { ...first, ...pick(batch) }, mode, 'float64')
  const found = mechanism(origin, precision)
  const gradient = attempt(() => largest(numbersOf(trainer.advance(before, batch, mode).gradient))) ?? NaN
  const overflows = origin.phase === 'update' && origin.state === undefined && !hasGrown && Number.isFinite(gradient)
  const whole = entries(before.params).map(([path, x]) => ({ path, to: largest(dense(x)) }))
  const most = whole.reduce((a, b) => (b.to > a.to ? b : a), { path: '', to: 0 })
  const depth = E.isRight(atFirst) ? exploding(atFirst.right) : []
  const grew: readonly Cause[] = [
    ...(descent !== undefined && descent.momentum >= 1
      ? [{ _tag: 'VelocityGrows', momentum: descent.momentum } as const]
      : []),
    ...depth,
    ...(isCured ? notScaled : []),
    ...(isFast && !isCured && descent.momentum < 1
      ? [
          {
            _tag: 'RateTooHigh',
            descent,
            stable,
            at: hasGrown ? 'the first parameters' : 'the parameters before the step',
          } as const,
        ]
      : []),
    ...(overflows && !isFast ? [{ _tag: 'UpdateOverflow', gradient } as const] : []),
    ...(isCured ? [] : notScaled),
  ]
  const isHuge = hasGrown ? grew.every(({ _tag }) => _tag === 'InputsNotScaled' && !isCured) : size > 1e6
  const huge: readonly Cause[] = isHuge
    ? [{ _tag: 'HugeParams', ...most, from: firstSize, iterations: before.iteration }]
    : []
  return hasGrown ? [...grew, ...huge, ...found] : [...found, ...grew, ...huge]
}

const pick = <I, T>({ inputs, targets }: Batch<I, T>) => ({ inputs, targets })
