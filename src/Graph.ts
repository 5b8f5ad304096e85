/**
 * A function as data: staged, printed, simplified, run.
 */
export {
  Show,
  size,
  uses,
  type Applied,
  type Constant,
  type Graph,
  type Input,
  type Node,
  type Output,
  type Part,
  type Scan,
} from './graph/Graph.js'
export { fold, scan, type ScanStep } from './graph/Scan.js'
export { run, stage, type Staged } from './graph/Stage.js'
export { fuse } from './graph/Fuse.js'
export { simplify } from './graph/Simplify.js'
