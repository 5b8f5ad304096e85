/** Trainings that are interrupted at random moments, and what has to hold of each. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { main } from '../../src/cli/Main.js'
import * as Train from '../../src/Train.js'
import { interrupted, longTraining, type Interrupted, type Sent } from './interrupting.js'

const EPOCHS = 20

/** What a training says last before it saves. */
const LAST = `epoch ${EPOCHS} of ${EPOCHS}`

/** The moments of a run, each with the text in its output at which it begins. */
const moments = { loading: '', training: 'Classes of', saving: LAST } as const

type Moment = keyof typeof moments

const engines = ['reference', 'onnxruntime'] as const

type Engine = (typeof engines)[number]

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Milliseconds until a second signal, if there is one: the first two count as the same signal once more. */
const gaps = [undefined, 0, 100, 1500] as const

/** The number of combinations of engine, moment, first signal and gap. */
export const COMBINATIONS = engines.length * 3 * signals.length * gaps.length

/** One interrupted training. */
export interface Case {
  readonly engine: Engine
  readonly moment: Moment
  readonly sent: readonly [first: Sent, second?: Sent]
}

/** How long each moment lasts, in milliseconds. */
export type Lengths = Readonly<Record<Moment, number>>

const training = (folder: string, engine: Engine) =>
  longTraining(folder, engine, { rows: 3_000, epochs: EPOCHS, test: 0.5 })

const inFolder = async <A>(use: (folder: string) => Promise<A>): Promise<A> => {
  const folder = mkdtempSync(join(tmpdir(), 'nabla-interruptions-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The lengths of the moments where nothing interrupts. */
export const undisturbed = (engine: Engine): Promise<Lengths> =>
  inFolder(async (folder) => {
    const { file } = training(folder, engine)
    const { began: loading } = await interrupted(file, [], { since: moments.training })
    const { began, ended } = await interrupted(file, [], { since: moments.saving })
    return { loading, training: began - loading, saving: ended - began }
  })

/** The case with a number: the combinations come in turn, each at a random time in its moment. */
export const caseOf = (index: number, lengths: Readonly<Record<Engine, Lengths>>, random: () => number): Case => {
  const pick = <A>(all: readonly A[], every: number): A => all[Math.floor(index / every) % all.length]
  const engine = pick(engines, 1)
  const moment = pick(Object.keys(moments) as readonly Moment[], 2)
  const first = { signal: pick(signals, 6), after: Math.round(random() * lengths[engine][moment]) }
  const gap = pick(gaps, 18)
  const signal = signals[Math.floor(random() * signals.length)]
  return { engine, moment, sent: gap === undefined ? [first] : [first, { signal, after: gap }] }
}

/** What is wrong with a saved file. */
const unusable = async (save: string): Promise<string | undefined> => {
  if (E.isLeft(await Train.open(save)())) return 'what was saved does not open'
  // Local mutation, invisible from outside: what the command says.
  const lines: string[] = []
  const write = (line: string): void => void lines.push(line)
  const code = await main(['predict', save, '5,3'], '', {
    print: write,
    warn: write,
    progress: () => undefined,
    now: () => 0,
    interruption: () => ({ signal: () => O.none, release: () => undefined }),
  })
  return code === 0 ? undefined : `what was saved does not predict: ${lines.join('; ')}`
}

/** What does not hold of how a process ended. */
const complaint = ({ sent }: Case, { code, signal, out, err, before }: Interrupted): string | undefined => {
  const [first, second] = sent
  const isMet = err.includes('Stopping after saving')
  const isSaved = out.includes('Saved as')
  if (/terminate|abort/i.test(err)) return 'it was aborted'
  if (code === 0)
    return !isSaved
      ? 'it ended with 0 and has not saved'
      : isMet || !before.includes(LAST)
        ? 'it was interrupted and ended with 0'
        : undefined
  if (code !== null) {
    const expected = 128 + constants.signals[first.signal]
    return code === expected && isMet && isSaved ? undefined : `expected it to save and to end with ${expected}`
  }
  if (isMet && (second === undefined || second.after < 1000)) return 'it had met the signal, and was ended by it'
  return sent.some((each) => each?.signal === signal) ? undefined : 'it was ended by another signal'
}

/** How a case went, in words, and whether everything holds. */
export const interrupt = (tried: Case): Promise<{ readonly words: string; readonly holds: boolean }> =>
  inFolder(async (folder) => {
    const { engine, moment, sent } = tried
    const { file, save } = training(folder, engine)
    const end = await interrupted(
      file,
      sent.flatMap((each) => each ?? []),
      { since: moments[moment] },
    )
    const isThere = existsSync(save)
    const wrong =
      complaint(tried, end) ??
      (isThere
        ? await unusable(save)
        : end.out.includes('Saved as')
          ? 'what was said to be saved is not there'
          : undefined)
    const told = sent.map((each) => `${each?.signal} after ${each?.after} ms`).join(', ')
    const words = `${engine}, ${moment}, ${told}: ended by ${end.signal ?? end.code}, ${isThere ? 'saved' : 'not saved'}`
    return wrong === undefined
      ? { words, holds: true }
      : { words: `${words}; ${wrong}\n${end.out}${end.err}`, holds: false }
  })
