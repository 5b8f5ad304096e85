/**
 * `npm test`: the gate. Examples are extracted; then tsc 7 checks everything; then lint, build, the smoke test of dist and the API report run beside the tests.
 * A failing stage stops no other, unless it needs what the failing one makes. Each test counts as one, and so does each other stage. The ten slowest test files
 * are listed, and a note says when the gate took longer than `LIMIT`. The last line is `N passed, N failed`.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { writeExamples } from './examples.js'

const root = resolve(import.meta.dirname, '..')
const bin = join(root, 'node_modules', '.bin')
/** What the gate may take on two quiet cores, in seconds. */
const LIMIT = 150

const scratch = mkdtempSync(join(tmpdir(), 'nabla-gate-'))
const report = join(scratch, 'vitest.json')

interface Outcome {
  readonly passed: number
  readonly failed: number
  readonly output: string
}
interface Ended {
  readonly code: number
  readonly output: string
}

const { FORCE_COLOR: _, ...inherited } = process.env
const env = {
  ...(process.stdout.isTTY ? { ...process.env, FORCE_COLOR: '1' } : { ...inherited, NO_COLOR: '1' }),
  // vitest.config.ts does not extract them again.
  NABLA_EXAMPLES: 'written',
}

const run = (command: string, args: ReadonlyArray<string>): Promise<Ended> =>
  new Promise((settle) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks: Array<Buffer> = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', (error) => settle({ code: 1, output: error.message }))
    child.on('close', (code) => settle({ code: code ?? 1, output: Buffer.concat(chunks).toString() }))
  })

const passed: Outcome = { passed: 1, failed: 0, output: '' }
const failed = (output: string): Outcome => ({ passed: 0, failed: 1, output })
const one = ({ code, output }: Ended): Outcome => (code === 0 ? passed : failed(output))

/** What tsc says about a generated file, told about the line it was generated from. */
const atSource = (line: string): string => {
  const [, file, at, rest] = /^(test\/generated\/[^(]+)\((\d+),\d+\)(: .*)$/.exec(line) ?? []
  if (file === undefined || at === undefined) return line
  const above = readFileSync(join(root, file), 'utf8').split('\n').slice(0, Number(at))
  const marker = above.map((each) => each.includes('// @source ')).lastIndexOf(true)
  const [, source, first] = /\/\/ @source (.+):(\d+)$/.exec(above[marker] ?? '') ?? []
  return source === undefined ? line : `${source}:${Number(first) + Math.max(0, Number(at) - marker - 2)}${rest}`
}

const stages = {
  examples: async (): Promise<Outcome> => {
    writeExamples(root)
    return passed
  },
  types: async (): Promise<Outcome> => {
    const { output } = await run(join(bin, 'tsc'), ['-v'])
    if (!/^Version 7\./.test(output)) return failed(`expected tsc 7, found: ${output.trim()}`)
    const checked = await run(join(bin, 'tsc'), ['-p', 'tsconfig.json', '--pretty', 'false'])
    return one({ ...checked, output: checked.output.split('\n').map(atSource).join('\n') })
  },
  lint: async (): Promise<Outcome> =>
    one(
      await run(join(bin, 'eslint'), [
        ...['--max-warnings', '0', '--cache', '--cache-strategy', 'content'],
        ...['--cache-location', 'node_modules/.cache/eslint/', '.'],
      ]),
    ),
  build: async (): Promise<Outcome> => one(await run('npm', ['run', '--silent', 'build'])),
  smoke: async (): Promise<Outcome> => one(await run(process.execPath, ['scripts/smoke.mjs'])),
  api: async (): Promise<Outcome> => one(await run(join(bin, 'tsx'), ['scripts/api.ts', '--check'])),
  tests: async (): Promise<Outcome> => {
    const ended = await run(join(bin, 'vitest'), [
      'run',
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ])
    return countTests(ended)
  },
}

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: ReadonlyArray<{
    readonly name: string
    readonly startTime: number
    readonly endTime: number
    readonly status: string
    readonly assertionResults: ReadonlyArray<{ readonly status: string }>
  }>
}

/** The ten files that took longest, with the time that two files at once take. */
let slowest: ReadonlyArray<string> = []

const slowestOf = ({ testResults }: Report): ReadonlyArray<string> =>
  testResults
    .map(({ name, startTime, endTime }) => ({ file: relative(root, name), seconds: (endTime - startTime) / 1000 }))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, 10)
    .map(({ file, seconds }) => `${seconds.toFixed(1).padStart(6)} s  ${file}`)

const countTests = ({ code, output }: Ended): Outcome => {
  try {
    const found = JSON.parse(readFileSync(report, 'utf8')) as Report
    slowest = slowestOf(found)
    // A file that cannot be loaded has no failing test, but it failed; and so has a run that ends badly with no test to blame.
    const broken = found.testResults.filter(
      (f) => f.status === 'failed' && f.assertionResults.every((a) => a.status !== 'failed'),
    ).length
    const bad = found.numFailedTests + broken
    return { passed: found.numPassedTests, failed: code !== 0 && bad === 0 ? 1 : bad, output: code === 0 ? '' : output }
  } catch {
    return failed(output)
  }
}

const results: Array<Outcome> = []

const stage = async (name: keyof typeof stages): Promise<boolean> => {
  const start = performance.now()
  const outcome = await stages[name]().catch((error: unknown) =>
    failed(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  )
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  results.push(outcome)
  console.log(
    `${outcome.failed === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(8)} ${seconds.padStart(5)} s  ${outcome.passed} passed, ${outcome.failed} failed`,
  )
  if (outcome.failed > 0) console.log(outcome.output.trimEnd().replace(/^/gm, '  '))
  return outcome.failed === 0
}

const skipped = (name: string, because: string): void => {
  results.push(failed(''))
  console.log(`FAILED ${name.padEnd(8)}    not run, as ${because} failed`)
}

const start = performance.now()
await stage('examples')
await stage('types')
const distAndLint = async () => {
  if (await stage('build')) {
    await stage('smoke')
    await stage('api')
  } else {
    skipped('smoke', 'build')
    skipped('api', 'build')
  }
  await stage('lint')
}
await Promise.all([stage('tests'), distAndLint()])
rmSync(scratch, { recursive: true, force: true })

const total = (key: 'passed' | 'failed'): number => results.reduce((sum, outcome) => sum + outcome[key], 0)
const seconds = (performance.now() - start) / 1000
if (slowest.length > 0) console.log(`slowest test files:\n${slowest.join('\n')}`)
console.log(`whole gate: ${seconds.toFixed(1)} s`)
if (seconds > LIMIT)
  console.log(
    `note: longer than the ${LIMIT} s that two quiet cores should take; the list above says where the time goes`,
  )
console.log(`${total('passed')} passed, ${total('failed')} failed`)
process.exitCode = total('failed') === 0 ? 0 : 1
