/**
 * What becomes of a run file that is damaged: settings that a run can begin with, or sentences; never anything thrown.
 *
 * Real files are damaged as text (bytes flipped, cut, inserted, repeated, numbers and words replaced) and as JSON (values of other kinds, keys lost, misspelt, added).
 */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { codec, decode } from '../../examples/mnist/config.js'
import { parse } from '../../examples/mnist/options.js'
import {
  changed,
  extended,
  inherited,
  isRecord,
  junk,
  kinds,
  misspellings,
  places,
  renamed,
  without,
} from '../../laws/json.js'
import * as ModelSpec from '../../src/ModelSpec.js'
import * as OptimizerSpec from '../../src/OptimizerSpec.js'

const root = resolve(import.meta.dirname, '../..')

/** Files as people write them. */
const files: readonly string[] = [
  readFileSync(join(root, 'examples/mnist/run.json'), 'utf8'),
  '{}',
  '{ "epochs": 5, "batch": 32, "optimizer": "sgd", "learningRate": 0.05, "hidden": [256, 128], "seed": 0, "data": "d", "out": "o", "engine": "reference", "export": "m.onnx" }\n',
  JSON.stringify({
    optimizer: { optimizer: 'adamw', beta1: 0.8, weightDecay: 0.1, before: [{ transform: 'clipByValue', limit: 1 }] },
    model: {
      input: 784,
      layers: [
        { layer: 'maxout', out: 12, pieces: 3, init: { constant: 0.01 } },
        { layer: 'leakyRelu', slope: -0 },
        { layer: 'dropout', rate: 0.5 },
        { layer: 'dense', out: 10, bias: false, init: 'xavierNormal' },
      ],
    },
  }),
]

// ---------------------------------------------------------------------------------------------------------------------------------------
// as text
// ---------------------------------------------------------------------------------------------------------------------------------------

type Damage = (text: string) => string

const at = (text: string, place: number): number => Math.floor(place * (text.length + 1))
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

const numbers = [
  '1',
  '7',
  '10',
  '1e999',
  '-1',
  '0',
  '1.5',
  '1e9',
  '9007199254740993',
  'NaN',
  '-0',
  '1e-400',
  '00',
  '0x10',
  '""',
]
const words = [
  '"__proto__"',
  '"constructor"',
  '"\\u0000"',
  '"dense"',
  '"softmax"',
  'null',
  'true',
  '[]',
  '{}',
  '"a.b"',
  '"\\ud800"',
]

/** The n-th of what a pattern finds, replaced. */
const replaced =
  (pattern: RegExp, n: number, by: string): Damage =>
  (text) => {
    const found = [...text.matchAll(pattern)]
    if (found.length === 0) return text
    const { index, 0: old } = found[n % found.length]
    return text.slice(0, index) + by + text.slice(index + old.length)
  }

const otherNumber: fc.Arbitrary<Damage> = fc
  .record({ n: fc.nat(), by: fc.oneof(fc.constantFrom(...numbers), fc.integer({ min: 1, max: 900 }).map(String)) })
  .map(({ n, by }) => replaced(/-?\d[\d.e+-]*/g, n, by))

const damages: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ p: place, bit: fc.nat(7) }).map(({ p, bit }): Damage => (text) => {
    const i = at(text, p)
    return text.slice(0, i) + String.fromCharCode((text.charCodeAt(i) || 0) ^ (1 << bit)) + text.slice(i + 1)
  }),
  fc.record({ p: place, q: place }).map(({ p, q }): Damage => (text) => {
    const [from, to] = [at(text, Math.min(p, q)), at(text, Math.max(p, q))]
    return text.slice(0, from) + text.slice(to)
  }),
  fc
    .record({ p: place, q: place, times: fc.integer({ min: 2, max: 300 }) })
    .map(({ p, q, times }): Damage => (text) => {
      const from = at(text, p)
      return text.slice(0, from) + text.slice(from, from + Math.ceil(q * 40)).repeat(times) + text.slice(from)
    }),
  fc
    .record({ p: place, what: fc.oneof(fc.string(), fc.constantFrom(...words, '\ufeff', '{', '[', ',', '"', '\0')) })
    .map(
      ({ p, what }): Damage =>
        (text) =>
          text.slice(0, at(text, p)) + what + text.slice(at(text, p)),
    ),
  place.map(
    (p): Damage =>
      (text) =>
        text.slice(0, at(text, p)),
  ),
  otherNumber,
  fc.record({ n: fc.nat(), by: fc.constantFrom(...words) }).map(({ n, by }) => replaced(/"[^"]*"/g, n, by)),
)

