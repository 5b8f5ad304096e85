/**
 * SVG elements as a tree, and the tree as text.
 */
import { printable } from '../tensor/Text.js'

/** An element at a position; a path begins there. Elements without a position contain others. */
export interface Element {
  readonly tag: 'svg' | 'title' | 'desc' | 'g' | 'rect' | 'path' | 'text'
  readonly x?: number
  readonly y?: number
  readonly attributes?: Readonly<Record<string, string | number | undefined>>
  readonly children?: readonly (Element | string)[]
}

/** Text as one line of XML: invisible characters become escapes, and U+FFFE and U+FFFF, which XML excludes, become U+FFFD. */
const escape = (text: string): string =>
  printable(text)
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
    .replace(/[\ufffe\uffff]/g, '\ufffd')

/** A coordinate as text. */
export const round = (v: number): string => String(Math.round(v * 100) / 100)

const positioned = ({ tag, x, y, attributes = {} }: Element): NonNullable<Element['attributes']> =>
  tag === 'path' && x !== undefined && y !== undefined
    ? { ...attributes, d: `M${round(x)} ${round(y)}${attributes.d ?? ''}` }
    : { x, y, ...attributes }

/** An element as text. */
export const write = (element: Element): string => {
  const attributes = Object.entries(positioned(element)).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escape(typeof value === 'number' ? round(value) : value)}"`],
  )
  const children = (element.children ?? []).map((child) => (typeof child === 'string' ? escape(child) : write(child)))
  const start = `<${element.tag}${attributes.join('')}`
  return children.length === 0
    ? `${start}/>`
    : `${start}>${children.join('')}</${element.tag}>${element.tag === 'g' ? '\n' : ''}`
}
