/**
 * Formulas of functions and of their gradients.
 */
import { knownOptions } from '../codec/Options.js'
import { grad } from '../diff/Derivative.js'
import { fail } from '../tensor/Errors.js'
import type { CheckTree, TreeError } from '../tensor/Params.js'
import type { AnyTensor, Scalar } from '../tensor/Value.js'
import type { Graph } from '../graph/Graph.js'
import { stage } from '../graph/Stage.js'
import { given as asWritten, nameOfPath, showName, type Name } from './Names.js'
import {
  givenId,
  inputId,
  type Document,
  type Equation,
  type Label,
  type Layout,
  type ScanDocument,
} from './Document.js'
import { equationsOf, showEquations } from './Equations.js'
import { read, type ReadOptions } from './Read.js'
import { stepsOf } from './Steps.js'
import { fn as expectFn, record as expectRecord } from '../tensor/Expect.js'

/**
 * What a formula is told beyond the function.
 *
 * A name in `name`, `names` or `given` that holds one of `\ _ ^ { } '` is TeX and is written into the formula as it is, so that `W_1` and `\hat{y}` can be given; any other is a word, and is escaped. Paths of
 * tensors and `variable` are always words. Text from outside is safe as a path, not as such a name.
 *
 * @category model
 */
export interface FormulaOptions {
  /** The name of the function, a word or TeX; by default f. */
  readonly name?: string
  /** The name of an argument that is a single tensor; by default x. */
  readonly variable?: string
  /** Names for tensors by their paths, words or TeX: `{ 'hidden.weight': 'W_1' }`. */
  readonly names?: Readonly<Record<string, string>>
  /** Tensors that the function uses without being given them, by the names they are to have. */
  readonly given?: Readonly<Record<string, AnyTensor>>
  /** Paths, or names in `given`, of tensors whose rows sum to 1. It is taken for granted, as class numbers are taken to be numbers of classes. */
  readonly distributions?: readonly string[]
  /** Letters for sizes, each TeX as it is: `{ N: 60000 }`. Other sizes are n, k, m, …, as they come up. */
  readonly sizes?: Readonly<Record<string, number>>
  /** About how many letters a line may be wide; by default 72. */
  readonly width?: number
}

const formulaOptions = [
  'name',
  'variable',
  'names',
  'given',
  'distributions',
  'sizes',
  'width',
] as const satisfies readonly (keyof FormulaOptions)[]

