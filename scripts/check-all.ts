/**
 * `npm run check:all`: everything that can be checked, one program after another. The gate is the first of them; the others take too long for it.
 *
 *     npm run check:all                        all of them: many hours
 *     npm run check:all -- gate laws onnx      some of them
 *
 * A program that fails stops no other. The last line is `N passed, N failed`, counted in programs; the exit code is 1 if one failed.
 */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'

/** Each program with its arguments, as npm runs them. CONTRIBUTING.md lists them with the time they take. */
const programs: Readonly<Record<string, ReadonlyArray<string>>> = {
  gate: ['test'],
  lint: ['run', 'lint'],
  docs: ['run', 'docs'],
  onnx: ['run', 'onnx-check'],
  safetensors: ['run', 'safetensors-check'],
  package: ['run', 'package-check'],
  slides: ['run', 'slides'],
  tests: ['exec', '--', 'vitest', 'run', 'test/diff/custom', 'test/latex/law', 'test/regex'],
  fuzz: ['run', 'torture', '--', 'fuzz'],
  config: ['run', 'torture', '--', 'config'],
  untyped: ['run', 'torture', '--', 'untyped'],
  kill: ['run', 'torture', '--', 'kill'],
  signals: ['run', 'torture', '--', 'signals'],
  // It mounts a disk.
  ...(process.getuid?.() === 0 ? { disk: ['run', 'torture', '--', 'disk'] } : {}),
  accuracy: ['run', 'accuracy'],
  laws: ['run', 'laws', '--', '--thorough'],
  mutation: ['run', 'mutation', '--', '--sample', '0.1'],
}

/** 40 times as many cases in the tests that say `cases` (`test/support/cases.ts`); the gate has its own number. */
const envOf = (name: string): NodeJS.ProcessEnv =>
  name === 'tests' ? { ...process.env, NABLA_CASES: '40' } : process.env

const wanted = process.argv.slice(2)
const unknown = wanted.find((name) => !(name in programs))
if (unknown !== undefined) {
  console.error(`expected some of ${Object.keys(programs).join(', ')}; found “${unknown}”.`)
  process.exit(2)
}

const lines = Object.entries(programs)
  .filter(([name]) => wanted.length === 0 || wanted.includes(name))
  .map(([name, args]) => {
    console.log(`\n== ${name}: npm ${args.join(' ')}`)
    const start = performance.now()
    const { status } = spawnSync('npm', [...args], {
      cwd: resolve(import.meta.dirname, '..'),
      stdio: 'inherit',
      env: envOf(name),
    })
    const seconds = ((performance.now() - start) / 1000).toFixed(0)
    return {
      ok: status === 0,
      line: `${status === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(11)} ${seconds.padStart(6)} s`,
    }
  })

console.log(`\n${lines.map(({ line }) => line).join('\n')}`)
const failed = lines.filter(({ ok }) => !ok).length
console.log(`${lines.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
