#!/usr/bin/env node
/**
 * The program `nabla-ts`: runs a command in this process.
 */
import { createRequire } from 'node:module'
import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { interruption } from '../run/Interruption.js'
import { main } from './Main.js'

const { version } = createRequire(import.meta.url)('nabla-ts/package.json') as { readonly version: string }

// A closed pipe or terminal does not stop the command. Any other failure to write the output is an error.
// Local mutation, seen by this process only.
let [unwritten, hungUp] = [false, false]
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EIO' && stream.isTTY) hungUp = true
  })
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (unwritten || ['EPIPE', 'EIO'].includes(error.code ?? '')) return
  unwritten = true
  process.stderr.write(`nabla-ts: expected to be able to write the output, found “${error.message}”.\n`)
  process.exitCode = 1
})

const code = await main(process.argv.slice(2), version, {
  print: (line) => void process.stdout.write(`${line}\n`),
  warn: (line) => void process.stderr.write(`${line}\n`),
  progress: (text) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001B[2K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`)
  },
  now: () => 1000 * process.uptime(),
  interruption: interruption(process, () => process.stderr.write('\nStopping after saving; repeat to stop at once.\n')),
})
// npm passes a signal on a second time; the program must still handle it.
if (code > 128) await setTimeout(200)
process.exitCode = unwritten ? 1 : code
// Node aborts if it cannot restore the terminal, so a program that has lost its terminal ends by SIGHUP.
if (hungUp) process.removeAllListeners('SIGHUP').kill(process.pid, 'SIGHUP')
