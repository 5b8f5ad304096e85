import { describe, expect, it } from 'vitest'
import { fail, isNablaError } from '../../src/tensor/Errors.js'
import { printable } from '../../src/tensor/Text.js'

describe('a NablaError', () => {
  it('quotes names on one line, and lets none of them move a cursor or turn the direction of writing', () => {
    const name = 'up\nSaved as b\u001b[2J\u202eevil'
    const told = 'up\\nSaved as b\\u001b[2J\\u202eevil'
    try {
      fail('M.named', `another name than ${name}`, name)
    } catch (error) {
      expect(isNablaError(error)).toBe(true)
      expect(error).toMatchObject({
        message: `M.named: expected another name than ${told}, found ${told}`,
        expected: `another name than ${told}`,
        found: told,
      })
      return
    }
    expect.unreachable()
  })
})

describe('printable text', () => {
  it('stays what it is a second time', () => {
    const once = printable('a\u0000\u2028\ud800b')
    expect([once, printable(once)]).toEqual(['a\\u0000\\u2028\\ud800b', once])
  })
})
