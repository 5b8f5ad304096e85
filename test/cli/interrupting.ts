/** Interrupts `nabla-ts train` as a process of its own. */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from '../support/bundle.js'

/** How a process ended that was sent signals. */
export interface Interrupted {
  readonly code: number | null
  readonly signal: string | null
  readonly out: string
  readonly err: string
  /** What it had said when the first signal was sent. */
  readonly before: string
  /** When the text that was waited for came, and when it ended, in milliseconds. */
  readonly began: number
  readonly ended: number
}

/** A signal, so many milliseconds after the one before it, or after the moment that is waited for. */
export interface Sent {
  readonly signal: NodeJS.Signals
  readonly after: number
}

const program = await bundle('src/cli/bin.ts')

/** A table of points on a line of two classes, and a training on it whose first epoch takes long: the file of the training. */
export const longTraining = (
  folder: string,
  engine: string,
  {
    rows = 20_000,
    width = 64,
    ...rest
  }: { readonly rows?: number; readonly width?: number; readonly epochs?: number; readonly test?: number } = {},
): { readonly file: string; readonly save: string } => {
  const [file, data, save] = ['train.json', 'table.csv', 'model.safetensors'].map((name) =>
    join(folder, `${engine}-${name}`),
  )
  const lines = Array.from({ length: rows }, (_, i) => `${i % 97},${i % 89},${i % 97 > i % 89 ? 'up' : 'down'}`)
  writeFileSync(data, ['a,b,kind', ...lines, ''].join('\n'))
  const hidden = [{ layer: 'dense', out: width }, { layer: 'tanh' }]
  const target = { class: 'kind' }
  writeFileSync(file, JSON.stringify({ data, target, hidden, engine, save, epochs: 1000, batch: 4, ...rest }))
  return { file, save }
}

/** In milliseconds: a process that takes longer hangs. */
const PATIENCE = 120_000

/** Trains, and sends signals once its output holds a text: by default that it has begun. Its output can be closed before. */
export const interrupted = (
  file: string,
  sent: readonly Sent[],
  { since = 'Classes of', isClosed = false }: { readonly since?: string; readonly isClosed?: boolean } = {},
): Promise<Interrupted> =>
  new Promise((settle, reject) => {
    const child = spawn(process.execPath, [program, 'train', file], { stdio: ['ignore', 'pipe', 'pipe'] })
    const start = performance.now()
    const hung = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
    let [out, err, begun, began] = ['', '', false, 0]
    let before: string | undefined
    const send = ([first, ...rest]: readonly Sent[]): void => {
      if (first === undefined) return
      // What the process has said until now is read between a timer and an immediate.
      const now = (): void => {
        if (child.kill(first.signal)) before ??= out
        send(rest)
      }
      setTimeout(() => setImmediate(now), first.after)
    }
    const begin = (): void => {
      if (begun || !out.includes(since)) return
      begun = true
      began = performance.now() - start
      if (isClosed) child.stdout.destroy()
      send(sent)
    }
    child.on('spawn', begin)
    child.stdout.on('data', (part: Buffer) => {
      out += String(part)
      begin()
    })
    child.stderr.on('data', (part: Buffer) => (err += String(part)))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(hung)
      settle({ code, signal, out, err, before: before ?? out, began, ended: performance.now() - start })
    })
  })
