import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shellPath, shellWord } from '../../src/cli/Shell.js'

const read = (typed: string): string => execFileSync('bash', ['-c', `printf '%s' ${typed}`], { encoding: 'utf8' })

describe('a word of a command line', () => {
  it('stays as it is where no letter means anything to a shell', () => {
    expect(shellWord('out/model-1.safetensors')).toBe('out/model-1.safetensors')
    expect(shellWord('46.5,17.9')).toBe('46.5,17.9')
    expect(shellPath('-m.safetensors')).toBe('./-m.safetensors')
  })

  it.each([
    '',
    ' ',
    "it's",
    '$HOME',
    '`ls`',
    'a"b',
    'a\\b',
    '~',
    '*',
    '#x',
    'a;b',
    '!x',
    'größer 더',
    'a\nb',
    "\t'\\\n",
  ])('is read by a shell as it was: %j', (text) => expect(read(shellWord(text))).toBe(text))

  it('is read by a shell as it was, whatever it holds', () => {
    const text = fc.string({ unit: fc.constantFrom(...'aZ09 \'"\\$`!*?[]{}()<>|&;#~=%^-\n\t') })
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), (texts) => {
        expect(read(`${['x', ...texts].map(shellWord).join("' '")}`)).toBe(['x', ...texts].join(' '))
      }),
      { numRuns: 50 },
    )
  })
})
