/** Folders of IDX files made for a test, and removed after it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { onTestFinished } from 'vitest'

/** The bytes of an IDX file. */
export const idx = (shape: readonly number[], data: ArrayLike<number>, type = 0x08): Uint8Array => {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length)
  const view = new DataView(bytes.buffer)
  bytes.set([0, 0, type, shape.length])
  shape.forEach((size, axis) => view.setUint32(4 + 4 * axis, size))
  bytes.set(data, 4 + 4 * shape.length)
  return bytes
}

/** Images of 2 × 3 pixels, all of them grey. */
export const images = (count: number, rows = 2, columns = 3): Uint8Array =>
  idx([count, rows, columns], new Uint8Array(count * rows * columns).fill(128))

export const labels = (...values: readonly number[]): Uint8Array => idx([values.length], values)

/** A small data set without a fault: three images to train on, two to test on. */
export const sound: Readonly<Record<string, Uint8Array>> = {
  'train-images-idx3-ubyte': images(3),
  'train-labels-idx1-ubyte': labels(5, 0, 4),
  't10k-images-idx3-ubyte': images(2),
  't10k-labels-idx1-ubyte': labels(7, 2),
}

/** An empty folder that lives as long as the test. */
export const emptyFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'nabla-data-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A folder with some files. */
export const folderWith = (files: Readonly<Record<string, Uint8Array | string>>): string => {
  const folder = emptyFolder()
  Object.entries(files).forEach(([name, content]) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  })
  return folder
}

/** A record of files without some of them. */
export const without = (
  files: Readonly<Record<string, Uint8Array>>,
  ...names: readonly string[]
): Readonly<Record<string, Uint8Array>> =>
  Object.fromEntries(Object.entries(files).filter(([name]) => !names.includes(name)))
