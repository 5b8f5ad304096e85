/**
 * Finds the lessons in this folder, loads them, and collects their sources for the report.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { check, type Checked, type Questions } from './exercise.js'
import { adapted, type Lesson, type OldLesson, type Result, type Text } from './lesson.js'
import type { Chapter, Source } from './report.js'

/** The files of a lesson: `06-linear-fit.ts` and its neighbours are `{ number: '06', name: '06-linear-fit' }`. */
export interface Found {
  readonly number: string
  readonly name: string
}

const here = import.meta.dirname
const root = resolve(here, '../..')

export const path = (file: string): string => join(here, file)

/** The lessons in a folder, in order. Each has one `NN-name.text.ts`. */
export const find = (folder = here): readonly Found[] =>
  readdirSync(folder)
    .flatMap((file) => {
      const [, name, number] = /^((\d\d)-[a-z0-9-]+)\.text\.ts$/.exec(file) ?? []
      return name === undefined ? [] : [{ name, number }]
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))

const load = async <M>(file: string): Promise<M> => (await import(pathToFileURL(path(file)).href)) as M

/** The files of a lesson: the mathematics, its numbers and its figures. */
const partsOf = ({ name }: Found): readonly string[] =>
  ['ts', 'numbers.ts', 'figures.ts'].map((ending) => `${name}.${ending}`).filter((file) => existsSync(path(file)))

/** The text of a lesson. */
export const textOf = async ({ name }: Found): Promise<Text> =>
  (await load<{ readonly text: Text }>(`${name}.text.ts`)).text

/** A lesson, assembled from its files. The types of its knobs and values are not known here. */
export const lessonOf = async (found: Found): Promise<Lesson<object, unknown>> => {
  const files = await Promise.all(partsOf(found).map((file) => load<object>(file)))
  const lesson = { text: await textOf(found), ...Object.assign({}, ...files) } as Lesson<object, unknown> & {
    readonly lesson?: OldLesson
  }
  return lesson.lesson === undefined ? lesson : (adapted(lesson.lesson) as Lesson<object, unknown>)
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
const exerciseOf = ({ name }: Found) => ({
  blanks: `${name}.exercise.ts`,
  checks: `${name}.checks.ts`,
  solution: `${name}.solution.ts`,
})

export const hasExercise = (found: Found): boolean =>
  Object.values(exerciseOf(found)).every((file) => existsSync(path(file)))

/** The chapter of the report about a lesson that returned a result, or failed. */
export const chapter = (found: Found, text: Text, outcome: Result | Error): Chapter => {
  const [code, ...others] = partsOf(found).map(source)
  const shared = [code, ...others]
    .flatMap((part) => importsOf(part.code))
    .filter((file) => !partsOf(found).includes(file))
  const { blanks, solution } = exerciseOf(found)
  return {
    text,
    code,
    helpers: [...others, ...[...new Set(shared)].map(source)],
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
