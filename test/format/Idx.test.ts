import { mkdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'

import * as Errors from '../../src/format/Errors.js'
import * as Idx from '../../src/format/Idx.js'
import { emptyFolder, folderWith, idx, images, labels } from '../data/folders.js'

/** The sentence of a refusal; a success becomes text that no sentence is equal to. */
const sentence = (result: E.Either<Errors.DataError, unknown>): string =>
  pipe(
    result,
    E.match(Errors.Show.show, (value) => `accepted: ${JSON.stringify(value)}`),
  )

const decoded = (bytes: Uint8Array): string => sentence(Idx.decode(bytes, 'f'))

const again = 'Download the file again, or give another one.'

describe('decode', () => {
  it('reads the shape and the elements', () => {
    expect(Idx.decode(idx([2, 1, 3], [1, 2, 3, 4, 5, 6]), 'f')).toEqual(
      E.right({ shape: [2, 1, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) }),
    )
  })

  it('copies the elements, from a view into a larger buffer too', () => {
    const larger = new Uint8Array(100).fill(1)
    const bytes = larger.subarray(7, 17)
    bytes.set(labels(3, 4))
    const result = Idx.decode(bytes, 'f')
    larger.fill(9)
    expect(result).toEqual(E.right({ shape: [2], data: Uint8Array.of(3, 4) }))
  })

  it('refuses a wrong magic number', () => {
    const magic =
      'expected an IDX file (first bytes 00 00 08, then the number of axes, at least 01) or a gzip of one (1f 8b)'
    expect(decoded(new TextEncoder().encode('<html><body>404'))).toBe(
      'f: expected an IDX file, found an HTML page. The address leads to a page about the file, or to one that says why there is none: download the file itself.',
    )
    expect(decoded(Uint8Array.of(0, 1, 8, 1, 0, 0, 0, 1, 0))).toBe(`f: ${magic}, found 00 01 08 01. ${again}`)
    expect(decoded(Uint8Array.of(0, 0, 8, 0))).toBe(`f: ${magic}, found 00 00 08 00. ${again}`)
  })

  it('refuses elements that are not unsigned bytes', () => {
    expect(decoded(idx([1], [0, 0, 0, 0], 0x0d))).toBe(
      'f: expected an IDX file of unsigned bytes (type 08), found type 0d (32-bit floats). Convert the file to unsigned bytes, or give another one.',
    )
    expect(decoded(idx([1], [0], 0x07))).toContain('found type 07 (no type that IDX knows)')
  })

  it('refuses a header that is cut short', () => {
    expect(decoded(new Uint8Array())).toBe(
      `f: expected an IDX header of 4 bytes, found a file of 0 bytes. The file is cut short. ${again}`,
    )
    expect(decoded(images(1).subarray(0, 15))).toBe(
      `f: expected an IDX header of 16 bytes, found a file of 15 bytes. The file is cut short. ${again}`,
    )
  })

  it('refuses an axis of size 0', () => {
    expect(decoded(idx([3, 0, 2], []))).toBe(
      `f: expected every size in the IDX header to be at least 1, found 0 for axis 1. ${again}`,
    )
  })

  it('refuses fewer and more bytes than the header says', () => {
    const bytes = images(1000, 28, 28)
    expect(decoded(bytes.subarray(0, 1000))).toBe(
      `f: expected 784,016 bytes for the shape [1000, 28, 28] in its header, found 1,000. The file is cut short. ${again}`,
    )
    expect(decoded(Uint8Array.of(...labels(1, 2), 3))).toBe(
      `f: expected 10 bytes for the shape [2] in its header, found 11. The file is longer than its header says. ${again}`,
    )
  })

  it('refuses enormous sizes without allocating for them', () => {
    const before = process.memoryUsage().arrayBuffers
    const huge = Array.from({ length: 255 }, () => 2 ** 32 - 1)
    expect(decoded(idx([2 ** 32 - 1, 2 ** 20], [1]))).toContain('expected 4,503,599,626,321,932 bytes')
    expect(decoded(idx(huge, [1]))).toContain(
      'expected infinitely many bytes for the shape [4294967295, 4294967295, 4294967295, 4294967295, 4294967295, 4294967295, …]',
    )
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24)
  })

  it('never throws, whatever the bytes, and accepts only what has the bytes its shape asks for', () => {
    const header = fc.tuple(
      fc.constantFrom(0, 0, 0, 1),
      fc.constantFrom(0, 0, 0, 31),
      fc.constantFrom(8, 8, 8, 9, 255),
      fc.integer({ min: 0, max: 4 }),
    )
    const small = fc.array(fc.constantFrom(0, 0, 0, 1, 2), { maxLength: 24 })
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.tuple(header, small).map(([start, rest]) => Uint8Array.from([...start, ...rest])),
    )
    fc.assert(
      fc.property(bytes, (input) =>
        pipe(
          Idx.decode(input, 'f'),
          E.match(
            (error) => Errors.Show.show(error).startsWith('f: expected '),
            ({ shape, data }) =>
              shape.length > 0 &&
              shape.every((size) => size > 0) &&
              data.length === shape.reduce((product, size) => product * size, 1) &&
              input.length === 4 + 4 * shape.length + data.length,
          ),
        ),
      ),
      { numRuns: 1000 },
    )
  })

  it('reads back whatever was written', () => {
    const arrays = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }).chain((shape) => {
      const length = shape.reduce((product, size) => product * size, 1)
      return fc.record({
        shape: fc.constant(shape),
        data: fc.uint8Array({ minLength: length, maxLength: length }),
      })
    })
    fc.assert(
      fc.property(arrays, ({ shape, data }) => {
        expect(Idx.decode(idx(shape, data), 'f')).toEqual(E.right({ shape, data }))
      }),
    )
  })
})

