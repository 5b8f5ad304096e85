/**
 * Finds the lessons in this folder, loads them, and collects their sources for the report.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { check, type Checked, type Questions } from './exercise.js'
import type { Lesson, Result, Text } from './lesson.js'
import type { Chapter, Source } from './report.js'

/** The number of a lesson and the name of its files: `{ number: '06', name: '06-linear-fit' }`. */
export interface LessonFiles {
  readonly number: string
  readonly name: string
}

const here = import.meta.dirname
const root = resolve(here, '../..')

export const path = (file: string): string => join(here, file)

/** The lessons in a folder, in order. Each has one `NN-name.text.ts`. */
export const find = (folder = here): readonly LessonFiles[] =>
  readdirSync(folder)
    .flatMap((file) => {
      const [, name, number] = /^((\d\d)-[a-z0-9-]+)\.text\.ts$/.exec(file) ?? []
      return name === undefined ? [] : [{ name, number }]
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))

const load = async <M>(file: string): Promise<M> => (await import(pathToFileURL(path(file)).href)) as M

/** The files of a lesson: the mathematics, its numbers and its figures. */
const partsOf = ({ name }: LessonFiles): readonly string[] =>
  ['ts', 'numbers.ts', 'figures.ts'].map((ending) => `${name}.${ending}`)

/** The text of a lesson. */
export const loadText = async ({ name }: LessonFiles): Promise<Text> =>
  (await load<{ readonly text: Text }>(`${name}.text.ts`)).text

/** A lesson, assembled from its files. The types of its knobs and values are not known here. */
export const loadLesson = async (files: LessonFiles): Promise<Lesson<object, unknown>> => {
  const parts = await Promise.all(partsOf(files).map((file) => load<object>(file)))
  return Object.assign({ text: await loadText(files) }, ...parts) as Lesson<object, unknown>
}

const source = (file: string): Source => ({
  path: relative(root, path(file)),
  code: readFileSync(path(file), 'utf8'),
})

/** Modules that all lessons import. The report does not show them. */
const common = ['lesson.js', 'render.js']

/** The modules of this folder that some code imports, except for texts. */
const importsOf = (code: string): readonly string[] =>
  [...code.matchAll(/from '\.\/([^']+\.js)'/g)]
    .map(([, file]) => file)
    .filter((file) => !common.includes(file) && !file.endsWith('.text.js'))
    .map((file) => file.replace(/\.js$/, '.ts'))

/** The files of an exercise: the blanks, the checks of the answers, and the solution. */
const exerciseOf = ({ name }: LessonFiles) => ({
  blanks: `${name}.exercise.ts`,
  checks: `${name}.checks.ts`,
  solution: `${name}.solution.ts`,
})

export const hasExercise = (files: LessonFiles): boolean =>
  Object.values(exerciseOf(files)).every((file) => existsSync(path(file)))

/** The chapter of the report about a lesson that returned a result, or failed. */
export const chapter = (files: LessonFiles, text: Text, outcome: Result | Error): Chapter => {
  const [code, ...others] = partsOf(files).map(source)
  const shared = [code, ...others]
    .flatMap((part) => importsOf(part.code))
    .filter((file) => !partsOf(files).includes(file))
  const { blanks, solution } = exerciseOf(files)
  return {
    text,
    code,
    helpers: [...others, ...[...new Set(shared)].map(source)],
    outcome,
    ...(hasExercise(files) ? { exercise: { blanks: source(blanks), solution: source(solution) } } : {}),
  }
}

type Answers = Record<string, unknown>

/** Checks the answers in the exercise of a lesson, or in its solution. */
export const checkExercise = async (
  files: LessonFiles,
  file: 'blanks' | 'solution' = 'blanks',
): Promise<readonly Checked[]> => {
  const exercise = exerciseOf(files)
  const { questions } = await load<{ readonly questions: Questions<Answers> }>(exercise.checks)
  const { answers } = await load<{ readonly answers: Answers }>(exercise[file])
  return check(questions, answers)
}
