/**
 * The laws of a loss.
 */
import { knownOptions, flag, fn, text } from '../src/codec/Options.js'
import * as Allowed from './allowed.js'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { add, div, mul } from '../src/operation/Binary.js'
import * as Index from '../src/primitive/Index.js'
import * as Layout from '../src/primitive/Layout.js'
import { bind } from '../src/primitive/Primitive.js'
import { isNablaError } from '../src/tensor/Errors.js'
import { plain, scalar, shape, toNumber, type AnyTensor, type Scalar } from '../src/tensor/Value.js'
import { algebraic } from './algebraic.js'
import * as arbitrary from './arbitraries.js'
import { grad } from './calculus.js'
import { numeric } from './derivative.js'
import { every, expecting, holds, law, violated, type LawSet, type Verdict } from './Law.js'
import { pairs, type Pair } from './random/pairs.js'
import { agree, withinRounding } from './rounding.js'
import { situation } from './situation.js'
import { numbers, scale, type Cost, type Map } from './tree.js'
import { fn as expectFn } from '../src/tensor/Expect.js'

/** A loss of targets and a prediction, by rows. */
export type AnyLoss = (targets: AnyTensor) => (prediction: AnyTensor) => Scalar

/**
 * Declared properties of a loss.
 *
 * @category model
 */
export interface LossOptions {
  readonly name?: string
  /** Targets and predictions, tensors whose first axis counts the rows; by default `pairs.values` */
  readonly of?: fc.Arbitrary<Pair>
  /** Whether the loss is never negative, by default true */
  readonly positive?: boolean
  /** The best prediction for given targets, by default the targets; `undefined` if there is none */
  readonly best?: ((targets: AnyTensor) => AnyTensor) | undefined
  /** Whether the loss of the best prediction is 0 (the default), or only the minimum */
  readonly zero?: boolean
  /** Whether the loss is a mean over the rows, by default true */
  readonly mean?: boolean
  /** The largest size of predictions, by default that of `of`: logits may be 1000 */
  readonly reach?: number
}

/** The number of rows. */
export const rowsOf = (x: AnyTensor): number => shape(x)[0] ?? 1

const taken = (x: AnyTensor, rows: readonly number[]): AnyTensor =>
  bind(Index.take, [x, plain([rows.length], Float64Array.from(rows))], { axis: 0 })

const both = (f: (x: AnyTensor) => AnyTensor, { targets, prediction }: Pair): Pair => ({
  targets: f(targets),
  prediction: f(prediction),
})

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/** `Σ/n` of scalars. */
const meanOf = (xs: readonly Scalar[]): Scalar =>
  pipe(
    xs.reduce((total, x) => pipe(total, add(x))),
    div(xs.length),
  )

/** A wrong number of rows, or of columns, is refused by a `NablaError`, never broadcast. */
const refuses = (make: AnyLoss, { targets, prediction }: Pair): Verdict => {
  const [n, ...others] = shape(prediction)
  const longer = taken(prediction, [...range(n ?? 1), 0])
  const flat = bind(Layout.reshape, [prediction], { to: [1, n ?? 1, ...others] })
  return every(
    [longer, flat].map((wrong) => {
      const tried = E.tryCatch(
        () => make(targets)(wrong),
        (error) => error,
      )
      return E.isLeft(tried) && isNablaError(tried.left)
        ? holds
        : violated({
            expected: `a NablaError for targets [${shape(targets).join(', ')}] and a prediction [${shape(wrong).join(', ')}]`,
            found: E.isLeft(tried) ? String(tried.left) : `a loss of ${String(toNumber(tried.right))}`,
          })
    }),
  )
}

/** `low ≤ high` for two losses, up to the rounding of both. */
export const ordered = (low: (p: Pair) => Scalar, high: (p: Pair) => Scalar, p: Pair, words: string): Verdict => {
  const [a, b] = [toNumber(low(p)), toNumber(high(p))]
  if (a <= b) return holds
  const { holds: fine, bound } = withinRounding([low, high], p, a - b, 1)
  return fine
    ? holds
    : violated({ expected: `${words} ${b}`, found: String(a), bound: `${bound}: the rounding of both` })
}

/** Pairs, and a weight of the prediction beside the best one: small, since a better prediction than the best is close to it, or 1. */
export const nearby = (of: fc.Arbitrary<Pair>): fc.Arbitrary<{ readonly pair: Pair; readonly part: number }> =>
  fc.record({ pair: of, part: fc.constantFrom(1 / 64, 1 / 8, 1 / 2, 1) })

