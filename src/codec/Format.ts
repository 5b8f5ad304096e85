/**
 * File formats, recognised by their first bytes and never by a name, for messages about files of another format.
 */
import * as O from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import { quoted } from './Words.js'

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
}

interface Format {
  /** The reader of the format, if there is one. */
  readonly reader?: Readable
  readonly is: (start: Start) => boolean
  readonly found: string | ((start: Start) => string)
  readonly next: string | ((wanted: Readable) => string)
  /** Text that could also be a table or JSON: it is named where that cannot be read, and not before. */
  readonly isGuess?: true
  /** The readers that do not read it; by default, all others. */
  readonly unread?: readonly Readable[]
}

/** The number of bytes that identify a format. */
const ENOUGH = 1024

const begins =
  (...first: readonly number[]) =>
  ({ bytes }: Start): boolean =>
    first.every((byte, i) => bytes[i] === byte)

const reads =
  (...words: readonly string[]) =>
  ({ letters }: Start): boolean =>
    words.some((word) => letters.startsWith(word))

const has =
  (first: (start: Start) => boolean, ...words: readonly string[]) =>
  (start: Start): boolean =>
    first(start) && words.some((word) => start.letters.includes(word))

const isZip = begins(0x50, 0x4b, 3, 4)

const exported = 'Read it with the program that wrote it, and write its tensors as safetensors.'

/** The advice for text that is not UTF-8. */
export const asText = (wanted: Readable): string =>
  wanted === 'CSV'
    ? 'Save the file as “CSV UTF-8”.'
    : wanted === 'JSON'
      ? 'Save the file as UTF-8.'
      : 'Give another file.'

const asTable = (wanted: Readable): string =>
  wanted === 'CSV' ? 'Export the sheet as “CSV UTF-8”.' : 'Unpack it, or export it as what is expected.'

const array = 'Read it with numpy.load, and write the array in a format that is read here, as safetensors.'

const isPrintable = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x09 && byte < 0x7f

/** UTF-16 without a mark: letters of ASCII, each beside a zero. */
const isWide = ({ bytes }: Start): boolean =>
  [0, 1].some(
    (zero) =>
      bytes.length >= 4 &&
      [zero, zero + 2].every((i) => bytes[i] === 0) &&
      [1 - zero, 3 - zero].every((i) => isPrintable(bytes[i])),
  )

const firstLine = ({ bytes }: Start): string =>
  new TextDecoder()
    .decode(bytes)
    .replace(/^\ufeff/, '')
    .trimStart()
    .split(/[\r\n]/, 1)[0]

const count = (line: string, separator: string): number => line.split(separator).length - 1

/** Nothing that text does not have. What is beyond ASCII may be UTF-8 or not. */
const isText = ({ bytes }: Start): boolean => bytes.every((byte) => byte >= 0x80 || isPrintable(byte))

/** Two lines with as many separators each. */
const isTable = ({ bytes, letters }: Start): boolean => {
  const lines = letters.split(/\r\n|\r|\n/)
  return (
    isText({ bytes, letters }) &&
    lines.length > 1 &&
    [',', ';', '\t'].some((separator) => {
      const columns = count(lines[0], separator)
      return columns > 0 && count(lines[1], separator) === columns
    })
  )
}

