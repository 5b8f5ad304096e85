/**
 * File formats, recognised by their first bytes and never by a name, for messages about files of another format.
 */
import * as O from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import { quoted } from '../codec/Words.js'

/** The content that a reader expects. */
export type Readable = 'CSV' | 'JSON' | 'IDX' | 'safetensors' | 'ONNX'

/** A recognised format, with advice, as text. */
export interface Unlike {
  readonly found: string
  readonly next: string
}

/** The beginning of a file: as bytes, and as letters of which each is a byte, in lower case. */
interface Start {
  readonly bytes: Uint8Array
  readonly letters: string
  /** The file has no more bytes. */
  readonly isWhole: boolean
}

type Test = (start: Start) => boolean

interface Format {
  readonly found: string | ((start: Start) => string)
  readonly next: string | ((wanted: Readable) => string)
  readonly is: Test
  /** The reader of the format, if there is one. */
  readonly reader?: Readable
  /** Text that could also be a table or JSON: it is recognised only if that cannot be read. */
  readonly isGuess?: true
  /** The readers that refuse the format; by default, all others. */
  readonly unread?: readonly Readable[]
}

const format = (found: Format['found'], next: Format['next'], is: Test, more: Partial<Format> = {}): Format => ({
  found,
  next,
  is,
  ...more,
})

/** The number of bytes that identify a format. */
const ENOUGH = 1024

const begins =
  (...first: readonly number[]): Test =>
  ({ bytes }) =>
    first.every((byte, i) => bytes[i] === byte)

const reads =
  (...words: readonly string[]): Test =>
  ({ letters }) =>
    words.some((word) => letters.startsWith(word))

const isZip = begins(0x50, 0x4b, 3, 4)

const zipped =
  (...words: readonly string[]): Test =>
  (start) =>
    isZip(start) && words.some((word) => start.letters.includes(word))

/** The advice for text that is not UTF-8. */
export const asText = (wanted: Readable): string =>
  wanted === 'CSV'
    ? 'Save the file as “CSV UTF-8”.'
    : wanted === 'JSON'
      ? 'Save the file as UTF-8.'
      : 'Give another file.'

const asTable = (wanted: Readable): string =>
  wanted === 'CSV' ? 'Export the sheet as “CSV UTF-8”.' : 'Unpack it, or export it as what is expected.'

const asArray = 'Read it with numpy.load, and write the array in a format that is read here, as safetensors.'

const asTensors = 'Read it with the program that wrote it, and write its tensors as safetensors.'

const another = 'Give another file.'

const isPrintable = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x09 && byte < 0x7f

/** UTF-16 without a byte order mark: letters of ASCII, each beside a zero. */
const isWide: Test = ({ bytes }) =>
  [0, 1].some((zero) =>
    [zero, zero + 2].every((i) => bytes[i] === 0 && isPrintable(bytes[i === zero ? 1 - zero : 3 - zero])),
  )

const firstLine = ({ bytes }: Start): string =>
  new TextDecoder()
    .decode(bytes)
    .replace(/^\ufeff/, '')
    .trimStart()
    .split(/[\r\n]/, 1)[0]

/** Whether all bytes may be text. Those beyond ASCII may be UTF-8 or not. */
const isText: Test = ({ bytes }) => bytes.every((byte) => byte >= 0x80 || isPrintable(byte))

/** Whether the first two lines have as many separators each. */
const isTable: Test = (start) => {
  const [first, second] = start.letters.split(/\r\n|\r|\n/)
  const columns = (line: string, separator: string): number => line.split(separator).length
  return (
    isText(start) &&
    second !== undefined &&
    [',', ';', '\t'].some((each) => columns(first, each) > 1 && columns(first, each) === columns(second, each))
  )
}

