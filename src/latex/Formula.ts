/** Formulas of functions and of their gradients. */
import { knownOptions, texts } from '../codec/Options.js'
import { grad } from '../diff/Derivative.js'
import type { Graph } from '../graph/Graph.js'
import { stage } from '../graph/Stage.js'
import { fn as expectFn, record as expectRecord } from '../tensor/Expect.js'
import type { CheckTree, TreeError } from '../tensor/Params.js'
import type { Scalar } from '../tensor/Value.js'
import { inputId, type Document, type Equation, type Label, type Layout } from './Document.js'
import { equationsOf, showEquations } from './Equations.js'
import { nameOfPath, nameOfText, showName, type Name } from './Names.js'
import { checkNames, formulaOptions, layoutOf, readOptions, type FormulaOptions } from './Options.js'
import { read } from './Read.js'
import { resultsOf, stepOf } from './Scans.js'
import { stepsOf } from './Steps.js'

/** How many arguments are printed; more of them are θ. */
const fewArguments = 3

const argumentsOf = (document: Document, layout: Layout): string => {
  const all = document.inputs.map(({ id }) => showName(layout.names.get(id) ?? { base: '?' }))
  return all.length > fewArguments ? '\\theta' : all.join(', ')
}

const functionName = ({ name = 'f' }: FormulaOptions): Name => nameOfText(name)

const equationsOfGraph = (options: FormulaOptions, graph: Graph): readonly Equation[] => {
  const document = read(graph, readOptions(options))
  const own = layoutOf(options, document)
  const { scans } = document
  const layout: Layout = { ...own, names: new Map([...own.names, ...scans.flatMap((s) => resultsOf(s, own.names))]) }
  const args = argumentsOf(document, layout)
  const label = (path: string): Label =>
    path === '' ? { _tag: 'Named', name: functionName(options), args } : { _tag: 'Named', name: nameOfPath(path, path) }
  // A result of a scan is named by the equations of its step.
  const scanned = new Set(scans.flatMap((s) => s.results.map(({ id }) => id)))
  const results = document.outputs.filter((o) => o.expression._tag !== 'Reference' || !scanned.has(o.expression.id))
  const labels = new Map(results.map(({ path }) => [path, label(path)]))
  return [
    ...scans.flatMap((s) => stepOf(options, s, own.names)),
    ...equationsOf(layout, document, stepsOf(document, labels)),
  ]
}

/**
 * The formula of a graph, as TeX. A scan is written as one of its steps, with a prime on the next state.
 *
 * @example
 * const { graph } = Graph.stage((x: T.Scalar) => T.square(x))(T.scalar(0))
 * Latex.fromGraph(graph) // => 'f(x) = x^{2}'
 *
 * @category destructors
 */
export const fromGraph = (graph: Graph, options: FormulaOptions = {}): string => {
  expectRecord(
    'Latex.fromGraph',
    'a graph, as Graph.stage makes it',
    { nodes: 'array', inputs: 'array', outputs: 'array' },
    graph,
  )
  knownOptions('Latex.fromGraph', formulaOptions, options)
  return showEquations(equationsOfGraph(options, graph))
}

/**
 * The formula of a function, as TeX that KaTeX sets, read from its graph. Only the shapes of `like` matter.
 *
 * Tensors are named by their paths: `hidden.weight` is W with "hidden" below it, `beta1` is β₁. The formula is for whole tensors where that is possible, else for an element. Arguments and
 * results of matrix products, and long expressions that occur more than once, are steps of their own, one below the other.
 *
 * The formula is over the real numbers. What only serves precision, such as the shift of a softmax by its largest logit, does not appear.
 *
 * - **Errors** as `Graph.stage`, and for options that name unknown tensors.
 * - **Law** `test/latex/law.test.ts`: computed with numbers, the formula is the function.
 *
 * @example
 * const x = T.tensor([1, 2, 3])
 * const y = T.tensor([2, 4, 6])
 * const cost = (w: T.Scalar) => pipe(x, T.mul(w), T.sub(y), T.square, T.mean)
 * const latex = Latex.formula(cost, { name: 'cost', variable: 'w', constants: { x, y } })(T.scalar(0))
 * latex // => String.raw`\mathrm{cost}(w) = \frac{1}{n} \sum_{i=1}^{n} (w x_i - y_i)^{2}`
 *
 * @category formulas
 */
export const formula = <P, Q>(f: (x: P) => Q, options: FormulaOptions = {}) => {
  expectFn('Latex.formula', f)
  knownOptions('Latex.formula', formulaOptions, options)
  return (like: P & CheckTree<P>): string => fromGraph(stage(f)(like).graph, options)
}

/**
 * Options of the formulas of a gradient.
 *
 * @category model
 */
export interface GradientOptions extends FormulaOptions {
  /** The paths of the arguments to differentiate with respect to. Default: all. */
  readonly wrt?: readonly string[]
}

type CheckScalar<Q> = [Q] extends [Scalar] ? unknown : TreeError<'a gradient is that of a function to a scalar'>

/**
 * The formulas of the partial derivatives of a function, as TeX, read from the graph of its gradient.
 *
 * - **Errors** as `formula`.
 *
 * @example
 * const loss = (p: { readonly y: T.Tensor<[5]>; readonly t: T.Tensor<[5]> }) => pipe(p.y, Loss.mse(p.t))
 * const latex = Latex.gradient(loss, { name: 'L', wrt: ['y'] })({ y: T.zeros([5]), t: T.zeros([5]) })
 * latex // => String.raw`\frac{\partial L}{\partial y} = \frac{2}{n} (y - t)`
 *
 * @category formulas
 */
export const gradient = <P, Q>(f: (x: P) => Q, options: GradientOptions = {}) => {
  expectFn('Latex.gradient', f)
  knownOptions('Latex.gradient', { ...formulaOptions, wrt: texts }, options)
  return (like: P & CheckTree<P> & CheckScalar<Q>): string => {
    const forward = read(stage(f)(like).graph, readOptions(options))
    const { graph } = stage((x: P) => grad(f as (x: P) => Scalar & Q)(x as P & CheckTree<P>))(like)
    const document = read(graph, { ...readOptions(options), counts: forward.counts, literals: forward.literals })
    checkNames(
      'wrt',
      options.wrt ?? [],
      document.outputs.map(({ path }) => path),
    )
    const layout = layoutOf(options, document)
    const labels = document.outputs
      .filter(({ path }) => options.wrt === undefined || options.wrt.includes(path))
      .map(({ path }): readonly [string, Label] => [
        path,
        {
          _tag: 'Partial',
          output: functionName(options),
          input: layout.names.get(inputId(path)) ?? { base: '?' },
        },
      ])
    return showEquations(equationsOf(layout, document, stepsOf(document, new Map(labels))))
  }
}
