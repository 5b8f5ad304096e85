/**
 * Graphs and traces as SVG: at one moment, step by step, and both modes of differentiation side by side.
 */
import { flag, integer, knownOptions, oneOfTexts, record, text, textsByName, type Allowed } from '../codec/Options.js'
import { record as expectRecord } from '../tensor/Expect.js'
import { print } from '../tensor/Shape.js'
import type { Graph } from '../graph/Graph.js'
import { cellsOf, prefixes, styles, type Cell } from './Cell.js'
import { diagram, type Flow, type Wire } from './Diagram.js'
import { document } from './Document.js'
import { flowchart } from './Mermaid.js'
import { formulasOf, namesOf } from './Notation.js'
import { beside, colors, empty, line, move, stacked, type Picture, type Style } from './Picture.js'
import { progressOf, stepsOf, type Progress } from './Progress.js'
import { insideOf } from './Inside.js'
import type { Trace } from './Trace.js'
import { defaultDigits } from './Values.js'
import { hasCotangents, hasTangents, verticesOf, type Look, type Show, type Vertex } from './Vertex.js'
import { english, type Words } from './Words.js'

/**
 * How a graph or a trace is drawn. Every option has a default.
 *
 * @category model
 */
export interface Options {
  /** Which numbers, by default all. */
  readonly show?: Show | undefined
  /** One box for each operation, the default; or one for each layer, with the shapes of its parameters, and without broadcasts and reshapes. */
  readonly detail?: 'operations' | 'layers' | undefined
  /** The number of steps done: 0 is the beginning. By default all. */
  readonly step?: number | undefined
  /** Other names for nodes and layers, by their names in the trace: `{ v1: 'z', result: 'L', hidden: '은닉층' }`. */
  readonly names?: Readonly<Record<string, string>> | undefined
  /** The line above the picture. By default it describes the step, if there is one. */
  readonly title?: string | undefined
  /** Significant digits, by default 4. */
  readonly digits?: number | undefined
  /** Whether derivatives that are one number stand beside the wires into a node, by default true. */
  readonly derivatives?: boolean | undefined
  /** Whether a line below explains the numbers, by default true. */
  readonly legend?: boolean | undefined
  /** The language, by default English. */
  readonly words?: Words | undefined
}

const heading: Style = { size: 15, fill: colors.ink, bold: true }
const note: Style = { size: 12, fill: colors.grey }

const drawOptions = {
  show: oneOfTexts('values', 'tangents', 'cotangents', 'all'),
  detail: oneOfTexts('operations', 'layers'),
  step: integer(0),
  names: textsByName,
  title: text,
  digits: integer(1, 100),
  derivatives: flag,
  legend: flag,
  words: record,
} satisfies Record<keyof Options, Allowed>

const lookOf = (options: Options): Look => ({
  show: options.show ?? 'all',
  detail: options.detail ?? 'operations',
  digits: options.digits ?? defaultDigits,
  derivatives: options.derivatives ?? true,
  names: options.names ?? {},
  words: options.words ?? english,
})

const isTrace = (subject: Graph | Trace): subject is Trace => 'steps' in subject

const idle = { color: colors.ink, width: 1.3, back: false } as const
const waiting = { ...idle, color: colors.faint } as const

/** The step of each scan, drawn inside it. */
const bodyIn =
  (graph: Graph, look: Look) =>
  ({ node }: Vertex): Picture =>
    node._tag === 'Scan' ? drawGraph(node.body, insideOf(graph, node, look)) : empty

const drawGraph = (graph: Graph, look: Look): Picture => {
  const vertices = verticesOf(graph, undefined, look)
  const cells = cellsOf(vertices, look, progressOf(vertices, look, undefined), bodyIn(graph, look))
  return diagram(vertices, cells, { into: () => idle, out: () => idle, active: undefined, activeColor: colors.ink })
}

/** The looks of the wires. A picture of both directions at their end shows neither. */
const flowOf = (vertices: readonly Vertex[], { show }: Look, progress: Progress): Flow => {
  const { active, isComputed, hasCotangent, hasPulled } = progress
  const back = progress.back && !(show === 'all' && active === undefined)
  const color = back ? colors.red : show === 'values' ? colors.ink : colors.blue
  const flowing = { color, width: 1.6, back }
  const out = (i: number): Wire =>
    back && vertices[i].step?.cotangent !== undefined && hasCotangent(i) ? flowing : isComputed(i) ? idle : waiting
  return {
    active,
    activeColor: color,
    out,
    into: (to, port) => {
      if (!isComputed(to)) return waiting
      // A cotangent of a result of a scan is a cotangent of the scan.
      if (back && vertices[to].node._tag === 'Part') return out(to)
      if (back && hasPulled(to) && vertices[to].ports[port].pulled !== undefined)
        return active === to ? { ...flowing, width: 3 } : flowing
      return active === to && !back ? { ...flowing, width: 3 } : idle
    },
  }
}

