/**
 * What takes part in the comparison. Each contender runs in a process of its own, so that none meets the garbage, the compiled code or the idle threads of another;
 * the processes take turns.
 *
 * To add one written in TypeScript, write its `setup` and put it into the list in `contenders.ts`.
 */
import type { Images, Task } from './task.js'

/** A network that is being trained. */
export interface Training {
  /** Takes so many steps; resolves to the loss of the last of them, before its update. */
  readonly run: (steps: number) => Promise<number>
  readonly release?: () => Promise<void>
}

/** One that runs in a Node process of this program. */
export interface Contender {
  readonly name: string
  /** Makes ready for a task; or a sentence why it cannot do that. The parameters must be those of `start(task)`, the rows those of `order(count)`. */
  readonly setup: (task: Task, images: Images) => Promise<Training | string>
  /** Starts from parameters of its own, or sees other rows: its losses are not compared. */
  readonly ownStart?: boolean
  /** What a step is worth, if it is no step of training: such a contender is measured at the largest batch only, and has GFLOP/s but no samples. */
  readonly flopsPerStep?: number
}

/** A program that follows the protocol of `bench/peers/serve.mjs`. */
export interface Program {
  readonly name: string
  /** Programs to try one after another: command and first arguments. */
  readonly commands: readonly (readonly string[])[]
  /** A file that must be there, and what to do if it is not. */
  readonly needs?: { readonly file: string; readonly otherwise: string }
}
