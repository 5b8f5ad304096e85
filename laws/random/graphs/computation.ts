/**
 * Random well-typed functions of tensors, and so random graphs: all primitives, shared subexpressions, constants, broadcasts and reshapes.
 *
 * The primitives are those of the table, with their samples, so a new one joins by itself.
 */
import { knownOptions, flag, integer } from '../../../src/codec/Options.js'
import * as fc from 'fast-check'
import * as Graph from '../../../src/Graph.js'
import { sizeOf } from '../../../src/tensor/Shape.js'
import { dense, shape as shapeOf, type AnyTensor } from '../../../src/tensor/Value.js'
import { extreme, number, shape, tensor } from '../../arbitraries.js'
import { begun, filled, functionOf, grown, rolled, type Built, type Drawn, type Given, type Way } from './nodes.js'
import { idioms, identities, primitiveSteps } from './steps.js'
import { print } from '../../Law.js'

/**
 * A function of some tensors, at a point, with another point to try it at.
 *
 * @category model
 */
export interface Computation {
  readonly f: (inputs: readonly AnyTensor[]) => readonly AnyTensor[]
  readonly inputs: readonly AnyTensor[]
  /** Other inputs of the same shapes, in the same domains. */
  readonly others: readonly AnyTensor[]
  /** Inputs of these shapes where arithmetic ends: each element is each of ±0, ±∞, NaN, the smallest and a large number at one of them. Indices are indices there too. */
  readonly ends: readonly (readonly AnyTensor[])[]
  readonly [fc.toStringMethod]: () => string
}

/**
 * Which functions are drawn.
 *
 * @category cases
 */
export interface ComputationOptions {
  /** All that is computed at the point is finite and well scaled, as engines promise nothing otherwise; by default there is anything: ∞, NaN, −0, denormal numbers. */
  readonly tame?: boolean
  /** How many operations there are at most. */
  readonly maxSteps?: number
}

const plainNumbers = [0, 1, -1, 2, 0.5, -2, 1 / 3, 3, 4] as const
const specialNumbers = [-0, NaN, Infinity, -Infinity, 1e-310, 0.1] as const

const ways = (tame: boolean): fc.Arbitrary<Way> =>
  fc.record({
    kind: fc.oneof(
      { weight: 6, arbitrary: fc.constant('node' as const) },
      { weight: 3, arbitrary: fc.constant('uniform' as const) },
      { weight: 1, arbitrary: fc.constant('numbers' as const) },
      { weight: 1, arbitrary: fc.constant('given' as const) },
    ),
    pick: fc.nat({ max: 1000 }),
    special: fc.constantFrom(...plainNumbers, ...(tame ? [] : specialNumbers)),
    pool: fc.array(extreme, { minLength: 5, maxLength: 5 }),
    elsewhere: fc.array(extreme, { minLength: 5, maxLength: 5 }),
  })

const drawn = (tame: boolean): fc.Arbitrary<Drawn> =>
  fc.record({
    step: fc.oneof(
      { weight: 2, arbitrary: fc.oneof(...primitiveSteps) },
      { weight: 1, arbitrary: fc.oneof(...idioms) },
      { weight: 1, arbitrary: identities },
    ),
    ways: fc.array(ways(tame), { minLength: 3, maxLength: 3 }),
    kept: fc.nat({ max: 9 }).map((n) => n === 9),
  })

/** Sizes that engines and bounds are about: neither close to overflow nor to underflow, in float32 too. */
const wellScaled = (v: number): boolean => v === 0 || (Math.abs(v) >= 2 ** -12 && Math.abs(v) <= 2 ** 12)

const small = (x: AnyTensor): boolean => shapeOf(x).length <= 4 && sizeOf(shapeOf(x)) <= 100

const inWords = ({ f, inputs }: Pick<Computation, 'f' | 'inputs'>): string =>
  [
    ...inputs.map((x, i) => `${i}: ${print(x)}`),
    Graph.Show.show(Graph.stage((x: readonly AnyTensor[]) => f(x))(inputs).graph),
  ].join('\n')

const extremes = [0, -0, Infinity, -Infinity, NaN, 1, Number.MIN_VALUE, -1e300] as const

/** Inputs that are filled with extremes, beginning at each of them in turn. */
const endsOf = (points: readonly Given[]): Computation['ends'] =>
  extremes.map((_, from) =>
    points.map(({ here, held }, i) =>
      held
        ? here
        : filled(shapeOf(here), [
            ...extremes.slice((from + i) % extremes.length),
            ...extremes.slice(0, (from + i) % extremes.length),
          ]),
    ),
  )

const computationOf = (built: Built): Computation => {
  const f = functionOf(built)
  const points = built.nodes.flatMap((node) => (node._tag === 'Given' ? [node] : []))
  const inputs = points.map(({ here }) => here)
  return {
    f,
    inputs,
    others: points.map(({ there }) => there),
    ends: endsOf(points),
    [fc.toStringMethod]: () => inWords({ f, inputs }),
  }
}

/**
 * Random functions of tensors, up to a dozen operations long.
 *
 * @example
 * import { computation } from 'nabla-ts/laws'
 * const [{ f, inputs }] = fc.sample(computation(), 1)
 * f(inputs).length > 0 // => true
 *
 * @category cases
 */
export const computation = (options: ComputationOptions = {}): fc.Arbitrary<Computation> => {
  const { tame = false, maxSteps = 12 } = knownOptions(
    'laws.computation',
    { tame: flag, maxSteps: integer(1) },
    options,
  )
  const sizes = fc.oneof(
    { weight: 4, arbitrary: shape() },
    { weight: 1, arbitrary: fc.integer({ min: 4, max: 7 }).map((n) => [n]) },
  )
  const input = sizes.chain((s) =>
    tensor(s, tame ? number : extreme).chain((here) =>
      tame ? fc.constant([here, rolled(here)] as const) : tensor(s, extreme).map((there) => [here, there] as const),
    ),
  )
  const accepted = (x: AnyTensor): boolean => small(x) && (!tame || dense(x).every(wellScaled))
  return fc
    .record({
      inputs: fc.array(input, { minLength: 1, maxLength: 3 }),
      steps: fc.array(drawn(tame), { minLength: 1, maxLength: maxSteps, size: 'max' }),
    })
    .map(({ inputs, steps }) => computationOf(steps.reduce(grown({ tame }, accepted), begun(inputs))))
}
