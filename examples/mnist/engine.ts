/** Which engine trains: the one asked for, or ONNX Runtime where it is installed. */
import * as E from 'fp-ts/lib/Either.js'
import { Show, type Engine } from 'nabla-ts/Engine'
import { onnxRuntime } from 'nabla-ts/OnnxRuntime'
import { onnxRuntimeWeb } from 'nabla-ts/OnnxRuntimeWeb'
import * as T from 'nabla-ts/Tensor'

/** The engines on offer; `auto` is ONNX Runtime where it is installed, else the reference engine. */
export const engines = ['auto', 'reference', 'onnxruntime', 'onnxruntime-web'] as const

export type EngineName = (typeof engines)[number]

/** An engine and what is said of it; none where the library itself computes. */
export interface Chosen {
  /** What it is called among the options. */
  readonly name: EngineName
  readonly engine: Engine | undefined
  readonly words: string
}

const itself: Chosen = { name: 'reference', engine: undefined, words: 'engine: plain TypeScript (float64)' }

/** Whether an engine is there: a program is compiled and let go. */
const tried = async (name: EngineName, engine: Engine): Promise<E.Either<string, Chosen>> => {
  const program = await engine.compile((x: T.Scalar) => T.square(x))(T.scalar(0))()
  if (E.isLeft(program)) return E.left(Show.show(program.left))
  await program.right.release()
  return E.right({ name, engine, words: `engine: ${engine.name}` })
}

/** The engine of a name, or why it is not there. */
export const choose = async (name: EngineName): Promise<E.Either<string, Chosen>> => {
  switch (name) {
    case 'reference':
      return E.right(itself)
    case 'onnxruntime':
      return tried('onnxruntime', onnxRuntime())
    case 'onnxruntime-web':
      return tried('onnxruntime-web', onnxRuntimeWeb())
    case 'auto': {
      const native = await tried('onnxruntime', onnxRuntime())
      return E.isRight(native)
        ? native
        : E.right({ ...itself, words: `${itself.words}; npm install onnxruntime-node makes it several times faster` })
    }
  }
}
