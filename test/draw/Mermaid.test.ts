/**
 * Mermaid text, held to the part of the flowchart grammar that is used: one statement a line, labels in quotes, in which everything that Mermaid, Markdown or HTML could take for its own is
 * written by its code.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as Draw from '../../src/Draw.js'
import * as Graph from '../../src/Graph.js'
import * as T from '../../src/Tensor.js'
import * as Codec from '../../src/Codec.js'
import { hostileNames, point, program } from './support.js'

const text = String.raw`"(?:[\p{L}\p{N} .,:=+()[\]→←−×÷²]|#\d+;|<br\/>)*"`
const id = String.raw`(?:n\d+(?:s\d+)*|result\d+)`
const statements = {
  node: new RegExp(
    String.raw`^(${id})(?:\(\[(${text})\]\)|\((${text})\)|\[(${text})\]):::(?:input|constant|applied|part|output)$`,
    'u',
  ),
  edge: new RegExp(String.raw`^(${id}) (?:-->|-\.->)(?:\|(${text})\|)? (${id})$`, 'u'),
  subgraph: new RegExp(String.raw`^subgraph (${id})\[(${text})\]$`, 'u'),
  end: /^end$/,
  classDef: /^classDef \w+ [a-z-]+:[^,;]+(?:,[a-z-]+:[^,;]+)*$/,
} as const

const kindOf = (line: string): string | undefined =>
  Object.entries(statements).find(([, pattern]) => pattern.test(line))?.[0]

/** What does not fit the grammar, is named twice, is used and not named, or stays open. */
const complaints = (chart: string): readonly string[] => {
  const [head, ...rest] = chart.trimEnd().split('\n')
  const lines = rest.map((line) => line.trim())
  const named = lines.flatMap((line) => statements.node.exec(line)?.[1] ?? statements.subgraph.exec(line)?.[1] ?? [])
  const used = lines.flatMap((line) => {
    const [, from, , to] = statements.edge.exec(line) ?? []
    return from === undefined ? [] : [from, to]
  })
  const count = (kind: string) => lines.filter((line) => kindOf(line) === kind).length
  return [
    ...(head === 'flowchart LR' ? [] : [head]),
    ...lines.filter((line) => kindOf(line) === undefined),
    ...named.filter((each, i) => named.indexOf(each) !== i).map((each) => `${each} twice`),
    ...used.filter((each) => !named.includes(each)).map((each) => `${each} is not there`),
    ...(count('subgraph') === count('end') ? [] : ['a subgraph stays open']),
  ]
}

/** The labels of the nodes as a reader sees them. */
const shown = (chart: string): readonly string[] =>
  chart.split('\n').flatMap((line) => {
    const [, , a, b, c] = statements.node.exec(line.trim()) ?? []
    const label = a ?? b ?? c
    return label === undefined
      ? []
      : [
          label
            .slice(1, -1)
            .replaceAll('<br/>', '\n')
            .replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code))),
        ]
  })

describe('a Mermaid flowchart', () => {
  it('of a random function keeps to the grammar', () => {
    fc.assert(
      fc.property(program, point, (f, x) => {
        const trace = Draw.trace(f)(x)
        expect(complaints(Draw.mermaid(trace))).toEqual([])
        expect(complaints(Draw.mermaid(trace.graph))).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  it('writes any name so that it is read as it is, on one line', () => {
    const trace = Draw.trace((x: T.Scalar) => T.square(x))(T.scalar(3))
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
        const chart = Draw.mermaid(trace.graph, { names: { x: name } })
        expect(complaints(chart)).toEqual([])
        expect(shown(chart)[0]).toBe(Codec.printable(name))
      }),
    )
    for (const name of ['end', 'a "b" <c> & #35; `d` | {g} ; %% h \\ *i* _j_', '1. y', '- x', '+ z', '가중치'])
      expect(shown(Draw.mermaid(trace.graph, { names: { x: name } }))[0]).toBe(name)
  })

  it.each(hostileNames)('shows the name %j of a tensor as it is read: %j', (name, read) => {
    const { graph } = Graph.stage((p: Readonly<Record<string, T.Scalar>>) => T.square(p[name]))({ [name]: T.scalar(3) })
    const chart = Draw.mermaid(graph)
    expect(complaints(chart)).toEqual([])
    expect(shown(chart)[0]).toBe(read)
  })

  it('has the numbers of the trace on its edges: value, tangent, share; and the sum where shares meet', () => {
    const shared = Draw.trace((x: T.Scalar) => pipe(x, T.mul(x), T.add(x)))(T.scalar(3))
    expect(
      Draw.mermaid(shared, { names: { result: 'y' } })
        .split('\n')
        .slice(0, 10),
    ).toEqual([
      'flowchart LR',
      '  n0(["x<br/>Σ ← 7"]):::input',
      '  n1("×"):::applied',
      '  n2("+"):::applied',
      '  n0 -->|"3<br/>→ 1<br/>← 3"| n1',
      '  n0 -->|"3<br/>→ 1<br/>← 3"| n1',
      '  n1 -->|"v₁ = 9<br/>→ 6<br/>← 1"| n2',
      '  n0 -->|"3<br/>→ 1<br/>← 1"| n2',
      '  n2 -->|"y = 12<br/>→ 7<br/>← 1"| result0',
      '  result0(["y"]):::output',
    ])
    expect(Draw.mermaid(shared, { show: 'values' })).toContain('n1 -->|"v₁ = 9"| n2')
  })

  it('has a scan as a subgraph, with the way from one step to the next', () => {
    const total = (q: { readonly s: T.Scalar; readonly xs: T.Tensor<[3]> }) =>
      Graph.fold<T.Scalar, T.Scalar>((s, x) => pipe(s, T.add(x)))(q.s, q.xs)
    const { graph } = Graph.stage(total)({ s: T.scalar(0), xs: T.zeros([3]) })
    const chart = Draw.mermaid(graph)
    expect(complaints(chart)).toEqual([])
    expect(chart).toContain('subgraph n2["scan: 3 steps"]')
    expect(chart).toContain('n2s2 -.->|"next step"| n2s0')
    expect(chart).toContain('n1 -->|"[3]"| n2s1')
  })

  it('stands in the tour as the library writes it', () => {
    const tour = readFileSync(join(import.meta.dirname, '../../docs/tour.md'), 'utf8')
    const [, block] = /```mermaid\n(.*?)```/s.exec(tour)!
    const product = (p: { readonly x: T.Scalar; readonly y: T.Scalar; readonly z: T.Scalar }) =>
      pipe(p.x, T.add(p.y), T.mul(p.z))
    const trace = Draw.trace(product)({ x: T.scalar(-2), y: T.scalar(5), z: T.scalar(-4) })
    expect(block).toBe(Draw.mermaid(trace, { show: 'cotangents' }))
  })
})

it('writes exponents that are no short integers in full', () => {
  const of = (exponent: number) => Draw.mermaid(Draw.trace((x: T.Scalar) => T.pow(exponent)(x))(T.scalar(1)).graph)
  expect(of(12)).toContain('x¹²')
  expect(of(1e300)).toContain('x#94;1e300')
})
