/**
 * A function as a picture: what it computes, how its tangents go forward, and how its cotangents come back, step by step, for a slide or a page.
 *
 *     npm run example examples/graph.ts
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { pipe } from 'fp-ts/lib/function.js'
import * as Draw from 'nabla-ts/Draw'
import * as Graph from 'nabla-ts/Graph'
import * as L from 'nabla-ts/Layer'
import * as M from 'nabla-ts/Model'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'

/** One neuron: (σ(w·x + b) − t)², at x = (1, 0.5) and t = 1. */
const x = T.tensor([1, 0.5])
const loss = ({ w, b }: { readonly w: T.Tensor<[2]>; readonly b: T.Scalar }): T.Scalar =>
  pipe(w, T.mul(x), T.sum, T.add(b), T.sigmoid, T.sub(1), T.square)

const trace = Draw.trace(loss)({ w: T.tensor([0.2, -0.4]), b: T.scalar(0.3) })
const names = { c1: 'x', v3: 'z', v4: 'a', c2: 't', result: 'L' }

/** A network of two layers, drawn with one box for each. */
const network = pipe(
  M.named('hidden', L.dense(784, 100)),
  M.map(T.tanh),
  M.andThen(M.named('logits', L.dense(100, 10))),
)
const params = network.init(Seed.fromNumber(1))
const { graph } = Graph.stage((p: typeof params) => network.apply(p)(T.zeros([32, 784])))(params)

const folder = 'out/graph'
const numbered = (name: string, svgs: readonly string[]) => svgs.map((svg, i) => [`${name}-${i}.svg`, svg] as const)
const files: readonly (readonly [string, string])[] = [
  ['neuron.svg', Draw.svg(trace, { names, title: 'L = (σ(w·x + b) − t)²' })],
  ['side-by-side.svg', Draw.sideBySide(trace, { names })],
  ...numbered('forward', Draw.steps(trace, { names, show: 'tangents' })),
  ...numbered('backward', Draw.steps(trace, { names, show: 'cotangents', language: Draw.korean })),
  ['network.svg', Draw.svg(graph, { detail: 'layers', names: { hidden: 'hidden layer' } })],
  ['neuron.mmd', Draw.mermaid(trace, { names, show: 'cotangents' })],
]

await mkdir(folder, { recursive: true })
await Promise.all(files.map(([name, text]) => writeFile(`${folder}/${name}`, text)))
process.stdout.write(`${files.length} drawings in ${folder}: ${files.map(([name]) => name).join(', ')}\n`)
