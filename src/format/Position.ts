/**
 * Positions in a text as an editor shows them. A line ends in LF, CRLF or CR; lines and columns count from 1, columns in characters.
 */

/** An index into a text, with its line and column. */
export interface Position {
  readonly at: number
  readonly line: number
  readonly column: number
}

/** The beginning of a text. */
export const beginning: Position = { at: 0, line: 1, column: 1 }

const [LF, CR] = [0x0a, 0x0d]

/** The number of line breaks in a text. */
export const lineBreaks = (text: string): number => {
  // Local mutation, invisible from outside.
  let count = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === LF || (code === CR && text.charCodeAt(i + 1) !== LF)) count++
  }
  return count
}

/** The position of an index at or after another position, which is not between CR and LF. */
export const advance = (text: string, from: Position, at: number): Position => {
  const passed = text.slice(from.at, at)
  const breaks = lineBreaks(passed)
  const last = passed.slice(Math.max(passed.lastIndexOf('\n'), passed.lastIndexOf('\r')) + 1)
  return { at, line: from.line + breaks, column: (breaks === 0 ? from.column : 1) + Array.from(last).length }
}
