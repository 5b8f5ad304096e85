/**
 * Graphs as pictures: values, tangents and cotangents, step by step.
 *
 * @since 0.1.0
 */
export { type Show } from './graph/draw/Moment.js'
export { mermaid, sideBySide, steps, svg, type Options } from './graph/draw/Svg.js'
export { trace, traceGraph, type Edge, type Step, type Trace } from './graph/draw/Trace.js'
export { english, korean, type Words } from './graph/draw/Words.js'
