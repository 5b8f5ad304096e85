/**
 * Laws of the passes over graphs: `simplify` changes no bit, `fuse` changes results only by rounding.
 */
import * as fc from 'fast-check'
import { evaluate } from '../src/graph/Evaluate.js'
import * as Graph from '../src/Graph.js'
import type { AnyTensor } from '../src/tensor/Value.js'
import { computation, type Computation } from './random/graphs/computation.js'
import { claimed } from './random/graphs/claims.js'
import { described, work } from './random/graphs/described.js'
import { training } from './random/graphs/training.js'
import { every, expecting, law, silent, type Law, type LawSet, type Verdict } from './Law.js'
import { near, same } from './rounding.js'
import { float64 } from './perturbed.js'

/**
 * A function from graphs to graphs.
 *
 * @category model
 */
export type Pass = (graph: Graph.Graph) => Graph.Graph

const graphOf = ({ f, inputs }: Pick<Computation, 'f' | 'inputs'>): Graph.Graph =>
  Graph.stage((x: readonly AnyTensor[]) => f(x))(inputs).graph

const inputsOf = ({ nodes, inputs }: Graph.Graph): string =>
  inputs
    .map((place) => nodes[place])
    .map((node) => (node._tag === 'Input' ? `${node.name} [${node.shape.join()}]` : node._tag))
    .join(', ')

/** The graph keeps its inputs and the names of its results, and has no more operations than before. */
const kept = (before: Graph.Graph, after: Graph.Graph): Verdict => {
  const names = ({ outputs }: Graph.Graph): string => outputs.map(({ name }) => name).join(', ')
  return every([
    expecting(inputsOf(before) === inputsOf(after), { expected: inputsOf(before), found: inputsOf(after) }),
    expecting(names(before) === names(after), { expected: names(before), found: names(after) }),
    expecting(work(after) <= work(before), {
      expected: `at most ${work(before)} operations`,
      found: `${work(after)}:\n${Graph.Show.show(after)}`,
    }),
  ])
}

const settled = (pass: Pass, graph: Graph.Graph): Verdict => {
  const [once, twice] = [pass(graph), pass(pass(graph))]
  return expecting(described(once) === described(twice), {
    expected: Graph.Show.show(once),
    found: Graph.Show.show(twice),
  })
}

const passLaws = (pass: Pass, cases: fc.Arbitrary<Computation>): readonly Law[] => [
  law('idempotent', 'done twice it is as if done once', cases, (c) => settled(pass, graphOf(c))),
  law('no larger', 'inputs and results stay, and no more is computed than before', cases, (c) => {
    const graph = graphOf(c)
    return kept(graph, pass(graph))
  }),
]

/**
 * The laws of `simplify`, on random graphs and any numbers, including ∞, NaN, −0 and subnormal numbers.
 *
 * - **Bounds** none: to the bit.
 *
 * @example
 * import { check, simplify } from 'nabla-ts/laws'
 * E.isRight(check(simplify(), { numRuns: 10 })) // => true
 *
 * @category sets
 */
export const simplify = (pass: Pass = Graph.simplify): LawSet => {
  const cases = computation()
  return {
    name: 'simplify',
    laws: [
      law('same bits', 'a graph and what it is simplified to agree to the bit, whatever it is given', cases, (c) => {
        const graph = graphOf(c)
        const after = pass(graph)
        return every(
          [c.inputs, c.others, ...c.ends].map((inputs) => same(evaluate(graph, inputs), evaluate(after, inputs))),
        )
      }),
      ...passLaws(pass, cases),
    ],
  }
}

/** A graph and its fused form agree within their rounding, where the law applies. */
const fusedAlike = (pass: Pass, graph: Graph.Graph, inputs: readonly AnyTensor[]): Verdict => {
  const after = pass(graph)
  if (!claimed([graph, after], inputs, float64)) return silent
  const computed = [graph, after].map((each) => (x: readonly AnyTensor[]) => evaluate(each, x))
  return near(computed, inputs, evaluate(after, inputs))
}

/**
 * The laws of `fuse`: on random graphs, and on training steps of random networks, with loss, gradient and update by any optimizer.
 *
 * A case is silent where a value is not finite, or so close to a jump that rounding decides.
 *
 * - **Bounds** by `rounding.ts`, from the rounding of both graphs.
 * - **False alarms** a chance below 10⁻¹⁰ a law of 100 cases.
 *
 * @example
 * import { check, fuse } from 'nabla-ts/laws'
 * E.isRight(check(fuse(), { numRuns: 5 })) // => true
 *
 * @category sets
 */
export const fuse = (pass: Pass = Graph.fuse): LawSet => {
  const cases = computation({ wellScaled: true })
  const steps = training()
  return {
    name: 'fuse',
    laws: [
      law('random graphs', 'a graph and what it is fused to agree within rounding', cases, (c) =>
        fusedAlike(pass, graphOf(c), c.inputs),
      ),
      law(
        'training',
        'a step of training and what it is fused to agree within rounding: loss, gradient and update',
        steps,
        (s) => fusedAlike(pass, graphOf(s), s.inputs),
      ),
      ...passLaws(pass, cases),
      law('no larger in training', 'no more is computed in a step of training than before', steps, (s) => {
        const graph = graphOf(s)
        return kept(graph, pass(graph))
      }),
    ],
  }
}
