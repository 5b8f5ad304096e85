import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import { Show as DataShow } from '../../src/format/Errors.js'
import { decode, encode, read, type Content } from '../../src/format/Safetensors.js'
import { lookup } from '../../src/format/safetensors/Unread.js'
import { Show } from '../../src/format/safetensors/Errors.js'
import * as T from '../../src/Tensor.js'
import { uniform, type AnyTensor } from '../../src/tensor/Value.js'
import { emptyFolder } from '../data/folders.js'
import { file, parts, properties } from './safetensors.js'

const fixture = (name: string): Uint8Array => readFileSync(join(import.meta.dirname, 'fixtures', name))

const content = (tensors: Readonly<Record<string, unknown>>, metadata = {}): Content => ({
  tensors: tensors as Content['tensors'],
  metadata,
})

/** The sentence of a refusal; a success becomes text that no sentence is equal to. */
const refusal = (bytes: Uint8Array): string =>
  pipe(
    decode(bytes),
    E.match(Show.show, ({ tensors }) => `accepted: ${Object.keys(tensors).join()}`),
  )

const entry = (dtype: string, shape: string, offsets: string): string =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`

const one = (dtype: string, shape: string, offsets: string): string => `{"w":${entry(dtype, shape, offsets)}}`

const again = 'Download or write the file again.'
const wrongly = `The file is damaged or was written wrongly. ${again}`

describe('any file', () => {
  const { 'a file in hostile hands is read, or refused in a sentence; nothing throws': fuzz, ...others } = properties

  it.each(Object.entries(others))('%s', (_, property) => {
    fc.assert(property as fc.IProperty<unknown>, { numRuns: 300 })
  })

  it('in hostile hands is read, or refused in a sentence; nothing throws', () => {
    fc.assert(fuzz, { numRuns: 1000 })
  })
})

describe('encode', () => {
  it('writes the length of the header, the header padded to a multiple of 8, and the data in the order of the names', () => {
    const bytes = encode(content({ b: T.tensor([1]), a: T.tensor([[2, 3]]) }, { k: 'v' }))
    const [header, data] = parts(bytes)
    const text =
      '{"__metadata__":{"k":"v"},"a":{"dtype":"F64","shape":[1,2],"data_offsets":[0,16]},"b":{"dtype":"F64","shape":[1],"data_offsets":[16,24]}}'
    expect(header).toBe(text.padEnd(144))
    expect([...new Float64Array(data.slice().buffer)]).toEqual([2, 3, 1])
  })

  it('does not depend on the order in which a record was written', () => {
    const [x, y] = [T.tensor([1]), T.tensor([2])]
    expect(encode(content({ x, y }, { a: '1', b: '2' }))).toEqual(encode(content({ y, x }, { b: '2', a: '1' })))
  })

  it('refuses what the format, or float32, cannot hold, by name', () => {
    const refused = (tensors: Readonly<Record<string, unknown>>, metadata = {}, dtype: 'F64' | 'F32' = 'F64') =>
      expect(() => encode(content(tensors, metadata), { dtype }))
    refused({ __metadata__: T.scalar(1) }).toThrow(
      'Safetensors.encode: expected another name for a tensor, found “__metadata__”, which the format keeps for itself',
    )
    refused({ w: 1 }).toThrow('Safetensors.encode: expected a tensor at “w”, found number')
    refused({ '\ud800': T.scalar(1) }).toThrow('expected a name of whole characters, found half of a surrogate pair')
    refused({}, { k: '\udc00' }).toThrow('expected text at “k” of whole characters, found half of a surrogate pair')
    refused({}, { k: 1 }).toThrow('expected a string in the metadata at “k”, found number')
    refused({ w: T.tensor([1, 1e300]) }, {}, 'F32').toThrow(
      'Safetensors.encode: expected numbers that float32 has, for dtype F32, found 1e+300. F64 has it',
    )
    refused({ w: uniform(new Array<number>(65).fill(1), 0) }).toThrow(
      'expected at most 64 axes and fewer than 2⁵³ bytes',
    )
    refused({ w: uniform([2 ** 30, 2 ** 30], 0) }).toThrow('expected at most 64 axes and fewer than 2⁵³ bytes')
    refused({ w: uniform([2 ** 45], 0) }).toThrow('expected a file that fits into memory, found 281474976710752 bytes')
  })
})

describe('decode', () => {
  it('reads what the reference implementation wrote, of every dtype', () => {
    const numbers = [0, -0, 1, -1.5, Infinity, -Infinity, NaN, 2 ** -14, 2 ** -24, 65504]
    const integers = [
      [0, 1, -1],
      [127, -128, 42],
    ]
    expect(
      pipe(
        decode(fixture('dtypes.safetensors')),
        E.map(({ tensors, metadata }) => ({
          metadata,
          tensors: Object.fromEntries(
            Object.entries(tensors).map(([name, x]) => [name, [T.shape(x), T.toArray(x as AnyTensor)]]),
          ),
        })),
      ),
    ).toEqual(
      E.right({
        metadata: { format: 'pt', 가: '나' },
        tensors: {
          F64: [[10], numbers],
          F32: [[10], numbers],
          F16: [[10], numbers],
          BF16: [[10], [...numbers.slice(0, 9), 65536]],
          I64: [[2, 3], integers],
          I32: [[2, 3], integers],
          I16: [[2, 3], integers],
          I8: [[2, 3], integers],
          U8: [[1, 3], [[0, 1, 255]]],
          BOOL: [[3], [1, 0, 1]],
          scalar: [[], 0.1],
          empty: [
            [2, 0, 3],
            [[], []],
          ],
        },
      }),
    )
  })

  it.each([
    ['F64', [1, 2], encode(content({ w: T.tensor([1, 2]) }))],
    ['U8', [1, 255], file(one('U8', '[2]', '[0,2]'), [1, 255])],
    ['I8', [1, -1], file(one('I8', '[2]', '[0,2]'), [1, 255])],
    ['BOOL', [1, 0], file(one('BOOL', '[2]', '[0,2]'), [1, 0])],
  ])('copies the data, from a view into a larger buffer too: %s', (_, numbers, whole) => {
    const larger = new Uint8Array(whole.length + 10)
    larger.set(whole, 3)
    const result = decode(larger.subarray(3, 3 + whole.length))
    larger.fill(9)
    const read = pipe(
      result,
      E.map(({ tensors }) => T.toArray(tensors['w']!)),
    )
    expect(read).toEqual(E.right(numbers))
  })

  it.each([
    ['F4', '[4]'],
    ['F6_E2M3', '[2]'],
    ['F8_E4M3', '[2]'],
    ['F8_E5M2', '[2,1]'],
    ['C64', '[0]', 0],
    ['F63', '[9]'],
    ['f32', '[]'],
    ['constructor', '[]'],
  ])('reads the other tensors of a file with one of %s', (dtype, shape, bytes = 2) => {
    const header = `{"q":${entry(dtype, shape, `[0,${bytes}]`)},"w":${entry('U8', '[1]', `[${bytes},${bytes + 1}]`)}}`
    const read = decode(file(header, [1, 2, 7].slice(2 - bytes)))
    const unread = [{ name: 'q', dtype, shape: JSON.parse(shape) as number[] }]
    expect(
      pipe(
        read,
        E.map(({ tensors, ...rest }) => [T.toArray(tensors['w']!), rest]),
      ),
    ).toEqual(E.right([[7], { metadata: {}, unread }]))
    const asked = (name: string) => pipe(read, E.chain(lookup(name)), E.mapLeft(Show.show))
    expect(asked('q')).toEqual(
      E.left(
        `tensor “q”: expected a dtype among F64, F32, F16, BF16, I64, U64, I32, U32, I16, U16, I8, U8, BOOL, found “${dtype}”. Convert the tensor to one of them, F32 for instance.`,
      ),
    )
    expect(E.isRight(asked('w'))).toBe(true)
    expect(asked('x')).toEqual(E.left('tensor “x”: expected one, found none of this name. There are w, q.'))
    expect(() => pipe(read, E.map(encode))).toThrow('found “q” of dtype')
  })

  it.each([
    ['a width that is known', 'F8_E4M3', '[3]', '[0,2]', 'expected 3 bytes between its offsets, for F8_E4M3'],
    ['half a byte to the whole', 'F4', '[3]', '[0,1]', 'expected 2 bytes'],
    ['an end before the beginning', 'F63', '[1]', '[1,0]', 'found an end before the beginning'],
    ['an end behind the file', 'F63', '[1]', '[0,9]', 'expected an end within the 2 bytes'],
    ['bytes before it', 'F63', '[1]', '[1,2]', 'none for bytes 0 to 1'],
    ['bytes behind it', 'F63', '[1]', '[0,1]', 'none for bytes 1 to 2'],
  ])('checks the bytes of a tensor that is not read: %s', (_, dtype, shape, offsets, words) => {
    expect(refusal(file(one(dtype, shape, offsets), [0, 0]))).toContain(words)
  })

  it.each(['U8', 'I8', 'BOOL'])('reads a scalar of one byte as a scalar: %s', (dtype) => {
    const number = pipe(
      decode(file(one(dtype, '[]', '[0,1]'), [1])),
      E.map(({ tensors }) => T.toNumber(tensors['w'] as T.Scalar)),
    )
    expect(number).toEqual(E.right(1))
  })

  it('takes any name for data', () => {
    const names = ['__proto__', 'constructor', '', 'toString']
    const bytes = encode(content(Object.fromEntries(names.map((name, i) => [name, T.scalar(i)]))))
    const result = decode(bytes)
    expect(E.isRight(result) && Object.keys(result.right.tensors).sort()).toEqual([...names].sort())
    expect(E.isRight(result) && Object.getPrototypeOf(result.right.tensors)).toBe(Object.prototype)
  })

  it('reads a file with nothing in it', () => {
    expect(decode(file('{}'))).toEqual(E.right({ tensors: {}, metadata: {} }))
    expect(decode(file('{"__metadata__":{}}   '))).toEqual(E.right({ tensors: {}, metadata: {} }))
  })

  it('refuses a header longer than the file, and allocates nothing for it', () => {
    const claim = (length: bigint): Uint8Array => {
      const bytes = new Uint8Array(20)
      new DataView(bytes.buffer).setBigUint64(0, length, true)
      return bytes
    }
    const before = process.memoryUsage().arrayBuffers
    const more = 'The file is cut short or of another format. Download or write the file again.'
    expect(refusal(claim(2n ** 60n))).toBe(
      `expected a header of at most 12 bytes, found a claim of 1,152,921,504,606,846,976 bytes. ${more}`,
    )
    expect(refusal(claim(2n ** 64n - 1n))).toContain('found a claim of 18,446,744,073,709,551,615 bytes')
    expect(refusal(claim(13n))).toContain('at most 12 bytes, found a claim of 13 bytes')
    expect(refusal(new Uint8Array(7))).toBe(`expected 8 bytes with the length of the header, found 7 bytes. ${more}`)
    expect(refusal(new Uint8Array())).toContain('found 0 bytes')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20)
  })

  it('allocates nothing for a shape that is not there', () => {
    const before = process.memoryUsage().arrayBuffers
    expect(refusal(file(one('F64', '[1099511627776]', '[0,8796093022208]')))).toBe(
      'tensor “w”: expected an end within the 0 bytes of data, found 8796093022208. The file is cut short, or its header is wrong. Download or write the file again.',
    )
    expect(refusal(file(one('F64', '[4294967296,4294967296]', '[0,8]'), new Array(8).fill(0)))).toBe(
      `tensor “w”: expected fewer than 2⁵³ bytes, found the shape [4294967296, 4294967296]. ${wrongly}`,
    )
    expect(refusal(file(one('F64', '[2,3]', '[0,8]'), new Array(8).fill(0)))).toBe(
      `tensor “w”: expected 48 bytes between its offsets, for F64 of the shape [2, 3], found 8 bytes. ${wrongly}`,
    )
    expect(refusal(file(one('U8', '[9007199254740991,9007199254740991,0]', '[0,0]')))).toContain('fewer than 2⁵³ bytes')
    expect(refusal(file(one('U8', `[${new Array(65).fill(1).join()}]`, '[0,1]'), [0]))).toContain(
      'at most 64 sizes, found more than 64.',
    )
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20)
  })

  it.each([
    ['nothing', '', 'at character 0 of the header: expected a { at the beginning, found the end of the text.'],
    ['space first', ' {}', 'at character 0 of the header: expected a { at the beginning, found “ ”.'],
    ['a byte order mark first', '\ufeff{}', 'expected a { at the beginning, found “\\ufeff”.'],
    ['an array', '[]', 'at character 0 of the header: expected a { at the beginning, found “[”.'],
    ['text after it', '{}{}', 'at character 2 of the header: expected the end of the text, found “{”.'],
    ['no end', '{"w":', 'expected a record with dtype, shape and data_offsets, found the end of the text.'],
    ['a comma at its end', `{"w":${entry('U8', '[]', '[0,1]')},}`, 'expected a key in double quotes, found “}”.'],
    [
      'a name twice',
      `{"w":${entry('U8', '[]', '[0,1]')},"\\u0077":${entry('U8', '[]', '[0,1]')}}`,
      'expected the key “w” once, found it again.',
    ],
    [
      'a field twice',
      '{"w":{"dtype":"U8","dtype":"I8","shape":[],"data_offsets":[0,1]}}',
      'expected the key “dtype” once, found it again.',
    ],
    [
      'a field too many',
      '{"w":{"dtype":"U8","shape":[],"data_offsets":[0,1],"sahpe":[]}}',
      'expected a record with dtype, shape and data_offsets, found one with “sahpe”.',
    ],
    [
      'no dtype',
      '{"w":{"shape":[],"data_offsets":[0,1]}}',
      'at character 5 of the header: expected a record with dtype, shape and data_offsets, found one without dtype.',
    ],
    ['no shape', '{"w":{"dtype":"U8","data_offsets":[0,1]}}', 'shape and data_offsets, found one without shape.'],
    ['one offset', one('U8', '[]', '[0]'), 'expected an array of two offsets, found an array of 1.'],
    ['three offsets', one('U8', '[]', '[0,1,2]'), 'expected an array of two offsets, found more than 2.'],
    [
      'a negative size',
      one('U8', '[-1]', '[0,1]'),
      'expected a whole number from 0 to 9007199254740991, in digits alone, found “-1”.',
    ],
    ['a fraction', one('U8', '[1.0]', '[0,1]'), 'in digits alone, found “1.0”.'],
    ['an exponent', one('U8', '[1e0]', '[0,1]'), 'in digits alone, found “1e0”.'],
    ['a leading zero', one('U8', '[01]', '[0,1]'), 'in digits alone, found “01”.'],
    ['a negative offset', one('U8', '[1]', '[-1,0]'), 'in digits alone, found “-1”.'],
    ['a size beyond 2⁵³', one('U8', '[9007199254740992]', '[0,1]'), 'in digits alone, found “9007199254740992”.'],
    ['null for a shape', one('U8', 'null', '[0,1]'), 'expected an array of at most 64 sizes, found “null”.'],
    ['a number for a tensor', '{"w":1}', 'expected a record with dtype, shape and data_offsets, found “1”.'],
    ['metadata that are no strings', '{"__metadata__":{"epoch":3}}', 'expected a string at __metadata__, found “3”.'],
    [
      'metadata that are no record',
      '{"__metadata__":null}',
      'expected a record of at most 65536 strings at __metadata__, found “null”.',
    ],
    [
      'metadata that look like a tensor',
      `{"__metadata__":${entry('U8', '[]', '[0,1]')}}`,
      'expected a string at __metadata__, found “[”.',
    ],
    [
      'metadata twice',
      '{"__metadata__":{},"__metadata__":{}}',
      'expected the key “__metadata__” once, found it again.',
    ],
    ['half of a surrogate pair', '{"\\ud800":1}', 'expected whole characters, found half of a surrogate pair.'],
    ['a line break in a name', '{"\n":1}', 'expected a string on one line'],
    ['an unknown escape', '{"\\x":1}', 'In a string a backslash is written twice.'],
  ])('refuses a header with %s', (_, header, words) => {
    expect(refusal(file(header, [0]))).toContain(words)
  })

  it.each([
    [
      'a hole at the beginning',
      { a: '[1,2]' },
      2,
      'the data: expected every byte to belong to a tensor, found none for bytes 0 to 1.',
    ],
    ['a hole between', { a: '[0,1]', b: '[2,3]' }, 3, 'found none for bytes 1 to 2.'],
    ['bytes left over', { a: '[0,1]' }, 3, 'found none for bytes 1 to 3. The file is longer than its header says'],
    ['bytes without a tensor', {}, 1, 'found none for bytes 0 to 1.'],
    [
      'two tensors in one place',
      { a: '[0,1]', b: '[0,1]' },
      1,
      'tensor “b”: expected a beginning at 1, where “a” ends, found 0: they overlap.',
    ],
    ['a tensor in another', { a: '[0,1]', b: '[0,1]', c: '[1,2]' }, 2, 'where “a” ends, found 0: they overlap.'],
    [
      'an end behind the file',
      { a: '[0,1]', b: '[1,2]' },
      1,
      'tensor “b”: expected an end within the 1 byte of data, found 2.',
    ],
    ['an end before the beginning', { a: '[1,0]' }, 1, 'for U8 of the shape [1], found an end before the beginning.'],
  ])('refuses offsets with %s', (_, tensors, length, words) => {
    const entries = Object.entries(tensors).map(([name, offsets]) => `"${name}":${entry('U8', '[1]', offsets)}`)
    expect(refusal(file(`{${entries.join()}}`, new Array(length).fill(0)))).toContain(words)
  })

  it('refuses a header that is no UTF-8', () => {
    const bytes = file('{"w":1}')
    bytes[9] = 0xff
    expect(refusal(bytes)).toBe(
      'expected a header in UTF-8, found other bytes. The file is damaged or of another format. Download or write the file again.',
    )
    // A surrogate written as three bytes, and a slash written as two.
    expect(refusal(Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0, 0xed, 0xa0, 0x80))).toContain('a header in UTF-8')
    expect(refusal(Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0xc0, 0xaf))).toContain('a header in UTF-8')
  })

  it('takes the entries in any order, and tensors without bytes anywhere', () => {
    const header = `{"b":${entry('U8', '[1]', '[1,2]')},"e":${entry('F64', '[0]', '[1,1]')},"a":${entry('U8', '[1]', '[0,1]')},"z":${entry('I64', '[3,0]', '[2,2]')}}`
    expect(refusal(file(header, [5, 6]))).toBe('accepted: a,e,b,z')
  })

  it('takes large integers that float64 holds, and refuses others by name and place', () => {
    const words = (...values: readonly bigint[]): readonly number[] => [
      ...new Uint8Array(BigUint64Array.from(values.map((value) => BigInt.asUintN(64, value))).buffer),
    ]
    const exact = pipe(
      decode(file(one('I64', '[3]', '[0,24]'), words(2n ** 53n, -(2n ** 63n), 2n ** 53n + 2n))),
      E.map(({ tensors }) => T.toArray(tensors['w']!)),
    )
    expect(exact).toEqual(E.right([2 ** 53, -(2 ** 63), 2 ** 53 + 2]))
    expect(refusal(file(one('I64', '[2]', '[0,16]'), words(0n, -(2n ** 53n) - 1n)))).toBe(
      'tensor “w”: expected integers that float64 holds, for I64, found -9007199254740993 at element 1. Leave the tensor out of the file, or write it as F64 if its digits do not matter.',
    )
    expect(refusal(file(one('U64', '[1]', '[0,8]'), words(2n ** 64n - 1n)))).toContain('found 18446744073709551615')
    expect(refusal(file(one('BOOL', '[2]', '[0,2]'), [1, 2]))).toBe(
      'tensor “w”: expected 0 or 1, found 2 at element 1. Download or write the file again.',
    )
  })

  it('gives up at the first wrong letter of a long header, whatever it is made of', () => {
    const long = 1_000_000
    for (const header of [
      '['.repeat(long),
      '{"":'.repeat(long / 4),
      `{"${'w'.repeat(long)}`,
      `{"${'\\u0077'.repeat(long / 6)}`,
      `{"w":{"shape":[${'1,'.repeat(long / 2)}`,
      `{"w":{"shape":[${'1'.repeat(long)}`,
      `{${' '.repeat(long)}`,
      `{"__metadata__":{${'"":"",'.repeat(long / 6)}`,
    ]) {
      const words = refusal(file(header))
      expect(words).toContain(' of the header: expected ')
      expect(words.length).toBeLessThan(400)
    }
  })

  it('takes as many tensors, and as many metadata, as can be written, and not one more', () => {
    const most = 65_536
    const many = Array.from({ length: most }, (_, i) => [String(i), i] as const)
    const tensors = Object.fromEntries(many.map(([name, i]) => [name, T.scalar(i)]))
    const metadata = Object.fromEntries(many.map(([name]) => [name, name]))
    const one = { tensors: { w: T.scalar(1) }, metadata: { k: 'v' } }
    const bytes = encode({ tensors, metadata })
    const result = decode(bytes)
    expect(E.isRight(result) && Object.keys(result.right.tensors).length).toBe(most)
    expect(E.isRight(result) && Object.keys(result.right.metadata).length).toBe(most)
    expect(() => encode({ ...one, tensors: { ...tensors, ...one.tensors } })).toThrow(
      'at most 65536 tensors, found 65537',
    )
    expect(() => encode({ ...one, metadata: { ...metadata, k: 'v' } })).toThrow('at most 65536 metadata, found 65537')
    const entries = many.map(([name]) => `"${name}":${entry('U8', '[0]', '[0,0]')}`)
    expect(refusal(file(`{${entries.join()},"w":${entry('U8', '[0]', '[0,0]')}}`))).toContain(
      'expected at most 65536 tensors, found one more.',
    )
    const told = many.map(([name]) => `"${name}":""`)
    expect(refusal(file(`{"__metadata__":{${told.join()},"k":""}}`))).toContain(
      'expected a record of at most 65536 strings at __metadata__, found more than 65536.',
    )
  })
})

describe('read', () => {
  it('reads a file, and says what is wrong with it by its path', async () => {
    const folder = emptyFolder()
    const [sound, broken, missing] = ['sound', 'broken', 'missing'].map((name) => join(folder, `${name}.safetensors`))
    writeFileSync(sound!, encode(content({ w: T.tensor([1, 2]) }, { epoch: '3' })))
    writeFileSync(broken!, 'html')
    expect(await read(sound!)()).toEqual(E.right(content({ w: T.tensor([1, 2]) }, { epoch: '3' })))
    expect(pipe(await read(broken!)(), E.mapLeft(DataShow.show))).toEqual(
      E.left(`${broken}: expected a safetensors file, found text that begins “html”. Give another file.`),
    )
    expect(
      pipe(
        await read(missing!)(),
        E.mapLeft(({ _tag }) => _tag),
      ),
    ).toEqual(E.left('FileMissing'))
    expect(
      pipe(
        await read(folder)(),
        E.mapLeft(({ _tag }) => _tag),
      ),
    ).toEqual(E.left('NotAFile'))
  })
})
