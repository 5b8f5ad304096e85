/**
 * A tape: the nodes of a computation in order, replayed backward for cotangents and forward for tangents.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as D from 'nabla-ts/Diff'
import * as T from 'nabla-ts/Tensor'

type Scalars = readonly T.Scalar[]

export interface Node {
  readonly name: string
  readonly rule: string
  /** Indices of the nodes that it is computed from. */
  readonly inputs: readonly number[]
  readonly apply: (xs: Scalars) => T.Scalar
}

export interface Point {
  readonly w: T.Scalar
  readonly b: T.Scalar
}

/** L = (tanh(w·x + b) − y)² + 0.1·w² with x = 1.5 and y = 0.8, in the order of computation. w is used twice. */
export const tape = ({ w, b }: Point): readonly Node[] => [
  { name: 'w', rule: 'w', inputs: [], apply: () => w },
  { name: 'b', rule: 'b', inputs: [], apply: () => b },
  { name: 'm', rule: '1.5w', inputs: [0], apply: ([w]) => pipe(w, T.mul(1.5)) },
  { name: 'z', rule: 'm + b', inputs: [2, 1], apply: ([m, b]) => pipe(m, T.add(b)) },
  { name: 'a', rule: 'tanh z', inputs: [3], apply: ([z]) => T.tanh(z) },
  { name: 'q', rule: '(a − 0.8)²', inputs: [4], apply: ([a]) => pipe(a, T.sub(0.8), T.square) },
  { name: 'r', rule: '0.1w²', inputs: [0], apply: ([w]) => pipe(T.square(w), T.mul(0.1)) },
  { name: 'L', rule: 'q + r', inputs: [5, 6], apply: ([q, r]) => pipe(q, T.add(r)) },
]

/** A number for each node that a replay has reached. */
export type Known = readonly (T.Scalar | undefined)[]

const put = (known: Known, i: number, v: T.Scalar): Known => known.map((old, j) => (j === i ? v : old))
const plus = (old: T.Scalar | undefined, v: T.Scalar): T.Scalar => (old === undefined ? v : pipe(old, T.add(v)))

const scan = (step: (known: Known, i: number) => Known, order: readonly number[], start: Known): readonly Known[] =>
  order.reduce<readonly Known[]>((done, i) => [...done, step(done[done.length - 1], i)], [start])

/** The nodes after w and b, in the order of each replay. */
export const backward = [7, 6, 5, 4, 3, 2]
export const forward = [2, 3, 4, 5, 6, 7]

/** 순전파, 역전파 and forward mode: the value of every node, and what is known after each step of the two replays. */
export const replay = (nodes: readonly Node[]) => {
  const values = nodes.reduce<Scalars>((done, { inputs, apply }) => [...done, apply(inputs.map((i) => done[i]))], [])
  const inputsOf = (i: number): Scalars => nodes[i].inputs.map((j) => values[j])

  /** A node passes its cotangent back to its inputs. Cotangents that arrive at the same node are added. */
  const pullBack = (known: Known, i: number): Known => {
    const shares = D.vjp(nodes[i].apply)(inputsOf(i)).pullback(known[i] ?? T.scalar(0))
    return nodes[i].inputs.reduce((k, j, place) => put(k, j, plus(k[j], shares[place])), known)
  }

  /** The tangent of a node, from the tangents of its inputs. */
  const pushForward = (known: Known, i: number): Known => {
    const tangents = nodes[i].inputs.map((j) => known[j] ?? T.scalar(0))
    return put(known, i, D.jvp(nodes[i].apply)(inputsOf(i), tangents).tangent)
  }

  const nothing: Known = nodes.map(() => undefined)
  const reverse = scan(pullBack, backward, put(nothing, 7, T.scalar(1)))
  const pushed = scan(pushForward, forward, put(put(nothing, 0, T.scalar(1)), 1, T.scalar(0)))
  return { values, reverse, pushed }
}
