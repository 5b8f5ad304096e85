/**
 * What the steps of `npm run package-check` share: commands, the packed tarball, and the empty folder it is installed into.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { broken, pagesIn } from '../../test/support/links.js'
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

/** In millions of bytes. */
const sizeOf = (folder: string): number => filesIn(folder).reduce((sum, file) => sum + statSync(file).size, 0) / 1e6

const most = 20

/** Source and declaration maps whose sources are not beside them. */
const lostMaps = (own: string): ReadonlyArray<string> =>
  filesIn(own)
    .filter((file) => file.endsWith('.map'))
    .filter((file) => {
      const { sources } = JSON.parse(readFileSync(file, 'utf8')) as { readonly sources: ReadonlyArray<string> }
      return sources.length === 0 || sources.some((source) => !existsSync(resolve(dirname(file), source)))
    })
    .map((file) => file.slice(own.length + 1))

/** Folders whose files in the package a path in the documentation may name; tests and scripts stay in the repository. */
const shipped = /^(src|laws|docs|examples)\//

interface Lock {
  readonly packages: Readonly<Record<string, { readonly optional?: boolean }>>
}

/** Builds the package, the lecture included, packs it and installs it with its peers: at most five packages and 20 MB, links and maps that lead somewhere, and nothing in the tarball that no user needs. */
export const prepare = (folder: string): readonly [Sandbox, ReadonlyArray<Finding>] => {
  need('npm', ['run', '--silent', 'prepack'], root)
  const packed = need('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], root).trim()
  const tarball = join(folder, packed.split('\n').at(-1)!)
  const project = install(join(folder, 'project'), [tarball, 'fp-ts', 'io-ts'])
  const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')) as Lock
  const packages = Object.keys(lock.packages).filter((path) => path !== '')
  const size = sizeOf(join(project, 'node_modules'))
  const own = join(project, 'node_modules', 'nabla-ts')
  const strays = filesIn(own)
    .map((file) => file.slice(own.length + 1))
    .filter(
      (file) =>
        !/^((dist\/)?(src|laws)\/.*\.(js|d\.ts|ts|map)|dist\/lecture\.html\.br|docs\/.*\.md|examples\/(?!out\/).*\.(ts|json|md|csv|gz|idx|ubyte|svg|txt)|bench\/RESULTS\.md|LICENSE|README\.md|CONTRIBUTING\.md|package\.json)$/.test(
          file,
        ),
    )
  const maps = lostMaps(own)
  const pages = ['README.md', 'CONTRIBUTING.md', 'docs', 'examples', 'bench'].flatMap((path) =>
    pagesIn(join(own, path)),
  )
  const links = broken(own, pages, (path) => shipped.test(path))
  return [
    { folder, tarball, project },
    [
      finding('packages', packages.length <= 5, `${packages.map((p) => p.replace('node_modules/', '')).join(', ')}`),
      finding('size', size <= most, `${size.toFixed(1)} MB of files; at most ${most}`),
      finding('maps', maps.length === 0, maps.length === 0 ? 'lead to sources' : maps.slice(0, 5).join(' ')),
      finding(
        'links',
        links.length === 0,
        links.length === 0 ? 'lead to files and headings' : links.slice(0, 5).join('; '),
      ),
      finding(
        'tarball',
        strays.length === 0,
        `${(statSync(tarball).size / 1e6).toFixed(2)} MB; ${strays.length} strays ${strays.slice(0, 5).join(' ')}`,
      ),
    ],
  ]
}
