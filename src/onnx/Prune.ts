/**
 * A graph without unused parts.
 */
import type { OnnxGraph, Operation } from './Model.js'

/** The names of the values that an operator uses, including those that its step or branches use from outside. */
const namesIn = ({ inputs, attributes = {} }: Operation): readonly string[] => [
  ...inputs,
  ...Object.values(attributes).flatMap((a) =>
    'graph' in a ? [...a.graph.operations.flatMap(namesIn), ...a.graph.outputs.map(({ name }) => name)] : [],
  ),
]

/** The graph with only the operators, constants and values that its outputs need. */
export const pruned = (graph: OnnxGraph): OnnxGraph => {
  // Local mutation, invisible from outside.
  const needed = new Set(graph.outputs.map(({ name }) => name))
  const operations = [...graph.operations]
    .reverse()
    .filter((operation) => {
      const isNeeded = operation.outputs.some((name) => needed.has(name))
      if (isNeeded) namesIn(operation).forEach((name) => needed.add(name))
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
