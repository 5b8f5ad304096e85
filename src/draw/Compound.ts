/**
 * Operations of several primitives that a drawing by layers shows as one box: activations, and the product that is 0 where a factor is 0.
 */
import * as Pointwise from '../primitive/Pointwise.js'
import type { Primitive } from '../primitive/Primitive.js'
import { uniformOf, type Node } from '../graph/Graph.js'
import { isApplicationOf } from '../graph/Rule.js'

/** A variable, which stands for one node wherever it occurs; a uniform constant; or an application. */
type Pattern = string | number | readonly [Primitive<never>, ...Pattern[]]

const { add, annihilatingMul, equal, expm1, greater, greaterOrEqual, mul, neg, softplus, where } = Pointwise

const sum: Pattern = [add, 'x', 'y']

const patterns: Readonly<Record<string, Pattern>> = {
  relu: [where, [greaterOrEqual, 0, 'x'], 0, 'x'],
  leakyRelu: [where, [greaterOrEqual, 0, 'x'], [mul, 'x', 'slope'], 'x'],
  elu: [where, [greater, 0, 'x'], [mul, [expm1, 'x'], 'alpha'], 'x'],
  logSigmoid: [neg, [softplus, [neg, 'x']]],
  '×': [where, [equal, sum, sum], [annihilatingMul, 'y', 'x'], [mul, 'x', 'y']],
}

/** The nodes that variables stand for, and those of the applications. */
interface Match {
  readonly variables: Readonly<Record<string, number>>
  readonly members: readonly number[]
}

const match = (nodes: readonly Node[], found: Match, pattern: Pattern, i: number): Match | undefined => {
  const node = nodes[i]
  if (typeof pattern === 'number') return uniformOf(node) === pattern ? found : undefined
  if (typeof pattern === 'string')
    return (found.variables[pattern] ?? i) === i
      ? { ...found, variables: { ...found.variables, [pattern]: i } }
      : undefined
  const [primitive, ...args] = pattern
  if (!isApplicationOf(primitive)(node)) return undefined
  const start: Match = { ...found, members: [...found.members, i] }
  return args.reduce<Match | undefined>((all, arg, k) => all && match(nodes, all, arg, node.args[k]), start)
}

/** The name of the compound operation that ends at a node, and the nodes of its applications. */
export const compoundAt = (nodes: readonly Node[], i: number) =>
  Object.entries(patterns).flatMap(([name, pattern]) => {
    const found = match(nodes, { variables: {}, members: [] }, pattern, i)
    return found === undefined ? [] : [{ name, members: found.members }]
  })[0] as { readonly name: string; readonly members: readonly number[] } | undefined
