/**
 * Fonts inside a page: only the files that hold a character of it, as data URIs, so that the page looks the same everywhere and asks nobody for anything.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const { resolve } = createRequire(import.meta.url)

const dataUri = (path: string): string => `data:font/woff2;base64,${readFileSync(path).toString('base64')}`

/** Whether a list such as `U+ff03-ff05,U+ff07` has a code point. */
const inRange = (ranges: string): ((code: number) => boolean) => {
  const pairs = ranges.split(',').map((range) => {
    const [from, to = from] = range.trim().replace(/^U\+/i, '').split('-')
    return [parseInt(from, 16), parseInt(to, 16)] as const
  })
  return (code) => pairs.some(([from, to]) => code >= from && code <= to)
}

/** The parts of a fontsource style sheet that hold some of the characters, embedded under a name of our own. */
const embedded = (sheet: string, family: string, codes: readonly number[]): string => {
  const path = resolve(sheet)
  return [...readFileSync(path, 'utf8').matchAll(/@font-face\s*\{[^}]*\}/g)]
    .flatMap(([face]) => {
      const file = /url\(([^)]*\.woff2)\)/.exec(face)?.[1]
      const ranges = /unicode-range:\s*([^;}]*)/.exec(face)?.[1]
      const weight = /font-weight:\s*([^;}]*)/.exec(face)?.[1] ?? '400'
      if (file === undefined || ranges === undefined || !codes.some(inRange(ranges))) return []
      return [
        `@font-face{font-family:'${family}';font-style:normal;font-weight:${weight};src:url(${dataUri(join(dirname(path), file))}) format('woff2');unicode-range:${ranges}}`,
      ]
    })
    .join('\n')
}

/** Every code point of a text, once. */
const codesOf = (text: string): readonly number[] =>
  [...new Set(text)].map((c) => c.codePointAt(0) ?? 0).filter((code) => code > 32)

/** The style sheets of the text fonts, for the characters of `text`: Noto Sans KR, and JetBrains Mono for `code`. */
export const textFonts = (text: string, code: string): string =>
  [
    embedded('@fontsource-variable/noto-sans-kr/index.css', 'Noto Sans KR', codesOf(text + code)),
    embedded('@fontsource/jetbrains-mono/400.css', 'JetBrains Mono', codesOf(code)),
  ].join('\n')

/** What in a rendered formula asks for which of KaTeX's fonts; the first two are always there. */
const asksFor: readonly (readonly [RegExp, string])[] = [
  [/./, 'KaTeX_Main-Regular'],
  [/./, 'KaTeX_Math-Italic'],
  [/mathbf|textbf/, 'KaTeX_Main-Bold'],
  [/textit|mathit/, 'KaTeX_Main-Italic'],
  [/boldsymbol/, 'KaTeX_Math-BoldItalic'],
  [/mathbb|amsrm|textbb/, 'KaTeX_AMS-Regular'],
  [/mathcal/, 'KaTeX_Caligraphic-Regular'],
  [/mathscr|textscr/, 'KaTeX_Script-Regular'],
  [/mathfrak|textfrak/, 'KaTeX_Fraktur-Regular'],
  [/mathsf|textsf/, 'KaTeX_SansSerif-Regular'],
  [/mathtt|texttt/, 'KaTeX_Typewriter-Regular'],
  [/size1|small-op|delim-size1/, 'KaTeX_Size1-Regular'],
  [/size2|large-op/, 'KaTeX_Size2-Regular'],
  [/size3/, 'KaTeX_Size3-Regular'],
  [/size4|mult/, 'KaTeX_Size4-Regular'],
]

/** KaTeX's own style sheet with the fonts that the formulas of a page use, and without the others. */
export const formulaStyles = (page: string): string => {
  const path = resolve('katex/dist/katex.min.css')
  const classes = [...page.matchAll(/class="([^"]*)"/g)].map(([, names]) => names).join(' ')
  const wanted = new Set(asksFor.flatMap(([sign, font]) => (sign.test(classes) ? [font] : [])))
  return readFileSync(path, 'utf8').replace(/@font-face\{[^}]*\}/g, (face) => {
    const [, file] = /url\(fonts\/([^)]*)\.woff2\)/.exec(face) ?? []
    if (!wanted.has(file)) return ''
    return face.replace(
      /src:[^;}]*/,
      `src:url(${dataUri(join(dirname(path), 'fonts', `${file}.woff2`))}) format("woff2")`,
    )
  })
}
