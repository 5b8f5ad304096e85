/**
 * `npm run torture`: what takes too long for the gate.
 *
 *     npm run torture -- fuzz                        100,000 damaged files of each kind, and files that are made to hurt
 *     npm run torture -- fuzz --cases 1000           so many of each kind
 *     npm run torture -- fuzz --only csv             one kind
 *     npm run torture -- fuzz --only csv --seed 7 --path 3:0    one case again, as a report says
 *     npm run torture -- config                      100,000 damaged run files of `npm start --config`
 *     npm run torture -- untyped                     calls of all exports with wrong values, 300 of each
 *     npm run torture -- kill                        kills a training process 200 times, tearing checkpoints in between
 *     npm run torture -- signals                     interrupts `nabla-ts train` 144 times: each signal, at random moments, on each engine
 *     npm run torture -- disk                        fills a disk of 64 KiB while a run is kept on it (as root: it mounts one)
 *
 * What does not hold is printed as it is found; the exit code is then 1.
 */
import { execFileSync, fork } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { damagedRunFiles } from '../test/examples/config-fuzz.js'
import { caseOf, COMBINATIONS, interrupt, undisturbed } from '../test/cli/interruptions.js'
import { hostile, type Hostile } from '../test/support/hostile.js'
import { complaint, loaders, neverThrows, type Loader } from '../test/support/loaders.js'
import { rawErrors, rawShare, table, walk } from '../test/untyped/walk.js'
import { survive, train } from '../test/checkpoint/killed/killing.js'

const {
  values,
  positionals: [job, ...rest],
} = parseArgs({
  allowPositionals: true,
  options: {
    cases: { type: 'string' },
    only: { type: 'string' },
    seed: { type: 'string' },
    path: { type: 'string' },
  },
})

const refuse = (sentence: string): never => {
  console.error(sentence)
  process.exit(2)
}
const whole = (option: string, text: string, least: number): number => {
  const n = Number(text)
  return Number.isSafeInteger(n) && n >= least
    ? n
    : refuse(`--${option}: expected an integer of at least ${least}, found “${text}”`)
}
const casesOr = (usual: number): number => (values.cases === undefined ? usual : whole('cases', values.cases, 1))
const progress = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`)
}
const grouped = (n: number): string => n.toLocaleString('en-US')
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`

// ---------------------------------------------------------------------------------------------------------------------------------------
// damaged files
// ---------------------------------------------------------------------------------------------------------------------------------------

/** After so many cases there is a line of progress. */
const PART = 10_000

const fuzz = async (key: string, loader: Loader): Promise<boolean> => {
  const start = performance.now()
  const cases = casesOr(100_000)
  let [read, refused, slowest, done] = [0, 0, 0, 0]
  const timed: Loader = {
    ...loader,
    read: async (bytes) => {
      const since = performance.now()
      const answer = await loader.read(bytes)
      slowest = Math.max(slowest, performance.now() - since)
      return answer
    },
  }
  const property = neverThrows(timed, (answer) => {
    if (E.isRight(answer)) read++
    else refused++
  })
  while (done < cases) {
    const numRuns = Math.min(PART, cases - done)
    const report = await fc.check(property, {
      numRuns,
      ...(values.seed === undefined ? {} : { seed: whole('seed', values.seed, -(2 ** 31)) }),
      ...(values.path === undefined ? {} : { path: values.path }),
    })
    if (report.failed) {
      progress('')
      const [bytes] = (report.counterexample ?? []) as readonly (Uint8Array | undefined)[]
      console.log(`${loader.name}: ${String(report.errorInstance)}`)
      console.log(`  bytes ${Buffer.from(bytes ?? []).toString('hex')}`)
      console.log(
        `  again with: npm run torture -- fuzz --only ${key} --cases ${numRuns} --seed ${report.seed} --path ${report.counterexamplePath}`,
      )
      return false
    }
    done += numRuns
    progress(`${loader.name}: ${grouped(done)} of ${grouped(cases)}, ${seconds(start)}`)
  }
  progress('')
  console.log(
    `${loader.name}: ${grouped(done)} damaged files: ${grouped(read)} read, ${grouped(refused)} refused in sentences, the slowest in ${slowest.toFixed(0)} ms; ${seconds(start)}`,
  )
  return true
}

