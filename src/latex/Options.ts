/** Options of formulas, and the layout that follows from them. */
import { integer, numbersByName, tensorsByName, text, texts, textsByName, type Allowed } from '../codec/Options.js'
import { fail } from '../tensor/Errors.js'
import type { AnyTensor } from '../tensor/Value.js'
import { givenId, inputId, type Document, type Layout } from './Document.js'
import { nameOfPath, nameOfText, numbered, showName, type Name } from './Names.js'
import type { ReadOptions } from './Read.js'

/**
 * Options of a formula.
 *
 * A name in `name`, `names` or `constants` is TeX if it contains one of `\ _ ^ { } '`, as in `W_1` and `\hat{y}`. It is written into the formula unchanged. Any other name is a word, and is
 * escaped. Paths of tensors and `variable` are always words, so text from an untrusted source is safe as a path, but not as such a name.
 *
 * @category model
 */
export interface FormulaOptions {
  /** The name of the function, a word or TeX. Default `f`. */
  readonly name?: string
  /** The name of an argument that is a single tensor. Default `x`. */
  readonly variable?: string
  /** Names for tensors by their paths, words or TeX: `{ 'hidden.weight': 'W_1' }`. */
  readonly names?: Readonly<Record<string, string>>
  /** Tensors that the function captures, by name. */
  readonly constants?: Readonly<Record<string, AnyTensor>>
  /** Paths, or names in `constants`, of tensors whose rows are assumed to sum to 1. */
  readonly distributions?: readonly string[]
  /** Letters for sizes, as TeX: `{ N: 60000 }`. Other sizes are n, k, m, … in the order in which they occur. */
  readonly sizes?: Readonly<Record<string, number>>
  /** The approximate width of a line in letters. Default 72. */
  readonly width?: number
}

export const formulaOptions = {
  name: text,
  variable: text,
  names: textsByName,
  constants: tensorsByName,
  distributions: texts,
  sizes: numbersByName,
  width: integer(1),
} satisfies Record<keyof FormulaOptions, Allowed>

export const readOptions = ({ constants = {}, distributions = [] }: FormulaOptions): ReadOptions => ({
  given: constants,
  counts: [],
  literals: [],
  distributions: new Set(distributions.flatMap((d) => [inputId(d), givenId(d)])),
})

/** The names of paths: short, but long where two would be equal. */
const namesOfPaths = ({ names = {}, variable = 'x' }: FormulaOptions, paths: readonly string[]): readonly Name[] => {
  const chosen = (path: string): Name | undefined => (Object.hasOwn(names, path) ? nameOfText(names[path]) : undefined)
  const short = paths.map((path) => chosen(path) ?? nameOfPath(path, variable))
  const texs = short.map((name) => showName(name))
  return short.map((name, i) =>
    chosen(paths[i]) !== undefined || texs.indexOf(texs[i]) === texs.lastIndexOf(texs[i])
      ? name
      : nameOfPath(paths[i], variable, false),
  )
}

/** Refuses options that name what is not there. */
export const checkNames = (option: string, found: readonly string[], known: readonly string[]): void => {
  const unknown = found.find((name) => !known.includes(name))
  if (unknown !== undefined)
    fail('Latex', `${option} among ${known.map((name) => `"${name}"`).join(', ')}`, `"${unknown}"`)
}

export const layoutOf = (options: FormulaOptions, document: Document): Layout => {
  const { names = {}, constants = {}, distributions = [], sizes = {}, width = 72 } = options
  const paths = document.inputs.map(({ path }) => path)
  const known = [...paths, ...Object.keys(constants)]
  checkNames('names', Object.keys(names), known)
  checkNames('distributions', distributions, known)
  const inputs = namesOfPaths(options, paths)
  const unnamed = document.constants.filter(({ id }) => id.startsWith('constant'))
  return {
    ...readOptions(options),
    width,
    sizes: new Map(Object.entries(sizes).map(([letter, n]) => [n, letter])),
    names: new Map([
      ...document.inputs.map(({ id }, i) => [id, inputs[i]] as const),
      ...Object.keys(constants).map(
        (name) => [givenId(name), nameOfText(Object.hasOwn(names, name) ? names[name] : name)] as const,
      ),
      ...unnamed.map(({ id }, i) => [id, numbered('c', i, unnamed.length)] as const),
    ]),
  }
}
