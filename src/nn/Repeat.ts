/** Repetition of a model. */
import { child } from '../random/Seed.js'
import { fail } from '../tensor/Errors.js'
import { modeAt, type Model, type ModelError, type PrintOutput } from './Model.js'

type Indices<N extends number, Out extends readonly number[] = []> = Out['length'] extends N
  ? Out[number]
  : Out['length'] extends 200
    ? number
    : Indices<N, [...Out, Out['length']]>

/** The names of n copies, `'0'` to `'n - 1'`; any name if the number is not known, or larger than 200. */
type Copies<N extends number> = number extends N
  ? string
  : `${N}` extends `-${string}` | `${string}.${string}` | `${string}e${string}`
    ? string
    : number extends Indices<N>
      ? string
      : `${Indices<N>}`

/**
 * The parameters of n copies of a model: a record with the names `'0'` to `'n - 1'`.
 *
 * @category model
 */
export type RepeatParams<N extends number, P> = { readonly [K in Copies<N>]: P }

/** Checks that the output of a model fits its input. */
export type CheckRepeat<I, O> = [O] extends [I]
  ? unknown
  : ModelError<`repeat: the model takes ${PrintOutput<I>} and gives ${PrintOutput<O>}`>

/**
 * A chain of n copies of a model, each with its own parameters and seed.
 *
 * - **Shape** a record with the parameters of the copies under `'0'` to `'n - 1'`. Inside a longer chain, name it: `named('blocks', repeat(3)(block))`.
 * - **Errors** a compile error when the output shape differs from the input shape; a `NablaError` for an n that is not an integer from 0 to 1000.
 * - **Law** `repeat(0)` is `identity`, `repeat(1)` the model, `repeat(n + m)` is `repeat(n)` followed by `repeat(m)`, in what they compute.
 *
 * @example
 * const block = M.sequential(L.dense(4, 4), L.activation(A.tanh))
 * const network = M.repeat(3)(block)
 * P.paths(network.init(Seed.fromNumber(1))) // => ['0.bias', '0.weight', '1.bias', '1.weight', '2.bias', '2.weight']
 *
 * @category combinators
 */
export const repeat =
  <const N extends number>(n: N) =>
  <P, I, O>(model: Model<P, I, O> & CheckRepeat<I, O>): Model<RepeatParams<N, P>, I, O> => {
    if (!(Number.isSafeInteger(n) && n >= 0 && n <= 1000))
      return fail('repeat', 'a number of copies from 0 to 1000', String(n))
    const places = Array.from({ length: n }, (_, i) => i)
    return {
      init: (seed) =>
        Object.fromEntries(places.map((i) => [String(i), model.init(child(i)(seed))])) as RepeatParams<N, P>,
      apply: (params) => {
        const all = params as Readonly<Record<string, P>>
        const copies = places.map((i) => model.apply(all[i]))
        return (input, mode) => copies.reduce<unknown>((x, apply, i) => apply(x as I, modeAt(mode, i)), input) as O
      },
    }
  }
