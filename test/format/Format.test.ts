/** Files of other formats, as every reader refuses them: each says what the file is and what to do, by its bytes alone. */
import { gzipSync } from 'node:zlib'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts/lib/index.js'
import { describe, expect, it } from 'vitest'
import * as Codec from '../../src/Codec.js'
import { unlike } from '../../src/format/Format.js'
import * as Data from '../../src/Data.js'
import * as L from '../../src/Layer.js'
import * as Onnx from '../../src/Onnx.js'
import { onnxRuntime } from '../../src/OnnxRuntime.js'
import * as Safetensors from '../../src/Safetensors.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'
import { Show as ShowEngine } from '../../src/Engine.js'
import { folderWith } from '../data/folders.js'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const utf16 = (text: string): Uint8Array => Uint8Array.from([0xff, 0xfe, ...Buffer.from(text, 'utf16le')])
const zip = (name: string): Uint8Array =>
  Uint8Array.from([0x50, 0x4b, 3, 4, ...new Array<number>(26).fill(0), ...utf8(name), ...new Array<number>(80).fill(7)])

const tensors = Safetensors.encode({ tensors: { w: T.tensor([1, 2]) }, metadata: {} })
const digits = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 9)
const model = Onnx.model(
  L.dense(1, 1),
  { weight: T.tensor([[1]]), bias: T.tensor([0]) },
  { input: T.zeros([1, 1]) },
).bytes

