/**
 * Handling of signals in a program with unsaved work: it stops after the current step, saves, and ends with the exit code of the signal.
 *
 * Signals are handled only while there is unsaved work. Before and after, they end the process at once, as by default, also during a long computation.
 */
import type { IO } from 'fp-ts/lib/IO.js'
import * as O from 'fp-ts/lib/Option.js'
import { fn as expectFn, record as expectRecord } from '../tensor/Expect.js'

/** The exit codes for signals, by the convention of shells: 128 plus the number of the signal. */
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

const signals = Object.keys(exitCodes) as readonly Signal[]

/**
 * A signal that asks a process to end: a closed terminal, Ctrl-C, `kill`.
 *
 * @category model
 */
export type Signal = keyof typeof exitCodes

/**
 * The source of signals: the `process` of Node.
 *
 * @category model
 */
export interface SignalSource {
  readonly pid: number
  readonly on: (signal: Signal, listener: (signal: Signal) => void) => unknown
  readonly off: (signal: Signal, listener: (signal: Signal) => void) => unknown
  readonly kill: (pid: number, signal: Signal) => unknown
  /** A clock, in seconds. */
  readonly uptime: () => number
}

/**
 * A handler of signals.
 *
 * @category model
 */
export interface Interruption {
  /** The first signal received, if any. */
  readonly signal: IO<O.Option<Signal>>
  /** Stops handling: from now on a signal ends the process at once, unless one was received before. */
  readonly release: IO<void>
}

/** A second signal within this number of seconds counts as the first: npm forwards a Ctrl-C that the terminal sends too, and service managers send two at once. */
const ONCE = 1

/**
 * Handles signals: the first is remembered, so that a loop can stop; one that comes a second later ends the process at once by that signal.
 *
 * A loop over the events of `Train.run` receives signals at each step, or at each chunk of an engine.
 *
 * @example
 * import process from 'node:process'
 * const interruption = Run.interruption(process, (signal) => console.error(`${signal}: ending after this step.`))()
 * interruption.signal() // => { _tag: 'None' }
 * interruption.release()
 *
 * @category signals
 */
export const interruption =
  (source: SignalSource, told: (signal: Signal) => void): IO<Interruption> =>
  () => {
    expectRecord(
      'Run.interruption',
      'a source of signals, such as process',
      { on: 'function', off: 'function' },
      source,
    )
    expectFn('Run.interruption', told)
    // Local mutation, invisible from outside: the first signal, and its time.
    let first: { readonly signal: Signal; readonly at: number } | undefined
    const forget = (): void => signals.forEach((signal) => void source.off(signal, listener))
    const listener = (signal: Signal): void => {
      if (first === undefined) {
        first = { signal, at: source.uptime() }
        told(signal)
      } else if (source.uptime() - first.at > ONCE) {
        // By the signal itself: a process that exits while a runtime computes in a thread is aborted.
        forget()
        source.kill(source.pid, signal)
      }
    }
    signals.forEach((signal) => void source.on(signal, listener))
    return {
      signal: () => O.fromNullable(first?.signal),
      release: () => {
        if (first === undefined) forget()
      },
    }
  }

/**
 * The exit code of a program ended by a signal, by the convention of shells: 128 plus the number of the signal.
 *
 * @example
 * Run.exitCode('SIGINT') // => 130
 * Run.exitCode('SIGTERM') // => 143
 * Run.exitCode('SIGHUP') // => 129
 *
 * @category signals
 */
export const exitCode = (signal: Signal): 129 | 130 | 143 => exitCodes[signal]
