/**
 * Random well-typed functions of tensors, and so random graphs: all primitives, shared subexpressions, constants, broadcasts and reshapes.
 *
 * The primitives are those of the table, with their sample inputs, so a new primitive is included automatically.
 */
import { knownOptions, flag, integer } from '../../../src/codec/Options.js'
import * as fc from 'fast-check'
import * as Graph from '../../../src/Graph.js'
import { sizeOf } from '../../../src/tensor/Shape.js'
import { dense, shape as shapeOf, type AnyTensor } from '../../../src/tensor/Value.js'
import { extreme, number, shape, tensor } from '../../arbitraries.js'
import {
  inputsOnly,
  fill,
  functionOf,
  extended,
  shifted,
  type Built,
  type Drawn,
  type InputNode,
  type Choice,
} from './nodes.js'
import { idioms, identities, primitiveSteps } from './steps.js'
import { print } from '../../Law.js'

/**
 * A function of some tensors, with two points in its domain.
 *
 * @category model
 */
export interface Computation {
  readonly f: (inputs: readonly AnyTensor[]) => readonly AnyTensor[]
  readonly inputs: readonly AnyTensor[]
  /** Other inputs of the same shapes, in the same domains. */
  readonly others: readonly AnyTensor[]
  /** Inputs of these shapes at the limits of arithmetic: each element is ±0, ±∞, NaN, the smallest and a large number in turn. Indices remain indices. */
  readonly ends: readonly (readonly AnyTensor[])[]
  readonly [fc.toStringMethod]: () => string
}

/**
 * Options of random functions.
 *
 * @category cases
 */
export interface ComputationOptions {
  /** Whether all values at the point are finite and well scaled, which engines require; by default there may be ∞, NaN, −0 and subnormal numbers */
  readonly wellScaled?: boolean
  /** The largest number of operations */
  readonly maxSteps?: number
}

const plainNumbers = [0, 1, -1, 2, 0.5, -2, 1 / 3, 3, 4] as const
const specialNumbers = [-0, NaN, Infinity, -Infinity, 1e-310, 0.1] as const

const choices = (wellScaled: boolean): fc.Arbitrary<Choice> =>
  fc.record({
    kind: fc.oneof(
      { weight: 6, arbitrary: fc.constant('node' as const) },
      { weight: 3, arbitrary: fc.constant('uniform' as const) },
      { weight: 1, arbitrary: fc.constant('numbers' as const) },
      { weight: 1, arbitrary: fc.constant('input' as const) },
    ),
    pick: fc.nat({ max: 1000 }),
    special: fc.constantFrom(...plainNumbers, ...(wellScaled ? [] : specialNumbers)),
    pool: fc.array(extreme, { minLength: 5, maxLength: 5 }),
    elsewhere: fc.array(extreme, { minLength: 5, maxLength: 5 }),
  })

const drawn = (wellScaled: boolean): fc.Arbitrary<Drawn> =>
  fc.record({
    step: fc.oneof(
      { weight: 2, arbitrary: fc.oneof(...primitiveSteps) },
      { weight: 1, arbitrary: fc.oneof(...idioms) },
      { weight: 1, arbitrary: identities },
    ),
    choices: fc.array(choices(wellScaled), { minLength: 3, maxLength: 3 }),
    isResult: fc.nat({ max: 9 }).map((n) => n === 9),
  })

/** The sizes for which engines and bounds hold: far from overflow and underflow, in float32 too. */
const isWellScaled = (v: number): boolean => v === 0 || (Math.abs(v) >= 2 ** -12 && Math.abs(v) <= 2 ** 12)

const small = (x: AnyTensor): boolean => shapeOf(x).length <= 4 && sizeOf(shapeOf(x)) <= 100

const inWords = ({ f, inputs }: Pick<Computation, 'f' | 'inputs'>): string =>
  [
    ...inputs.map((x, i) => `${i}: ${print(x)}`),
    Graph.Show.show(Graph.stage((x: readonly AnyTensor[]) => f(x))(inputs).graph),
  ].join('\n')

const extremes = [0, -0, Infinity, -Infinity, NaN, 1, Number.MIN_VALUE, -1e300] as const

/** Inputs fill with extremes, starting at each of them in turn. */
const endsOf = (points: readonly InputNode[]): Computation['ends'] =>
  extremes.map((_, from) =>
    points.map(({ here, isIndex }, i) =>
      isIndex
        ? here
        : fill(shapeOf(here), [
            ...extremes.slice((from + i) % extremes.length),
            ...extremes.slice(0, (from + i) % extremes.length),
          ]),
    ),
  )

const computationOf = (built: Built): Computation => {
  const f = functionOf(built)
  const points = built.nodes.flatMap((node) => (node._tag === 'Input' ? [node] : []))
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
  const { wellScaled = false, maxSteps = 12 } = knownOptions(
    'laws.computation',
    { wellScaled: flag, maxSteps: integer(1) },
    options,
  )
  const sizes = fc.oneof(
    { weight: 4, arbitrary: shape() },
    { weight: 1, arbitrary: fc.integer({ min: 4, max: 7 }).map((n) => [n]) },
  )
  const input = sizes.chain((s) =>
    tensor(s, wellScaled ? number : extreme).chain((here) =>
      wellScaled
        ? fc.constant([here, shifted(here)] as const)
        : tensor(s, extreme).map((there) => [here, there] as const),
    ),
  )
  const accepted = (x: AnyTensor): boolean => small(x) && (!wellScaled || dense(x).every(isWellScaled))
  return fc
    .record({
      inputs: fc.array(input, { minLength: 1, maxLength: 3 }),
      steps: fc.array(drawn(wellScaled), { minLength: 1, maxLength: maxSteps, size: 'max' }),
    })
    .map(({ inputs, steps }) => computationOf(steps.reduce(extended({ wellScaled }, accepted), inputsOnly(inputs))))
}
