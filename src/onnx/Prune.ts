/**
 * A graph without unused parts.
 */
import type { OnnxGraph, Operation } from './Model.js'

/** The values that an operator takes, by name, those that its step takes from outside included. */
const taken = ({ inputs, attributes = {} }: Operation): readonly string[] => [
  ...inputs,
  ...Object.values(attributes).flatMap((a) =>
    'graph' in a ? [...a.graph.operations.flatMap(taken), ...a.graph.outputs.map(({ name }) => name)] : [],
  ),
]

/** Only the operators, constants and values that the outputs need. */
export const pruned = (graph: OnnxGraph): OnnxGraph => {
  // Local mutation, invisible from outside.
  const needed = new Set(graph.outputs.map(({ name }) => name))
  const operations = [...graph.operations]
    .reverse()
    .filter((operation) => {
      const isNeeded = operation.outputs.some((name) => needed.has(name))
      if (isNeeded) taken(operation).forEach((name) => needed.add(name))
      return isNeeded
    })
    .reverse()
  const outputs = new Set(graph.outputs.map(({ name }) => name))
  return {
    ...graph,
    operations,
    initializers: graph.initializers.filter(({ name }) => needed.has(name)),
    values: graph.values.filter(({ name }) => needed.has(name) && !outputs.has(name)),
  }
}
