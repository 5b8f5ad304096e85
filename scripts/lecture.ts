/** Packs the page that `npm run slides` has built, so that the package brings the lecture along: `npx nabla-ts slides`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'

const root = resolve(import.meta.dirname, '..')
const page = readFileSync(resolve(root, 'examples/out/index.html'))
const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = constants
const packed = brotliCompressSync(page, {
  params: { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_SIZE_HINT]: page.length },
})
mkdirSync(resolve(root, 'dist'), { recursive: true })
writeFileSync(resolve(root, 'dist/lecture.html.br'), packed)
console.log(`dist/lecture.html.br: ${(packed.length / 1e6).toFixed(1)} MB of ${(page.length / 1e6).toFixed(1)} MB`)
