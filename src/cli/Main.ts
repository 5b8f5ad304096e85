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

  --help, --version; nabla-ts <command> --help describes a command.

Exit codes: 0 success, 1 failure, 2 wrong arguments; 130, 143 and 129 interrupted by Ctrl-C, a kill or the end of the
terminal.`

/** A terminal on which control characters in text from outside have no effect: each call writes one line. */
const guarded = (terminal: Terminal): Terminal => ({
  ...terminal,
  print: (line) => terminal.print(printable(line)),
  warn: (line) => terminal.warn(printable(line)),
  progress: (text) => terminal.progress(printable(text)),
})

/** Runs the command in the arguments; returns the exit code. */
export const main = async (argv: readonly string[], version: string, outer: Terminal): Promise<ExitCode> => {
  const terminal = guarded(outer)
  const [first, ...args] = argv
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    help.split('\n').forEach(terminal.print)
    return first === undefined ? 2 : 0
  }
  if (first === '--version' || first === '-v') {
    terminal.print(version)
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
    command.help.split('\n').forEach(terminal.print)
    return 0
  }
  try {
    return await command.run(args, terminal)
  } catch (error) {
    terminal.progress('')
    const message = error instanceof Error ? error.message : String(error)
    terminal.warn(
      `nabla-ts ${command.name}: ${message}${isNablaError(error) ? '.' : ' This is a bug: please report it, with the command line.'}`,
    )
    return 1
  }
}
