/**
 * Fonts embedded in a page as data URIs, reduced to its characters. The page loads nothing and looks the same everywhere.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import subset from 'subset-font'

const { resolve } = createRequire(import.meta.url)

const dataUri = (font: Buffer): string => `data:font/woff2;base64,${font.toString('base64')}`

/** Whether a list such as `U+ff03-ff05,U+ff07` has a code point. */
const inRange = (ranges: string): ((code: number) => boolean) => {
  const pairs = ranges.split(',').map((range) => {
    const [from, to = from] = range.trim().replace(/^U\+/i, '').split('-')
    return [parseInt(from, 16), parseInt(to, 16)] as const
  })
  return (code) => pairs.some(([from, to]) => code >= from && code <= to)
}

const codeOf = (character: string): number => character.codePointAt(0) ?? 0

/** A font file, reduced to some characters, as a style. */
const face = async (family: string, file: string, characters: readonly string[], weight?: number): Promise<string> => {
  const font = await subset(readFileSync(file), characters.join(''), {
    targetFormat: 'woff2',
    ...(weight === undefined ? {} : { variationAxes: { wght: weight } }),
  })
  const range = characters.map((c) => `U+${codeOf(c).toString(16)}`).join(',')
  return `@font-face{font-family:'${family}';font-style:normal;font-weight:${weight ?? 400};src:url(${dataUri(font)}) format('woff2');unicode-range:${range}}`
}

/** The fonts of a fontsource style sheet that have some of the characters, each reduced to those. */
const faces = async (
  sheet: string,
  family: string,
  characters: readonly string[],
  weights: readonly (number | undefined)[],
): Promise<readonly string[]> => {
  const path = resolve(sheet)
  const files = [...readFileSync(path, 'utf8').matchAll(/@font-face\s*\{[^}]*\}/g)].flatMap(([text]) => {
    const file = /url\(([^)]*\.woff2)\)/.exec(text)?.[1]
    const ranges = /unicode-range:\s*([^;}]*)/.exec(text)?.[1]
    if (file === undefined || ranges === undefined) return []
    const here = inRange(ranges)
    const matching = characters.filter((c) => here(codeOf(c)))
    return matching.length === 0 ? [] : [{ file: join(dirname(path), file), matching }]
  })
  return Promise.all(
    files.flatMap(({ file, matching }) => weights.map((weight) => face(family, file, matching, weight))),
  )
}

/** Characters that Noto Sans KR may lack: those that are neither ASCII nor Hangul, and letters with a combining mark. */
const special = /[^\u0000-\u007f\u1100-\u11ff\u3000-\u9fff\uac00-\ud7ff]|.[\u0300-\u036f]/gu

/** The ASCII characters are always embedded. */
const ascii = String.fromCharCode(...Array.from({ length: 95 }, (_, i) => 32 + i))

/** The styles of the text fonts, with the characters of the page only: Noto Sans KR, DejaVu Sans for characters that it lacks, and JetBrains Mono for `code`. */
export const textFonts = async (text: string, code: string): Promise<string> => {
  const distinct = (text: string): readonly string[] =>
    [...new Set(text)].filter((c) => codeOf(c) >= 32 && c !== '\u200b').sort()
  const all = ascii + text + code
  const others = distinct((all.match(special) ?? []).join(''))
  return [
    ...(await faces('@fontsource-variable/noto-sans-kr/index.css', 'Noto Sans KR', distinct(all), [400, 700])),
    ...(others.length === 0 ? [] : [await face('DejaVu Sans', resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'), others)]),
    ...(await faces('@fontsource/jetbrains-mono/400.css', 'JetBrains Mono', distinct(ascii + code), [undefined])),
  ].join('\n')
}

/** The classes of a rendered formula that need one of KaTeX's fonts. The first two fonts are always embedded. */
const fontsByClass: readonly (readonly [RegExp, string])[] = [
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

/** KaTeX's style sheet with the fonts that the formulas of a page use. */
export const formulaStyles = (page: string): string => {
  const path = resolve('katex/dist/katex.min.css')
  const classes = [...page.matchAll(/class="([^"]*)"/g)].map(([, names]) => names).join(' ')
  const wanted = new Set(fontsByClass.flatMap(([sign, font]) => (sign.test(classes) ? [font] : [])))
  return readFileSync(path, 'utf8').replace(/@font-face\{[^}]*\}/g, (text) => {
    const [, file] = /url\(fonts\/([^)]*)\.woff2\)/.exec(text) ?? []
    if (!wanted.has(file)) return ''
    return text.replace(
      /src:[^;}]*/,
      `src:url(${dataUri(readFileSync(join(dirname(path), 'fonts', `${file}.woff2`)))}) format("woff2")`,
    )
  })
}
