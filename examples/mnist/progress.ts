/**
 * One bar for a whole run: epoch, iteration, loss, accuracy, samples per second, time left. Without a terminal it becomes
 * whole lines, one every few seconds.
 */
import { SingleBar } from 'cli-progress'
import type * as IO from 'fp-ts/lib/IO.js'

/** Where a run is. The clock is the caller's. */
export interface Tick {
  /** The current epoch, from 1, of `epochs`. */
  readonly epoch: number
  readonly epochs: number
  /** Steps done so far in the whole run, of `iterations`. */
  readonly iteration: number
  readonly iterations: number
  /** Loss and accuracy (0 to 1) of recent batches, smoothed as the caller likes. */
  readonly loss: number
  readonly accuracy: number
  /** Training samples seen so far in this process. */
  readonly samples: number
  /** Seconds since the first step. */
  readonly seconds: number
}

export interface Progress {
  readonly update: (tick: Tick) => IO.IO<void>
  /** Shows the last tick and leaves the terminal as it was; safe to run twice. */
  readonly stop: IO.IO<void>
}

const twoDigits = (n: number): string => String(n).padStart(2, '0')

/** 75 seconds as `1:15`, 3700 as `1:01:40`; what cannot be told as `–`. */
export const duration = (seconds: number): string => {
  if (!Number.isFinite(seconds) || seconds < 0) return '–'
  const whole = Math.ceil(seconds)
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  return h > 0 ? `${h}:${twoDigits(m)}:${twoDigits(s)}` : `${m}:${twoDigits(s)}`
}

const share = ({ iteration, iterations }: Tick): number =>
  iterations > 0 ? Math.min(1, Math.max(0, iteration / iterations)) : 1

/** A step's share of the time so far, times the steps that remain. */
const left = ({ iteration, iterations, seconds }: Tick): number =>
  iteration > 0 ? (seconds / iteration) * Math.max(0, iterations - iteration) : NaN

const figure = (n: number): string =>
  !Number.isFinite(n)
    ? String(n)
    : n !== 0 && (Math.abs(n) >= 1e5 || Math.abs(n) < 1e-4)
      ? n.toExponential(2)
      : n.toFixed(4)

const perSecond = ({ samples, seconds }: Tick): string => (seconds > 0 ? String(Math.round(samples / seconds)) : '–')

/** Everything a tick says, without the bar; columns keep their place from tick to tick. */
export const line = (tick: Tick): string =>
  [
    `epoch ${String(tick.epoch).padStart(String(tick.epochs).length)}/${tick.epochs}`,
    `iteration ${String(tick.iteration).padStart(String(tick.iterations).length)}/${tick.iterations}`,
    `loss ${figure(tick.loss)}`,
    `accuracy ${Number.isFinite(tick.accuracy) ? tick.accuracy.toFixed(3) : '–'}`,
    `${perSecond(tick).padStart(6)} samples/s`,
    `${duration(left(tick))} left`,
  ].join('  ')

/** The same for a terminal of 80 columns. */
const short = (tick: Tick): string =>
  [
    `epoch ${tick.epoch}/${tick.epochs}`,
    `${String(tick.iteration).padStart(String(tick.iterations).length)}/${tick.iterations}`,
    `loss ${figure(tick.loss)}`,
    `accuracy ${Number.isFinite(tick.accuracy) ? tick.accuracy.toFixed(3) : '–'}`,
    `${perSecond(tick)}/s`,
    `${duration(left(tick))} left`,
  ].join('  ')

const WIDEST_BAR = 30
const NARROWEST_BAR = 8

/** A bar as wide as the words leave room for, or none; the whole is never wider than `width`. */
export const drawn = (tick: Tick, width: number): string => {
  const words = line(tick).length + 2 + NARROWEST_BAR <= width ? line(tick) : short(tick)
  const room = Math.min(WIDEST_BAR, width - words.length - 2)
  const full = Math.floor(share(tick) * room)
  return room < NARROWEST_BAR
    ? words.slice(0, Math.max(0, width))
    : `${'█'.repeat(full)}${'░'.repeat(room - full)}  ${words}`
}

const start: Tick = {
  epoch: 1,
  epochs: 1,
  iteration: 0,
  iterations: 0,
  loss: NaN,
  accuracy: NaN,
  samples: 0,
  seconds: 0,
}

/** Milliseconds between two lines where there is no terminal. */
const SCHEDULE = 5000

/**
 * Opens the bar at the first tick. Training that never yields to the event loop starves the bar's timer, so that an update
 * draws by itself when the last drawing is old; how often depends on the seconds in the ticks.
 */
export const progress =
  (stream: NodeJS.WriteStream = process.stderr): IO.IO<Progress> =>
  () => {
    const terminal = stream.isTTY
    const bar = new SingleBar({
      stream,
      noTTYOutput: true,
      notTTYSchedule: SCHEDULE,
      // The caller owns Ctrl-C, so nothing is switched off that would have to be switched on again.
      gracefulExit: false,
      hideCursor: false,
      linewrap: true,
      fps: 10,
      // Without a terminal the last line already ends in a newline.
      clearOnComplete: !terminal,
      format: (_options, _params, payload: { readonly tick: Tick }) =>
        terminal ? drawn(payload.tick, (stream.columns || 80) - 1) : line(payload.tick),
    })
    // Local mutation, invisible from outside.
    let last = start
    let shown = 0
    let running = false
    return {
      update: (tick) => () => {
        last = tick
        if (!running) {
          running = true
          shown = tick.seconds
          bar.start(tick.iterations, tick.iteration, { tick })
          return
        }
        bar.update(tick.iteration, { tick })
        if (!terminal && (tick.seconds - shown) * 1000 >= SCHEDULE) {
          shown = tick.seconds
          bar.render()
        }
      },
      stop: () => {
        if (!running) return
        running = false
        bar.update(last.iteration, { tick: last })
        bar.stop()
      },
    }
  }
