/**
 * Training steps of random networks, as functions of all their inputs.
 */
import * as fc from 'fast-check'
import * as O from '../../../src/Optimizer.js'
import { entries, mapTree } from '../../../src/tensor/Params.js'
import type { Scalar, AnyTensor } from '../../../src/tensor/Value.js'
import { grad } from '../../calculus.js'
import type { Computation } from './computation.js'
import { network, type Network, type NetworkOptions } from '../networks/network.js'
import type { Rows } from '../networks/parts.js'
import type { Cost, Tree } from '../../tree.js'
import { shifted } from './nodes.js'

/** An optimizer without static types. */
interface Machine {
  readonly code: string
  readonly init: (params: Tree) => Tree
  readonly update: (gradient: Tree, state: Tree, params: Tree) => readonly [updates: Tree, state: Tree]
}

const machine = (code: string, optimizer: unknown): Machine => ({
  code,
  ...(optimizer as Pick<Machine, 'init' | 'update'>),
})

/** Every optimizer of the library, the simplest first. */
export const machines: readonly Machine[] = [
  machine('O.sgd({ learningRate: 0.1 })', O.sgd({ learningRate: 0.1 })),
  machine('O.momentum({ learningRate: 0.1, momentum: 0.9 })', O.momentum({ learningRate: 0.1, momentum: 0.9 })),
  machine('O.nesterov({ learningRate: 0.1, momentum: 0.9 })', O.nesterov({ learningRate: 0.1, momentum: 0.9 })),
  machine('O.adagrad({ learningRate: 0.1 })', O.adagrad({ learningRate: 0.1 })),
  machine('O.rmsprop({ learningRate: 0.01 })', O.rmsprop({ learningRate: 0.01 })),
  machine('O.adam()', O.adam()),
  machine('O.adamw({ weightDecay: 0.01 })', O.adamw({ weightDecay: 0.01 })),
]

/** The arguments of a step. */
export interface Given {
  readonly params: Tree
  readonly optimizer: Tree
  readonly inputs: AnyTensor
  readonly targets: AnyTensor
}

/** A training step, from a state after a few steps. */
export interface Training extends Computation {
  readonly step: (given: Given) => Tree
  readonly given: Given
  /** Other parameters, state and inputs. */
  readonly other: Given
  /** A step whose result is the argument of the next step. */
  readonly reducer: (state: Pick<Given, 'params' | 'optimizer'>, batch: Pick<Given, 'inputs' | 'targets'>) => Tree
}

const stepOf =
  ({ model, loss, mode }: Network, optimizer: Machine) =>
  ({ params, optimizer: state, inputs, targets }: Given) => {
    const cost: Cost = (p) => loss(targets)(model.apply(p)(inputs as Rows, mode))
    const gradient = grad(cost)(params)
    const [updates, next] = optimizer.update(gradient, state, params)
    return { loss: cost(params) as Scalar, gradient, params: O.apply(updates, params), optimizer: next }
  }

const flat = (tree: Tree): readonly AnyTensor[] => entries(tree).map(([, x]) => x)

/** A record from its tensors in the order of their paths. */
const filledIn = (like: Tree, tensors: readonly AnyTensor[]): Tree => {
  const paths = entries(like).map(([path]) => path)
  return mapTree('laws', (_, path) => tensors[paths.indexOf(path)], like)
}

/**
 * Steps of training of random networks by all optimizers.
 *
 * @category cases
 */
export const training = (options: NetworkOptions = {}): fc.Arbitrary<Training> => by(machines, options)

/** Steps of training of random networks by Adam. */
export const adam = (options: NetworkOptions = {}): fc.Arbitrary<Training> =>
  by([machine('O.adam()', O.adam())], options)

const by = (optimizers: readonly Machine[], options: NetworkOptions): fc.Arbitrary<Training> =>
  fc.tuple(network(options), fc.constantFrom(...optimizers)).map(([n, optimizer]): Training => {
    const step = stepOf(n, optimizer)
    const { inputs, targets } = n
    const begun = step({ params: n.params, optimizer: optimizer.init(n.params), inputs, targets })
    const given: Given = { params: begun.params, optimizer: begun.optimizer, inputs, targets }
    const turned = <P extends Tree>(tree: P): P => mapTree('laws', shifted, tree) as P
    // Some losses require class numbers, or rows that sum to 1.
    const other: Given = {
      params: turned(given.params),
      optimizer: turned(given.optimizer),
      inputs: turned(inputs),
      targets,
    }
    return {
      step,
      given,
      other,
      reducer: (state, batch) => step({ ...state, ...batch }),
      f: (tensors) => flat(step(filledIn(given, tensors) as Given)),
      inputs: flat(given),
      others: flat(other),
      ends: [],
      [fc.toStringMethod]: () => `${n[fc.toStringMethod]()}\nconst optimizer = ${optimizer.code}`,
    }
  })