/** Files, what each is, and a part of what there is to do. */
const files: readonly (readonly [string, Uint8Array, string, string])[] = [
  ['gzip', gzipSync(utf8('{"a": 1}')), 'a gzip file', 'gzip -d'],
  ['gzip of IDX', gzipSync(digits), 'a gzip file', 'gzip -d'],
  [
    'a page',
    utf8('\n<!DOCTYPE html>\n<html><body>404: Not Found</body></html>'),
    'an HTML page',
    'download the file itself',
  ],
  ['a page with a mark', utf8('\ufeff<HTML>'), 'an HTML page', 'download the file itself'],
  ['S3', utf8('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'), 'an XML file', ''],
  [
    'Git LFS',
    utf8('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n'),
    'a Git LFS pointer',
    'git lfs pull',
  ],
  ['UTF-16', utf16('{ "epochs": 3 }'), 'UTF-16', ''],
  ['UTF-16 without a mark', utf16('{ "epochs": 3 }').subarray(2), 'UTF-16', ''],
  ['PyTorch', zip('archive/data.pkl'), 'a PyTorch file', 'write its tensors as safetensors'],
  ['NumPy', Uint8Array.of(0x93, ...utf8('NUMPY\u0001\0v\0')), 'a NumPy array', ''],
  ['NumPy, many', zip('weight.npy'), 'a file of NumPy arrays', ''],
  ['Excel', zip('[Content_Types].xml'), 'a zip file, as spreadsheets are', ''],
  ['HDF5', Uint8Array.of(0x89, ...utf8('HDF\r\n\x1a\n'), 0, 0), 'an HDF5 file', ''],
  ['pickle', Uint8Array.of(0x80, 2, 0x8a, 0x0a, 0x6c), 'a Python pickle', ''],
  ['PNG', Uint8Array.of(0x89, ...utf8('PNG\r\n\x1a\n'), 0, 0, 0, 13), 'a PNG image', ''],
  ['JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16), 'a JPEG image', ''],
  ['PDF', utf8('%PDF-1.7\n'), 'a PDF', ''],
  ['Parquet', utf8('PAR1\u0015\u0004'), 'a Parquet file', 'CSV'],
  ['SQLite', utf8('SQLite format 3\0'), 'an SQLite database', 'CSV'],
]

/** Every reader, with what it says of some bytes. */
const readers: Readonly<Record<string, (bytes: Uint8Array) => Promise<string>>> = {
  CSV: async (bytes) =>
    pipe(
      Data.csv(t.record(t.string, t.string))(bytes),
      E.match(
        (problems) => problems.map(Data.Show.show).join('\n'),
        () => 'read',
      ),
    ),
  'CSV as text': async (bytes) =>
    pipe(
      Data.csv(Codec.closed({ a: Codec.numberFromText }))(new TextDecoder().decode(bytes)),
      E.match(
        (problems) => problems.map(Data.Show.show).join('\n'),
        () => 'read',
      ),
    ),
  'text to be JSON': async (bytes) =>
    pipe(
      await Data.readText(`${folderWith({ f: bytes })}/f`)(),
      E.match(Data.Show.show, () => 'read'),
    ),
  JSON: async (bytes) =>
    pipe(
      Codec.decode(t.unknown)(new TextDecoder().decode(bytes)),
      E.match(Codec.showProblems, () => 'read'),
    ),
  IDX: async (bytes) =>
    pipe(
      Data.decode(bytes, 'f'),
      E.match(Data.Show.show, () => 'read'),
    ),
  safetensors: async (bytes) =>
    pipe(
      Safetensors.decode(bytes),
      E.match(Safetensors.Show.show, () => 'read'),
    ),
  predictor: async (bytes) =>
    pipe(
      await Train.open(`${folderWith({ f: bytes })}/f`)(),
      E.match(Train.ShowPredictor.show, () => 'read'),
    ),
  'bytes of a predictor': async (bytes) =>
    pipe(
      await Train.open(bytes)(),
      E.match(Train.ShowPredictor.show, () => 'read'),
    ),
  checkpoint: async (bytes) =>
    pipe(
      await Train.newest(folderWith({ 'checkpoint-000000000001.safetensors': bytes }))(),
      E.match(Train.ShowStore.show, () => 'read'),
    ),
  ONNX: async (bytes) =>
    pipe(
      await Onnx.load(onnxRuntime())(bytes)(),
      E.match(ShowEngine.show, () => 'read'),
    ),
}

/** Text that is passed as text has lost what bytes would tell. */
const textual = new Set(['CSV as text', 'JSON'])

describe.each(Object.entries(readers))('%s', (name, read) => {
  const known = files.filter(
    ([, bytes]) => !textual.has(name) || bytes[0] === 0x0a || bytes[0] === 0x3c || bytes[0] === 0x76,
  )
  it.each(known)('names %s', async (_, bytes, found, next) => {
    const words = await read(bytes)
    expect(words).toContain(`found ${found}`)
    expect(words).toContain(next)
    expect(words).not.toMatch(/[Dd]ownload the file again|Download or write|operator set|claim of|permissions/)
  })
})

describe('a reader', () => {
  it('names the formats of other readers, and not its own', async () => {
    expect(await readers['IDX']!(tensors)).toContain('found a safetensors file')
    expect(await readers['safetensors']!(digits)).toContain('found an IDX file')
    expect(await readers['safetensors']!(model)).toContain('found an ONNX model')
    expect(await readers['ONNX']!(tensors)).toContain('found a safetensors file')
    expect(await readers['CSV']!(model)).toContain('found an ONNX model')
    expect(await readers['IDX']!(utf8('x,y\n1,2\n'))).toContain('found a table as text (CSV)')
    expect(await readers['JSON']!(utf8('x,y\n1,2\n'))).toContain('found a table as text (CSV)')
    expect(await readers['CSV as text']!(utf8('{ "a": [1, 2] }'))).toContain('found JSON')
    expect(await readers['safetensors']!(utf8('Not Found'))).toContain('found text that begins “Not Found”')
    for (const [reader, bytes] of [
      ['IDX', digits],
      ['safetensors', tensors],
      ['ONNX', model],
    ] as const)
      expect(await readers[reader]!(bytes)).toBe('read')
  })

  it('does not take a table for something else', () => {
    for (const table of [
      '{a},b\n1,2\n',
      '[x],y\n1,2\n',
      '"a","b"\n1,2\n',
      'PK,b\n1,2\n',
      'gif,b\n1,2\n',
      'version,b\n1,2\n',
      // A backspace is the tag of a field of an ONNX model, and so are some letters.
      '\b\u00042,3\n1,2\n',
      '\b\t2,3\n1,2\n',
      `\b\n:${'2'.repeat(3000)},b\n`,
      `\b\n2${'0,'.repeat(3000)}b\n`,
      `\b\n${'B'.repeat(3000)},b\n`,
    ])
      expect(unlike('CSV')(utf8(table))).toEqual(O.none)
  })

  it('says of UTF-16 what its own format wants', async () => {
    expect(await readers['text to be JSON']!(utf16('{}'))).toMatch(
      /f, line 1: expected text in UTF-8, found UTF-16\. Save the file as UTF-8\.$/,
    )
    expect(await readers['CSV']!(utf16('a,b'))).toContain('Save the file as “CSV UTF-8”.')
  })
})