/** The first format that matches. */
const formats: readonly Format[] = [
  {
    is: ({ bytes }) => bytes.length === 0,
    found: 'an empty file',
    next: 'What should have written it may have stopped: write or download it again.',
    unread: ['ONNX'],
  },
  { is: begins(0x1f, 0x8b), found: 'a gzip file', next: 'Unpack it first, for instance with gzip -d.' },
  { is: begins(0x28, 0xb5, 0x2f, 0xfd), found: 'a Zstandard file', next: 'Unpack it first, with zstd -d.' },
  { is: begins(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0), found: 'an xz file', next: 'Unpack it first, with xz -d.' },
  { is: begins(0x42, 0x5a, 0x68), found: 'a bzip2 file', next: 'Unpack it first, with bzip2 -d.' },
  { is: has(isZip, 'data.pkl'), found: 'a PyTorch file, as torch.save writes', next: exported },
  { is: has(isZip, '.npy'), found: 'a file of NumPy arrays (.npz)', next: array },
  { is: has(isZip, 'metadata.json', 'config.json'), found: 'a Keras file', next: exported },
  { is: isZip, found: 'a zip file, as spreadsheets are', next: asTable },
  { is: reads('\x93numpy'), found: 'a NumPy array (.npy)', next: array },
  { is: reads('\x89hdf\r\n'), found: 'an HDF5 file, as Keras writes', next: exported },
  { is: reads('\x89png'), found: 'a PNG image', next: 'Give another file.' },
  { is: begins(0xff, 0xd8, 0xff), found: 'a JPEG image', next: 'Give another file.' },
  { is: reads('gif8'), found: 'a GIF image', next: 'Give another file.' },
  { is: reads('%pdf'), found: 'a PDF', next: 'Give the data that it shows, in a file of their own.' },
  { is: reads('par1'), found: 'a Parquet file', next: 'Export it as CSV.' },
  { is: reads('arrow1'), found: 'an Arrow file', next: 'Export it as CSV.' },
  { is: reads('sqlite format 3'), found: 'an SQLite database', next: 'Export the table as CSV.' },
  { is: begins(0xd0, 0xcf, 0x11, 0xe0), found: 'an old Excel or Word file', next: asTable },
  { is: reads('gguf'), found: 'a GGUF file, as llama.cpp reads', next: exported },
  {
    is: (start) => start.bytes[0] === 0x80 && start.bytes[1] >= 2 && start.bytes[1] <= 5,
    found: 'a Python pickle, as old versions of torch.save write',
    next: exported,
  },
  // 2⁵⁶ bytes of header at most, and a brace where it begins.
  {
    reader: 'safetensors',
    is: ({ bytes }) => bytes[8] === 0x7b && bytes[4] === 0 && bytes[5] === 0 && bytes[6] === 0 && bytes[7] === 0,
    found: 'a safetensors file',
    next: 'Read it with nabla-ts/Safetensors.',
  },
  {
    reader: 'IDX',
    is: ({ bytes }) =>
      begins(0, 0)({ bytes, letters: '' }) && [8, 9, 11, 12, 13, 14].includes(bytes[2]) && bytes[3] > 0,
    found: 'an IDX file, as those of MNIST are',
    next: 'Read it with Data.read.',
  },
  {
    reader: 'ONNX',
    is: ({ bytes }) =>
      bytes[0] === 0x08 && bytes[1] > 0 && bytes[1] <= 0x20 && [0x12, 0x1a, 0x22, 0x32, 0x3a, 0x42].includes(bytes[2]),
    found: 'an ONNX model',
    next: 'Read it with Onnx.load.',
  },
  {
    is: (start) => begins(0xff, 0xfe)(start) || begins(0xfe, 0xff)(start) || isWide(start),
    found: 'UTF-16',
    next: asText,
  },
  {
    is: reads('<!doctype html', '<html'),
    found: 'an HTML page',
    next: 'The address leads to a page about the file, or to one that says why there is none: download the file itself.',
  },
  { is: reads('<?xml', '<svg'), found: 'an XML file', next: 'Give another file.' },
  {
    is: reads('version https://git-lfs.github.com/spec/', 'version https://hawser.github.com/spec/'),
    found: 'a Git LFS pointer, which stands for the file',
    next: 'Fetch the file itself with git lfs pull.',
  },
  {
    is: reads('/annex/objects/', '../.git/annex/'),
    found: 'a git-annex pointer',
    next: 'Fetch the file with git annex get.',
  },
  { is: reads('{\\rtf'), found: 'a rich text (RTF)', next: asText },
  {
    reader: 'JSON',
    is: (start) => /^(?:\{\s*["}]|\[\s*["{[\d\]-])/.test(start.letters) && isText(start),
    found: 'JSON',
    next: (wanted) =>
      wanted === 'CSV' ? 'Write its rows as a table, or read it with Codec.decode.' : 'Give another file.',
    isGuess: true,
  },
  {
    reader: 'CSV',
    is: isTable,
    found: 'a table as text (CSV)',
    next: (wanted) =>
      wanted === 'JSON'
        ? 'Give the JSON file that names the table.'
        : 'Read it with Data.readCsv, or give another file.',
    isGuess: true,
  },
  {
    is: (start) => isText(start) && start.letters !== '',
    found: (start) => `text that begins ${quoted(firstLine(start))}`,
    next: 'Give another file.',
    isGuess: true,
    unread: ['IDX', 'safetensors', 'ONNX'],
  },
]

/** The beginning of a file or of a text; a byte order mark and white space before text do not count. */
const startOf = (source: Uint8Array | string): Start => {
  const first =
    typeof source === 'string' ? new TextEncoder().encode(source.slice(0, ENOUGH)) : source.subarray(0, ENOUGH)
  const bytes = begins(0xef, 0xbb, 0xbf)({ bytes: first, letters: '' }) ? first.subarray(3) : first
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte))
    .join('')
    .toLowerCase()
  return { bytes, letters: letters.trimStart() }
}

const named = (format: Format, start: Start, wanted: Readable): Unlike => ({
  found: typeof format.found === 'string' ? format.found : format.found(start),
  next: typeof format.next === 'string' ? format.next : format.next(wanted),
})

/**
 * The format of a file that is not the one a reader wants, if it can be told. Without `guess`, text that could be a table or JSON is none.
 *
 * @example
 * pipe(Uint8Array.of(0x1f, 0x8b, 8, 0), unlike('safetensors'))
 * // => { _tag: 'Some', value: { found: 'a gzip file', next: 'Unpack it first, for instance with gzip -d.' } }
 */
export const unlike =
  (wanted: Readable, { guess }: { readonly guess: boolean } = { guess: true }) =>
  (source: Uint8Array | string): O.Option<Unlike> => {
    // Callers without types give all kinds of things.
    if (typeof source !== 'string' && !(source instanceof Uint8Array)) return O.none
    const start = startOf(source)
    return pipe(
      O.fromNullable(formats.find(({ is }) => is(start))),
      O.filter(
        ({ reader, isGuess, unread = [wanted] }) =>
          reader !== wanted && unread.includes(wanted) && (guess || isGuess !== true),
      ),
      O.map((format) => named(format, start, wanted)),
    )
  }
