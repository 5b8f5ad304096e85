/**
 * The module map of the library.
 *
 * A module imports only from modules above it, not from one below nor from one on its own line, and only the packages listed with it.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, posix, resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const everywhere = ['fp-ts', 'io-ts']

/** From the top to the bottom; modules of one line do not import each other. */
const lines: ReadonlyArray<Readonly<Record<string, ReadonlyArray<string>>>> = [
  { 'src/tensor': [], 'src/kernel': [] },
  { 'src/random': ['pure-rand'], 'src/codec': [], 'src/primitive': [] },
  { 'src/operation': [], 'src/interpreter': [] },
  { 'src/diff': [] },
  { 'src/nn': [], 'src/optim': [] },
  { 'src/graph': [], 'src/spec': [], 'src/format': ['node'] },
  { 'src/latex': [], 'src/draw': [], 'src/onnx': [] },
  { 'src/data': ['node'], 'src/engine': ['node', 'onnxruntime-node', 'onnxruntime-web'] },
  { 'src/train/Progress.ts': [] },
  { 'src/train/Step.ts': [] },
  { 'src/diagnosis': [] },
  { 'src/train': ['node'] },
  { 'src/checkpoint': ['node'], 'src/predictor': ['node'] },
  { 'src/run': [] },
  { src: [] }, // the public modules: src/Tensor.ts, src/Diff.ts …
  { laws: ['fast-check'] },
  { 'laws/vitest.ts': ['fast-check', 'vitest', '@fast-check/vitest'], 'src/cli': ['node'] },
]

/** Imports that the map does not allow, with the reason. */
const exceptions: ReadonlyArray<{ readonly from: string; readonly to: string; readonly because: string }> = []

// ---------------------------------------------------------------------------------------------------------------------------------------

interface File {
  readonly path: string
  readonly text: string
}

const root = resolve(import.meta.dirname, '..')

const filesIn = (folder: string): ReadonlyArray<File> =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
        const path = posix.join(folder, entry.name)
        if (entry.isDirectory()) return filesIn(path)
        return entry.name.endsWith('.ts') ? [{ path, text: readFileSync(join(root, path), 'utf8') }] : []
      })
    : []

/** The most specific module of the map that a file belongs to. */
const moduleOf = (path: string): string | undefined => {
  const folder = posix.dirname(path)
  return lines
    .flatMap((line) => Object.keys(line))
    .filter((module) => module === path || module === folder || (module !== 'src' && folder.startsWith(`${module}/`)))
    .sort((a, b) => b.length - a.length)[0]
}
const lineOf = (module: string): number => lines.findIndex((line) => module in line)
const packagesOf = (module: string): ReadonlyArray<string> => [
  ...everywhere,
  ...(lines[lineOf(module)]?.[module] ?? []),
]

/** Static and dynamic imports, re-exports and import types. */
const specifiersOf = ({ text }: File): ReadonlyArray<string> =>
  ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName)

const packageOf = (specifier: string): string =>
  specifier.startsWith('node:') ? 'node' : specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')

/** Why a file may not import a module, if it may not. */
const objection = (file: File, specifier: string): string | undefined => {
  const from = moduleOf(file.path)
  if (from === undefined) return `${file.path} is in no module of the map`
  if (!specifier.startsWith('.')) {
    if (!packagesOf(from).includes(packageOf(specifier)))
      return `${file.path}: ${from} may not import the package ${specifier}`
    return /^(fp-ts|io-ts)(?!\/lib\/[A-Za-z0-9]+\.js$)/.test(specifier)
      ? `${file.path}: import '${specifier}' as fp-ts/lib/X.js or io-ts/lib/X.js`
      : undefined
  }
  if (!specifier.endsWith('.js')) return `${file.path}: a relative import ends in .js, not '${specifier}'`
  const target = posix.join(posix.dirname(file.path), specifier).replace(/\.js$/, '.ts')
  const to = moduleOf(target)
  if (to === undefined) return `${file.path} imports ${target}, which is in no module of the map`
  return from === to || lineOf(to) < lineOf(from) || exceptions.some((e) => e.from === from && e.to === to)
    ? undefined
    : `${file.path}: ${from} may not import ${to} (${target})`
}

const objections = (files: ReadonlyArray<File>): ReadonlyArray<string> =>
  files.flatMap((file) => specifiersOf(file).flatMap((specifier) => objection(file, specifier) ?? []))

/** The files that a file imports, types included. */
const targetsOf = (file: File): ReadonlyArray<string> =>
  specifiersOf(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => posix.join(posix.dirname(file.path), specifier).replace(/\.js$/, '.ts'))

