import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { describe, expect, it } from 'vitest'
import * as Codec from '../../src/Codec.js'
import { scan } from '../../src/format/JsonSyntax.js'

const wrong = (text: string, codec: t.Decoder<unknown, unknown> = t.unknown): readonly string[] =>
  pipe(
    Codec.decode(codec)(text),
    E.match(
      (problems) => problems.map(Codec.Show.show),
      () => [],
    ),
  )

/** A text that is almost JSON: one letter is lost, doubled, exchanged or put in. */
const almost: fc.Arbitrary<string> = fc
  .tuple(
    fc.json(),
    fc.nat(),
    fc.constantFrom(...'{}[]:,"\\ \n\t0123456789.eE+-tfnu/\u0000\u001f\u007f\ud800😀', '', 'true', '\\u12', '\r\n'),
    fc.nat({ max: 2 }),
  )
  .map(([text, at, letters, taken]) => {
    const i = at % (text.length + 1)
    return text.slice(0, i) + letters + text.slice(i + taken)
  })

const parses = (text: string): boolean => E.isRight(E.tryCatch(() => JSON.parse(text) as unknown, E.toError))

describe('JSON', () => {
  it('is refused exactly where JSON.parse refuses it, and every flaw lies inside the text', () => {
    const agrees = (text: string): boolean => {
      const found = scan(text)
      const broken = found.some(({ found: words }) => words !== 'it again')
      return broken !== parses(text) && found.every(({ at }) => at >= 0 && at <= text.length)
    }
    const noise = fc.string({ unit: fc.constantFrom(...'{}[]:,"\\ 01.e-nultrefas') })
    fc.assert(fc.property(almost, agrees), { numRuns: 2000 })
    fc.assert(fc.property(noise, agrees), { numRuns: 2000 })
    fc.assert(fc.property(fc.json(), agrees))
  })

  it('is decoded to what JSON.parse says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(Codec.decode(t.unknown)(JSON.stringify(value, null, 2))).toEqual(
          E.right(JSON.parse(JSON.stringify(value))),
        )
      }),
    )
  })

  it.each([
    ['', 'at line 1, column 1: expected a value, found the end of the text'],
    [
      '{"a": 1,}',
      'at line 1, column 9: expected a key in double quotes, found “}”. The last entry is not followed by a comma.',
    ],
    ['[1, 2,]', 'at line 1, column 7: expected a value, found “]”. The last element is not followed by a comma.'],
    ['{\n  "a": 1\n  "b": 2\n}', 'at line 3, column 3: expected a comma or }, found “"”'],
    ['{"a" 1}', 'at line 1, column 6: expected a colon, found “1”'],
    ['{a: 1}', 'at line 1, column 2: expected a key in double quotes or }, found “a”'],
    [
      "{'a': 1}",
      "at line 1, column 2: expected a key in double quotes or }, found “'”. Strings and keys stand between double quotes.",
    ],
    [
      '[NaN]',
      'at line 1, column 2: expected a value or ], found “NaN”. JSON has no such number: write it as a string, "NaN".',
    ],
    [
      '[1, -Infinity]',
      'at line 1, column 5: expected a value, found “-Infinity”. JSON has no such number: write it as a string, "-Infinity".',
    ],
    ['1 // one', 'at line 1, column 3: expected the end of the text, found “//”. JSON has no comments.'],
    ['[1, 2', 'at line 1, column 6: expected a comma or ], found the end of the text'],
    ['"😀😀" x', 'at line 1, column 6: expected the end of the text, found “x”'],
    [
      '"a\nb"',
      'at line 1, column 3: expected a string on one line, with line breaks as \\n and tabs as \\t, found a line break',
    ],
    ['\r\n\r\n  "a', 'at line 3, column 5: expected a double quote, the end of the string, found the end of the text'],
    [
      '"C:\\data"',
      'at line 1, column 4: expected one of \\" \\\\ \\/ \\b \\f \\n \\r \\t, or \\u and four hexadecimal digits, found “\\\\d”. In a string a backslash is written twice.',
    ],
    ['[01]', 'at line 1, column 3: expected a comma or ], found “1”'],
    ['True', 'at line 1, column 1: expected a value, found “True”'],
    ['nullx', 'at line 1, column 1: expected a value, found “nullx”'],
  ])('%j: %s', (text, words) => {
    expect(wrong(text)).toEqual([words])
  })

  it('is read behind a byte order mark', () => {
    expect(Codec.decode(t.unknown)('\ufeff[1]')).toEqual(E.right([1]))
  })

  it('has no key twice, wherever it stands and however it is written, and this is told with all else', () => {
    expect(wrong('{\n"a": {"b": 1, "c": {"b": 2}, "\\u0062": "x"},\n"a": 0}', t.type({ a: t.string }))).toEqual([
      'at line 2, column 30: expected the key “b” once, found it again',
      'at line 3, column 1: expected the key “a” once, found it again',
      'at a: expected a string, found 0',
    ])
    expect(wrong('[{"a": 1}, {"a": 2}]')).toEqual([])
    expect(wrong('{"a": 1, "a": 2, }').length).toBe(2)
  })

  it('that is huge, deep or full of mistakes ends in sentences, not in a throw', () => {
    interface Deep {
      readonly in: readonly Deep[]
    }
    const deep: t.Type<Deep> = t.recursion('a nest of nests', () => Codec.closed({ in: t.readonlyArray(deep) }))
    const nested = `${'{"in":['.repeat(20_000)}${']}'.repeat(20_000)}`
    expect(wrong(nested, deep)).toEqual([
      'at the root: expected a nest of nests, found a value that is nested too deeply',
    ])
    expect(wrong('['.repeat(20_000))).toEqual([
      'at line 1, column 20001: expected a value or ], found the end of the text',
    ])
    expect(wrong(`{${'"a":0,'.repeat(10_000)}"b":0}`).length).toBe(9_999)
    expect(wrong(`[${'x'.repeat(100_000)}]`)[0].length).toBeLessThan(150)
    expect(wrong(`[${'"x",'.repeat(10_000)}1]`, t.readonlyArray(Codec.finite)).length).toBe(10_000)
  })

  it('costs no more than a few times its size, whatever is in it (each cost up to three hundred times, 24 November 2026)', () => {
    expect(wrong('['.repeat(1e6) + ']'.repeat(1e6))).toEqual([
      'at line 1, column 100001: expected at most 100000 open brackets, found another',
    ])
    const twice = wrong(`{${'"a":0,'.repeat(20_000)}"b":0}`)
    expect(twice).toHaveLength(10_001)
    expect(twice[10_000]).toContain('expected each key once, found yet another twice')
    const many = wrong(`[${'"x",'.repeat(20_000)}1]`, t.readonlyArray(Codec.finite))
    expect(many).toHaveLength(10_001)
    expect(many[10_000]).toBe('at the root: expected no other problem, found 10000 more')
    const keys = Array.from({ length: 5000 }, (_, i) => `"c${i}":0`).join(',')
    const unknown = wrong(`{${keys}}`, Codec.closed({ size: t.number }))
    expect(unknown[unknown.length - 1]).toBe(
      'at the root: expected a record with the key size, found a record with the keys c0, c1, c2, c3, c4, …. 4000 more of its keys are not known.',
    )
  })

  it('ends in a sentence where a codec throws', () => {
    const throws = new t.Type<number, number, unknown>(
      'a fragile number',
      t.number.is,
      () => {
        throw new Error('out of order')
      },
      t.identity,
    )
    expect(wrong('1', throws)).toEqual([
      'at the root: expected a fragile number, found a value on which its codec throws “Error: out of order”',
    ])
  })
})
