/** Links of Markdown pages that lead nowhere: relative ones to files and to headings, and paths of files in backticks. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

/** All Markdown pages of a folder and those below it. */
export const pagesIn = (path: string): ReadonlyArray<string> =>
  !existsSync(path)
    ? []
    : statSync(path).isFile()
      ? path.endsWith('.md')
        ? [path]
        : []
      : readdirSync(path).flatMap((name) => pagesIn(join(path, name)))

const prose = (text: string): string => text.replace(/^ *(```|~~~)[^]*?^ *\1.*$/gm, '')

/** The anchors of the headings of a page, as they are made on the web: lower case, no punctuation, hyphens for spaces, a number for the second of a name. */
const anchorsOf = (text: string): ReadonlyArray<string> => {
  const names = [...prose(text).matchAll(/^#{1,6} +(.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  )
  return names.map((name, i) => {
    const before = names.slice(0, i).filter((each) => each === name).length
    return before === 0 ? name : `${name}-${before}`
  })
}

const brokenLinks = (root: string, page: string): ReadonlyArray<string> => {
  const text = readFileSync(page, 'utf8')
  const links = [
    ...prose(text)
      .replace(/`[^`\n]*`/g, '')
      .matchAll(/\]\(([^()\s]+)\)/g),
  ].map(([, link]) => link!)
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? page : resolve(dirname(page), decodeURI(path))
      if (relative(root, target).startsWith('..') || !existsSync(target)) return true
      return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(anchor)
    })
}

/** `src/nn/Layer.ts`: begins with a folder of the repository and ends as a file does; made ones, in `out` and `dist`, are not asked for. */
const named = /`((?:src|laws|docs|examples|bench|scripts|test)\/[\w./-]+\.(?:ts|mjs|md|json|csv|py))`/g

const brokenPaths = (root: string, page: string, ships: (path: string) => boolean): ReadonlyArray<string> =>
  [...prose(readFileSync(page, 'utf8')).matchAll(named)]
    .map(([, path]) => path!)
    .filter(
      (path) =>
        !path.includes('/out/') && ships(path) && !existsSync(join(root, path)) && !existsSync(join(root, 'src', path)),
    )

/** One line for each link of some pages that leads nowhere. `ships` leaves out paths that a package does not hold. */
export const broken = (
  root: string,
  pages: ReadonlyArray<string>,
  ships: (path: string) => boolean = () => true,
): ReadonlyArray<string> =>
  pages.flatMap((page) =>
    [...brokenLinks(root, page), ...brokenPaths(root, page, ships)].map((link) => `${relative(root, page)}: ${link}`),
  )
