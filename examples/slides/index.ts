/**
 * `npm run slides`: runs the lessons and builds the report.
 *
 * Exit codes: 0 when all went well, 1 when a lesson did not hold, 2 when something given to the program was wrong.
 */
import { readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import { prepareFolder, writeFileAtomically } from '../mnist/files.js'
import { worded, type Language } from './exercise.js'
import type { Result } from './lesson.js'
import { chapter, examine, find, hasExercise, lessonOf, path, type Found } from './lessons.js'
import type { Chapter } from './report.js'

const say = (text: string): void => void process.stdout.write(`${text}\n`)

const help = `npm run slides -- [NN ...] [options]

Runs the lessons of the slides and builds one page of them, examples/out/index.html.

  NN                 only these lessons, such as 06; the page is then examples/out/06.html
  --only NN,NN       the same
  --exercise         instead: says which blanks of NN-name.exercise.ts are filled in right
  --language ko|en   of what --exercise says, by default that of your terminal
  --out FOLDER       where to write, by default examples/out
  --help             this text`

/** What to do. */
type Task =
  | { readonly _tag: 'Help' }
  | { readonly _tag: 'Exercise'; readonly lessons: readonly Found[]; readonly language: Language }
  | { readonly _tag: 'Build'; readonly lessons: readonly Found[]; readonly all: boolean; readonly out: string }

const languages: readonly Language[] = ['ko', 'en']

/** The lessons of the numbers that were given, all of them if none was. */
const wanted = (numbers: readonly string[], lessons: readonly Found[]): E.Either<string, readonly Found[]> => {
  const unknown = numbers.find((n) => !lessons.some(({ number }) => number === n.padStart(2, '0')))
  return unknown === undefined
    ? E.right(
        lessons.filter(({ number }) => numbers.length === 0 || numbers.some((n) => n.padStart(2, '0') === number)),
      )
    : E.left(
        `expected the number of a lesson, found “${unknown}”. There are ${lessons.map(({ number }) => number).join(' ')}.`,
      )
}

const options = {
  only: { type: 'string', multiple: true },
  exercise: { type: 'boolean' },
  language: { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean' },
} as const

/** The task that some arguments ask for, or a sentence on what is wrong with them. */
const parse = (args: readonly string[]): E.Either<string, Task> => {
  const parsed = E.tryCatch(
    () => parseArgs({ args: [...args], options, allowPositionals: true, strict: true }),
    (error) => (error instanceof Error ? error.message.split('. ')[0] + '.' : String(error)),
  )
  if (E.isLeft(parsed)) return parsed
  const { values, positionals } = parsed.right
  if (values.help === true) return E.right({ _tag: 'Help' })
  const numbers = [...positionals, ...(values.only ?? []).flatMap((list) => list.split(','))]
  const lessons = wanted(numbers, find())
  if (E.isLeft(lessons)) return lessons
  const language =
    values.language === undefined
      ? /^ko/.test(process.env.LC_ALL ?? process.env.LANG ?? '')
        ? 'ko'
        : 'en'
      : languages.find((l) => l === values.language)
  if (language === undefined) return E.left(`--language: expected ko or en, found “${values.language}”.`)
  if (values.exercise === true) {
    const some = lessons.right.filter(hasExercise)
    return some.length > 0
      ? E.right({ _tag: 'Exercise', lessons: some, language })
      : E.left(
          `--exercise: lesson ${numbers.join(', ')} has none. These have one: ${find()
            .filter(hasExercise)
            .map(({ number }) => number)
            .join(' ')}.`,
        )
  }
  return E.right({
    _tag: 'Build',
    lessons: lessons.right,
    all: numbers.length === 0,
    out: resolve(values.out ?? path('../out')),
  })
}

const refuse = (problem: string): number => {
  process.stderr.write(`Cannot start: ${problem}\nnpm run slides -- --help tells all options.\n`)
  return 2
}

const terminal = process.stdout.isTTY

/** Runs lessons one after the other, a line for each. */
const run = async (lessons: readonly Found[], aloud: boolean): Promise<readonly Chapter[]> => {
  const chapters: Chapter[] = []
  for (const [i, found] of lessons.entries()) {
    const begin = performance.now()
    const lesson = await lessonOf(found)
    const place = `[${String(i + 1).padStart(String(lessons.length).length)}/${lessons.length}] ${found.number} ${lesson.text.title.en}`
    if (terminal) process.stdout.write(`${place} …`)
    const outcome: Result | Error = await lesson
      .run()
      .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
    if (terminal) process.stdout.write('\r\x1b[K')
    const seconds = ((performance.now() - begin) / 1000).toFixed(1)
    say(
      outcome instanceof Error
        ? `${place}: FAILED: ${outcome.message}`
        : `${place.padEnd(70)} ${seconds.padStart(5)} s  ${outcome.figures.length} figure${outcome.figures.length === 1 ? '' : 's'}`,
    )
    if (aloud && !(outcome instanceof Error)) outcome.printed.forEach((line) => say(`  ${line}`))
    chapters.push(chapter(found, lesson, outcome))
  }
  return chapters
}

const build = async ({ lessons, all, out }: Task & { readonly _tag: 'Build' }): Promise<number> => {
  const begin = performance.now()
  const folder = await prepareFolder(out)()
  if (E.isLeft(folder)) return refuse(folder.left)
  const chapters = await run(lessons, !all)
  // Only here: what draws, formulas and fonts are large, and help and refusals should not wait for them.
  const [{ render }, { report }] = await Promise.all([import('./render.js'), import('./report.js')])
  const page = join(out, all ? 'index.html' : `${lessons.map(({ number }) => number).join('-')}.html`)
  const html = await report(chapters, readFileSync(path('slides.txt'), 'utf8'))
  const figures = chapters.flatMap(({ outcome }) => (outcome instanceof Error ? [] : outcome.figures))
  const files = [
    ...figures.map((figure) => [join(out, 'figures', `${figure.name}.svg`), render(figure)] as const),
    [page, html] as const,
  ]
  for (const [file, content] of files) {
    const written = await writeFileAtomically(file, content)()
    if (E.isLeft(written)) return refuse(written.left)
  }
  const failed = chapters.filter(({ outcome }) => outcome instanceof Error).length
  const size = (Buffer.byteLength(html) / 1e6).toFixed(1)
  say(
    `${relative(process.cwd(), page)}: ${chapters.length} lesson${chapters.length === 1 ? '' : 's'}, ${figures.length} figures, ${size} MB, ${((performance.now() - begin) / 1000).toFixed(0)} s`,
  )
  if (failed > 0) say(`${failed} of ${chapters.length} lessons did not hold.`)
  return failed > 0 ? 1 : 0
}

/** Says of each blank whether it is right. */
const exercise = async ({ lessons, language }: Task & { readonly _tag: 'Exercise' }): Promise<number> => {
  for (const found of lessons) {
    const { text } = await lessonOf(found)
    say(`${text.title[language]} (${relative(process.cwd(), path(`${found.name}.exercise.ts`))})`)
    say(worded(await examine(found), language))
  }
  return 0
}

const main = async (): Promise<number> => {
  const task = parse(process.argv.slice(2))
  if (E.isLeft(task)) return refuse(task.left)
  switch (task.right._tag) {
    case 'Help':
      say(help)
      return 0
    case 'Exercise':
      return exercise(task.right)
    case 'Build':
      return build(task.right)
  }
}

process.exitCode = await main()
