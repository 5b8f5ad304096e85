/**
 * Files that are made to hurt: small ones that claim to be large, and large ones that want more than they are.
 */
import { gzipSync } from 'node:zlib'
import * as Safetensors from '../../src/Safetensors.js'
import * as T from '../../src/Tensor.js'
import { type loaders } from './loaders.js'

export interface Hostile {
  readonly name: string
  readonly loader: keyof typeof loaders
  readonly make: () => Uint8Array
  /** How many bytes the file truly holds, if it is packed. */
  readonly holds?: number
}

const MiB = 2 ** 20

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Some text again and again, up to a size, between two others. */
const filled =
  (part: string, size: number, before = '', after = '') =>
  (): Uint8Array =>
    utf8(before + part.repeat(Math.floor(size / part.length)) + after)

const uint32 = (n: number): readonly number[] => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]

const idx = (shape: readonly number[], length: number): Uint8Array => {
  const bytes = new Uint8Array(4 + 4 * shape.length + length)
  bytes.set([0, 0, 8, shape.length, ...shape.flatMap(uint32)])
  return bytes
}

/** A safetensors file: the length of its header, the header, then bytes. */
const safetensors = (header: string, bytes = 0, claimed = BigInt(header.length)): Uint8Array => {
  const file = new Uint8Array(8 + header.length + bytes)
  new DataView(file.buffer).setBigUint64(0, claimed, true)
  file.set(utf8(header), 8)
  return file
}

/** A predictor with as many classes and no tensors, whose network claims to have a layer so wide. */
const predictor = (name: string, count: number, end = (_: number): string => '', width = 1): Uint8Array => {
  const names = Array.from({ length: count }, (_, i) => `${name}${end(i)}`).join(',')
  const layers = `[{"layer":"dense","name":"out","out":${width},"bias":true,"init":"uniform"}]`
  const said = `{"version":1,"columns":["x","y"],"target":{"_tag":"Class","column":"kind","names":[${names}]},"objective":"one of ${count} classes","spec":{"model":{"input":2,"layers":${layers}},"objective":"multiclass"}}`
  return Safetensors.encode({
    tensors: {
      'scale.mean': T.zeros([2]),
      'scale.deviation': T.ones([2]),
      'targetScale.mean': T.zeros([0]),
      'targetScale.deviation': T.zeros([0]),
    },
    metadata: { predictor: said },
  })
}

/** A header of as many columns, named by number. */
const columns = (count: number): string => Array.from({ length: count }, (_, i) => `c${i}`).join(',')

