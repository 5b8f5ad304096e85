/**
 * Writing a file whole or not at all: into a temporary file beside it, synced to the disk, then renamed. A reader, and a program that is started after a crash, finds the old content or the new one.
 *
 * The kind of file at a path is kept: a link stays a link and its target is written, a file keeps its mode and owner, and a folder, a pipe or a device is refused.
 */
import { text as expectText } from '../tensor/Expect.js'
import type { Stats } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { NotWritten } from './Errors.js'
import { codeOf, fileSystem, inWords, kindAt, reasonOf } from './FileSystem.js'

const refused = (reason: string): Promise<never> => Promise.reject(new Error(reason))

// -------------------------------------------------------------------------------------------------
// places
// -------------------------------------------------------------------------------------------------

/** Where a path leads to: a folder that exists, folders in it that are missing, and a name; with the file that is there, if there is one. */
interface Place {
  readonly folder: string
  readonly missing: readonly string[]
  readonly name: string
  readonly old?: Stats
}

/** As many links as Linux follows. */
const MOST_LINKS = 40

/** The path at the end of links, also of one that leads to nothing yet. */
const targetOf = async (path: string, links = 0): Promise<string> => {
  const { lstat, readlink } = await fileSystem()
  const { dirname, resolve } = await import('node:path')
  const stats = await lstat(path).catch(() => undefined)
  if (stats?.isSymbolicLink() !== true) return path
  return links === MOST_LINKS
    ? refused('ELOOP: too many symbolic links encountered')
    : targetOf(resolve(dirname(path), await readlink(path)), links + 1)
}

/** The nearest folder that exists of those a path is in, and the names below it. `mkdir` with `recursive` never ends below /proc, so folders are made one by one. */
const nearestOf = async (folder: string, below: readonly string[] = []): Promise<Pick<Place, 'folder' | 'missing'>> => {
  const { basename, dirname } = await import('node:path')
  const kind = await kindAt(folder)
  if (kind === 'folder') return { folder, missing: below }
  return kind === 'missing' && dirname(folder) !== folder
    ? nearestOf(dirname(folder), [basename(folder), ...below])
    : refused(`ENOTDIR: not a directory, ${folder} is ${kind === 'file' ? 'a file' : 'a pipe or a device'}`)
}

/** The path to write to, if it is a writable regular file or does not exist. */
const placeOf = async (file: string): Promise<Place> => {
  const { access, constants, stat } = await fileSystem()
  const { basename, dirname, resolve, sep } = await import('node:path')
  if (expectText('file', file, 'a path').endsWith('/') || file.endsWith(sep))
    return refused('a path that ends as that of a folder does')
  const path = await targetOf(resolve(file))
  const kind = await kindAt(path)
  if (kind === 'folder' || kind === 'other') return refused(`${inWords(kind)}, which would be replaced by a file`)
  if (kind === 'missing') return { ...(await nearestOf(dirname(path))), name: basename(path) }
  await access(path, constants.W_OK)
  return { folder: dirname(path), missing: [], name: basename(path), old: await stat(path) }
}

// -------------------------------------------------------------------------------------------------
// temporary files
// -------------------------------------------------------------------------------------------------

/** How many characters of a name a temporary file has in its own, which has to fit into 255 bytes too. */
const LONGEST_NAME = 40

/** The name of a temporary file, with its target and the process that writes it. */
const temporaryName = (name: string, process: number, unique: string): string =>
  `.${Array.from(name).slice(0, LONGEST_NAME).join('')}.${process}-${unique}.tmp`

/** The process that writes a temporary file, by its name. */
const writerOf = (name: string): number | undefined => {
  const found = /\.(\d{1,10})-[0-9a-f]{8}-[0-9a-f-]{27}\.tmp$/.exec(name)
  return found === null || !name.startsWith('.') ? undefined : Number(found[1])
}

/** Whether a process is there. */
const isAlive = (id: number): boolean =>
  pipe(
    E.tryCatch(
      () => process.kill(id, 0),
      (error) => codeOf(error) === 'EPERM',
    ),
    E.toUnion,
  )

/**
 * Removes the temporary files that processes left behind in a folder which ended while they wrote. A new process may have the number of one that ended, as in a container that is started again: what is
 * older than this process, by the time that the file system has given a file of its own, is none of this process and of its threads.
 */
