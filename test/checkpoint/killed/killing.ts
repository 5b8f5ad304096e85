/** Kills a training process again and again, lets it go on each time, and compares where it ends with a run that nobody disturbed. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { isTensor } from '../../../src/tensor/Value.js'
import * as T from '../../../src/Tensor.js'
import * as Train from '../../../src/Train.js'
import { bundle } from '../../support/bundle.js'
import { bits } from '../../train/support.js'
import { events, storeIn } from './run.js'

/** What a process printed, and how it ended. */
interface Said {
  readonly code: number | null
  readonly lines: readonly string[]
}

const child = await bundle('test/checkpoint/killed/child.ts')

/** When a process is to be killed: so many milliseconds after it has said a word. */
interface Kill {
  readonly after: number
  readonly word: 'begins' | 'keeps'
}

/** Runs the process; it may be killed, and started with some shell commands before. */
export const train = (
  args: readonly string[],
  { kill, shell }: { readonly kill?: Kill; readonly shell?: string } = {},
): Promise<Said> =>
  new Promise((settle, reject) => {
    const words = [process.execPath, child, ...args]
    const started =
      shell === undefined
        ? spawn(words[0], words.slice(1))
        : spawn('bash', ['-c', `${shell}; exec "$@"`, 'bash', ...words])
    let text = ''
    let timer: NodeJS.Timeout | undefined
    started.stdout.on('data', (part: Buffer) => {
      text += String(part)
      if (kill !== undefined && timer === undefined && text.includes(kill.word))
        timer = setTimeout(() => started.kill('SIGKILL'), kill.after)
    })
    started.stderr.on('data', (part: Buffer) => (text += String(part)))
    started.on('error', reject)
    started.on('close', (code) => {
      clearTimeout(timer)
      settle({ code, lines: text.split('\n').filter((line) => line !== '') })
    })
  })

/** What is done to the newest checkpoint after a kill, as a power cut or a bad disk would. */
const tear = (folder: string, how: number): boolean => {
  const newest = readdirSync(folder)
    .filter((name) => name.startsWith('checkpoint-'))
    .sort()
    .at(-1)
  if (newest === undefined) return false
  const path = join(folder, newest)
  const bytes = readFileSync(path)
  const damaged = [
    () => bytes.subarray(0, Math.floor(how * bytes.length)),
    () =>
      Buffer.concat([
        bytes.subarray(0, Math.floor(how * bytes.length)),
        Buffer.alloc(bytes.length - Math.floor(how * bytes.length)),
      ]),
    () => bytes.map((byte, i) => (i === Math.floor(how * bytes.length) ? byte ^ 16 : byte)),
  ][Math.floor(how * 1e6) % 3]()
  writeFileSync(path, damaged)
  return !bytes.equals(damaged)
}

/** How a run that was killed ended, and whether that is where it should have. */
export interface Survived {
  readonly kills: number
  readonly torn: number
  readonly iterations: number
  readonly equal: boolean
  readonly lines: readonly string[]
}

const state = async (folder: string): Promise<Train.State<unknown, unknown>> => {
  const found = await storeIn(folder).load()
  if (E.isLeft(found)) throw new Error(Train.ShowStore.show(found.left))
  if (O.isNone(found.right)) throw new Error('no checkpoint')
  return found.right.value.state
}

/** Kills at random moments; `draw` gives numbers in [0, 1). Of the checkpoints that are there after a kill, the newest is torn now and then. */
export const survive = async (
  engine: string,
  kills: number,
  draw: () => number,
  { tearing = 0, told = () => undefined }: { readonly tearing?: number; readonly told?: (kill: number) => void } = {},
): Promise<Survived> => {
  const folder = mkdtempSync(join(tmpdir(), 'nabla-killed-'))
  try {
    const lines: string[] = []
    let [killed, torn] = [0, 0]
    while (killed < kills) {
      const ended = await train([folder, engine, '1000000'], {
        // Mostly while states are being kept, each tenth time before the first of them.
        kill: { word: killed % 10 === 9 ? 'begins' : 'keeps', after: 200 * draw() },
      })
      lines.push(...ended.lines)
      if (ended.code !== null) throw new Error(`it ended by itself: ${ended.lines.join('; ')}`)
      killed++
      // Never the only one.
      const several = readdirSync(folder).filter((name) => name.startsWith('checkpoint-')).length > 1
      if (several && draw() < tearing && tear(folder, draw())) torn++
      told(killed)
    }
    const { epoch } = await state(folder).catch(() => ({ epoch: 0 }))
    const last = await train([folder, engine, String(epoch + 2)])
    lines.push(...last.lines)
    const end = await state(folder)
    let undisturbed: unknown
    for await (const event of events(engine, epoch + 2))
      if (event._tag === 'Ended' && E.isRight(event.outcome)) undisturbed = bits(event.outcome.right)
    return {
      kills: killed,
      torn,
      iterations: end.iteration,
      equal: JSON.stringify(numbers(bits(end))) === JSON.stringify(numbers(undisturbed)),
      lines,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** All that is in a value, tensors included, as text that tells −0 from 0. */
const numbers = (all: unknown): unknown =>
  isTensor(all)
    ? numbers(T.toFlat(all))
    : typeof all === 'object' && all !== null
      ? Object.entries(all).map(([key, value]) => [key, numbers(value)])
      : Object.is(all, -0)
        ? '-0'
        : String(all)
