import katex from 'katex'

/** A formula as KaTeX sets it; what it does not know, or would rather not see, is an error. */
export const set = (tex: string, strict: 'error' | 'ignore' = 'error'): string =>
  katex.renderToString(tex, { displayMode: true, throwOnError: true, strict, output: 'mathml' })

/** What is read of a formula: its signs one after the other, without spaces, brackets all of one kind. */
export const signs = (tex: string): string =>
  set(tex)
    .replace(/<annotation.*<\/annotation>/s, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&#x27;/g, '′')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/[\s\u2061\u2062\u2063\u200b]/gu, '')
    .replace(/\[/g, '(')
    .replace(/\]/g, ')')
