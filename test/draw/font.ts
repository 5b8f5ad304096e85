/**
 * How wide a text is in a real font, read from the font's own tables: what drawings only estimate.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** The advance of each character of a TrueType font, in ems. */
const advances = (file: string): ((c: string) => number) => {
  const require = createRequire(import.meta.url)
  const font = readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${file}`))
  const tables = new Map(
    Array.from({ length: font.readUInt16BE(4) }, (_, i) => {
      const at = 12 + 16 * i
      return [font.toString('latin1', at, at + 4), font.readUInt32BE(at + 8)] as const
    }),
  )
  const [head, hhea, hmtx, cmap] = ['head', 'hhea', 'hmtx', 'cmap'].map((name) => tables.get(name)!)
  const [unitsPerEm, metrics] = [font.readUInt16BE(head + 18), font.readUInt16BE(hhea + 34)]
  // The subtable of format 4: segments of the basic plane.
  const subtable = Array.from(
    { length: font.readUInt16BE(cmap + 2) },
    (_, i) => cmap + font.readUInt32BE(cmap + 8 + 8 * i),
  ).find((at) => font.readUInt16BE(at) === 4)!
  const double = font.readUInt16BE(subtable + 6)
  const glyphOf = (code: number): number => {
    for (let i = 0; i < double; i += 2) {
      const end = font.readUInt16BE(subtable + 14 + i)
      if (code > end) continue
      const start = font.readUInt16BE(subtable + 16 + double + i)
      if (code < start) return 0
      const delta = font.readUInt16BE(subtable + 16 + 2 * double + i)
      const offsetAt = subtable + 16 + 3 * double + i
      const offset = font.readUInt16BE(offsetAt)
      const glyph = offset === 0 ? code : font.readUInt16BE(offsetAt + offset + 2 * (code - start))
      return offset !== 0 && glyph === 0 ? 0 : (glyph + delta) % 65536
    }
    return 0
  }
  return (c) => font.readUInt16BE(hmtx + 4 * Math.min(glyphOf(c.codePointAt(0)!), metrics - 1)) / unitsPerEm
}

const [regular, bold] = [advances('DejaVuSans.ttf'), advances('DejaVuSans-Bold.ttf')]

/** The width of a text in DejaVu Sans, one of the widest fonts there are. */
export const realWidth = (text: string, size: number, isBold: boolean): number =>
  [...text].reduce((sum, c) => sum + (isBold ? bold : regular)(c), 0) * size
