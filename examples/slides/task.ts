/** The arguments of `npm run slides`. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import type { Language } from './exercise.js'
import { find, hasExercise, path, type LessonFiles } from './lessons.js'

/** The task of the program. */
export type Task =
  | { readonly _tag: 'Help' }
  | { readonly _tag: 'Exercise'; readonly lessons: readonly LessonFiles[]; readonly language: Language }
  | { readonly _tag: 'Build'; readonly lessons: readonly LessonFiles[]; readonly all: boolean; readonly out: string }

const languages: readonly Language[] = ['ko', 'en']

/** The lessons with some numbers, or all lessons if there are no numbers. */
const select = (
  numbers: readonly string[],
  lessons: readonly LessonFiles[],
): E.Either<string, readonly LessonFiles[]> => {
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

/** The task of some arguments, or a message about what is wrong with them. */
export const parse = (args: readonly string[]): E.Either<string, Task> => {
  const parsed = E.tryCatch(
    () => parseArgs({ args: [...args], options, allowPositionals: true, strict: true }),
    (error) => (error instanceof Error ? error.message.split('. ')[0] + '.' : String(error)),
  )
  if (E.isLeft(parsed)) return parsed
  const { values, positionals } = parsed.right
  if (values.help === true) return E.right({ _tag: 'Help' })
  const numbers = [...positionals, ...(values.only ?? []).flatMap((list) => list.split(','))]
  const lessons = select(numbers, find())
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