/** A name that a person gave: a word, or TeX. */
export const named = (text: string): Name =>
  /^(tanh|sin|cos|log|exp|max|min)$/.test(text)
    ? { base: `\\${text}` }
    : /[\\_^{}']/.test(text)
      ? asWritten(text)
      : nameOfPath(text, text)

const readOptions = ({ given = {}, distributions = [] }: FormulaOptions): ReadOptions => ({
  given,
  counts: [],
  literals: [],
  distributions: new Set(distributions.flatMap((d) => [inputId(d), givenId(d)])),
})

/** Names for paths: short, but where two would be called alike, long. */
const namesOfPaths = ({ names = {}, variable = 'x' }: FormulaOptions, paths: readonly string[]): readonly Name[] => {
  const short = paths.map((path) => (Object.hasOwn(names, path) ? named(names[path]) : nameOfPath(path, variable)))
  const texs = short.map((name) => showName(name))
  return short.map((name, i) =>
    Object.hasOwn(names, paths[i]) || texs.indexOf(texs[i]) === texs.lastIndexOf(texs[i])
      ? name
      : nameOfPath(paths[i], variable, false),
  )
}

/** Options that name what is not there are mistakes. */
const known = (option: string, found: readonly string[], there: readonly string[]): void => {
  const wrong = found.find((f) => !there.includes(f))
  if (wrong !== undefined) fail('Latex', `${option} among ${there.map((w) => `"${w}"`).join(', ')}`, `"${wrong}"`)
}

const layoutOf = (options: FormulaOptions, document: Document): Layout => {
  const paths = document.inputs.map(({ path }) => path)
  const there = [...paths, ...Object.keys(options.given ?? {})]
  known('names', Object.keys(options.names ?? {}), there)
  known('distributions', options.distributions ?? [], there)
  const { names = {}, given = {}, width = 72 } = options
  const inputs = namesOfPaths(options, paths)
  const constants = document.constants.filter(({ id }) => id.startsWith('constant'))
  return {
    ...readOptions(options),
    width,
    sizes: new Map(Object.entries(options.sizes ?? {}).map(([letter, n]) => [n, letter])),
    names: new Map([
      ...document.inputs.map(({ id }, i) => [id, inputs[i]] as const),
      ...Object.keys(given).map(
        (name) => [givenId(name), named(Object.hasOwn(names, name) ? names[name] : name)] as const,
      ),
      ...constants.map(
        ({ id }, i) => [id, { base: 'c', ...(constants.length > 1 ? { below: String(i + 1) } : {}) }] as const,
      ),
    ]),
  }
}

const few = 3

/** The arguments, as they stand behind the name of a function. */
const argumentsOf = (document: Document, layout: Layout): string => {
  const all = document.inputs.map(({ id }) => showName(layout.names.get(id) ?? { base: '?' }))
  return all.length > few ? '\\theta' : all.join(', ')
}

const functionName = ({ name = 'f' }: FormulaOptions): Name => named(name)

/** Names for what a step of a scan is given: those of what it is folded over, else s for states and x for inputs. */
const namesInStep = (
  { scan, states, xs, captured }: ScanDocument,
  outside: ReadonlyMap<string, Name>,
): ReadonlyMap<string, Name> => {
  const all = (
    kind: string,
    letter: string,
    ids: readonly (string | undefined)[],
  ): readonly (readonly [string, Name])[] =>
    ids.map((id, i) => {
      const below = ids.length > 1 ? { below: String(i + 1) } : {}
      return [inputId(`${kind} ${i + 1}`), outside.get(id ?? '') ?? { base: letter, ...below }]
    })
  return new Map([
    ...all('state', 's', states),
    ...all('x', 'x', xs),
    ...all('captured', 'c', captured),
    ...scan.body.outputs
      .filter(({ name }) => name.startsWith('y'))
      .map(({ name }, i, ys) => [name, resultName(i, ys.length)] as const),
  ])
}

const resultName = (i: number, of: number): Name => ({ base: 'y', ...(of > 1 ? { below: String(i + 1) } : {}) })

/** One step of a scan: each state with a prime is the next one. */
const stepOf = (
  options: FormulaOptions,
  read_: ScanDocument,
  outside: ReadonlyMap<string, Name>,
): readonly Equation[] => {
  const names = namesInStep(read_, outside)
  const document = read(read_.scan.body, readOptions(options))
  const layout = layoutOf({ ...options, names: {}, distributions: [] }, document)
  const label = (path: string): Label => {
    const name = names.get(path) ?? names.get(inputId(path)) ?? { base: '?' }
    return path.startsWith('state')
      ? { _tag: 'Named', name: { ...name, prime: true }, previous: inputId(path) }
      : { _tag: 'Named', name }
  }
  return equationsOf(
    { ...layout, names: new Map([...layout.names, ...names]) },
    document,
    stepsOf(document, new Map(document.outputs.map(({ path }) => [path, label(path)]))),
  )
}

/** What comes out of a scan: the states after so many steps. */
const resultsOf = (read_: ScanDocument, outside: ReadonlyMap<string, Name>): readonly (readonly [string, Name])[] => {
  const { scan, states, results } = read_
  const names = namesInStep(read_, outside)
  return results.map(({ id, index }) => {
    if (index >= states.length) return [id, resultName(index - states.length, scan.results.length - states.length)]
    const name = names.get(inputId(`state ${index + 1}`)) ?? { base: 's' }
    return [id, { ...name, base: `${name.base}^{(${scan.length})}` }]
  })
}

const formulaOf = (options: FormulaOptions, graph: Graph): readonly Equation[] => {
  const document = read(graph, readOptions(options))
  const own = layoutOf(options, document)
  const layout: Layout = {
    ...own,
    names: new Map([...own.names, ...document.scans.flatMap((s) => resultsOf(s, own.names))]),
  }
  const args = argumentsOf(document, layout)
  const label = (path: string): Label =>
    path === '' ? { _tag: 'Named', name: functionName(options), args } : { _tag: 'Named', name: nameOfPath(path, path) }
  const results = document.outputs.filter(({ expression }) =>
    document.scans.every((s) => s.results.every(({ id }) => expression._tag !== 'Reference' || expression.id !== id)),
  )
  return [
    ...document.scans.flatMap((s) => stepOf(options, s, own.names)),
    ...equationsOf(layout, document, stepsOf(document, new Map(results.map(({ path }) => [path, label(path)])))),
  ]
}

/**
 * The formula of a graph, as TeX. A scan is written as one step of it, with a prime on what is next.
 *
 * @example
 * const { graph } = Graph.stage((x: T.Scalar) => T.square(x))(T.scalar(0))
 * Latex.of(graph) // => 'f(x) = x^{2}'
 *
 * @category destructors
 */
export const of = (graph: Graph, options: FormulaOptions = {}): string => {
  expectRecord(
    'Latex.of',
    'a graph, as Graph.stage makes it',
    { nodes: 'array', inputs: 'array', outputs: 'array' },
    graph,
  )
  knownOptions('Latex.of', formulaOptions, options)
  return showEquations(formulaOf(options, graph))
}

/**
 * The formula of a function, as TeX that KaTeX sets, read from its graph; `like` gives the shapes, its numbers are not looked at.
 *
 * Tensors are called by their paths: `hidden.weight` is W with "hidden" below it, `beta1` is β₁. It is written for whole tensors where that says it all, else by element. What goes into
 * matrix products and comes out of them, and what is long and used more than once, are steps with names of their own, one below the other.
 *
 * What is written is mathematics over the real numbers: what only keeps digits, such as the largest logit that a softmax is shifted by, is not there.
 *
 * - **Errors** as `Graph.stage`, and for options that name what the function does not have.
 * - **Law** `test/latex/law.test.ts`: computed with numbers, the formula is the function.
 *
 * @example
 * const x = T.tensor([1, 2, 3])
 * const y = T.tensor([2, 4, 6])
 * const cost = (w: T.Scalar) => pipe(x, T.mul(w), T.sub(y), T.square, T.mean)
 * const latex = Latex.formula(cost, { name: 'cost', variable: 'w', given: { x, y } })(T.scalar(0))
 * latex // => String.raw`\mathrm{cost}(w) = \frac{1}{n} \sum_{i=1}^{n} (w x_i - y_i)^{2}`
 *
 * @category formulas
 */
export const formula = <P, Q>(f: (x: P) => Q, options: FormulaOptions = {}) => {
  expectFn('Latex.formula', f)
  knownOptions('Latex.formula', formulaOptions, options)
  return (like: P & CheckTree<P>): string => of(stage(f)(like).graph, options)
}

/**
 * What the formula of a gradient is told beyond the function.
 *
 * @category model
 */
export interface GradientOptions extends FormulaOptions {
  /** The paths by which to differentiate; by default all. */
  readonly by?: readonly string[]
}

/** A gradient is that of one number. */
type CheckScalar<Q> = [Q] extends [Scalar] ? unknown : TreeError<'a gradient is that of a function to a scalar'>

/**
 * The formulas of the derivatives of a function by each of its arguments, as TeX, read from the graph of its gradient.
 *
 * - **Errors** as `formula`.
 *
 * @example
 * const loss = (p: { readonly y: T.Tensor<[5]>; readonly t: T.Tensor<[5]> }) => pipe(p.y, Loss.mse(p.t))
 * const latex = Latex.gradient(loss, { name: 'L', by: ['y'] })({ y: T.zeros([5]), t: T.zeros([5]) })
 * latex // => String.raw`\frac{\partial L}{\partial y} = \frac{2}{n} (y - t)`
 *
 * @category formulas
 */
export const gradient = <P, Q>(f: (x: P) => Q, options: GradientOptions = {}) => {
  expectFn('Latex.gradient', f)
  knownOptions('Latex.gradient', [...formulaOptions, 'by'], options)
  return (like: P & CheckTree<P> & CheckScalar<Q>): string => {
    const forward = read(stage(f)(like).graph, readOptions(options))
    const { graph } = stage((x: P) => grad(f as (x: P) => Scalar & Q)(x as P & CheckTree<P>))(like)
    const document = read(graph, { ...readOptions(options), counts: forward.counts, literals: forward.literals })
    known(
      'by',
      options.by ?? [],
      document.outputs.map(({ path }) => path),
    )
    const layout = layoutOf(options, document)
    const labels = document.outputs
      .filter(({ path }) => options.by === undefined || options.by.includes(path))
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
