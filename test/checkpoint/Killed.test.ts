import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { survive, train } from './killed/killing.js'

describe('a training process that is killed', () => {
  it('resumes each time, and ends at the bits of an undisturbed process', async () => {
    const { kills, equal, lines } = await survive('itself', 4, Math.random)
    expect({ kills, equal }, lines.join('\n')).toEqual({ kills: 4, equal: true })
    expect(lines.filter((line) => line === 'keeps')).toHaveLength(5)
  }, 120_000)

  it('does so on an engine, with checkpoints torn after a kill', async () => {
    const { kills, equal, lines } = await survive('onnxruntime', 2, Math.random, { tearing: 0.7 })
    expect({ kills, equal }, lines.join('\n')).toEqual({ kills: 2, equal: true })
    expect(lines.filter((line) => line === 'keeps')).toHaveLength(3)
  }, 120_000)

  it('says that the disk is full, keeps what it has, and goes on when there is room again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nabla-full-'))
    try {
      expect((await train([folder, 'itself', '1'])).lines).toEqual(['begins', 'keeps', 'over'])
      const before = readdirSync(folder).sort()
      // No file may grow beyond 1 KiB: a write fails in its middle, as on a full disk.
      const full = await train([folder, 'itself', '2'], {
        shell: "trap '' XFSZ; export TSX_DISABLE_CACHE=1; ulimit -f 1",
      })
      expect(full.lines[1]).toMatch(
        /expected to be able to write a checkpoint, found “.*”\. The checkpoints before it are unchanged/,
      )
      expect(full.lines.at(-1)).toBe('over')
      expect(readdirSync(folder).sort()).toEqual(before)
      expect((await train([folder, 'itself', '2'])).lines).toEqual(['begins', 'keeps', 'over'])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }, 120_000)
})
