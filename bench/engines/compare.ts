/**
 * One task, all who take part, turn by turn: A B C A B C …, each round beginning one later, so that whatever else the machine does meets all alike.
 */
import type { Started, Turn } from './child.js'
import { flopsPerSample, show, type Task } from './task.js'

export type Clock = 'wall' | 'cpu'

export interface Options {
  readonly rounds: number
  /** How long a turn should last. */
  readonly seconds: number
  /** What is counted: time that passes, or time of processors, which counts less of what else the machine does. */
  readonly clock: Clock
}

/** One who takes part: its process, what a step of it is worth, whether its losses are to agree. */
export interface Entrant {
  readonly started: Started
  readonly flopsPerStep?: number
  readonly ownStart?: boolean
}

export interface Measured {
  readonly name: string
  readonly version: string | undefined
  /** Of each round. */
  readonly samplesPerSecond: readonly number[]
  /** Median, of the products alone. */
  readonly gflops: number
  /** Is no step of training. */
  readonly foreign: boolean
}

export interface Outcome {
  readonly task: Task
  readonly measured: readonly Measured[]
  /** Who does not take part, and why. */
  readonly absent: ReadonlyMap<string, string>
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((x, y) => x - y)
  const half = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

/** Steps after which losses are compared: the parameters have moved, and float32 has not yet made anything of its rounding. */
export const checked = 20

/** The first turn of each is the same `checked` steps from the same parameters: who has another loss than the first does something else. */
const check = async (entrants: readonly Entrant[], absent: Map<string, string>): Promise<readonly Entrant[]> => {
  const losses = new Map<Entrant, number>()
  for (const entrant of entrants)
    try {
      losses.set(entrant, (await entrant.started.turn(checked)).loss)
    } catch (problem) {
      absent.set(entrant.started.name, (problem as Error).message)
    }
  const [reference] = [...losses].filter(([{ ownStart = false }]) => !ownStart)
  return [...losses].flatMap(([entrant, loss]) => {
    if (entrant.ownStart === true || reference === undefined) return [entrant]
    const [other, expected] = reference
    if (Math.abs(loss - expected) <= 1e-3 * (1 + expected)) return [entrant]
    const told = `a loss of ${loss} after ${checked} steps, ${other.started.name} has ${expected}`
    absent.set(entrant.started.name, `does something else: ${told}`)
    return []
  })
}

/** How many steps last as long as a turn should: doubled until they do, which also warms up. */
const calibrate = async ({ started }: Entrant, seconds: number): Promise<number> => {
  for (let steps = checked; ;) {
    const turn = await started.turn(steps)
    if (turn.seconds > seconds / 2) return Math.max(1, Math.round((steps * seconds) / turn.seconds))
    steps = Math.ceil(steps * Math.min(8, Math.max(2, seconds / turn.seconds)))
  }
}

export const compare = async (
  task: Task,
  all: readonly Entrant[],
  missing: ReadonlyMap<string, string>,
  { rounds, seconds, clock }: Options,
): Promise<Outcome> => {
  const absent = new Map(missing)
  const entrants = await check(all, absent)
  const steps = new Map<Entrant, number>()
  for (const entrant of entrants) steps.set(entrant, await calibrate(entrant, seconds))
  const turns = new Map<Entrant, Turn[]>(entrants.map((entrant) => [entrant, []]))
  for (let round = 0; round < rounds; round++)
    for (let i = 0; i < entrants.length; i++) {
      const entrant = entrants[(i + round) % entrants.length]
      turns.get(entrant)?.push(await entrant.started.turn(steps.get(entrant) ?? 1))
    }
  const measured = entrants.map((entrant): Measured => {
    const { started, flopsPerStep } = entrant
    const perSecond = (turns.get(entrant) ?? []).map(
      (turn) => turn.steps / (clock === 'cpu' ? turn.cpuSeconds : turn.seconds),
    )
    const flops = flopsPerStep ?? flopsPerSample(task.network) * task.batch
    return {
      name: started.name,
      version: started.version,
      samplesPerSecond: perSecond.map((x) => x * task.batch),
      gflops: (median(perSecond) * flops) / 1e9,
      foreign: flopsPerStep !== undefined,
    }
  })
  return { task, measured, absent }
}

const ratios = (a: Measured, b: Measured): readonly number[] =>
  a.samplesPerSecond.map((x, i) => x / b.samplesPerSecond[i])

/** The speed of a divided by that of b: median over the rounds (minimum–maximum). */
export const ratio = (a: Measured, b: Measured): string => {
  const all = ratios(a, b)
  const digits = (x: number): string => (x < 10 ? x.toFixed(2) : x.toFixed(0))
  return `${digits(median(all))} (${digits(Math.min(...all))}–${digits(Math.max(...all))})`
}

/** For the terminal. */
export const print = ({ task, measured, absent }: Outcome, subject: string): void => {
  console.log(`\n${show(task)}`)
  const first = measured.find(({ name }) => name === subject)
  for (const entry of measured) {
    const samples = entry.foreign ? '' : Math.round(median(entry.samplesPerSecond)).toLocaleString('en')
    const against =
      first === undefined || first === entry || entry.foreign
        ? ''
        : `${subject} is ${ratio(first, entry)} times as fast`
    console.log(
      `  ${entry.name.padEnd(32)}${samples.padStart(10)} samples/s ${entry.gflops.toFixed(1).padStart(7)} GFLOP/s  ${against}`.trimEnd(),
    )
  }
  for (const [name, reason] of absent) console.log(`  ${name.padEnd(32)}  ${reason.split('\n')[0]}`)
}
