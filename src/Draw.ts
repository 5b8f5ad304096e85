/**
 * Graphs as pictures: values, tangents and cotangents, step by step.
 */
export { type Show } from './draw/Vertex.js'
export { mermaid, sideBySide, steps, svg, type Options } from './draw/Svg.js'
export { trace, traceGraph, type Edge, type Step, type Trace } from './draw/Trace.js'
export { english, korean, type Language } from './draw/Language.js'
