/**
 * Damage to the bytes of real files: what disks, editors, transfers and enemies do to them.
 *
 * An edit is data, so that a counterexample says what was done and shrinks to the fewest and smallest edits.
 */
import fc from 'fast-check'

/** A place is a number of any size, taken modulo the length of what it is a place in. */
type Edit =
  | { readonly edit: 'flip'; readonly at: number; readonly bit: number }
  | { readonly edit: 'cut'; readonly at: number; readonly length: number }
  | { readonly edit: 'end'; readonly at: number }
  | { readonly edit: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly edit: 'overwrite'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly edit: 'repeat'; readonly at: number; readonly length: number; readonly times: number }
  | { readonly edit: 'swap'; readonly at: number; readonly with: number; readonly length: number }
  | { readonly edit: 'splice'; readonly at: number; readonly from: number; readonly length: number }
  | { readonly edit: 'number'; readonly nth: number; readonly by: string }

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What stands in a file that is meant to hurt: ends, signs of formats, names that records inherit, what is not UTF-8. */
const hostile: readonly Uint8Array[] = [
  ...[
    '"',
    '""',
    ',',
    ';',
    '\t',
    '\n',
    '\r',
    '\r\n',
    '\0',
    '\ufeff',
    '\ufffd',
    '[',
    ']',
    '{',
    '}',
    ':',
    '\\',
    '\\u0000',
  ],
  ...['__proto__', '"__proto__":', 'constructor', 'null', 'true', '[[[[[[[[', '{"a":{"a":', '\u202e', '가', '😀'],
].map(bytesOf)

const numbers = [
  ...['0', '-0', '-1', '1e999', '-1e999', 'NaN', 'Infinity', '-Infinity', '1e-400', '0x10', '1,5', '١', ''],
  ...['9007199254740993', '4294967296', '-2147483649', '18446744073709551616', '1'.repeat(400), '0.1e', '--1', ' 1'],
]

/** Big-endian and little-endian sizes as headers have them. */
const sizes: readonly Uint8Array[] = [
  [0, 0, 0, 0],
  [0xff, 0xff, 0xff, 0xff],
  [0x7f, 0xff, 0xff, 0xff],
  [0x80, 0, 0, 0],
  [0x10, 0, 0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0, 0x10],
].map((bytes) => Uint8Array.from(bytes))

const place = fc.nat()
const length = fc.oneof(fc.nat({ max: 4 }), fc.nat({ max: 200 }))
const material = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 8 }),
  fc.constantFrom(...hostile),
  fc.constantFrom(...sizes),
)

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ edit: fc.constant('flip'), at: place, bit: fc.nat({ max: 7 }) }),
  fc.record({ edit: fc.constant('cut'), at: place, length }),
  fc.record({ edit: fc.constant('end'), at: place }),
  fc.record({ edit: fc.constant('insert'), at: place, bytes: material }),
  fc.record({ edit: fc.constant('overwrite'), at: place, bytes: material }),
  fc.record({
    edit: fc.constant('repeat'),
    at: place,
    length,
    times: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 50 })),
  }),
  fc.record({ edit: fc.constant('swap'), at: place, with: place, length }),
  fc.record({ edit: fc.constant('splice'), at: place, from: place, length }),
  fc.record({ edit: fc.constant('number'), nth: place, by: fc.constantFrom(...numbers) }),
)

const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts))

/** One byte a letter, both ways. */
const letters = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
const fromLetters = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))

const NUMBER = /[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi

/** A file after one edit; `other` is what is spliced in. */
const edited =
  (other: Uint8Array) =>
  (bytes: Uint8Array, e: Edit): Uint8Array => {
    if (e.edit === 'number') {
      const text = letters(bytes)
      const found = [...text.matchAll(NUMBER)]
      const chosen = found[e.nth % Math.max(1, found.length)]
      return chosen === undefined
        ? bytes
        : fromLetters(text.slice(0, chosen.index) + e.by + text.slice(chosen.index + chosen[0].length))
    }
    const at = e.at % (bytes.length + 1)
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
    switch (e.edit) {
      case 'flip':
        return bytes.map((byte, i) => (i === at ? byte ^ (1 << e.bit) : byte))
      case 'cut':
        return joined(before, after.subarray(e.length))
      case 'end':
        return before.slice()
      case 'insert':
        return joined(before, e.bytes, after)
      case 'overwrite':
        return joined(before, e.bytes, after.subarray(e.bytes.length))
      case 'repeat': {
        const part = after.subarray(0, e.length)
        return joined(before, ...Array.from({ length: e.times }, () => part), after)
      }
      case 'swap': {
        const [first, second] = [at, e.with % (bytes.length + 1)].sort((a, b) => a - b)
        const width = Math.min(e.length, second - first, bytes.length - second)
        return joined(
          bytes.subarray(0, first),
          bytes.subarray(second, second + width),
          bytes.subarray(first + width, second),
          bytes.subarray(first, first + width),
          bytes.subarray(second + width),
        )
      }
      case 'splice': {
        const from = e.from % (other.length + 1)
        return joined(before, other.subarray(from, from + e.length), after)
      }
    }
  }

/** Files, each after up to four edits. */
export const damaged = (files: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> =>
  fc
    .record({
      file: fc.constantFrom(...files),
      other: fc.constantFrom(...files),
      edits: fc.array(edit, { minLength: 1, maxLength: 4 }),
    })
    .map(({ file, other, edits }) => edits.reduce(edited(other), file))
