/**
 * Commands of `nabla-ts`: help text, parsing of arguments, and execution. A command writes to a given terminal and returns an exit code; it does not know the process.
 */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { IO } from 'fp-ts/lib/IO.js'
import { suggestion } from '../codec/Nearest.js'
import { quoted } from '../codec/Words.js'
import type { exitCode, Interruption } from '../run/Interruption.js'

/** The output of a command, its clock and its signals. */
export interface Terminal {
  /** Writes a line of the result. */
  readonly print: (line: string) => void
  /** Writes an error message. */
  readonly warn: (line: string) => void
  /** Shows progress in place of the line before; nothing without a terminal. */
  readonly progress: (text: string) => void
  /** The time in milliseconds. */
  readonly now: () => number
  /** Handles signals while there is unsaved work. */
  readonly interruption: IO<Interruption>
}

/** 0: success. 1: the check or the run failed. 2: wrong arguments. Others: ended by a signal. */
export type ExitCode = 0 | 1 | 2 | ReturnType<typeof exitCode>

/** A command. */
export interface Command {
  readonly name: string
  /** The arguments after its name. */
  readonly usage: string
  /** A one-line description. */
  readonly summary: string
  /** The text of `--help`. */
  readonly help: string
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<ExitCode>
}

/** A command in two parts: parsing of its arguments, and execution. */
interface Parts<A> extends Omit<Command, 'run'> {
  readonly parse: (args: readonly string[]) => E.Either<string, A>
  readonly execute: (settings: A, terminal: Terminal) => Promise<ExitCode>
}

/** A command with uniform messages for wrong arguments. */
export const command = <A>({ parse, execute, ...rest }: Parts<A>): Command => ({
  ...rest,
  run: (args, terminal) =>
    pipe(
      parse(args),
      E.match(
        (problem): Promise<ExitCode> =>
          Promise.resolve(
            reportErrors(terminal, [`nabla-ts ${rest.name}: ${problem} See nabla-ts ${rest.name} --help.`], 2),
          ),
        (settings) => execute(settings, terminal),
      ),
    ),
})

/** Writes error messages, one per line. */
export const reportErrors = (terminal: Terminal, problems: readonly string[], code: ExitCode = 1): ExitCode => {
  problems.forEach((problem) => terminal.warn(problem))
  return code
}

/** A fraction as a percentage. */
export const percent = (part: number): string => `${(100 * part).toFixed(1)} %`

/** The options of a command, as `parseArgs` has them. */
type Options = NonNullable<ParseArgsConfig['options']>

/** The arguments of a command, or an error message. */
export const parseOptions = <const O extends Options>(
  args: readonly string[],
  options: O,
  /** The advice for a missing option. */
  instead = 'This command has no options.',
): E.Either<string, ReturnType<typeof parseArgs<{ readonly options: O; readonly allowPositionals: true }>>> => {
  const names = Object.keys(options)
  const unknown = args
    .slice(0, args.includes('--') ? args.indexOf('--') : args.length)
    .filter((arg) => /^--[^=]/.test(arg))
    .map((arg) => arg.slice(2).split('=', 1)[0] ?? '')
    .find((name) => !names.includes(name))
  if (unknown !== undefined)
    return E.left(
      `there is no option --${unknown}. ${
        names.length === 0
          ? instead
          : suggestion(
              names.map((name) => `--${name}`),
              `--${unknown}`,
            )
      }`,
    )
  // A row may begin with a negative number, which is not an option.
  const isNumber = (arg: string): boolean => /^-[\d.]/.test(arg)
  const separated =
    args.some(isNumber) && !args.includes('--')
      ? [...args.filter((arg) => !isNumber(arg)), '--', ...args.filter(isNumber)]
      : [...args]
  return E.tryCatch(
    () => parseArgs({ args: separated, options, allowPositionals: true, strict: true }),
    (error) => `${error instanceof Error ? (error.message.split('. ', 1)[0] ?? '') : String(error)}.`,
  )
}

/** A whole number of at least 1, or an error message. */
export const positiveInteger = (option: string, text: string): E.Either<string, number> =>
  /^[1-9]\d{0,8}$/.test(text)
    ? E.right(Number(text))
    : E.left(`--${option}: expected a whole number of at least 1, found ${quoted(text)}.`)
