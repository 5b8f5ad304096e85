/**
 * What a command of `nabla-ts` is: its words, and what it does with its arguments. It knows no process: what it says goes to a terminal that it is given, and it answers with an exit code.
 *
 * @since 0.1.0
 */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import { nearest } from '../codec/Nearest.js'
import * as O from 'fp-ts/lib/Option.js'
import { quoted } from '../codec/Words.js'

/** Where a command says something. */
export interface Terminal {
  /** A line of what was asked for. */
  readonly say: (line: string) => void
  /** A line on what is wrong. */
  readonly warn: (line: string) => void
  /** What is going on, in place of what went on before; nothing where nobody watches. */
  readonly progress: (text: string) => void
  /** What a clock says, in milliseconds. */
  readonly now: () => number
  /** Whether somebody wants it to end. */
  readonly interrupted: () => boolean
}

/** 0: done. 1: it was tried and is not so, or the world refused. 2: it was asked for in a wrong way. */
export type ExitCode = 0 | 1 | 2

/** A command. */
export interface Command {
  readonly name: string
  /** What follows its name. */
  readonly usage: string
  /** One line on what it is for. */
  readonly summary: string
  /** All there is to say of it. */
  readonly help: string
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<ExitCode>
}

/** The options of a command, as `parseArgs` has them. */
type Options = NonNullable<ParseArgsConfig['options']>

/** What was given to a command, or a sentence on what is wrong with it. */
export const parsed = <const O extends Options>(
  args: readonly string[],
  options: O,
  /** What to do instead of an option, where there is none. */
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
      `there is no option --${strange}.${O.match(
        () => (names.length === 0 ? ` ${instead}` : ` There are ${names.map((name) => `--${name}`).join(', ')}.`),
        (name: string) => ` Did you mean --${name}?`,
      )(nearest(names)(strange))}`,
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
