/**
 * `npm run package-check`: the package as strangers meet it. Packed, installed, linted, compiled by old and new TypeScript, run by every Node that is supported, bundled, and trained in a
 * browser. It installs compilers and Nodes into a temporary folder, and takes some minutes; `npm test` does not call it.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundles } from './package/bundles.js'
import { consumers } from './package/consumers.js'
import { lint } from './package/lint.js'
import { page } from './package/page.js'
import { program } from './package/program.js'
import { prepare, type Finding } from './package/sandbox.js'

const folder = mkdtempSync(join(tmpdir(), 'nabla-package-'))
const all: Array<Finding> = []
const show = (found: ReadonlyArray<Finding>): void =>
  found.forEach((each) => {
    all.push(each)
    console.log(`${each.ok ? 'ok    ' : 'FAILED'} ${each.what}: ${each.seen}`)
  })

try {
  const [sandbox, first] = prepare(folder)
  show(first)
  show(program(sandbox))
  show(await bundles(sandbox))
  show(await page(sandbox))
  show(await lint(sandbox))
  show(consumers(sandbox))
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
const failed = all.filter(({ ok }) => !ok).length
console.log(`${all.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
