import { Writable } from 'node:stream'

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { Tick } from '../../examples/mnist/progress.js'
import { drawn, duration, line, progress } from '../../examples/mnist/progress.js'

const tick: Tick = {
  epoch: 2,
  epochs: 3,
  iteration: 900,
  iterations: 1800,
  loss: 0.1234,
  accuracy: 0.9567,
  samples: 90_000,
  seconds: 10,
}

/** A stream that is no terminal and keeps what is written. */
const sink = (isTTY: boolean): { readonly stream: NodeJS.WriteStream; readonly text: () => string } => {
  const parts: string[] = []
  const stream = new Writable({
    write: (part, _encoding, done) => {
      parts.push(String(part))
      done()
    },
  })
  return {
    stream: Object.assign(stream, { isTTY, columns: isTTY ? 100 : undefined }) as unknown as NodeJS.WriteStream,
    text: () => parts.join(''),
  }
}

describe('line', () => {
  it('says epoch, iteration, loss, accuracy, samples per second and the time left', () => {
    expect(line(tick)).toBe('epoch 2/3  iteration  900/1800  loss 0.1234  accuracy 0.957    9000 samples/s  0:10 left')
  })

  it('does not pretend to know what cannot be told yet', () => {
    expect(line({ ...tick, iteration: 0, samples: 0, seconds: 0, loss: NaN, accuracy: NaN })).toBe(
      'epoch 2/3  iteration    0/1800  loss NaN  accuracy –       – samples/s  – left',
    )
  })

  it('writes long times with hours', () => {
    expect([duration(75), duration(3700), duration(0), duration(NaN)]).toEqual(['1:15', '1:01:40', '0:00', '–'])
  })
})

describe('drawn', () => {
  it('says everything in 80 columns, with a bar', () => {
    expect(drawn(tick, 79)).toBe('████░░░░░  epoch 2/3   900/1800  loss 0.1234  accuracy 0.957  9000/s  0:10 left')
  })

  it('is never wider than the terminal', () => {
    fc.assert(
      fc.property(fc.nat({ max: 300 }), fc.integer({ min: -1, max: 2000 }), (width, iteration) => {
        expect(drawn({ ...tick, iteration }, width).length).toBeLessThanOrEqual(width)
      }),
    )
  })
})

describe('progress', () => {
  it('writes whole clean lines without a terminal: the first, one every five seconds, the last', () => {
    const { stream, text } = sink(false)
    const bar = progress(stream)()
    const ticks = [0, 1, 4, 5, 7, 9, 10].map((seconds) => ({ ...tick, iteration: seconds * 100, seconds }))
    ticks.forEach((each) => bar.update(each)())
    bar.stop()
    bar.stop()
    const shown = [0, 5, 10, 10].map((seconds) => line({ ...tick, iteration: seconds * 100, seconds }))
    expect(text()).toBe(shown.map((each) => `${each}\n`).join(''))
  })

  it('hides nothing in a terminal that would have to be shown again', () => {
    const { stream, text } = sink(true)
    const bar = progress(stream)()
    bar.update(tick)()
    bar.stop()
    expect(text()).toContain('█')
    expect(text()).not.toMatch(/\u001b\[\?(25l|7l)/)
    expect(text().endsWith('\n')).toBe(true)
  })

  it('writes nothing when no step was taken', () => {
    const { stream, text } = sink(false)
    progress(stream)().stop()
    expect(text()).toBe('')
  })
})