// ---------------------------------------------------------------------------------------------------------------------------------------
// files that are made to hurt: each is read by a process of its own, whose peak of memory is compared with what it was before
// ---------------------------------------------------------------------------------------------------------------------------------------

const MiB = 2 ** 20

/** How much memory a file may cost, in files; and the three halves of V8's young generation, 16 MiB each, which fill before anything is collected. */
const TIMES = 4
const SLACK = 48 * MiB

/** A hang, in milliseconds. */
const PATIENCE = 120_000

interface Measured {
  readonly extra: number
  readonly ms: number
  readonly words: string
  readonly wrong?: string
}

/** What the child does: an ordinary file first, so that all code is there, then the file at `path`. */
const measure = async (loader: Loader, path: string): Promise<void> => {
  for (const file of loader.files) await loader.read(file)
  const before = process.resourceUsage().maxRSS * 1024
  const start = performance.now()
  const answer = await loader.read(readFileSync(path)).catch((error: unknown) => E.left([`thrown: ${String(error)}`]))
  const ms = performance.now() - start
  const wrong = complaint(answer)
  process.send?.({
    extra: process.resourceUsage().maxRSS * 1024 - before,
    ms,
    words: E.isLeft(answer) ? answer.left[0] : 'read',
    ...(wrong === undefined ? {} : { wrong }),
  } satisfies Measured)
}

const measured = (i: number, path: string): Promise<Measured> =>
  new Promise((settle) => {
    const child = fork(import.meta.filename, ['measure', String(i), path])
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
    let said: Measured | undefined
    child.on('message', (message) => {
      said = message as Measured
    })
    child.on('exit', (code, signal) => {
      clearTimeout(timer)
      settle(said ?? { extra: 0, ms: 0, words: '', wrong: `no answer: it ended with ${signal ?? code}` })
    })
  })

const endure = async ({ name, loader, make, holds }: Hostile, i: number): Promise<boolean> => {
  const folder = mkdtempSync(join(tmpdir(), 'nabla-torture-'))
  try {
    const path = join(folder, 'x')
    const bytes = make()
    writeFileSync(path, bytes)
    const { extra, ms, words, wrong } = await measured(i, path)
    const size = holds ?? bytes.length
    const isFlat = extra <= TIMES * size + SLACK
    const complaints = [wrong, isFlat ? undefined : `more than ${TIMES} times its size`].filter((each) => each)
    const mb = (n: number): string => (n / MiB).toFixed(1)
    console.log(
      `${complaints.length === 0 ? 'ok    ' : 'FAILED'} ${loaders[loader].name}, ${name}: ${mb(size)} MiB cost ${mb(extra)} MiB and ${ms.toFixed(0)} ms${complaints.map((each) => `; ${each}`).join('')}`,
    )
    console.log(`         ${words.length > 160 ? `${words.slice(0, 159)}…` : words}`)
    return complaints.length === 0
  } finally {
    rmSync(folder, { recursive: true })
  }
}

// ---------------------------------------------------------------------------------------------------------------------------------------
// jobs
// ---------------------------------------------------------------------------------------------------------------------------------------

