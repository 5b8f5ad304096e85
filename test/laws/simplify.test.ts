import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computation, fuse, simplify } from '../../laws/index.js'
import { training } from '../../laws/random/graphs/training.js'
import { describeLaws } from '../../laws/vitest.js'
import { rebuilt, type Rule } from '../../src/graph/Build.js'
import { fusingRules } from '../../src/graph/Fuse.js'
import * as Graph from '../../src/Graph.js'
import { first } from '../../src/graph/Rule.js'
import { exactRules } from '../../src/graph/Simplify.js'
import { table } from '../../src/primitive/Table.js'
import type { AnyTensor } from '../../src/Tensor.js'

describeLaws(simplify(), { numRuns: 200 })
describeLaws({ ...fuse(), laws: fuse().laws.filter(({ name }) => !name.includes('training')) }, { numRuns: 100 })
describeLaws({ ...fuse(), laws: fuse().laws.filter(({ name }) => name.includes('training')) }, { numRuns: 10 })

describe('random graphs', () => {
  const graphOf = ({
    f,
    inputs,
  }: {
    readonly f: (x: readonly AnyTensor[]) => unknown
    readonly inputs: readonly AnyTensor[]
  }) => Graph.stage(f)(inputs as never).graph
  const graphs = [
    ...fc.sample(computation({ wellScaled: true }), 1500),
    ...fc.sample(computation(), 500),
    ...fc.sample(training({ maxDepth: 3 }), 40),
  ].map(graphOf)

  it('hold every primitive of the table, and shapes of no axis to four, of no element, and of one', () => {
    const nodes = graphs.flatMap((graph) => graph.nodes)
    const names = new Set(nodes.flatMap((node) => (node._tag === 'Applied' ? [node.primitive.name] : [])))
    expect(Object.keys(table).filter((name) => !names.has(name))).toEqual([])
    const shapes = nodes.flatMap((node) => (node._tag === 'Scan' ? [] : [node.shape]))
    expect([0, 1, 2, 3, 4].filter((rank) => !shapes.some((s) => s.length === rank))).toEqual([])
    expect([0, 1, 2, 3].filter((size) => !shapes.some((s) => s.includes(size)))).toEqual([])
    const shared = graphs.filter((graph) => Graph.uses(graph).some((n) => n > 1))
    expect(shared.length).toBeGreaterThan(graphs.length / 2)
  })

  it('make every rule of simplify and fuse answer, and most of them for every primitive that they are about', () => {
    const answers = new Set<string>()
    const watched = (rules: Readonly<Record<string, Rule>>): readonly Rule[] =>
      Object.entries(rules).map(([name, rule]) => (builder, applied, single) => {
        const answer = rule(builder, applied, single)
        if (answer !== undefined) answers.add(`${name} ${applied.primitive.name}`)
        return answer
      })
    const [exactly, about] = [watched(exactRules), watched(fusingRules)]
    // Twice, since what the first rules make is what the next ones look for.
    graphs.forEach((graph) => rebuilt(first(...exactly, ...about), rebuilt(first(...exactly, ...about), graph)))
    const all = {
      nothing: ['stopGradient', 'custom', 'mul', 'div', 'sub', 'add', 'where'],
      signs: ['neg', 'add', 'sub'],
      conditions: ['where'],
      choices: ['mul'],
      moves: ['reshape', 'transpose', 'slice', 'pad', 'broadcast'],
      outward: ['add', 'mul', 'exp', 'pow'],
      powers: ['div'],
      plain: ['annihilatingMul', 'annihilatingMatmul'],
      products: ['matmul'],
      additions: ['add', 'sub', 'mulAdd'],
      factors: ['neg', 'mul'],
      softmaxes: ['softmaxDeviation', 'softmaxResidual', 'sigmoidSlope'],
      numbers: ['div', 'mul', 'neg', 'sum'],
      rectifiers: ['where'],
    }
    const expected = Object.entries(all).flatMap(([rule, names]) => names.map((name) => `${rule} ${name}`))
    expect(expected.filter((each) => !answers.has(each))).toEqual([])
    const answering = new Set([...answers].map((each) => each.split(' ')[0]))
    expect(Object.keys({ ...exactRules, ...fusingRules }).filter((rule) => !answering.has(rule))).toEqual([])
  })

  it('shrink, most of them to one operation and what it needs', () => {
    const sizes = Array.from({ length: 21 }, () => {
      const run = fc.check(
        fc.property(
          computation(),
          (c) => !graphOf(c).nodes.some((node) => node._tag === 'Applied' && node.primitive.name === 'sin'),
        ),
        { numRuns: 1000 },
      )
      expect(run.failed).toBe(true)
      const [smallest] = run.counterexample as readonly [Parameters<typeof graphOf>[0]]
      return Graph.size(graphOf(smallest))
    })
    // Shrinking is greedy, so that now and then more stays; the one in the middle tells.
    expect(sizes.sort((x, y) => x - y)[10]).toBeLessThanOrEqual(5)
  })
})
