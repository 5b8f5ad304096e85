/** Links of the documentation lead somewhere. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { broken, pagesIn } from './support/links.js'

const root = resolve(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'nabla-links-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('lead to files and headings that exist', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'docs', 'examples', 'bench'].flatMap((path) =>
    pagesIn(join(root, path)),
  )
  expect(pages.length).toBeGreaterThan(20)
  expect(broken(root, pages)).toEqual([])
})

it('are found broken: a file, a heading, a path in backticks, a way out of the folder', () => {
  const text =
    '# A title, in words\n\n[a](#a-title-in-words) [b](no.md) [c](#no) [d](../x.md) `src/No.ts`\n\n```\n[e](no.md)\n```\n'
  writeFileSync(join(folder, 'page.md'), text)
  expect(broken(folder, pagesIn(folder))).toEqual([
    'page.md: no.md',
    'page.md: #no',
    'page.md: ../x.md',
    'page.md: src/No.ts',
  ])
})
