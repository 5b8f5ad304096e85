/**
 * Functions as ONNX models, for other programs to run and for people to look at.
 *
 * @since 0.1.0
 */
export { load, type Loaded, type Port } from './engine/Load.js'
export { model, type ExportOptions, type ModelOptions } from './graph/onnx/Export.js'
export type { Encoded } from './graph/onnx/Onnx.js'
export { fold, step, type FoldOptions } from './train/Export.js'
export { predictor } from './train/PredictorExport.js'
