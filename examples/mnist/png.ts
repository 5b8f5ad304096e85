/**
 * Small grey images as PNG, for pictures that hold them: an encoder of a few lines.
 */
import { crc32, deflateSync } from 'node:zlib'

const uint32 = (n: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(n >>> 0)
  return bytes
}

const chunk = (type: string, data: Uint8Array): Buffer => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  return Buffer.concat([uint32(data.length), named, uint32(crc32(named))])
}

/** A grey PNG, dark on white as on paper, as a data URI. **Source** PNG (third edition), sections 5 and 11. */
export const png = (pixels: ArrayLike<number>, width: number): string => {
  const height = Math.max(1, Math.ceil(pixels.length / width))
  const ink = (value: number): number => 255 - Math.min(255, Math.max(0, Math.round(value)))
  // Each row begins with the filter type 0.
  const rows = Uint8Array.from({ length: height * (width + 1) }, (_, i) => {
    const column = (i % (width + 1)) - 1
    return column < 0 ? 0 : ink(pixels[Math.floor(i / (width + 1)) * width + column] ?? 0)
  })
  const header = Buffer.concat([uint32(width), uint32(height), Uint8Array.of(8, 0, 0, 0, 0)])
  const file = Buffer.concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array()),
  ])
  return `data:image/png;base64,${file.toString('base64')}`
}
