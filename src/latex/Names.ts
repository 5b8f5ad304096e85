/** Names in formulas: a path in a record as a letter, with the name of the layer below it. */

/** A letter or word, with an index below, and a prime for the next value, as in w′. */
export interface Name {
  readonly base: string
  readonly below?: string
  readonly prime?: boolean
}

const greek = [
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega',
  'Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega',
].flatMap((s) => s.split(' '))

/** The usual letters of the field. */
const letters: Readonly<Record<string, string>> = {
  weight: 'W',
  weights: 'W',
  bias: 'b',
  input: 'x',
  inputs: 'x',
  target: 't',
  targets: 't',
  label: 't',
  labels: 't',
  prediction: '\\hat{y}',
  predictions: '\\hat{y}',
  probabilities: 'p',
  logits: 'z',
  params: '\\theta',
  gradient: 'g',
  velocity: 'v',
  learningRate: '\\eta',
  momentum: '\\alpha',
  decay: '\\gamma',
  weightDecay: '\\lambda',
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
}

/** Characters that KaTeX does not set in text. */
const unsupported = /[^ -~À-ÖØ-öø-ɏ\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu

/** A word with the special characters of TeX escaped, and a dot for unsupported ones. */
const escaped = (word: string): string =>
  word
    .normalize('NFC')
    .replace(unsupported, '·')
    .replace(/[\\{}$&#^_%~]/g, (c) => escapes[c] ?? `\\${c}`)

/** A word in an index. */
const indexWord = (word: string): string => (/^[A-Za-z0-9]$|^\d+$/.test(word) ? word : `\\text{${escaped(word)}}`)

/** A word as a name. */
const upright = (word: string): string =>
  /^[A-Za-z0-9]+$/.test(word) ? `\\mathrm{${word}}` : `\\text{${escaped(word)}}`

/** The letter of a word, if it has one: w, beta1, W12, weight. */
const letter = (word: string): Name | undefined => {
  const [, stem, digits] = /^(.*\D|)(\d*)$/s.exec(word) ?? ['', word, '']
  const base =
    stem.length === 1 && /[A-Za-z]/.test(stem)
      ? stem
      : greek.includes(stem)
        ? `\\${stem}`
        : Object.hasOwn(letters, stem)
          ? letters[stem]
          : undefined
  return base === undefined ? undefined : digits === '' ? { base } : { base, below: digits }
}

/** The keys of a path, unescaped. */
const keysOf = (path: string): readonly string[] =>
  [...path.matchAll(/(?:\\.|[^.\\])+/gs)].map(([key]) => key.replace(/\\(.)/g, '$1'))

/** Keys that are left out of short names. */
const silent = ['params', 'state', 'optimizer']

/**
 * The name of a tensor by its path: `hidden.weight` is W with "hidden" below it, `beta1` is β₁. The root is called `bare`. In a short name keys such as `params` are left out.
 */
export const nameOfPath = (path: string, bare: string, short = true): Name => {
  const keys = keysOf(path).filter((key, i, all) => !short || !silent.includes(key) || i === all.length - 1)
  if (keys.length === 0) return letter(bare) ?? { base: upright(bare) }
  const last = keys[keys.length - 1]
  const isNumber = /^\d+$/.test(last)
  const { base, below } = isNumber ? { base: '\\theta' } : (letter(last) ?? { base: upright(last) })
  const indices = [...(isNumber ? keys : keys.slice(0, -1)).map(indexWord), ...(below === undefined ? [] : [below])]
  return indices.length === 0 ? { base } : { base, below: indices.join(',\\,') }
}

/** One of several letters: with its number below, unless it is the only one. */
export const numbered = (base: string, i: number, length: number): Name =>
  length > 1 ? { base, below: String(i + 1) } : { base }

/** A name with indices. */
export const showName = ({ base, below, prime }: Name, indices = ''): string => {
  const all = [...(below === undefined ? [] : [below]), ...(indices === '' ? [] : [indices])].join(',\\,')
  return `${base}${prime === true ? "'" : ''}${all === '' ? '' : all.length === 1 ? `_${all}` : `_{${all}}`}`
}

/** A name in TeX, split at its index. */
const nameOfTex = (tex: string): Name => {
  const [, base, braced, single] = /^(.+?)_(?:\{([^{}]*)\}|(\w))$/.exec(tex) ?? []
  return base === undefined ? { base: tex } : { base, below: braced ?? single }
}

/** A name chosen by the caller: a function of TeX, TeX, or a word. */
export const nameOfText = (text: string): Name =>
  /^(tanh|sin|cos|log|exp|max|min)$/.test(text)
    ? { base: `\\${text}` }
    : /[\\_^{}']/.test(text)
      ? nameOfTex(text)
      : nameOfPath(text, text)
