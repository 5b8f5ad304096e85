/** Interrupts `nabla-ts train` as a process of its own. */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** How a process ended that was sent signals. */
export interface Interrupted {
  readonly code: number | null
  readonly signal: string | null
  readonly out: string
  readonly err: string
}

/** A signal, so many milliseconds after the one before it, or after the training began. */
export interface Sent {
  readonly signal: NodeJS.Signals
  readonly after: number
}

const program = [
  '--conditions=nabla-source',
  '--import',
  'tsx',
  resolve(import.meta.dirname, '../../src/cli/bin.ts'),
  'train',
]

/** A table of points on a line of two classes, and a training on it whose first epoch takes long: the file of the training. */
export const longTraining = (
  folder: string,
  engine: string,
  { rows = 20_000, width = 64 }: { readonly rows?: number; readonly width?: number } = {},
): { readonly file: string; readonly save: string } => {
  const [file, data, save] = ['train.json', 'table.csv', 'model.safetensors'].map((name) =>
    join(folder, `${engine}-${name}`),
  )
  const lines = Array.from({ length: rows }, (_, i) => `${i % 97},${i % 89},${i % 97 > i % 89 ? 'up' : 'down'}`)
  writeFileSync(data, ['a,b,kind', ...lines, ''].join('\n'))
  const hidden = [{ layer: 'dense', out: width }, { layer: 'tanh' }]
  const target = { class: 'kind' }
  writeFileSync(file, JSON.stringify({ data, target, hidden, engine, save, epochs: 1000, batch: 4 }))
  return { file, save }
}

/** Trains, and sends signals once it has begun. Its output can be closed before. */
export const interrupted = (file: string, sent: readonly Sent[], isClosed = false): Promise<Interrupted> =>
  new Promise((settle, reject) => {
    const child = spawn(process.execPath, [...program, file], { stdio: ['ignore', 'pipe', 'pipe'] })
    let [out, err, begun] = ['', '', false]
    const send = ([first, ...rest]: readonly Sent[]): void => {
      if (first === undefined) return
      setTimeout(() => {
        child.kill(first.signal)
        send(rest)
      }, first.after)
    }
    child.stdout.on('data', (part: Buffer) => {
      out += String(part)
      if (begun || !out.includes('Classes of')) return
      begun = true
      if (isClosed) child.stdout.destroy()
      send(sent)
    })
    child.stderr.on('data', (part: Buffer) => (err += String(part)))
    child.on('error', reject)
    child.on('close', (code, signal) => settle({ code, signal, out, err }))
  })
