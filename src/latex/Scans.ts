/** Scans as formulas: one step, with a prime on the next state. */
import type { Equation, Label, Layout, ScanDocument } from './Document.js'
import { inputId } from './Document.js'
import { equationsOf } from './Equations.js'
import { numbered, type Name } from './Names.js'
import { layoutOf, readOptions, type FormulaOptions } from './Options.js'
import { read } from './Read.js'
import { stepsOf } from './Steps.js'

type Names = ReadonlyMap<string, Name>

/** The names in a step: those of the arguments of the scan, else s for states, x for inputs and c for captured values. */
const namesInStep = ({ scan, states, xs, captured }: ScanDocument, outside: Names): Names => {
  const named = (kind: string, letter: string, ids: readonly (string | undefined)[]) =>
    ids.map((id, i) => {
      const name = outside.get(id ?? '') ?? numbered(letter, i, ids.length)
      return [inputId(`${kind} ${i + 1}`), name] as const
    })
  const ys = scan.body.outputs.filter(({ name }) => name.startsWith('y'))
  return new Map([
    ...named('state', 's', states),
    ...named('x', 'x', xs),
    ...named('captured', 'c', captured),
    ...ys.map(({ name }, i) => [name, numbered('y', i, ys.length)] as const),
  ])
}

/** The equations of one step of a scan. */
export const stepOf = (options: FormulaOptions, scan: ScanDocument, outside: Names): readonly Equation[] => {
  const names = namesInStep(scan, outside)
  const document = read(scan.scan.body, readOptions(options))
  const own = layoutOf({ ...options, names: {}, distributions: [] }, document)
  const layout: Layout = { ...own, names: new Map([...own.names, ...names]) }
  const label = (path: string): Label => {
    const name = names.get(path) ?? names.get(inputId(path)) ?? { base: '?' }
    return path.startsWith('state')
      ? { _tag: 'Named', name: { ...name, prime: true }, previous: inputId(path) }
      : { _tag: 'Named', name }
  }
  const labels = new Map(document.outputs.map(({ path }) => [path, label(path)]))
  return equationsOf(layout, document, stepsOf(document, labels))
}

/** The names of the results of a scan: the states with the number of steps above, and the ys. */
export const resultsOf = (document: ScanDocument, outside: Names): readonly (readonly [string, Name])[] => {
  const { scan, states, results } = document
  const names = namesInStep(document, outside)
  return results.map(({ id, index }) => {
    if (index >= states.length) return [id, numbered('y', index - states.length, scan.results.length - states.length)]
    const name = names.get(inputId(`state ${index + 1}`)) ?? { base: 's' }
    return [id, { ...name, base: `${name.base}^{(${scan.length})}` }]
  })
}
