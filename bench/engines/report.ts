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

/** The target speed of the subject relative to another contender: the minimal ratio for a task, if there is a target. */
export interface Target {
  readonly other: string
  readonly least: (task: Task) => number | undefined
}

const verdicts = (outcomes: readonly Outcome[], subject: string, targets: readonly Target[]): (readonly string[])[] =>
  outcomes.flatMap(({ task, measured }) =>
    targets.flatMap(({ other, least }) => {
      const bound = least(task)
      const a = measured.find(({ name }) => name === subject)
      const b = measured.find(({ name }) => name === other)
      if (bound === undefined || a === undefined || b === undefined) return []
      return [[group(task), String(task.batch), other, ratio(a, b), `≥ ${bound}`]]
    }),
  )

export const report = (
  outcomes: readonly Outcome[],
  subject: string,
  options: Options,
  targets: readonly Target[],
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
      `Speed of ${subject} divided by the speed of the contender: median of the rounds (minimum–maximum).`,
      '',
      ...table(['contender', ...batches], against),
      '',
      'Samples per second (GFLOP/s of the matrix products):',
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
  const clock = options.clock === 'cpu' ? 'processor time' : 'wall time'
  return [
    '# Comparison of engines',
    '',
    `Written by \`npm run bench:engines\` on ${new Date().toISOString().slice(0, 10)}. ${machine()}${others === '' ? '' : `, ${others}`}.`,
    '',
    `A training step on MNIST (ReLU, softmax cross entropy), 60,000 images in memory, batches by index, float32 (plain loops and reference engine: float64). Each contender has its own process. They alternate in ${options.rounds} rounds of about ${options.seconds} s each; ${clock}. All except the plain loops start with the same parameters and use the same rows, and their losses after ${checked} steps agree.`,
    '',
    'A *fold* runs many steps as one `Scan`, a *step* runs them one by one. The hand-written contenders are ONNX graphs written without the library; *bytes* keeps the images as bytes, and *transposed* also stores the weights transposed. *Plain loops* is a JavaScript program. *TensorFlow.js by hand* uses a hand-written gradient. *MatMul 1024³* is the speed of ONNX Runtime for a single matrix product.',
    '',
    ...sections,
    ...(targets.length === 0
      ? []
      : [
          '## Targets',
          '',
          ...table(['task', 'batch', 'contender', 'ratio', 'target'], verdicts(outcomes, subject, targets)),
          '',
        ]),
    ...(absences.length === 0 ? [] : ['## Not measured', '', ...absences, '']),
  ].join('\n')
}
