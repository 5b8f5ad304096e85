/**
 * A contender's process, from both sides: `serve` is what it does, `begin` starts one and hands back how to give it a turn.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Contender, Program } from './Contender.js'
import type { Images, Task } from './task.js'

/** What a process says of a turn. */
export interface Turn {
  readonly steps: number
  readonly seconds: number
  readonly cpuSeconds: number
  readonly loss: number
}

/** A process that is ready. */
export interface Started {
  readonly name: string
  /** Of the library that is measured, if it says so. */
  readonly version?: string
  /** Lets it take so many steps. */
  readonly turn: (steps: number) => Promise<Turn>
  readonly end: () => void
}

const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`)

/** Reads numbers of steps from the input, takes them, says how long it took. */
export const serve = async (contender: Contender, task: Task, images: Images): Promise<void> => {
  const training = await contender.setup(task, images)
  if (typeof training === 'string') return print({ skip: training })
  print({ ready: true, name: contender.name })
  for await (const line of createInterface({ input: process.stdin })) {
    const steps = Number(line)
    const before = process.cpuUsage()
    const start = process.hrtime.bigint()
    const loss = await training.run(steps)
    const seconds = Number(process.hrtime.bigint() - start) / 1e9
    const { user, system } = process.cpuUsage(before)
    const samplesPerSecond = (steps * task.batch) / seconds
    const cpuSeconds = (user + system) / 1e6
    print({ name: contender.name, ...task, steps, seconds, cpuSeconds, samplesPerSecond, loss })
  }
  await training.release?.()
}

/** Starts the first of the commands that is willing; or says why none is. */
export const begin = async (program: Program, options: readonly string[]): Promise<Started | string> => {
  const { name, needs } = program
  if (needs !== undefined && !existsSync(needs.file)) return needs.otherwise
  let reason = 'no command'
  for (const command of program.commands) {
    const started = await launch(name, [...command, ...options])
    if (typeof started !== 'string') return started
    reason = started
  }
  return reason
}

const launch = async (name: string, [command, ...args]: readonly string[]): Promise<Started | string> => {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let complaint = ''
  child.stderr.on('data', (text: Buffer) => {
    complaint = `${complaint}${text.toString()}`.slice(-2000)
  })
  child.on('error', (problem) => {
    complaint = problem.message
  })
  child.stdin.on('error', () => undefined)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  /** The next line that is JSON; programs greet in other ways too. */
  const answer = async (): Promise<Record<string, unknown>> => {
    for (;;) {
      const { done, value } = await lines.next()
      if (done === true) throw new Error(`${name} ended: ${complaint.trim() || 'it said nothing'}`)
      if (value.startsWith('{')) return JSON.parse(value) as Record<string, unknown>
    }
  }
  let version: unknown
  try {
    const first = await answer()
    if (first['ready'] !== true) return String(first['skip'])
    version = first['version']
  } catch (problem) {
    return (problem as Error).message
  }
  return {
    name,
    ...(typeof version === 'string' ? { version } : {}),
    turn: async (steps) => {
      child.stdin.write(`${steps}\n`)
      return (await answer()) as unknown as Turn
    },
    end: () => void child.stdin.end(),
  }
}