/** The groups of files that import each other, directly or not: files that reach themselves, by what they reach. */
const cycles = (graph: ReadonlyMap<string, ReadonlyArray<string>>): ReadonlyArray<ReadonlyArray<string>> => {
  const reach = (from: string, seen: Set<string> = new Set()): ReadonlySet<string> => {
    for (const next of graph.get(from) ?? []) if (!seen.has(next)) reach(next, seen.add(next))
    return seen
  }
  const reachable = new Map([...graph.keys()].map((file) => [file, reach(file)]))
  const groups = [...graph.keys()]
    .filter((file) => reachable.get(file)!.has(file))
    .map((file) => [...graph.keys()].filter((o) => reachable.get(file)!.has(o) && reachable.get(o)!.has(file)).sort())
  return [...new Map(groups.map((group) => [group.join(), group])).values()]
}

/** A public module only re-exports. */
const logicIn = ({ path, text }: File): ReadonlyArray<string> => {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true)
  return source.statements
    .filter((s) => !(ts.isExportDeclaration(s) && s.moduleSpecifier !== undefined))
    .map(
      (s) => `${path}:${source.getLineAndCharacterOfPosition(s.getStart()).line + 1}: a public module only re-exports`,
    )
}

const sources = [...filesIn('src'), ...filesIn('laws')]
const publicModules = sources.filter(({ path }) => posix.dirname(path) === 'src')

describe('the map', () => {
  it('allows every import of src and laws', () => {
    expect(sources.filter((file) => moduleOf(file.path) === undefined).map((file) => file.path)).toEqual([])
    expect(objections(sources)).toEqual([])
  })

  it('has no unused exception', () => {
    const used = (from: string, to: string) =>
      sources.some((file) =>
        specifiersOf(file).some(
          (s) =>
            s.startsWith('.') &&
            moduleOf(file.path) === from &&
            moduleOf(posix.join(posix.dirname(file.path), s)) === to,
        ),
      )
    const modules = new Set(sources.map((file) => moduleOf(file.path)))
    expect(exceptions.filter((e) => modules.has(e.from) && modules.has(e.to) && !used(e.from, e.to))).toEqual([])
  })

  it.each([
    [
      'src/primitive/Linear.ts',
      `import { grad } from '../diff/Derivative.js'`,
      'src/primitive may not import src/diff',
    ],
    ['src/nn/Layer.ts', `import type { Optimizer } from '../optim/Optimizer.js'`, 'src/nn may not import src/optim'],
    ['src/tensor/Value.ts', `export * from '../Tensor.js'`, 'src/tensor may not import src'],
    [
      'src/diff/Derivative.ts',
      `export type G = import('../graph/Graph.js').Graph`,
      'src/diff may not import src/graph',
    ],
    ['src/train/Run.ts', `export const f = () => import('../../laws/index.js')`, 'src/train may not import laws'],
    [
      'src/interpreter/deep/Tape.ts',
      `import { dense } from '../../nn/Layer.js'`,
      'src/interpreter may not import src/nn',
    ],
    ['laws/index.ts', `export * from './vitest.js'`, 'laws may not import laws/vitest.ts'],
    ['laws/diff.ts', `import { it } from 'vitest'`, 'laws may not import the package vitest'],
    ['src/nn/Init.ts', `import { xorshift128plus } from 'pure-rand'`, 'src/nn may not import the package pure-rand'],
    ['src/optim/Schedule.ts', `import { readFileSync } from 'node:fs'`, 'src/optim may not import the package node:fs'],
    ['src/nn/Model.ts', `import * as T from 'nabla-ts/Tensor'`, 'src/nn may not import the package nabla-ts/Tensor'],
    ['src/nn/Model.ts', `import { pipe } from 'fp-ts/function'`, `import 'fp-ts/function' as fp-ts/lib/X.js`],
    ['laws/model.ts', `export { either } from 'fp-ts/lib/Either'`, `import 'fp-ts/lib/Either' as fp-ts/lib/X.js`],
    ['src/nn/Model.ts', `import { bind } from '../primitive/Primitive'`, 'a relative import ends in .js'],
    ['src/nn/Model.ts', `import { x } from '../misc/helpers.js'`, 'which is in no module of the map'],
  ])('refuses in %s: %s', (path, text, words) => {
    expect(objections([{ path, text }])).toEqual([expect.stringContaining(words)])
  })

  it('has no cycle between files, type imports included', () => {
    expect(cycles(new Map(sources.map((file) => [file.path, targetsOf(file)])))).toEqual([])
  })

  it('keeps data sets independent of metrics and of MNIST', () => {
    const paths = [...reached('src/data/Dataset.ts', new Set(), true)]
    expect(paths.filter((path) => /Metric|Mnist|Digits/.test(path))).toEqual([])
  })

  it('finds a cycle', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', []],
    ])
    expect(cycles(graph)).toEqual([['a', 'b', 'c']])
  })

  it('accepts allowed imports', () => {
    const text = `import { pipe } from 'fp-ts/lib/function.js'\nimport * as V from '../tensor/Value.js'\nimport { x } from './Other.js'`
    expect(objections([{ path: 'src/primitive/Linear.ts', text }])).toEqual([])
  })
})

