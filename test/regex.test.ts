/** No regular expression of the library, and of the program for MNIST, takes more than linearly many steps, whatever the text: 160,000 digits and a letter once took one of them 55 seconds. */
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cases } from './support/cases.js'
import { attack, expressionsIn } from './support/regex.js'

const all = expressionsIn(resolve(import.meta.dirname, '..'), ['src', 'laws', 'examples/mnist'])

describe('a regular expression', () => {
  it('is found wherever it stands', () => {
    expect(all.length).toBeGreaterThan(40)
  })

  it.each(all)('$place is linear: /$source/$flags', ({ source, flags }) => {
    expect(attack({ source, flags }, cases(20))).toBe(undefined)
  })
})

describe('an attack', () => {
  it.each([
    [String.raw`^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$`, 'i'],
    [String.raw`(a+)+$`, ''],
    [String.raw`^(a|a)*b`, ''],
    [String.raw`\s+$`, ''],
    [String.raw`\B(?=(\d{3})+$)`, 'g'],
    [String.raw`^[a-z][^<>]* [^<>]+$`, 'i'],
    [String.raw`^\d*\d*$`, ''],
    [String.raw`x.*y`, 'g'],
  ])('finds that /%s/%s is not', (source, flags) => {
    expect(attack({ source, flags }, 2000)).toBeTypeOf('string')
  })

  it.each([
    [String.raw`^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$`, 'i'],
    [String.raw`[ \t\n\r]*`, 'y'],
    [String.raw`^checkpoint-\d{12,}\.safetensors$`, ''],
  ])('finds nothing against /%s/%s', (source, flags) => {
    expect(attack({ source, flags }, 500)).toBe(undefined)
  })
})
