/**
 * Compiles, runs and releases functions on an engine, and compares them with the reference engine.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Task } from 'fp-ts/lib/Task.js'
import { Show, type Engine, type EngineError, type Program } from '../../src/Engine.js'
import { evaluate } from '../../src/graph/Evaluate.js'
import * as Graph from '../../src/Graph.js'
import { entries, mapTree } from '../../src/tensor/Params.js'
import { dense, plain, shape, type AnyTensor } from '../../src/tensor/Value.js'
import { claimed } from '../random/graphs/claims.js'
import { silent, violated, type Verdict } from '../Law.js'
import { near } from '../rounding.js'
import { float32, float64, type Machine } from '../perturbed.js'
import type { Map, Tree } from '../tree.js'

/** A program without static types. */
export type AnyProgram = Program<Tree, Tree>

/** The numbers an engine computes with. */
export const machineOf = ({ precision }: Engine): Machine => (precision === 'float32' ? float32 : float64)

/** The nearest numbers in the engine's precision. */
export const representable = <P extends Tree>(engine: Engine, tree: P): P =>
  engine.precision === 'float64'
    ? tree
    : (mapTree('laws', (x) => plain(shape(x), dense(x).map(Math.fround)), tree) as P)

/** The verdict of an unexpected engine error. */
export const failed = (error: EngineError): Verdict => violated({ expected: 'no error', found: Show.show(error) })

/** Compiles a function on an engine, uses it, and releases it. */
export const compiled =
  (engine: Engine, f: Map, like: Tree, use: (program: AnyProgram) => Promise<Verdict>): Task<Verdict> =>
  async () => {
    const compile = engine.compile as unknown as (g: Map) => (x: Tree) => Task<E.Either<EngineError, AnyProgram>>
    const program = await compile(f)(like)()
    if (E.isLeft(program)) return failed(program.left)
    const verdict = await use(program.right)
    await program.right.release()
    return verdict
  }

/** A run that must succeed. */
export const run = async (
  program: AnyProgram,
  x: Tree,
  judge: (y: Tree) => Verdict | Promise<Verdict>,
): Promise<Verdict> => {
  const result = await program.run(x)()
  return E.isLeft(result) ? failed(result.left) : judge(result.right)
}

const flat = (tree: Tree): readonly AnyTensor[] => entries(tree).map(([, x]) => x)

const graphOf = (f: Map, like: Tree): Graph.Graph =>
  (Graph.stage as unknown as (g: Map) => (x: Tree) => Graph.Staged<Tree, Tree>)(f)(like).graph

/** At some points an engine's values equal those of the reference engine, within the rounding of both graphs; silent where `claimed` is false. */
export const alike = (engine: Engine, f: Map, ...points: readonly Tree[]): Task<Verdict> => {
  const machine = machineOf(engine)
  const [first] = points
  const graph = graphOf(f, first)
  const all = points.map((x) => representable(engine, x))
  if (!all.every((x) => claimed([graph], flat(x), machine))) return () => Promise.resolve(silent)
  return compiled(engine, f, first, async (program) => {
    if (!all.every((x) => claimed([program.graph], flat(x), machine))) return silent
    const computed = [graph, program.graph].map((each) => (x: readonly AnyTensor[]) => evaluate(each, x))
    const verdicts = await Promise.all(
      all.map((x) => run(program, x, (y) => near(computed, flat(x), flat(y), machine))),
    )
    return verdicts.find(({ _tag }) => _tag === 'Violated') ?? verdicts[0]
  })
}
