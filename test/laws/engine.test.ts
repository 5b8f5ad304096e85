/** The engines, on few cases; on many by `npm run laws -- --thorough --set engine`. */
import { engine, type AnyLawSet } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'
import { referenceEngine, type Engine } from '../../src/Engine.js'
import { onnxRuntime } from '../../src/OnnxRuntime.js'

const engines: readonly Engine[] = [referenceEngine, onnxRuntime({ precision: 'float64' }), onnxRuntime()]

engines.map((e) => engine(e)).forEach((set: AnyLawSet) => describeLaws(set, { numRuns: 4 }))
