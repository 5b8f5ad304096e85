/**
 * Graphs and traces as SVG: whole, step by step, and the two modes of differentiation side by side.
 *
 * @since 0.1.0
 */
import { knownOptions } from '../../codec/Options.js'
import { print } from '../../tensor/Shape.js'
import type { Graph, Node } from '../Graph.js'
import { beside, line, stacked } from './Blocks.js'
import { insideOf, plainCells, signs, styles, tracedCells, type Look } from './Cells.js'
import { colors, document, move, type Picture, type Style } from './Marks.js'
import { momentOf, stepsOf, type Moment, type Show } from './Moment.js'
import { formulasOf, namesOf, shown } from './Names.js'
import { fewDigits } from './Numbers.js'
import { flowchart } from './Mermaid.js'
import { scene, type Flow } from './Scene.js'
import type { Trace } from './Trace.js'
import { english, type Words } from './Words.js'
import { record as expectRecord } from '../../tensor/Expect.js'

/**
 * How a graph or a trace is drawn; all may be left out.
 *
 * @category model
 * @since 0.1.0
 */
export interface Options {
  /** Which numbers, by default all. */
  readonly show?: Show | undefined
  /** How far the walk has come: 0 is its beginning. By default it is at its end. */
  readonly step?: number | undefined
  /** What nodes are called, by the names of the trace: `{ v1: 'z', result: 'L' }`. */
  readonly names?: Readonly<Record<string, string>> | undefined
  /** The line above the picture; by default it says which step it is. */
  readonly title?: string | undefined
  /** Significant digits, by default 4. */
  readonly digits?: number | undefined
  /** Whether the derivative of a node by what it is made of stands at the line between them, where it is one number; by default it does. */
  readonly derivatives?: boolean | undefined
  /** Whether a line below says which number is which; by default it does. */
  readonly legend?: boolean | undefined
  /** The words of the title and the legend, by default English. */
  readonly words?: Words | undefined
}

/** The keys of the options, without those that a function sets itself. */
const known = (...own: readonly (keyof Options)[]): readonly string[] =>
  (['show', 'step', 'names', 'title', 'digits', 'derivatives', 'legend', 'words'] as const).filter(
    (key) => !own.includes(key),
  )

const heading: Style = { size: 15, fill: colors.ink, bold: true }
const note: Style = { size: 12, fill: colors.grey }

const lookOf = ({ show = 'all', digits = fewDigits, derivatives = true, names = {} }: Options): Look => ({
  show,
  digits,
  derivatives,
  names,
})

const isTrace = (subject: Graph | Trace): subject is Trace => 'steps' in subject

const idle = { color: colors.ink, width: 1.3, back: false } as const

/** The step of a scan, drawn inside it. */
const bodyOf =
  (graph: Graph, names: readonly string[], look: Look) =>
  (node: Node): Picture =>
    node._tag === 'Scan'
      ? drawnPlain(node.body, insideOf(graph, node, look, names))
      : { width: 0, height: 0, marks: [] }

const drawnPlain = (graph: Graph, look: Look): Picture => {
  const [names, formulas] = [namesOf(graph), formulasOf(graph)]
  const cells = plainCells(graph, names, formulas, look, bodyOf(graph, names, look))
  return scene(graph, cells, { edge: () => idle, trunk: () => idle, active: undefined, activeColor: colors.ink })
}

/** How the lines look. A picture of everything at once goes no way. */
const flowOf = ({ graph, steps }: Trace, show: Show, moment: Moment): Flow => {
  const { active, handed, value, cotangent } = moment
  const back = moment.back && !(show === 'all' && moment.whole)
  const color = back ? colors.red : show === 'values' ? colors.ink : colors.blue
  const waiting = { color: colors.faint, width: 1.3, back: false }
  return {
    active,
    activeColor: color,
    edge: (to, port) => {
      if (!value(to)) return waiting
      // What arrives at a result of a scan arrives at the scan.
      const isPart = graph.nodes[to]._tag === 'Part'
      if (back && isPart && steps[to].cotangent !== undefined && cotangent(to)) return { color, width: 1.6, back }
      if (back && handed(to) && steps[to].edges[port].pulled !== undefined)
        return { color, width: active === to ? 3 : 1.6, back }
      return active === to && !back ? { color, width: 3, back } : idle
    },
    trunk: (node) =>
      back && steps[node].cotangent !== undefined && cotangent(node)
        ? { color, width: 1.6, back }
        : isKnown(graph, node, value)
          ? idle
          : waiting,
  }
}

