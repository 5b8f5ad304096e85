import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { describe, expect, it } from 'vitest'
import * as Codec from '../../src/Codec.js'

const { closed, finite, integer, positive } = Codec

const wrong = (codec: t.Decoder<unknown, unknown>, u: unknown): readonly string[] =>
  pipe(
    codec.decode(u),
    E.match(
      (errors) => Codec.showProblems(Codec.problems(errors)).split('\n'),
      () => [],
    ),
  )

const sgd = closed({ name: t.literal('sgd'), learningRate: positive })
const adam = closed({ name: t.literal('adam'), beta1: finite, beta2: finite })

describe('problems', () => {
  it('are told all at once, each with its place', () => {
    const run = closed(
      { optimizer: sgd, layers: t.readonlyArray(closed({ size: integer(1, 10_000) })) },
      { seed: integer(0) },
    )
    const given = {
      optimizer: { name: 'sgd', learningRate: -1 },
      layers: [{ size: 1 }, { size: 0.5 }, {}, 'dense'],
      sede: 7,
    }
    expect(wrong(run, given)).toEqual([
      'at optimizer.learningRate: expected a positive number, found -1',
      'at layers[1].size: expected an integer from 1 to 10000, found 0.5',
      'at layers[2].size: expected an integer from 1 to 10000, found nothing',
      'at layers[3]: expected a record, found “dense”',
      'at sede: expected no key of this name, found 7. Did you mean “seed”?',
    ])
  })

  it.each<readonly [t.Decoder<unknown, unknown>, unknown, string]>([
    [t.string, 1, 'expected a string, found 1'],
    [t.number, '1', 'expected a number, found “1”'],
    [t.boolean, null, 'expected true or false, found null'],
    [t.null, undefined, 'expected null, found nothing'],
    [t.literal('adam'), 'adm', 'expected “adam”, found “adm”'],
    [t.literal(1), -0, 'expected 1, found -0'],
    [t.keyof({ a: 0, b: 0 }), 'c', 'expected one of a, b, found “c”'],
    [t.Int, 1.5, 'expected an integer, found 1.5'],
    [
      integer(),
      2 ** 53,
      'expected an integer, found 9007199254740992. From 2⁵³ on a number does not tell one integer from the next.',
    ],
    [t.refinement(t.number, (n) => n > 3), 3, 'expected a number that its refinement takes, found 3'],
    [
      t.refinement(t.type({ a: t.number }), ({ a }) => a > 3),
      { a: 3 },
      'expected a record that its refinement takes, found a record with the key a',
    ],
    [t.array(t.number), {}, 'expected an array, found an empty record'],
    [t.readonlyArray(t.number), new Map(), 'expected an array, found a Map'],
    [t.tuple([t.number, t.number]), 1, 'expected an array of 2, found 1'],
    [t.type({ a: t.number }), [1], 'expected a record, found an array of 1'],
    [t.partial({ a: t.number }), [], 'expected a record, found an empty array'],
    [t.strict({ a: t.number }), 'x', 'expected a record, found “x”'],
    [t.record(t.string, t.number), 1n, 'expected a record, found 1'],
    [t.readonly(t.string), Symbol('s'), 'expected a string, found Symbol(s)'],
    [t.union([t.string, t.null]), { a: 1 }, 'expected a string or null, found a record with the key a'],
    [
      t.string,
      { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 },
      'expected a string, found a record with the keys a, b, c, d, e, …',
    ],
    [t.string, () => 0, 'expected a string, found a function'],
    [closed({}, {}, 'the settings of a run'), 1, 'expected the settings of a run, found 1'],
  ])('say of %o what is expected and found', (codec, u, words) => {
    expect(wrong(codec, u)).toEqual([`at the root: ${words}`])
  })

  it('have the place of a key that is no word in brackets, and never break the line', () => {
    const codec = t.type({ 'hidden.weight': t.number, 'a\n"b"': t.number, größe: t.number, '0': t.number })
    const red = 'x\u001b[31m\u2028\u202e\n'
    expect(wrong(codec, { 'hidden.weight': red, 'a\n"b"': 'y'.repeat(1000), größe: '', '0': '"' })).toEqual([
      'at ["0"]: expected a number, found “"”',
      'at ["hidden.weight"]: expected a number, found “x\\u001b[31m\\u2028\\u202e\\n”',
      `at ["a\\n\\"b\\""]: expected a number, found “${'y'.repeat(60)}…”`,
      'at größe: expected a number, found “”',
    ])
  })

  describe('of an untagged union', () => {
    it('are those of the member that takes this kind of value', () => {
      const layer = t.union([integer(1), closed({ size: integer(1), bias: t.boolean })])
      expect(wrong(layer, { size: 0, bias: 1 })).toEqual([
        'at size: expected an integer of at least 1, found 0',
        'at bias: expected true or false, found 1',
      ])
      expect(wrong(layer, 0)).toEqual(['at the root: expected an integer of at least 1 or a record, found 0'])
      expect(wrong(t.array(layer), [0, { size: 1 }])).toEqual([
        'at [0]: expected an integer of at least 1 or a record, found 0',
        'at [1].bias: expected true or false, found nothing',
      ])
    })

    it('are those of the member that complains least', () => {
      const either = t.union([closed({ width: finite, height: finite }), closed({ radius: finite })])
      expect(wrong(either, { width: 1, height: 'x' })).toEqual(['at height: expected a finite number, found “x”'])
      expect(wrong(either, {})).toEqual(['at radius: expected a finite number, found nothing'])
      expect(wrong(t.union([closed({ a: finite }), closed({ b: finite })]), {})).toEqual([
        'at the root: expected a record with the key a or a record with the key b, found an empty record',
      ])
    })

    it('are found in unions of unions, intersections and behind refinements', () => {
      const inner = t.readonly(t.union([t.null, t.type({ x: t.union([t.string, t.null]) })]))
      const codec = t.intersection([
        t.type({ a: inner }),
        t.partial({ b: t.refinement(t.union([t.number, t.array(t.number)]), () => true) }),
      ])
      expect(wrong(codec, { a: { x: 1 }, b: [1, 'x'] })).toEqual([
        'at a.x: expected a string or null, found 1',
        'at b[1]: expected a number, found “x”',
      ])
    })
  })

  it('of a tagged union know the tags of unions inside, and of those behind readonly', () => {
    const optimizer = t.readonly(t.union([sgd, t.readonly(adam)]))
    expect(wrong(closed({ optimizer }), { optimizer: { name: 'asgd' } })).toEqual([
      'at optimizer.name: expected one of sgd, adam, found “asgd”',
    ])
    expect(wrong(optimizer, { name: 3 })).toEqual(['at name: expected one of sgd, adam, found 3'])
  })

  it('are each told once', () => {
    expect(wrong(t.intersection([t.type({ a: t.number }), t.type({ a: t.number })]), { a: 'x' })).toEqual([
      'at a: expected a number, found “x”',
    ])
  })
})
