/**
 * The random draws of a model in training: found by staging it once with an unknown seed, and passed to it later as tensors.
 */
import { hollow } from '../graph/Build.js'
import { shapeOfNode } from '../graph/Graph.js'
import { stage } from '../graph/Stage.js'
import { train as trainMode, type Mode } from '../nn/Model.js'
import { unknown, type Seeded } from '../random/Seed.js'
import type { Shape } from '../tensor/Shape.js'
import { plain, type AnyTensor } from '../tensor/Value.js'
import type { Trainer, Types } from './Step.js'

/** A random tensor: its shape, and its value for a seed. */
export interface Draw {
  readonly shape: Shape
  readonly make: Seeded<AnyTensor>
}

/** The traced model: its draws and the shapes of its output. */
export interface Traced {
  readonly draws: readonly Draw[]
  /** The output, as shapes. */
  readonly output: unknown
}

/** Traces a model without numbers. */
export const traced = <K extends Types>(trainer: Trainer<K>, params: K['params'], inputs: K['input']): Traced => {
  // Local mutation, invisible from outside.
  const draws: Draw[] = []
  const mode = trainMode(
    unknown((shape, make) => {
      draws.push({ shape, make })
      return plain(shape, 0)
    }),
  )
  const forward = (x: { readonly params: K['params']; readonly inputs: K['input'] }): K['output'] =>
    trainer.model.apply(x.params)(x.inputs, mode)
  const { result, graph } = stage(forward)({ params, inputs } as never)
  return { draws, output: result(graph.outputs.map(({ node }) => hollow(shapeOfNode(graph.nodes[node])))) }
}

/** The training mode in which draws come from given tensors. */
export const drawing = (draws: readonly AnyTensor[]): Mode => {
  const next = draws[Symbol.iterator]()
  return trainMode(unknown((of) => (next.next().value as AnyTensor | undefined) ?? plain(of, NaN)))
}