const sweep = async (folder: string, temporary: string): Promise<void> => {
  const { lstat, readdir, rm } = await fileSystem()
  const { join } = await import('node:path')
  const begin = (await lstat(temporary)).mtimeMs - 1000 * process.uptime()
  const isLeft = async (name: string): Promise<boolean> => {
    const writer = writerOf(name)
    if (writer === undefined) return false
    return writer === process.pid ? (await lstat(join(folder, name))).mtimeMs < begin : !isAlive(writer)
  }
  const names = await readdir(folder)
  await Promise.allSettled(
    names
      .filter((name) => writerOf(name) !== undefined)
      .map(async (name) => ((await isLeft(name)) ? rm(join(folder, name), { force: true }) : undefined)),
  )
}

// -------------------------------------------------------------------------------------------------
// writing
// -------------------------------------------------------------------------------------------------

/** Makes the folders that are missing, one in another; the last. */
const folderAt = async ({ folder, missing: [first, ...others] }: Place): Promise<string> => {
  if (first === undefined) return folder
  const { mkdir } = await fileSystem()
  const { join } = await import('node:path')
  const next = join(folder, first)
  // Somebody else may have made it in between.
  await mkdir(next).catch((error: unknown) => (codeOf(error) === 'EEXIST' ? undefined : Promise.reject(error)))
  return folderAt({ folder: next, missing: others, name: '' })
}

/** Gives a new file the mode and, as far as the system allows it, the owner of the one whose place it takes. */
const inherit = async (
  handle: Awaited<ReturnType<(typeof import('node:fs/promises'))['open']>>,
  { mode, uid, gid }: Stats,
): Promise<void> => {
  const own = await handle.stat()
  if (own.uid !== uid || own.gid !== gid)
    await handle.chown(uid, gid).catch(() => handle.chown(own.uid, gid).catch(() => undefined))
  if ((own.mode & 0o777) !== (mode & 0o777)) await handle.chmod(mode & 0o777)
}

const notWritten =
  (file: string) =>
  (error: unknown): NotWritten => ({ _tag: 'NotWritten', file, code: codeOf(error), reason: reasonOf(error) })

/**
 * Writes a file whole or not at all: whatever was there before stays until the new content is complete on disk. Folders that are missing are made. A link is followed and stays; a file that is replaced keeps
 * its mode and, where the system allows it, its owner. What processes left behind in the folder that were killed while they wrote is removed.
 *
 * - **Errors** `NotWritten`, with what the system says and its code: a full disk, a folder without permission; a folder, a pipe or a device of that name.
 *
 * @example
 * const written = await Data.write('/dev/null/nowhere', 'text')()
 * E.isLeft(written) && written.left._tag // => 'NotWritten'
 *
 * @category files
 */
export const write = (file: string, content: string | Uint8Array): TE.TaskEither<NotWritten, void> =>
  TE.tryCatch(async () => {
    const place = await placeOf(file)
    const { open, rename, rm } = await fileSystem()
    const { join } = await import('node:path')
    const { randomUUID } = await import('node:crypto')
    const folder = await folderAt(place)
    const temporary = join(folder, temporaryName(place.name, process.pid, randomUUID()))
    try {
      const handle = await open(temporary, 'wx')
      try {
        if (place.old !== undefined) await inherit(handle, place.old)
        await sweep(folder, temporary).catch(() => undefined)
        await handle.writeFile(content)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(temporary, join(folder, place.name))
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined)
      return Promise.reject(error)
    }
    // The name, too, has to be on the disk. Where folders cannot be synced (Windows) the system sees to it.
    const above = await open(folder, 'r').catch(() => undefined)
    await above?.sync().catch(() => undefined)
    await above?.close()
  }, notWritten(file))

/**
 * Whether `write` could write a file now, found out before the work whose result it is to hold: what stands at the path, and whether its folder, or the nearest one that exists, takes a file. Nothing is
 * left behind.
 *
 * - **Errors** as `write`, but for what only the content shows, such as a disk without room for it.
 *
 * @example
 * const checked = await Data.writable('/dev/null')()
 * E.isLeft(checked) && checked.left.reason // => 'a pipe or a device, which would be replaced by a file'
 *
 * @category files
 */
export const writable = (file: string): TE.TaskEither<NotWritten, void> =>
  TE.tryCatch(async () => {
    const { folder, name } = await placeOf(file)
    const { open, rm } = await fileSystem()
    const { join } = await import('node:path')
    const { randomUUID } = await import('node:crypto')
    const trial = join(folder, temporaryName(name, process.pid, randomUUID()))
    await (await open(trial, 'wx')).close()
    await rm(trial, { force: true })
  }, notWritten(file))
