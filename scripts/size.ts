/**
 * `npm run size`: lines of code by folder. A line counts if a token stands on it, so comments, docstrings and blank lines cost nothing.
 * `npm run size -- COMMIT` sets the tree beside that commit. `core` is what a reader needs for `math → model → training step`.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import ts from 'typescript'

const git = (...args: ReadonlyArray<string>): string =>
  execFileSync('git', [...args], { encoding: 'utf8', maxBuffer: 2 ** 28 })

/** The lines that hold a token. Template and JSX texts are tokens: what stands inside them is code. */
export const codeLines = (text: string): number => {
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest)
  const lines = new Set<number>()
  const lineOf = (position: number): number => source.getLineAndCharacterOfPosition(position).line
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return
    const children = node.getChildren(source)
    if (children.length > 0) return children.forEach(visit)
    if (node.kind === ts.SyntaxKind.EndOfFileToken || node.getWidth(source) === 0) return
    for (let line = lineOf(node.getStart(source)); line <= lineOf(node.getEnd() - 1); line++) lines.add(line)
  }
  visit(source)
  return lines.size
}

interface Entry {
  readonly path: string
  readonly lines: number
}
const folders = ['src', 'laws', 'examples', 'test', 'scripts', 'bench']
const isCounted = (path: string): boolean => /\.(ts|mts|mjs)$/.test(path) && !path.startsWith('test/generated/')
const listed = (output: string): ReadonlyArray<string> => output.split('\n').filter(isCounted)

const workingTree = (): ReadonlyArray<Entry> =>
  listed(git('ls-files', '--cached', '--others', '--exclude-standard', ...folders)).flatMap((path) => {
    try {
      return [{ path, lines: codeLines(readFileSync(path, 'utf8')) }]
    } catch {
      return [] // deleted, but still in the index
    }
  })
const commitTree = (commit: string): ReadonlyArray<Entry> =>
  listed(git('ls-tree', '-r', '--name-only', commit, ...folders)).map((path) => ({
    path,
    lines: codeLines(git('show', `${commit}:${path}`)),
  }))

/** `tensor`, `primitive`, `operation`, interpreters, `diff`, `nn`, `optim` without JSON specs, and the training step. */
const isCore = (path: string): boolean =>
  /^src\/(tensor|kernel|primitive|operation|reading|interpreter|diff|nn|optim)\//.test(path)
    ? !/Spec\.ts$|\/spec\//.test(path)
    : path === 'src/train/Step.ts'

const group = (path: string): string => {
  const parts = path.split('/')
  return parts[0] === 'src' ? (parts.length > 2 ? `src/${String(parts[1])}` : 'src/*.ts') : String(parts[0])
}
const sum = (entries: ReadonlyArray<Entry>): number => entries.reduce((total, { lines }) => total + lines, 0)
const byGroup = (entries: ReadonlyArray<Entry>): ReadonlyMap<string, number> => {
  const totals = new Map<string, number>()
  entries.forEach(({ path, lines }) => totals.set(group(path), (totals.get(group(path)) ?? 0) + lines))
  totals.set('src', sum(entries.filter(({ path }) => path.startsWith('src/'))))
  totals.set('core', sum(entries.filter(({ path }) => isCore(path))))
  return totals
}

const commit = process.argv[2]
const now = byGroup(workingTree())
const then = commit === undefined ? undefined : byGroup(commitTree(commit))
const names = [...new Set([...now.keys(), ...(then?.keys() ?? [])])].sort()
names.forEach((name) => {
  const [new_, old] = [now.get(name) ?? 0, then?.get(name) ?? 0]
  const beside =
    then === undefined
      ? ''
      : ` ${String(old).padStart(7)} ${old === 0 ? '' : `${((100 * new_) / old).toFixed(1)} %`.padStart(9)}`
  console.log(`${name.padEnd(16)} ${String(new_).padStart(7)}${beside}`)
})
