import * as fc from 'fast-check'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import { nearest } from '../../src/Codec.js'
import { misspelt } from '../../src/codec/Nearest.js'

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

  it.each(['verbose', '', 'x', '__proto__', '日本語', 'e', 'x'.repeat(1e6), '0'.repeat(1e6)])(
    'to %.20j is none',
    (word) => {
      expect(suggest(word)).toEqual(O.none)
    },
  )

  it('to a known word is itself', () => {
    known.forEach((word) => expect(suggest(word)).toEqual(O.some(word)))
  })

  it('is found where one letter of eight is lost, doubled, changed or exchanged with its neighbour, unless another is as near', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), minLength: 8, maxLength: 20 })
    fc.assert(
      fc.property(letters, fc.nat(), fc.nat({ max: 3 }), (word, at, kind) => {
        // A word without its first letter is the opposite of many: typical, atypical.
        const i = kind === 0 ? 1 + (at % (word.length - 2)) : at % (word.length - 1)
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

describe('a misspelt value', () => {
  it.each([
    ['-1 ', ['-1', '+1'], '-1'],
    ['+1', ['-1', '1'], '1'],
    [' >50K', ['<=50K', '>50K'], '>50K'],
    ['> 50k', ['<=50K', '>50K'], '>50K'],
    ['1.0', ['0', '1'], '1'],
    ['10e-1', ['0', '1', '10'], '1'],
    ['.5', ['0.5', '5'], '0.5'],
    [' yes', ['Yes', 'yes'], 'yes'],
    ['new  york', ['New York', 'York'], 'New York'],
    ['iris-setosa', ['Iris setosa', 'Iris virginica'], 'Iris setosa'],
    ['Iris setsa', ['Iris setosa', 'Iris virginica'], 'Iris setosa'],
    ['nai\u0308ve', ['na\u00efve', 'other'], 'na\u00efve'],
    ['a\u00a0b', ['a b', 'c'], 'a b'],
  ])('%j among %j is %j', (word, values, meant) => {
    expect(misspelt(values)(word)).toEqual(O.some(meant))
  })

  it.each([
    ['-1', ['+1', '0']],
    ['1', ['-1', '0']],
    ['10', ['1', '0']],
    ['1 0', ['10', '0']],
    ['-0', ['0', '1']],
    ['9007199254740992', ['9007199254740993']],
    ['1e400', ['1e401']],
    ['>=50K', ['>50K', '<=50K']],
    ['50K', ['>50K', '<=50K']],
    ['A−', ['A+', 'A']],
    ['C#', ['C', 'C++']],
    ['grade 2', ['grade 1', 'grade 3']],
    ['Type B', ['Type A', 'other']],
    ['yep', ['yes', 'no']],
    ['unhappy', ['happy', 'sad']],
    ['typical', ['atypical', 'none']],
    ['atypical', ['typical', 'none']],
    ['female', ['male', 'other']],
    ['hypertension', ['hypotension', 'none']],
    ['notSpam', ['spam', 'ham']],
    ['not_spam', ['spam', 'ham']],
    ['YES', ['Yes', 'yes']],
    ['form', ['fort', 'fork']],
  ])('%j among %j is none of them', (word, values) => {
    expect(misspelt(values)(word)).toEqual(O.none)
  })

  it('has the digits, the signs and the punctuation of what was typed, or is the same number', () => {
    const alphabet = fc.constantFrom(...'abAB01.+-<>=%#/ ', 'ä', '한')
    const word = fc.string({ unit: alphabet, maxLength: 8 })
    const signs = (text: string): string =>
      text.replace(/(?<=\p{L})[-_](?=\p{L})/gu, '').replace(/[\p{L}\p{M}\s]/gu, '')
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 6 }),
        word,
        fc.nat(5),
        fc.nat(8),
        (words, letter, i, at) => {
          // One of the words with something put in its middle, so that it is near.
          const near = words[i % words.length]
          const typed = near.slice(0, at) + letter.slice(0, 1) + near.slice(at)
          const meant = misspelt(words)(typed)
          if (O.isNone(meant)) return
          const isNumber = /\d/.test(typed) && Number(typed) === Number(meant.value)
          expect(isNumber || signs(typed) === signs(meant.value), `${typed} → ${meant.value}`).toBe(true)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
