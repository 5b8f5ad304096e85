#!/usr/bin/env node
/**
 * The program `nabla-ts`: the commands, joined to a process.
 *
 * @since 0.1.0
 */
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { main } from './Main.js'

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string
}

// Local mutation, seen by this process only: whether somebody wants it to end. Who asks twice does not wait.
let interrupted = false
const interrupt = (): void => {
  if (interrupted) process.exit(130)
  interrupted = true
  process.stderr.write('\nEnding where nothing is lost; once more ends at once.\n')
}
process.on('SIGINT', interrupt)
process.on('SIGTERM', interrupt)
// Who reads the output may have seen enough.
process.stdout.on('error', () => process.exit(0))

const code = await main(process.argv.slice(2), version, {
  say: (line) => void process.stdout.write(`${line}\n`),
  warn: (line) => void process.stderr.write(`${line}\n`),
  progress: (text) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001B[2K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`)
  },
  now: () => 1000 * process.uptime(),
  interrupted: () => interrupted,
})
process.exitCode = interrupted ? 130 : code