/** The larger room of two cells of one vertex, so that two drawings have the same layout. */
const withRoomOf = (cell: Cell, other: Cell): Cell => {
  const room = (a: Picture, b: Picture): Picture => ({
    ...a,
    width: Math.max(a.width, b.width),
    height: Math.max(a.height, b.height),
  })
  return {
    ...cell,
    label: room(cell.label, other.label),
    ports: cell.ports.map((port, i) => room(port, other.ports[i])),
  }
}

const captionOf = (vertices: readonly Vertex[], { show, words }: Look, progress: Progress): string => {
  const { active, back, step, steps } = progress
  const pass = back ? words.reverse : show === 'tangents' ? words.dual : words.forward
  return `${pass} ${step}/${steps}: ${active === undefined ? words.start : vertices[active].formula}`
}

const legendOf = (look: Look): Picture => {
  const entry = (sample: string, style: Style, word: string): Picture =>
    beside([line(sample, style), line(word, note)], 6)
  return stacked(
    [
      entry('1.5', styles.value, look.words.value),
      ...(hasTangents(look) ? [entry(`${prefixes.tangent}1.5`, styles.tangent, look.words.tangent)] : []),
      ...(hasCotangents(look) ? [entry(`${prefixes.cotangent}1.5`, styles.cotangent, look.words.cotangent)] : []),
    ],
    4,
  )
}

const indented = (picture: Picture, x: number, y: number): Picture => ({
  width: picture.width === 0 ? 0 : picture.width + 2 * x,
  height: picture.height + y,
  marks: move(x, y, picture.marks),
})

/** A drawing between its title and its legend. */
const framed = (title: string, picture: Picture, legend: Picture): Picture =>
  stacked([indented(line(title, heading), 14, 12), picture, indented({ ...legend, height: legend.height + 12 }, 14, 0)])

/** A drawing with its texts; with room for the numbers of `matching`, if that is given. */
const panel = (subject: Graph | Trace, options: Options, matching?: Show): Picture => {
  const look = lookOf(options)
  if (!isTrace(subject)) return framed(options.title ?? '', drawGraph(subject, look), empty)
  const { graph } = subject
  const vertices = verticesOf(graph, subject.steps, look)
  const progress = progressOf(vertices, look, options.step)
  const draw = (show: Show) => cellsOf(vertices, { ...look, show }, progress, bodyIn(graph, look))
  const others = draw(matching ?? look.show)
  const cells = draw(look.show).map((cell, i) => withRoomOf(cell, others[i]))
  return framed(
    options.title ?? (options.step === undefined ? '' : captionOf(vertices, look, progress)),
    diagram(vertices, cells, flowOf(vertices, look, progress)),
    options.legend === false ? empty : legendOf(look),
  )
}

/** The formulas of a graph, for screen readers. */
const description = (subject: Graph | Trace): string => {
  const graph = isTrace(subject) ? subject.graph : subject
  const formulas = formulasOf(graph, namesOf(graph))
  return graph.nodes
    .flatMap((node, i) =>
      node._tag === 'Constant' ? [] : [node._tag === 'Input' ? `${formulas[i]} ${print(node.shape)}` : formulas[i]],
    )
    .join('; ')
}

const expectSubject = (operation: string, subject: Graph | Trace): void => {
  expectRecord(
    operation,
    'a graph or a trace',
    'steps' in Object(subject)
      ? { graph: 'object', steps: 'array' }
      : { nodes: 'array', inputs: 'array', outputs: 'array' },
    subject,
  )
}