/** A mixture; an infinite best prediction stays infinite. */
export const mixed = (part: number, best: AnyTensor, prediction: AnyTensor): AnyTensor =>
  part === 1 ? prediction : pipe(best, mul(1 - part), add(pipe(prediction, mul(part))))

const known = {
  name: text,
  of: Allowed.arbitrary,
  positive: flag,
  best: fn,
  zero: flag,
  mean: flag,
  reach: Allowed.real,
}

/**
 * The laws of a loss by rows: not negative, minimal at the best prediction, a mean over the rows, with the gradient that numeric differentiation finds; a
 * prediction of another shape is refused.
 *
 * - **False alarms** a chance below 10⁻¹⁰ a law, see `numeric.ts` and `rounding.ts`.
 *
 * @example
 * import { check, loss } from 'nabla-ts/laws'
 * E.isRight(check(loss(Loss.mse), { numRuns: 10 })) // => true
 *
 * @category sets
 */
export const loss = (make: (targets: never) => (prediction: never) => Scalar, options: LossOptions = {}): LawSet => {
  expectFn('laws.loss', make)
  knownOptions('laws.loss', known, options)

  const { name = 'a loss', of = pairs.values, positive = true, zero = true, mean = true, reach } = options
  const best = 'best' in options ? options.best : (targets: AnyTensor): AnyTensor => targets
  const lossOf = make as unknown as AnyLoss
  const at = ({ targets, prediction }: Pair): Scalar => lossOf(targets)(prediction)
  const smooth = of.chain(({ targets, prediction }) => situation(lossOf(targets) as Map, prediction))
  return {
    name,
    laws: [
      law('scalar', 'the loss is one number, and finite', of, (p) =>
        expecting(shape(at(p)).length === 0 && Number.isFinite(toNumber(at(p))), {
          expected: 'a finite scalar',
          found: shape(at(p)).length === 0 ? String(toNumber(at(p))) : `shape [${shape(at(p)).join(', ')}]`,
        }),
      ),
      ...(positive
        ? [
            law('not negative', 'the loss is not negative', of, (p) =>
              ordered(() => scalar(0), at, p, 'at least 0, not'),
            ),
          ]
        : []),
      ...(best === undefined
        ? []
        : [
            law(
              'best',
              zero ? 'the loss of the best prediction is 0' : 'no prediction has a smaller loss than the best one',
              nearby(of),
              ({ pair: p, part }) =>
                zero
                  ? agree<Pair>(
                      () => scalar(0),
                      ({ targets }) => lossOf(targets)(best(targets)),
                      p,
                    )
                  : ordered(
                      ({ targets }) => lossOf(targets)(best(targets)),
                      ({ targets, prediction }) => lossOf(targets)(mixed(part, best(targets), prediction)),
                      p,
                      'at most',
                    ),
            ),
          ]),
      ...(reach === undefined
        ? []
        : [
            law(
              'far out',
              `finite, with its gradient, for predictions up to ±${reach}`,
              fc.record({ pair: of, factor: arbitrary.between(1, reach / 4) }),
              ({ pair: { targets, prediction }, factor }) => {
                const far = scale(factor, prediction)
                const f = lossOf(targets) as Cost
                const wrong = [...numbers(f(far)), ...numbers(grad(f)(far))].find(
                  ({ values }) => !values.every(Number.isFinite),
                )
                return expecting(wrong === undefined, { expected: 'finite numbers', found: String(wrong?.values) })
              },
            ),
          ]),
      ...(mean
        ? [
            law(
              'order of rows',
              'permuting the rows leaves the loss',
              fc.record({ pair: of, keys: fc.array(fc.nat(), { minLength: 4, maxLength: 4 }) }),
              ({ pair: p, keys }) => {
                const order = [...range(rowsOf(p.targets))].sort((i, j) => (keys[i] ?? 0) - (keys[j] ?? 0))
                return agree(at, (q) => at(both((x) => taken(x, order), q)), p)
              },
            ),
            law('rows twice', 'having every row twice leaves the loss', of, (p) => {
              const rows = range(rowsOf(p.targets))
              return agree(at, (q) => at(both((x) => taken(x, [...rows, ...rows]), q)), p)
            }),
            law('mean', 'it is the mean of the losses of the rows', of, (p) =>
              agree((q) => meanOf(range(rowsOf(q.targets)).map((i) => at(both((x) => taken(x, [i]), q)))), at, p),
            ),
          ]
        : []),
      law('other shapes', 'a prediction of another shape is refused, never broadcast', of, (p) => refuses(lossOf, p)),
    ],
    parents: [{ name: `${name}, differentiated`, laws: [...algebraic(smooth), ...numeric(smooth)] }],
  }
}
