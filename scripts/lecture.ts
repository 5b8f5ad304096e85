/** Packs the page that `npm run slides` has built, so that the package brings the lecture along: `npx nabla-ts slides`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { constants, gzipSync } from 'node:zlib'

const root = resolve(import.meta.dirname, '..')
const page = readFileSync(resolve(root, 'examples/out/index.html'))
const packed = gzipSync(page, { level: constants.Z_BEST_COMPRESSION })
mkdirSync(resolve(root, 'dist'), { recursive: true })
writeFileSync(resolve(root, 'dist/lecture.html.gz'), packed)
console.log(`dist/lecture.html.gz: ${(packed.length / 1e6).toFixed(1)} MB of ${(page.length / 1e6).toFixed(1)} MB`)
