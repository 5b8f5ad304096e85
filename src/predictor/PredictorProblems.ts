/**
 * The differences between a file and the requested predictor, as problems.
 */
import type { Problem } from '../codec/Problem.js'
import { listed, quoted, spelt } from '../codec/Words.js'
import { repeated } from '../data/Classes.js'
import type { Columns } from '../data/Columns.js'
import type { Content } from '../format/Safetensors.js'
import type { Table, Target } from '../data/Table.js'
import { outputs, parameters } from '../spec/ModelSpec.js'
import { entries } from '../tensor/Params.js'
import { equals, print, sizeOf, type Shape } from '../tensor/Shape.js'
import { dense, shape, type AnyTensor } from '../tensor/Value.js'
import { notFinite } from './Finite.js'
import type { Spec } from './Predictor.js'

/** The advice for a file that contradicts itself. */
export const anew = 'The file was put together wrongly: save it anew.'

/** The columns and the target in a file. */
interface StoredTable {
  readonly columns: Columns
  readonly target: Target
}

/** A problem unless a condition holds. */
const unless = (holds: boolean, path: string, expected: string, found: string, next: string): readonly Problem[] =>
  holds ? [] : [{ path, expected, found, next }]

const named = (name: string | undefined): string => (name === undefined ? 'none' : quoted(name))

/** The first index at which names differ, with the function that takes the names. */
const differing = (path: string, expected: Columns, found: Columns, taker: string): readonly Problem[] => {
  const length = Math.max(expected.length, found.length)
  const at = Array.from({ length }, (_, i) => i).find((i) => expected[i] !== found[i])
  const next = `Give ${taker} of the file, in its order: ${listed(found)}.`
  return at === undefined ? [] : unless(false, `${path}[${at}]`, named(expected[at]), named(found[at]), next)
}

const kinds = {
  Class: { name: 'the class of a row', constructor: 'Data.classOf' },
  Numbers: { name: 'numbers of a row', constructor: 'Data.numbers' },
} as const

const targets = (expected: Target, found: Target): readonly Problem[] => {
  if (expected._tag === 'Class' && found._tag === 'Class')
    return [
      ...unless(
        expected.column === found.column,
        'target.column',
        quoted(expected.column),
        quoted(found.column),
        'Give Data.classOf the column of the file.',
      ),
      ...differing('target.names', expected.names, found.names, 'Data.classes the names'),
    ]
  if (expected._tag === 'Numbers' && found._tag === 'Numbers')
    return differing('target.columns', expected.columns, found.columns, 'Data.numbers the columns')
  const [wanted, stored] = [kinds[expected._tag], kinds[found._tag]]
  return unless(false, 'target', wanted.name, stored.name, `Give Data.table ${stored.constructor}, or another file.`)
}

/** How the table of a file differs from another one, except for the scale. */
export const tables = (expected: Table<Columns, Target>, found: StoredTable): readonly Problem[] => [
  ...differing('columns', expected.columns, found.columns, 'Data.table the columns'),
  ...targets(expected.target, found.target),
]

/** How the objective of a file differs from another one, by name. */
export const objectives = (expected: string, found: string): readonly Problem[] =>
  unless(
    expected === found,
    'objective',
    quoted(expected),
    quoted(found),
    'Give the objective for which it was trained.',
  )

const at = (path: string): string => spelt(['tensors', path])

const lookup = (tensors: Content['tensors'], path: string): AnyTensor | undefined =>
  Object.hasOwn(tensors, path) ? tensors[path] : undefined

const shapeIn = (x: AnyTensor | undefined): string => (x === undefined ? 'no tensor' : print(shape(x)))

const hasShape = (x: AnyTensor | undefined, sizes: Shape): x is AnyTensor => x !== undefined && equals(shape(x), sizes)