// ---------------------------------------------------------------------------------------------------------------------------------------
// as JSON
// ---------------------------------------------------------------------------------------------------------------------------------------

const inJson: fc.Arbitrary<Damage> = fc
  .record({ n: fc.nat(), m: fc.nat(), other: fc.oneof(junk, fc.constantFrom(...kinds)) })
  .map(({ n, m, other }): Damage => (text) => {
    const parsed = E.tryCatch(
      () => JSON.parse(text) as unknown,
      () => undefined,
    )
    if (E.isLeft(parsed)) return text
    const all = places(parsed.right)
    const { steps, value } = all[n % all.length]
    const keys = isRecord(value) ? Object.keys(value) : []
    const key = keys[m % Math.max(1, keys.length)]
    const ways: readonly ((u: unknown) => unknown)[] =
      key === undefined
        ? [() => other, (u) => (Array.isArray(u) ? [...u, ...u] : [u]), (u) => (Array.isArray(u) ? u.slice(1) : other)]
        : [
            () => other,
            (u) => without(u, key),
            (u) => renamed(u, key, misspellings(key, m)[0] ?? 'x'),
            (u) => extended(u, inherited[m % inherited.length], other),
          ]
    return JSON.stringify(changed(parsed.right, steps, ways[m % ways.length])) ?? 'null'
  })

// ---------------------------------------------------------------------------------------------------------------------------------------
// the property
// ---------------------------------------------------------------------------------------------------------------------------------------

/** A file after some damage, one thing after another. */
export const damaged: fc.Arbitrary<string> = fc
  .record({
    file: fc.constantFrom(...files),
    changes: fc.oneof(
      // What is still sound but for one number gets furthest.
      fc.array(otherNumber, { minLength: 1, maxLength: 1 }),
      fc.array(inJson, { minLength: 1, maxLength: 3 }),
      fc.array(fc.oneof(damages, inJson), { minLength: 1, maxLength: 3 }),
    ),
  })
  .map(({ file, changes }) => changes.reduce((text, change) => change(text), file))

/** One line that says where, what was expected and what was found. */
const isSentence = (text: string): boolean =>
  /^run\.json: (at .+: expected .+, found .+|and \d+ problems more\.)$/u.test(text)

/** What a damaged file is: `Right` and whole, or sentences; the words of what is wrong with that, if anything is. */
export const judged = (text: string): string | undefined => {
  const answer = decode('run.json')(text)
  if (E.isLeft(answer)) {
    if (answer.left.length === 0) return 'refused without a sentence'
    return answer.left.find((line) => !isSentence(line))
  }
  const file = answer.right
  if (!codec.is(file)) return 'taken, though the codec does not take what it made of it'
  const options = parse([], file)
  if (E.isLeft(options) || options.right._tag === 'Help') return 'taken, though the options do not take it'
  const { model, optimizer, epochs, batch } = options.right
  OptimizerSpec.optimizer(optimizer)
  if (O.isSome(model) && (ModelSpec.outputs(model.value) !== 10 || model.value.input !== 784))
    return 'no network for digits'
  return epochs >= 1 && batch >= 1 ? undefined : 'numbers out of range'
}

/** The property, for as many cases as one likes. */
export const damagedRunFiles: fc.IProperty<[string]> = fc.property(damaged, (text) => judged(text) === undefined)
