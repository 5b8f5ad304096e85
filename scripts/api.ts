/**
 * `npm run api`: writes `docs/api`, every export of every face with its signature, from the declarations in `dist`. With `--check`, as the gate calls it, nothing is written: it fails where
 * a page differs, where an export has no docstring, and where an `any` hides in a public type.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { anys } from './api/any.js'
import { readPackage, root } from './api/faces.js'
import { report, undocumented } from './api/report.js'

const folder = join(root, 'docs', 'api')
const library = readPackage()
const pages = report(library)
const kept = existsSync(folder) ? readdirSync(folder) : []
const stale = kept.filter((name) => pages.every(({ file }) => file !== name))
const differs = pages.filter(
  ({ file, text }) => !kept.includes(file) || readFileSync(join(folder, file), 'utf8') !== text,
)

const problems = [
  ...undocumented(library).map((where) => `no docstring: ${where}. Say what it is.`),
  ...anys(library).map((where) => `any in a public type: ${where}. Give it a type, or \`unknown\`.`),
]

/** The first line that a page has and the kept one has not, or the other way round. */
const firstChange = (text: string, old: string): string => {
  const [now, before] = [text.split('\n'), old.split('\n')]
  const added = now.find((line) => !before.includes(line))
  const gone = before.find((line) => !now.includes(line))
  return [gone === undefined ? [] : [`- ${gone}`], added === undefined ? [] : [`+ ${added}`]].flat().join('\n    ')
}

if (process.argv.includes('--check')) {
  const changed = [...differs.map(({ file }) => file), ...stale]
  if (changed.length > 0) {
    const [first] = differs
    const old = first !== undefined && kept.includes(first.file) ? readFileSync(join(folder, first.file), 'utf8') : ''
    console.error(
      `The public API is not what docs/api says (${changed.join(', ')}). If that is meant, run \`npm run api\` and commit the pages.`,
    )
    if (first !== undefined) console.error(`    ${firstChange(first.text, old)}`)
  }
  if (problems.length > 0) console.error(problems.join('\n'))
  process.exitCode = changed.length + problems.length === 0 ? 0 : 1
} else {
  mkdirSync(folder, { recursive: true })
  stale.forEach((name) => rmSync(join(folder, name)))
  differs.forEach(({ file, text }) => writeFileSync(join(folder, file), text))
  const total = library.faces.reduce((sum, { exports }) => sum + exports.length, 0)
  console.log(`docs/api: ${library.faces.length} faces, ${total} exports; ${differs.length} pages renewed`)
  if (problems.length > 0) console.error(problems.join('\n'))
  process.exitCode = problems.length === 0 ? 0 : 1
}
