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
import { equals, print, sizeOf } from '../tensor/Shape.js'
import { dense, shape, type AnyTensor } from '../tensor/Value.js'
import { notFinite } from './Finite.js'
import type { Spec } from './Predictor.js'

/** The advice for a file that contradicts itself. */
export const anew = 'The file was put together wrongly: save it anew.'

/** The table in a file. */
interface Said {
  readonly columns: Columns
  readonly target: Target
}

const named = (name: string | undefined): string => (name === undefined ? 'none' : quoted(name))

/** The first index at which names differ. */
const differing = (path: string, expected: Columns, found: Columns, next: string): readonly Problem[] => {
  const length = Math.max(expected.length, found.length)
  const at = Array.from({ length }, (_, i) => i).find((i) => expected[i] !== found[i])
  return at === undefined
    ? []
    : [{ path: `${path}[${at}]`, expected: named(expected[at]), found: named(found[at]), next }]
}

const kinds = { Class: 'the class of a row', Numbers: 'numbers of a row' } as const

const targets = (expected: Target, found: Target): readonly Problem[] => {
  if (expected._tag === 'Class' && found._tag === 'Class')
    return [
      ...(expected.column === found.column
        ? []
        : [
            {
              path: 'target.column',
              expected: quoted(expected.column),
              found: quoted(found.column),
              next: `Give Data.classOf the column of the file.`,
            },
          ]),
      ...differing(
        'target.names',
        expected.names,
        found.names,
        `Give Data.classes the names of the file, in its order: ${listed(found.names)}.`,
      ),
    ]
  if (expected._tag === 'Numbers' && found._tag === 'Numbers')
    return differing(
      'target.columns',
      expected.columns,
      found.columns,
      `Give Data.numbers the columns of the file, in its order: ${listed(found.columns)}.`,
    )
  return [
    {
      path: 'target',
      expected: kinds[expected._tag],
      found: kinds[found._tag],
      next: `Give Data.table ${found._tag === 'Class' ? 'Data.classOf' : 'Data.numbers'}, or another file.`,
    },
  ]
}

/** How the table of a file differs from another one, except for the scale. */
export const tables = (expected: Table<Columns, Target>, found: Said): readonly Problem[] => [
  ...differing(
    'columns',
    expected.columns,
    found.columns,
    `Give Data.table the columns of the file, in its order: ${listed(found.columns)}.`,
  ),
  ...targets(expected.target, found.target),
]

/** How the objective of a file differs from another one, by name. */
export const objectives = (expected: string, found: string): readonly Problem[] =>
  expected === found
    ? []
    : [
        {
          path: 'objective',
          expected: quoted(expected),
          found: quoted(found),
          next: 'Give the objective for which it was trained.',
        },
      ]

const at = (path: string): string => spelt(['tensors', path])

/** How the tensors of a file differ from parameters, by name and shape. */
export const tensors = (params: unknown, found: Content['tensors'], next: string): readonly Problem[] => {
  const expected = entries(params, 'Train.load').map(([path, x]) => [`params.${path}`, x] as const)
  const known = new Set<string>(expected.map(([path]) => path))
  const there = (path: string): AnyTensor | undefined => (Object.hasOwn(found, path) ? found[path] : undefined)
  return [
    ...expected.flatMap(([path, x]) => {
      const tensor = there(path)
      return tensor !== undefined && equals(shape(tensor), shape(x))
        ? []
        : [
            {
              path: at(path),
              expected: `the shape ${print(shape(x))}`,
              found: tensor === undefined ? 'no tensor' : print(shape(tensor)),
              next,
            },
          ]
    }),
    ...Object.keys(found)
      .filter((path) => !known.has(path) && !/^(s|targetS)cale\./.test(path))
      .map((path) => ({ path: at(path), expected: 'no tensor', found: print(shape(found[path])), next })),
  ]
}

