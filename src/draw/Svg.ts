/**
 * Graphs and traces as SVG: at one moment, step by step, and both modes of differentiation side by side.
 */
import { flag, integer, knownOptions, oneOfTexts, record, text, textsByName, type Allowed } from '../codec/Options.js'
import { record as expectRecord } from '../tensor/Expect.js'
import { print } from '../tensor/Shape.js'
import type { Graph } from '../graph/Graph.js'
import { cellsOf, styles, type Cell } from './Cell.js'
import { diagram } from './Diagram.js'
import { write } from './Element.js'
import { flowchart } from './Mermaid.js'
import { formulasOf, namesOf } from './Notation.js'
import { beside, colors, empty, line, move, stacked, type Picture, type Style } from './Picture.js'
import { progressOf, stepsOf, type Progress } from './Progress.js'
import type { Step, Trace } from './Trace.js'
import { defaultDigits } from './Values.js'
import {
  hasCotangents,
  hasTangents,
  insideOf,
  prefixes,
  verticesOf,
  type Look,
  type Show,
  type Vertex,
} from './Vertex.js'
import { english, type Language } from './Language.js'

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
  readonly language?: Language | undefined
}

const drawOptions = {
  show: oneOfTexts('values', 'tangents', 'cotangents', 'all'),
  detail: oneOfTexts('operations', 'layers'),
  step: integer(0),
  names: textsByName,
  title: text,
  digits: integer(1, 100),
  derivatives: flag,
  legend: flag,
  language: {
    expected: 'a language, such as Draw.korean',
    holds: (u) =>
      record.holds(u) &&
      Object.entries(english).every(
        ([key, own]) => typeof (u as Readonly<Record<string, unknown>>)[key] === typeof own,
      ),
  },
} satisfies Record<keyof Options, Allowed>

const lookOf = ({
  show = 'all',
  detail = 'operations',
  digits = defaultDigits,
  derivatives = true,
  names = {},
  language = english,
}: Options): Look => ({ show, detail, digits, derivatives, names, language })

/** A graph with its steps, if it was traced. */
interface Subject {
  readonly graph: Graph
  readonly steps: readonly Step[] | undefined
}

const subjectOf = (operation: string, subject: Graph | Trace): Subject => {
  const isTrace = 'steps' in Object(subject)
  const fields = isTrace
    ? ({ graph: 'object', steps: 'array' } as const)
    : ({ nodes: 'array', inputs: 'array', outputs: 'array' } as const)
  expectRecord(operation, 'a graph or a trace', fields, subject)
  return 'steps' in subject ? subject : { graph: subject, steps: undefined }
}

/** The cells of vertices, with the step of each scan inside it. */
const cellsIn = (graph: Graph, vertices: readonly Vertex[], look: Look, progress: Progress): readonly Cell[] =>
  cellsOf(vertices, look, progress, ({ node }) =>
    node._tag === 'Scan' ? drawGraph(node.body, insideOf(graph, node, look)) : empty,
  )

const drawGraph = (graph: Graph, look: Look): Picture => {
  const vertices = verticesOf(graph, undefined, look)
  const progress = progressOf(vertices, look)
  return diagram(cellsIn(graph, vertices, look, progress), progress)
}

/** A picture with the larger room of two. */
const withRoomOf = (a: Picture, b: Picture): Picture => ({
  ...a,
  width: Math.max(a.width, b.width),
  height: Math.max(a.height, b.height),
})

const captionOf = (vertices: readonly Vertex[], { show, language }: Look, progress: Progress): string => {
  const { active, back, step, steps } = progress
  const pass = back ? language.reverse : show === 'tangents' ? language.dual : language.forward
  return `${pass} ${step}/${steps}: ${active === undefined ? language.start : vertices[active].formula}`
}

const heading: Style = { size: 15, fill: colors.ink, bold: true }
const note: Style = { size: 12, fill: colors.grey }