/** The files and packages that a file imports at run time, to any depth; with types, if asked for. */
const reached = (
  path: string,
  before: ReadonlySet<string> = new Set(),
  withTypes: boolean = false,
): ReadonlySet<string> => {
  if (before.has(path)) return before
  const all = new Set([...before, path])
  if (!path.endsWith('.ts')) return all
  const { statements } = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.ES2022)
  return statements
    .flatMap((s) => {
      const isErased =
        !withTypes &&
        ((ts.isImportDeclaration(s) && s.importClause?.isTypeOnly === true) ||
          (ts.isExportDeclaration(s) && s.isTypeOnly))
      return (ts.isImportDeclaration(s) || ts.isExportDeclaration(s)) && s.moduleSpecifier !== undefined && !isErased
        ? [(s.moduleSpecifier as ts.StringLiteral).text]
        : []
    })
    .map((name) => (name.startsWith('.') ? posix.join(posix.dirname(path), name).replace(/\.js$/, '.ts') : name))
    .reduce<ReadonlySet<string>>((seen, name) => reached(name, seen, withTypes), all)
}

describe('the modules that train a network', () => {
  it.each(['Tensor', 'Diff', 'Model', 'Layer', 'Activation', 'Objective', 'Optimizer', 'Schedule', 'Seed'])(
    'do not load io-ts: %s',
    (name) => {
      expect([...reached(`src/${name}.ts`)].filter((name) => name.startsWith('io-ts'))).toEqual([])
    },
  )

  it('are compared with one that loads it', () => {
    expect([...reached('src/OptimizerSpec.ts')]).toContain('io-ts/lib/index.js')
  })
})

describe('the public modules', () => {
  it('only re-export', () => {
    expect(publicModules.flatMap(logicIn)).toEqual([])
    expect(logicIn({ path: 'src/X.ts', text: `export * from './tensor/Value.js'\nexport const one = 1` })).toEqual([
      'src/X.ts:2: a public module only re-exports',
    ])
  })

  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, unknown>>
  }
  const subpaths = Object.keys(exports)
    .filter((subpath) => subpath !== './package.json')
    .sort()

  it('are the exports map', () => {
    const files = [...publicModules.map(({ path }) => path), 'laws/index.ts', 'laws/vitest.ts'].filter((p) =>
      existsSync(join(root, p)),
    )
    const subpathOf = (path: string) =>
      `./${path.replace(/^src\//, '').replace(/(\/index)?\.ts$/, '')}`.replace(/^\.\/index$/, '.')
    expect(files.map(subpathOf).sort()).toEqual(subpaths)
  })

  it('each have source, types and code, in this order', () => {
    const place = (subpath: string) =>
      subpath === '.'
        ? 'src/index'
        : subpath === './laws'
          ? 'laws/index'
          : subpath.startsWith('./laws/')
            ? subpath.slice(2)
            : `src/${subpath.slice(2)}`
    for (const subpath of subpaths) {
      const at = place(subpath)
      expect(Object.entries(exports[subpath] as object)).toEqual([
        ['nabla-source', `./${at}.ts`],
        ['types', `./dist/${at}.d.ts`],
        ['default', `./dist/${at}.js`],
      ])
    }
  })

  it('are namespaces of the root, except engines with an additional package', () => {
    const namespaces = [
      ...readFileSync(join(root, 'src/index.ts'), 'utf8').matchAll(/^export \* as (\w+) from '\.\/(\w+)\.js'$/gm),
    ]
    expect(namespaces.filter(([, name, file]) => name !== file)).toEqual([])
    const own = ['.', './OnnxRuntime', './OnnxRuntimeWeb', './laws', './laws/vitest']
    expect(namespaces.map(([, name]) => `./${name}`)).toEqual(subpaths.filter((subpath) => !own.includes(subpath)))
  })

  // A row of the table names its subpaths in the first cell: | `nabla-ts/Tensor` | … |
  it('are the modules that the table in docs/modules.md lists', () => {
    const listed = readFileSync(join(root, 'docs/modules.md'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .flatMap((line) =>
        [...(line.split('|')[1] ?? '').matchAll(/`nabla-ts(\/[A-Za-z/]+)?`/g)].map(([, path = '']) => `.${path}`),
      )
    expect(listed.sort()).toEqual(subpaths)
  })
})
