/** Files that are written and read where something else than a plain file stands, and what killed writes leave behind. */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts/lib/index.js'
import { describe, expect, it } from 'vitest'
import * as Data from '../../src/Data.js'
import * as Safetensors from '../../src/Safetensors.js'
import * as Train from '../../src/Train.js'
import { emptyFolder, folderWith } from '../data/folders.js'

const words = (written: E.Either<Data.NotWritten, void>): string =>
  E.isLeft(written) ? Data.Show.show(written.left) : 'written'
const write = async (path: string, content = 'new'): Promise<string> => words(await Data.write(path, content)())

const fifo = (folder: string): string => {
  execFileSync('mkfifo', [join(folder, 'fifo')])
  return join(folder, 'fifo')
}

describe('write', () => {
  it('refuses a folder, a pipe and a device, and leaves them as they are', async () => {
    const folder = emptyFolder()
    const pipe = fifo(folder)
    expect(await write(pipe)).toContain('found “a pipe or a device, which would be replaced by a file”')
    expect(lstatSync(pipe).isFIFO()).toBe(true)
    expect(await write('/dev/full')).toContain('a pipe or a device')
    expect(lstatSync('/dev/full').isCharacterDevice()).toBe(true)
    expect(await write(folder)).toContain('a folder')
    expect(await write(join(folder, 'a', 'b/'))).toContain('as that of a folder')
    symlinkSync(pipe, join(folder, 'link'))
    expect(await write(join(folder, 'link'))).toContain('a pipe or a device')
    expect(readdirSync(folder).sort()).toEqual(['fifo', 'link'])
  })

  it('writes the target of a link and keeps the link, also where the target is not there yet', async () => {
    const folder = folderWith({ target: 'old' })
    symlinkSync('target', join(folder, 'near'))
    symlinkSync('near', join(folder, 'far'))
    symlinkSync('below/later', join(folder, 'dangling'))
    expect(await write(join(folder, 'far'))).toBe('written')
    expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('new')
    expect([readlinkSync(join(folder, 'far')), readlinkSync(join(folder, 'near'))]).toEqual(['near', 'target'])
    expect(await write(join(folder, 'dangling'))).toBe('written')
    expect(readFileSync(join(folder, 'below', 'later'), 'utf8')).toBe('new')
    symlinkSync('round', join(folder, 'about'))
    symlinkSync('about', join(folder, 'round'))
    expect(await write(join(folder, 'round'))).toContain('ELOOP')
  })

  it('keeps the mode of what it replaces', async () => {
    const folder = folderWith({ secret: 'old', open: 'old' })
    chmodSync(join(folder, 'secret'), 0o600)
    chmodSync(join(folder, 'open'), 0o777)
    for (const name of ['secret', 'open']) expect(await write(join(folder, name))).toBe('written')
    expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'open')).mode & 0o777).toBe(0o777)
  })

  it('writes names as long as the system allows', async () => {
    const folder = emptyFolder()
    for (const name of ['n'.repeat(255), '가'.repeat(85), '😀'.repeat(63)])
      expect(await write(join(folder, name))).toBe('written')
    expect(await write(join(folder, 'n'.repeat(256)))).toContain('ENAMETOOLONG')
  })

  it.runIf(existsSync('/proc'))('ends below /proc', async () => {
    expect(await write('/proc/nabla/model.safetensors')).toContain('expected to be able to write it')
    expect(E.isLeft(await Data.writable('/proc/nabla/model.safetensors')())).toBe(true)
  })

  it('makes the folders that are missing, and no others', async () => {
    const folder = folderWith({ file: '' })
    expect(await write(join(folder, 'a', 'b', 'c'))).toBe('written')
    expect(await write(join(folder, 'file', 'x'))).toContain('is a file')
    expect(readdirSync(folder).sort()).toEqual(['a', 'file'])
  })

  it('removes what killed writes left behind, and nothing of a process that lives', async () => {
    const folder = emptyFolder()
    // A process that has ended: its number is that of nobody, or else of one that began later.
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    const unique = '00000000-0000-4000-8000-000000000000'
    const names = {
      ended: `.x.${pid}-${unique}.tmp`,
      alive: `.x.${process.ppid}-${unique}.tmp`,
      own: `.x.${process.pid}-${unique}.tmp`,
      before: `.y.${process.pid}-${unique}.tmp`,
      other: '.x.tmp',
    }
    Object.values(names).forEach((name) => writeFileSync(join(folder, name), ''))
    // A process with the number of this one ended before this one began, as in a container that is started again.
    utimesSync(join(folder, names.before), 1, 1)
    expect(await write(join(folder, 'file'))).toBe('written')
    expect(readdirSync(folder).sort()).toEqual([names.alive, names.own, names.other, 'file'].sort())
  })

  it('does not disturb another thread that writes in the same folder', async () => {
    const folder = emptyFolder()
    const begun = new Int32Array(new SharedArrayBuffer(8))
    const source = `
      const { workerData } = require('node:worker_threads'); const fs = require('node:fs')
      const name = workerData.folder + '/.x.' + process.pid + '-00000000-0000-4000-8000-000000000001.tmp'
      fs.writeFileSync(name, ''); Atomics.store(workerData.begun, 0, 1); Atomics.notify(workerData.begun, 0)`
    const worker = new Worker(source, { eval: true, workerData: { folder, begun } })
    await new Promise((resolve) => worker.once('exit', resolve))
    expect(await write(join(folder, 'file'))).toBe('written')
    expect(readdirSync(folder)).toHaveLength(2)
  })
})

describe('writable', () => {
  it('tells before the work what write would tell after it, and leaves nothing behind', async () => {
    const folder = folderWith({ file: 'old' })
    const told = async (path: string) => words(await Data.writable(path)())
    expect(await told(join(folder, 'file'))).toBe('written')
    expect(await told(join(folder, 'new', 'file'))).toBe('written')
    expect(await told(folder)).toContain('a folder')
    expect(await told('/dev/null')).toContain('a pipe or a device')
    expect(await told(join(folder, 'file', 'x'))).toContain('is a file')
    expect(readdirSync(folder)).toEqual(['file'])
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('old')
  })
})

describe.each<readonly [string, (path: string) => Promise<E.Either<unknown, unknown>>]>([
  ['IDX', (path) => Data.read(path)()],
  ['CSV', (path) => Data.readCsv(t.unknown)(path)()],
  ['text', (path) => Data.readText(path)()],
  ['safetensors', (path) => Safetensors.read(path)()],
  ['predictor', (path) => Train.open(path)()],
  [
    'checkpoints',
    (path) => {
      const folder = emptyFolder()
      symlinkSync(path, join(folder, 'checkpoint-000000000001.safetensors'))
      return Train.newest(folder)()
    },
  ],
])('a reader of %s', (_, read) => {
  it('neither waits for a pipe nor reads a device without end', async () => {
    const pipe = fifo(emptyFolder())
    const before = process.memoryUsage().rss
    for (const path of [pipe, '/dev/zero', '/dev/stdin', tmpdir()]) expect(E.isLeft(await read(path))).toBe(true)
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 28)
  }, 10_000)
})

describe.runIf(existsSync('/proc/self/status'))('a file that claims to be empty', () => {
  it('is read to its end, and no further than is allowed', async () => {
    expect(statSync('/proc/self/status').size).toBe(0)
    const status = await Data.readText('/proc/self/status')()
    expect(E.isRight(status) && status.right).toContain('Pid:')
    const little = await Data.readText('/proc/self/status', { most: 10 })()
    expect(E.isLeft(little) && little.left).toMatchObject({ _tag: 'TooLarge', found: 'more' })
  })
})
