/** The lessons of the slides: they quote every line, the exercises tell right answers from wrong ones, and the page loads nothing. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import * as Plot from '@observablehq/plot'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'

import { blank, check, format, type Questions } from '../../examples/slides/exercise.js'
import type { Text } from '../../examples/slides/lesson.js'
import { chapter, find, hasExercise, path } from '../../examples/slides/lessons.js'
import { parts } from '../../examples/slides/markup.js'
import { report, type Chapter } from '../../examples/slides/report.js'
import { parse } from '../../examples/slides/task.js'
import { emptyFolder } from '../data/folders.js'

const folder = path('.')
const slides = readFileSync(path('slides.txt'), 'utf8')

const load = async <M>(file: string): Promise<M> => (await import(pathToFileURL(join(folder, file)).href)) as M

/** The texts of all lessons. No lesson is run for them. */
const texts = await Promise.all(
  find().map(async ({ name }) => (await load<{ readonly text: Text }>(`${name}.text.ts`)).text),
)

/** The code of the lessons: the mathematics, `NN-name.ts` and `NN-topic.ts`, then numbers and figures. */
const mathematics = readdirSync(folder).filter((file) => /^\d\d-[a-z0-9-]+\.ts$/.test(file))
const lessonFiles = [
  ...mathematics,
  ...readdirSync(folder).filter((file) => /^\d\d-[a-z0-9-]+\.(numbers|figures)\.ts$/.test(file)),
]

/** The modules that a file imports, directly or through other files of the folder. */
const importsOf = (file: string, seen: readonly string[] = []): readonly string[] =>
  [...readFileSync(join(folder, file), 'utf8').matchAll(/^import (?!type).*'(.+)'$/gm)]
    .map(([, name]) => name)
    .reduce((all, name) => {
      const next = name.replace(/^\.\/(.+)\.js$/, '$1.ts')
      return all.includes(next) ? all : next === name ? [...all, name] : importsOf(next, [...all, next])
    }, seen)