const isKnown = ({ nodes }: Graph, place: number, value: (place: number) => boolean): boolean => {
  const { _tag } = nodes[place]
  return _tag === 'Input' || _tag === 'Constant' || value(place)
}

/** With room for the tangents and the cotangents in turn, where two pictures are to match. */
const drawnTrace = (trace: Trace, look: Look, moment: Moment, matching: readonly Show[]): Picture => {
  const { graph, steps } = trace
  const withTangents = look.show === 'tangents' || look.show === 'all'
  const known = (place: number): boolean => isKnown(graph, place, moment.value)
  const seen: Moment = { ...moment, value: known, tangent: (place) => withTangents && known(place) }
  const names = steps.map(({ name }) => name)
  const cellsOf = (show: Show) => tracedCells(graph, steps, seen, { ...look, show }, bodyOf(graph, names, look))
  return scene(graph, cellsOf(look.show), flowOf(trace, look.show, seen), matching.map(cellsOf))
}

/** The formula of a step by the names that were given. */
const formulaAt = (trace: Trace, place: number, look: Look): string => {
  const names = trace.steps.map(({ name }) => name)
  const called = names.map((name) => (Object.hasOwn(look.names, name) ? look.names[name] : shown(name)))
  return formulasOf(trace.graph, called)[place]
}

const captionOf = (trace: Trace, look: Look, moment: Moment, words: Words): string => {
  const { active, back, step, steps } = moment
  const walk = back ? words.reverse : look.show === 'values' || look.show === 'cotangents' ? words.forward : words.dual
  const name = look.show === 'cotangents' ? words.reverse : look.show === 'all' && !back ? words.forward : walk
  const what = active === undefined ? words.start : formulaAt(trace, active, look)
  return `${name} ${step}/${steps}: ${what}`
}

const legendOf = (show: Show, words: Words): Picture => {
  const item = (block: Picture, word: string): Picture => beside([block, line(word, note)], 6)
  const tangents = show === 'tangents' || show === 'all'
  const cotangents = show === 'cotangents' || show === 'all'
  return beside(
    [
      item(line('1.5', styles.value), words.value),
      ...(tangents ? [item(line(`${signs.tangent}1.5`, styles.tangent), words.tangent)] : []),
      ...(cotangents ? [item(line(`${signs.cotangent}1.5`, styles.cotangent), words.cotangent)] : []),
    ],
    26,
  )
}

const indented = (picture: Picture, x: number, y: number): Picture => ({
  width: picture.width + 2 * x,
  height: picture.height + y,
  marks: move(x, y, picture.marks),
})

const framed = (title: string, picture: Picture, legend: Picture): Picture =>
  stacked([
    ...(title === '' ? [] : [indented(line(title, heading), 14, 12)]),
    picture,
    ...(legend.width === 0 ? [] : [indented({ ...legend, height: legend.height + 12 }, 14, 0)]),
  ])

/** A picture with its words. */
const panel = (subject: Graph | Trace, options: Options, matching: readonly Show[] = []): Picture => {
  const look = lookOf(options)
  const none: Picture = { width: 0, height: 0, marks: [] }
  if (!isTrace(subject)) return framed(options.title ?? '', drawnPlain(subject, look), none)
  const words = options.words ?? english
  const moment = momentOf(subject, look.show, options.step)
  const title = options.title ?? (options.step === undefined ? '' : captionOf(subject, look, moment, words))
  return framed(
    title,
    drawnTrace(subject, look, moment, matching),
    options.legend === false ? none : legendOf(look.show, words),
  )
}

/** The graph in words, for those who cannot see it. */
const description = (subject: Graph | Trace): string => {
  const graph = isTrace(subject) ? subject.graph : subject
  const formulas = formulasOf(graph)
  return graph.nodes
    .flatMap((node, i) =>
      node._tag === 'Constant' ? [] : [node._tag === 'Input' ? `${formulas[i]} ${print(node.shape)}` : formulas[i]],
    )
    .join('; ')
}

