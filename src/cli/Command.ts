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

/** Where a command says something. */
export interface Terminal {
  /** A line of what was asked for. */
  readonly say: (line: string) => void
  /** Writes an error message. */
  readonly warn: (line: string) => void
  /** Shows progress in place of the line before; nothing without a terminal. */
  readonly progress: (text: string) => void
  /** The time in milliseconds. */
  readonly now: () => number
  /** Handles signals while there is unsaved work. */
  readonly interruption: IO<Interruption>
}

/** 0: done. 1: it was tried and is not so, or the world refused. 2: it was asked for in a wrong way. Others: a signal ended it. */
export type ExitCode = 0 | 1 | 2 | ReturnType<typeof exitCode>

/** A command. */
export interface Command {
  readonly name: string
  /** What follows its name. */
  readonly usage: string
  /** A one-line description. */
  readonly summary: string
  /** All there is to say of it. */
  readonly help: string
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<ExitCode>
}

/** A command in two parts: parsing of its arguments, and execution. */
interface Parts<A> extends Omit<Command, 'run'> {
  readonly asked: (args: readonly string[]) => E.Either<string, A>
  readonly answer: (asked: A, terminal: Terminal) => Promise<ExitCode>
}

/** A command with uniform messages for wrong arguments. */
export const command = <A>({ asked, answer, ...words }: Parts<A>): Command => ({
  ...words,
  run: (args, terminal) =>
    pipe(
      asked(args),
      E.match(
        (problem): Promise<ExitCode> =>
          Promise.resolve(
            refuse(terminal, [`nabla-ts ${words.name}: ${problem} See nabla-ts ${words.name} --help.`], 2),
          ),
        (given) => answer(given, terminal),
      ),
    ),
})

/** Writes error messages, one per line. */
export const refuse = (terminal: Terminal, problems: readonly string[], code: ExitCode = 1): ExitCode => {
  problems.forEach((problem) => terminal.warn(problem))
  return code
}

/** A fraction as a percentage. */
export const percent = (part: number): string => `${(100 * part).toFixed(1)} %`

/** The options of a command, as `parseArgs` has them. */
type Options = NonNullable<ParseArgsConfig['options']>

/** The arguments of a command, or an error message. */
export const parsed = <const O extends Options>(
  args: readonly string[],
  options: O,
  /** The advice for a missing option. */
  instead = 'It takes none.',
): E.Either<string, ReturnType<typeof parseArgs<{ readonly options: O; readonly allowPositionals: true }>>> => {
  const names = Object.keys(options)
  const strange = args
    .slice(0, args.includes('--') ? args.indexOf('--') : args.length)
    .filter((arg) => /^--[^=]/.test(arg))
    .map((arg) => arg.slice(2).split('=', 1)[0] ?? '')
    .find((name) => !names.includes(name))
  if (strange !== undefined)
    return E.left(
      `there is no option --${strange}. ${
        names.length === 0
          ? instead
          : suggestion(
              names.map((name) => `--${name}`),
              `--${strange}`,
            )
      }`,
    )
  // A row may begin with a negative number, which is no option.
  const isNumber = (arg: string): boolean => /^-[\d.]/.test(arg)
  const given =
    args.some(isNumber) && !args.includes('--')
      ? [...args.filter((arg) => !isNumber(arg)), '--', ...args.filter(isNumber)]
      : [...args]
  return E.tryCatch(
    () => parseArgs({ args: given, options, allowPositionals: true, strict: true }),
    (error) => `${error instanceof Error ? (error.message.split('. ', 1)[0] ?? '') : String(error)}.`,
  )
}

/** A whole number of at least 1, or a sentence. */
export const counted = (option: string, text: string): E.Either<string, number> =>
  /^[1-9]\d{0,8}$/.test(text)
    ? E.right(Number(text))
    : E.left(`--${option}: expected a whole number of at least 1, found ${quoted(text)}.`)