const legendOf = (look: Look): Picture => {
  const entry = (kind: keyof typeof styles, prefix: string): Picture =>
    beside([line(`${prefix}1.5`, styles[kind]), line(look.language[kind], note)], 6)
  return stacked(
    [
      entry('value', ''),
      ...(hasTangents(look) ? [entry('tangent', prefixes.tangent)] : []),
      ...(hasCotangents(look) ? [entry('cotangent', prefixes.cotangent)] : []),
    ],
    4,
  )
}

const padded = ({ width, height, elements }: Picture, top: number, bottom: number): Picture => ({
  width: width === 0 ? 0 : width + 28,
  height: top + height + bottom,
  elements: move(14, top, elements),
})

/** A drawing between its title and its legend; with room for the numbers of `matching`, if that is given. */
const panel = ({ graph, steps }: Subject, options: Options, matching?: Show): Picture => {
  const look = lookOf(options)
  const vertices = verticesOf(graph, steps, look)
  const progress = progressOf(vertices, look, steps && options.step)
  const cells = cellsIn(graph, vertices, look, progress)
  const other: Look = { ...look, show: matching ?? look.show }
  const others = matching === undefined ? cells : cellsIn(graph, verticesOf(graph, steps, other), other, progress)
  const roomy = cells.map((cell, i): Cell => ({
    ...cell,
    label: withRoomOf(cell.label, others[i].label),
    ports: cell.ports.map((port, k) => withRoomOf(port, others[i].ports[k])),
  }))
  const hasCaption = steps !== undefined && options.step !== undefined
  const title = options.title ?? (hasCaption ? captionOf(vertices, look, progress) : '')
  const legend = steps === undefined || options.legend === false ? empty : legendOf(look)
  return stacked([padded(line(title, heading), 12, 0), diagram(roomy, progress), padded(legend, 0, 12)])
}

/** The formulas of a graph, for screen readers. */
const descriptionOf = (graph: Graph): string => {
  const formulas = formulasOf(graph, namesOf(graph))
  return graph.nodes
    .flatMap((node, i) =>
      node._tag === 'Constant' ? [] : [node._tag === 'Input' ? `${formulas[i]} ${print(node.shape)}` : formulas[i]],
    )
    .join('; ')
}

/** Fonts with Latin, Greek, arrows and Hangul. */
const font = "'Noto Sans KR', 'Noto Sans CJK KR', 'DejaVu Sans', Inter, 'Helvetica Neue', Arial, sans-serif"

/** A picture as an SVG document with a title, and a description for screen readers. */
const documentOf = (picture: Picture, title: string, graph: Graph): string => {
  const [width, height] = [Math.ceil(picture.width), Math.ceil(picture.height)]
  return `${write({
    tag: 'svg',
    attributes: {
      ...{ xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}` },
      ...{ role: 'img', 'aria-label': title, 'font-family': font },
    },
    children: [
      { tag: 'title', children: [title] },
      { tag: 'desc', children: [descriptionOf(graph)] },
      { tag: 'rect', attributes: { width, height, fill: colors.paper } },
      ...picture.elements,
    ],
  })}\n`
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
  const drawn = subjectOf('Draw.svg', subject)
  knownOptions('Draw.svg', drawOptions, options)
  return documentOf(panel(drawn, options), options.title ?? 'computational graph', drawn.graph)
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
  const { dual, reverse } = options.language ?? english
  const titled = (title: string) => (options.step === undefined ? title : undefined)
  const left = panel(trace, { ...options, show: 'tangents', title: titled(dual) }, 'cotangents')
  const right = panel(trace, { ...options, show: 'cotangents', title: titled(reverse) }, 'tangents')
  return documentOf(beside([left, right], 30), `${dual} | ${reverse}`, trace.graph)
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
  options: Pick<Options, 'show' | 'names' | 'digits' | 'language'> = {},
): string => {
  const { graph, steps } = subjectOf('Draw.mermaid', subject)
  const { show, names, digits, language } = drawOptions
  knownOptions('Draw.mermaid', { show, names, digits, language }, options)
  return flowchart(graph, steps, lookOf(options))
}
