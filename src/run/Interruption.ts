/**
 * How a program that has something to lose meets a signal: it stops after the step in flight, keeps what it has, and ends with the exit code of the signal.
 *
 * Signals are waited for only while there is something to lose. Before and after, they end the process at once, as they do by default, also in the middle of a long computation.
 */
import type { IO } from 'fp-ts/lib/IO.js'
import * as O from 'fp-ts/lib/Option.js'
import { fn as expectFn, record as expectRecord } from '../tensor/Expect.js'

/** The exit codes of programs that a signal ended, by the convention of shells: 128 and the number of the signal. */
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

const signals = Object.keys(exitCodes) as readonly Signal[]

/**
 * A signal by which a process is asked to end: its terminal is closed, Ctrl-C, `kill`.
 *
 * @category model
 */
export type Signal = keyof typeof exitCodes

/**
 * What receives signals: the `process` of Node.
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
 * The signals to a process, while somebody waits for them.
 *
 * @category model
 */
export interface Interruption {
  /** The first signal that came, if one did. */
  readonly signal: IO<O.Option<Signal>>
  /** Stops waiting: from now on a signal ends the process at once, unless one came before. */
  readonly release: IO<void>
}

/** A second signal within so many seconds is the first once more: npm passes on Ctrl-C to a program that the terminal has told already, and service managers send two at once. */
const ONCE = 1

/**
 * Waits for signals: the first is remembered, so that a loop sees it and ends; one that comes a second later ends the process at once by that signal, whatever is in flight.
 *
 * A loop over the events of `Train.run` lets signals in at each step, or at each chunk of an engine.
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
    // Local mutation, invisible from outside: the first signal, and when it came.
    let first: { readonly signal: Signal; readonly at: number } | undefined
    const forget = (): void => signals.forEach((signal) => void source.off(signal, listener))
    const listener = (signal: Signal): void => {
      if (first === undefined) {
        first = { signal, at: source.uptime() }
        told(signal)
      } else if (source.uptime() - first.at > ONCE) {
        // By the signal itself, since a process that exits while a runtime computes in a thread is aborted by it.
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
 * The exit code of a program that a signal ended, by the convention of shells: 128 and the number of the signal.
 *
 * @example
 * Run.exitCode('SIGINT') // => 130
 * Run.exitCode('SIGTERM') // => 143
 * Run.exitCode('SIGHUP') // => 129
 *
 * @category signals
 */
export const exitCode = (signal: Signal): 129 | 130 | 143 => exitCodes[signal]
