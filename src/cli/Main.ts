/**
 * `nabla-ts`: selection of the command, and help.
 */
import { suggestion } from '../codec/Nearest.js'
import { quoted } from '../codec/Words.js'
import { printable } from '../tensor/Text.js'
import { isNablaError } from '../tensor/Errors.js'
import { checkCommand } from './Check.js'
import type { Command, ExitCode, Terminal } from './Command.js'
import { predictCommand } from './Predict.js'
import { slidesCommand } from './Slides.js'
import { trainCommand } from './Train.js'

const commands: readonly Command[] = [trainCommand, predictCommand, checkCommand, slidesCommand]

const width = Math.max(...commands.map(({ name, usage }) => `${name} ${usage}`.length))

const help = `nabla-ts <command> [options]

${commands.map(({ name, usage, summary }) => `  ${`${name} ${usage}`.padEnd(width)}   ${summary}`).join('\n')}

  --help, --version; nabla-ts <command> --help says more of a command.

Exit codes: 0 done, 1 it was tried and is not so, 2 it was asked for in a wrong way; 130, 143 and 129 interrupted by Ctrl-C,
a kill or the end of the terminal.`

/** A terminal to which text from outside does nothing: each call is one line of it. */
const guarded = (terminal: Terminal): Terminal => ({
  ...terminal,
  say: (line) => terminal.say(printable(line)),
  warn: (line) => terminal.warn(printable(line)),
  progress: (text) => terminal.progress(printable(text)),
})

/** Runs the command in the arguments; returns the exit code. */
export const main = async (argv: readonly string[], version: string, outer: Terminal): Promise<ExitCode> => {
  const terminal = guarded(outer)
  const [first, ...args] = argv
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    help.split('\n').forEach(terminal.say)
    return first === undefined ? 2 : 0
  }
  if (first === '--version' || first === '-v') {
    terminal.say(version)
    return 0
  }
  const command = commands.find(({ name }) => name === first)
  if (command === undefined) {
    terminal.warn(
      `nabla-ts: there is no command ${quoted(first)}. ${suggestion(
        commands.map(({ name }) => name),
        first,
      )} See nabla-ts --help.`,
    )
    return 2
  }
  if (args.includes('--help') || args.includes('-h')) {
    command.help.split('\n').forEach(terminal.say)
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
