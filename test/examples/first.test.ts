/** The examples that are read first: what they print, and how short the first one is. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { bundle } from '../support/bundle.js'

const root = resolve(import.meta.dirname, '../..')

const printed = async (example: string): Promise<string> => {
  const { stdout } = await promisify(execFile)(process.execPath, [await bundle(example)], { cwd: root })
  return stdout
}

describe('examples/csv.ts', () => {
  it('is at most thirty lines of code', () => {
    const lines = readFileSync(join(root, 'examples/csv.ts'), 'utf8').split('\n')
    expect(lines.filter((line) => line.trim() !== '' && !line.startsWith('/**')).length).toBeLessThanOrEqual(30)
  })

  it('names nearly all penguins rightly, and one that it is asked for; written with fp-ts it says the same', async () => {
    const stdout = await printed('examples/csv.ts')
    expect(await printed('examples/csv-fp.ts')).toBe(stdout)
    const [, right, count] = /^(\d+) of (\d+) penguins/.exec(stdout) ?? []
    expect(Number(count)).toBe(67)
    // Always the most frequent species would be right for 30.
    expect(Number(right)).toBeGreaterThanOrEqual(60)
    expect(stdout).toMatch(/class: 'Chinstrap'/)
  }, 60_000)
})

describe('examples/own-layer.ts', () => {
  it('holds what is right to the laws, refuses what is careless with its counterexample, and learns XOR', async () => {
    const stdout = await printed('examples/own-layer.ts')
    expect(stdout.split('\n').filter((line) => line === 'all laws hold')).toHaveLength(2)
    expect(stdout).toMatch(
      /the careless RMS norm as a model, differentiated: reverse = numeric\n {2}law .*\n {2}case .*\n/,
    )
    expect(stdout).toContain('XOR is [ 0, 1, 1, 0 ]')
  }, 120_000)
})
