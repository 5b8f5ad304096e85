/** `nabla-ts train` meets signals: a process of its own, in the middle of an epoch. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Train from '../../src/Train.js'
import { interrupted, longTraining } from './interrupting.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nabla-signals-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('a training that is told to end in its first epoch', () => {
  it.each([
    ['SIGINT', 130, 'reference'],
    ['SIGTERM', 143, 'onnxruntime'],
    ['SIGHUP', 129, 'reference'],
  ] as const)(
    'by %s ends with %i after the step in flight of the engine %s, and keeps what it has learned',
    async (signal, exit, engine) => {
      const { file, save } = longTraining(folder, engine)
      // Twice, as under npm.
      const { code, out, err } = await interrupted(file, [
        { signal, after: 300 },
        { signal, after: 20 },
      ])
      expect({ code, err }, out).toEqual({
        code: exit,
        err: '\nStopping after saving; repeat to stop at once.\n',
      })
      expect(out).toMatch(
        /\nInterrupted in epoch 1 of 1000, after \d+ steps\.\nSaved as .*model\.safetensors\.\nTest: /,
      )
      expect(E.isRight(await Train.open(save)())).toBe(true)
    },
    60_000,
  )

  it('ends at once by a second signal, with a run of an engine in flight, without being aborted', async () => {
    const { file } = longTraining(folder, 'onnxruntime', { rows: 4_000, width: 10_000 })
    const { code, signal, err } = await interrupted(file, [
      { signal: 'SIGINT', after: 0 },
      { signal: 'SIGINT', after: 1100 },
    ])
    // On a fast machine it is over before.
    expect([
      [null, 'SIGINT'],
      [130, null],
    ]).toContainEqual([code, signal])
    expect(err).not.toMatch(/terminate|abort/i)
  }, 60_000)

  it('keeps what it has learned where nobody reads its output any more', async () => {
    const { file, save } = longTraining(folder, 'reference')
    const { code, err } = await interrupted(file, [{ signal: 'SIGTERM', after: 300 }], { isClosed: true })
    expect({ code, err }).toEqual({ code: 143, err: '\nStopping after saving; repeat to stop at once.\n' })
    expect(existsSync(save)).toBe(true)
  }, 60_000)
})
