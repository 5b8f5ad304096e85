#!/usr/bin/env node
/**
 * The program `nabla-ts`: the commands, joined to a process.
 */
import { createRequire } from 'node:module'
import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { interruption } from '../run/Interruption.js'
import { main } from './Main.js'

const { version } = createRequire(import.meta.url)('nabla-ts/package.json') as { readonly version: string }

// Who reads the output may have seen enough, and a terminal may be gone: the command goes on to its end. An output that cannot be written for another reason is not what was asked for.
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
  say: (line) => void process.stdout.write(`${line}\n`),
  warn: (line) => void process.stderr.write(`${line}\n`),
  progress: (text) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001B[2K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`)
  },
  now: () => 1000 * process.uptime(),
  interruption: interruption(process, () =>
    process.stderr.write('\nEnding where nothing is lost; once more ends at once.\n'),
  ),
})
// A signal that is passed on by npm must not meet a program that is halfway out.
if (code > 128) await setTimeout(200)
process.exitCode = unwritten ? 1 : code
// Node aborts where it cannot give a terminal back as it was: without one, the program ends by the signal that says so.
if (hungUp) process.removeAllListeners('SIGHUP').kill(process.pid, 'SIGHUP')
