/**
 * Finding lessons in this folder, running them, and getting together what the report shows of them.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { check, type Checked, type Questions } from './exercise.js'
import type { Lesson, Result } from './lesson.js'
import type { Chapter, Source } from './report.js'

/** A lesson in the folder: `06-linear-fit.ts` is `{ number: '06', name: '06-linear-fit' }`. */
export interface Found {
  readonly number: string
  readonly name: string
}

const here = import.meta.dirname
const root = resolve(here, '../..')

export const path = (file: string): string => join(here, file)

/** The lessons in a folder, in order. */
export const find = (folder = here): readonly Found[] =>
  readdirSync(folder)
    .flatMap((file) => {
      const [, name, number] = /^((\d\d)-[a-z0-9-]+)\.ts$/.exec(file) ?? []
      return name === undefined ? [] : [{ name, number }]
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))

const load = async <M>(file: string): Promise<M> => (await import(pathToFileURL(path(file)).href)) as M

export const lessonOf = async ({ name }: Found): Promise<Lesson> =>
  (await load<{ readonly lesson: Lesson }>(`${name}.ts`)).lesson

const source = (file: string): Source => ({
  path: relative(root, path(file)),
  code: readFileSync(path(file), 'utf8'),
})

/** What every lesson imports and no reader has to see. */
const known = ['lesson.js', 'render.js']

/** The modules of this folder that a lesson shares with others. */
const helpersOf = (code: string): readonly string[] =>
  [...code.matchAll(/from '\.\/([^']+\.js)'/g)]
    .map(([, file]) => file)
    .filter((file) => !known.includes(file) && !file.endsWith('.text.js'))
    .map((file) => file.replace(/\.js$/, '.ts'))

/** The files of an exercise: the blanks, how they are checked, and the solution. */
const exerciseOf = ({ name }: Found) => ({
  blanks: `${name}.exercise.ts`,
  checks: `${name}.checks.ts`,
  solution: `${name}.solution.ts`,
})

export const hasExercise = (found: Found): boolean =>
  Object.values(exerciseOf(found)).every((file) => existsSync(path(file)))

/** What the report shows of a lesson that gave something, or failed. */
export const chapter = (found: Found, { text }: Lesson, outcome: Result | Error): Chapter => {
  const code = source(`${found.name}.ts`)
  const { blanks, solution } = exerciseOf(found)
  return {
    text,
    code,
    helpers: helpersOf(code.code).map(source),
    outcome,
    ...(hasExercise(found) ? { exercise: { blanks: source(blanks), solution: source(solution) } } : {}),
  }
}

type Answers = Record<string, unknown>

/** Checks the answers in the exercise of a lesson, or in its solution. */
export const examine = async (found: Found, of: 'blanks' | 'solution' = 'blanks'): Promise<readonly Checked[]> => {
  const files = exerciseOf(found)
  const { questions } = await load<{ readonly questions: Questions<Answers> }>(files.checks)
  const { answers } = await load<{ readonly answers: Answers }>(files[of])
  return check(questions, answers)
}