/** How the tensors of a file differ from parameters, by name and shape. */
export const tensors = (params: unknown, found: Content['tensors'], next: string): readonly Problem[] => {
  const expected = entries(params, 'Train.load').map(([path, x]) => [`params.${path}`, shape(x)] as const)
  const known = new Set<string>(expected.map(([path]) => path))
  return [
    ...expected.flatMap(([path, sizes]) => {
      const tensor = lookup(found, path)
      return unless(hasShape(tensor, sizes), at(path), `the shape ${print(sizes)}`, shapeIn(tensor), next)
    }),
    ...Object.keys(found)
      .filter((path) => !known.has(path) && !/^(s|targetS)cale\./.test(path))
      .flatMap((path) => unless(false, at(path), 'no tensor', shapeIn(found[path]), next)),
  ]
}

/** Non-finite parameters. */
export const finite = (found: Content['tensors']): readonly Problem[] =>
  Object.entries(found).flatMap(([path, x]) => {
    const wrong = path.startsWith('params.') ? notFinite(x) : undefined
    return unless(
      wrong === undefined,
      at(path),
      'finite numbers',
      wrong ?? '',
      'The training had diverged when it was saved: train it anew, with a lower learning rate.',
    )
  })

/** Whether a scale of this name exists, for the number of columns. */
export const scales = (name: string, columns: number, found: Content['tensors']): readonly Problem[] =>
  [
    { path: `${name}.mean`, takes: Number.isFinite, numbers: 'finite numbers' },
    { path: `${name}.deviation`, takes: (x: number) => x > 0 && Number.isFinite(x), numbers: 'positive numbers' },
  ].flatMap(({ path, takes, numbers }) => {
    const tensor = lookup(found, path)
    const wrong = hasShape(tensor, [columns]) ? dense(tensor).find((x) => !takes(x)) : shapeIn(tensor)
    return unless(wrong === undefined, at(path), `${columns} ${numbers}, one for each column`, String(wrong), anew)
  })

/** The first repeated name. */
const repeatedIn = (path: string, names: Columns): readonly Problem[] => {
  const index = repeated(names)
  return unless(index < 0, `${path}[${index}]`, 'each name once', `${named(names[index])} again`, anew)
}

/** The problems of a table itself. */
export const flaws = ({ columns, target }: StoredTable): readonly Problem[] => {
  const [predicted, names] = target._tag === 'Class' ? [[target.column], 'names'] : [target.columns, 'columns']
  return [
    ...repeatedIn('columns', columns),
    ...repeatedIn(`target.${names}`, target._tag === 'Class' ? target.names : target.columns),
    ...columns.flatMap((name, i) =>
      unless(!predicted.includes(name), `columns[${i}]`, 'a column that is not predicted', quoted(name), anew),
    ),
  ]
}

/** The number of elements of parameters. */
const countOf = (tensors: Content['tensors']): number =>
  Object.entries(tensors).reduce((sum, [path, x]) => (path.startsWith('params.') ? sum + sizeOf(shape(x)) : sum), 0)

/** Whether a model as data fits a table and the number of stored parameters. */
export const specs = (
  { model, objective }: Spec,
  { columns, target, tensors: found }: StoredTable & Pick<Content, 'tensors'>,
): readonly Problem[] => {
  const isClass = target._tag === 'Class'
  const width = isClass && objective === 'binary' ? 2 : outputs(model)
  const wanted = isClass ? target.names.length : target.columns.length
  const [needed, stored] = [parameters(model), countOf(found)]
  const problem = (path: string, holds: boolean, expected: string, wrong: string): readonly Problem[] =>
    unless(holds, `spec.${path}`, expected, wrong, anew)
  return [
    ...problem('model', needed === stored, `a model of ${stored} parameters, as in the tensors`, `one of ${needed}`),
    ...problem(
      'model.input',
      model.input === columns.length,
      `${columns.length}, one for each column`,
      String(model.input),
    ),
    ...problem(
      'objective',
      (objective === 'regression') !== isClass,
      isClass ? 'one for classes, as the target is' : 'regression, as the target is',
      quoted(objective),
    ),
    ...problem(
      'model.layers',
      width === wanted,
      isClass ? `an output for ${wanted} classes` : `${wanted} outputs, one for each number`,
      isClass ? `one for ${width}` : String(width),
    ),
  ]
}
