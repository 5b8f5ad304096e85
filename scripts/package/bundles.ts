/**
 * What a page has to load, as Vite bundles it: nothing where nothing is used, and the core, whatever trains a network, in less than 30 kB gzipped, peers included.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Rollup } from 'vite'
import { coreFaces, finding, install, run, type Finding, type Sandbox } from './sandbox.js'

/** In thousands of bytes. */
const limit = 30

/** The limit of `Train.run`, which brings engines and chunks of steps. */
const runLimit = 34

interface Wanted {
  readonly name: string
  /** Faces with what of them is used; all of it, if nothing is named. */
  readonly uses: Readonly<Record<string, ReadonlyArray<string>>>
  readonly limit?: number
}

const training = { Model: [], Layer: [], Objective: [], Optimizer: [], Seed: [], Tensor: [], Diff: [], Activation: [] }

const wanted: ReadonlyArray<Wanted> = [
  { name: 'tensors: all of Tensor', uses: { Tensor: [] } },
  { name: 'derivatives: all of Tensor and Diff', uses: { Tensor: [], Diff: [] } },
  {
    name: 'the core: all of Tensor, Diff, Model, Layer, Activation, Objective, Optimizer and Seed; trainer, fold, fromTensors, batches',
    uses: { ...training, Train: ['trainer', 'fold'], Data: ['fromTensors', 'batches'] },
    limit,
  },
  { name: 'Train.run alone', uses: { Train: ['run'] }, limit: runLimit },
  {
    name: 'the core with Train.run and its Show',
    uses: { ...training, Train: ['trainer', 'run', 'Show'], Data: ['fromTensors', 'batches'] },
  },
  { name: 'all of Train', uses: { Train: [] } },
]

/** All chunks of a page that a file is the entry of. */
export const bundle = async (folder: string, input: string): Promise<ReadonlyArray<Rollup.OutputChunk>> => {
  const built = await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    build: { write: false, rollupOptions: { input } },
  })
  return ('output' in built ? built.output : Array.isArray(built) ? built.flatMap((b) => b.output) : []).filter(
    (file) => file.type === 'chunk',
  )
}

const kB = (chunks: ReadonlyArray<Rollup.OutputChunk>): number =>
  chunks.reduce((sum, { code }) => sum + gzipSync(code).length, 0) / 1000

/** The chunks that come with an entry at once: its own, and those it imports statically, to any depth. */
const atOnce = (
  chunks: ReadonlyArray<Rollup.OutputChunk>,
  name: string | undefined,
): ReadonlyArray<Rollup.OutputChunk> => {
  const found = chunks.find((chunk) => chunk.fileName === name)
  return found === undefined ? [] : [found, ...found.imports.flatMap((each) => atOnce(chunks, each))]
}

/** A bundler that, unlike Vite, refuses a module of Node that it is not told about. */
const esbuild = 'esbuild@0.28.2'

export const bundles = async ({ folder, project }: Sandbox): Promise<ReadonlyArray<Finding>> => {
  const sources = join(project, 'bundles')
  mkdirSync(sources, { recursive: true })
  const measure = async (name: string, text: string): Promise<readonly [Finding, number]> => {
    const file = join(sources, `${name.replace(/\W+/g, '-').slice(0, 40)}.js`)
    writeFileSync(file, text)
    const chunks = await bundle(project, file)
    const now = [...new Set(atOnce(chunks, chunks.find((chunk) => chunk.isEntry)?.fileName))]
    const later = chunks.filter((chunk) => !now.includes(chunk))
    const node = now.filter(({ code }) => /["']node:/.test(code)).length > 0
    const rest = later.length === 0 ? '' : `, and ${kB(later).toFixed(1)} kB when needed`
    return [
      finding(name, !node, `${kB(now).toFixed(1)} kB gz${rest}${node ? '; it asks for modules of Node' : ''}`),
      kB(now),
    ]
  }
  const everything = coreFaces.map((face, i) => `import * as f${i} from '${face}'`).join('\n')
  const [empty, size] = await measure('everything imported, nothing used', everything)
  const found: Array<Finding> = [{ ...empty, ok: empty.ok && size < 0.1 }]
  for (const { name, uses, limit = Infinity } of wanted) {
    const imports = Object.keys(uses).map((face) => `import * as ${face} from 'nabla-ts/${face}'`)
    const used = Object.entries(uses).flatMap(([face, names]) =>
      names.length === 0 ? [face] : names.map((n) => `${face}.${n}`),
    )
    const [each, kb] = await measure(name, [...imports, `globalThis.used = [${used.join(', ')}]`].join('\n'))
    found.push({
      ...each,
      ok: each.ok && kb < limit,
      seen: each.seen + (limit < Infinity ? `; less than ${limit}` : ''),
    })
  }
  const [, own] = await measure(
    'Tensor by its path',
    `import * as T from 'nabla-ts/Tensor'\nglobalThis.used = [T.tensor, T.add]`,
  )
  const [one, root] = await measure(
    'Tensor of nabla-ts, two of its functions',
    `import * as nabla from 'nabla-ts'\nglobalThis.used = [nabla.Tensor.tensor, nabla.Tensor.add]`,
  )
  found.push({ ...one, ok: one.ok && root <= own + 0.1, seen: `${one.seen}; ${own.toFixed(1)} by its path` })
  writeFileSync(
    join(project, 'all.js'),
    `${everything}\nglobalThis.used = [${coreFaces.map((_, i) => `f${i}`).join(', ')}]`,
  )
  const program = join(install(join(folder, 'esbuild'), [esbuild]), 'node_modules', '.bin', 'esbuild')
  const optional = ['--external:onnxruntime-node', '--external:onnxruntime-web']
  const built = run(program, ['all.js', '--bundle', '--format=esm', '--outfile=all.out.js', ...optional], project)
  return [
    ...found,
    finding('all faces by esbuild, for browsers', built.ok, built.ok ? esbuild : built.output.slice(0, 500)),
  ]
}
