/** What is made of an array or a record keeps to what it was made of, whatever is done to that later. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { expect, it } from 'vitest'
import * as Codec from '../../src/Codec.js'
import * as Data from '../../src/Data.js'
import * as L from '../../src/Layer.js'
import * as Objective from '../../src/Objective.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'

/** Makes something of names, overwrites all of these, and hands it back. */
const after = <A>(names: readonly string[], make: (names: string[]) => A): A => {
  const own = [...names]
  const made = make(own)
  own.fill('other').push('more')
  return made
}

it('classes keep their names', () => {
  const classes = after(['low', 'high'], (names) => Data.classes(names))
  expect([classes.names, classes.count, classes.decode(1)]).toEqual([['low', 'high'], 2, 'high'])
  expect(classes.encode('low')).toEqual(E.right(0))
  expect(classes.codec.is('other')).toBe(false)
})

it('tables and their targets keep their columns', () => {
  const numbers = after(['z'], (names) => Data.numbers(names))
  const table = after(['x', 'y'], (names) => Data.table(names, numbers))
  const given: Data.ClassNames<string[]> = Data.classes(['a', 'b'] as string[])
  const target = Data.classOf('kind', given)
  given.names.fill('other')
  expect([table.columns, table.target.columns, target.names]).toEqual([['x', 'y'], ['z'], ['a', 'b']])
  const columns = after(['y', 'x'], (names) => Data.columns(names))
  expect(T.toArray(columns([{ x: 1, y: 2 }]))).toEqual([[2, 1]])
})

it('codecs keep their words, their keys and their defaults', () => {
  expect(after(['a', 'b'], (words) => Codec.oneOf(words)).is('a')).toBe(true)
  expect(after(['epochs'], (words) => Codec.nearest(words))('epoch')).toEqual(O.some('epochs'))
  const [optional, defaults] = [{ rate: Codec.finite }, { rate: 1 }]
  const [closed, whole] = [Codec.closed({}, optional), Codec.withDefaults({}, optional, defaults)]
  Reflect.deleteProperty(optional, 'rate')
  defaults.rate = 2
  expect(E.isRight(closed.decode({}))).toBe(true)
  expect(whole.decode({})).toEqual(E.right({ rate: 1 }))
})

it('draws keep their shape, tensors their numbers, predictors their parameters', () => {
  const sizes = [2, 3]
  const draws = [Seed.uniform(sizes), Seed.normal(sizes)]
  sizes[0] = 9
  expect(draws.map((draw) => T.shape(draw(Seed.fromNumber(1))))).toEqual([
    [2, 3],
    [2, 3],
  ])
  const numbers = new Float64Array([1, 2])
  const x = T.fromArray(numbers, [2])
  numbers.fill(9)
  expect(T.toArray(x)).toEqual([1, 2])
  const params = { weight: T.tensor([[2]]), bias: T.tensor([0]) }
  const line = Data.table(['x'], Data.numbers(['y']))
  const twice = Train.predictor({ model: L.dense(1, 1), objective: Objective.regression(1) }, line)(params)
  params.weight = T.tensor([[7]])
  expect(Train.predict(twice)({ x: 3 })).toEqual({ y: 6 })
})
