/**
 * `npm run slides`: runs the lessons and builds the report.
 *
 * Exit codes: 0 on success, 1 if a check of a lesson fails, 2 if an argument is wrong.
 */
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { prepareFolder, writeFileAtomically } from '../mnist/files.js'
import { format } from './exercise.js'
import { perform, type Result } from './lesson.js'
import { chapter, checkExercise, loadLesson, path, loadText, type LessonFiles } from './lessons.js'
import type { Chapter } from './report.js'
import { parse, type Task } from './task.js'

const print = (text: string): void => void process.stdout.write(`${text}\n`)

const help = `npm run slides -- [NN ...] [options]

Runs the lessons of the slides and builds one page of them, examples/out/index.html.

  NN                 only these lessons, such as 06; the page is then examples/out/06.html
  --only NN,NN       the same
  --exercise         check the blanks of NN-name.exercise.ts instead
  --language ko|en   language of --exercise, by default that of your terminal
  --out FOLDER       output folder, by default examples/out
  --help             this text`

const refuse = (problem: string): number => {
  process.stderr.write(`Cannot start: ${problem}\nnpm run slides -- --help tells all options.\n`)
  return 2
}

const terminal = process.stdout.isTTY

/** Runs lessons one after the other, and prints a line for each. */
const run = async (lessons: readonly LessonFiles[], verbose: boolean): Promise<readonly Chapter[]> => {
  const chapters: Chapter[] = []
  for (const [i, found] of lessons.entries()) {
    const begin = performance.now()
    const lesson = await loadLesson(found)
    const place = `[${String(i + 1).padStart(String(lessons.length).length)}/${lessons.length}] ${found.number} ${lesson.text.title.en}`
    if (terminal) process.stdout.write(`${place} …`)
    const outcome: Result | Error = await perform(lesson)
      .then((result) => (result.failed.length > 0 ? new Error(result.failed.join('; ')) : result))
      .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
    if (terminal) process.stdout.write('\r\x1b[K')
    const seconds = ((performance.now() - begin) / 1000).toFixed(1)
    print(
      outcome instanceof Error
        ? `${place}: FAILED: ${outcome.message}`
        : `${place.padEnd(70)} ${seconds.padStart(5)} s  ${outcome.figures.length} figure${outcome.figures.length === 1 ? '' : 's'}`,
    )
    if (verbose && !(outcome instanceof Error)) outcome.printed.forEach((line) => print(`  ${line}`))
    chapters.push(chapter(found, lesson.text, outcome))
  }
  return chapters
}

const build = async ({ lessons, all, out }: Task & { readonly _tag: 'Build' }): Promise<number> => {
  const begin = performance.now()
  const folder = await prepareFolder(out)()
  if (E.isLeft(folder)) return refuse(folder.left)
  const chapters = await run(lessons, !all)
  // Imported here because drawing, formulas and fonts are large: help and errors do not wait for them.
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
  print(
    `${relative(process.cwd(), page)}: ${chapters.length} lesson${chapters.length === 1 ? '' : 's'}, ${figures.length} figures, ${size} MB, ${((performance.now() - begin) / 1000).toFixed(0)} s`,
  )
  if (failed > 0) print(`${failed} of ${chapters.length} lessons failed.`)
  return failed > 0 ? 1 : 0
}

/** Prints for each blank whether it is right. */
const exercise = async ({ lessons, language }: Task & { readonly _tag: 'Exercise' }): Promise<number> => {
  for (const found of lessons) {
    const { title } = await loadText(found)
    print(`${title[language]} (${relative(process.cwd(), path(`${found.name}.exercise.ts`))})`)
    print(format(await checkExercise(found), language))
  }
  return 0
}

const main = async (): Promise<number> => {
  const task = parse(process.argv.slice(2))
  if (E.isLeft(task)) return refuse(task.left)
  switch (task.right._tag) {
    case 'Help':
      print(help)
      return 0
    case 'Exercise':
      return exercise(task.right)
    case 'Build':
      return build(task.right)
  }
}

process.exitCode = await main()
