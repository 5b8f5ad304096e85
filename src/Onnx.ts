/**
 * Functions as ONNX models, for other programs and for inspection.
 */
export { load } from './engine/Load.js'
export type { Loaded, Port } from './engine/Loaded.js'
export { model, type ExportOptions, type ModelOptions } from './onnx/Export.js'
export type { Encoded } from './onnx/Onnx.js'
export { fold, step, type FoldOptions } from './train/Export.js'
export { predictor } from './predictor/PredictorExport.js'
