/**
 * `nabla-ts`: which command is meant, and what is said where none is.
 *
 * @since 0.1.0
 */
import * as O from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import { nearest } from '../codec/Nearest.js'
import { quoted } from '../codec/Words.js'
import { isNablaError } from '../tensor/Errors.js'
import * as Check from './Check.js'
import type { Command, ExitCode, Terminal } from './Command.js'
import * as Predict from './Predict.js'
import * as Slides from './Slides.js'
import * as Train from './Train.js'

const commands: readonly Command[] = [Train.command, Predict.command, Check.command, Slides.command]

const width = Math.max(...commands.map(({ name, usage }) => `${name} ${usage}`.length))

const help = `nabla-ts <command> [options]

${commands.map(({ name, usage, summary }) => `  ${`${name} ${usage}`.padEnd(width)}   ${summary}`).join('\n')}

  --help, --version; nabla-ts <command> --help says more of a command.

Exit codes: 0 done, 1 it was tried and is not so, 2 it was asked for in a wrong way, 130 interrupted.`

/** What a command is called like, if it is one. */
const meant = (name: string): string =>
  pipe(
    name,
    nearest(commands.map((each) => each.name)),
    O.match(
      () => ` There are ${commands.map((each) => each.name).join(', ')}.`,
      (near) => ` Did you mean ${near}?`,
    ),
  )

/** Does what the arguments ask for, and answers with the exit code. */
export const main = async (argv: readonly string[], version: string, terminal: Terminal): Promise<ExitCode> => {
  const [first, ...args] = argv
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    terminal.say(help)
    return first === undefined ? 2 : 0
  }
  if (first === '--version' || first === '-v') {
    terminal.say(version)
    return 0
  }
  const command = commands.find(({ name }) => name === first)
  if (command === undefined) {
    terminal.warn(`nabla-ts: there is no command ${quoted(first)}.${meant(first)} See nabla-ts --help.`)
    return 2
  }
  if (args.includes('--help') || args.includes('-h')) {
    terminal.say(command.help)
    return 0
  }
  try {
    return await command.run(args, terminal)
  } catch (error) {
    terminal.progress('')
    const words = error instanceof Error ? error.message : String(error)
    terminal.warn(
      `nabla-ts ${command.name}: ${words}${isNablaError(error) ? '.' : ' This was not foreseen: please report it, with what you typed.'}`,
    )
    return 1
  }
}
