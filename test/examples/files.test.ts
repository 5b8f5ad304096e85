import { mkdirSync, readdirSync, readFileSync } from 'node:fs'

import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'

import { checkFolder, prepareFolder, writeFileAtomically } from '../../examples/mnist/files.js'
import { emptyFolder, folderWith } from '../data/folders.js'

describe('writeFileAtomically', () => {
  it('writes a file into a folder that it creates, replaces it, and leaves nothing else there', async () => {
    const folder = `${emptyFolder()}/a/b`
    expect(await writeFileAtomically(`${folder}/x.svg`, 'one')()).toEqual(E.right(undefined))
    expect(await writeFileAtomically(`${folder}/x.svg`, 'two')()).toEqual(E.right(undefined))
    expect(readFileSync(`${folder}/x.svg`, 'utf8')).toBe('two')
    expect(readdirSync(folder)).toEqual(['x.svg'])
  })

  it('says what went wrong and leaves no half of a file behind', async () => {
    const folder = emptyFolder()
    mkdirSync(`${folder}/x.svg`)
    const result = await writeFileAtomically(`${folder}/x.svg`, 'one')()
    expect(result).toEqual(E.left(expect.stringContaining(`${folder}/x.svg: expected to be able to write it, found “`)))
    expect(readdirSync(folder)).toEqual(['x.svg'])
  })
})

describe('checkFolder', () => {
  it('says beforehand whether a folder can be made and written into, and makes nothing', async () => {
    const folder = folderWith({ file: 'x' })
    expect(await checkFolder(folder)()).toEqual(E.right(undefined))
    expect(await checkFolder(`${folder}/new/out`)()).toEqual(E.right(undefined))
    for (const path of ['file', 'file/out']) {
      expect(await checkFolder(`${folder}/${path}`)()).toEqual(
        E.left(expect.stringContaining(`${folder}/${path}: expected a folder to write into, found `)),
      )
    }
    expect(readdirSync(folder)).toEqual(['file'])
  })
})

describe('prepareFolder', () => {
  it('creates the folder, and refuses a path that goes through a file', async () => {
    const folder = folderWith({ file: 'x' })
    expect(await prepareFolder(`${folder}/new/out`)()).toEqual(E.right(undefined))
    expect(readdirSync(`${folder}/new`)).toEqual(['out'])
    expect(await prepareFolder(`${folder}/file`)()).toEqual(
      E.left(expect.stringContaining(`${folder}/file: expected a folder to write into, found “`)),
    )
    expect(await prepareFolder(`${folder}/file/out`)()).toEqual(
      E.left(expect.stringContaining(`${folder}/file/out: expected a folder to write into, found “`)),
    )
  })
})
