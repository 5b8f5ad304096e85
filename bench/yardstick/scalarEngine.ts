/**
 * Reverse mode with one object per operation, written as well as that can be: nodes in order of creation on one list, an operation
 * tag instead of a closure, and a backward pass that is one loop from the last node to the first.
 */

const LEAF = 0
const ADD = 1
const MUL = 2
const SIN = 3
const TANH = 4
const EXP = 5
const NEG = 6

export interface Node {
  readonly value: number
  gradient: number
  readonly operation: number
  readonly left: Node | null
  readonly right: Node | null
}

export interface Engine {
  readonly leaf: (value: number) => Node
  readonly add: (a: Node, b: Node) => Node
  readonly mul: (a: Node, b: Node) => Node
  readonly sin: (a: Node) => Node
  readonly tanh: (a: Node) => Node
  readonly exp: (a: Node) => Node
  readonly neg: (a: Node) => Node
  /** Sets the `gradient` of every node to the derivative of `output`. One pass per engine. */
  readonly backward: (output: Node) => void
}

export const engine = (): Engine => {
  const nodes: Array<Node> = []
  const record = (value: number, operation: number, left: Node | null, right: Node | null): Node => {
    const node: Node = { value, gradient: 0, operation, left, right }
    nodes.push(node)
    return node
  }
  return {
    leaf: (value) => record(value, LEAF, null, null),
    add: (a, b) => record(a.value + b.value, ADD, a, b),
    mul: (a, b) => record(a.value * b.value, MUL, a, b),
    sin: (a) => record(Math.sin(a.value), SIN, a, null),
    tanh: (a) => record(Math.tanh(a.value), TANH, a, null),
    exp: (a) => record(Math.exp(a.value), EXP, a, null),
    neg: (a) => record(-a.value, NEG, a, null),
    backward: (output) => {
      output.gradient = 1
      for (let i = nodes.length - 1; i >= 0; i--) {
        const node = nodes[i]
        const gradient = node.gradient
        if (gradient === 0) continue
        const left = node.left!
        switch (node.operation) {
          case ADD:
            left.gradient += gradient
            node.right!.gradient += gradient
            break
          case MUL: {
            const right = node.right!
            left.gradient += gradient * right.value
            right.gradient += gradient * left.value
            break
          }
          case SIN:
            left.gradient += gradient * Math.cos(left.value)
            break
          case TANH:
            left.gradient += gradient * (1 - node.value * node.value)
            break
          case EXP:
            left.gradient += gradient * node.value
            break
          case NEG:
            left.gradient -= gradient
            break
        }
      }
    },
  }
}
