import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rawErrors, rawShare, table, walk } from './walk.js'

describe('callers without types', () => {
  const home = process.cwd()
  const folder = mkdtempSync(join(tmpdir(), 'nabla-untyped-'))
  // Some of the functions write files; a text of the pool may be a path.
  beforeAll(() => process.chdir(folder))
  afterAll(() => {
    process.chdir(home)
    rmSync(folder, { recursive: true })
  })

  it('read a sentence: of calls of all exports with wrong values, under 1 % end in an error of the machine', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31)
    const report = await walk(25, seed)
    expect(rawShare(report), `seed ${seed}\n${table(report)}\n${rawErrors(report).join('\n')}`).toBeLessThan(0.01)
  }, 60_000)
})