/**
 * A graph, or a function traced at a point, as an SVG document, from top to bottom.
 *
 * The wire out of a box is labelled with the value of its node and, for a trace, its tangent (`→`) and its cotangent (`←`). The wires into a box are labelled with its derivatives. Where a
 * wire branches, each branch has its share of the cotangent. A large tensor is shown as its shape.
 *
 * With `detail: 'layers'`, the operations between the first and the last use of a layer's parameters are one box, named by the path of the parameters. Parameters are the inputs below
 * `params`, or else all inputs with a path of two keys or more.
 *
 * - **Errors** a `NablaError` for a trace of values without numbers, and for a primitive without a notation.
 *
 * @example
 * const product = Draw.trace((p: { x: T.Scalar; y: T.Scalar }) => pipe(p.x, T.mul(p.y)))({ x: T.scalar(2), y: T.scalar(3) })
 * Draw.svg(product).startsWith('<svg') // => true
 * Draw.svg(product, { show: 'cotangents', step: 0 }).includes('← 1') // => true
 * Draw.svg(product.graph).includes('×') // => true
 *
 * const model = pipe(M.named('hidden', L.dense(2, 3)), M.map(T.tanh), M.andThen(M.named('out', L.dense(3, 1))))
 * const params = model.init(Seed.fromNumber(1))
 * const { graph } = Graph.stage((w: typeof params) => model.apply(w)(T.ones([4, 2])))(params)
 * Draw.svg(graph, { detail: 'layers' }).includes('weight [2, 3]') // => true
 *
 * @category destructors
 */
export const svg = (subject: Graph | Trace, options: Options = {}): string => {
  expectSubject('Draw.svg', subject)
  knownOptions('Draw.svg', drawOptions, options)
  return document(panel(subject, options), options.title ?? 'computational graph', description(subject))
}

/**
 * A trace as one SVG document for each step, from its beginning to its end, all with one layout.
 *
 * @example
 * const square = Draw.trace((x: T.Scalar) => T.square(T.sin(x)))(T.scalar(1))
 * Draw.steps(square, { show: 'tangents' }).length // => 3
 * Draw.steps(square).length // => 5
 *
 * @category destructors
 */
export const steps = (trace: Trace, options: Omit<Options, 'step'> = {}): readonly string[] => {
  expectRecord('Draw.steps', 'a trace, as Draw.trace makes it', { graph: 'object' }, trace)
  const { step: _, ...allowed } = drawOptions
  knownOptions('Draw.steps', allowed, options)
  const look = lookOf(options)
  const count = stepsOf(verticesOf(trace.graph, trace.steps, look), look)
  return Array.from({ length: count + 1 }, (_, step) => svg(trace, { ...options, step }))
}

/**
 * Forward and reverse mode side by side, at the same step of each, with their nodes at the same heights.
 *
 * @example
 * const square = Draw.trace((x: T.Scalar) => T.square(T.sin(x)))(T.scalar(1))
 * Draw.sideBySide(square, { step: 1 }).startsWith('<svg') // => true
 *
 * @category destructors
 */
export const sideBySide = (trace: Trace, options: Omit<Options, 'show' | 'title'> = {}): string => {
  expectRecord('Draw.sideBySide', 'a trace, as Draw.trace makes it', { graph: 'object' }, trace)
  const { show: _, title: __, ...allowed } = drawOptions
  knownOptions('Draw.sideBySide', allowed, options)
  const { dual, reverse } = options.words ?? english
  const titled = (title: string) => (options.step === undefined ? title : undefined)
  const left = panel(trace, { ...options, show: 'tangents', title: titled(dual) }, 'cotangents')
  const right = panel(trace, { ...options, show: 'cotangents', title: titled(reverse) }, 'tangents')
  return document(beside([left, right], 30), `${dual} | ${reverse}`, description(trace))
}

/**
 * A graph, or a function traced at a point, as the text of a Mermaid flowchart, with the same numbers as `svg`.
 *
 * @example
 * const { graph } = Draw.trace((x: T.Scalar) => T.square(x))(T.scalar(3))
 * Draw.mermaid(graph).split('\n').slice(0, 4) // => ['flowchart LR', '  n0(["x"]):::input', '  n1("x²"):::applied', '  n0 --> n1']
 *
 * @category destructors
 */
export const mermaid = (
  subject: Graph | Trace,
  options: Pick<Options, 'show' | 'names' | 'digits' | 'words'> = {},
): string => {
  expectSubject('Draw.mermaid', subject)
  const { show, names, digits, words } = drawOptions
  knownOptions('Draw.mermaid', { show, names, digits, words }, options)
  return isTrace(subject)
    ? flowchart(subject.graph, subject, lookOf(options))
    : flowchart(subject, undefined, lookOf(options))
}
