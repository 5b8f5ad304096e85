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

describe('a reader', () => {
  const answer = (words: readonly string[]) => async (): Promise<E.Either<readonly string[], unknown>> => E.left(words)

  it.each<readonly [string, Loader['read']]>([
    [
      'throws at one length in a hundred',
      (bytes) => (bytes.length % 100 === 7 ? Promise.reject(new Error('no')) : Promise.resolve(E.right(1))),
    ],
    ['refuses without a word', answer([])],
    ['refuses in what is no sentence', answer(['x: expected 1, found 2', 'unexpected token'])],
    ['lets what it found break its line', answer(['x: expected 1, found 2\n3'])],
  ])('that %s is found out', async (_, read) => {
    const report = await fc.check(neverThrows({ ...loaders.idx, read }), { numRuns: 10_000, endOnFailure: true })
    expect(report.failed).toBe(true)
  })
})
