import { describe, expect, it } from 'vitest'
import { bytesOf, fromBytes } from '../../src/tensor/Value.js'
import * as T from '../../src/Tensor.js'

describe('a tensor of bytes', () => {
  it('of rank 0 is a number', () => {
    expect(T.toNumber(fromBytes<[]>([], Uint8Array.of(7)))).toBe(7)
    expect(T.toNumber(fromBytes<[]>([], Int8Array.of(-7)))).toBe(-7)
  })

  it('has the elements as float64, and keeps its unsigned bytes', () => {
    const x = fromBytes<[2]>([2], Uint8Array.of(1, 255))
    expect(T.toArray(x)).toEqual([1, 255])
    expect(bytesOf(x)).toEqual(Uint8Array.of(1, 255))
    expect(bytesOf(fromBytes([2], Int8Array.of(1, -1)))).toBeUndefined()
  })
})
