import { mkdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'

import { dataFolder } from '../../examples/mnist/dataFolder.js'
import * as Errors from '../../src/format/Errors.js'
import { mnist } from '../../src/data/Mnist.js'
import { emptyFolder, folderWith, idx, images, labels, sound, without } from './folders.js'

/** The sentences of a refusal, none for a success. */
const problems = async (folder: string): Promise<readonly string[]> =>
  pipe(
    await mnist(folder)(),
    E.match(
      (errors) => errors.map(Errors.Show.show),
      () => [],
    ),
  )

const counts = async (folder: string): Promise<unknown> =>
  pipe(
    await mnist(folder)(),
    E.map(({ train, test }) => [train.count, test.count]),
  )

const again = 'Download the file again, or give another one.'

describe('the real MNIST', () => {
  it('has 60000 images of 28 × 28 to train on and 10000 to test on, with their labels', async () => {
    const folder = pipe(
      dataFolder(),
      E.getOrElse((sentence) => sentence),
    )
    const data = await mnist(folder)()
    if (E.isLeft(data)) expect.fail(data.left.map(Errors.Show.show).join('\n'))
    const { train, test } = data.right
    expect([train.count, train.rows, train.columns]).toEqual([60_000, 28, 28])
    expect([test.count, test.rows, test.columns]).toEqual([10_000, 28, 28])
    expect([train.images.length, train.labels.length]).toEqual([60_000 * 784, 60_000])
    // The first labels and the class sizes are those that LeCun's page and every other reader give.
    expect([...train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    expect([...test.labels.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
    const sizes = Array.from({ length: 10 }, (_, digit) => test.labels.filter((label) => label === digit).length)
    expect(sizes).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
  })
})

describe('a folder without a fault', () => {
  it('may have its files gzipped, or spelt with a dot', async () => {
    const packed = Object.fromEntries(Object.entries(sound).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]))
    const dotted = Object.fromEntries(
      Object.entries(sound).map(([name, bytes]) => [name.replace('-idx', '.idx'), bytes]),
    )
    expect(await counts(folderWith(sound))).toEqual(E.right([3, 2]))
    expect(await counts(folderWith(packed))).toEqual(E.right([3, 2]))
    expect(await counts(folderWith(dotted))).toEqual(E.right([3, 2]))
    expect(await counts(`${folderWith(sound)}/`)).toEqual(E.right([3, 2]))
  })

  it('may hold folders named as the files are, beside the files in the other spelling', async () => {
    const dotted = Object.fromEntries(
      Object.entries(sound).map(([name, bytes]) => [name.replace('-idx', '.idx'), bytes]),
    )
    const folder = folderWith(dotted)
    mkdirSync(`${folder}/train-images-idx3-ubyte`)
    expect(await counts(folder)).toEqual(E.right([3, 2]))
  })
})

describe('a folder with faults', () => {
  it('says once that the folder is missing, or is a file', async () => {
    const folder = folderWith({ x: 'x' })
    expect(await problems(`${folder}/none`)).toEqual([
      `${folder}/none: expected a folder with the four IDX files of MNIST, found nothing there. Check the path, or give another folder.`,
    ])
    expect(await problems(`${folder}/x`)).toEqual([
      `${folder}/x: expected a folder with the four IDX files of MNIST, found a file. Give the folder that holds it.`,
    ])
  })

  it('names all four files that an empty folder lacks', async () => {
    const folder = emptyFolder()
    const missing = (a: string, b: string): string =>
      `${folder}/${a}: expected a file of this name or ${b}, plain or with .gz, found none. Put the file there, or give another path.`
    expect(await problems(folder)).toEqual([
      missing('train-images-idx3-ubyte', 'train-images.idx3-ubyte'),
      missing('train-labels-idx1-ubyte', 'train-labels.idx1-ubyte'),
      missing('t10k-images-idx3-ubyte', 't10k-images.idx3-ubyte'),
      missing('t10k-labels-idx1-ubyte', 't10k-labels.idx1-ubyte'),
    ])
  })

  it('lists two missing files, one cut short and a bad label at once', async () => {
    const folder = folderWith({
      ...without(sound, 'train-images-idx3-ubyte', 't10k-labels-idx1-ubyte'),
      'train-labels-idx1-ubyte': labels(1, 10, 3, 255),
      't10k-images-idx3-ubyte': images(2).subarray(0, 20),
    })
    expect(await problems(folder)).toEqual([
      expect.stringContaining(`${folder}/train-images-idx3-ubyte: expected a file of this name`),
      `${folder}/train-labels-idx1-ubyte: expected labels from 0 to 9, found 10 at index 1, and 1 more above 9 after it. ${again}`,
      `${folder}/t10k-images-idx3-ubyte: expected 28 bytes for the shape [2, 2, 3] in its header, found 20. The file is cut short. ${again}`,
      expect.stringContaining(`${folder}/t10k-labels-idx1-ubyte: expected a file of this name`),
    ])
  })

  it('says that images and labels are not equally many', async () => {
    const folder = folderWith({ ...sound, 'train-labels-idx1-ubyte': labels(1, 2, 3, 4) })
    expect(await problems(folder)).toEqual([
      `${folder}/train-images-idx3-ubyte: expected as many images as there are labels in train-labels-idx1-ubyte (4), found 3. Check that both files are of one data set.`,
    ])
  })

  it('finds a bad label and unequal counts in one part', async () => {
    const folder = folderWith({ ...sound, 't10k-labels-idx1-ubyte': labels(11) })
    expect(await problems(folder)).toEqual([
      `${folder}/t10k-labels-idx1-ubyte: expected labels from 0 to 9, found 11 at index 0. ${again}`,
      expect.stringContaining('(1), found 2.'),
    ])
  })

  it('says that images and labels are exchanged', async () => {
    const folder = folderWith({
      ...sound,
      'train-images-idx3-ubyte': labels(1, 2, 3),
      'train-labels-idx1-ubyte': images(3),
    })
    expect(await problems(folder)).toEqual([
      `${folder}/train-images-idx3-ubyte: expected images (3 axes), found the shape [3]. Check that images and labels are not exchanged.`,
      `${folder}/train-labels-idx1-ubyte: expected labels (1 axis), found the shape [3, 2, 3]. Check that images and labels are not exchanged.`,
    ])
  })

  it('says that the images to test on are of another size', async () => {
    const folder = folderWith({ ...sound, 't10k-images-idx3-ubyte': idx([2, 4, 4], new Uint8Array(32)) })
    expect(await problems(folder)).toEqual([
      `${folder}/t10k-images-idx3-ubyte: expected images of 2×3 pixels, as in train-images-idx3-ubyte, found 4×4. Check that both files are of one data set.`,
    ])
  })

  it('says that a gzip is damaged', async () => {
    const folder = folderWith({
      ...without(sound, 'train-images-idx3-ubyte'),
      'train-images-idx3-ubyte.gz': gzipSync(images(3)).subarray(0, 30),
    })
    expect(await problems(folder)).toEqual([
      `${folder}/train-images-idx3-ubyte.gz: expected a whole gzip file, found a damaged one (“unexpected end of file”). ${again}`,
    ])
  })
})
