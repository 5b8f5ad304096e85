/**
 * What a typed network costs the compiler: `tsx bench/types.ts`. A pipeline of 20 layers should add less to `tsc` than the compiler needs to start.
 *
 * Compiled in turn, several times, the medians compared: nothing; the library, imported; the same with a pipeline of 20 layers, by `sequential` and by
 * `andThen`.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const layers = 20
const rounds = 7

const imports = `
import { pipe } from '${root}/node_modules/fp-ts/lib/function.js'
import * as A from '${root}/src/Activation.js'
import * as L from '${root}/src/Layer.js'
import * as M from '${root}/src/Model.js'
import * as T from '${root}/src/Tensor.js'
void [pipe, A, L, M, T]`

const layer = (i: number): string => `M.named('layer${i}', L.dense(${64 + i}, ${65 + i}))`
const all = Array.from({ length: layers }, (_, i) => layer(i))
const used = `
export const y: T.Tensor<[T.Name<'batch'>, ${64 + layers}]> = network.apply(network.init({ high: 1, low: 2 }))(T.ones([10, 64]))`

const programs = {
  nothing: 'export {}',
  library: imports,
  sequential: `${imports}\nconst network = M.sequential(${all.flatMap((each) => [each, 'L.activation(A.relu)']).join(',\n  ')})${used}`,
  // `pipe` takes 20 arguments.
  andThen: `${imports}\nconst first = pipe(${all[0]}, ${all
    .slice(1, 10)
    .map((each) => `M.map(A.relu), M.andThen(${each})`)
    .join(',\n  ')})\nconst network = pipe(first, ${all
    .slice(10)
    .slice(0, 9)
    .map((each) => `M.map(A.relu), M.andThen(${each})`)
    .join(',\n  ')}, M.andThen(${all[layers - 1]}))${used}`,
}
type Program = keyof typeof programs

const folder = mkdtempSync(join(tmpdir(), 'nabla-types-'))
const names = Object.keys(programs) as readonly Program[]
for (const name of names) {
  writeFileSync(join(folder, `${name}.ts`), programs[name])
  const settings = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { types: [] },
    include: [`${name}.ts`],
  }
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(settings))
}

const compile = (name: Program): { readonly seconds: number; readonly instantiations: number } => {
  const start = performance.now()
  const args = ['-p', join(folder, `${name}.json`), '--extendedDiagnostics', '--pretty', 'false']
  const output = execFileSync(join(root, 'node_modules/.bin/tsc'), args, { encoding: 'utf8' })
  const seconds = (performance.now() - start) / 1000
  return { seconds, instantiations: Number(/Instantiations:\s+(\d+)/.exec(output)?.[1]) }
}

const median = (xs: readonly number[]): number => [...xs].sort((a, b) => a - b)[Math.floor(xs.length / 2)] ?? NaN

names.forEach(compile)
const runs = Array.from({ length: rounds }, () => names.map((name) => [name, compile(name)] as const)).flat()
rmSync(folder, { recursive: true })

const seconds = (name: Program): number => median(runs.filter(([n]) => n === name).map(([, run]) => run.seconds))
const count = (name: Program): number => runs.find(([n]) => n === name)?.[1].instantiations ?? NaN

console.log(`tsc starts (an empty program)             ${seconds('nothing').toFixed(3)} s`)
console.log(`the library, imported                     ${seconds('library').toFixed(3)} s`)
for (const name of ['sequential', 'andThen'] as const)
  console.log(
    `${layers} layers by ${name.padEnd(10)} add            ${(seconds(name) - seconds('library')).toFixed(3)} s, ` +
      `${count(name) - count('library')} instantiations`,
  )
