/**
 * Everything that reads what comes from outside, in one table: real files, and how they are read. A loader more is a row more.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { dataFolder } from '../../examples/mnist/dataFolder.js'
import * as Codec from '../../src/Codec.js'
import * as Data from '../../src/Data.js'
import * as Safetensors from '../../src/Safetensors.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'
import { withChecksum } from '../../src/format/Checksum.js'
import { damaged } from './damage.js'

/** Sentences, or anything that was read. */
export type Answer = E.Either<readonly string[], unknown>

export interface Loader {
  readonly name: string
  /** Real files, each of which is read. */
  readonly files: readonly Uint8Array[]
  readonly read: (bytes: Uint8Array) => Promise<Answer>
  /** What is read in the place of files; unless said otherwise, files after some edits. */
  readonly cases?: fc.Arbitrary<Uint8Array>
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

// ---------------------------------------------------------------------------------------------------------------------------------------
// IDX: the first of the digits of MNIST
// ---------------------------------------------------------------------------------------------------------------------------------------

const folder = pipe(
  dataFolder(),
  E.getOrElse((sentence): string => {
    throw new Error(sentence)
  }),
)

/** The beginning of a real file, with a header that says so. */
const firstOf = (name: string, count: number, size: number, header: number): Uint8Array => {
  const bytes = Uint8Array.from(readFileSync(join(folder, name)).subarray(0, header + count * size))
  new DataView(bytes.buffer).setUint32(4, count)
  return bytes
}

const images = firstOf('t10k-images-idx3-ubyte', 5, 784, 16)
const labels = firstOf('t10k-labels-idx1-ubyte', 200, 1, 8)
const idx = [images, labels]

const scratch = mkdtempSync(join(tmpdir(), 'nabla-loaders-'))
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }))
let count = 0

/** Reads bytes as a file. */
const asFile =
  <A>(read: (path: string) => Promise<A>) =>
  async (bytes: Uint8Array): Promise<A> => {
    const path = join(scratch, String(count++))
    writeFileSync(path, bytes)
    return read(path).finally(() => rmSync(path))
  }

// ---------------------------------------------------------------------------------------------------------------------------------------
// CSV: the same digits as a table, and one of words
// ---------------------------------------------------------------------------------------------------------------------------------------

const pixels = Array.from({ length: 16 }, (_, i) => `p${i}`)

/** The middle pixels of a row of the image, as numbers from 0 to 1. */
const digit = (n: number): readonly string[] => [
  String(labels[8 + n]),
  ...pixels.map((_, i) => String(images[16 + 784 * n + 28 * 14 + 6 + i] / 255)),
]

const digits = utf8(
  [['label', ...pixels], ...Array.from({ length: 5 }, (_, n) => digit(n))].map((row) => row.join(',')).join('\n'),
)

const words = utf8(
  '\ufeff"label","note",p0\r\n3,"a, ""quoted""\r\nnote",0.5\r\n1,숫자 하나,-1e-3\r\n0,,\r\n9,"",7\r\n\r\n',
)

export const digitRow = Codec.closed(
  { label: Codec.fromText(Codec.integer(0, 9)) },
  {
    ...Object.fromEntries(pixels.map((name) => [name, Codec.optionFromText(Codec.numberFromText)])),
    note: t.string,
  },
)

// ---------------------------------------------------------------------------------------------------------------------------------------
// JSON: options of a run
// ---------------------------------------------------------------------------------------------------------------------------------------

export const options = Codec.closed(
  {
    optimizer: t.union([
      Codec.closed({ name: t.literal('sgd'), learningRate: Codec.positive }),
      Codec.closed({ name: t.literal('adam'), learningRate: Codec.positive }, { epsilon: Codec.nonNegative }),
    ]),
    layers: Codec.list(Codec.closed({ size: Codec.integer(1, 10_000), activation: Codec.oneOf(['relu', 'tanh']) })),
    losses: Codec.dictionary(Codec.list(Codec.anyNumber)),
  },
  { epochs: Codec.integer(1), best: t.union([Codec.finite, t.null]) },
)

const records: readonly t.TypeOf<typeof options>[] = [
  {
    optimizer: { name: 'adam', learningRate: 1e-3, epsilon: 1e-8 },
    layers: [
      { size: 100, activation: 'relu' },
      { size: 10, activation: 'tanh' },
    ],
    losses: { train: [2.3025, 0.41, NaN], test: [Infinity, -0] },
    epochs: 3,
    best: null,
  },
  { optimizer: { name: 'sgd', learningRate: 0.5 }, layers: [], losses: {} },
]

// ---------------------------------------------------------------------------------------------------------------------------------------
// the table
// ---------------------------------------------------------------------------------------------------------------------------------------

const tensors = {
  'hidden.weight': T.tensor([
    [0.1, -2],
    [3, 4e-5],
  ]),
  'hidden.bias': T.tensor([1, -1]),
  scale: T.scalar(2),
}

