import fc from 'fast-check'
import { parseHTML } from 'linkedom'
import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'

import { digits, lossCurve } from '../../examples/mnist/plots.js'

const texts = (svg: string): readonly string[] =>
  [...parseHTML(svg).document.querySelectorAll('text')]
    .map((node) => node.textContent ?? '')
    .filter((text) => text !== '')

const blank = { pixels: new Uint8Array(784), label: 3, prediction: 3, probability: 0.999 }

describe('lossCurve', () => {
  it('is an SVG with both axes named, and ends at the mean of the last losses', () => {
    const svg = lossCurve([1, 2, 3].map((iteration) => ({ iteration, loss: 4 - iteration })))
    expect(svg.startsWith('<svg ')).toBe(true)
    expect(svg).toContain('xmlns="http://www.w3.org/2000/svg"')
    expect(texts(svg)).toEqual(expect.arrayContaining(['iteration', 'training loss (cross entropy, nats)', '1.00']))
  })

  it('leaves out what is not finite and never writes NaN', () => {
    const losses = fc.array(fc.double(), { maxLength: 300 })
    fc.assert(
      fc.property(losses, (values) => {
        const svg = lossCurve(values.map((loss, i) => ({ iteration: i + 1, loss: Math.abs(loss) })))
        return !/NaN|Infinity|undefined/.test(svg)
      }),
      { numRuns: 10 },
    )
    expect(texts(lossCurve([{ iteration: 1, loss: NaN }]))).toContain('no finite loss was recorded')
  })

  it('draws means only of as many steps as it says, so that a first leap makes no spike', () => {
    const svg = lossCurve(Array.from({ length: 400 }, (_, i) => ({ iteration: i + 1, loss: i === 1 ? 100 : 1 })))
    expect(texts(svg)).toContain('pale: each step · dark: mean of 11 steps')
    const [, mean] = [...parseHTML(svg).document.querySelectorAll('g[aria-label="line"] path')].map(
      (path) => path.getAttribute('d') ?? '',
    )
    const heights = [...mean.matchAll(/,(\d+\.?\d*)/g)].map(([, y]) => Number(y))
    // The axis is 310 high and goes to 100: one such loss among 11 lifts the mean by a tenth of it.
    expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(310 / 9)
  })

  it('stays small for a long run', () => {
    const svg = lossCurve(Array.from({ length: 60_000 }, (_, i) => ({ iteration: i + 1, loss: 1 / (i + 1) })))
    expect(svg.length).toBeLessThan(100_000)
  })
})

describe('digits', () => {
  it('says the prediction of each image, and what the wrong ones are', () => {
    const svg = digits([blank, { ...blank, prediction: 8, probability: 0.51 }], 2)
    expect(texts(svg)).toEqual(expect.arrayContaining(['3 · 99 %', '8 · 51 %', 'is 3']))
    expect(texts(svg)).toContain('prediction · its probability; 1 of 2 wrong (red frame)')
    expect(texts(svg).filter((text) => text.startsWith('is ')).length).toBe(1)
  })

  it('holds the pixels of each image, dark on white', () => {
    const pixels = Uint8Array.from({ length: 6 }, (_, i) => i * 50)
    const [, base64 = ''] =
      /data:image\/png;base64,([A-Za-z0-9+/=]+)/.exec(digits([{ ...blank, pixels }], 1, { width: 3 })) ?? []
    const png = Buffer.from(base64, 'base64')
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([3, 2])
    const length = png.readUInt32BE(33)
    expect([...inflateSync(png.subarray(41, 41 + length))]).toEqual([0, 255, 205, 155, 0, 105, 55, 5])
  })

  it('says which images these are', () => {
    expect(texts(digits([blank], 5, { note: 'the first of all' }))).toContain(
      'prediction · its probability; 0 of 1 wrong (red frame); the first of all',
    )
  })

  it('is a picture without images, too', () => {
    expect(texts(digits([], 5))).toContain('prediction · its probability; 0 of 0 wrong (red frame)')
  })
})
