/**
 * Errors of engines, and their messages.
 */
import type { Show as ShowOf } from 'fp-ts/lib/Show.js'
import { printable } from '../tensor/Text.js'
import { record as expectRecord, text as expectText } from '../tensor/Expect.js'

/**
 * A runtime that is not installed.
 *
 * @category model
 */
export interface Missing {
  readonly _tag: 'Missing'
  readonly runtime: string
  readonly reason: string
}

/**
 * An installed runtime of an unsupported version or interface.
 *
 * @category model
 */
export interface WrongRuntime {
  readonly _tag: 'WrongRuntime'
  readonly runtime: string
  readonly expected: string
  readonly found: string
}

/**
 * A function that cannot be staged, or an operation in its graph without an operator of the engine.
 *
 * @category model
 */
export interface Unsupported {
  readonly _tag: 'Unsupported'
  readonly engine: string
  readonly reason: string
}

/**
 * An argument whose shapes differ from the compiled ones, or whose numbers fail a check of the function.
 *
 * @category model
 */
export interface WrongArgument {
  readonly _tag: 'WrongArgument'
  /** Its path in the record of arguments. */
  readonly path: string
  readonly expected: string
  readonly found: string
}

/**
 * A file or bytes that are not a model that the engine can run.
 *
 * @category model
 */
export interface BadModel {
  readonly _tag: 'BadModel'
  readonly engine: string
  readonly reason: string
  /** What to do, if the cause is known. */
  readonly next?: string
}

/**
 * A run that failed in the engine.
 *
 * @category model
 */
export interface Failed {
  readonly _tag: 'Failed'
  readonly engine: string
  readonly reason: string
}

/**
 * A run of a program that was released.
 *
 * @category model
 */
export interface Released {
  readonly _tag: 'Released'
  readonly engine: string
}

/**
 * Targets of a row of a data set that are outside the domain of the loss. A compiled program does not check them.
 *
 * @category model
 */
export interface WrongTargets {
  readonly _tag: 'WrongTargets'
  /** The row of the data set, from 0. */
  readonly row: number
  readonly reason: string
}

/**
 * An error of an engine.
 *
 * @category model
 */
export type EngineError =
  Missing | WrongRuntime | Unsupported | WrongArgument | WrongTargets | BadModel | Failed | Released

const place = (path: string): string => (path === '' ? 'the argument' : `the argument at "${path}"`)

const sentence = (error: EngineError): string => {
  switch (error._tag) {
    case 'Missing':
      return `The engine needs the package ${error.runtime}, which could not be loaded (${error.reason}). Install it with: npm install ${error.runtime}. Or use the reference engine, which needs nothing.`
    case 'WrongRuntime':
      return `The engine needs ${error.runtime} with ${error.expected}, and found ${error.found}. Install a version of it from 1.20 on: npm install ${error.runtime}.`
    case 'Unsupported':
      return `${error.engine} cannot run this function: ${error.reason}. The reference engine can run all that is staged.`
    case 'WrongArgument':
      return `This program does not take this argument: expected ${error.expected} for ${place(error.path)}, found ${error.found}. Correct the argument; for other shapes, compile the function for them.`
    case 'WrongTargets':
      return `The loss refuses the targets of row ${error.row} of the data set, counted from 0: ${error.reason}. Correct them, or leave the row out.`
    case 'BadModel':
      return `${error.engine} cannot read this model: ${error.reason.endsWith('.') ? error.reason.slice(0, -1) : error.reason}. ${error.next ?? 'It has to be an ONNX model, whole and unchanged.'}`
    case 'Failed':
      return `${error.engine} gave the run up: ${error.reason}. Nothing was changed: what went in is as it was.`
    case 'Released':
      return `This program of ${error.engine} was released: compile it again to run it.`
  }
}

/**
 * The message of an error: what happened, and what to do.
 *
 * @example
 * import { Show } from 'nabla-ts/Engine'
 * Show.show({ _tag: 'Released', engine: 'the reference engine' }) // => 'This program of the reference engine was released: compile it again to run it.'
 *
 * @category instances
 */
export const Show: ShowOf<EngineError> = {
  show: (error) =>
    printable(
      expectText(
        'Engine.Show',
        sentence(expectRecord('Engine.Show', 'an error', { _tag: 'string' }, error)),
        'an error of a known tag',
      ),
    ),
}