export const hostile: readonly Hostile[] = [
  { name: 'a header that claims 2⁶⁰ bytes', loader: 'idx', make: () => idx([2 ** 30, 2 ** 30], 8) },
  { name: 'a header of 255 axes', loader: 'idx', make: () => idx(Array<number>(255).fill(2 ** 32 - 1), 8) },
  { name: 'an honest file', loader: 'idx', make: () => idx([64 * MiB], 64 * MiB) },
  {
    name: 'a bomb whose header claims one byte',
    loader: 'gzip',
    make: () => gzipSync(idx([1], 512 * MiB), { level: 9 }),
  },
  {
    name: 'a bomb whose header claims 2⁶⁰ bytes',
    loader: 'gzip',
    make: () => gzipSync(idx([2 ** 30, 2 ** 30], 512 * MiB), { level: 9 }),
  },
  {
    name: 'a bomb whose header claims a byte less',
    loader: 'gzip',
    make: () => gzipSync(idx([64 * MiB - 1], 64 * MiB), { level: 9 }),
    holds: 64 * MiB,
  },
  {
    name: 'a gzip of zeros, as many as its header claims',
    loader: 'gzip',
    make: () => gzipSync(idx([64 * MiB], 64 * MiB), { level: 9 }),
    holds: 64 * MiB,
  },
  { name: 'a million columns', loader: 'csv', make: () => utf8(`${columns(1_000_000)}\n`) },
  { name: 'a million cells in a row', loader: 'csv', make: () => utf8(`label,p0\n${columns(1_000_000)}\n`) },
  { name: 'as many unknown columns as there may be', loader: 'csv', make: () => utf8(`${columns(32_768)}\n`) },
  { name: 'columns called __proto__', loader: 'csv', make: filled(',__proto__', 300_000, 'label', '\n1,2\n') },
  { name: 'separators only', loader: 'csv', make: filled(',', 16 * MiB) },
  { name: 'line breaks only', loader: 'csv', make: filled('\r\n', 16 * MiB) },
  { name: 'empty lines before a row', loader: 'csv', make: filled('\n', 16 * MiB, 'label,p0\n', '1,2\n') },
  { name: 'quotes only', loader: 'csv', make: filled('"', 16 * MiB) },
  { name: 'a quote in each cell', loader: 'csv', make: filled('x"y,', 16 * MiB, 'label,p0\n') },
  { name: 'a quote that is never closed', loader: 'csv', make: filled('1,2\n', 16 * MiB, 'label,p0\n"') },
  {
    name: 'a quote that is closed at the end',
    loader: 'csv',
    make: filled('1,""2\n', 16 * MiB, 'label,note\n1,"', '"'),
  },
  { name: 'a number of 16 MiB', loader: 'csv', make: filled('1', 16 * MiB, 'label,p0\n', ',2\n') },
  { name: 'a million wrong rows', loader: 'csv', make: filled('10,x\n', 5_000_000, 'label,p0\n') },
  { name: 'a letter beyond Latin', loader: 'csv', make: filled('x', 16 * MiB, 'label,note\n1,', '가\n') },
  {
    name: 'a last byte that is no text',
    loader: 'csv',
    make: () => new Uint8Array(16 * MiB).map((_, i) => (i === 16 * MiB - 1 ? 0xff : 0x78)),
  },
  {
    name: 'bytes of which none is text',
    loader: 'csv',
    make: () => new Uint8Array(16 * MiB).fill(0x80),
  },
  { name: 'a hundred thousand brackets', loader: 'json', make: filled('[', 100_000) },
  {
    name: 'a hundred thousand brackets, closed',
    loader: 'json',
    make: () => utf8('['.repeat(100_000) + ']'.repeat(100_000)),
  },
  { name: 'ten million brackets, closed', loader: 'json', make: () => utf8('['.repeat(5e6) + ']'.repeat(5e6)) },
  { name: 'ten million brackets', loader: 'json', make: filled('[', 1e7) },
  { name: 'ten million braces', loader: 'json', make: filled('{"a":', 5e6) },
  { name: 'keys called __proto__', loader: 'json', make: filled('{"__proto__":', 500_000, '', '1') },
  {
    name: 'a hundred thousand unknown keys',
    loader: 'json',
    make: () => utf8(`{${Array.from({ length: 100_000 }, (_, i) => `"c${i}":1`).join(',')}}`),
  },
  { name: 'one key a million times', loader: 'json', make: filled('"a":1,', 6_000_000, '{', '"a":1}') },
  {
    name: 'a million numbers that are none',
    loader: 'json',
    make: filled('"x",', 4_000_000, '{"optimizer":{"name":"sgd","learningRate":1},"layers":[],"losses":{"a":[', '1]}}'),
  },
  { name: 'a string of 16 MiB', loader: 'json', make: filled('x', 16 * MiB, '"', '"') },
  { name: 'line breaks before a slip', loader: 'json', make: filled('\n', 16 * MiB, '{', 'x') },
  { name: 'escapes that end nowhere', loader: 'json', make: filled('\\u0041', 16 * MiB, '"') },
  { name: 'a header that claims 2⁶⁰ bytes', loader: 'safetensors', make: () => safetensors('{}', 8, 2n ** 60n) },
  {
    name: 'a tensor that claims 2⁶⁰ bytes',
    loader: 'safetensors',
    make: () => safetensors(`{"a":{"dtype":"U8","shape":[1073741824,1073741824],"data_offsets":[0,${2n ** 60n}]}}`, 8),
  },
  {
    name: 'a header of ten million brackets',
    loader: 'safetensors',
    make: () => safetensors('['.repeat(5e6) + ']'.repeat(5e6)),
  },
  {
    name: 'ten thousand tensors in the same place',
    loader: 'safetensors',
    make: () =>
      safetensors(
        `{${Array.from({ length: 10_000 }, (_, i) => `"t${i}":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}`).join(',')}}`,
        8,
      ),
  },
  { name: 'a hundred thousand classes of one name', loader: 'predictor', make: () => predictor('"a"', 100_000) },
  { name: 'a hundred thousand classes', loader: 'predictor', make: () => predictor('"a', 100_000, (i) => `${i}"`) },
  {
    name: 'a network of 2²⁵ parameters and no tensors',
    loader: 'predictor',
    make: () => predictor('"a', 2, (i) => `${i}"`, 11_184_810),
  },
]
