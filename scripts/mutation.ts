/**
 * `npm run mutation`: are the tests and laws good enough to notice when the code is wrong? Stryker changes the code in one place at a time, and each change, a mutant, should be refused.
 *
 *     npm run mutation                          all of src/{primitive,interpreter,diff,optim,nn}: many hours
 *     npm run mutation -- --sample 0.1          a tenth of it: windows of six lines, drawn at random
 *     npm run mutation -- --sample 0.1 --seed 7 the same windows again
 *     npm run mutation -- --only 'src/optim/**' some files
 *     npm run mutation -- --concurrency 2       two mutants at a time
 *
 * Stryker is no dependency of the project: it is some two hundred packages that nobody else needs. It is installed into a copy of the project, `out/mutation`, where the mutants live too; the report
 * stays there, as `report.json`. It never installs what the lock file does not say, but for itself.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { pipe } from 'fp-ts/lib/function.js'
import * as Seed from '../src/Seed.js'
import * as T from '../src/Tensor.js'

const root = resolve(import.meta.dirname, '..')
const copy = join(root, 'out', 'mutation')
const report = join(copy, 'report.json')
const version = '9.6.1'
const folders = ['src/primitive', 'src/interpreter', 'src/diff', 'src/optim', 'src/nn']
const window = 6

const refuse = (sentence: string): never => {
  console.error(sentence)
  process.exit(2)
}

const { values } = parseArgs({
  options: {
    sample: { type: 'string', default: '1' },
    seed: { type: 'string' },
    only: { type: 'string', default: '**' },
    concurrency: { type: 'string', default: '1' },
  },
})
const sample = Number(values.sample)
if (!(sample > 0 && sample <= 1)) refuse(`--sample: expected a share above 0 and up to 1, found “${values.sample}”`)
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
if (!Number.isSafeInteger(seed)) refuse(`--seed: expected an integer, found “${values.seed}”`)
const concurrency = Number(values.concurrency)
if (!(Number.isSafeInteger(concurrency) && concurrency > 0))
  refuse(`--concurrency: expected a positive integer, found “${values.concurrency}”`)

/** Whether a path is like a pattern, in which `*` is anything but a slash, and `**` anything. */
const like = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('**')
      .map((part) =>
        part
          .split('*')
          .map((text) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
          .join('[^/]*'),
      )
      .join('.*')}$`,
  )

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)))
const mutated = files.filter(
  (path) =>
    path.endsWith('.ts') && folders.some((folder) => path.startsWith(`${folder}/`)) && like(values.only).test(path),
)
if (mutated.length === 0) refuse(`--only: no file of ${folders.join(', ')} is like “${values.only}”`)

/** The windows of a file, the first of them cut short by chance, so that no line stands at an edge in every sample. */
const windows = (path: string, random: Seed.Seed): readonly string[] => {
  const lines = readFileSync(join(root, path), 'utf8').split('\n').length
  const cut = T.toNumber(pipe(random, Seed.uniform([], 0, window), T.floor))
  return Array.from({ length: Math.ceil((lines + cut) / window) }, (_, i) => {
    const first = i * window - cut
    return `${path}:${Math.max(1, first + 1)}-${Math.min(lines, first + window)}`
  })
}

const drawn = (): readonly string[] => {
  const random = Seed.fromNumber(seed)
  const all = mutated.flatMap((path, i) => windows(path, pipe(random, Seed.child(1), Seed.child(i))))
  const shuffled = pipe(random, Seed.child(0), Seed.permutation(all.length)).map((i) => all[i])
  return shuffled.slice(0, Math.ceil(sample * all.length)).sort()
}
const mutate = sample === 1 ? mutated : drawn()

// The copy: what is there now, and nothing that was.
mkdirSync(copy, { recursive: true })
readdirSync(copy)
  .filter((name) => name !== 'node_modules')
  .forEach((name) => rmSync(join(copy, name), { recursive: true }))
files.forEach((path) => {
  mkdirSync(dirname(join(copy, path)), { recursive: true })
  cpSync(join(root, path), join(copy, path))
})

// Installed anew when the lock file says something else than it did.
const installed = join(copy, 'node_modules', '.mutation')
const wanted = `${version}\n${readFileSync(join(root, 'package-lock.json'), 'utf8')}`
if (!existsSync(installed) || readFileSync(installed, 'utf8') !== wanted) {
  const packages = ['core', 'vitest-runner'].map((name) => `@stryker-mutator/${name}@${version}`)
  const { status } = spawnSync('npm', ['install', '--no-save', ...packages], { cwd: copy, stdio: 'inherit' })
  if (status !== 0) refuse('Stryker cannot be installed: see above; without it there is no mutation testing.')
  writeFileSync(installed, wanted)
}

writeFileSync(
  join(copy, 'stryker.config.json'),
  JSON.stringify({
    inPlace: true, // it is a copy already
    testRunner: 'vitest',
    vitest: { configFile: 'vitest.mutation.config.ts', related: false },
    mutate,
    // A string here is a name or the words of an error. Names are for readers, and words have tests of their own.
    mutator: { excludedMutations: ['StringLiteral'] },
    coverageAnalysis: 'perTest',
    ignoreStatic: true,
    disableTypeChecks: true,
    concurrency,
    timeoutMS: 20_000,
    timeoutFactor: 3,
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: report },
    tempDirName: 'out/stryker',
    allowEmpty: true,
  }),
)

console.log(
  sample === 1
    ? `${mutate.length} files`
    : `${mutate.length} windows of ${window} lines of ${mutated.length} files; again with --sample ${sample} --seed ${seed}${values.only === '**' ? '' : ` --only '${values.only}'`}`,
)
const stryker = spawnSync(join(copy, 'node_modules', '.bin', 'stryker'), ['run'], { cwd: copy, stdio: 'inherit' })
if (stryker.status !== 0 || !existsSync(report)) refuse('Stryker did not come to an end: see above.')

interface Place {
  readonly line: number
  readonly column: number
}
interface Mutant {
  readonly mutatorName: string
  readonly replacement?: string
  readonly status: string
  readonly location: { readonly start: Place; readonly end: Place }
}
const found = JSON.parse(readFileSync(report, 'utf8')) as {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>
}
const all = Object.entries(found.files).flatMap(([path, { source, mutants }]) =>
  mutants.map((mutant) => ({ ...mutant, path, source })),
)
type Found = (typeof all)[number]

/** What stood there. */
const original = ({ source, location: { start, end } }: Found): string => {
  const lines = source.split('\n').slice(start.line - 1, end.line)
  const cut = lines.map((line, i) => (i === lines.length - 1 ? line.slice(0, end.column - 1) : line))
  return cut.map((line, i) => (i === 0 ? line.slice(start.column - 1) : line)).join('\n')
}
const short = (text: string): string => {
  const flat = text.replace(/\s+/g, ' ')
  return flat.length > 120 ? `${flat.slice(0, 119)}…` : flat
}

const alive = ['Survived', 'NoCoverage']
const counted = ['Killed', 'Timeout', ...alive]
const score = (mutants: readonly Found[]): string => {
  const count = (...states: readonly string[]) => mutants.filter(({ status }) => states.includes(status)).length
  const of = count(...counted)
  const share = of === 0 ? '—' : `${((100 * (of - count(...alive))) / of).toFixed(1)} %`
  return `${share.padStart(7)}  ${of} mutants: ${count('Killed')} killed, ${count('Timeout')} ran out of time, ${count('Survived')} survived, ${count('NoCoverage')} met by no test; ${mutants.length - of} not tried`
}

all
  .filter(({ status }) => alive.includes(status))
  .forEach((mutant) => {
    const { path, location, mutatorName, replacement = '', status } = mutant
    console.log(`\n${path}:${location.start.line}:${location.start.column}  ${mutatorName}, ${status}`)
    console.log(`  - ${short(original(mutant))}\n  + ${short(replacement)}`)
  })
console.log('')
folders.forEach((folder) => {
  const inside = all.filter(({ path }) => path.startsWith(`${folder}/`))
  if (inside.length > 0) console.log(`${folder.padEnd(14)} ${score(inside)}`)
})
console.log(`${'all'.padEnd(14)} ${score(all)}`)
