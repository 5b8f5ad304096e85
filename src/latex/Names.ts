/**
 * How things are called: a path of a record as a letter of mathematics, with a layer's name as its index.
 */

/** A letter or word, with what stands below it and whether it is the next of its kind, as in w′. */
export interface Name {
  readonly base: string
  readonly below?: string
  readonly prime?: boolean
}

const greek = [
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega',
  'Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega',
].flatMap((s) => s.split(' '))

/** Words of this field that have a letter. */
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

const spelled: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
}

/** What is not set as it is, in text. */
const strange = /[^ -~À-ÖØ-öø-ɏ\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu

/** What TeX would read otherwise; what cannot be set is a dot. */
const escaped = (word: string): string =>
  word
    .normalize('NFC')
    .replace(strange, '·')
    .replace(/[\\{}$&#^_%~]/g, (c) => spelled[c] ?? `\\${c}`)

const words = (word: string): string => (/^[A-Za-z0-9]$|^\d+$/.test(word) ? word : `\\text{${escaped(word)}}`)

/** A word that is a name by itself. */
const upright = (word: string): string =>
  /^[A-Za-z0-9]+$/.test(word) ? `\\mathrm{${word}}` : `\\text{${escaped(word)}}`

/** A word as a letter, if it is one: w, beta1, W12, weight. */
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

/** The steps of a path, with dots in keys as they were. */
const stepsOf = (path: string): readonly string[] =>
  [...path.matchAll(/(?:\\.|[^.\\])+/gs)].map(([step]) => step.replace(/\\(.)/g, '$1'))

/** Keys that say nothing in a formula. */
const silent = ['params', 'state', 'optimizer']

/**
 * The name of a tensor by its path: `hidden.weight` is W with "hidden" below it, `beta1` is β with 1. The root has a name of its own. In a short name, keys such as `params` are
 * left out.
 */
export const nameOfPath = (path: string, bare: string, short = true): Name => {
  const steps = stepsOf(path).filter((step, i, all) => !short || !silent.includes(step) || i === all.length - 1)
  if (steps.length === 0) return letter(bare) ?? { base: upright(bare) }
  const last = steps[steps.length - 1]
  const first = steps.slice(0, -1)
  const named = letter(last) ?? (/^\d+$/.test(last) ? undefined : { base: upright(last) })
  const above = named === undefined ? steps : first
  const below = [...above.map(words), ...(named?.below === undefined ? [] : [named.below])]
  return { base: named?.base ?? '\\theta', ...(below.length === 0 ? {} : { below: below.join(',\\,') }) }
}

/** A name with indices. */
export const showName = ({ base, below, prime }: Name, indices = ''): string => {
  const all = [...(below === undefined ? [] : [below]), ...(indices === '' ? [] : [indices])].join(',\\,')
  return `${base}${prime === true ? "'" : ''}${all === '' ? '' : all.length === 1 ? `_${all}` : `_{${all}}`}`
}

/** A name as somebody wrote it in TeX. */
export const given = (tex: string): Name => {
  const [, base, below] = /^(.+?)_(?:\{([^{}]*)\}|(\w))$/.exec(tex) ?? []
  const short = /^(.+?)_(\w)$/.exec(tex)
  return below !== undefined ? { base, below } : short !== null ? { base: short[1], below: short[2] } : { base: tex }
}