/** Non-finite parameters. */
export const finite = (found: Content['tensors']): readonly Problem[] =>
  Object.entries(found).flatMap(([path, x]) => {
    const wrong = path.startsWith('params.') ? notFinite(x) : undefined
    return wrong === undefined
      ? []
      : [
          {
            path: at(path),
            expected: 'finite numbers',
            found: wrong,
            next: 'The training had diverged when it was saved: train it anew, with a lower learning rate.',
          },
        ]
  })

/** Whether a scale of this name exists, for the number of columns. */
export const scales = (name: string, columns: number, found: Content['tensors']): readonly Problem[] =>
  [
    { path: `${name}.mean`, takes: Number.isFinite, numbers: 'finite numbers' },
    { path: `${name}.deviation`, takes: (x: number) => x > 0 && Number.isFinite(x), numbers: 'positive numbers' },
  ].flatMap(({ path, takes, numbers }) => {
    const tensor = Object.hasOwn(found, path) ? found[path] : undefined
    if (tensor !== undefined && equals(shape(tensor), [columns]) && dense(tensor).every(takes)) return []
    return [
      {
        path: at(path),
        expected: `${columns} ${numbers}, one for each column`,
        found:
          tensor === undefined
            ? 'no tensor'
            : equals(shape(tensor), [columns])
              ? String(dense(tensor).find((x) => !takes(x)))
              : print(shape(tensor)),
        next: anew,
      },
    ]
  })

/** The first repeated name. */
const twiceIn = (path: string, names: Columns): readonly Problem[] => {
  const at = repeated(names)
  return at < 0
    ? []
    : [{ path: `${path}[${at}]`, expected: 'each name once', found: `${quoted(names[at])} again`, next: anew }]
}

/** The problems of a table itself. */
export const flaws = ({ columns, target }: Said): readonly Problem[] => {
  const said = target._tag === 'Class' ? [target.column] : target.columns
  return [
    ...twiceIn('columns', columns),
    ...(target._tag === 'Class' ? twiceIn('target.names', target.names) : twiceIn('target.columns', target.columns)),
    ...columns.flatMap((name, i) =>
      said.includes(name)
        ? [{ path: `columns[${i}]`, expected: 'a column that is not to be predicted', found: quoted(name), next: anew }]
        : [],
    ),
  ]
}

/** The number of elements of parameters. */
const countOf = (tensors: Content['tensors']): number =>
  Object.entries(tensors).reduce((sum, [path, x]) => (path.startsWith('params.') ? sum + sizeOf(shape(x)) : sum), 0)

/** Whether a model as data fits a table and the number of stored parameters. */
export const specs = (
  { model, objective }: Spec,
  { columns, target, tensors: found }: Said & Pick<Content, 'tensors'>,
): readonly Problem[] => {
  const isClass = target._tag === 'Class'
  const width = isClass ? (objective === 'binary' ? 2 : outputs(model)) : outputs(model)
  const wanted = isClass ? target.names.length : target.columns.length
  const [needed, there] = [parameters(model), countOf(found)]
  return [
    ...(needed === there
      ? []
      : [
          {
            path: 'spec.model',
            expected: `a model of ${there} parameters, as there are tensors for`,
            found: `one of ${needed}`,
            next: anew,
          },
        ]),
    ...(model.input === columns.length
      ? []
      : [
          {
            path: 'spec.model.input',
            expected: `${columns.length}, one for each column`,
            found: String(model.input),
            next: anew,
          },
        ]),
    ...((objective === 'regression') === !isClass
      ? []
      : [
          {
            path: 'spec.objective',
            expected: isClass ? 'one for classes, as the target is' : 'regression, as the target is',
            found: quoted(objective),
            next: anew,
          },
        ]),
    ...(width === wanted
      ? []
      : [
          {
            path: 'spec.model.layers',
            expected: isClass ? `an output for ${wanted} classes` : `${wanted} outputs, one for each number`,
            found: isClass ? `one for ${width}` : String(width),
            next: anew,
          },
        ]),
  ]
}
