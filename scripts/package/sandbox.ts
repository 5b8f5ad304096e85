/**
 * What the steps of `npm run package-check` share: commands, the packed tarball, and the empty folder it is installed into.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, subpaths } from '../api/faces.js'

/** One thing that was looked at: whether it is as it should be, and what was seen. */
export interface Finding {
  readonly what: string
  readonly ok: boolean
  readonly seen: string
}

export interface Sandbox {
  /** A folder outside the repository. */
  readonly folder: string
  readonly tarball: string
  /** A project in it with nothing but the package and its two peers. */
  readonly project: string
}

/** The faces that need none of the optional peers to be imported. */
export const coreFaces: ReadonlyArray<string> = subpaths()
  .map(({ specifier }) => specifier)
  .filter((specifier) => !specifier.includes('/laws'))

export const finding = (what: string, ok: boolean, seen: string): Finding => ({ what, ok, seen })

interface Ended {
  readonly ok: boolean
  readonly output: string
  readonly stdout: string
}

export const run = (command: string, args: ReadonlyArray<string>, cwd: string): Ended => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', env: plainEnv })
  return {
    ok: status === 0,
    stdout: stdout ?? '',
    output: `${error?.message ?? ''}${stdout ?? ''}${stderr ?? ''}`.trim(),
  }
}

/** Without what npm tells its scripts: inside a check, npm shall behave as in a user's terminal. */
const plainEnv = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(?!config_)/.test(name)))

/** Runs a command that has to go well for anything after it to make sense. */
export const need = (command: string, args: ReadonlyArray<string>, cwd: string): string => {
  const { ok, output, stdout } = run(command, args, cwd)
  if (!ok) throw new Error(`\`${command} ${args.join(' ')}\` in ${cwd} failed:\n${output}`)
  return stdout
}

/** A folder of its own with these packages, by exact version. */
export const install = (folder: string, packages: ReadonlyArray<string>): string => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  need('npm', ['install', '--silent', '--no-fund', '--no-audit', ...packages], folder)
  return folder
}

const filesIn = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)],
  )

/** In millions of bytes: of the files, and of the blocks of 4 KiB they take on a disk. */
const sizeOf = (folder: string): { readonly bytes: number; readonly disk: number } => {
  const sizes = filesIn(folder).map((file) => statSync(file).size)
  const total = (of: ReadonlyArray<number>) => of.reduce((sum, n) => sum + n, 0) / 1e6
  return { bytes: total(sizes), disk: total(sizes.map((n) => Math.ceil(n / 4096) * 4096)) }
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly optional?: boolean }>>
}

/** Builds the package, the lecture included, packs it and installs it with its peers: at most five packages and 15 MB, and nothing in the tarball that no user needs. */
export const prepare = (folder: string): readonly [Sandbox, ReadonlyArray<Finding>] => {
  need('npm', ['run', '--silent', 'prepack'], root)
  const packed = need('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], root).trim()
  const tarball = join(folder, packed.split('\n').at(-1)!)
  const project = install(join(folder, 'project'), [tarball, 'fp-ts', 'io-ts'])
  const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')) as Lock
  const packages = Object.keys(lock.packages).filter((path) => path !== '')
  const { bytes, disk } = sizeOf(join(project, 'node_modules'))
  const own = join(project, 'node_modules', 'nabla-ts')
  const strays = filesIn(own)
    .map((file) => file.slice(own.length + 1))
    .filter(
      (file) =>
        !/^((dist\/)?(src|laws)\/.*\.(js|d\.ts|ts)|dist\/lecture\.html\.br|LICENSE|README\.md|package\.json)$/.test(
          file,
        ),
    )
  return [
    { folder, tarball, project },
    [
      finding('packages', packages.length <= 5, `${packages.map((p) => p.replace('node_modules/', '')).join(', ')}`),
      finding('size', disk <= 15, `${bytes.toFixed(1)} MB of files, ${disk.toFixed(1)} MB on disk; at most 15`),
      finding(
        'tarball',
        strays.length === 0,
        `${(statSync(tarball).size / 1e6).toFixed(2)} MB; ${strays.length} strays ${strays.slice(0, 5).join(' ')}`,
      ),
    ],
  ]
}
