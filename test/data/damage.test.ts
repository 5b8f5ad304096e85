/** Damaged files, a thousand of each kind; `npm run torture -- fuzz` reads a hundred thousand, and files that are made to hurt. */
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { loaders, neverThrows, type Loader } from '../support/loaders.js'

describe.each(Object.values<Loader>(loaders))('$name', (loader) => {
  it('is read where nothing is damaged', async () => {
    const answers = await Promise.all(loader.files.map(loader.read))
    expect(answers.filter(E.isLeft)).toEqual([])
  })

  it('is read or refused in sentences where something is', async () => {
    await fc.assert(neverThrows(loader), { numRuns: 1000 })
  })
})
