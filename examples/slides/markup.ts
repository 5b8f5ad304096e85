/**
 * Text as HTML: paragraphs with `code` and formulas, lines of the slides, TypeScript in colours.
 */
import katex from 'katex'

export const escape = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

/** A formula as HTML and MathML. */
export const formula = (tex: string, displayMode: boolean): string =>
  katex.renderToString(tex, { displayMode, throwOnError: true, strict: 'ignore', output: 'htmlAndMathml' })

/** Maps the parts of a text inside and outside of a pattern with one group. */
const between = (
  text: string,
  pattern: RegExp,
  inside: (part: string) => string,
  outside: (part: string) => string,
): string =>
  text
    .split(pattern)
    .map((part, i) => (i % 2 === 1 ? inside(part) : outside(part)))
    .join('')

const bold = (text: string): string => escape(text).replace(/\*\*(.+?)\*\*/g, '<strong>$1</strong>')

/** A paragraph with `code`, $formulas$ and **bold** as HTML. */
export const inline = (text: string): string =>
  between(
    text,
    /`([^`]+)`/,
    (code) => `<code>${escape(code)}</code>`,
    (rest) => between(rest, /\$([^$]+)\$/, (tex) => formula(tex, false), bold),
  )

// -------------------------------------------------------------------------------------------------
// the slides
// -------------------------------------------------------------------------------------------------

/** A line of the slides, its indentation, and whether it is code. */
export interface Line {
  readonly text: string
  readonly indent: number
  readonly code: boolean
}

/** All lines of the slides that are not blank. */
export const linesOf = (slides: string): readonly Line[] =>
  slides.split('\n').reduce<{ readonly lines: readonly Line[]; readonly code: boolean }>(
    ({ lines, code }, line) => {
      const text = line.trim()
      if (text.startsWith('```')) return { lines, code: !code }
      if (text === '') return { lines, code }
      return { lines: [...lines, { text, indent: line.length - line.trimStart().length, code }], code }
    },
    { lines: [], code: false },
  ).lines

const address = /\[([^[\]]*)\]\((https?:[^()]*)\)|<(https?:[^<>]*)>/

/** A link of the slides: `[text](address)` or `<address>`. */
const links = (text: string): string => {
  const found = address.exec(text)
  if (found === null) return bold(text.replace(/(?<!\\)\\+([_*])/g, '$1'))
  const [whole, words, to = '', bare] = found
  const target = bare ?? to
  return (
    links(text.slice(0, found.index)) +
    `<a href="${escape(target)}">${escape((words ?? target).replace(/(?<!\\)\\+_/g, '_'))}</a>` +
    links(text.slice(found.index + whole.length))
  )
}

const words = (text: string): string => between(text, /\$([^$]+)\$/, (tex) => formula(tex, false), links)

const sic = '<span class="sic">[sic]</span>'

/** Marks the errors in a quoted line. */
const marked = (html: string, slips: readonly string[]): string =>
  slips
    .map(escape)
    .filter((slip) => html.includes(slip))
    .reduce((text, slip) => text.replace(slip, () => `<mark>${slip}</mark> ${sic}`), html)

/** The lines that a lesson quotes, set as on the slides. */
export const quoted = (quotes: readonly string[], slides: readonly Line[], slips: readonly string[]): string => {
  const known = quotes.map(
    (quote): Line => slides.find(({ text }) => text === quote.trim()) ?? { text: quote.trim(), indent: 0, code: false },
  )
  const html = known.map(({ text, indent, code }, i) => {
    if (code) {
      const first = i === 0 || !known[i - 1].code
      const last = i === known.length - 1 || !known[i + 1].code
      return `${first ? '<pre>' : '\n'}${' '.repeat(indent)}${marked(escape(text), slips)}${last ? '</pre>' : ''}`
    }
    const [, level, heading] = /^(#+)\s+(.*)$/.exec(text) ?? []
    if (heading !== undefined) return `<p class="q${level.length}">${marked(words(heading), slips)}</p>`
    const [, tex] = /^\$\$(.*)\$\$$/.exec(text) ?? []
    if (tex !== undefined) return formula(tex, true)
    const [, item] = /^-\s+(.*)$/.exec(text) ?? []
    return item !== undefined
      ? `<p class="item" style="margin-left:${indent * 0.6 + 1}em">${marked(words(item), slips)}</p>`
      : `<p>${marked(words(text), slips)}</p>`
  })
  return html.join('')
}

// -------------------------------------------------------------------------------------------------
// code
// -------------------------------------------------------------------------------------------------

const tokens =
  /(?<comment>\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?|\/\/[^\n]*)|(?<string>'(?:[^'\\\n]|\\.)*'?|"(?:[^"\\\n]|\\.)*"?|`(?:[^`\\]|\\.)*`?)|(?<number>\b\d[\d_.]*(?:e[+-]?\d+)?\b)|(?<keyword>\b(?:as|async|await|const|else|export|extends|for|from|function|if|import|in|infer|interface|let|new|of|readonly|return|satisfies|throw|type|typeof|undefined|void|while|yield)\b)|(?<name>\b[A-Z]\w*(?=\.))/g

/** TypeScript with its comments, strings, numbers and keywords marked. */
export const highlighted = (code: string): string => {
  const parts = [...code.matchAll(tokens)].reduce<{ readonly html: string; readonly at: number }>(
    ({ html, at }, found) => {
      const [kind] = Object.entries(found.groups ?? {}).find(([, text]) => text !== undefined) ?? ['']
      // A token over several lines is marked line by line, so that code can be cut at any line.
      const text = found[0]
        .split('\n')
        .map((line) => (line === '' ? '' : `<span class="${kind}">${escape(line)}</span>`))
        .join('\n')
      return { html: html + escape(code.slice(at, found.index)) + text, at: found.index + found[0].length }
    },
    { html: '', at: 0 },
  )
  return parts.html + escape(code.slice(parts.at))
}

const indentOf = (line: string): number => line.length - line.trimStart().length

/** Cuts a block that is too long for a page, before the line that is indented least. */
const shortened = (lines: readonly string[], most: number): readonly (readonly string[])[] => {
  if (lines.length <= most) return [lines]
  const candidates = lines
    .map((line, at) => ({ at, indent: indentOf(line), begins: !/^\s*[)\]}]/.test(line) }))
    .filter(({ at, begins }) => begins && at >= most * 0.3 && at <= most)
  const least = Math.min(...candidates.map(({ indent }) => indent))
  const cut = candidates.filter(({ indent }) => indent === least).at(-1)?.at ?? most
  return [lines.slice(0, cut), ...shortened(lines.slice(cut), most)]
}

/** Code in parts that fit on a page: cut at blank lines, and inside a part that is still too long. */
export const parts = (code: string, most = 38): readonly string[] =>
  code
    .trimEnd()
    .split(/\n(?=\n)/)
    .flatMap((block) => shortened(block.split('\n'), most))
    // Short neighbours stay together.
    .reduce<readonly (readonly string[])[]>((done, block) => {
      const last = done.at(-1)
      return last !== undefined && last.length + block.length <= most * 0.6
        ? [...done.slice(0, -1), [...last, ...block]]
        : [...done, block]
    }, [])
    .map((lines) => lines.join('\n'))