describe('the code of a lesson', () => {
  it.each(find())('$name has four parts', async ({ name }) => {
    expect(Object.keys(await load<object>(`${name}.ts`))).toEqual(expect.arrayContaining(['run', 'slideDefaults']))
    expect(Object.keys(await load<object>(`${name}.numbers.ts`))).toEqual(['numbers'])
    expect(Object.keys(await load<object>(`${name}.figures.ts`))).toEqual(['figures'])
    expect(Object.keys(await load<object>(`${name}.text.ts`))).toEqual(['text'])
  })

  it.each(mathematics)('%s is mathematics of at most 80 lines', (file) => {
    expect(readFileSync(join(folder, file), 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(80)
    expect(importsOf(file)).not.toContain('@observablehq/plot')
    expect(importsOf(file).filter((name) => /\.(text|figures|numbers)\.ts$/.test(name))).toEqual([])
  })
})

describe('the lessons', () => {
  it('exist for the numbers 0 to 33, one each', () => {
    const numbers = find().map(({ number }) => Number(number))
    const missing = Array.from({ length: 34 }, (_, n) => n).filter((n) => !numbers.includes(n))
    expect(missing, 'items without a lesson').toEqual([])
    expect(new Set(numbers).size, 'two lessons of one number').toBe(numbers.length)
    expect(texts.map(({ item }) => item)).toEqual(numbers)
  })

  it('quote every line of the slides', () => {
    const quotes = new Set(texts.flatMap((text) => text.quotes.map((quote) => quote.trim())))
    const lines = slides
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && line !== '```')
    const left = [...new Set(lines.filter((line) => !quotes.has(line)))]
    expect(left, 'lines of slides.txt that no lesson quotes').toEqual([])
  })

  it('quote only lines of the slides', () => {
    const lines = new Set(slides.split('\n').map((line) => line.trim()))
    const made = texts.flatMap(({ item, quotes }) =>
      quotes.filter((quote) => !lines.has(quote.trim())).map((quote) => `${item}: ${quote}`),
    )
    expect(made).toEqual([])
  })

  it('correct only what they quote, the known errors of the slides among it', () => {
    const astray = texts.flatMap(({ item, quotes, corrections = [] }) =>
      corrections
        .filter(({ quoted }) => !quotes.some((quote) => quote.includes(quoted)))
        .map(({ quoted }) => `${item}: ${quoted}`),
    )
    expect(astray).toEqual([])
    const marked = texts.flatMap(({ corrections = [] }) => corrections.map(({ quoted }) => quoted)).join('\n')
    ;['제공', '가르키지', '0/분 1/'].forEach((slip) => expect(marked).toContain(slip))
  })

  it('have every text in both languages', () => {
    texts.forEach(({ item, title, paragraphs, formulas }) =>
      [title, ...paragraphs, ...formulas.map(({ name }) => name)].forEach(({ ko, en }) => {
        expect([item, ko.trim() !== '', en.trim() !== '']).toEqual([item, true, true])
        expect(en).not.toMatch(/^[^"“`]*[가-힣]{4}/)
      }),
    )
  })
})

// -------------------------------------------------------------------------------------------------
// exercises
// -------------------------------------------------------------------------------------------------

type Answers = Record<string, unknown>

const exercises = await Promise.all(
  find()
    .filter(hasExercise)
    .map(async ({ name }) => ({
      name,
      questions: (await load<{ readonly questions: Questions<Answers> }>(`${name}.checks.ts`)).questions,
      blanks: (await load<{ readonly answers: Answers }>(`${name}.exercise.ts`)).answers,
      solution: (await load<{ readonly answers: Answers }>(`${name}.solution.ts`)).answers,
    })),
)

describe('the exercises', () => {
  it('are there for each 실습', () => {
    expect(exercises.map(({ name }) => name.slice(0, 2))).toEqual(['06', '08', '19', '33'])
    // The files of an exercise have the name of its lesson.
    const names = find().map(({ name }) => name)
    const strays = readdirSync(folder)
      .filter((file) => /\.(exercise|solution|checks)\.ts$/.test(file))
      .filter((file) => !names.includes(file.replace(/\.\w+\.ts$/, '')))
    expect(strays).toEqual([])
  })

  describe.each(exercises)('$name', ({ questions, blanks, solution }) => {
    it('has 3 to 6 numbered blanks', () => {
      const numbers = Object.values(questions).map(({ number }) => number)
      expect(numbers).toEqual(numbers.map((_, i) => i + 1))
      expect(numbers.length).toBeGreaterThanOrEqual(3)
      expect(numbers.length).toBeLessThanOrEqual(6)
    })

    it('accepts its solution', () => {
      expect(check(questions, solution).map(({ number, verdict }) => [number, verdict])).toEqual(
        Object.keys(questions).map((_, i) => [i + 1, { _tag: 'Right' }]),
      )
    })

    it('reports each blank as empty, with its hint', () => {
      check(questions, blanks).forEach(({ verdict }) =>
        expect(verdict).toEqual({
          _tag: 'Missing',
          hint: { ko: expect.stringMatching(/./), en: expect.stringMatching(/./) },
        }),
      )
    })

    it('reports each known mistake, and only that one', () => {
      Object.entries(questions).forEach(([key, { number, mistakes }]) => {
        expect(mistakes.length).toBeGreaterThan(0)
        mistakes.forEach(({ message, answer }) => {
          const verdicts = check(questions, { ...solution, [key]: answer })
          expect(verdicts.find((v) => v.number === number)?.verdict).toEqual({ _tag: 'Mistake', message })
          expect(verdicts.filter((v) => v.number !== number).every((v) => v.verdict._tag === 'Right')).toBe(true)
        })
      })
    })
  })
})

describe('check', () => {
  const questions: Questions<{ readonly double: (x: number) => number; readonly four: () => number }> = {
    double: {
      number: 1,
      label: { ko: '두 배', en: 'double' },
      probe: (f) => [1, 5].map(f),
      expected: [2, 10],
      mistakes: [{ message: { ko: '제곱이다', en: 'that is the square' }, answer: (x) => x * x }],
    },
    four: { number: 2, label: { ko: '넷', en: 'four' }, probe: (f) => [f()], expected: [4], mistakes: [] },
  }
  const double = blank<(x: number) => number>(1, { ko: '더하기', en: 'add' })

  it('distinguishes wrong, empty and broken answers, and those that wait for another blank', () => {
    const tags = (f: (x: number) => number, four: () => number) =>
      check(questions, { double: f, four }).map(({ verdict }) => verdict._tag)
    expect(tags(double, () => double(2))).toEqual(['Missing', 'Waits'])
    expect(
      tags(
        (x) => x + 2,
        () => 4,
      ),
    ).toEqual(['Wrong', 'Right'])
    expect(
      tags(
        () => NaN,
        () => NaN,
      ),
    ).toEqual(['Wrong', 'Wrong'])
    expect(
      tags(
        (x) => 2 * x,
        () => {
          throw new Error('no')
        },
      ),
    ).toEqual(['Right', 'Broken'])
  })

  it('prints a line for each blank', () => {
    expect(format(check(questions, { double: (x) => x * x, four: () => double(2) }), 'en').split('\n')).toEqual([
      '  ✗ 1. double: wrong: that is the square',
      '  · 2. four: fill in blank 1 first, it is used here',
      '  0 of 2 right',
    ])
    expect(format(check(questions, { double: (x) => x + 1, four: () => 4 }), 'ko')).toContain('2개 가운데 1개가 맞음')
  })
})

// -------------------------------------------------------------------------------------------------
// the report
// -------------------------------------------------------------------------------------------------

const tiny: Chapter = {
  text: {
    item: 7,
    title: { ko: '작은 단원', en: 'A tiny lesson' },
    quotes: [
      '# 선형 신경망',
      'lr = 0.01',
      '# (wx-y)^2 0/분 1/ 2(wx-y)*x',
      '$$wx + b = y$$',
      '- <https://github.com/Harry24k>',
    ],
    corrections: [{ quoted: '0/분 1/', meant: '의 미분', why: { ko: '깨진 글자', en: 'garbled' } }],
    paragraphs: [{ ko: '가중치 $w$와 `a < b`, x₁', en: 'The weight $w$ and `a < b`' }],
    formulas: [{ name: { ko: '비용', en: 'cost' }, tex: '\\sum_i \\mathbb{E}\\,x_i' }],
  },
  code: { path: 'examples/slides/07-tiny.ts', code: "const x = '<script>' // 예\n" },
  helpers: [],
  exercise: {
    blanks: { path: 'examples/slides/07-tiny.exercise.ts', code: 'blank(1)\n' },
    solution: { path: 'examples/slides/07-tiny.solution.ts', code: 'const answer = 42\n' },
  },
  outcome: {
    printed: ['w = 1 < 2'],
    failed: [],
    inapplicable: [],
    figures: [
      {
        name: '07-tiny',
        caption: { ko: '그림', en: 'A figure' },
        panels: [{ x: { label: 'x' }, y: { label: 'y' }, marks: [Plot.dot([{ x: 1, y: 2 }], { x: 'x', y: 'y' })] }],
      },
    ],
  },
}

const html = await report([tiny], slides)

describe('the report', () => {
  it('contains the text in both languages, the quotes with their errors, formulas, code, output and figure', () => {
    expect(html).toContain('<span class="ko" lang="ko">작은 단원</span><span class="en" lang="en">A tiny lesson</span>')
    expect(html).toContain('<mark>0/분 1/</mark> <span class="sic">[sic]</span>')
    expect(html).toContain('class="katex-display"')
    expect(html).toContain('w = 1 &lt; 2')
    expect(html).toContain('&lt;script&gt;')
    expect(html).toMatch(/<figure[^>]*><svg [^]*<\/svg>/)
    expect(html).toMatch(/<details class="solution">[^]*answer/)
  })

  it('loads nothing: it has only data URIs, links inside the page, and the links of the slides as links', () => {
    const page = html.replace(/<a href="https:\/\/github\.com\/Harry24k">/g, '')
    const targets = [
      ...[...page.matchAll(/\b(?:src|href|srcset|action|poster|data)="([^"]*)"/g)].map(([, target]) => target),
      ...[...page.matchAll(/url\(\s*["']?([^)]*)\)/g)].map(([, target]) => target),
    ]
    expect(targets.filter((target) => !/^(data:|#)/.test(target))).toEqual([])
    expect(page).not.toMatch(
      /@import|<link(?! rel="icon" href="data:,")|<script[^>]+src|fetch\(|XMLHttpRequest|import\(/,
    )
  })

  it('embeds the fonts of its characters, Hangul and subscripts among them', () => {
    const ranges = [...html.matchAll(/font-family:'Noto Sans KR'[^}]*unicode-range:([^}]*)/g)]
      .map(([, range]) => range)
      .join(',')
    const embedded = new Set(ranges.split(','))
    ;[...'작은단원가중치그림AZaz09 '].forEach((c) =>
      expect([c, embedded.has(`U+${(c.codePointAt(0) ?? 0).toString(16)}`)]).toEqual([c, true]),
    )
    expect(html).toMatch(/font-family:'DejaVu Sans'[^}]*unicode-range:[^}]*U\+2081\b/)
    const formulas = [...html.matchAll(/@font-face\{[^}]*?font-family:"?(KaTeX_\w+)/g)].map(([, family]) => family)
    expect(formulas).toEqual(expect.arrayContaining(['KaTeX_Main', 'KaTeX_Math', 'KaTeX_AMS']))
    expect(formulas).not.toContain('KaTeX_Fraktur')
  })

  it('shows the message of a lesson that failed', async () => {
    const failed = await report([{ ...tiny, outcome: new Error('expected: 1 < 0') }], slides)
    expect(failed).toContain('expected: 1 &lt; 0')
  })

  it('contains the files unchanged', async () => {
    const [found] = find().filter(({ number }) => number === '06')
    const { text } = await load<{ readonly text: Text }>(`${found.name}.text.ts`)
    const { code, exercise } = chapter(found, text, new Error('not run'))
    expect(code.code).toBe(readFileSync(join(folder, `${found.name}.ts`), 'utf8'))
    expect(exercise?.solution.path).toBe(`examples/slides/${found.name}.solution.ts`)
  })
})

describe('parts of code', () => {
  it('join to the code, and none is too long for a page', () => {
    lessonFiles.forEach((file) => {
      const code = readFileSync(join(folder, file), 'utf8').trimEnd()
      expect(parts(code).join('\n')).toBe(code)
      expect(Math.max(...parts(code).map((part) => part.split('\n').length))).toBeLessThanOrEqual(45)
    })
  })
})

// -------------------------------------------------------------------------------------------------
// the program
// -------------------------------------------------------------------------------------------------

const root = resolve(import.meta.dirname, '../..')

const slidesProgram = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=nabla-source', '--import', 'tsx', 'examples/slides/index.ts', ...args],
    { cwd: root, encoding: 'utf8' },
  )
  return { status, stdout, stderr }
}

describe('npm run slides', () => {
  it('builds the page of one lesson', () => {
    const out = emptyFolder()
    const { status, stdout, stderr } = slidesProgram('06', '--out', out)
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain('step 0  : cost=41.4864, w=0.4852, grad=-42.7247')
    expect(existsSync(join(out, '06.html'))).toBe(true)
    expect(existsSync(join(out, 'figures', '06-fit.svg'))).toBe(true)
  })

  it('prints which blanks are right', () => {
    const { status, stdout } = slidesProgram('6', '--exercise', '--language', 'en')
    expect(status).toBe(0)
    expect(stdout).toMatch(/1\. the cost: not filled in yet\. Hint: .*\n[^]* 0 of 5 right\n$/)
  })

  it('exits with 2 and a message if there is no such lesson', () => {
    const { status, stdout, stderr } = slidesProgram('99')
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^Cannot start: expected the number of a lesson, found “99”\. There are 0\d /)
    expect(stderr).not.toMatch(/^\s*at /m)
  })

  it.each([
    [['--bogus'], /--bogus/],
    [['01', '--exercise'], /^--exercise: lesson 01 has none\. These have one: 06 /],
    [['06', '--exercise', '--language', 'fr'], /^--language: expected ko or en, found “fr”\./],
  ])('refuses %j', (args, words) => expect(E.swap(parse(args))).toEqual(E.right(expect.stringMatching(words))))
})