/** The protobuf varint at a position, and the position after it. */
const varint = (bytes: Uint8Array, at: number): readonly [value: number, end: number] => {
  const length = bytes.subarray(at).findIndex((byte) => byte < 0x80) + 1
  const digits = bytes.subarray(at, length === 0 ? undefined : at + length)
  return [digits.reduceRight((n, byte) => n * 128 + (byte % 128), 0), at + digits.length]
}

/** The tags of ONNX's ModelProto: numbers; texts and the graph, once each; and messages that may be repeated. */
const [numbers, once, repeated] = [
  [1, 5].map((field) => 8 * field),
  [2, 3, 4, 6, 7].map((field) => 8 * field + 2),
  [8, 14, 20, 25, 26].map((field) => 8 * field + 2),
]

/** Whether fields of a ModelProto follow one another from a position to the end of the bytes. A message begins with the tag of a field, which no letter is. */
const hasModelFields = (start: Start, at: number, before: readonly number[]): boolean => {
  const { bytes, isWhole } = start
  if (at >= bytes.length) return at === bytes.length || !isWhole
  const [tag, afterTag] = varint(bytes, at)
  const [value, end] = varint(bytes, afterTag)
  return repeated.includes(tag)
    ? (value === 0 || end >= bytes.length || bytes[end] < 0x20) && hasModelFields(start, end + value, before)
    : [...numbers, ...once].includes(tag) &&
        !before.includes(tag) &&
        hasModelFields(start, once.includes(tag) ? end + value : end, [...before, tag])
}

/** An `ir_version` from 1 to 32, and other fields. */
const isModel: Test = (start) =>
  start.bytes[0] === 8 &&
  start.bytes[1] > 0 &&
  start.bytes[1] <= 32 &&
  start.bytes.length > 2 &&
  hasModelFields(start, 2, [8])