/**
 * A graph, or a function traced at a point, as an SVG document.
 *
 * Values stand above the lines; below them, of a trace, how fast they move (`→`) and how much the result depends on them (`←`). At the line into a node stands its derivative by what comes
 * in there. Where a line branches, each branch has its share of the cotangent, and the sum stands before. Tensors that are large are given by their shape.
 *
 * - **Errors** a `NablaError` for a trace of values that have no numbers.
 *
 * @example
 * const product = Draw.trace((p: { x: T.Scalar; y: T.Scalar }) => pipe(p.x, T.mul(p.y)))({ x: T.scalar(2), y: T.scalar(3) })
 * Draw.svg(product).startsWith('<svg') // => true
 * Draw.svg(product, { show: 'cotangents', step: 0 }).includes('← 1') // => true
 * Draw.svg(product.graph).includes('×') // => true
 *
 * @category destructors
 * @since 0.1.0
 */
export const svg = (subject: Graph | Trace, options: Options = {}): string => {
  expectRecord(
    'Draw.svg',
    'a graph or a trace',
    'steps' in Object(subject)
      ? { graph: 'object', steps: 'array' }
      : { nodes: 'array', inputs: 'array', outputs: 'array' },
    subject,
  )
  knownOptions('Draw.svg', known(), options)
  return document(panel(subject, options), options.title ?? 'computational graph', description(subject))
}

/**
 * A trace step by step, from its beginning to its end: one SVG document for each step, all of one layout.
 *
 * @example
 * const square = Draw.trace((x: T.Scalar) => T.square(T.sin(x)))(T.scalar(1))
 * Draw.steps(square, { show: 'tangents' }).length // => 3
 * Draw.steps(square).length // => 5
 *
 * @category destructors
 * @since 0.1.0
 */
export const steps = (trace: Trace, options: Omit<Options, 'step'> = {}): readonly string[] => {
  expectRecord('Draw.steps', 'a trace, as Draw.trace makes it', { graph: 'object' }, trace)
  knownOptions('Draw.steps', known('step'), options)
  return Array.from({ length: stepsOf(trace, options.show ?? 'all') + 1 }, (_, step) =>
    svg(trace, { ...options, step }),
  )
}

/**
 * Dual numbers and the tape side by side, at the same step of each: how tangents go forward, and how cotangents come back. Pictures that are much wider than high stand one above the other.
 *
 * @example
 * const square = Draw.trace((x: T.Scalar) => T.square(T.sin(x)))(T.scalar(1))
 * Draw.sideBySide(square, { step: 1 }).startsWith('<svg') // => true
 *
 * @category destructors
 * @since 0.1.0
 */
export const sideBySide = (trace: Trace, options: Omit<Options, 'show' | 'title'> = {}): string => {
  expectRecord('Draw.sideBySide', 'a trace, as Draw.trace makes it', { graph: 'object' }, trace)
  knownOptions('Draw.sideBySide', known('show', 'title'), options)

  const words = options.words ?? english
  const [dual, tape] = (['tangents', 'cotangents'] as const).map((show) => {
    const title = options.step === undefined ? (show === 'tangents' ? words.dual : words.reverse) : undefined
    return panel(trace, { ...options, show, title }, ['tangents', 'cotangents'])
  })
  const wide = dual.width > 1.4 * dual.height
  const both = wide ? stacked([dual, tape], 16) : beside([dual, tape], 30)
  return document(both, `${words.dual} | ${words.reverse}`, description(trace))
}

/**
 * A graph, or a function traced at a point, as the text of a Mermaid flowchart, with the same numbers as `svg`.
 *
 * @example
 * const { graph } = Draw.trace((x: T.Scalar) => T.square(x))(T.scalar(3))
 * Draw.mermaid(graph).split('\n').slice(0, 4) // => ['flowchart LR', '  n0(["x"]):::input', '  n1("x²"):::applied', '  n0 --> n1']
 *
 * @category destructors
 * @since 0.1.0
 */
export const mermaid = (subject: Graph | Trace, options: Pick<Options, 'show' | 'names' | 'digits'> = {}): string => {
  expectRecord(
    'Draw.mermaid',
    'a graph or a trace',
    'steps' in Object(subject)
      ? { graph: 'object', steps: 'array' }
      : { nodes: 'array', inputs: 'array', outputs: 'array' },
    subject,
  )
  knownOptions('Draw.mermaid', ['show', 'names', 'digits'], options)
  return isTrace(subject)
    ? flowchart(subject.graph, subject, lookOf(options))
    : flowchart(subject, undefined, lookOf(options))
}
