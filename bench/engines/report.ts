/**
 * `RESULTS.md`: what was measured, where and when. The ratios count; the absolute figures are for orientation.
 */
import { createRequire } from 'node:module'
import { cpus, release, totalmem, type } from 'node:os'
import { checked, median, ratio, type Measured, type Options, type Outcome } from './compare.js'
import type { Task } from './task.js'

const versionOf = (name: string): string => {
  try {
    const require = createRequire(`${process.cwd()}/package.json`)
    return (require(`${name}/package.json`) as { version: string }).version
  } catch {
    return 'not installed'
  }
}

const machine = (): string => {
  const [cpu] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${cpu?.model.trim() ?? 'unknown processor'}, ${cpus().length} processors, ${memory} GiB, ${type()} ${release()}, Node ${process.version}, onnxruntime-node ${versionOf('onnxruntime-node')}`
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  row(head),
  row(head.map((_, i) => (i === 0 ? '---' : '---:'))),
  ...rows.map(row),
]

const group = ({ network, optimizer, threads }: Task): string =>
  `${network}, ${optimizer === 'sgd' ? 'SGD' : 'Adam'}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`

/** What the issue asks of the subject against others, at one thread on 784-100-10 and both optimizers: the least ratio at batch 32 and 128. */
export interface Wanted {
  readonly other: string
  readonly least: (task: Task) => number | undefined
}

const verdicts = (outcomes: readonly Outcome[], subject: string, wanted: readonly Wanted[]): string[] =>
  outcomes.flatMap(({ task, measured }) =>
    wanted.flatMap(({ other, least }) => {
      const bound = least(task)
      const a = measured.find(({ name }) => name === subject)
      const b = measured.find(({ name }) => name === other)
      if (bound === undefined || a === undefined || b === undefined) return []
      return [`- ${group(task)}, batch ${task.batch}: ${ratio(a, b)} times ${other}; at least ${bound} is wanted`]
    }),
  )

export const report = (
  outcomes: readonly Outcome[],
  subject: string,
  options: Options,
  wanted: readonly Wanted[],
): string => {
  const groups = new Map<string, Outcome[]>()
  for (const outcome of outcomes) {
    const title = group(outcome.task)
    groups.set(title, [...(groups.get(title) ?? []), outcome])
  }
  const sections = [...groups].flatMap(([title, members]) => {
    const names = [...new Set(members.flatMap(({ measured }) => measured.map(({ name }) => name)))]
    const cell =
      (name: string, of: (own: Measured, first: Measured | undefined) => string) =>
      ({ measured }: Outcome): string => {
        const own = measured.find((entry) => entry.name === name)
        const first = measured.find((entry) => entry.name === subject)
        return own === undefined ? '–' : of(own, first)
      }
    const batches = members.map(({ task }) => `batch ${task.batch}`)
    const samples = names.map((name) => [
      name,
      ...members.map(
        cell(name, (own) =>
          own.foreign
            ? `${own.gflops.toFixed(0)} GFLOP/s`
            : `${Math.round(median(own.samplesPerSecond)).toLocaleString('en')} (${own.gflops.toFixed(0)})`,
        ),
      ),
    ])
    const against = names
      .filter((name) => name !== subject)
      .map((name) => [
        name,
        ...members.map(cell(name, (own, first) => (first === undefined || own.foreign ? '–' : ratio(first, own)))),
      ])
      .filter((cells) => cells.slice(1).some((text) => text !== '–'))
    return [
      `## ${title}`,
      '',
      `Times as fast as the other is ${subject}: median of the rounds (least–greatest).`,
      '',
      ...table(['against', ...batches], against),
      '',
      'Samples a second (GFLOP/s of the products):',
      '',
      ...table(['', ...batches], samples),
      '',
    ]
  })
  const reasons = new Map<string, Set<string>>()
  for (const { absent } of outcomes)
    for (const [name, reason] of absent)
      reasons.set(name, (reasons.get(name) ?? new Set<string>()).add(reason.split('\n')[0]))
  const absences = [...reasons].map(([name, why]) => `- ${name}: ${[...why].join('; ')}`)
  const versions = new Map(
    outcomes.flatMap(({ measured }) => measured.flatMap(({ name, version }) => (version ? [[name, version]] : []))),
  )
  const others = [...versions].map(([name, version]) => `${name} ${version}`).join(', ')
  const clock = options.clock === 'cpu' ? 'processor time' : 'time on the clock'
  return [
    '# Engines, side by side',
    '',
    `Written by \`npm run bench:engines\` on ${new Date().toISOString().slice(0, 10)}. ${machine()}${others === '' ? '' : `, ${others}`}.`,
    '',
    `A step of training on MNIST (ReLU, softmax cross entropy), 60,000 images in memory, batches by index, float32 (plain loops and reference engine: float64). Each contender in a process of its own; ${options.rounds} rounds in which they take turns of about ${options.seconds} s; ${clock}. All but the plain loops start from the same parameters and see the same rows, and their losses after ${checked} steps agree.`,
    '',
    ...sections,
    ...(wanted.length === 0 ? [] : ['## What is wanted', '', ...verdicts(outcomes, subject, wanted), '']),
    ...(absences.length === 0 ? [] : ['## Not measured', '', ...absences, '']),
  ].join('\n')
}