// ---------------------------------------------------------------------------------------------------------------------------------------
// predictors: a network without a hidden layer, with its table
// ---------------------------------------------------------------------------------------------------------------------------------------

const predictor = Safetensors.encode({
  tensors: {
    'params.out.bias': T.tensor([0, 1, -1]),
    'params.out.weight': T.tensor([
      [0.1, -2, 3],
      [4e-5, 0, 1],
    ]),
    'scale.deviation': T.tensor([0.5, 2]),
    'scale.mean': T.tensor([1, -1]),
    'targetScale.deviation': T.zeros([0]),
    'targetScale.mean': T.zeros([0]),
  },
  metadata: {
    predictor: JSON.stringify({
      version: 1,
      columns: ['x', 'y'],
      target: { _tag: 'Class', column: 'kind', names: ['a', 'b', 'c'] },
      objective: 'one of 3 classes',
      spec: {
        model: { input: 2, layers: [{ layer: 'dense', name: 'out', out: 3, bias: true, init: 'uniform' }] },
        objective: 'multiclass',
      },
    }),
  },
})

/** A file with a checksum that is right, so that what reads it goes on to what it holds. */
const summed = async (bytes: Uint8Array): Promise<Uint8Array> => {
  const found = Safetensors.decode(bytes)
  if (E.isLeft(found)) return bytes
  const { sha256: _, ...metadata } = found.right.metadata
  return withChecksum({ tensors: found.right.tensors, metadata })()
}

const gzipped = idx.map((bytes) => Uint8Array.from(gzipSync(bytes)))

export const loaders = {
  idx: {
    name: 'IDX',
    files: idx,
    read: async (bytes) =>
      pipe(
        Data.decode(bytes, 'x'),
        E.mapLeft((error) => [Data.Show.show(error)]),
      ),
  },
  gzip: {
    name: 'gzip',
    files: gzipped,
    // Damage to what is packed, and to what is packed into it.
    cases: fc.oneof(
      damaged(gzipped),
      damaged(idx).map((bytes) => Uint8Array.from(gzipSync(bytes, { level: 1 }))),
    ),
    read: asFile(async (path) =>
      pipe(
        await Data.read(path)(),
        E.mapLeft((error) => [Data.Show.show(error)]),
      ),
    ),
  },
  csv: {
    name: 'CSV',
    files: [digits, words],
    read: async (bytes) =>
      pipe(
        Data.csv(digitRow)(bytes),
        E.mapLeft((problems) => problems.map(Data.Show.show)),
      ),
  },
  json: {
    name: 'JSON',
    files: records.flatMap((record) =>
      [0, 2].map((space) => utf8(JSON.stringify(options.encode(record), null, space))),
    ),
    read: async (bytes) =>
      pipe(
        new TextDecoder().decode(bytes),
        Codec.decode(options),
        E.mapLeft((problems) => problems.map(Codec.Show.show)),
      ),
  },
  safetensors: {
    name: 'safetensors',
    files: [
      Safetensors.encode({ tensors, metadata: { format: 'pt' } }),
      Safetensors.encode({ tensors: {}, metadata: {} }, { dtype: 'F32' }),
    ],
    read: async (bytes) =>
      pipe(
        Safetensors.decode(bytes),
        E.mapLeft((error) => [Safetensors.Show.show(error)]),
      ),
  },
  predictor: {
    name: 'predictor',
    files: [predictor],
    read: async (bytes) =>
      pipe(
        await asFile((path) => Train.open(path)())(await summed(bytes)),
        E.mapLeft((error) => Train.ShowPredictor.show(error).split('\n')),
      ),
  },
} satisfies Readonly<Record<string, Loader>>

// ---------------------------------------------------------------------------------------------------------------------------------------
// what holds of each
// ---------------------------------------------------------------------------------------------------------------------------------------

/** Whether something is a sentence that says what was expected and what was found, on one line that a person can read. */
export const isSentence = (text: string): boolean =>
  /expected .+, found .+/.test(text) && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text) && text.length < 1500

/** What is wrong with an answer, if anything is. */
export const complaint = (answer: Answer): string | undefined => {
  if (E.isRight(answer)) return undefined
  if (answer.left.length === 0) return 'refused without a sentence'
  const bad = answer.left.find((each) => !isSentence(each))
  return bad === undefined ? undefined : `not a sentence: ${JSON.stringify(bad)}`
}

/** Any damaged file is read, or refused in sentences; nothing is thrown. `met` is told each answer. */
export const neverThrows = (
  { files, read, cases = damaged(files) }: Loader,
  met: (answer: Answer, bytes: Uint8Array) => void = () => undefined,
): fc.IAsyncProperty<[Uint8Array]> =>
  fc.asyncProperty(cases, async (bytes) => {
    const answer = await read(bytes)
    met(answer, bytes)
    const wrong = complaint(answer)
    if (wrong !== undefined) throw new Error(wrong)
  })