/** The first format that matches is recognised. */
const formats: readonly Format[] = [
  format(
    'an empty file',
    'What should have written it may have stopped: write or download it again.',
    ({ bytes }) => bytes.length === 0,
    { unread: ['ONNX'] },
  ),
  format('a gzip file', 'Unpack it first, for instance with gzip -d.', begins(0x1f, 0x8b)),
  format('a Zstandard file', 'Unpack it first, with zstd -d.', begins(0x28, 0xb5, 0x2f, 0xfd)),
  format('an xz file', 'Unpack it first, with xz -d.', begins(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0)),
  format('a bzip2 file', 'Unpack it first, with bzip2 -d.', begins(0x42, 0x5a, 0x68)),
  format('a PyTorch file, as torch.save writes', asTensors, zipped('data.pkl')),
  format('a file of NumPy arrays (.npz)', asArray, zipped('.npy')),
  format('a Keras file', asTensors, zipped('metadata.json', 'config.json')),
  format('a zip file, as spreadsheets are', asTable, isZip),
  format('a NumPy array (.npy)', asArray, reads('\x93numpy')),
  format('an HDF5 file, as Keras writes', asTensors, reads('\x89hdf\r\n')),
  format('a PNG image', another, reads('\x89png')),
  format('a JPEG image', another, begins(0xff, 0xd8, 0xff)),
  format('a GIF image', another, reads('gif8')),
  format('a PDF', 'Give the data that it shows, in a file of their own.', reads('%pdf')),
  format('a Parquet file', 'Export it as CSV.', reads('par1')),
  format('an Arrow file', 'Export it as CSV.', reads('arrow1')),
  format('an SQLite database', 'Export the table as CSV.', reads('sqlite format 3')),
  format('an old Excel or Word file', asTable, begins(0xd0, 0xcf, 0x11, 0xe0)),
  format('a GGUF file, as llama.cpp reads', asTensors, reads('gguf')),
  format(
    'a Python pickle, as old versions of torch.save write',
    asTensors,
    ({ bytes }) => bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5,
  ),
  // 2³² bytes of header at most, and a brace where it begins.
  format(
    'a safetensors file',
    'Read it with nabla-ts/Safetensors.',
    ({ bytes }) => bytes[8] === 0x7b && [4, 5, 6, 7].every((i) => bytes[i] === 0),
    { reader: 'safetensors' },
  ),
  format(
    'an IDX file, as those of MNIST are',
    'Read it with Data.read.',
    ({ bytes }) => bytes[0] === 0 && bytes[1] === 0 && [8, 9, 11, 12, 13, 14].includes(bytes[2]) && bytes[3] > 0,
    { reader: 'IDX' },
  ),
  format('an ONNX model', 'Read it with Onnx.load.', isModel, { reader: 'ONNX' }),
  format('UTF-16', asText, (start) => begins(0xff, 0xfe)(start) || begins(0xfe, 0xff)(start) || isWide(start)),
  format(
    'an HTML page',
    'The address leads to a page about the file, or to one that says why there is none: download the file itself.',
    reads('<!doctype html', '<html'),
  ),
  format('an XML file', another, reads('<?xml', '<svg')),
  format(
    'a Git LFS pointer, which stands for the file',
    'Fetch the file itself with git lfs pull.',
    reads('version https://git-lfs.github.com/spec/', 'version https://hawser.github.com/spec/'),
  ),
  format('a git-annex pointer', 'Fetch the file with git annex get.', reads('/annex/objects/', '../.git/annex/')),
  format('a rich text (RTF)', asText, reads('{\\rtf')),
  format(
    'JSON',
    (wanted) => (wanted === 'CSV' ? 'Write its rows as a table, or read it with Codec.decode.' : another),
    (start) => /^(?:\{\s*["}]|\[\s*["{[\d\]-])/.test(start.letters) && isText(start),
    { reader: 'JSON', isGuess: true },
  ),
  format(
    'a table as text (CSV)',
    (wanted) =>
      wanted === 'JSON'
        ? 'Give the JSON file that names the table.'
        : 'Read it with Data.readCsv, or give another file.',
    isTable,
    { reader: 'CSV', isGuess: true },
  ),
  format(
    (start) => `text that begins ${quoted(firstLine(start))}`,
    another,
    (start) => isText(start) && start.letters !== '',
    { isGuess: true, unread: ['IDX', 'safetensors', 'ONNX'] },
  ),
]

/** The beginning of a file or of a text; a byte order mark and white space before text do not count. */
const startOf = (source: Uint8Array | string): Start => {
  const first =
    typeof source === 'string' ? new TextEncoder().encode(source.slice(0, ENOUGH)) : source.subarray(0, ENOUGH)
  const bytes = [0xef, 0xbb, 0xbf].every((byte, i) => first[i] === byte) ? first.subarray(3) : first
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return { bytes, letters: letters.toLowerCase().trimStart(), isWhole: source.length <= ENOUGH }
}

/**
 * The format of a file that is not the one a reader expects, if it is recognised. Without `guess`, text that could be a table or JSON is not recognised.
 *
 * @example
 * pipe(Uint8Array.of(0x1f, 0x8b, 8, 0), unlike('safetensors'))
 * // => { _tag: 'Some', value: { found: 'a gzip file', next: 'Unpack it first, for instance with gzip -d.' } }
 */
export const unlike =
  (wanted: Readable, { guess }: { readonly guess: boolean } = { guess: true }) =>
  (source: Uint8Array | string): O.Option<Unlike> => {
    // Callers without types pass other values.
    if (typeof source !== 'string' && !(source instanceof Uint8Array)) return O.none
    const start = startOf(source)
    return pipe(
      O.fromNullable(formats.find(({ is }) => is(start))),
      O.filter(
        ({ reader, isGuess, unread = [wanted] }) =>
          reader !== wanted && unread.includes(wanted) && (guess || isGuess !== true),
      ),
      O.map(({ found, next }) => ({
        found: typeof found === 'string' ? found : found(start),
        next: typeof next === 'string' ? next : next(wanted),
      })),
    )
  }