/** Each says how much holds, and how much does not. */
const jobs: Readonly<Record<string, () => Promise<readonly boolean[]>>> = {
  fuzz: async () => {
    const chosen = Object.entries<Loader>(loaders).filter(([key]) => values.only === undefined || values.only === key)
    if (chosen.length === 0)
      refuse(`--only: expected one of ${Object.keys(loaders).join(', ')}, found “${values.only}”`)
    const results: boolean[] = []
    for (const [key, loader] of chosen) results.push(await fuzz(key, loader))
    if (values.path !== undefined) return results
    for (const [i, file] of hostile.entries())
      if (chosen.some(([key]) => key === file.loader)) results.push(await endure(file, i))
    return results
  },
  config: async () => {
    const numRuns = casesOr(100_000)
    const report = await fc.check(damagedRunFiles, { numRuns })
    console.log(
      report.failed
        ? `run files: ${String(report.errorInstance)}`
        : `run files: ${grouped(numRuns)} damaged ones, read or refused in sentences`,
    )
    return [!report.failed]
  },
  kill: async () => {
    const all = casesOr(200)
    const results: boolean[] = []
    for (let done = 0; done < all; done += GROUP) {
      const engine = (done / GROUP) % 2 === 0 ? 'itself' : 'onnxruntime'
      const told = (kill: number): void => progress(`${done + kill} of ${all} kills`)
      const start = performance.now()
      const { kills, torn, iterations, equal } = await survive(engine, Math.min(GROUP, all - done), Math.random, {
        tearing: 0.3,
        told,
      })
      progress('')
      console.log(
        `${equal ? 'ok    ' : 'FAILED'} ${engine}: killed ${kills} times, ${torn} checkpoints torn; ${iterations} iterations, ${equal ? 'the same bits as' : 'other bits than'} undisturbed; ${seconds(start)}`,
      )
      results.push(equal)
    }
    return results
  },
  signals: async () => {
    const all = casesOr(2 * COMBINATIONS)
    const lengths = { reference: await undisturbed('reference'), onnxruntime: await undisturbed('onnxruntime') }
    const results: boolean[] = []
    for (let done = 0; done < all; done++) {
      progress(`${done} of ${all} interruptions`)
      // 29 and the number of combinations have no common divisor: all come in turn, and a few are unlike each other.
      const { words, holds } = await interrupt(caseOf(29 * done, lengths, Math.random))
      progress('')
      console.log(`${holds ? 'ok    ' : 'FAILED'} ${words}`)
      results.push(holds)
    }
    return results
  },
  disk: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nabla-disk-'))
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder])
    } catch (error) {
      refuse(`expected to be able to mount a disk, found “${String(error).split('\n')[0]}”. Run it as root.`)
    }
    try {
      const begun = await train([folder, 'itself', '1'])
      const kept = readdirSync(folder)
      // Nothing is left for another checkpoint.
      const free = statfsSync(folder)
      writeFileSync(join(folder, 'ballast'), new Uint8Array(free.bavail * free.bsize))
      const full = await train([folder, 'itself', '2'])
      // Older checkpoints made room for newer ones.
      const newest = (names: ReadonlyArray<string>): string =>
        [...names]
          .filter((name) => name.startsWith('checkpoint-'))
          .sort()
          .at(-1) ?? ''
      const isAhead = newest(readdirSync(folder)) > newest(kept)
      rmSync(join(folder, 'ballast'))
      const after = await train([folder, 'itself', '2'])
      console.log(`full disk: ${newest(kept)} before, ${newest(readdirSync(folder))} after`)
      return [begun.lines.at(-1) === 'over', full.lines.at(-1) === 'over', isAhead, after.lines.at(-1) === 'over']
    } finally {
      execFileSync('umount', [folder])
      rmSync(folder, { recursive: true, force: true })
    }
  },

  untyped: async () => {
    // Some of the functions write files.
    process.chdir(mkdtempSync(join(tmpdir(), 'nabla-untyped-')))
    const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : whole('seed', values.seed, 0)
    const report = await walk(casesOr(300), seed, values.only)
    console.log(`seed ${seed}\n${table(report)}\n${rawErrors(report).slice(0, 50).join('\n')}`)
    return [rawShare(report) < 0.01]
  },
}

/** So many kills of one run. */
const GROUP = 20

if (job === 'measure') {
  const [i, path] = rest
  await measure(loaders[hostile[Number(i)].loader], path)
} else {
  const start = performance.now()
  const run = jobs[job ?? '']
  if (run === undefined) refuse(`expected one of ${Object.keys(jobs).join(', ')}, found “${job ?? ''}”`)
  const results = (await run?.()) ?? []
  const failed = results.filter((holds) => !holds).length
  console.log(`${job}: ${results.length - failed} hold, ${failed} do not; ${seconds(start)}`)
  // Calls with wrong values can leave threads behind, which would keep the process alive.
  process.exit(failed === 0 ? 0 : 1)
}
