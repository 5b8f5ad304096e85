/** A disk that is full keeps the newest checkpoints, and it is said which had to go. */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { describe, expect, it } from 'vitest'
import * as Data from '../../src/Data.js'
import * as Seed from '../../src/Seed.js'
import * as Train from '../../src/Train.js'
import type { Write } from '../../src/checkpoint/Room.js'
import { storeWith } from '../../src/checkpoint/Store.js'
import { trainer } from '../train/support.js'

/** A disk with room for so many bytes: a writer that fails as Linux does where a file would not fit beside those that are there. */
const disk =
  (room: number, code = 'ENOSPC'): Write =>
  (file, content) =>
  () => {
    const folder = dirname(file)
    const used = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
    return used + content.length > room
      ? Promise.resolve(E.left({ _tag: 'NotWritten', file, code, reason: `${code}: no space left on device, write` }))
      : Data.write(file, content)()
  }

const start = trainer.start(Seed.fromNumber(4))
const state = (iteration: number) => ({ ...start, iteration })
const options = { cut: { rows: 11, size: 2, dropLast: false } }

const inFolder = async (use: (folder: string) => Promise<void>): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'nabla-room-'))
  await use(folder).finally(() => rmSync(folder, { recursive: true, force: true }))
}

/** The size of a checkpoint of the trainer, a little more than any. */
const size = async (): Promise<number> => {
  let found = 0
  await inFolder(async (folder) => {
    await storeWith((_file, content) => ((found = content.length), TE.right(undefined)))(trainer, folder, options).save(
      state(1),
    )()
  })
  return found + 64
}

describe('a full disk', () => {
  it('keeps the newest checkpoints that it has room for, and the run goes on with the last', async () => {
    const one = await size()
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 5 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 8 }),
        (room, keep, saves) =>
          inFolder(async (folder) => {
            const store = storeWith(disk(room * one))(trainer, folder, { ...options, keep })
            const dropped: string[] = []
            for (let i = 1; i <= saves; i++) {
              const saved = await store.save(state(i))()
              if (E.isLeft(saved)) return expect.fail(Train.ShowStore.show(saved.left))
              dropped.push(...saved.right.dropped)
            }
            const kept = await store.kept()
            const left = Math.min(keep, room, saves)
            expect(kept).toEqual(E.right(Array.from({ length: left }, (_, i) => saves - left + 1 + i)))
            // A writer that needs room for one more, before the oldest goes, drops it one save earlier than `keep` asks.
            expect(dropped.length > 0).toBe(room <= keep && saves > room)
            const found = await store.load()
            expect(E.isRight(found) && O.isSome(found.right) && found.right.value.state.iteration).toBe(saves)
          }),
      ),
      { numRuns: 30 },
    )
  }, 60_000)

  it('does not give up the last whole checkpoint, and says that it is kept', () =>
    inFolder(async (folder) => {
      const one = await size()
      const { save } = storeWith(disk(10 * one))(trainer, folder, options)
      for (const i of [1, 2, 3]) await save(state(i))()
      writeFileSync(join(folder, 'checkpoint-000000000004.safetensors'), 'torn')
      const refused = await storeWith(disk(0))(trainer, folder, options).save(state(5))()
      expect(E.isLeft(refused) && refused.left).toMatchObject({
        _tag: 'NoRoom',
        dropped: [4, 1, 2].map((i) => join(folder, `checkpoint-00000000000${i}.safetensors`)),
      })
      expect(E.isLeft(refused) && Train.ShowStore.show(refused.left)).toMatch(
        /checkpoint-0+5\.safetensors: expected room for a checkpoint, found “ENOSPC.*”, also after 3 older ones were removed.*The newest before it is kept\. Free the disk/,
      )
      expect(readdirSync(folder)).toEqual(['checkpoint-000000000003.safetensors'])
    }))

  it('removes nothing where the file is too large for another reason', () =>
    inFolder(async (folder) => {
      for (const i of [1, 2]) await Train.store(trainer, folder, options).save(state(i))()
      const refused = await storeWith(disk(0, 'EFBIG'))(trainer, folder, options).save(state(3))()
      expect(E.isLeft(refused) && refused.left._tag).toBe('NotWritten')
      expect(readdirSync(folder)).toHaveLength(2)
    }))

  it('says which checkpoints were removed', () =>
    expect(Train.ShowSaved.show({ file: 'c', dropped: ['a', 'b'] })).toBe(
      'The disk is full: a, b were removed, so that c could be written. Fewer checkpoints are kept than were asked for: free the disk, or keep fewer.',
    ))
})

describe('check', () => {
  it('says before a run that its states cannot be saved', () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'file'), '')
      const told = async (path: string) => {
        const checked = await Train.store(trainer, path, options).check()
        return E.isLeft(checked) ? Train.ShowStore.show(checked.left) : 'fine'
      }
      expect(await told(join(folder, 'run', 'new'))).toBe('fine')
      expect(readdirSync(folder)).toEqual(['file'])
      expect(await told(join(folder, 'file'))).toContain('expected a folder with checkpoints')
      expect(await told('/proc/run')).toContain('expected to be able to write a checkpoint')
    }))
})