describe('read', () => {
  const whole = E.right({ shape: [2], data: Uint8Array.of(7, 9) })
  const read = (folder: string, name = 'x'): Promise<E.Either<Errors.DataError, Idx.Idx>> =>
    Idx.read(`${folder}/${name}`)()

  it('reads plain and gzipped files, told apart by their content', async () => {
    const folder = folderWith({
      plain: labels(7, 9),
      packed: gzipSync(labels(7, 9)),
      'only-packed.gz': gzipSync(labels(7, 9)),
      'not-packed.gz': labels(7, 9),
    })
    expect(await read(folder, 'plain')).toEqual(whole)
    expect(await read(folder, 'packed')).toEqual(whole)
    expect(await read(folder, 'only-packed')).toEqual(whole)
    expect(await read(folder, 'not-packed.gz')).toEqual(whole)
  })

  it('reads a gzip whose contents are longer than the part peeked at', async () => {
    const noise = Uint8Array.from({ length: 30_000 }, (_, i) => (i * i * 2654435761) >>> 24)
    const folder = folderWith({ x: gzipSync(idx([300, 100], noise)) })
    expect(await read(folder)).toEqual(E.right({ shape: [300, 100], data: noise }))
  })

  it('says that a file is missing', async () => {
    const folder = emptyFolder()
    expect(sentence(await read(folder))).toBe(
      `${folder}/x: expected a file of this name, plain or with .gz, found none. Put the file there, or give another path.`,
    )
  })

  it('says that a folder stands where the file should be', async () => {
    const folder = emptyFolder()
    mkdirSync(`${folder}/x`)
    expect(sentence(await read(folder))).toBe(
      `${folder}/x: expected a file, found a folder. Give the path of the file itself.`,
    )
    expect(sentence(await Idx.read('/dev/zero')())).toContain('/dev/zero: expected a file, found a pipe or a device.')
  })

  it('says that a path cannot be read at all', async () => {
    expect(sentence(await Idx.read('a\0b')())).toMatch(
      /^a\\u0000b: expected to be able to read it, found “.*null bytes.*”\./,
    )
  })

  it('refuses a damaged gzip, wherever the damage is', async () => {
    const noise = Uint8Array.from({ length: 30_000 }, (_, i) => (i * i * 2654435761) >>> 24)
    const packed = gzipSync(idx([30_000], noise))
    const flipped = Uint8Array.from(packed, (byte, i) => (i === packed.length - 6 ? byte ^ 1 : byte))
    const folder = folderWith({ cut: packed.subarray(0, 9000), flipped, head: packed.subarray(0, 5) })
    const damaged = (name: string, reason: string): string =>
      `${folder}/${name}: expected a whole gzip file, found a damaged one (“${reason}”). ${again}`
    expect(sentence(await read(folder, 'cut'))).toBe(damaged('cut', 'unexpected end of file'))
    expect(sentence(await read(folder, 'flipped'))).toBe(damaged('flipped', 'incorrect data check'))
    expect(sentence(await read(folder, 'head'))).toBe(damaged('head', 'unexpected end of file'))
  })

  it('stops unpacking a bomb as soon as it passes what its header says', async () => {
    const bomb = new Uint8Array(2 ** 23)
    bomb.set(labels(1))
    const folder = folderWith({ x: gzipSync(bomb), y: gzipSync(new Uint8Array(2 ** 23)) })
    expect(sentence(await read(folder))).toBe(
      `${folder}/x: expected 9 bytes for the shape [1] in its header, found more. The file is longer than its header says. ${again}`,
    )
    expect(sentence(await read(folder, 'y'))).toContain('found 00 00 00 00.')
  })

  it('refuses a gzip that promises more than a data set has', async () => {
    const folder = folderWith({ x: gzipSync(idx([2 ** 31], [1])) })
    expect(sentence(await read(folder))).toBe(
      `${folder}/x: expected at most 1,073,741,824 bytes, found 2,147,483,656. The reader takes no larger file: give another one.`,
    )
  })

  it('refuses a gzip of a file that is cut short', async () => {
    const folder = folderWith({ x: gzipSync(labels(1, 2, 3).subarray(0, 9)) })
    expect(sentence(await read(folder))).toContain('expected 11 bytes for the shape [3] in its header, found 9.')
  })
})
