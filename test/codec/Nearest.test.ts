import * as fc from 'fast-check'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import { nearest } from '../../src/Codec.js'

const known = ['epochs', 'batch', 'learningRate', 'learningRateDecay', 'seed', 'optimizer']
const suggest = nearest(known)

describe('the nearest word', () => {
  it.each([
    ['epoch', 'epochs'],
    ['epcohs', 'epochs'],
    ['learning_rate', 'learningRate'],
    ['learningrate', 'learningRate'],
    ['LEARNING-RATE', 'learningRate'],
    ['lerningRate', 'learningRate'],
    ['learningRateDecy', 'learningRateDecay'],
    ['optimiser', 'optimizer'],
    ['batchSize', 'batch'],
    ['randomSeed', 'seed'],
  ])('to %s is %s', (word, meant) => {
    expect(suggest(word)).toEqual(O.some(meant))
  })

  it.each(['verbose', '', 'x', '__proto__', '日本語', 'e'])('to %j is none', (word) => {
    expect(suggest(word)).toEqual(O.none)
  })

  it('to a known word is itself', () => {
    known.forEach((word) => expect(suggest(word)).toEqual(O.some(word)))
  })

  it('is found where one letter of eight is lost, doubled, changed or exchanged with its neighbour, unless another is as near', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), minLength: 8, maxLength: 20 })
    fc.assert(
      fc.property(letters, fc.nat(), fc.nat({ max: 3 }), (word, at, kind) => {
        const i = at % (word.length - 1)
        const [before, letter, after] = [word.slice(0, i), word[i], word.slice(i + 1)]
        const slip = [
          before + after,
          before + letter + letter + after,
          `${before}ü${after}`,
          before + after[0] + letter + after.slice(1),
        ][kind]
        expect(nearest(['zzzz', word, 'yyyyyyyyyyyyyyyyyyyy'])(slip)).toEqual(O.some(word))
      }),
    )
  })

  it('says none of none', () => {
    expect(nearest([])('epochs')).toEqual(O.none)
  })
})
